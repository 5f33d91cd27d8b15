"""Which older items belong beside an item, and why.

In: the corpus. Out: positions of older items with the terms they share. Nothing here looks at later items, so that a
page does not change when they are published.
"""

from __future__ import annotations

from bisect import bisect_left

from plugins.model import CATEGORY, OFFICIAL, REGION, TAG, Corpus, Taxonomy

COUNT = 5
REASONS = 2  # terms named for each of them
DEPTH = 8  # the newest older items of each term that are looked at
YEAR = 4  # points that an item loses for each year it is older

# A shared term counts by its kind and by how rare it is; of regions, which hold one another, only the rarest.
WEIGHTS = {OFFICIAL: 6, TAG: 4, REGION: 4, CATEGORY: 2}


# That an item belongs to a term, as the one at `place` among the term's positions: (taxonomy, term, positions, place).
Membership = tuple[Taxonomy, str, tuple[int, ...], int]
# (points, taxonomy, term, positions, place)
Worth = tuple[int, Taxonomy, str, tuple[int, ...], int]
Neighbour = tuple[int, tuple[tuple[Taxonomy, str], ...]]


class Ranking:
    """The related items of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._days = [item.date.toordinal() for item in corpus.items]
        self._memberships: list[list[Membership]] = [[] for _ in corpus.items]
        for taxonomy in WEIGHTS:
            for term, positions in corpus.terms[taxonomy.name].items():
                for place, position in enumerate(positions):
                    self._memberships[position].append((taxonomy, term, positions, place))

    def terms(self, position: int, taxonomy: Taxonomy) -> tuple[str, ...]:
        """Ids of the terms under which the item is listed."""
        return tuple(term for kind, term, _, _ in self._memberships[position] if kind is taxonomy)

    def neighbours(self, position: int) -> tuple[Neighbour, ...]:
        """Up to COUNT older items, best first, with the terms that brought them here, best first."""
        # Rarity in powers of two: an item that is added long after leaves the order of nearly all others as it was. The
        # unit that the item names counts a little more than those it is listed under besides.
        named = self.corpus.items[position].regions
        worth = [
            (
                ((position + 1) // (place + 1)).bit_length() * WEIGHTS[taxonomy] + (term in named),
                taxonomy,
                term,
                positions,
                place,
            )
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
        """The best terms that it shares: one region at most, and its section where there is nothing else."""
        reasons: list[tuple[Taxonomy, str]] = []
        section: list[tuple[Taxonomy, str]] = []
        located = False
        for _, taxonomy, term, positions, place in worth:
            if taxonomy is REGION and located:
                continue
            found = bisect_left(positions, other, 0, place)
            if found == place or positions[found] != other:
                continue
            if taxonomy is CATEGORY:
                section.append((taxonomy, term))
                continue
            located = located or taxonomy is REGION
            reasons.append((taxonomy, term))
            if len(reasons) == REASONS:
                break
        return tuple(reasons or section)


def _points(entry: Worth) -> tuple[int, int]:
    """Least first; of two equal ones the rarer last."""
    return entry[0], -entry[4]
