"""The editors' index on disk: made when it is missing, brought up to date before every search.

In: the content's files, through the portal, and a folder below the cache. Out: an open Whoosh index over all items,
drafts included, and what was done to it.

Whoosh reads pickles, so a folder is opened only when its own mark says that it was made here (the mark holds the
folder's number on this disk, which a copy does not have) and every file in it still has the digest noted then. A file
of the content is read again only when its bytes changed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from plugins.model import NewsItem, Portal, ReadItem, SiteError, normalise

from .documents import make_document, make_schema

MARK = "editors-search.json"
NAME = "editors"
MEMORY = 96  # megabytes, by Whoosh's own count, that it holds before it writes a run to disk; more is no faster

ReadItems = Callable[[Sequence[Path]], Iterable[ReadItem]]


@dataclass(frozen=True)
class Update:
    """`items` in the index, how many files were `read` anew and `removed`, the paths with errors, and notices."""

    items: int
    read: int
    removed: int
    unreadable: tuple[str, ...]
    notices: tuple[str, ...]


class EditorsIndex:
    """The index of one content folder, in a folder of its own that nothing else may use."""

    def __init__(self, portal: Portal, folder: Path, read_items: ReadItems | None = None) -> None:
        self._portal = portal
        self._folder = folder
        self._mark = folder / MARK
        self._read_items: ReadItems = read_items or (lambda paths: map(portal.read_item, paths))

    @contextmanager
    def open(self) -> Iterator[tuple[Any, Update]]:
        """The index, up to date, and what that took. Another search waits until this one has finished.

        SiteError when the folder is not ours or cannot be written.
        """
        try:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            with self._folder.with_name(self._folder.name + ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                index, update = self._bring_up_to_date()
                try:
                    yield index, update
                finally:
                    index.close()
        except OSError as error:
            raise SiteError(f"Không dùng được chỉ mục tìm kiếm ở {self._folder}: {error.strerror or error}.") from error

    def _bring_up_to_date(self) -> tuple[Any, Update]:
        salt = self._salt()
        known, notice = self._known_sources(salt)
        schema = make_schema()
        storage = FileStorage(str(self._folder))
        if known is None:
            self._clear()
            index = storage.create_index(schema, indexname=NAME)
        else:
            index = storage.open_index(indexname=NAME, schema=schema)
        files = {self._name(path): path for path in self._portal.find_files().news}
        digests = {name: _digest_source(path) for name, path in files.items()}
        sources = known or {}
        gone = sorted(sources.keys() - files.keys())
        stale = [name for name, digest in digests.items() if digest is None or sources.get(name) != digest]
        unreadable: list[str] = []
        if stale or gone or known is None:
            unreadable = self._write(index, sources, stale, gone, [files[name] for name in stale])
            kept = {name: digest for name, digest in digests.items() if digest and name not in unreadable}
            self._save_mark(salt, kept)
        notices = (notice,) if notice else ()
        return index, Update(index.doc_count(), len(stale), len(gone), tuple(unreadable), notices)

    def _write(
        self, index: Any, sources: dict[str, str], stale: Sequence[str], gone: Sequence[str], paths: Sequence[Path]
    ) -> list[str]:
        """Index the stale files and forget the gone ones; the names of those that could not be read."""
        unreadable = []
        writer = index.writer(limitmb=MEMORY)
        try:
            for name in [*gone, *(name for name in stale if name in sources)]:
                writer.delete_by_term("path", name)
            for name, result in zip(stale, self._read_items(paths), strict=True):
                if isinstance(result.item, NewsItem) and result.item.original:
                    continue  # its words are not Vietnamese, which all analysis here is made for
                if isinstance(result.item, NewsItem):
                    writer.add_document(**make_document(result.item, self._portal))
                else:
                    unreadable.append(name)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        return unreadable

    # The mark

    def _known_sources(self, salt: str) -> tuple[dict[str, str] | None, str]:
        """Digests of the files in an index that may be opened, or None and why it has to be made anew."""
        if self._folder.is_symlink() or (self._folder.exists() and not self._folder.is_dir()):
            raise self._foreign()
        if not self._folder.is_dir() or not any(self._folder.iterdir()):
            return None, ""
        if not self._mark.is_file():
            raise self._foreign()
        try:
            mark = json.loads(self._mark.read_text("utf-8"))
            place, files, sources = mark["folder"], dict(mark["files"]), dict(mark["sources"])
        except (ValueError, TypeError, KeyError):
            return None, "Chỉ mục tìm kiếm bị hỏng nên được lập lại."
        if place != self._place():
            return None, "Chỉ mục tìm kiếm được chép từ nơi khác đến nên không mở, mà lập lại."
        if mark.get("salt") != salt:
            return None, "Chương trình hoặc danh mục đã đổi nên chỉ mục tìm kiếm được lập lại."
        # A file that a killed run left, or that somebody put there, must not be taken for a newer state.
        for path in self._folder.iterdir():
            if path.name not in files and path != self._mark:
                _remove(path)
        if any(_digest_file(self._folder / name) != digest for name, digest in files.items()):
            return None, "Chỉ mục tìm kiếm bị hỏng nên được lập lại."
        return sources, ""

    def _save_mark(self, salt: str, sources: dict[str, str]) -> None:
        files = {
            path.name: _digest_file(path)
            for path in sorted(self._folder.iterdir())
            if path != self._mark and not path.name.endswith("_WRITELOCK")
        }
        mark = {"folder": self._place(), "salt": salt, "files": files, "sources": sources}
        temporary = self._mark.with_suffix(".new")
        temporary.write_text(json.dumps(mark, ensure_ascii=False), "utf-8")
        temporary.replace(self._mark)

    def _clear(self) -> None:
        """An empty folder that is already marked, so that a run killed half-way leaves one that is known as ours."""
        if self._folder.is_dir():
            shutil.rmtree(self._folder)
        self._folder.mkdir()
        self._mark.write_text("{}", "utf-8")

    def _place(self) -> list[int]:
        status = self._folder.stat()
        return [status.st_dev, status.st_ino]

    def _foreign(self) -> SiteError:
        return SiteError(
            f"Thư mục {self._folder} không phải chỉ mục tìm kiếm do cổng lập nên không mở; "
            "hãy dời hoặc xoá thư mục ấy rồi tìm lại."
        )

    # The content

    def _name(self, path: Path) -> str:
        """The path as items carry it."""
        return normalise(path.relative_to(self._portal.config.content).as_posix())

    def _salt(self) -> str:
        """Changes with everything but the items that decides what is in the index: code, vocabularies, libraries."""
        config, digest = self._portal.config, hashlib.blake2b(digest_size=16)
        digest.update(f"{version('whoosh-reloaded')} {config.zone} {config.language}".encode())
        plugins = Path(__file__).parents[2]
        code = [(plugins / room, "*.py") for room in ("model", "reader", "vocabulary", "search/editors")]
        for folder, pattern in (*code, (plugins / "search", "analysis.py"), (config.vocabulary, "*")):
            for path in sorted(folder.rglob(pattern)):
                if path.is_file():
                    digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
                    digest.update(hashlib.blake2b(path.read_bytes()).digest())
        return digest.hexdigest()


def _digest_source(path: Path) -> str | None:
    """None for what cannot be read or is no plain file: the reader is asked each time, and tells the fault."""
    return None if path.is_symlink() or not path.is_file() else _digest_file(path)


def _digest_file(path: Path) -> str | None:
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return None


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
