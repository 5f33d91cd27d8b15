"""All faults of some files or of the whole content.

In: paths as an editor names them. Out: faults sorted by path and line, and their lines for a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from plugins.model import Fault, NewsItem, Portal, StaticPage, find_collisions, normalise


def check_paths(portal: Portal, paths: Iterable[Path] = ()) -> list[Fault]:
    """Every fault in the given files and folders, or in all news and pages when none is given.

    Items that share an address are reported too, as far as both were read.
    """
    config = portal.config
    roots = (config.content.resolve(), config.pages.resolve())
    faults: list[Fault] = []
    read: list[NewsItem | StaticPage] = []
    for file in _files(portal, [Path(path) for path in paths], faults):
        if file.is_relative_to(config.pages):
            result = portal.read_page(file)
        elif file.is_relative_to(config.content):
            result = portal.read_item(file)
        else:
            where = " và ".join(dict.fromkeys(str(root) for root in roots))
            faults.append(_unreadable(file, "tệp nằm ngoài thư mục nội dung", f"nội dung ở {where}"))
            continue
        faults.extend(result.faults)
        if result.item is not None:
            read.append(result.item)
    return sorted({*faults, *find_collisions(read)})


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


def _files(portal: Portal, paths: list[Path], faults: list[Fault]) -> Iterator[Path]:
    config = portal.config
    given = bool(paths)
    seen: set[Path] = set()
    for path in paths or [config.content / "news", config.pages]:
        place = _below_content(portal, path)
        if place.is_dir():
            found = sorted(file for file in place.rglob("*.md") if _is_source(portal, file))
        elif place.exists() or place.is_symlink():
            found = [place]
        else:
            found = []
            if given:
                faults.append(_unreadable(path, "không có tệp hay thư mục này", "kiểm tra lại đường dẫn"))
        for file in found:
            if file not in seen:
                seen.add(file)
                yield file


def _below_content(portal: Portal, path: Path) -> Path:
    """The absolute path; one that starts at the content folder, as faults print it, is understood too."""
    for root in (Path(), portal.config.content, portal.config.pages.parent):
        place = (root / path).absolute()
        if place.exists() or place.is_symlink():
            return place
    return path.absolute()


def _is_source(portal: Portal, file: Path) -> bool:
    """Whether a file found below a folder is news or a page; vocabularies have readers of their own."""
    config = portal.config
    return (
        file.is_relative_to(config.pages)
        or not file.is_relative_to(config.content)
        or (file.is_relative_to(config.content / "news"))
    )


def _unreadable(path: Path, message: str, hint: str) -> Fault:
    return Fault(normalise(path.as_posix()), 1, "E-READ", message, hint)
