"""Runs a function over many tasks on several processes; the one seam through which all parallel work goes.

In: a function and its number of tasks. Out: the results in order. Workers are forked, so that they share what the
parent holds in memory and only indices travel to them. Where a system cannot fork, one process does the work.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from typing import Any, TypeVar

from .progress import show_progress

T = TypeVar("T")

CHUNKS_PER_WORKER = 16
SMALLEST_CHUNK = 8

_work: Callable[[int], Any]


def run_indexed(work: Callable[[int], T], count: int, workers: int, advance: Callable[[int], None]) -> Iterator[T]:
    """`work(0)` to `work(count - 1)`, in order; `advance` is told how many more are done.

    An exception in a worker is raised here. `work` need not be picklable; its results must be.
    """
    if workers < 2 or count < 2 * SMALLEST_CHUNK or "fork" not in multiprocessing.get_all_start_methods():
        for index in range(count):
            yield work(index)
            advance(1)
        return
    global _work  # forked workers find the function here, with all that it refers to
    _work = work
    chunk = max(SMALLEST_CHUNK, -(-count // (workers * CHUNKS_PER_WORKER)))
    ranges = [range(start, min(start + chunk, count)) for start in range(0, count, chunk)]
    gc.freeze()  # the collector would otherwise touch, and so copy, every shared page in each worker
    try:
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as executor:
            yield from _collect(executor, ranges, advance)
    finally:
        gc.unfreeze()


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


def _run_range(part: range) -> list[Any]:
    return [_work(index) for index in part]
