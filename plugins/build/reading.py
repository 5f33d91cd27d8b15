"""Reads all content: takes unchanged files from the store, has the reader room read the others, checks all together.

In: the portal and the store. Out: a `Content` with the items and pages that have no fault, and every fault found. The
bodies of items go to the store as they are read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from plugins.model import (
    Digests,
    Fault,
    Movable,
    NewsItem,
    Portal,
    SiteError,
    SourceFiles,
    StaticPage,
    bound_files,
    complete_translations,
    find_collisions,
    name_file,
    normalise,
)
from plugins.model.limits import MOST_BYTES
from plugins.model.paths import PathError, join
from plugins.model.redirects import MAP_NAME, find_alias_faults, read_map

from .fingerprints import digest, digest_file
from .scanning import Changes
from .store import Entry, ItemStore, Record, Row, make_row


@dataclass(frozen=True)
class Content:
    """What the content folder holds; `faults` are sorted by path and line.

    `digests` stand for items and pages with their pictures, by path; `files` are all files of the content;
    `changed` tells of items and pages that were read or have gone (path → new, edited or removed); `read` counts the
    files that had to be read.
    """

    items: tuple[NewsItem, ...]
    pages: tuple[StaticPage, ...]
    faults: tuple[Fault, ...]
    digests: Mapping[str, Digests] = field(default_factory=dict)
    files: SourceFiles = field(default_factory=lambda: SourceFiles((), (), ()))
    changed: Mapping[str, str] = field(default_factory=dict)
    read: int = 0

    def refuse_errors(self) -> None:
        """SiteError with all faults when any of them is an error."""
        errors = [fault for fault in self.faults if fault.is_error]
        if errors:
            raise SiteError(f"Có {len(errors)} lỗi trong nội dung; trang cũ được giữ nguyên.", self.faults)


def read_content(
    portal: Portal,
    store: ItemStore,
    *,
    clean: bool = False,
    changes: Changes | None = None,
    files: SourceFiles | None = None,
) -> Content:
    """Read all files; with `clean` the store is filled anew.

    Where the `changes` since the store was last saved are known, only those are looked at, among the `files` of then.
    """
    known: Mapping[str, Record] = {} if clean else store.load()
    if files is None or changes is None or not changes.only_edit(known):
        files = portal.find_files()
    paths = {str(path): False for path in files.news} | {str(path): True for path in files.pages}  # whether a page
    touches = changes.touch if changes is not None else lambda _: True
    kept = {path: known[path].entry for path in paths if path in known and _stands(portal, known[path], touches(path))}
    new = [SourceFile(path, is_page) for path, is_page in paths.items() if path not in kept]

    found, marks = dict(kept), {path: known[path].digest for path in kept}
    told, faults = dict[str, str](), list(files.faults)
    if new or len(kept) < len(known) or clean:
        with store.saving(anew=clean or not known) as saving:
            for path in known.keys() - kept.keys():
                told[saving.drop(path).entry.content.path] = "removed"
            names = {entry.content.path for entry in kept.values()}
            for file, result in read_files(portal, new):
                row = result.row
                if row is None:
                    faults += result.faults
                    continue
                # A file that has its name from another is refused below, and to be read again when that has gone.
                record = row.record if row.name in names else saving.keep(row)
                names.add(row.name)
                found[file.path], marks[file.path] = record.entry, row.digest
                told[row.name] = "edited" if file.path in known else "new"
    faults += chain.from_iterable(entry.faults for entry in found.values())
    ordered = [found[path] for path in paths if path in found]
    own = tuple(entry.item for entry in ordered if entry.item is not None)
    sources = {entry.content.path for entry in ordered}
    sources |= {
        normalise(path.relative_to(portal.config.content).as_posix()) for path in files.news if str(path) not in found
    }
    items, mismatches = complete_translations(own, sources)
    pages = tuple(entry.page for entry in ordered if entry.page is not None)
    digests = {entry.content.path: digests_of(portal, marks[path], entry) for path, entry in found.items()}
    # What a translation says depends on its original too.
    for item in items:
        if item.original:
            both = zip(digests[item.path], digests[item.original], strict=True)
            digests[item.path] = Digests(*map(digest, both))
    everything: list[NewsItem | StaticPage] = [*items, *pages]
    faults += [*mismatches, *find_collisions(everything), *_find_alias_faults(portal, everything)]
    return Content(items, pages, tuple(sorted(faults)), digests, files, told, len(new))


def _find_alias_faults(portal: Portal, everything: list[NewsItem | StaticPage]) -> tuple[Fault, ...]:
    try:
        return find_alias_faults(everything, read_map(portal.config.content))
    except (OSError, ValueError) as error:
        return (Fault(MAP_NAME, 1, "E-READ", f"không đọc được: {error}", "sửa tệp, hoặc lấy lại bản trước"),)


def read_files(portal: Portal, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, ReadFile]]:
    """Each file by its reader. Whatever happens in one of them is that file's fault, and the others are read."""
    named = [(Path(file.path), name_file(Path(file.path), portal.config)) for file in files]
    bounds = bound_files(named, portal.config.limits, _refuse)
    mirrored = f"{portal.config.content}/" if portal.is_apart else ""

    def describe(index: int) -> SourceFile:
        file = files[index]
        return file._replace(content=_pack(file.path)) if mirrored and file.path.startswith(mirrored) else file

    work = Movable(portal, open_reading, None, describe, lambda index: files[index].path.rpartition("/")[0])
    return zip(files, portal.spread(work, len(files), portal.gettext("Đọc"), bounds), strict=True)


