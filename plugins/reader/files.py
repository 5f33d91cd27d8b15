"""The files an editor means as news and as pages.

In: the content and pages folders. Out: the Markdown files of each, in an order that no file system changes, a warning
for every file that looks like news but lies where nobody reads it, and a fault for every link: what is behind it is not
the editors' own, and may be anything on this machine.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from plugins.model import Config, Fault, SourceFiles, normalise
from plugins.model.paths import walk

SUFFIX = ".md"
NEWS = "news"
# Folders below the content that hold something else than news.
OTHERS = frozenset(("pages", "images", "vocabulary", "theme"))
WRITINGS = frozenset((".md", ".markdown", ".txt", ".doc", ".docx", ".odt", ".rtf", ".rst", ".html", ".htm"))


def find_files(config: Config) -> SourceFiles:
    """Hidden files and folders are left out, as the lock files of some editors are, which are links too."""
    faults, news, pages = [], [], []
    for path, is_link in sorted(walk(config.content)):
        name = path[len(str(config.content)) + 1 :]
        if is_link:
            faults.append(_link(name))
        elif name.startswith(f"{NEWS}/") and name.endswith(SUFFIX):
            news.append(Path(path))
        elif name.partition("/")[0] not in OTHERS and PurePosixPath(name).suffix.lower() in WRITINGS:
            faults.append(_stray(name))
    for path, is_link in sorted(walk(config.pages)):
        if is_link and not path.startswith(f"{config.content}/"):
            faults.append(_link(f"{config.pages.name}{path[len(str(config.pages)) :]}"))
        elif not is_link and path.endswith(SUFFIX):
            pages.append(Path(path))
    return SourceFiles(tuple(news), tuple(pages), tuple(faults))


def _link(name: str) -> Fault:
    hint = "chép chính tệp hay thư mục đó vào, hoặc xoá liên kết"
    return Fault(normalise(name), 1, "E-READ", "đây là liên kết tượng trưng", hint)


def _stray(name: str) -> Fault:
    if name.startswith(f"{NEWS}/"):
        hint = "cổng chỉ đọc tệp .md; chép nội dung vào một tin mới: python3 tasks.py new"
    else:
        hint = "chuyển vào news/NĂM/THÁNG/ nếu là tin"
    return Fault(normalise(name), 1, "W-PLACE", "tệp này không được đăng", hint)
