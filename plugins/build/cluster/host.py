"""What runs in a Dask worker: it keeps processes started from a bundle and hands them chunks of tasks.

In: the head of some work, which all its tasks share, and a pack of their payloads, made by the driver and not opened
here. Out: their outcomes, as the processes gave them. This module travels as it is to workers that have no portal, so
it imports the standard library and Dask only.
"""

from __future__ import annotations

import io
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin

ALL = -1  # in place of one task's place in its pack
ENDED, REFUSED = "ended", "refused"  # the outcomes that are made here; for the others see `child`
ENDINGS = {ending: pickle.dumps([(ENDED, ending)]) for ending in ("time", "killed")}


class Host(WorkerPlugin):  # type: ignore[misc]  # Dask is not there when types are checked
    """The processes of one bundle in one Dask worker: as many as it has threads, started when they are needed."""

    def __init__(self, name: str, archive: bytes) -> None:
        self.name = name
        self._archive = archive

    def setup(self, worker: Any) -> None:
        self._address = str(worker.address)
        self._folder = Path(worker.local_directory) / self.name
        self._idle, self._busy = list[Child](), list[Child]()
        self._is_closed = False
        with zipfile.ZipFile(io.BytesIO(self._archive)) as archive:
            archive.extractall(self._folder)

    def teardown(self, worker: Any) -> None:
        del worker
        self._is_closed = True
        for child in list(self._busy):
            child.kill()  # its thread waits for it, and then ends
        while self._idle:
            self._idle.pop().end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def work(self, head: bytes, pack: bytes, count: int) -> tuple[str, bytes]:
        """The worker's address and the outcomes of a chunk's tasks, in lists that go as one piece to the scheduler.

        Where a task ends its process, each is done again alone; one that does so then too is told of as ended.
        """
        outcomes = [self._do(head, pack, ALL)]
        if outcomes[0] in ENDINGS.values():
            outcomes = [self._do(head, pack, place) for place in range(count)]
        return self._address, pickle.dumps(outcomes)

    def _do(self, head: bytes, pack: bytes, place: int) -> bytes:
        """The outcomes of all tasks or of one, as a process gave them; one of ENDINGS where it ended over them."""
        if self._is_closed:
            raise RuntimeError("the build has ended")
        child = self._idle.pop() if self._idle else Child(self._folder)
        if child.refusal:
            child.end()
            return pickle.dumps([(REFUSED, child.refusal)])
        self._busy.append(child)
        try:
            outcomes = child.work(head, pack, place)
            self._idle.append(child)
        except (EOFError, OSError):
            outcomes = ENDINGS[child.end()]
        finally:
            self._busy.remove(child)
        return outcomes


class Child:
    """A process that has the portal open; it ends with this one. `refusal` says why it cannot work."""

    def __init__(self, folder: Path) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "plugins.build.cluster.child", str(theirs.fileno())]
        # Dask has its workers give memory back at once, and much work would ask for the same again and again.
        environment = {name: value for name, value in os.environ.items() if name != "MALLOC_TRIM_THRESHOLD_"}
        # Its standard input stays open for as long as this process lives.
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        self._connection = Connection(ours.detach())
        try:
            self.refusal = self._connection.recv_bytes().decode()
        except (EOFError, OSError):
            self.refusal = (
                f"tiến trình dựng trang không khởi động được (mã {self._process.wait()}); hãy xem log của worker"
            )

    def work(self, head: bytes, pack: bytes, place: int) -> bytes:
        """The outcomes of all tasks or of one; EOFError or OSError when the process has ended."""
        for part in (head, b"%d" % place, pack):
            self._connection.send_bytes(part)
        return self._connection.recv_bytes()

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> str:
        """End it if it lives; why it ended: `time` or `killed`."""
        self._connection.close()
        self.kill()
        code = self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        return "time" if code == -signal.SIGVTALRM else "killed"


def bind_chunk() -> Callable[[str, bytes, bytes, int], tuple[str, bytes] | None]:
    """What Dask runs. A function within a function travels as code, and needs no module of ours at the other end.

    It gives None where the worker has no such bundle: its scheduler is not the one that was told of it.
    """

    def run_chunk(name: str, head: bytes, pack: bytes, count: int) -> tuple[str, bytes] | None:
        from distributed import get_worker

        host = get_worker().plugins.get(name)
        return host.work(head, pack, count) if host is not None else None

    return run_chunk
