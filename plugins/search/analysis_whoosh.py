"""The same analysis as a chain of Whoosh filters: the reference for ranking, and for the editors' faster analyser.

In: a text. Out: Whoosh tokens: folded syllables, compounds with digits whole, and adjacent pairs as `dan van`. A place
that divides runs leaves a gap in the positions, so that neither pairs nor phrases reach across it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Composable, Filter, RegexTokenizer

from .analysis import clean, fold_token, split_chunk


class CleanFilter(Filter):  # type: ignore[misc]  # Whoosh ships no types
    """Brings each token into the composed form."""

    def __call__(self, tokens: Iterator[Any]) -> Iterator[Any]:
        for token in tokens:
            token.text = clean(token.text)
            yield token


class WordFilter(Filter):  # type: ignore[misc]
    """Divides what stands between spaces into words and their parts; a compound comes before its parts."""

    is_morph = True

    def __call__(self, tokens: Iterator[Any]) -> Iterator[Any]:
        position = 0
        for token in tokens:
            start = token.startchar if token.chars else 0
            text, at = token.text, 0
            for word in split_chunk(text):
                if word is None:
                    position += 1
                    continue
                if word.whole:
                    token.text, token.pos = word.whole, position
                    yield token
                for part in word.parts:
                    token.text, token.pos = part, position
                    if token.chars:
                        at = text.find(part, at)
                        token.startchar, token.endchar = start + at, start + at + len(part)
                        at += len(part)
                    position += 1
                    yield token


class FoldFilter(Filter):  # type: ignore[misc]
    """Takes accents off, as in every key of the index."""

    is_morph = True

    def __call__(self, tokens: Iterator[Any]) -> Iterator[Any]:
        for token in tokens:
            token.text = fold_token(token.text)
            yield token


class PairFilter(Filter):  # type: ignore[misc]
    """Adds to each syllable the pair it ends; with `alone=False` only pairs are left."""

    is_morph = True

    def __init__(self, alone: bool = True) -> None:
        self.alone = alone

    def __call__(self, tokens: Iterator[Any]) -> Iterator[Any]:
        last, last_position, last_start = "", -2, 0
        for token in tokens:
            text, position = token.text, token.pos
            start, end = (token.startchar, token.endchar) if token.chars else (0, 0)
            if self.alone:
                yield token
            if any(not c.isalnum() for c in text):
                continue  # a compound: its parts follow
            if position == last_position + 1:
                token.text, token.pos = f"{last} {text}", last_position
                if token.chars:
                    token.startchar, token.endchar = last_start, end
                yield token
            last, last_position, last_start = text, position, start


def whoosh_analyser(*, alone: bool = True, pairs: bool = True) -> Composable:
    """Tokenises like `analysis.analyse`; `alone` gives syllables and compounds, `pairs` the adjacent pairs."""
    chain = RegexTokenizer(r"\S+") | CleanFilter() | WordFilter() | FoldFilter()
    return chain | PairFilter(alone) if pairs else chain
