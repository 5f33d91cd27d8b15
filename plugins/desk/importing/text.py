"""Pasted text as a `Document`.

In: the bytes of a text file. Out: headline and paragraphs without the furniture that was copied with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.desk.importing.article import Article, make_document
from plugins.desk.importing.document import Block, Document
from plugins.desk.importing.encoding import decode, is_binary, to_unicode
from plugins.desk.importing.faults import SourceError
from plugins.desk.importing.markdown import paragraph, single_spaced
from plugins.desk.importing.pieces import Piece
from plugins.model.limits import MOST_TEXT_BYTES

WRAPPED = range(45, 101)  # characters of a line that was broken for a narrow page

_BLANK = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_ITEM = re.compile(r"[-+*•–]\s+(?=\S)|\d{1,2}[.)]\s+(?=\S)")


def read_txt(data: bytes, source: str) -> Document:
    """The article in a text; SourceError when there is none, when there are two, or when the file is no text."""
    if len(data) > MOST_TEXT_BYTES:
        hint = "một tệp chữ chỉ nên có một bài; tách ra rồi nhập lại"
        raise SourceError(f"tệp nặng {len(data) / 1e6:.0f} MB, quá giới hạn {MOST_TEXT_BYTES / 1e6:.0f} MB", hint)
    text, notes = decode(data)
    if is_binary(text):
        raise SourceError("tệp không phải văn bản", "lưu lại ở dạng văn bản thường (.txt, bảng mã UTF-8)")
    lines, converted = to_unicode(text.split("\n"))
    text = "\n".join(lines)
    if not text.strip():
        raise SourceError("tệp trống", "kiểm tra tệp, hoặc bỏ nó ra khỏi danh sách nhập")
    pieces = [Piece(block, None) for block in _blocks(text)]
    return make_document(source, Article(pieces, guessed_subheads=True), notes=(*notes, *converted))


def _blocks(text: str) -> Iterator[Block]:
    for group in _BLANK.split(text.strip()):
        lines = [single_spaced(line) for line in group.split("\n") if line.strip()]
        items = [_ITEM.match(line) for line in lines]
        if all(items) and (len(lines) > 1 or not lines[0][0].isdigit()):
            marks = [line if line[0].isdigit() else f"- {_ITEM.sub('', line, count=1)}" for line in lines]
            yield Block("list", " ".join(_ITEM.sub("", line, count=1) for line in lines), "\n".join(marks))
        elif _is_wrapped(lines):
            yield _paragraph(" ".join(lines))
        else:
            yield from map(_paragraph, lines)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines are one broken paragraph: all but the last nearly full, and most go on in small letters."""
    if len(lines) < 2 or any(len(line) not in WRAPPED for line in lines[:-1]):
        return False
    return sum(line[:1].islower() for line in lines[1:]) >= (len(lines) - 1) / 2


def _paragraph(line: str) -> Block:
    return Block("paragraph", line, paragraph(line))