def _pack(path: str) -> bytes | None:
    """The bytes of a file; None of one that is to be looked at where it lies."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 — a build may ask for every file of the content
            return file.readall() if os.fstat(file.fileno()).st_size <= MOST_BYTES else None
    except OSError:
        return None


def open_reading(portal: Portal, common: None) -> Callable[[SourceFile], ReadFile]:
    """What reads a file wherever the content can be seen, or comes with the work."""
    del common

    def read(file: SourceFile) -> ReadFile:
        path = portal.files.obtain(Path(file.path), file.content)
        try:
            mark = digest_file(str(path))
            result = portal.read_page(path) if file.is_page else portal.read_item(path)
        except (SiteError, MemoryError):
            raise
        except Exception as error:
            message = f"chương trình không đọc nổi tệp này ({type(error).__name__}: {str(error)[:100]})"
            hint = "bỏ chỗ lạ trong tệp, và báo cho người giữ mã nguồn"
            return _refuse(Fault(name_file(path, portal.config), 1, "E-ENDED", message, hint))
        if result.item is None or not mark:
            return ReadFile(None, result.faults)
        return ReadFile(make_row(file.path, mark, result.item, result.faults), ())

    return read


def _refuse(fault: Fault) -> ReadFile:
    return ReadFile(None, (fault,))


class ReadFile(NamedTuple):
    """What the store keeps of a file, with its warnings; of one with errors there is none, and `faults` are all."""

    row: Row | None
    faults: tuple[Fault, ...]


class SourceFile(NamedTuple):
    """A file to read; with its bytes on its way to a machine that has no folder in common with this one."""

    path: str
    is_page: bool
    content: bytes | None = None


def _stands(portal: Portal, record: Record, is_touched: bool) -> bool:
    """Whether what was read then would be read now: the file is the same, and its pictures are still there."""
    if is_touched and digest_file(record.path) != record.digest:
        return False
    try:
        return all(path.is_file() and not path.is_symlink() for path in _pictures(portal, record.entry))
    except PathError:  # no reader gave such a name
        return False


def _pictures(portal: Portal, entry: Entry) -> list[Path]:
    folder = portal.config.content if entry.item else portal.config.pages.parent
    return [join(folder, picture) for picture in entry.content.pictures]


def digests_of(portal: Portal, mark: str, entry: Entry) -> Digests:
    """With the size and time of its pictures, whose measures the pages show; `mark` is the digest of its file."""
    outline = entry.outline or mark
    if not entry.content.pictures:
        return Digests(mark, outline)
    statuses = [path.stat() for path in _pictures(portal, entry)]
    states = [f"{status.st_size} {status.st_mtime_ns}" for status in statuses]
    return Digests(digest([mark, *states]), digest([outline, *states]))
