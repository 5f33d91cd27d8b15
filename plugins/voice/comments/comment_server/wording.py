"""What readers may write: the texts of a comment, cleaned, and what is wrong with them.

In: a name and a text as somebody sent them. Out: both in NFC without control and direction characters, or a fault.
A comment is plain text: nothing in it is ever taken for HTML or Markdown.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

LONGEST_TEXT, LONGEST_NAME = 500, 60  # characters
SHORTEST_TEXT = 3
# They make words look like others or run in another direction; joiners (200C, 200D) are needed to spell some scripts.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")
_MARKS = re.compile(r"[\u0300-\u036f]{4,}")  # no writing piles up so many


class Wording(NamedTuple):
    """`author` is None where no name was given."""

    text: str
    author: str | None


class WordingError(Exception):
    """What is wrong, by a code that the page has words for, and in words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def clean(text: str, *, lines: bool) -> str:
    """The text as it is kept; without `lines` on one line."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _UNSEEN.sub("", text.replace("\t", " "))
    # Neither control characters, nor halves of surrogate pairs, nor what has no meaning yet.
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs", "Cn", "Co"})
    text = _MARKS.sub(lambda found: found[0][:3], text)
    text = _SPACES.sub(" ", text if lines else text.replace("\n", " "))
    return _LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def read_wording(text: object, author: object) -> Wording:
    """What was sent, cleaned; WordingError where it cannot stand."""
    if not isinstance(text, str) or not isinstance(author, str | None):
        raise WordingError("invalid", "Ý kiến gửi lên không đúng dạng.")
    words, name = clean(text, lines=True), clean(author or "", lines=False)
    if len(words) < SHORTEST_TEXT:
        raise WordingError("short", f"Ý kiến cần ít nhất {SHORTEST_TEXT} ký tự.")
    if len(words) > LONGEST_TEXT:
        raise WordingError("long", f"Ý kiến dài {len(words)} ký tự; nhiều nhất là {LONGEST_TEXT}.")
    if len(name) > LONGEST_NAME:
        raise WordingError("name", f"Tên dài {len(name)} ký tự; nhiều nhất là {LONGEST_NAME}.")
    return Wording(words, name or None)
