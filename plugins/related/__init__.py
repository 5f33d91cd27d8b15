"""What belongs beside an item: older items that share terms with it, and the file that tells of newer ones.

Provides `related`, `fresh`, the composer `fresh` and the renderer of its file; reads the filter `short_date`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pelican import signals

from plugins.model import Corpus, Job, Portal, portal_of
from plugins.model.views import Fresh

from .fresh import compose_fresh, describe_fresh, render_fresh
from .kept import rank_all, unpack
from .ranking import Neighbour, Ranking

FEW = 32  # items whose neighbours are found one by one before those of all are taken from the last build


class Surroundings:
    """Keeps the rankings of the corpus at hand and of its editions."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._rankings: dict[int, Ranking] = {}
        self._asked: Counter[int] = Counter()
        self._neighbours: dict[int, list[bytes]] = {}

    def ranking(self, corpus: Corpus) -> Ranking:
        ranking = self._rankings.get(id(corpus))
        if ranking is None:
            ranking = self._rankings[id(corpus)] = Ranking(corpus)
        return ranking

    def related(self, corpus: Corpus, position: int) -> tuple[Neighbour, ...]:
        found = self._neighbours.get(id(corpus))
        if found is None:
            ranking, portal = self.ranking(corpus), self._portal
            self._asked[id(corpus)] += 1
            if self._asked[id(corpus)] <= FEW:
                return ranking.neighbours(position)
            if corpus.items[position].original:  # translations are few, and their tags are those of the originals
                return ranking.neighbours(position)
            found = self._neighbours[id(corpus)] = rank_all(ranking, portal.regions, portal.state)
        return unpack(found[position])

    def fresh(self, corpus: Corpus, position: int) -> Fresh:
        return describe_fresh(self.ranking(corpus), position)

    def compose(self, portal: Portal, corpus: Corpus) -> Iterator[Job]:
        yield compose_fresh(portal, self.ranking(corpus))


def provide_related(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    surroundings = Surroundings(portal)
    portal.related = surroundings.related
    portal.fresh = surroundings.fresh
    portal.composers["fresh"] = surroundings.compose
    portal.outline_composers.add("fresh")
    portal.renderers["fresh"] = render_fresh


def register() -> None:
    signals.initialized.connect(provide_related)
