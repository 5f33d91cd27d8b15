"""Which items tell of an event, and the months of the calendar they stand in.

In: the corpus and the categories. Out: positions by month, and the addresses of the calendar.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from plugins.model.corpus import Corpus
from plugins.model.vocabularies import Categories

CALENDAR_ADDRESS = "/lich/"

Month = tuple[int, int]  # year, and month from 1


def calendar_address(month: Month) -> str:
    return f"{CALENDAR_ADDRESS}{month[0]}/{month[1]:02}/"


def event_months(corpus: Corpus, categories: Categories) -> dict[Month, tuple[int, ...]]:
    """Positions of the items of each month with events, by the day of the event; months ascend.

    An item tells of an event on its event day. A notice does so only where it names one: it is no event that it was
    published.
    """
    notices = {category.id for category in categories if category.notices}
    days: dict[int, dt.date] = {
        position: item.event_date or item.date.date()
        for position, item in enumerate(corpus.items)
        if item.event_date or item.category not in notices
    }
    months: dict[Month, list[int]] = defaultdict(list)
    for position in sorted(days, key=days.__getitem__):
        months[days[position].year, days[position].month].append(position)
    return {month: tuple(positions) for month, positions in months.items()}
