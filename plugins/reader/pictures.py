"""Paths of pictures: below the content folder by name and in truth, and of a format that cannot carry scripts.

In: a path as written in front matter or body. Out: the path below the content folder in POSIX form; PictureError.
"""

from __future__ import annotations

import difflib
import re
import urllib.parse
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from plugins.model import Files, normalise
from plugins.model.paths import PathError, confine, is_plain, join
from plugins.reader.codes import Report

Inspect = Callable[[Path], tuple[tuple[str, str, str], ...]]

EXTENSIONS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")

DECORATIVE = "trang trí"

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]{2}")
_BRACES = re.compile(r"[{|](\w+)[}|]/?")
_CREDIT = re.compile(r"(?:^|\s+|(?<=[.!?…]))(?:\(\s*[Ảả]nh|Ảnh)\s*:\s*([^:\n]{1,100}?)\s*\)?\s*\.?\s*$")


class PictureError(ValueError):
    """A picture that cannot be shown; `message` and `hint` are Vietnamese."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def find_picture(src: str, content: Path, files: Files) -> str:
    """The path below `content` of the picture written as `src`.

    `{static}/images/x.jpg`, as Pelican has it, means `images/x.jpg`; so do a leading `/` and percent-encoding.
    """
    name = normalise(src.strip())
    if _SCHEME.match(name):
        raise PictureError(
            "E-PICTURE-REMOTE",
            f"ảnh «{name[:80]}» không nằm trong thư mục nội dung",
            "xin phép, tải ảnh về images/ rồi ghi images/tên-ảnh.jpg",
        )
    braces = _BRACES.match(name)
    if braces:
        if braces[1] != "static":
            raise PictureError("E-PICTURE", f"không dùng được {{{braces[1]}}}", "ghi images/tên-ảnh.jpg")
        name = name[braces.end() :]
    name = name.removeprefix("/")
    if "%" in name and not (is_plain(name) and files.obtain(join(content, name)).is_file()):
        name = normalise(urllib.parse.unquote(name))
    if not is_plain(name):
        raise PictureError("E-PICTURE", f"đường dẫn ảnh «{src[:80]}» không hợp lệ", "ghi images/tên-ảnh.jpg")
    extension = PurePosixPath(name).suffix.lower()
    if extension not in EXTENSIONS:
        raise PictureError("E-PICTURE", f"không dùng được ảnh «{name[:80]}»", f"lưu ảnh ở dạng {', '.join(EXTENSIONS)}")
    file = files.obtain(join(content, name))
    if not file.is_file():
        raise PictureError("E-PICTURE", f"không có ảnh «{name[:80]}»", _nearest(file, content, files))
    try:
        confine(content, name)
    except PathError as error:
        raise PictureError("E-PICTURE", f"ảnh {error.message}", error.hint) from None
    return name


def report_faults(faults: Iterable[tuple[str, str, str]], line: int, report: Report) -> bool:
    """Add what was found in a picture's file, on the line that names it; whether it cannot be shown."""
    faults = tuple(faults)
    for code, message, hint in faults:
        report.add(code, line, message, hint)
    return any(code.startswith("E-") for code, _, _ in faults)


def is_decorative(alt: str) -> bool:
    """Whether the text alternative is the mark of a picture that says nothing: `![trang trí](…)`."""
    return " ".join(normalise(alt).split()).lower() == DECORATIVE


def picture_address(src: str) -> str:
    """The root-relative address of a picture: `images/x.jpg` → `/images/x.jpg`, percent-encoded."""
    return "/" + urllib.parse.quote(src)


def split_credit(caption: str) -> tuple[str, str]:
    """Caption and credit: `Quang cảnh hội nghị. Ảnh: A` → (`Quang cảnh hội nghị.`, `A`)."""
    caption = " ".join(caption.split())
    match = _CREDIT.search(caption, max(len(caption) - 200, 0))
    if not match:
        return caption, ""
    return caption[: match.start()].rstrip(" -–—|"), match[1].strip().rstrip(".")


def _nearest(file: Path, content: Path, files: Files) -> str:
    try:
        names = files.list_names(file.parent)
    except OSError:
        return "đặt ảnh vào images/ và ghi đúng tên thư mục"
    by_form = {normalise(name).lower(): name for name in names}
    near = difflib.get_close_matches(file.name.lower(), by_form, n=1, cutoff=0.6)
    if not near:
        return "đặt ảnh vào images/ và ghi đúng tên, kể cả chữ hoa, chữ thường"
    name = by_form[near[0]]
    if normalise(name) == file.name:  # stored decomposed, as some systems do: no address would find it elsewhere
        return "đổi tên tệp ảnh thành chữ không dấu"
    return f"có phải {normalise((file.parent / name).relative_to(content).as_posix())}?"
