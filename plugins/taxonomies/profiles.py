"""What the items of an official or a region tell together: who chaired where, with whom, and how much in each year.

In: positions in the corpus. Out: the bars and counts on the fronts of officials and regions.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter

from plugins.model import OFFICIAL, REGION, Corpus, Official, Portal, Region, fold
from plugins.model.views import Bar, Link, Post, TermCount

from .listings import Facts

Named = tuple[str, str, Link]  # a term after what it is sorted by


class Profiles:
    """Counts over the items of one corpus."""

    def __init__(self, portal: Portal, corpus: Corpus) -> None:
        self.portal, self.corpus = portal, corpus
        self._chairs: list[list[str]] = [[] for _ in corpus.items]
        for official, positions in corpus.terms[OFFICIAL.name].items():
            for position in positions:
                self._chairs[position].append(official)
        self._regions = [item.regions if len(item.regions) < 2 else {*item.regions} for item in corpus.items]
        self._years = [item.event_day.year for item in corpus.items]
        self._place = cache(self._named_region)
        self._official = cache(self._named_official)

    def of_official(self, official: Official) -> Facts:
        """Posts, the latest first and those without dates last; years, regions and co-chairs of what was chaired."""
        positions = self.corpus.positions(OFFICIAL, official.id)
        posts = [
            Post(post.title, post.since, post.until, self._place(post.region)[-1] if post.region else None)
            for post in official.positions
        ]
        places = Counter(chain.from_iterable([self._regions[position] for position in positions]))
        return Facts(
            posts=tuple(sorted(posts, key=_last_day, reverse=True)),
            years=self.years(positions),
            places=_ranked(places, self._place),
            officials=self.officials(positions, but=official.id),
        )

    def years(self, positions: Iterable[int]) -> tuple[Bar, ...]:
        """How many events fell in each year, from the first to the last, years without any too."""
        counts = Counter([self._years[position] for position in positions])
        highest = max(counts.values(), default=1)
        years = range(min(counts), max(counts) + 1) if counts else ()
        return tuple([Bar(str(year), str(year), counts[year], counts[year] / highest) for year in years])

    def officials(self, positions: Iterable[int], but: str = "") -> tuple[TermCount, ...]:
        """Who chaired these items, those with most first; `but` is left out."""
        counts = Counter(chain.from_iterable([self._chairs[position] for position in positions]))
        counts.pop(but, None)
        return _ranked(counts, self._official)

    def _named_region(self, region: str) -> Named:
        has_page = region in self.corpus.terms[REGION.name]
        return _named(Link(self.portal.regions.label(region), REGION.term_address(region) if has_page else ""))

    def _named_official(self, official: str) -> Named:
        return _named(Link(self.corpus.officials[official].name, OFFICIAL.term_address(official)))


def positions_with_predecessors(corpus: Corpus, region: Region) -> Sequence[int]:
    """A region's items with those of the units it came from; a province's hold them already."""
    own = corpus.positions(REGION, region.id)
    before = [corpus.positions(REGION, former) for former in region.predecessors] if region.parent else []
    return sorted({*own, *(position for positions in before for position in positions)}) if any(before) else own


def _last_day(post: Post) -> tuple[bool, dt.date, dt.date]:
    """Orders posts by their end; one that is not known to have ended is later than one that has."""
    known = bool(post.since or post.until)
    return known, post.until or (dt.date.max if known else dt.date.min), post.since or dt.date.min


def _named(link: Link) -> Named:
    return fold(link.label), link.address, link


def _ranked(counts: Counter[str], name: Callable[[str], Named]) -> tuple[TermCount, ...]:
    ranked = sorted(((-count, *name(term)) for term, count in counts.items()), key=itemgetter(0, 1, 2))
    return tuple([TermCount(link, -count) for count, _, _, link in ranked])
