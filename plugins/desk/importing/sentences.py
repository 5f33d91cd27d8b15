"""Sentences of running Vietnamese text, and the quotations that evidence is given in.

In: the plain text of a block. Out: its sentences with their places, and short quotations for an editor.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# A dot after these ends an abbreviation, not a sentence: «TP. Hồ Chí Minh», «PGS. TS. …», «Đ. Lê Lợi».
_ABBREVIATION_WORDS = "tp tx tt ts ths pgs gs bs ks ls th tr st đc kts cn mr ms p q h x đ k t v.v ubnd hđnd"
_ABBREVIATIONS = frozenset(_ABBREVIATION_WORDS.split())
_END = re.compile(r"[.!?…]+(?:/\.)?[”\"’)]*(?=\s)|\n")
_FOLLOWING = re.compile(r"\S")
_LAST_WORD = re.compile(r"[^\s(“\"]*$")

QUOTED = 120


class Sentence(NamedTuple):
    """`start` is its place in the text it was taken from."""

    text: str
    start: int


def split_sentences(text: str) -> list[Sentence]:
    """The sentences in order; nothing but the spaces between them is lost."""
    found, start = [], 0
    for match in _END.finditer(text):
        if not _ends_sentence(text, match):
            continue
        found.append(_stripped(text, start, match.end()))
        start = match.end()
    found.append(_stripped(text, start, len(text)))
    return [sentence for sentence in found if sentence.text]


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    following = _FOLLOWING.search(text, match.end())
    if following is None or following[0].islower():
        return following is None or match[0] == "\n"
    if match[0] == ".":
        last = _LAST_WORD.search(text, max(0, match.start() - 24), match.start())
        word = (last[0] if last else "").lower().rpartition(".")[2]
        return word not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha())
    return True


def _stripped(text: str, start: int, end: int) -> Sentence:
    part = text[start:end]
    return Sentence(part.strip(), start + len(part) - len(part.lstrip()))


def quote(text: str, length: int = QUOTED) -> str:
    """«text», cut between words where it is longer than `length` characters."""
    text = " ".join(text.split())
    if len(text) > length:
        text = text[:length].rsplit(" ", 1)[0] + " …"
    return f"«{text}»"


def count_words(text: str) -> int:
    return len(text.split())
