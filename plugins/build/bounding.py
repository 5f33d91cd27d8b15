"""Work within bounds: what takes too long or wants too much memory is ended, and something stands for it.

In: a function, the number of its task and `Bounds`. Out: its result, or what `Bounds.ended` gives. In every process a
timer interrupts Python code. In a process that was made for the work the system also ends C code that the timer cannot
reach; so work that may hold such code for long belongs there. Without a main thread to interrupt, as in a server's
threads, nothing is ended; memory is limited where the system tells how much is in use (Linux).
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from types import FrameType
from typing import TypeVar

from plugins.model.limits import Bounds, Ending

T = TypeVar("T")

GRACE = 1.0  # seconds after which the system ends a process that did not end its work itself
AGAIN = 0.5  # seconds: a callback from C code may have lost the first interruption
MEGABYTE = 1_000_000

_is_expendable = False  # whether this process was made for work that may be ended


class _OverdueError(BaseException):
    """Not an Exception: no library is to take it for a fault of its own."""


def become_expendable() -> None:
    """Let the system end this process when its work does not end."""
    global _is_expendable
    _is_expendable = True
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def run_bounded(work: Callable[[int], T], index: int, bounds: Bounds[T]) -> T:
    """`work(index)`, or what stands for it when it had to be ended."""
    ending: Ending
    try:
        with _memory_limited(bounds.megabytes), _time_limited(bounds.seconds):
            return work(index)
    except _OverdueError:
        ending = "time"
    except MemoryError:
        ending = "memory"
    return bounds.ended(index, ending)


def run_alone(work: Callable[[int], T], index: int, bounds: Bounds[T]) -> T:
    """The same in a process of its own, whose end, whatever it is of, ends nothing else."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_send_result, args=(work, index, bounds, theirs), daemon=True)
    process.start()
    theirs.close()
    outcome: tuple[T | None, Exception | None] | None = None
    with ours, suppress(EOFError, OSError):
        outcome = ours.recv()
    process.join()
    if outcome is None:
        return bounds.ended(index, "time" if process.exitcode == -signal.SIGVTALRM else "killed")
    result, error = outcome
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # there is one where there is no error


def can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods()


def _send_result(work: Callable[[int], T], index: int, bounds: Bounds[T], connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C is for the parent to tell of
    become_expendable()
    outcome: tuple[T | None, Exception | None]
    try:
        outcome = run_bounded(work, index, bounds), None
    except Exception as error:
        outcome = None, error
    connection.send(outcome)


@contextmanager
def _time_limited(seconds: float) -> Iterator[None]:
    """Of the processor, not of the clock: a busy machine is no fault of the work."""
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _interrupt)
    try:
        try:
            signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
            if _is_expendable:
                signal.setitimer(signal.ITIMER_VIRTUAL, seconds + GRACE)
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)  # again, where an interruption met the line above
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGPROF, before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise _OverdueError


@contextmanager
def _memory_limited(megabytes: int) -> Iterator[None]:
    """Beyond what the process holds now, which it may share with its parent."""
    used = _memory_in_use() if megabytes else 0
    if not used:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limits = [limit for limit in (soft, used + megabytes * MEGABYTE) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _memory_in_use() -> int:
    """Bytes of this process's address space; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb", buffering=0) as file:  # noqa: PTH123 — asked for each item
            return int(file.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0
