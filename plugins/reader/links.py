"""Which addresses a link in a body may have.

In: an address as written. Out: None when it may stand, else what is wrong with it and the remedy, in Vietnamese.
"""

from __future__ import annotations

import html
import posixpath
import re

SCHEMES = ("http", "https", "mailto", "tel")

# Browsers drop these inside an address, so `java\tscript:` is a script.
_IGNORED = re.compile(r"[\x00-\x20\x7f]+")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_ITEM_FILE = re.compile(r"(?:news/)?(\d{4})/(\d{2})/([a-z0-9-]+)\.md")


def link_fault(href: str, item_path: str) -> tuple[str, str] | None:
    """Message and hint for an address that a body of the file `item_path` may not link to."""
    address = _IGNORED.sub("", html.unescape(href))
    shown = " ".join(href.split())[:80]
    if not address:
        return "liên kết không có địa chỉ", "ghi [chữ](https://…), hoặc bỏ liên kết"
    scheme = _SCHEME.match(address)
    if scheme:
        if scheme[1].lower() in SCHEMES:
            return None
        return f"không dùng được liên kết «{shown}»", f"chỉ dùng {', '.join(SCHEMES)}, địa chỉ mở đầu bằng «/» hoặc «#»"
    if address[:2] in ("//", "/\\", "\\\\", "\\/"):
        return f"liên kết «{shown}» thiếu https:", f"ghi https://{address[2:80]}"
    if address[0] in "/#":
        return None
    path = re.sub(r"^[{|]\w+[}|]", "", address).split("#")[0]
    if path.endswith(".md"):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(item_path), path))
        match = _ITEM_FILE.fullmatch(target)
        better = f"/tin/{match[1]}/{match[2]}/{match[3]}/" if match else "/tin/2022/06/ten-tin/"
        return f"liên kết «{shown}» trỏ tới tệp, không phải trang", f"ghi địa chỉ của tin, ví dụ {better}"
    if address.startswith("www."):
        return f"liên kết «{shown}» thiếu https://", f"ghi https://{address[:80]}"
    if "@" in address and "/" not in address:
        return f"liên kết «{shown}» thiếu mailto:", f"ghi mailto:{address[:80]}"
    return f"liên kết «{shown}» không đầy đủ", "mở đầu bằng https:// (trang khác), «/» (trang này) hoặc «#» (trong bài)"
