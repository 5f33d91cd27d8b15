"""Nothing of the editors' preview may go live: no item that is not due, no mark of one, no local address.

In: all files, and which items readers may see. Out: a fault for each item page that stands for none of them, for pages
that bear a mark of the preview, and for files that name this machine's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.model import Fault
from plugins.publishing.built import BuiltSite, Memo, examine_files

from .gate import Verdict

# What `serve` puts on pages, and addresses that mean the reader's own machine.
MARKS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb'class="standing(?:__mark)?"'), "có dấu của bản xem trước (tin chưa đăng)"),
    # As a link or an address; a text may well speak of it.
    (
        re.compile(
            rb'(?:="|": ?"|&quot;|<loc>|<link>|<id>|Sitemap: )https?://(?:localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0)[:/"<&]'
        ),
        "dẫn tới địa chỉ của máy này",
    ),
)
TEXTS = (".html", ".xml", ".json", ".txt", ".webmanifest")
PREVIEW_ONLY = ("mau/",)
ITEM_PAGE = re.compile(r"(?:[a-z]{2}/)?tin/\d{4}/\d{2}/[^/]+/index\.html")
REDIRECT = b'http-equiv="refresh"'  # what stands at an item's former address
SALT = repr(MARKS)
_HINT = "chạy lại: python3 tasks.py publish; nếu vẫn còn, xoá thư mục .cache/publish rồi chạy lại"


def find_previews(site: BuiltSite) -> Verdict:
    texts = [file for file in site.files if file.endswith(TEXTS)]
    memo = Memo(site.memory / "preview.msgpack", SALT, list[int])
    marks = examine_files(site, texts, memo, lambda file: _find_marks(site.read(file)), "Bản xem trước")
    told = f"{len(texts)} tệp, {len(site.publication.hidden)} tin đang giữ lại"
    return Verdict((*_find_pages(site), *_report(marks)), told)


def _find_marks(content: bytes) -> list[int]:
    return [number for number, (pattern, _) in enumerate(MARKS) if pattern.search(content)]


def _report(marks: dict[str, list[int]]) -> Iterator[Fault]:
    for file, numbers in marks.items():
        for number in numbers:
            hint = "kiểm tra địa chỉ trong bài và SITEURL" if number else _HINT
            yield Fault(file, 1, "E-PREVIEW", f"trang {MARKS[number][1]}", hint)


def _find_pages(site: BuiltSite) -> Iterator[Fault]:
    publication = site.publication
    due = {_page(item.address) for item in publication.shown} | {_page(gone.address) for gone in publication.tombstones}
    hidden = {_page(item.address): item for item in publication.hidden}
    for file in site.files:
        if file.startswith(PREVIEW_ONLY):
            yield Fault(file, 1, "E-PREVIEW", "trang chỉ dành cho bản xem trước", _HINT)
        elif file not in due and file in hidden:
            yield Fault(file, 1, "E-PREVIEW", f"trang của tin chưa được đăng {hidden[file].path}", _HINT)
        elif file not in due and ITEM_PAGE.fullmatch(file) and REDIRECT not in site.read(file):
            yield Fault(file, 1, "E-PREVIEW", "trang tin không thuộc tin nào đang đăng", _HINT)


def _page(address: str) -> str:
    return f"{address[1:]}index.html"
