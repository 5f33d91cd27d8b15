"""Letters that are not what they look like: invisible ones, decomposed ones, those of other alphabets.

In: the file as it lies there (the last rule: cleaned). Out: findings whose edits leave what a reader sees as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from plugins.desk.manuscript import Manuscript
from plugins.desk.rules.rule import Edit, Example, Finding, Rule, Standards
from plugins.model import normalise

INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u2060\ufeff]+")
_NAMES = {"\ufeff": "dấu BOM", "\u00ad": "gạch nối ẩn", "\u200b": "dấu cách rộng 0"}

# Letters of other alphabets that look the same as a Latin one.
TWINS = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсхуΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTXYaesijopcxyABEZHIKMNOPTYXo",
)
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_FOREIGN_WORD = re.compile(r"\w*[\u0370-\u03ff\u0400-\u04ff]\w*")


def find_invisible(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for match in INVISIBLE.finditer(manuscript.raw):
        name = _NAMES.get(match[0][0], "ký tự ẩn")
        message = f"có {name} U+{ord(match[0][0]):04X}"
        hint = "xoá đi; khi dán hãy dùng dạng văn bản thường"
        yield Finding(match.start(), message, hint, (Edit(match.start(), match.end(), ""),))


def find_decomposed(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    text = manuscript.raw
    if unicodedata.is_normalized("NFC", text) and "ð" not in text and "Ð" not in text:
        return
    place = 0
    for line in text.split("\n"):
        composed = normalise(line)
        if composed != line:
            edit = Edit(place, place + len(line), composed)
            hint = "lưu lại ở dạng dựng sẵn (NFC)"
            yield Finding(place, "chữ có dấu ở dạng tổ hợp (NFD), hoặc đ gõ thành ð", hint, (edit,))
        place += len(line) + 1


def find_foreign(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    """Words that mix alphabets, and words all of whose letters look Latin, in a line that has no others."""
    text = manuscript.text
    if not _FOREIGN.search(text):
        return
    for match in _FOREIGN_WORD.finditer(text):
        word = match[0]
        latin = word.translate(TWINS)
        twins = not _FOREIGN.search(latin)
        if not any(letter.isalpha() and not _FOREIGN.match(letter) for letter in word):
            line = text[text.rfind("\n", 0, match.start()) + 1 : (text + "\n").find("\n", match.end())]
            if not twins or _FOREIGN.search(line.translate(TWINS)):
                continue  # a Russian or Greek word, or among such
        message = f"từ «{word[:40]}» lẫn chữ cái Kirin hay Hy Lạp trông giống chữ Việt"
        edits = (Edit(match.start(), match.end(), latin),) if twins else ()
        yield Finding(match.start(), message, "gõ lại từ này bằng bàn phím tiếng Việt", edits)


RULES = (
    Rule(
        "W-INVISIBLE",
        "Có ký tự ẩn",
        "Dấu cách rộng 0, gạch nối ẩn và dấu BOM thường theo vào khi dán từ Word hay từ trang khác. Trang bỏ chúng đi, "
        "nhưng chúng làm việc tìm và so sánh trong tệp bị sai.",
        Example(body="Hội nghị sơ\u200b kết công tác dân vận."),
        Example(body="Hội nghị sơ kết công tác dân vận."),
        find_invisible,
        mends=True,
        on_raw=True,
    ),
    Rule(
        "W-NFD",
        "Chữ có dấu ở dạng tổ hợp",
        "Word và macOS có khi lưu chữ có dấu thành chữ cái và dấu rời. Nhìn thì giống nhưng máy coi là khác.",
        Example(body="Ho\u0302\u0323i nghi\u0323 sơ kết."),
        Example(body="Hội nghị sơ kết."),
        find_decomposed,
        mends=True,
        on_raw=True,
    ),
    Rule(
        "W-LETTER",
        "Chữ cái Kirin hay Hy Lạp lẫn trong từ",
        "Chữ trông giống chữ Việt nhưng là chữ khác, nên tìm kiếm không thấy.",
        Example(body="Н\u00e0 N\u1ed9i mở hội nghị."),
        Example(body="Hà Nội mở hội nghị."),
        find_foreign,
        mends=True,
        reader_s=True,
    ),
)
