"""The output folder: written to only when the whole site is ready, and then file by file with atomic renames.

In: the bytes of each file. Out: a folder that holds just the files of this build; files that are the same keep their
modification time. Pages are first written to a folder beside the output, so that a fault leaves the site as it was.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import msgspec

from plugins.model import SiteError

MARK = b'name="generator" content="C\xe1\xbb\x95ng tin t\xc4\xa9nh"'


class Made(NamedTuple):
    """What a file was made from, and the size and time (ns) it then had, by which a later change by others is seen."""

    fingerprint: str
    size: int
    time: int


NOT_MADE = Made("", -1, -1)


class OutputFolder:
    """One build's way to the output folder.

    `cache` is where `state` lies, the folder of what is known of this output. It holds the manifest: the files that the
    last build made, which are the only ones a later build may delete.
    """

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self._staging = folder.parent / f".{folder.name}.staging"
        self.state = cache / hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        self._manifest = self.state / "manifest.json"
        self._known: dict[str, Made] = {}
        self._fresh: dict[str, Made] = {}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other builds away from this folder; SiteError when one is at work."""
        self.state.mkdir(parents=True, exist_ok=True)
        with (self.state / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise SiteError(f"Một lần dựng khác đang ghi vào {self.folder}; hãy đợi nó xong.") from None
            try:
                yield
            finally:
                shutil.rmtree(self._staging, ignore_errors=True)

    def prepare(self, *, clean: bool) -> None:
        """Check that the folder may be written to and make room for the new files; `clean` forgets the manifest."""
        if clean:
            self._manifest.unlink(missing_ok=True)
        if self.folder.exists() and not self.folder.is_dir():
            raise SiteError(f"{self.folder} là một tệp, không phải thư mục; hãy chọn chỗ khác sau --output.")
        if not self._is_ours():
            raise SiteError(
                f"Thư mục {self.folder} có tệp không do cổng tạo ra nên không ghi vào đó; "
                "hãy chọn một thư mục trống hoặc thư mục mới sau --output."
            )
        self._known = self._load_manifest()
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir(parents=True)

    def stage(self, file: str, content: bytes) -> bool:
        """Keep `content` for `file` unless the folder has it already; whether it will be written."""
        target = self._below(self.folder, file)
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            if target.stat().st_size == len(content) and target.read_bytes() == content:
                return False
        staged = self._staged(file)
        try:
            staged.write_bytes(content)
        except OSError as error:
            raise _write_error(staged, error) from error
        return True

    def is_fresh(self, file: str, fingerprint: str) -> bool:
        """Whether the last build made this file from the same, and nobody has touched it since."""
        made = self._known.get(file, NOT_MADE)
        if not fingerprint or made.fingerprint != fingerprint or made != self._made(file, fingerprint):
            return False
        self._fresh[file] = made
        return True

    def commit(self, files: Mapping[str, str], written: Iterable[str]) -> int:
        """Move what was staged into place and delete what no job claims any more; how many files were deleted.

        `files` are all files of the site with their fingerprints.
        """
        stale = self._known.keys() - files.keys()
        # Until the end the manifest names old and new files, so that a build after a killed one can delete either; none
        # of them counts as fresh, but for those that stay as they are.
        written = sorted(written)
        if stale or written:
            self._save_manifest(self._known | dict.fromkeys((*stale, *written), NOT_MADE))
        deleted = 0
        try:
            for file in sorted(stale):
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    self._below(self.folder, file).unlink()
                    deleted += 1
            self._remove_empty_folders(stale)
            for file in written:
                target = self._below(self.folder, file)
                target.parent.mkdir(parents=True, exist_ok=True)
                self._staged(file).replace(target)
        except OSError as error:
            raise _write_error(self.folder, error) from error
        made = self._fresh | {file: self._made(file, mark) for file, mark in files.items() if file not in self._fresh}
        if made != self._known:
            self._save_manifest(made)
        return deleted

    def _made(self, file: str, fingerprint: str) -> Made:
        try:
            status = os.stat(f"{self.folder}/{file}")  # noqa: PTH116 — a build asks for every file of the site
        except OSError:
            return NOT_MADE
        return Made(fingerprint, status.st_size, status.st_mtime_ns)

    def _is_ours(self) -> bool:
        if self._manifest.exists() or not self.folder.exists() or not any(self.folder.iterdir()):
            return True
        with contextlib.suppress(OSError):
            return MARK in (self.folder / "index.html").read_bytes()
        return False

    def _load_manifest(self) -> dict[str, Made]:
        """Files of the last build; without its manifest, all visible files of a folder known to be ours."""
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            files = msgspec.json.decode(self._manifest.read_bytes(), type=dict[str, Made])
            return {file: made for file, made in files.items() if _is_plain(file)}
        visible = (path.relative_to(self.folder) for path in self.folder.rglob("*") if path.is_file())
        return {path.as_posix(): NOT_MADE for path in visible if not any(part.startswith(".") for part in path.parts)}

    def _save_manifest(self, files: Mapping[str, Made]) -> None:
        temporary = self._manifest.with_suffix(".new")
        temporary.write_bytes(msgspec.json.encode(files, order="sorted"))
        temporary.replace(self._manifest)

    def _remove_empty_folders(self, files: Iterable[str]) -> None:
        folders = {parent for file in files for parent in PurePosixPath(file).parents}
        for folder in sorted(folders, key=lambda path: len(path.parts), reverse=True):
            if folder.parts:
                with contextlib.suppress(OSError):
                    (self.folder / folder).rmdir()

    def _staged(self, file: str) -> Path:
        """Staged files lie side by side under a digest of their path: folders would cost more time than the pages."""
        return self._staging / hashlib.sha256(file.encode()).hexdigest()

    @staticmethod
    def _below(folder: Path, file: str) -> Path:
        if not _is_plain(file):
            raise SiteError(f"Địa chỉ «{file}» dẫn ra ngoài thư mục kết quả.")
        return folder / file


def _is_plain(file: str) -> bool:
    return bool(file) and not any(part in {"", ".", ".."} for part in file.split("/")) and "\0" not in file


def _write_error(path: Path, error: OSError) -> SiteError:
    if error.errno == errno.ENOSPC:
        return SiteError("Hết chỗ trên đĩa: hãy giải phóng chỗ rồi dựng lại.")
    return SiteError(f"Không ghi được {path}: {error.strerror}")
