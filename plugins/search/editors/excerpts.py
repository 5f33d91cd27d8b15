"""The piece of a text that shows best why an item was found.

In: a text and the terms that were matched. Out: (piece, is a match) pairs.
"""

from __future__ import annotations

from typing import Any

Pieces = tuple[tuple[str, bool], ...]

EXCERPT = 220  # characters, about two lines and a half


def mark(text: str, terms: frozenset[str], analyser: Any) -> Pieces:
    """The whole text, cut where matches begin and end; neighbouring matches with only a space between are one."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for first, last in _spans(text, terms, analyser):
        if first > end:
            pieces.append((text[end:first], False))
        pieces.append((text[first:last], True))
        end = last
    if end < len(text):
        pieces.append((text[end:], False))
    return tuple(pieces)


def excerpt(text: str, terms: frozenset[str], analyser: Any, length: int = EXCERPT) -> Pieces:
    """About `length` characters with as many different matches as can be had, cut between words."""
    text = " ".join(text.split())
    if len(text) <= length:
        return mark(text, terms, analyser)
    spans = list(_spans(text, terms, analyser))
    start = max(0, _best_start(text, spans, length) - length // 6)
    if start:
        start = text.find(" ", start) + 1
    stop = start + length
    if stop < len(text):
        stop = text.rfind(" ", start, stop) if " " in text[start:stop] else stop
    cut = mark(text[start:stop], terms, analyser)
    before, after = ((("…", False),) if start else ()), ((("…", False),) if stop < len(text) else ())
    return (*before, *cut, *after)


def _best_start(text: str, spans: list[tuple[int, int]], length: int) -> int:
    """Where matches are most and longest: three words side by side count for more than three apart."""
    best, place = 0, 0
    for first, _ in spans:
        seen = {text[a:b].lower() for a, b in spans if first <= a and b <= first + length * 5 // 6}
        worth = sum(len(words.split()) ** 2 for words in seen)
        if worth > best:
            best, place = worth, first
    return place


def _spans(text: str, terms: frozenset[str], analyser: Any) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    if not terms:
        return spans
    for token in analyser(text, chars=True, mode="query"):
        if token.text not in terms:
            continue
        first, last = token.startchar, token.endchar
        if spans and first <= spans[-1][1] + 1 and not text[spans[-1][1] : first].strip():
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans
