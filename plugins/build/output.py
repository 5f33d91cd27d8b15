"""The output folder: written to only when the whole site is ready, and then file by file with atomic renames.

In: the bytes of each file. Out: a folder that holds just the files of this build; files that are the same keep their
modification time. Pages are first written to a folder beside the output, so that a fault leaves the site as it was.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from plugins.model import SiteError

MARK = b'name="generator" content="C\xe1\xbb\x95ng tin t\xc4\xa9nh"'


class OutputFolder:
    """One build's way to the output folder.

    `cache` holds the manifest: the files that the last build wrote, which are the only ones a later build may delete.
    """

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self._staging = folder.parent / f".{folder.name}.staging"
        self._state = cache / hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        self._manifest = self._state / "manifest.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other builds away from this folder; SiteError when one is at work."""
        self._state.mkdir(parents=True, exist_ok=True)
        with (self._state / "lock").open("w") as file:
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

    def commit(self, files: Iterable[str], written: Iterable[str]) -> int:
        """Move what was staged into place and delete what no job claims any more; how many files were deleted."""
        claimed = set(files)
        known = self._known_files()
        # Until the end the manifest names old and new files, so that a build after a killed one can delete either.
        self._save_manifest(known | claimed)
        stale = known - claimed
        deleted = 0
        try:
            for file in sorted(stale):
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    self._below(self.folder, file).unlink()
                    deleted += 1
            self._remove_empty_folders(stale)
            for file in sorted(written):
                target = self._below(self.folder, file)
                target.parent.mkdir(parents=True, exist_ok=True)
                self._staged(file).replace(target)
        except OSError as error:
            raise _write_error(self.folder, error) from error
        self._save_manifest(claimed)
        return deleted

    def _is_ours(self) -> bool:
        if self._manifest.exists() or not self.folder.exists() or not any(self.folder.iterdir()):
            return True
        with contextlib.suppress(OSError):
            return MARK in (self.folder / "index.html").read_bytes()
        return False

    def _known_files(self) -> set[str]:
        """Files of the last build; without its manifest, all visible files of a folder known to be ours."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            files = json.loads(self._manifest.read_text("utf-8"))["files"]
            return {file for file in files if isinstance(file, str) and _is_plain(file)}
        return {
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(self.folder).parts)
        }

    def _save_manifest(self, files: set[str]) -> None:
        text = json.dumps({"files": sorted(files)}, ensure_ascii=False, indent=0)
        temporary = self._manifest.with_suffix(".new")
        temporary.write_text(text, "utf-8")
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
