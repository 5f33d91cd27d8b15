"""The home page: a lead, two seconds, the newest, a band for each section, the notices.

In: the corpus. Out: a `HomeView`. Notices never lead: they have their own list.
"""

from __future__ import annotations

from itertools import islice

from plugins.model import CATEGORY, Corpus, Portal
from plugins.model.views import Band, Head, HomeView, Teaser

from .teasers import TeaserComposer

SECONDS, NEWEST, BAND, NOTICES = 2, 8, 4, 8


def compose_home(portal: Portal, teasers: TeaserComposer, corpus: Corpus) -> HomeView:
    sections = list(portal.categories)
    noticeboards = {section.id for section in sections if section.notices}
    news = (item for item in reversed(corpus.items) if item.category not in noticeboards)
    top = [teasers(item) for item in islice(news, 1 + SECONDS + NEWEST)]
    lead = top[0] if top else None
    above = {teaser.address for teaser in top[: 1 + SECONDS]}
    bands = (
        Band(teasers.section(section.id), _band(teasers, corpus, section.id, above))
        for section in sections
        if not section.notices
    )
    notices = sorted(p for board in noticeboards for p in corpus.positions(CATEGORY, board)[-NOTICES:])
    cover = lead.cover if lead else None
    return HomeView(
        head=Head(
            title="",
            address="/",
            description=portal.config.tagline,
            image=cover.address if cover else "",
            alternates=portal.alternates(corpus),
        ),
        lead=lead,
        seconds=tuple(top[1 : 1 + SECONDS]),
        newest=tuple(top[1 + SECONDS :]),
        bands=tuple(band for band in bands if band.teasers),
        notices=tuple(teasers(corpus.items[p]) for p in notices[: -NOTICES - 1 : -1]),
    )


def _band(teasers: TeaserComposer, corpus: Corpus, category: str, above: set[str]) -> tuple[Teaser, ...]:
    """The section's newest items but for those that stand above already; all of them where few would be left."""
    newest = [teasers(corpus.items[p]) for p in corpus.positions(CATEGORY, category)[: -BAND - len(above) - 1 : -1]]
    others = [teaser for teaser in newest if teaser.address not in above]
    return tuple((others if len(others) >= BAND else newest)[:BAND])
