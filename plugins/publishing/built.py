"""A built site as the gates examine it, and what they remember of its files from one release to the next.

In: the folder that a production build wrote, with what it was made of. Out: `BuiltSite`, and results for each file that
are worked out once and hold while the file is the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import msgspec

from plugins.model import NewsItem, Portal, Publication, SiteError, StaticPage


class FileState(NamedTuple):
    """By which a change is seen: the engine renames new files into place, so that each has a time of its own."""

    size: int
    time: int  # ns


@dataclass(frozen=True)
class BuiltSite:
    """`files` are all files of `folder` by their paths in POSIX form, sorted; `memory` is the gates' own folder.

    `url` is the public address without a trailing slash; `limits` are the settings of `PORTAL_PUBLISH`; `with_body`
    gives an item of the publication its body.
    """

    folder: Path
    files: Mapping[str, FileState]
    url: str
    portal: Portal
    publication: Publication
    pages: tuple[StaticPage, ...]
    memory: Path
    limits: Mapping[str, Any]
    with_body: Callable[[NewsItem], NewsItem] = lambda item: item

    def read(self, file: str) -> bytes:
        return (self.folder / file).read_bytes()


def list_files(folder: Path) -> dict[str, FileState]:
    """SiteError where something is neither file nor folder: it might lead out of the site."""
    return dict(sorted(_walk(str(folder), "")))


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, FileState]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{prefix}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                yield prefix + entry.name, FileState(status.st_size, status.st_mtime_ns)
            else:
                raise SiteError(f"{entry.path} là liên kết hoặc tệp đặc biệt; hãy xoá nó rồi chạy lại.")


class Memo:
    """Results by file, as msgspec can write them. What is damaged, or of another salt, is as if it were not there."""

    def __init__(self, path: Path, salt: str, kind: Any) -> None:
        self._path = path
        self._salt = salt
        self._kind = tuple[str, dict[str, tuple[FileState, kind]]]

    def load(self) -> dict[str, tuple[FileState, Any]]:
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            salt, results = msgspec.msgpack.decode(self._path.read_bytes(), type=self._kind)
            if salt == self._salt:
                return dict(results)
        return {}

    def save(self, results: Mapping[str, tuple[FileState, Any]]) -> None:
        """Failing to write it fails nothing: the files are then examined once more."""
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._path.with_suffix(".new")
            temporary.write_bytes(msgspec.msgpack.encode((self._salt, results)))
            temporary.replace(self._path)


def examine_files(
    site: BuiltSite, files: Collection[str], memo: Memo, work: Callable[[str], Any], label: str
) -> dict[str, Any]:
    """`work(file)` for each of the files, on all processors, where it is not known from before."""
    known = memo.load()
    kept = {file: known[file] for file in files if file in known and known[file][0] == site.files[file]}
    new = [file for file in files if file not in kept]
    if new or len(kept) != len(known):
        found = zip(new, _spread(site, work, new, label), strict=True)
        kept |= {file: (site.files[file], result) for file, result in found}
        memo.save(kept)
    return {file: kept[file][1] for file in files}


def _spread(site: BuiltSite, work: Callable[[str], Any], files: Sequence[str], label: str) -> Iterator[Any]:
    return site.portal.spread(lambda number: work(files[number]), len(files), label) if files else iter(())


def code_of(*modules: ModuleType) -> str:
    """Stands for the code of some modules: what it found before does not hold when it changes."""
    sources = b"".join(Path(module.__file__ or "").read_bytes() for module in modules)
    return hashlib.blake2b(sources, digest_size=16).hexdigest()
