"""The folder beside the output in which files wait until the whole site is ready.

In: the bytes of each file. Out: the files, moved to their places in the output: one by one, or, where the output holds
nothing yet, as whole folders, which the processes that wrote the files have already made.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

from .place import State

FIRST = "index.html"  # by which the next build knows the folder for ours should this one end here
RIGHTS = attrgetter("st_dev", "st_mode", "st_uid", "st_gid")


class Staging:
    """One build's files for an output that may not exist yet, in a folder beside it."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._folder = output.parent / f".{output.name}.staging"
        self._tree = self._folder / "tree"
        # Whether files lie as they will in the output. Otherwise they lie side by side under a digest of their path:
        # folders would cost more time than the pages.
        self.is_laid_out = False

    def open(self) -> None:
        """Make room; OSError where that fails."""
        self.clear()
        self._tree.mkdir(parents=True)
        self.is_laid_out = self._is_output_vacant()

    def clear(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def path(self, file: str) -> str:
        """Where the file lies once it is written."""
        return f"{self._tree}/{file}" if self.is_laid_out else self._draft(file)

    def write(self, file: str, content: bytes) -> State:
        """OSError where that fails."""
        path = self.path(file)
        try:
            return _write(path, content)
        except FileNotFoundError:
            # The first file of a folder. Made there it would cost the system more than made here and moved.
            if not self.is_laid_out:
                raise
            draft = self._draft(file)
            state = _write(draft, content)
            _make_folder(path)
            os.replace(draft, path)  # noqa: PTH105 — paths as objects would take as long as the renaming
            return state

    def move(self, files: Sequence[str]) -> None:
        """Move what was written into the output; OSError where a file cannot be moved."""
        moved = self._move_folders() if self.is_laid_out else set()
        for file in files:
            if file.partition("/")[0] not in moved:
                _move(self.path(file), f"{self._output}/{file}")

    def _draft(self, file: str) -> str:
        return f"{self._folder}/{hashlib.sha256(file.encode()).hexdigest()}"

    def _move_folders(self) -> set[str]:
        """Move all at the top of the folder, as far as the system does that; the names of what was moved."""
        moved = set[str]()
        if any(self._output.iterdir()):  # somebody else was quicker
            return moved
        with contextlib.suppress(OSError):
            for path in sorted(self._tree.iterdir(), key=lambda path: (path.name != FIRST, path.name)):
                path.rename(self._output / path.name)
                moved.add(path.name)
        return moved

    def _is_output_vacant(self) -> bool:
        """Whether the output is missing, or empty and such that folders made beside it could have been made in it."""
        try:
            status = self._output.stat()
        except FileNotFoundError:
            return True
        return RIGHTS(status) == RIGHTS(self._tree.stat()) and not any(self._output.iterdir())


def _write(path: str, content: bytes) -> State:
    # A file object would ask the system three questions that no answer is needed to, for each of a site's files.
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(file, left) :]
        status = os.fstat(file)
        return status.st_size, status.st_mtime_ns
    finally:
        os.close(file)


def _make_folder(path: str) -> None:
    """The folder of this file, mostly the only one that is missing on the way to it."""
    folder = path.rpartition("/")[0]
    try:
        os.mkdir(folder)  # noqa: PTH102
    except FileNotFoundError:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except FileExistsError:  # made by another process meanwhile
        pass


def _move(source: str, target: str) -> None:
    try:
        os.replace(source, target)  # noqa: PTH105
    except (FileNotFoundError, NotADirectoryError):  # no folder yet, or a file that was deleted stood in its way
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)  # noqa: PTH105
