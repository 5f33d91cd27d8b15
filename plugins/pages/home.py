"""The home page, as its plan says.

In: the corpus and the plan. Out: a `HomeView`.
"""

from __future__ import annotations

from collections.abc import Iterable

from plugins.model import REGION, Corpus, Portal
from plugins.model.views import Band, Head, HomeView, Link, MostRead, RegionNews, Teaser

from .front import Front
from .teasers import TeaserComposer


def compose_home(portal: Portal, teasers: TeaserComposer, corpus: Corpus, front: Front) -> HomeView:
    def shown(positions: Iterable[int]) -> tuple[Teaser, ...]:
        return tuple(teasers(corpus.items[position]) for position in positions)

    lead = teasers(corpus.items[front.lead]) if front.lead is not None else None
    cover = lead.cover if lead else None
    period, most_read = front.most_read
    return HomeView(
        head=Head(
            title="",
            address="/",
            description=portal.config.tagline,
            image=cover.address if cover else "",
            alternates=portal.alternates(corpus),
        ),
        lead=lead,
        seconds=shown(front.seconds),
        newest=shown(front.newest),
        bands=tuple(Band(teasers.section(category), shown(positions)) for category, positions in front.bands),
        notices=shown(front.notices),
        coming=shown(front.coming),
        regions=tuple(
            RegionNews(Link(portal.regions.label(region), REGION.term_address(region)), shown(positions))
            for region, positions in front.regions
        ),
        most_read=MostRead(period, tuple((teaser, 0) for teaser in shown(most_read))) if period else None,
    )
