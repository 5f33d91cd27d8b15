"""What the items of an official or a region tell together: who chaired where, with whom, and how much in each year.

In: positions in the corpus. Out: the bars and counts on the fronts of officials and regions.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from plugins.model import OFFICIAL, REGION, Corpus, Official, Portal, Region, fold
from plugins.model.views import Bar, Link, Post, TermCount

from .listings import Facts


def official_facts(portal: Portal, corpus: Corpus, official: Official) -> Facts:
    """Posts, the latest first and those without dates last; years, regions and co-chairs of what was chaired."""
    positions = corpus.positions(OFFICIAL, official.id)
    posts = [
        Post(post.title, post.since, post.until, region_link(portal, corpus, post.region) if post.region else None)
        for post in official.positions
    ]
    places = Counter(region for position in positions for region in set(corpus.items[position].regions))
    return Facts(
        posts=tuple(sorted(posts, key=_last_day, reverse=True)),
        years=count_years(corpus, positions),
        places=_ranked(TermCount(region_link(portal, corpus, region), count) for region, count in places.items()),
        officials=count_officials(corpus, positions, but=official.id),
    )


def count_years(corpus: Corpus, positions: Iterable[int]) -> tuple[Bar, ...]:
    """How many events fell in each year, from the first to the last, years without any too."""
    counts = Counter(corpus.items[position].event_day.year for position in positions)
    highest = max(counts.values(), default=1)
    years = range(min(counts), max(counts) + 1) if counts else ()
    return tuple(Bar(str(year), str(year), counts[year], counts[year] / highest) for year in years)


def count_officials(corpus: Corpus, positions: Iterable[int], but: str = "") -> tuple[TermCount, ...]:
    """Who chaired these items, those with most first; `but` is left out."""
    counts = Counter(
        official for position in positions for official in {chair.official for chair in corpus.items[position].chairs}
    )
    counts.pop(but, None)
    return _ranked(
        TermCount(Link(corpus.officials[official].name, OFFICIAL.term_address(official)), count)
        for official, count in counts.items()
    )


def positions_with_predecessors(corpus: Corpus, region: Region) -> Sequence[int]:
    """A region's items with those of the units it came from; a province's hold them already."""
    own = corpus.positions(REGION, region.id)
    before = [corpus.positions(REGION, former) for former in region.predecessors] if region.parent else []
    return sorted({*own, *(position for positions in before for position in positions)}) if any(before) else own


def region_link(portal: Portal, corpus: Corpus, region_id: str) -> Link:
    has_page = region_id in corpus.terms[REGION.name]
    return Link(portal.regions.label(region_id), REGION.term_address(region_id) if has_page else "")


def _last_day(post: Post) -> tuple[bool, dt.date, dt.date]:
    """Orders posts by their end; one that is not known to have ended is later than one that has."""
    known = bool(post.since or post.until)
    return known, post.until or (dt.date.max if known else dt.date.min), post.since or dt.date.min


def _ranked(counts: Iterable[TermCount]) -> tuple[TermCount, ...]:
    return tuple(sorted(counts, key=lambda term: (-(term.count or 0), fold(term.link.label), term.link.address)))
