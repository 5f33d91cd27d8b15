"""Finds phrases in texts: all of them in one pass, whatever their number.

In: phrases, then pieces of text. Out: the phrases that the pieces say. Pieces that said none are known again: the pages
of a site repeat each other, and only what is new in a page costs time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from .phrases import RUN, Phrase
from .words import END, words_of

MOST_KNOWN = 1_500_000  # pieces that are remembered, some 150 MB


class Scanner:
    """`common` counts words in some texts of the site: a short phrase is looked for by its rarest word."""

    def __init__(self, phrases: Collection[Phrase], common: Mapping[str, int] | None = None) -> None:
        common = common or Counter()
        self._runs = frozenset(phrase for phrase in phrases if len(phrase) == RUN)
        self._short: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in phrases:
            if len(phrase) < RUN:
                self._short[min(phrase, key=lambda word: (common.get(word, 0), -len(word), word))].append(phrase)
        self._clean: set[str] = set()
        self._telling: dict[str, frozenset[Phrase]] = {}

    def scan(self, pieces: set[str]) -> frozenset[Phrase]:
        new = pieces - self._clean
        if not new:
            return frozenset()
        if not self._find(new):
            self._note(new)
            return frozenset()
        found: set[Phrase] = set()
        for piece in new:
            if piece not in self._telling:
                self._telling[piece] = self._find((piece,))
            found |= self._telling[piece]
        self._note(piece for piece in new if not self._telling[piece])
        return frozenset(found)

    def _note(self, clean: Iterable[str]) -> None:
        if len(self._clean) < MOST_KNOWN:
            self._clean.update(clean)

    def _find(self, pieces: Iterable[str]) -> frozenset[Phrase]:
        words = words_of(END.join(pieces))
        found: set[Phrase] = set()
        found.update(self._runs.intersection(zip(*(words[start:] for start in range(RUN)), strict=False)))
        met = self._short.keys() & set(words)
        if met:
            text = f" {' '.join(words)} "
            found.update(phrase for word in met for phrase in self._short[word] if f" {' '.join(phrase)} " in text)
        return frozenset(found)
