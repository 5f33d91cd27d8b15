"""Runs a function over many tasks on several processes; the one seam through which all parallel work goes.

In: a function and its number of tasks. Out: the results in order. Workers are forked, so that they share what the
parent holds in memory and only indices travel to them. Where a system cannot fork, one process does the work. Work that
goes beyond its bounds is ended; a worker that dies costs no more than the task it had in hand.
"""

from __future__ import annotations

import ctypes
import gc
import mmap
import multiprocessing
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from plugins.model import SiteError
from plugins.model.limits import Bounds, Ending

from .bounding import Guard, become_expendable, can_fork, end_with_parent, run_alone
from .progress import show_progress

T = TypeVar("T")

CHUNKS_PER_WORKER = 32
LARGEST_CHUNK = 128
FEW, A_WHILE = 8, 0.05  # tasks at the beginning, or seconds, that tell how long all will take
# After so many tasks, or such a part of all, a worker gives way to a new one: whatever it looks at of what the parent
# holds, it gets a copy of.
TASKS_PER_LIFE, LIVES = 10_000, 16
HEAD_START = 0.3  # seconds of work that one process does alone: starting others costs as much
LONG = 2.0  # seconds of work in all, as its beginning lets expect, that are not worth the wait
NEW = 5_000  # objects after which the collector looks at them: at its own 700 it takes one in thirty seconds

# Of the GNU C library, and bytes: what is larger is given back at once, and what is free beyond so many.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
LARGEST_KEPT, KEPT = 1 << 25, 1 << 26

MOST_DEATHS = 3  # of workers, one after another, with nothing in hand: the system then lets none live
IN_HAND, DONE = 1, 2


@dataclass
class _Task:
    """What forked workers find in memory. `board` is shared by all: a byte for each index tells how far it is."""

    work: Callable[[int], Any]
    bounds: Bounds[Any]
    board: mmap.mmap
    known: dict[int, Any] = field(default_factory=dict)


_tasks: list[_Task] = []  # the last is what new workers do
_spare: list[Callable[[], object]] = []  # what this process has to do while others work


def run_indexed(
    work: Callable[[int], T],
    count: int,
    workers: int,
    advance: Callable[[int], None],
    bounds: Bounds[T] | None = None,
) -> Iterator[T]:
    """`work(0)` to `work(count - 1)`, in order; `advance` is told how many more are done.

    An exception in a worker is raised here. `work` need not be picklable; its results must be. What stands for work
    beyond its `bounds` is theirs to say; work without bounds whose worker dies raises SiteError.
    """
    bounds = bounds or Bounds(0, 0, give_up)
    alone = workers < 2 or not can_fork()
    with collecting_new():
        done = yield from begin(work, count, advance, bounds, None if alone else HEAD_START)
        if done < count:
            yield from _spread(_Task(work, bounds, mmap.mmap(-1, count)), range(done, count), workers, advance)


def begin(
    work: Callable[[int], T], count: int, advance: Callable[[int], None], bounds: Bounds[T], seconds: float | None
) -> Generator[T, None, int]:
    """What this process can do in so many seconds (None: all of it), or is too little to spread; how much that was."""
    forks, started, done = can_fork(), time.process_time(), 0
    with Guard(bounds) as guard:
        while done < count:
            is_risky = forks and bounds.is_risky(done)
            if seconds is not None and count - done >= FEW:
                taken = time.process_time() - started
                is_long = (done >= FEW or taken >= A_WHILE) and taken * count > done * LONG
                if is_risky or is_long or taken >= seconds:
                    break
            yield run_alone(work, done, bounds) if is_risky else guard.run(work, done)
            done += 1
            advance(1)
    return done


