"""How text becomes tokens, for the index and for queries; theme/blocks/search/engine.js holds the same rules.

In: text in any Unicode form. Out: runs of tokens that no punctuation divides. Both sides pass tests/search_cases.json.
The rules in short: composed form (NFC), lower case, đ→d, accents off; `ký`, `kí` and `ky` fold alike, since y and i are
two spellings of one sound where they stand alone after h k l m s t or qu; marks inside `217-QĐ/TW`, `2.500` and `Ê-đê`
hold their parts in one run, and such a word with a digit also counts whole. Quotation marks and brackets set words off
but divide nothing: who looks for `phong trào “Dân vận khéo”` types no quotation marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from plugins.model import normalise

_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[^\W_]+(?:[-–/'’_&.,:][^\W_]+)*")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,:](?=\d)")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MARKS = re.compile("[\u0300-\u036f]+")
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_FREE_Y = re.compile("(?:[hklmst]|qu)y")
_SET_OFF = "\"'“”„‘’«»()[]{}"
_ABBREVIATION = 2  # letters before a full stop that belongs to the word, as in TP.HCM and T.Ư


class Token(NamedTuple):
    """A syllable, foreign word or number. `folded` is without accents; `spelt` keeps them, the tone mark at its end."""

    folded: str
    spelt: str


class Word(NamedTuple):
    """What stands between spaces and dividing punctuation: its parts as written, and itself if it counts whole."""

    parts: tuple[str, ...]
    whole: str


class Run(NamedTuple):
    """Tokens that nothing divides. `wholes` are (folded compound, place of its first token, number of its tokens)."""

    tokens: list[Token]
    wholes: list[tuple[str, int, int]]


def clean(text: str) -> str:
    """The composed form without invisible characters."""
    return _UNSEEN.sub("", normalise(text))


def fold_token(text: str) -> str:
    """`Kỹ` → `ki`, `Đường` → `duong`; other scripts keep their letters."""
    folded = _MARKS.sub("", unicodedata.normalize("NFD", text.lower())).replace("đ", "d")
    return folded[:-1] + "i" if _FREE_Y.fullmatch(folded) else folded


def spell_token(text: str) -> str:
    """Lower case with accents, equal for `hòa` and `hoà`, `quý` and `quí`; for comparison, not for reading."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    tone = _TONE.search(decomposed)
    if tone:
        decomposed = decomposed[: tone.start()] + decomposed[tone.end() :]
    if _FREE_Y.fullmatch(decomposed):
        decomposed = decomposed[:-1] + "i"
    return decomposed + tone[0] if tone else decomposed


@lru_cache(maxsize=65536)
def make_token(text: str) -> Token:
    return Token(fold_token(text), spell_token(text))


def split_chunk(chunk: str) -> Iterator[Word | None]:
    """The words of a clean text without spaces, in order, and None for each place that divides runs."""
    if chunk.isalpha():  # as most are
        yield Word((chunk,), "")
        return
    word, mark = chunk[:-1], chunk[-1:]
    if word.isalpha() and not mark.isalnum():  # as most others are
        yield Word((word,), "")
        if mark not in _SET_OFF:
            yield None
        return
    end = 0
    for match in _JOINED.finditer(chunk):
        if chunk[end : match.start()].strip(_SET_OFF):
            yield None
        end = match.end()
        yield from _split_joined(match[0])
    if chunk[end:].strip(_SET_OFF):
        yield None


def _split_joined(text: str) -> Iterator[Word | None]:
    start = 0
    for mark in re.finditer(r"[.,:]", text):
        left = _WORD.findall(text[start : mark.start()])[-1]
        is_inside = _BETWEEN_DIGITS.match(text, mark.start()) or (
            mark[0] == "." and len(left) <= _ABBREVIATION and left.isalpha()
        )
        if not is_inside:
            yield _make_word(text[start : mark.start()])
            yield None
            start = mark.end()
    yield _make_word(text[start:])


def _make_word(text: str) -> Word:
    parts = tuple(_WORD.findall(text))
    is_whole = len(parts) > 1 and any(c.isdecimal() for c in text)
    return Word(parts, fold_token(text) if is_whole else "")


def analyse(text: str) -> list[Run]:
    """All runs of the text, in order; none for a text without letters and digits."""
    runs = [Run([], [])]
    for chunk in clean(text).split():
        for word in split_chunk(chunk):
            if word is None:
                if runs[-1].tokens:
                    runs.append(Run([], []))
                continue
            tokens, wholes = runs[-1]
            if word.whole:
                wholes.append((word.whole, len(tokens), len(word.parts)))
            tokens.extend(map(make_token, word.parts))
    return runs if runs[-1].tokens else runs[:-1]
