"""Reads all content: has the reader room find the files and read each, and checks them against one another.

In: the portal. Out: a `Content` with the items and pages that have no fault, and every fault found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from plugins.model import Fault, NewsItem, Portal, ReadItem, SiteError, StaticPage, find_collisions

from .executor import run_indexed
from .progress import show_progress


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
    files = portal.find_files()
    tasks: list[tuple[Callable[[Path], ReadItem], Path]] = [(portal.read_item, path) for path in files.news]
    tasks += [(portal.read_page, path) for path in files.pages]

    def read(index: int) -> ReadItem:
        reader, path = tasks[index]
        return reader(path)

    with show_progress(portal.gettext("Đọc"), len(tasks)) as advance:
        results = list(run_indexed(read, len(tasks), workers, advance))
    items = tuple(result.item for result in results if isinstance(result.item, NewsItem))
    pages = tuple(result.item for result in results if isinstance(result.item, StaticPage))
    faults = [*files.faults, *(fault for result in results for fault in result.faults)]
    return Content(items, pages, tuple(sorted([*faults, *find_collisions([*items, *pages])])))