@contextmanager
def in_spare_time(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Have `work` done while processes that are started within are busy, or else when the yielded function is called.

    That function gives its result, or raises what it raised.
    """
    once = cache(work)
    _spare.append(once)
    try:
        yield once
    finally:
        if once in _spare:
            _spare.remove(once)


def run_here(work: Callable[[int], T], index: int, bounds: Bounds[T]) -> T:
    """One task, in this process or, where it is risky, in one of its own."""
    if can_fork() and bounds.is_risky(index):
        return run_alone(work, index, bounds)
    with Guard(bounds) as guard:
        return guard.run(work, index)


def spread(
    workers: int, work: Callable[[int], T], count: int, label: str, bounds: Bounds[T] | None = None
) -> Iterator[T]:
    """`run_indexed` with a progress bar named `label`."""
    with show_progress(label, count) as advance:
        yield from run_indexed(work, count, workers, advance, bounds)


def _spread(task: _Task, indices: Sequence[int], workers: int, advance: Callable[[int], None]) -> Iterator[Any]:
    """In order, by new workers every so often. Where one dies, what was in hand is done again first, each alone."""
    deaths = 0
    most = max(workers * TASKS_PER_LIFE, -(-len(indices) // LIVES))
    while indices:
        part = indices[:most]
        left = yield from _run_pool(task, part, workers, advance)
        suspects = [index for index in left if task.board[index] == IN_HAND]
        deaths = deaths + 1 if left and not suspects else 0
        if deaths == MOST_DEATHS:
            give_up(left[0], "killed")
        for index in suspects:
            task.known[index] = run_alone(task.work, index, task.bounds)
            task.board[index] = DONE
        indices = indices[len(part) - len(left) :]


def _run_pool(
    task: _Task, indices: Sequence[int], workers: int, advance: Callable[[int], None]
) -> Generator[Any, None, Sequence[int]]:
    """Yields results in order for as long as all workers live; returns the indices that are left."""
    _tasks.append(task)
    chunk = min(LARGEST_CHUNK, -(-len(indices) // (workers * CHUNKS_PER_WORKER)))
    parts = [indices[start : start + chunk] for start in range(0, len(indices), chunk)]
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=fork, initializer=_prepare_worker) as executor:
        futures = list[Future[list[Any]]]()
        try:
            with suppress(BrokenProcessPool):
                futures += (executor.submit(_run_part, part) for part in parts)
            while _spare:
                with suppress(Exception):  # raised again where the result is asked for
                    _spare.pop()()
            for number, part in enumerate(parts):
                if number == len(futures):  # the first workers died while work was still being handed out
                    return indices[number * chunk :]
                try:
                    results = futures[number].result()
                except BrokenProcessPool:
                    return indices[number * chunk :]
                futures[number] = Future()  # what was yielded is not to be held until all is done
                yield from results
                advance(len(part))
        finally:
            _tasks.remove(task)  # and with it all that the work refers to
            for future in futures:
                future.cancel()
    return ()


def _run_part(part: Sequence[int]) -> list[Any]:
    task = _tasks[-1]
    with Guard(task.bounds) as guard:
        return [task.known[index] if index in task.known else _run_one(task, guard, index) for index in part]


def _run_one(task: _Task, guard: Guard[Any], index: int) -> Any:
    task.board[index] = IN_HAND
    result = guard.run(task.work, index)
    task.board[index] = DONE
    return result


def give_up(index: int, ending: Ending) -> Any:
    del index, ending
    raise SiteError("Một bước dựng trang bị hệ thống ngắt giữa chừng, thường vì hết bộ nhớ; trang cũ được giữ nguyên.")


@contextmanager
def collecting_new() -> Iterator[None]:
    """Have the collector look only at what is made from here on.

    It would otherwise go through all that the build holds again and again and, in workers, touch and so copy it.
    """
    paused, thresholds = not gc.isenabled(), gc.get_threshold()
    gc.freeze()
    gc.set_threshold(NEW, *thresholds[1:])
    gc.enable()
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        if paused:
            gc.disable()


def _prepare_worker() -> None:
    become_expendable()
    end_with_parent()
    keep_freed_memory()


def keep_freed_memory() -> None:
    """The C library would give large arrays back, and fetch the next ones from the system page by page."""
    with suppress(OSError, AttributeError):  # of another system
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, LARGEST_KEPT)
        library.mallopt(M_TRIM_THRESHOLD, KEPT)
