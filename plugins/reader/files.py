"""The files an editor means as news and as pages.

In: the content and pages folders. Out: the Markdown files of each, in an order that no file system changes, a warning
for every file that looks like news but lies where nobody reads it, and a fault for every link: what is behind it is not
the editors' own, and may be anything on this machine.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from plugins.model import Config, Fault, SourceFiles, printable
from plugins.model.paths import walk

SUFFIX = ".md"
NEWS = "news"
# Folders below the content that hold something else than news.
OTHERS = frozenset(("pages", "images", "vocabulary", "theme"))
WRITINGS = frozenset((".md", ".markdown", ".txt", ".doc", ".docx", ".odt", ".rtf", ".rst", ".html", ".htm"))


def find_files(config: Config) -> SourceFiles:
    """Hidden files and folders are not read, as the lock files of some editors, which are links too."""
    faults: list[Fault | None] = []
    news, pages, others = [], [], []
    for path, is_link, is_hidden in sorted(walk(config.content)):
        name = path[len(str(config.content)) + 1 :]
        refusal = None if is_hidden else _refuse(name, is_link)
        if not is_hidden and refusal is None and name.startswith(f"{NEWS}/") and name.endswith(SUFFIX):
            news.append(Path(path))
            continue
        others.append(Path(path))
        faults.append(refusal if refusal or is_hidden else _find_stray(name))
    for path, is_link, is_hidden in sorted(walk(config.pages)):
        refusal = None if is_hidden else _refuse(f"{config.pages.name}{path[len(str(config.pages)) :]}", is_link)
        if not is_hidden and refusal is None and path.endswith(SUFFIX):
            pages.append(Path(path))
        elif not path.startswith(f"{config.content}/"):
            others.append(Path(path))
            faults.append(refusal)
    found = tuple(fault for fault in faults if fault is not None)
    return SourceFiles(tuple(news), tuple(pages), found, tuple(sorted({*others} - {*pages})))


def _refuse(name: str, is_link: bool) -> Fault | None:
    if is_link:
        hint = "chép chính tệp hay thư mục đó vào, hoặc xoá liên kết"
        return Fault(printable(name), 1, "E-READ", "đây là liên kết tượng trưng", hint)
    if name.endswith(SUFFIX) and not _is_text(name):
        hint = "đổi tên tệp thành chữ không dấu, số và dấu gạch nối"
        return Fault(printable(name), 1, "E-READ", "tên tệp không phải UTF-8", hint)
    return None


def _is_text(name: str) -> bool:
    """Whether the name is UTF-8: no other can be written into faults, addresses and stores."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _find_stray(name: str) -> Fault | None:
    if name.partition("/")[0] in OTHERS or PurePosixPath(name).suffix.lower() not in WRITINGS:
        return None
    if name.startswith(f"{NEWS}/"):
        hint = "cổng chỉ đọc tệp .md; chép nội dung vào một tin mới: python3 tasks.py new"
    else:
        hint = "chuyển vào news/NĂM/THÁNG/ nếu là tin"
    return Fault(printable(name), 1, "W-PLACE", "tệp này không được đăng", hint)
