"""The files an editor means as news and as pages.

In: the content and pages folders. Out: the Markdown files of each, in an order that no file system changes, and a
warning for every file that looks like news but lies where nobody reads it.
"""

from __future__ import annotations

from pathlib import Path

from plugins.model import Config, Fault, SourceFiles, normalise

SUFFIX = ".md"
NEWS = "news"
# Folders below the content that hold something else than news.
OTHERS = frozenset(("pages", "images", "vocabulary", "theme"))
WRITINGS = frozenset((".md", ".markdown", ".txt", ".doc", ".docx", ".odt", ".rtf", ".rst", ".html", ".htm"))


def find_files(config: Config) -> SourceFiles:
    """Hidden files and folders are left out. Links are listed but not followed: reading them gives a fault."""
    strays = []
    news = []
    for path in _visible(config.content):
        place = path.relative_to(config.content)
        if place.parts[0] == NEWS and path.suffix == SUFFIX:
            news.append(path)
        elif place.parts[0] not in OTHERS and path.suffix.lower() in WRITINGS:
            strays.append(_stray(place))
    pages = [path for path in _visible(config.pages) if path.suffix == SUFFIX]
    return SourceFiles(tuple(news), tuple(pages), tuple(strays))


def _visible(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if not any(part.startswith(".") for part in path.relative_to(folder).parts) and not path.is_dir()
    )


def _stray(place: Path) -> Fault:
    if place.parts[0] == NEWS:
        hint = "cổng chỉ đọc tệp .md; chép nội dung vào một tin mới: python3 tasks.py new"
    else:
        hint = "chuyển vào news/NĂM/THÁNG/ nếu là tin"
    return Fault(normalise(place.as_posix()), 1, "W-PLACE", "tệp này không được đăng", hint)
