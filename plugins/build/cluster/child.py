"""A process on a worker that does tasks: it alone imports the portal there, from the bundle it was started in.

In: by a socket, heads and tasks. Out: for each task an outcome: `done` with its result, `ended` with why it was ended
within its bounds, or `failed` with the exception.
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
from plugins.model import Bounds, Portal, SiteError

DONE, ENDED, FAILED = "done", "ended", "failed"
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
    gc.freeze()
    connection.send_bytes(b"")
    _serve(connection, portal)


def _serve(connection: Connection, portal: Portal) -> None:
    known, work, bounds = b"", None, None
    while connection.poll(IDLE):
        try:
            head, tasks = connection.recv()
        except EOFError:
            return
        if head != known or work is None or bounds is None:
            known, (work, bounds) = head, open_work(portal, head)
        run_tasks(work, bounds, tasks, connection.send_bytes)


def open_work(portal: Portal, head: bytes) -> tuple[Callable[[Any], Any], Bounds[Outcome]]:
    """The function that does a task, and what it may cost; a head is pickled in `spreading`."""
    opens, common, seconds, megabytes = pickle.loads(head)  # noqa: S301 — from the driver, as the code is
    return opens(portal, common), Bounds(seconds, megabytes, lambda _, ending: (ENDED, ending))


def run_tasks(
    work: Callable[[Any], Any], bounds: Bounds[Outcome], tasks: Sequence[bytes], send: Callable[[bytes], object]
) -> None:
    """Each task is a pickled payload. What ends this process in spite of the guard is found out by the host."""
    with Guard(bounds) as guard:
        for task in tasks:

            def do(_: int, task: bytes = task) -> Outcome:
                return DONE, work(pickle.loads(task))  # noqa: S301 — as above

            try:
                outcome = guard.run(do, 0)
            except Exception as error:
                outcome = FAILED, error
            send(_dump(outcome))


def _dump(outcome: Outcome) -> bytes:
    try:
        return pickle.dumps(outcome)
    except Exception as error:  # an exception may hold what cannot be pickled
        return pickle.dumps((FAILED, SiteError(f"{type(outcome[1]).__name__}: {outcome[1]} ({error})")))


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
