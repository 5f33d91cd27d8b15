"""Reads all content: takes unchanged files from the store, has the reader room read the others, checks all together.

In: the portal and the store. Out: a `Content` with the items and pages that have no fault, and every fault found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from plugins.model import (
    Digests,
    Fault,
    Movable,
    NewsItem,
    Portal,
    ReadItem,
    SiteError,
    SourceFiles,
    StaticPage,
    bound_files,
    complete_translations,
    find_collisions,
    name_file,
    normalise,
)
from plugins.model.paths import PathError, join
from plugins.model.redirects import MAP_NAME, find_alias_faults, read_map

from .fingerprints import digest, digest_file
from .scanning import Changes
from .store import Entry, ItemStore, Record, make_entry


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
    marks = {path: digest_file(path) if path not in known or touches(path) else known[path].digest for path in paths}
    kept = {path: known[path] for path, mark in marks.items() if mark and _is_current(portal, known.get(path), mark)}
    new = [path for path in paths if path not in kept]

    results = read_files(portal, [SourceFile(path, paths[path]) for path in new])
    records = {path: make_record(path, marks[path], result) for path, result in results.items()}
    changed = [record for record in records.values() if record is not None]
    removed = known.keys() - kept.keys() - {record.path for record in changed}
    if changed or removed or clean:
        store.save(changed, removed, anew=clean or not known)
    told = {record.entry.content.path: "edited" if record.path in known else "new" for record in changed}
    told |= {known[path].entry.content.path: "removed" for path in removed}
    found = {path: record.entry for path, record in kept.items()}
    found |= {path: record.entry for path, record in records.items() if record is not None}
    ordered = [found[path] for path in paths if path in found]
    own = tuple(entry.item for entry in ordered if entry.item is not None)
    sources = {entry.content.path for entry in ordered}
    sources |= {
        normalise(path.relative_to(portal.config.content).as_posix()) for path in files.news if str(path) not in found
    }
    items, mismatches = complete_translations(own, sources)
    pages = tuple(entry.page for entry in ordered if entry.page is not None)
    faults = [*files.faults, *(fault for record in kept.values() for fault in record.entry.faults)]
    faults += [fault for result in results.values() for fault in result.faults]
    digests = {
        found[path].content.path: digests_of(portal, marks[path], found[path]) for path in paths if path in found
    }
    # What a translation says depends on its original too.
    for item in items:
        if item.original:
            both = zip(digests[item.path], digests[item.original], strict=True)
            digests[item.path] = Digests(*map(digest, both))
    faults += [*mismatches, *find_collisions([*items, *pages]), *_find_alias_faults(portal, [*items, *pages])]
    return Content(items, pages, tuple(sorted(faults)), digests, files, told, len(new))


def _find_alias_faults(portal: Portal, everything: list[NewsItem | StaticPage]) -> tuple[Fault, ...]:
    try:
        return find_alias_faults(everything, read_map(portal.config.content))
    except (OSError, ValueError) as error:
        return (Fault(MAP_NAME, 1, "E-READ", f"không đọc được: {error}", "sửa tệp, hoặc lấy lại bản trước"),)


def read_files(portal: Portal, files: Sequence[SourceFile]) -> dict[str, ReadItem]:
    """Each file by its reader. Whatever happens in one of them is that file's fault, and the others are read."""
    named = [(Path(path), name_file(Path(path), portal.config)) for path, _ in files]
    bounds = bound_files(named, portal.config.limits, _refuse)
    work = Movable(portal, open_reading, None, files.__getitem__)
    results = portal.spread(work, len(files), portal.gettext("Đọc"), bounds)
    return dict(zip((path for path, _ in files), results, strict=True))


def open_reading(portal: Portal, common: None) -> Callable[[SourceFile], ReadItem]:
    """What reads a file wherever the content can be seen."""
    del common

    def read(file: SourceFile) -> ReadItem:
        path = Path(file.path)
        try:
            return portal.read_page(path) if file.is_page else portal.read_item(path)
        except (SiteError, MemoryError):
            raise
        except Exception as error:
            message = f"chương trình không đọc nổi tệp này ({type(error).__name__}: {str(error)[:100]})"
            hint = "bỏ chỗ lạ trong tệp, và báo cho người giữ mã nguồn"
            return _refuse(Fault(name_file(path, portal.config), 1, "E-ENDED", message, hint))

    return read


def _refuse(fault: Fault) -> ReadItem:
    return ReadItem(None, (fault,))


class SourceFile(NamedTuple):
    path: str
    is_page: bool


def _is_current(portal: Portal, record: Record | None, mark: str) -> bool:
    """Whether what was read then would be read now: the file is the same, and its pictures are still there."""
    if record is None or record.digest != mark:
        return False
    try:
        return all(path.is_file() and not path.is_symlink() for path in _pictures(portal, record.entry))
    except PathError:  # no reader gave such a name
        return False


def make_record(path: str, mark: str, result: ReadItem) -> Record | None:
    """`mark` is the digest of the file; None for what has errors."""
    if result.item is None or not mark:
        return None
    return Record(path, mark, make_entry(result.item, result.faults))


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
