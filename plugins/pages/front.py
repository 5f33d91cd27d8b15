"""What stands where on the home page: as editors say, and chosen where they say nothing.

In: the corpus, the sections and the build's clock. Out: a `Front`, and the inputs of the page made from it. Notices
never lead by themselves: they have their own list, which they leave when they expire.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from plugins.model import CATEGORY, PROVINCE, REGION, Corpus, Portal

SECONDS, MOST_FEATURED, NEWEST, BAND, NOTICES, COMING = 2, 4, 8, 4, 8, 5
REGIONS, HEADLINES = 12, 2  # regions on the page, and how many items each
LEADS = 3  # the first of so many newest items of one day that has a picture and a standfirst leads
DAY, YEAR = dt.timedelta(days=1), dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Front:
    """Positions in the corpus, newest first; `coming` has the next event first. Bands and regions go by id.

    `most_read` names its period, and has what was read most first.
    """

    lead: int | None
    seconds: tuple[int, ...]
    newest: tuple[int, ...]
    bands: tuple[tuple[str, tuple[int, ...]], ...]
    notices: tuple[int, ...]
    coming: tuple[int, ...]
    regions: tuple[tuple[str, tuple[int, ...]], ...]
    most_read: tuple[str, tuple[int, ...]] = ("", ())


def front_inputs(corpus: Corpus, front: Front) -> tuple[str, ...]:
    """The plan, which follows the clock, and the digest of each item in it."""
    groups = (front.seconds, front.newest, front.notices, front.coming, *(p for _, p in (*front.bands, *front.regions)))
    positions = {*front.most_read[1], *(position for group in groups for position in group)}
    positions |= {front.lead} if front.lead is not None else set()
    return (repr(front), *(corpus.outlines[position] for position in sorted(positions)))


def plan_front(portal: Portal, corpus: Corpus) -> Front:
    today = portal.config.now.date()
    boards = {section.id for section in portal.categories if section.notices}
    places = {p: place for p, item in enumerate(corpus.items) if (place := item.placement_on(today))}
    leads = [p for p in reversed(places) if places[p] == "lead"][:1]
    featured = [p for p in reversed(places) if p not in leads][:MOST_FEATURED]
    chosen = {*leads, *featured}
    newest = (p for p in range(len(corpus.items) - 1, -1, -1) if corpus.items[p].category not in boards)
    news = list(islice((p for p in newest if p not in chosen), 1 + SECONDS + NEWEST))
    lead = leads[0] if leads else _choose_lead(corpus, news) if news else None
    others = [p for p in news if p != lead]
    seconds = (*featured, *others[: max(0, SECONDS - len(featured))])
    if lead is None and seconds:
        lead, seconds = seconds[0], seconds[1:]
    above = {lead, *seconds}
    coming = _plan_coming(corpus, today)
    return Front(
        lead=lead,
        seconds=seconds,
        newest=tuple([p for p in others if p not in above][:NEWEST]),
        bands=tuple(_plan_bands(portal, corpus, above)),
        notices=_plan_notices(corpus, boards, today, {*above, *coming}),
        coming=coming,
        regions=tuple(_plan_regions(portal, corpus, boards)),
        most_read=portal.most_read(corpus) if portal.most_read else ("", ()),
    )


def _choose_lead(corpus: Corpus, news: list[int]) -> int:
    since = corpus.items[news[0]].date - DAY
    able = (
        p for p in news[:LEADS] if corpus.items[p].cover and corpus.items[p].summary and corpus.items[p].date > since
    )
    return next(able, news[0])


def _plan_bands(portal: Portal, corpus: Corpus, above: set[int | None]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each section's newest items but for those that stand above already; all of them where few would be left."""
    sections = [section for section in portal.categories if not section.notices and section.home != 0]
    for section in sorted(sections, key=lambda section: (section.home is None, section.home or 0)):
        newest = corpus.positions(CATEGORY, section.id)[: -BAND - len(above) - 1 : -1]
        others = tuple(p for p in newest if p not in above)
        if newest:
            yield section.id, (others if len(others) >= BAND else newest)[:BAND]


def _plan_notices(corpus: Corpus, boards: set[str], today: dt.date, above: set[int | None]) -> tuple[int, ...]:
    found: list[int] = []
    for board in boards:
        current = (p for p in reversed(corpus.positions(CATEGORY, board)) if corpus.items[p].is_current(today))
        found += islice((p for p in current if p not in above), NOTICES)
    return tuple(sorted(found, reverse=True)[:NOTICES])


def _plan_coming(corpus: Corpus, today: dt.date) -> tuple[int, ...]:
    """Announced events of today and later."""
    coming = [
        (item.event_date, p)
        for p, item in enumerate(corpus.items)
        if item.event_date is not None and item.event_date >= today and item.announces_event and item.is_current(today)
    ]
    return tuple(p for _, p in sorted(coming)[:COMING])


def _plan_regions(portal: Portal, corpus: Corpus, boards: set[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The provinces with the newest news; where all news is of one province, its parts. No item stands twice."""
    groups = {region: _News(corpus, positions, boards) for region, positions in corpus.terms[REGION.name].items()}
    provinces = [r for r in groups if portal.regions[r].level == PROVINCE and portal.regions[r].until is None]
    chosen = _recent(corpus, groups, provinces)
    if len(chosen) < 2:
        chosen = _recent(corpus, groups, (r for r in groups if portal.regions[r].level != PROVINCE))
    shown: set[int] = set()
    for region in chosen if len(chosen) > 1 else ():
        newest = tuple(islice((p for p in groups[region] if p not in shown), HEADLINES))
        shown.update(newest)
        if newest:
            yield region, newest


@dataclass(frozen=True, slots=True)
class _News:
    """The positions of those that are no notices, newest first."""

    corpus: Corpus
    positions: tuple[int, ...]
    boards: set[str]

    def __iter__(self) -> Iterator[int]:
        return (p for p in reversed(self.positions) if self.corpus.items[p].category not in self.boards)


def _recent(corpus: Corpus, groups: Mapping[str, _News], regions: Iterable[str]) -> list[str]:
    """Those whose newest item is less than a year older than the newest of all; by that item, newest first."""
    last = {region: newest for region in regions if (newest := next(iter(groups[region]), None)) is not None}
    since = max((corpus.items[p].date for p in last.values()), default=None)
    recent = [region for region, p in last.items() if since is not None and corpus.items[p].date > since - YEAR]
    return sorted(recent, key=lambda region: -last[region])[:REGIONS]
