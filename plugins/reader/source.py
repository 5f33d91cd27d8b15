"""A file's bytes as clean text.

In: a path below the content folder. Out: its text in NFC with plain line feeds and none of the invisible characters
that harm a page, or faults.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from plugins.model import normalise
from plugins.model.limits import MOST_BYTES
from plugins.model.paths import PathError, confine
from plugins.reader.codes import Report

# Zero-width characters and soft hyphens break search and comparison; direction marks do nothing in Vietnamese.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u2060\ufeff]")
# Embeddings, overrides and isolates can make text read as something else than it says.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What XML, and so a feed, may not hold, and line breaks that editors do not see.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_FOREIGN = "\u0370-\u03ff\u0400-\u04ff"
_MIXED_WORD = re.compile(rf"\w{{0,20}}(?:[{_LATIN}][{_FOREIGN}]|[{_FOREIGN}][{_LATIN}])\w{{0,20}}")
_HAS_FOREIGN = re.compile(f"[{_FOREIGN}]")
# Most texts have none of all these, and one look is enough.
_DOUBTFUL = re.compile(
    "[" + "".join(pattern.pattern[1:-1] for pattern in (_INVISIBLE, _BIDI, _CONTROL)) + _FOREIGN + "]"
)


def read_text(path: Path, root: Path, report: Report) -> str | None:
    """The text of a regular file that truly lies below `root` (a path without links); None, with a fault, otherwise."""
    data = _read_bytes(path, root, report)
    if data is None:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.add(
            "E-UTF8",
            line,
            "có ký tự không phải UTF-8",
            "mở tệp bằng trình soạn thảo văn bản và lưu lại với bảng mã UTF-8",
        )
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = clean_text(text, 1, report)
    if not text.strip():
        report.add("E-EMPTY", 1, "tệp trống", "viết nội dung, hoặc xoá tệp đi")
        return None
    return text


def clean_text(text: str, first_line: int, report: Report, *, counted: bool = True) -> str:
    """NFC text without invisible characters. Line breaks stay; faults count lines from the first if `counted`."""

    def line(place: int) -> int:
        return first_line + (text.count("\n", 0, place) if counted else 0)

    if not text.isascii():
        text = normalise(text)
    if not _DOUBTFUL.search(text):
        return text
    for match in _MIXED_WORD.finditer(text) if _HAS_FOREIGN.search(text) else ():
        report.add(
            "W-LETTER",
            line(match.start()),
            f"từ «{match[0][:40]}» lẫn chữ cái Kirin hay Hy Lạp trông giống chữ Việt",
            "gõ lại từ này bằng bàn phím tiếng Việt",
        )
    for match in _BIDI.finditer(text):
        report.add(
            "E-BIDI",
            line(match.start()),
            f"có ký tự đảo chiều chữ U+{ord(match[0]):04X}",
            "xoá ký tự ẩn này: dán lại đoạn văn ở dạng văn bản thường",
        )
    for match in _CONTROL.finditer(text):
        place = line(match.start())
        if match[0] == "\x00":
            report.add("E-NUL", place, "có ký tự NUL", "tệp có thể đã hỏng; lấy lại bản gốc rồi lưu dạng văn bản")
        else:
            report.add("W-CONTROL", place, f"đã bỏ ký tự điều khiển U+{ord(match[0]):04X}", "gõ lại chỗ này")
    # What stood between a letter and its mark is gone: they may be one now.
    return normalise(_CONTROL.sub(_space_for_break, _BIDI.sub("", _INVISIBLE.sub("", text))))


def _space_for_break(match: re.Match[str]) -> str:
    return " " if match[0] in "\x0b\x0c\x85\u2028\u2029" else ""


def _read_bytes(path: Path, root: Path, report: Report) -> bytes | None:
    # O_NONBLOCK: opening a named pipe must not wait for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        confine(root, path.as_posix().removeprefix(f"{root.as_posix()}/"))
        descriptor = os.open(path, flags)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                report.add("E-READ", 1, "đây không phải một tệp thường", "chỉ đặt tệp .md trong thư mục nội dung")
                return None
            data = file.read(MOST_BYTES + 1) if status.st_size <= MOST_BYTES else b""
    except PathError as error:
        report.add("E-READ", 1, error.message, error.hint)
        return None
    except PermissionError:
        report.add("E-READ", 1, "không có quyền đọc tệp", "cho phép người dựng trang đọc tệp này, ví dụ: chmod 644")
        return None
    except FileNotFoundError:
        report.add("E-READ", 1, "không có tệp này", "kiểm tra lại tên tệp và thư mục")
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        report.add("E-READ", 1, f"không đọc được tệp: {reason}", "kiểm tra tệp và ổ đĩa")
        return None
    if max(status.st_size, len(data)) > MOST_BYTES:
        size = f"{max(status.st_size, len(data)) / 1e6:.1f}".replace(".", ",")
        report.add(
            "E-SIZE",
            1,
            f"tệp nặng {size} MB, quá giới hạn 1 MB",
            "có ảnh bị dán vào dưới dạng chữ? Lưu ảnh thành tệp trong images/",
        )
        return None
    return data
