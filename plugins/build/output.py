"""The output folder: written to only when the whole site is ready, and then file by file with atomic renames.

In: the bytes of each file. Out: a folder that holds just the files of this build; files that are the same keep their
modification time. Pages are first written to a folder beside the output, so that a fault leaves the site as it was.
A long-lived process keeps the object: what it wrote itself it need not look at again.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from plugins.model import SiteError
from plugins.model.limits import Spread
from plugins.model.paths import find_link, is_plain

from .manifest import NOT_MADE, Made, Manifest
from .staging import Staging

MARK = b'name="generator" content="C\xe1\xbb\x95ng tin t\xc4\xa9nh"'


class OutputFolder:
    """One build's way to the output folder.

    `cache` is where `state` lies, the folder of what is known of this output. It holds the manifest: the files that the
    last build made, which are the only ones a later build may delete.
    """

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self._prefix = f"{folder}/"
        self._staging = Staging(folder)
        self.state = cache / hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        self._manifest = self.state / "manifest"
        self._pending = self.state / "pending.json"
        self._new_manifest, self._new_pending = self.state / "manifest.new", self.state / "pending.new"
        self._known: Mapping[str, Made] = {}
        self._fresh: dict[str, Made] = {}
        self._unsure: list[str] = []  # what a killed build may have changed
        # The manifest that holds `_known`, if nothing has failed since.
        self._saved: tuple[int, int] | None = None
        # Endings of the compressed copies that files may have; each is made with its file, and stands and goes with it.
        self.endings: tuple[str, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another machine is to stage files there, and needs nothing of the manifest for it."""
        return vars(self) | {"_known": {}, "_fresh": {}, "_unsure": []}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other builds away from this folder; SiteError when one is at work."""
        busy = f"Một lần dựng khác đang ghi vào {self.folder}; hãy đợi nó xong."
        with self._locking("lock", busy):
            try:
                yield
            finally:
                self._staging.clear()

    def served(self) -> AbstractContextManager[None]:
        """Keep other servers away from this folder, but not builds; SiteError when one is at work."""
        return self._locking("serve", "Một lệnh serve khác đang chạy; hãy dừng nó trước (Ctrl+C ở cửa sổ của nó).")

    @contextmanager
    def _locking(self, name: str, busy: str) -> Iterator[None]:
        try:
            self.state.mkdir(parents=True, exist_ok=True)
            file = (self.state / name).open("w")
        except OSError as error:
            raise write_error(self.state, error) from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise SiteError(busy) from None
            yield

    def prepare(self, *, clean: bool) -> None:
        """Check that the folder may be written to and make room for the new files; `clean` forgets the manifest."""
        if clean:
            self._manifest.unlink(missing_ok=True)
            self._pending.unlink(missing_ok=True)
        if self.folder.exists() and not self.folder.is_dir():
            raise SiteError(f"{self.folder} là một tệp, không phải thư mục; hãy chọn chỗ khác sau --output.")
        if not self._is_ours():
            raise SiteError(
                f"Thư mục {self.folder} có tệp không do cổng tạo ra nên không ghi vào đó; "
                "hãy chọn một thư mục trống hoặc thư mục mới sau --output."
            )
        if self._saved is None or self._saved != self._manifest_state():
            self._known, self._saved = self._load_manifest(), None
        elif isinstance(self._known, Manifest):
            self._known = self._known.as_dict()
        self._fresh = {}
        self.open_staging()

    def recall(self) -> bool:
        """Instead of `prepare`, for a build that changes a few files (`amend`): whether the last one left a whole site.

        Only `known`, `is_fresh`, `is_as_left`, `stage` and `amend` may follow, or `prepare` after all.
        """
        if self._saved is None or self._saved != self._manifest_state():
            self._known, self._saved = {}, None
            with contextlib.suppress(OSError, msgspec.MsgspecError):
                self._known = Manifest.read(self._manifest.read_bytes())
        self._fresh = {}
        return bool(self._known) and not self._pending.exists()

    def open_staging(self) -> None:
        """Make room for new files; `prepare` does it too."""
        try:
            self._staging.open()
        except OSError as error:
            raise write_error(self.folder.parent, error) from error

    def stage(self, file: str, content: bytes) -> bool:
        """Keep `content` for `file` unless the folder has it already; whether it will be written."""
        target = Path(self._target(file))
        if not self._staging.is_laid_out and _has(target, content):
            return False
        try:
            self._staging.write(file, content)
        except OSError as error:
            raise write_error(target, error) from error
        return True

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of a build before."""
        return all(made == NOT_MADE for made in self._known.values())

    @property
    def count(self) -> int:
        """How many files the last build left."""
        return len(self._known)

    def is_as_left(self, spread: Spread, label: str) -> bool:
        """Whether all files of the last build are there and nobody has touched them since; `label` is for that work."""
        if isinstance(self._known, Manifest):
            return self._known.is_untouched(self.folder, spread, label)
        return bool(self._known) and self.marks_left(self._known) is not None

    def marks_left(self, files: Iterable[str]) -> dict[str, str] | None:
        """The fingerprints of these files if all are as the last build left them, which then count as fresh."""
        found = {file: self._known.get(file, NOT_MADE) for file in files}
        if self.endings:
            found |= {copy: self._known[copy] for file in found for copy in self._copies(file)}
        if any(made == NOT_MADE for made in found.values()):
            return None
        if self._saved is None and not all(self._is_untouched(file, made) for file, made in found.items()):
            return None
        self._fresh |= found
        return {file: made.fingerprint for file, made in found.items()}

    def known(self, file: str) -> Made | None:
        return self._known.get(file)

    def is_fresh(self, file: str, fingerprint: str) -> bool:
        """Whether the last build made this file from the same, and nobody has touched it since.

        A process that made the last build itself does not look at the file.
        """
        made = self._known.get(file, NOT_MADE)
        if not fingerprint or made.fingerprint != fingerprint:
            return False
        if self._saved is None and not self._is_untouched(file, made):
            return False
        if self.endings:
            copies = {copy: self._known[copy] for copy in self._copies(file)}
            if self._saved is None and not all(self._is_untouched(copy, other) for copy, other in copies.items()):
                return False
            self._fresh |= copies
        self._fresh[file] = made
        return True

    def copies(self, files: Mapping[str, str]) -> dict[str, str]:
        """The copies of those of the files that are fresh, each with the fingerprint of its file."""
        if not self.endings:
            return {}
        return {copy: mark for file, mark in files.items() if file in self._fresh for copy in self._copies(file)}

    def _copies(self, file: str) -> list[str]:
        return [file + end for end in self.endings if file + end in self._known]

    def commit(self, files: Mapping[str, str], written: Iterable[str]) -> int:
        """Move what was staged into place and delete what no job claims any more; how many files were deleted.

        `files` are all files of the site with their fingerprints.
        """
        stale = self._known.keys() - files.keys()
        written = sorted(written)
        new = [file for file in files if file not in self._fresh]
        moved = set(written)
        made = self._fresh | {file: self._made(file, files[file], staged=file in moved) for file in new}
        return self._exchange(made, sorted(stale), written)

    def amend(self, files: Mapping[str, str], written: Iterable[str]) -> None:
        """Move what was staged into place, where all other files stand; `files` are those made, with fingerprints.

        All of them are known.
        """
        written = sorted(written)
        moved = set(written)
        made = {file: self._made(file, mark, staged=file in moved) for file, mark in files.items()}
        known = self._known
        self._exchange(known.amended(made) if isinstance(known, Manifest) else {**known, **made}, [], written)

    def _exchange(self, made: Mapping[str, Made], stale: Sequence[str], written: Sequence[str]) -> int:
        self._refuse_links(*stale, *written)
        # Until the new manifest stands, the old one goes with the names of what is being changed: a build after a
        # killed one can delete either, and takes none of them for fresh.
        changes = made != self._known or bool(stale or written)
        self._make_folders([] if self._staging.is_laid_out else written)
        # All that needs room on the disk is written before the first file of the site is touched.
        if changes:
            manifest = made if isinstance(made, Manifest) else Manifest.of(made)
            self._write(self._new_manifest, manifest.write())
        if stale or written:
            self._write(self._new_pending, msgspec.json.encode(sorted({*stale, *written, *self._unsure})))
            self._new_pending.replace(self._pending)
        self._saved = None
        deleted = 0
        try:
            for file in stale:
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    Path(self._target(file)).unlink()
                    deleted += 1
            self._remove_empty_folders(stale)
            self._staging.move(written)
            if changes:
                self._new_manifest.replace(self._manifest)
            self._pending.unlink(missing_ok=True)
        except OSError as error:
            raise write_error(self.folder, error) from error
        self._known, self._unsure, self._saved = made, [], self._manifest_state()
        return deleted

    def _refuse_links(self, *files: str) -> None:
        """SiteError where a folder to change is a link: what lies behind it is no part of the site."""
        link = find_link(self.folder, (file.rpartition("/")[0] for file in files))
        if link:
            raise SiteError(
                f"Trong thư mục kết quả, {self.folder / link} là liên kết tượng trưng nên không ghi qua đó; "
                "hãy xoá liên kết rồi dựng lại."
            )

    def _make_folders(self, files: Sequence[str]) -> None:
        """Make the folders of files to come; where one fails, no new one is left."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for folder in dict.fromkeys(file.rpartition("/")[0] for file in files):
                # A file that is to be deleted may still stand in the way.
                with contextlib.suppress(FileExistsError, NotADirectoryError):
                    (self.folder / folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._remove_empty_folders(files)
            raise write_error(self.folder, error) from error

    def _is_untouched(self, file: str, made: Made) -> bool:
        try:
            status = os.lstat(self._prefix + file)  # a build asks for every file of the site
        except OSError:
            return False
        return status.st_size == made.size and status.st_mtime_ns == made.time

    def _made(self, file: str, fingerprint: str, *, staged: bool = False) -> Made:
        path = self._staging.path(file) if staged else self._prefix + file
        try:
            status = os.lstat(path)  # a clean build asks for every file of the site
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
        with contextlib.suppress(OSError, msgspec.MsgspecError, ValueError):
            files = Manifest.read(self._manifest.read_bytes()).as_dict()
            self._unsure = self._load_pending()
            files |= dict.fromkeys(self._unsure, NOT_MADE)
            return {file: made for file, made in files.items() if is_plain(file)}
        visible = (path.relative_to(self.folder) for path in self.folder.rglob("*") if path.is_file())
        return {path.as_posix(): NOT_MADE for path in visible if not any(part.startswith(".") for part in path.parts)}

    def _load_pending(self) -> list[str]:
        """What a build that was killed may have changed; a list that cannot be read fails as the manifest does."""
        try:
            return msgspec.json.decode(self._pending.read_bytes(), type=list[str])
        except FileNotFoundError:
            return []

    def _manifest_state(self) -> tuple[int, int] | None:
        """What tells this manifest from one that another process has written since."""
        with contextlib.suppress(OSError):
            status = self._manifest.stat()
            return status.st_ino, status.st_mtime_ns
        return None

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError as error:
            raise write_error(path, error) from error

    def _remove_empty_folders(self, files: Iterable[str]) -> None:
        folders = {parent for file in files for parent in PurePosixPath(file).parents}
        for folder in sorted(folders, key=lambda path: len(path.parts), reverse=True):
            if folder.parts:
                with contextlib.suppress(OSError):
                    (self.folder / folder).rmdir()

    def _target(self, file: str) -> str:
        if not is_plain(file):
            raise SiteError(f"Địa chỉ «{file}» dẫn ra ngoài thư mục kết quả.")
        return f"{self.folder}/{file}"


def _has(path: Path, content: bytes) -> bool:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        status = path.lstat()  # a link is not the file, whatever it leads to
        is_alike = stat.S_ISREG(status.st_mode) and status.st_size == len(content)
        return is_alike and path.read_bytes() == content
    return False


def write_error(path: Path, error: OSError) -> SiteError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return SiteError("Hết chỗ trên đĩa: hãy giải phóng chỗ rồi dựng lại.")
    return SiteError(f"Không ghi được {path}: {error.strerror}")
