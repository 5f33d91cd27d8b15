"""Which older items belong beside an item, and why.

In: the corpus. Out: positions of older items with the terms they share. Nothing here looks at later items, so that a
page does not change when they are published.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from plugins.model import CATEGORY, OFFICIAL, REGION, TAG, Corpus, Taxonomy

COUNT = 5
REASONS = 2  # terms named for each of them
DEPTH = 8  # the newest older items of each term that are looked at
YEAR = 2  # points that an item loses for each year it is older

# A shared term counts by its kind and by how rare it is; of regions, which hold one another, only the rarest.
WEIGHTS = {OFFICIAL: 3, TAG: 2, REGION: 2, CATEGORY: 1}


class Membership(NamedTuple):
    """That an item belongs to a term, as the one at `place` among the term's positions."""

    taxonomy: Taxonomy
    term: str
    positions: tuple[int, ...]
    place: int


# (points, taxonomy, term, positions, place)
Worth = tuple[int, Taxonomy, str, tuple[int, ...], int]
Neighbour = tuple[int, tuple[tuple[Taxonomy, str], ...]]


class Ranking:
    """The related items of one corpus, found when they are first asked for."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._days = [item.date.toordinal() for item in corpus.items]
        self._memberships: list[list[Membership]] = [[] for _ in corpus.items]
        for taxonomy in WEIGHTS:
            for term, positions in corpus.terms[taxonomy.name].items():
                for place, position in enumerate(positions):
                    self._memberships[position].append(Membership(taxonomy, term, positions, place))
        self._found: dict[int, tuple[Neighbour, ...]] = {}

    def terms(self, position: int, taxonomy: Taxonomy) -> tuple[str, ...]:
        """Ids of the terms under which the item is listed."""
        return tuple(member.term for member in self._memberships[position] if member.taxonomy is taxonomy)

    def neighbours(self, position: int) -> tuple[Neighbour, ...]:
        """Up to COUNT older items, best first, with the terms that brought them here, best first."""
        if position not in self._found:
            self._found[position] = self._rank(position)
        return self._found[position]

    def _rank(self, position: int) -> tuple[Neighbour, ...]:
        # Rarity in powers of two: an item that is added long after leaves the order of nearly all others as it was.
        worth = [
            (((position + 1) // (place + 1)).bit_length() * WEIGHTS[taxonomy], taxonomy, term, positions, place)
            for taxonomy, term, positions, place in self._memberships[position]
        ]
        worth.sort(key=_points)
        scores: dict[int, int] = {}
        regional: dict[int, int] = {}
        for points, taxonomy, _, positions, place in worth:
            newest = positions[max(0, place - DEPTH) : place]
            if taxonomy is REGION:
                regional.update(dict.fromkeys(newest, points))
            else:
                for other in newest:
                    scores[other] = scores.get(other, 0) + points
        for other, points in regional.items():
            scores[other] = scores.get(other, 0) + points
        day, days = self._days[position], self._days
        best = sorted([(points - (day - days[other]) // 365 * YEAR, other) for other, points in scores.items()])
        worth.reverse()
        return tuple((other, self._reasons(worth, other)) for _, other in best[: -COUNT - 1 : -1])

    @staticmethod
    def _reasons(worth: list[Worth], other: int) -> tuple[tuple[Taxonomy, str], ...]:
        """The best terms that it shares, but for the section where there is a better one, and one region at most."""
        reasons: list[tuple[Taxonomy, str]] = []
        for _, taxonomy, term, positions, place in worth:
            found = bisect_left(positions, other, 0, place)
            if found == place or positions[found] != other or (taxonomy is CATEGORY and reasons):
                continue
            if taxonomy is not REGION or all(kind is not REGION for kind, _ in reasons):
                reasons.append((taxonomy, term))
        named = [reason for reason in reasons if reason[0] is not CATEGORY] or reasons
        return tuple(named[:REASONS])


def _points(entry: Worth) -> tuple[int, int]:
    """Least first; of two equal ones the rarer last."""
    return entry[0], -entry[4]
