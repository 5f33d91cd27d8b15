"""All faults of some files or of the whole content.

In: paths as an editor names them. Out: faults sorted by path and line, and their lines for a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plugins.model import (
    Fault,
    NewsItem,
    Portal,
    StaticPage,
    complete_translations,
    find_collisions,
    normalise,
)


def check_paths(portal: Portal, paths: Iterable[Path] = ()) -> list[Fault]:
    """Every fault in the given files and folders, or in all news and pages when none is given.

    Items that share an address are reported too, as far as both were read.
    """
    config = portal.config
    faults: list[Fault] = []
    read: list[NewsItem | StaticPage] = []
    for file in _chosen_files(portal, list(paths), faults):
        if file.is_relative_to(config.pages):
            result = portal.read_page(file)
        elif file.is_relative_to(config.content):
            result = portal.read_item(file)
        else:
            where = " và ".join(dict.fromkeys((str(config.content), str(config.pages))))
            faults.append(_unreadable(file, "tệp nằm ngoài thư mục nội dung", f"nội dung ở {where}"))
            continue
        faults.extend(result.faults)
        if result.item is not None:
            read.append(result.item)
    return sorted({*faults, *_find_mismatches(portal, read), *find_collisions(read)})


def _find_mismatches(portal: Portal, read: Iterable[NewsItem | StaticPage]) -> Iterable[Fault]:
    """What is wrong between translations and their originals, which are read too where they were not chosen."""
    content = portal.config.content
    items = {item.path: item for item in read if isinstance(item, NewsItem)}
    if not any(item.original for item in items.values()):
        return ()
    sources = {normalise(file.relative_to(content).as_posix()): file for file in portal.find_files().news}
    for original in {item.original for item in items.values() if item.original} & sources.keys() - items.keys():
        item = portal.read_item(sources[original]).item
        if isinstance(item, NewsItem):
            items[item.path] = item
    return complete_translations(items.values(), sources)[1]


def format_faults(faults: Iterable[Fault], most: int | None = None) -> str:
    """A line for each fault and a last one with the counts; with `most`, fewer lines of warnings, but every error."""
    faults = list(faults)
    errors = sum(fault.is_error for fault in faults)
    if not faults:
        return "Không có lỗi nào."
    shown = faults if most is None else sorted(faults, key=lambda fault: not fault.is_error)[: max(most, errors)]
    rest = len(faults) - len(shown)
    more = [f"… và {rest} cảnh báo nữa; xem tất cả: python3 tasks.py check"] if rest else []
    return "\n".join([*map(str, shown), *more, f"{errors} lỗi, {len(faults) - errors} cảnh báo."])


def _chosen_files(portal: Portal, paths: list[Path], faults: list[Fault]) -> Iterable[Path]:
    files = portal.find_files()
    known = (*files.news, *files.pages)
    if not paths:
        faults += files.faults
        return known
    chosen: dict[Path, None] = {}
    for path in paths:
        place = _below_content(portal, path)
        if place.is_dir():
            chosen.update(dict.fromkeys(file for file in known if file.is_relative_to(place)))
        elif place.exists() or place.is_symlink():
            chosen[place] = None
        else:
            faults.append(_unreadable(path, "không có tệp hay thư mục này", "kiểm tra lại đường dẫn"))
    return chosen


def _below_content(portal: Portal, path: Path) -> Path:
    """The absolute path; one that starts at the content folder, as faults print it, is understood too."""
    for root in (Path(), portal.config.content, portal.config.pages.parent):
        place = (root / path).absolute()
        if place.exists() or place.is_symlink():
            return place
    return path.absolute()


def _unreadable(path: Path, message: str, hint: str) -> Fault:
    return Fault(normalise(path.as_posix()), 1, "E-READ", message, hint)
