"""Runs a function over many tasks on several processes; the one seam through which all parallel work goes.

In: a function and its number of tasks. Out: the results in order. Workers are forked, so that they share what the
parent holds in memory and only indices travel to them. Where a system cannot fork, one process does the work.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from .progress import show_progress

T = TypeVar("T")

CHUNKS_PER_WORKER = 16
SMALLEST_CHUNK = 8
HEAD_START = 0.3  # seconds of work that one process does alone: starting others costs as much

_work: Callable[[int], Any]


def run_indexed(work: Callable[[int], T], count: int, workers: int, advance: Callable[[int], None]) -> Iterator[T]:
    """`work(0)` to `work(count - 1)`, in order; `advance` is told how many more are done.

    An exception in a worker is raised here. `work` need not be picklable; its results must be.
    """
    alone = workers < 2 or "fork" not in multiprocessing.get_all_start_methods()
    started, done = time.process_time(), 0
    with _collecting_new():
        while done < count and (alone or time.process_time() - started < HEAD_START or count - done < SMALLEST_CHUNK):
            yield work(done)
            done += 1
            advance(1)
        if done == count:
            return
        global _work  # forked workers find the function here, with all that it refers to
        _work = work
        chunk = max(SMALLEST_CHUNK, -(-(count - done) // (workers * CHUNKS_PER_WORKER)))
        ranges = [range(start, min(start + chunk, count)) for start in range(done, count, chunk)]
        fork = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(workers, mp_context=fork, initializer=_end_with_parent) as executor:
            yield from _collect(executor, ranges, advance)


def spread(workers: int, work: Callable[[int], T], count: int, label: str) -> Iterator[T]:
    """`run_indexed` with a progress bar named `label`."""
    with show_progress(label, count) as advance:
        yield from run_indexed(work, count, workers, advance)


def _collect(executor: Executor, ranges: Sequence[range], advance: Callable[[int], None]) -> Iterator[Any]:
    futures = [executor.submit(_run_range, part) for part in ranges]
    try:
        for part, future in zip(ranges, futures, strict=True):
            yield from future.result()
            advance(len(part))
    finally:
        for future in futures:
            future.cancel()


@contextmanager
def _collecting_new() -> Iterator[None]:
    """Have the collector look only at what is made from here on.

    It would otherwise go through all that the build holds again and again and, in workers, touch and so copy it.
    """
    paused = not gc.isenabled()
    gc.freeze()
    gc.enable()
    try:
        yield
    finally:
        gc.unfreeze()
        if paused:
            gc.disable()


def _end_with_parent() -> None:
    """A worker of a killed build would wait for work for ever, and hold the lock of the output."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _run_range(part: range) -> list[Any]:
    return [_work(index) for index in part]
