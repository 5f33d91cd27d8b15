"""Reads all content: finds the files, has the reader room read each, and checks them against one another.

In: the portal. Out: a `Content` with the items and pages that have no fault, and every fault found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from plugins.model import Fault, NewsItem, Portal, ReadItem, SiteError, StaticPage, find_collisions

from .executor import run_indexed
from .progress import show_progress

SUFFIXES = {".md", ".markdown"}


@dataclass(frozen=True)
class Content:
    """What the content folder holds; `faults` are sorted by path and line."""

    items: tuple[NewsItem, ...]
    pages: tuple[StaticPage, ...]
    faults: tuple[Fault, ...]

    def refuse_errors(self) -> None:
        """SiteError with all faults when any of them is an error."""
        errors = [fault for fault in self.faults if fault.is_error]
        if errors:
            raise SiteError(f"Có {len(errors)} lỗi trong nội dung; trang cũ được giữ nguyên.", self.faults)


def read_content(portal: Portal, workers: int) -> Content:
    config = portal.config
    tasks: list[tuple[Callable[[Path], ReadItem], Path]] = [
        (portal.read_item, path) for path in find_files(config.content / "news")
    ]
    tasks += [(portal.read_page, path) for path in find_files(config.pages)]

    def read(index: int) -> ReadItem:
        reader, path = tasks[index]
        return reader(path)

    with show_progress(portal.gettext("Đọc"), len(tasks)) as advance:
        results = list(run_indexed(read, len(tasks), workers, advance))
    items = tuple(result.item for result in results if isinstance(result.item, NewsItem))
    pages = tuple(result.item for result in results if isinstance(result.item, StaticPage))
    faults: Iterable[Fault] = (*(fault for result in results for fault in result.faults), *find_collisions(items))
    return Content(items, pages, tuple(sorted(faults)))


def find_files(folder: Path) -> list[Path]:
    """All Markdown files below `folder`, hidden ones left out, in an order that no file system changes.

    Links are listed but not followed: the reader refuses them with a fault.
    """
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not path.is_dir()
    )
