"""The room's analysis as the editors' index uses it: folded syllables, and compounds such as `217-QĐ/TW` also whole.

In: text. Out: the tokens of `whoosh_analyser(pairs=False)`. Each distinct stretch between spaces is analysed once, for
speed. Pairs of syllables are left to the readers' search: Whoosh finds phrases by position,
and pairs would treble the index.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from whoosh import fields
from whoosh.analysis import Filter, RegexTokenizer

from plugins.model import fold

from ..analysis import clean, fold_token, split_chunk


class ChunkFilter(Filter):  # type: ignore[misc]  # Whoosh ships no types
    """Divides what stands between spaces and folds its parts.

    Compounds are left out of queries, where their parts in a row say the same; in the index wildcards need them.
    """

    is_morph = True

    def __call__(self, tokens: Iterator[Any]) -> Iterator[Any]:
        position = 0
        for token in tokens:
            words, length = _divide(token.text)
            start, is_query, has_places = token.startchar if token.chars else 0, token.mode == "query", token.chars
            for text, step, first, last in words:
                if is_query and not text.isalnum():
                    continue
                token.text, token.pos = text, position + step
                if has_places:
                    token.startchar, token.endchar = start + first, start + last
                yield token
            position += length


@lru_cache(maxsize=65536)
def _divide(chunk: str) -> tuple[tuple[tuple[str, int, int, int], ...], int]:
    """(token, place among the positions, first and last character) for each token, and the number of positions.

    A place that divides takes a position of its own, so that no phrase reaches across it.
    """
    chunk = clean(chunk)
    found = []
    position = at = 0
    for word in split_chunk(chunk):
        if word is None:
            position += 1
            continue
        if word.whole:
            first = chunk.find(word.parts[0], at)
            found.append((word.whole, position, first, first + len(word.whole)))
        for part in word.parts:
            first = chunk.find(part, at)
            at = first + len(part)
            found.append((fold_token(part), position, first, at))
            position += 1
    return tuple(found), position


class FoldedText(fields.TEXT):  # type: ignore[misc]
    """Text found with or without accents; what is written together (`217-QĐ/TW`) is asked for as a phrase."""

    def __init__(self) -> None:
        super().__init__(analyzer=RegexTokenizer(r"\S+") | ChunkFilter(), phrase=True, multitoken_query="phrase")

    def process_text(self, qstring: str, mode: str = "", **options: Any) -> Any:
        """Patterns (`tokenize=False`) are folded, but never divided."""
        if options.get("tokenize", True):
            return super().process_text(qstring, mode=mode, **options)
        return [fold(qstring)]
