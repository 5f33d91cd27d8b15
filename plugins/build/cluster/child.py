"""A process on a worker that does tasks: it alone imports the portal there, from the bundle it was started in.

In: by a socket, heads and packs of payloads. Out: for each pack the outcomes of its tasks, pickled: `done` with the
result, `ended` with why it was ended within its bounds, or `failed` with the exception.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from plugins.build.bounding import Guard, become_expendable
from plugins.build.cluster.bundle import open_bundle
from plugins.build.cluster.pickling import read_pack
from plugins.build.executor import keep_freed_memory
from plugins.model import Bounds, Portal, SiteError

DONE, ENDED, FAILED = "done", "ended", "failed"
ALL = -1  # in place of one task's place in its pack
IDLE = 600  # seconds without work after which the process ends: its driver was killed

Outcome = tuple[str, Any]


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the worker to heed
    threading.Thread(target=_end_with_host, daemon=True).start()
    connection = Connection(int(sys.argv[1]))
    try:
        portal = _open()
    except SiteError as error:
        connection.send_bytes(str(error).encode())
        return
    become_expendable()
    keep_freed_memory()
    gc.disable()  # until a pack is done with: what is made of one goes all at once
    connection.send_bytes(b"")
    _serve(connection, portal)


def _serve(connection: Connection, portal: Portal) -> None:
    known, work, bounds = b"", None, None
    while connection.poll(IDLE):
        try:
            head, place, pack = connection.recv_bytes(), int(connection.recv_bytes()), connection.recv_bytes()
        except EOFError:
            return
        try:
            if head != known or work is None or bounds is None:
                known, (work, bounds) = head, open_work(portal, head)
            outcomes = _run_pack(work, bounds, pack, place)
        except Exception as error:  # something is missing on this machine
            outcomes = dump_outcomes([(FAILED, error)])
        connection.send_bytes(outcomes)
        del pack, outcomes
        gc.collect(1)


def _run_pack(work: Callable[[Any], Any], bounds: Bounds[Outcome], pack: bytes, place: int) -> bytes:
    """The outcomes of all its tasks or of one."""
    payloads = list(read_pack(pack))
    return dump_outcomes(run_tasks(work, bounds, payloads if place == ALL else [payloads[place]]))


def open_work(portal: Portal, head: bytes) -> tuple[Callable[[Any], Any], Bounds[Outcome]]:
    """The function that does a task, and what it may cost; a head is pickled in `spreading`."""
    opens, common, seconds, megabytes = pickle.loads(head)  # noqa: S301 — from the driver, as the code is
    return opens(portal, common), Bounds(seconds, megabytes, lambda _, ending: (ENDED, ending))


def run_tasks(work: Callable[[Any], Any], bounds: Bounds[Outcome], payloads: Sequence[Any]) -> list[Outcome]:
    """What ends this process in spite of the guard is found out by the host."""

    def do(index: int) -> Outcome:
        return DONE, work(payloads[index])

    def run(guard: Guard[Outcome], index: int) -> Outcome:
        try:
            return guard.run(do, index)
        except Exception as error:
            return FAILED, error

    with Guard(bounds) as guard:
        return [run(guard, index) for index in range(len(payloads))]


def dump_outcomes(outcomes: Sequence[Outcome]) -> bytes:
    try:
        return pickle.dumps(outcomes)
    except Exception:  # an exception may hold what cannot be pickled
        return pickle.dumps([_make_plain(outcome) for outcome in outcomes])


def _make_plain(outcome: Outcome) -> Outcome:
    try:
        pickle.dumps(outcome)
    except Exception as error:
        return FAILED, SiteError(f"{type(outcome[1]).__name__}: {outcome[1]} ({error})")
    return outcome


def _open() -> Portal:
    """SiteError when something is missing here, whatever it is."""
    try:
        return open_bundle(Path.cwd())
    except SiteError:
        raise
    except Exception as error:
        raise SiteError(f"không mở được cổng: {type(error).__name__}: {error}") from error


def _end_with_host() -> None:
    os.read(sys.stdin.fileno(), 1)  # not by the file object, whose lock a forked process would wait for
    os._exit(1)


if __name__ == "__main__":
    main()
