"""Stops a build at one of its changes to the file system, as a kill or a full disk would.

In: the folder that is watched and the number of the change. Out: the changes there were; from the chosen one on, each
fails. Python tells its audit hooks of every change before it happens, whoever asks for it.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
TAKING_SPACE = {"open", "os.mkdir"}


class KilledError(BaseException):
    """Stands for the end of the process: nothing catches it, and nothing can be changed after it."""


class Interruption:
    def __init__(self, folder: Path, at: int, *, full_disk: bool) -> None:
        self._folder = str(folder)
        self._at = at
        self._full_disk = full_disk
        self.changes: list[tuple[str, str]] = []

    def notice(self, event: str, arguments: tuple) -> None:
        if event == "open":
            path, _, flags = arguments
            if not flags & WRITING:
                return
        elif event in {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}:
            path = arguments[0]
        else:
            return
        in_open_folder = event in {"os.remove", "os.rmdir"} and arguments[1] != -1  # a tree that is being removed
        if not in_open_folder and not str(path).startswith(self._folder):
            return
        if self._full_disk and (event not in TAKING_SPACE or (event == "os.mkdir" and Path(path).exists())):
            return
        self.changes.append((event, str(path)))
        if len(self.changes) <= self._at:
            return
        if self._full_disk:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        if event == "open" and len(self.changes) == self._at + 1 and flags & os.O_TRUNC:
            os.truncate(path, 0) if Path(path).exists() else None  # opened, and nothing written yet
        raise KilledError


_current: list[Interruption] = []


def _hook(event: str, arguments: tuple) -> None:
    if _current and (event == "open" or event.startswith("os.")):
        _current[0].notice(event, arguments)


sys.addaudithook(_hook)  # there is no way to take one away again


@contextmanager
def interrupted(folder: Path, at: int, *, full_disk: bool = False) -> Iterator[Interruption]:
    """Changes below `folder` fail from number `at` (from 0) on, with KilledError or as if the disk were full."""
    interruption = Interruption(folder, at, full_disk=full_disk)
    _current.append(interruption)
    try:
        yield interruption
    finally:
        _current.clear()
