"""Work within bounds: what takes too long or wants too much memory is ended, and something stands for it.

In: a function, the number of its task and `Bounds`. Out: its result, or what `Bounds.ended` gives. In every process a
timer interrupts Python code. In a process that was made for the work the system also ends C code that the timer cannot
reach; so work that may hold such code for long belongs there. Without a main thread to interrupt, as in a server's
threads, nothing is ended; memory is limited where the system tells how much is in use (Linux).
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any, Generic, TypeVar

from plugins.model.limits import Bounds, Ending

T = TypeVar("T")

TICK = 0.1  # seconds of the processor between two looks at the work in hand
GRACE = 1.0  # seconds after which the system ends a process that did not end its work itself
MEGABYTE = 1_000_000

_is_expendable = False  # whether this process was made for work that may be ended


class _OverdueError(BaseException):
    """Not an Exception: no library is to take it for a fault of its own."""


def become_expendable() -> None:
    """Let the system end this process when its work does not end."""
    global _is_expendable
    _is_expendable = True
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


class Guard(Generic[T]):
    """Ends each of many pieces of work that goes beyond the bounds; a context, outside of which nothing is ended.

    All that it asks of the system is asked when it is entered or by a timer, so that it costs small work nothing.
    """

    def __init__(self, bounds: Bounds[T]) -> None:
        self._bounds = bounds
        self._is_working = False
        self._started = 0.0  # when the work in hand was first seen, in seconds of the processor; 0 before that
        self._may_have_grown = False
        self._ticks = bounds.seconds > 0 and threading.current_thread() is threading.main_thread()
        self._memory = resource.getrlimit(resource.RLIMIT_AS)
        self._handler: Any = None

    def __enter__(self) -> Guard[T]:
        self._limit_memory()
        if self._ticks:
            self._handler = signal.signal(signal.SIGPROF, self._tick)
            signal.siginterrupt(signal.SIGPROF, False)
            signal.setitimer(signal.ITIMER_PROF, TICK, TICK)
            self._wind()
        return self

    def __exit__(self, *_: object) -> None:
        if self._ticks:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGPROF, self._handler)
        if self._bounds.megabytes:
            resource.setrlimit(resource.RLIMIT_AS, self._memory)

    def run(self, work: Callable[[int], T], index: int) -> T:
        """`work(index)`, or what stands for it when it had to be ended."""
        if self._may_have_grown:
            self._limit_memory()
        self._started, self._is_working = 0.0, True
        ending: Ending
        try:
            try:
                return work(index)
            finally:
                self._is_working = False
        except _OverdueError:
            ending = "time"
        except MemoryError:
            ending = "memory"
        self._is_working = False  # again, where the interruption met the line above
        return self._bounds.ended(index, ending)

    def _tick(self, number: int, frame: FrameType | None) -> None:
        """Time is that of the processor, not of the clock: a busy machine is no fault of the work."""
        self._wind()
        self._may_have_grown = True
        if self._is_working:
            now = time.process_time()
            self._started = self._started or now
            if now - self._started > self._bounds.seconds:
                raise _OverdueError

    def _wind(self) -> None:
        """Put off the end of a process in which Python code still runs."""
        if _is_expendable:
            signal.setitimer(signal.ITIMER_VIRTUAL, self._bounds.seconds + GRACE)

    def _limit_memory(self) -> None:
        """Beyond what the process holds now, of which it may share much with its parent."""
        self._may_have_grown = False
        used = _memory_in_use() if self._bounds.megabytes else 0
        if used:
            soft, hard = self._memory
            most = used + self._bounds.megabytes * MEGABYTE
            resource.setrlimit(resource.RLIMIT_AS, (most if soft == resource.RLIM_INFINITY else min(soft, most), hard))


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


def end_with_parent() -> None:
    """A worker of a killed build would wait for work for ever, and hold the lock of the output."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _send_result(work: Callable[[int], T], index: int, bounds: Bounds[T], connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C is for the parent to tell of
    become_expendable()
    end_with_parent()
    outcome: tuple[T | None, Exception | None]
    try:
        with Guard(bounds) as guard:
            outcome = guard.run(work, index), None
    except Exception as error:
        outcome = None, error
    connection.send(outcome)


def _memory_in_use() -> int:
    """Bytes of this process's address space; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb", buffering=0) as file:  # noqa: PTH123 — asked between items
            return int(file.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0
