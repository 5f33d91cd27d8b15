"""How many items the days have, so that a reader's days become a range of the items, which are in order of date.

In: the frozen corpus. Out: how many items of the base each month has, which all who narrow have at hand, and a file for
each month, which is for those whose days do not begin or end with one.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from functools import partial

from plugins.model import Corpus, Job

from .cards import FOLDER, write_json
from .shards import Base


def compose_days(corpus: Corpus, base: Base) -> Iterator[Job]:
    """For each month with items a list of how many each of its days has."""
    for (year, month), days in _count(corpus, base).items():
        content = write_json([days[day] for day in range(1, monthrange(year, month)[1] + 1)])
        address = f"{FOLDER}days/{year:04}-{month:02}.{base.name}.json"
        yield Job(address, "search", partial(str, content), (content,))


def list_months(corpus: Corpus, base: Base) -> list[int]:
    """Of each month with items two numbers: months since the one before, the first since year 0; and its items."""
    found = list[int]()
    before = 0
    for (year, month), days in _count(corpus, base).items():
        number = 12 * year + month - 1
        found += [number - before, days.total()]
        before = number
    return found


def _count(corpus: Corpus, base: Base) -> dict[tuple[int, int], Counter[int]]:
    """Items of the base by day, of each month that has any, in order."""
    counted = {
        month: Counter(corpus.items[position].date.day for position in positions if position < base.size)
        for month, positions in sorted(corpus.months.items())
    }
    return {month: days for month, days in counted.items() if days}
