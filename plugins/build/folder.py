"""A folder as the place of the output: files are written beside it and moved in with atomic renames.

In: files by their paths below the folder. Out: the same files there; those that stay are not touched.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from plugins.model import SiteError
from plugins.model.limits import Spread
from plugins.model.paths import find_link

from .manifest import Manifest
from .place import NOWHERE, State
from .staging import Staging


class Folder:
    """A Place."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._prefix = f"{path}/"
        self._staging = Staging(path)

    def begin(self) -> None:
        """Each file is looked at when it is asked for."""

    def refuse_others(self, *, is_known: bool, mark: bytes) -> None:
        if self._path.exists() and not self._path.is_dir():
            raise SiteError(f"{self._path} là một tệp, không phải thư mục; hãy chọn chỗ khác sau --output.")
        if is_known or not self._path.exists() or not any(self._path.iterdir()):
            return
        with contextlib.suppress(OSError):
            if mark in (self._path / "index.html").read_bytes():
                return
        raise SiteError(
            f"Thư mục {self._path} có tệp không do cổng tạo ra nên không ghi vào đó; "
            "hãy chọn một thư mục trống hoặc thư mục mới sau --output."
        )

    def open(self) -> None:
        self._staging.open()

    def clear(self) -> None:
        self._staging.clear()

    def write(self, file: str, content: bytes) -> State | None:
        if not self._staging.is_laid_out and _has(Path(self._prefix + file), content):
            return None
        return self._staging.write(file, content)

    def state(self, file: str) -> State:
        return _state(self._prefix + file)

    def is_untouched(self, made: Manifest, spread: Spread, label: str) -> bool:
        return made.is_untouched(self._path, spread, label)

    def list_files(self) -> Iterable[str]:
        visible = (path.relative_to(self._path) for path in self._path.rglob("*") if path.is_file())
        return (path.as_posix() for path in visible if not any(part.startswith(".") for part in path.parts))

    def make_room(self, stale: Sequence[str], written: Sequence[str]) -> None:
        self._refuse_links(*stale, *written)
        files = [] if self._staging.is_laid_out else written
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            for folder in dict.fromkeys(file.rpartition("/")[0] for file in files):
                # A file that is to be deleted may still stand in the way.
                with contextlib.suppress(FileExistsError, NotADirectoryError):
                    (self._path / folder).mkdir(parents=True, exist_ok=True)
        except OSError:
            self._remove_empty_folders(files)  # where one could not be made, no new one is left
            raise

    def delete(self, files: Sequence[str]) -> int:
        deleted = 0
        for file in files:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                Path(self._prefix + file).unlink()
                deleted += 1
        self._remove_empty_folders(files)
        return deleted

    def move(self, files: Sequence[str]) -> Mapping[str, State]:
        self._staging.move(files)
        return {}

    def name_of(self, text: str) -> str:
        path = Path(text).resolve()
        return path.relative_to(self._path).as_posix() if path.is_relative_to(self._path) else ""

    def _refuse_links(self, *files: str) -> None:
        """SiteError where a folder to change is a link: what lies behind it is no part of the site."""
        link = find_link(self._path, (file.rpartition("/")[0] for file in files))
        if link:
            raise SiteError(
                f"Trong thư mục kết quả, {self._path / link} là liên kết tượng trưng nên không ghi qua đó; "
                "hãy xoá liên kết rồi dựng lại."
            )

    def _remove_empty_folders(self, files: Iterable[str]) -> None:
        folders = {parent for file in files for parent in PurePosixPath(file).parents}
        for folder in sorted(folders, key=lambda path: len(path.parts), reverse=True):
            if folder.parts:
                with contextlib.suppress(OSError):
                    (self._path / folder).rmdir()


def _state(path: str) -> State:
    try:
        status = os.lstat(path)  # a build asks for every file of the site
    except OSError:
        return NOWHERE
    return status.st_size, status.st_mtime_ns


def _has(path: Path, content: bytes) -> bool:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        status = path.lstat()  # a link is not the file, whatever it leads to
        is_alike = stat.S_ISREG(status.st_mode) and status.st_size == len(content)
        return is_alike and path.read_bytes() == content
    return False
