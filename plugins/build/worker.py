"""The process that builds under `serve`: it lives long, and builds what changed from what it holds in memory.

In: the build's options and, for each build, the paths that changed. Out: the lines that tell of the build, and the
faults that stopped it. A change of code or settings needs a new process, which is started here.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import signal
import traceback
from collections.abc import Collection, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from plugins.model import Fault, SiteError

from .memory import Memory
from .settings import PROJECT, Options

MOST_WARNINGS = 20  # lines shown of one build


class Outcome(NamedTuple):
    """The lines to show of one build, and those of them that say why there is none."""

    lines: tuple[str, ...]
    faults: tuple[str, ...] = ()


class Worker:
    """The building process, started when it is first needed and anew after it has ended."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None

    def build(self, changed: Collection[str] = ()) -> Outcome:
        """Build once. Code and settings among the changed paths are taken in by a new process."""
        if any(path.endswith(".py") or Path(path).is_relative_to(PROJECT / "plugins") for path in changed):
            self.stop()
        try:
            if self._connection is None:
                self._connection = self._start()
            self._connection.send(tuple(changed))
            outcome: Outcome = self._connection.recv()
        except (EOFError, OSError):
            self.stop()
            message = "Lần dựng bị ngắt giữa chừng; trang cũ được giữ nguyên."
            return Outcome((message,), (message,))
        return outcome

    def stop(self) -> None:
        """End the process, between two builds or when the last one has failed."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.join(timeout=5)
            self._process.terminate()
            self._process.join()
            self._process = None

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=build_on_demand, args=(self._options, theirs), name="build")
        self._process.start()
        theirs.close()
        return ours


def build_on_demand(options: Options, connection: Connection) -> None:
    """What the process does until the other end of the connection is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which then ends this process
    memory = Memory()
    with contextlib.suppress(EOFError, OSError):
        while True:
            changed = connection.recv()
            try:
                outcome = _build(options, memory, changed)
            except Exception:  # a mistake in the code, which whoever is writing it wants to see
                memory = Memory()
                lines = tuple(traceback.format_exc().splitlines())
                outcome = Outcome(lines, lines)
            connection.send(outcome)
            collect_garbage()


def collect_garbage() -> None:
    """Between builds, when nobody waits: portals refer to themselves, so that only the collector ends them."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _build(options: Options, memory: Memory, changed: Collection[str]) -> Outcome:
    from . import build_site  # the package imports this module's neighbours

    try:
        report = build_site(options, memory, changed)
    except SiteError as error:
        faults = (*_shown(error.faults, changed), str(error))
        return Outcome(faults, faults)
    return Outcome((*report.notices, *_shown(report.faults, changed), str(report)))


def _shown(faults: Sequence[Fault], changed: Collection[str]) -> list[str]:
    """The errors and the first warnings; once these were shown, only the warnings of files that changed."""
    errors = [fault for fault in faults if fault.is_error]
    warnings = [fault for fault in faults if not fault.is_error]
    if changed:
        warnings = [fault for fault in warnings if any(path.endswith(f"/{fault.path}") for path in changed)]
    left = len(warnings) - MOST_WARNINGS
    lines = [str(fault) for fault in (*errors, *warnings[:MOST_WARNINGS])]
    return [*lines, *([f"… và {left} cảnh báo nữa: python3 tasks.py check"] if left > 0 else [])]
