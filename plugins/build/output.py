"""The output, a folder or a place in storage: written to only when the whole site is ready, and then file by file.

In: the bytes of each file. Out: a place that holds just the files of this build; files that are the same keep their
modification time. Pages are first written beside the output, so that a fault leaves the site as it was. A long-lived
process keeps the object: what it wrote itself it need not look at again.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from plugins.model import SiteError
from plugins.model.limits import Spread
from plugins.model.paths import is_plain

from .folder import Folder
from .manifest import NOT_MADE, Made, Manifest
from .place import NOWHERE, Place, State
from .storage.address import Address

MARK = b'name="generator" content="C\xe1\xbb\x95ng tin t\xc4\xa9nh"'


class OutputFolder:
    """One build's way to the output; `where` is a folder, or an address in storage.

    `cache` is where `state` lies, the folder of what is known of this output. It holds the manifest: the files that the
    last build made, which are the only ones a later build may delete.
    """

    def __init__(self, where: Path | Address, cache: Path) -> None:
        self.where = where
        self._place = _open_place(where)
        self.state = cache / hashlib.sha256(str(where).encode()).hexdigest()[:16]
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
        busy = f"Một lần dựng khác đang ghi vào {self.where}; hãy đợi nó xong."
        with self._locking("lock", busy):
            self._place.begin()
            try:
                yield
            finally:
                self._place.clear()

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
        """Check that the place may be written to and make room for the new files; `clean` forgets the manifest."""
        if clean:
            self._manifest.unlink(missing_ok=True)
            self._pending.unlink(missing_ok=True)
        self._place.refuse_others(is_known=self._manifest.exists(), mark=MARK)
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
            self._place.open()
        except OSError as error:
            raise write_error(self.where, error) from error

    def stage(self, file: str, content: bytes) -> State | None:
        """Keep `content` for `file`: the state it will have. None where the place has it already, as it will stay."""
        if not is_plain(file):
            raise SiteError(f"Địa chỉ «{file}» dẫn ra ngoài thư mục kết quả.")
        try:
            return self._place.write(file, content)
        except OSError as error:
            raise write_error(f"{self.where}/{file}", error) from error

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
            return self._place.is_untouched(self._known, spread, label)
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

    def has(self, file: str) -> bool:
        return self._place.state(file) != NOWHERE

    def name_of(self, text: str) -> str:
        """The file that somebody means who names it with its place; empty for what is elsewhere."""
        return self._place.name_of(text)

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

    def commit(self, files: Mapping[str, str], written: Mapping[str, State]) -> int:
        """Move what was staged into place and delete what no job claims any more; how many files were deleted.

        `files` are all files of the site with their fingerprints, `written` those that were staged with their states.
        """
        stale = self._known.keys() - files.keys()
        new = [file for file in files if file not in self._fresh]
        made = self._fresh | {file: self._made(file, files[file], written.get(file)) for file in new}
        return self._exchange(made, sorted(stale), sorted(written))

    def amend(self, files: Mapping[str, str], written: Mapping[str, State]) -> None:
        """Move what was staged into place, where all other files stand; `files` are those made, with fingerprints.

        All of them are known.
        """
        made = {file: self._made(file, mark, written.get(file)) for file, mark in files.items()}
        known = self._known
        self._exchange(known.amended(made) if isinstance(known, Manifest) else {**known, **made}, [], sorted(written))

    def _exchange(self, made: Mapping[str, Made], stale: Sequence[str], written: Sequence[str]) -> int:
        # Until the new manifest stands, the old one goes with the names of what is being changed: a build after a
        # killed one can delete either, and takes none of them for fresh.
        changes = made != self._known or bool(stale or written)
        try:
            self._place.make_room(stale, written)
            # All that needs room on the disk is written before the first file of the site is touched.
            if changes:
                self._write_manifest(made)
            if stale or written:
                pending = msgspec.json.encode(sorted({*stale, *written, *self._unsure}))
                self._write(self._new_pending, pending)
                self._new_pending.replace(self._pending)
            self._saved = None
            deleted = self._place.delete(stale)
            if states := self._place.move(written):
                made = _with_states(made, states)
                self._write_manifest(made)
            if changes:
                self._new_manifest.replace(self._manifest)
            self._pending.unlink(missing_ok=True)
        except OSError as error:
            raise write_error(self.where, error) from error
        self._known, self._unsure, self._saved = made, [], self._manifest_state()
        return deleted

    def _is_untouched(self, file: str, made: Made) -> bool:
        return self._place.state(file) == (made.size, made.time) != NOWHERE

    def _made(self, file: str, fingerprint: str, staged: State | None) -> Made:
        state = staged or self._place.state(file)
        return NOT_MADE if state == NOWHERE else Made(fingerprint, *state)

    def _load_manifest(self) -> dict[str, Made]:
        """Files of the last build; without its manifest, all visible files of a place known to be ours."""
        with contextlib.suppress(OSError, msgspec.MsgspecError, ValueError):
            files = Manifest.read(self._manifest.read_bytes()).as_dict()
            self._unsure = self._load_pending()
            files |= dict.fromkeys(self._unsure, NOT_MADE)
            return {file: made for file, made in files.items() if is_plain(file)}
        return dict.fromkeys(self._place.list_files(), NOT_MADE)

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

    def _write_manifest(self, made: Mapping[str, Made]) -> None:
        manifest = made if isinstance(made, Manifest) else Manifest.of(made)
        self._write(self._new_manifest, manifest.write())

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError as error:
            raise write_error(path, error) from error


def _open_place(where: Path | Address) -> Place:
    if isinstance(where, Path):
        return Folder(where)
    from .storage.objects import Objects

    return Objects(where)


def _with_states(made: Mapping[str, Made], states: Mapping[str, State]) -> Mapping[str, Made]:
    moved = {file: Made(made[file].fingerprint, *state) for file, state in states.items()}
    return made.amended(moved) if isinstance(made, Manifest) else {**made, **moved}


def write_error(place: object, error: OSError) -> SiteError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return SiteError("Hết chỗ trên đĩa: hãy giải phóng chỗ rồi dựng lại.")
    return SiteError(f"Không ghi được {place}: {error.strerror}")
