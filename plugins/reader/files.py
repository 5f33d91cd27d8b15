"""The files an editor means as news and as pages.

In: the content and pages folders. Out: the Markdown files of each, in an order that no file system changes, and a
warning for every file that looks like news but lies where nobody reads it.
"""

from __future__ import annotations

from pathlib import Path

from plugins.model import Config, Fault, SourceFiles, list_files, printable

SUFFIX = ".md"
NEWS = "news"
# Folders below the content that hold something else than news.
OTHERS = frozenset(("pages", "images", "vocabulary", "theme"))
WRITINGS = frozenset((".md", ".markdown", ".txt", ".doc", ".docx", ".odt", ".rtf", ".rst", ".html", ".htm"))


def find_files(config: Config) -> SourceFiles:
    """Hidden files and folders are left out. Links are listed but not followed: reading them gives a fault."""
    strays = []
    news = []
    visible, hidden = list_files(config.content)
    others = [*hidden]
    for path in visible:
        top = path.parts[len(config.content.parts)]
        if top == NEWS and path.suffix == SUFFIX and _is_text(path):
            news.append(path)
            continue
        others.append(path)
        if path.suffix == SUFFIX and not _is_text(path):
            strays.append(_misnamed(path.relative_to(config.content)))
        elif top not in OTHERS and path.suffix.lower() in WRITINGS:
            strays.append(_stray(path.relative_to(config.content)))
    found, hidden = list_files(config.pages)
    pages = [path for path in found if path.suffix == SUFFIX and _is_text(path)]
    outside = () if config.pages.is_relative_to(config.content) else (*hidden, *found)
    others = sorted({*others, *outside} - {*pages})
    return SourceFiles(tuple(news), tuple(pages), tuple(strays), tuple(others))


def _is_text(path: Path) -> bool:
    """Whether the name is UTF-8: no other can be written into faults, addresses and stores."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _misnamed(place: Path) -> Fault:
    hint = "đổi tên tệp thành chữ không dấu, số và dấu gạch nối"
    return Fault(printable(place.as_posix()), 1, "E-READ", "tên tệp không phải UTF-8", hint)


def _stray(place: Path) -> Fault:
    if place.parts[0] == NEWS:
        hint = "cổng chỉ đọc tệp .md; chép nội dung vào một tin mới: python3 tasks.py new"
    else:
        hint = "chuyển vào news/NĂM/THÁNG/ nếu là tin"
    return Fault(printable(place.as_posix()), 1, "W-PLACE", "tệp này không được đăng", hint)
