"""Faults of headlines: dots and marks left at their ends, capitals throughout.

In: the title of a manuscript. Out: findings; marks at the ends can be taken away, capitals need an editor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.desk.manuscript import Manuscript
from plugins.desk.rules.rule import Edit, Example, Finding, Rule, Standards

_LEADING = re.compile(r"\.[.\s]*")
_TRAILING_DOT = re.compile(r"(?<!\.)\s*\.$")
_TRAILING_MARK = re.compile(r"(?:\s*[,;:–—]|\s+-)+$")
_ABBREVIATED = ("v.v.",)
_FEWEST_LETTERS = 12  # shorter headlines may be made of abbreviations


def find_dots(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(("title",)):
        title = passage.text
        edits = []
        if leading := _LEADING.match(title):
            edits.append((0, leading.end()))
        trailing = _TRAILING_DOT.search(title)
        if trailing and trailing.start() > (leading.end() if leading else 0):
            if not title.endswith(_ABBREVIATED):
                edits.append((trailing.start(), trailing.end()))
        elif not edits:
            continue
        if len(title.strip(" .")) == 0:
            continue
        mending = tuple(Edit(passage.start + start, passage.start + end, "") for start, end in edits)
        message, hint = "tiêu đề có dấu chấm ở đầu hoặc cuối", "bỏ dấu chấm"
        yield Finding(passage.start, message, hint, mending if passage.exact else ())


def find_marks(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(("title",)):
        match = _TRAILING_MARK.search(passage.text)
        if match and match.start():
            edit = Edit(passage.start + match.start(), passage.start + match.end(), "")
            message = f"tiêu đề kết thúc bằng «{match[0].strip()}»"
            yield Finding(passage.start, message, "bỏ dấu này", (edit,) if passage.exact else ())


def find_capitals(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(("title",)):
        letters = [letter for letter in passage.text if letter.isalpha()]
        if len(letters) >= _FEWEST_LETTERS and all(letter.isupper() for letter in letters):
            hint = "gõ lại bằng chữ thường, chỉ viết hoa đầu câu và tên riêng"
            yield Finding(passage.start, "tiêu đề viết hoa toàn bộ", hint)


RULES = (
    Rule(
        "W-TITLE-DOT",
        "Tiêu đề có dấu chấm ở đầu hoặc cuối",
        "Thường còn sót khi cắt dán.",
        Example(head="title: .Hội nghị sơ kết công tác dân vận"),
        Example(head="title: Hội nghị sơ kết công tác dân vận"),
        find_dots,
        mends=True,
        reader_s=True,
    ),
    Rule(
        "W-TITLE-MARK",
        "Tiêu đề kết thúc bằng dấu thừa",
        "Dấu phẩy, chấm phẩy, hai chấm hay gạch ngang ở cuối cho thấy tiêu đề bị cắt dở.",
        Example(head='title: "Sơ kết công tác dân vận:"'),
        Example(head='title: "Sơ kết công tác dân vận"'),
        find_marks,
        mends=True,
    ),
    Rule(
        "W-TITLE-CAPS",
        "Tiêu đề viết hoa toàn bộ",
        "Chữ hoa liền nhau khó đọc, mất phân biệt tên riêng, và trình đọc màn hình có khi đọc từng chữ cái.",
        Example(head="title: HỘI NGHỊ SƠ KẾT CÔNG TÁC DÂN VẬN"),
        Example(head="title: Hội nghị sơ kết công tác dân vận"),
        find_capitals,
    ),
)
