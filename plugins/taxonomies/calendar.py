"""The calendar: items by the day of the event they tell of, a page for each month.

In: the corpus and the categories. Out: the view of `/lich/` and one for each month with events. A month's page depends
on its own events and on which months beside it have any; an event in a new month changes the two pages next to it.
"""

from __future__ import annotations

import datetime as dt
from calendar import Calendar
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import partial
from itertools import groupby, pairwise

from plugins.model import CALENDAR_ADDRESS, Corpus, Job, Month, Portal, calendar_address, event_months, standing_at
from plugins.model.views import CalendarDay, CalendarView, Event, Head, Link, TermCount, TermGroup, TermIndexView


def compose_calendar(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    months = event_months(corpus, portal.categories)
    yield Job(CALENDAR_ADDRESS, "term_index.html", partial(compose_years, portal, tuple(months)), (repr(list(months)),))
    previous = {later: earlier for earlier, later in pairwise(months)}
    following = dict(pairwise(months))
    for month, positions in months.items():
        beside = previous.get(month), following.get(month)
        inputs = (repr(beside), *[corpus.outlines[position] for position in positions])
        yield Job(
            calendar_address(month),
            "calendar.html",
            partial(compose_month, portal, corpus, month, positions, beside),
            inputs,
        )


def compose_years(portal: Portal, months: Collection[Month]) -> TermIndexView:
    """All months with events, the newest year first."""
    name = portal.gettext("Tháng {month}")
    groups = tuple(
        TermGroup(
            str(year),
            tuple(TermCount(Link(name.format(month=month[1]), calendar_address(month))) for month in group),
        )
        for year, group in groupby(sorted(months, key=lambda month: (-month[0], month[1])), key=lambda month: month[0])
    )
    description = portal.gettext("Các tháng có sự kiện được đưa tin, tháng mới nhất trước.")
    head = Head(title=portal.gettext("Lịch sự kiện"), address=CALENDAR_ADDRESS, description=description)
    return TermIndexView(head=head, crumbs=(), kind="calendar", groups=groups)


def compose_month(
    portal: Portal,
    corpus: Corpus,
    month: Month,
    positions: tuple[int, ...],
    beside: tuple[Month | None, Month | None],
) -> CalendarView:
    events: dict[dt.date, list[Event]] = defaultdict(list)
    for position in positions:
        item = corpus.items[position]
        place = portal.regions.label(item.regions[0]) if item.regions else ""
        standing = standing_at(item, portal.config.now)
        events[item.event_day].append(Event(Link(item.title, item.address), place, standing))
    previous, following = (_month_link(portal, other) if other else None for other in beside)
    title = portal.gettext("Lịch sự kiện tháng {month}/{year}").format(month=month[1], year=month[0])
    return CalendarView(
        head=Head(
            title=title,
            address=calendar_address(month),
            description=portal.gettext(
                "Các sự kiện được đưa tin trong tháng {month}/{year}, theo ngày diễn ra."
            ).format(month=month[1], year=month[0]),
        ),
        crumbs=(Link(portal.gettext("Lịch sự kiện"), CALENDAR_ADDRESS),),
        title=title,
        total=len(positions),
        weeks=tuple(
            tuple(CalendarDay(day, tuple(events[day]), outside=day.month != month[1]) for day in week)
            for week in Calendar().monthdatescalendar(*month)
        ),
        previous=previous,
        next=following,
    )


def _month_link(portal: Portal, month: Month) -> Link:
    label = portal.gettext("Tháng {month}/{year}").format(month=month[1], year=month[0])
    return Link(label, calendar_address(month))
