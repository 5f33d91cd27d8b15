"""Counts what the content holds, when, where and with whom, and what it lacks.

In: the digests and faults of a check, the vocabularies, the day and how many months count as recent. Out: `Figures`.
Files with errors that could not be read as items are counted as such and stand in no other figure; translations are
counted once, since they tell of the events of their originals.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import NamedTuple

from plugins.desk.digests import Digest
from plugins.desk.report.coverage import Coverage, cover_units
from plugins.model import PROVINCE, Fault, Portal, fold, public_from, standing_in

# What an item that readers cannot see yet is called.
STATUSES = {"embargoed": "hẹn giờ", "draft": "nháp", "review": "chờ duyệt"}


class Row(NamedTuple):
    """A section, region or official: all its published items, the recent ones, and the day of the newest."""

    name: str
    total: int
    recent: int
    newest: dt.date | None = None
    note: str = ""


class Year(NamedTuple):
    """Items in each month of a year; None for months before the first item and after today."""

    year: int
    months: tuple[int | None, ...]

    @property
    def total(self) -> int:
        return sum(count or 0 for count in self.months)


class Waiting(NamedTuple):
    """An item that readers cannot see. `days` since its date, negative where that is to come; `due` if it is held."""

    title: str
    path: str
    status: str
    since: dt.date
    days: int
    due: dt.datetime | None


class FaultKind(NamedTuple):
    code: str
    times: int
    files: int
    example: Fault


@dataclass(frozen=True)
class Figures:
    """All that the report tells, its lists in the order to be shown.

    `since` is the first day of the recent months; `places` are named units other than provinces of today;
    `empty_months` are runs of them by first and last; `incomplete` are paths of drafts that lack a required field.
    """

    day: dt.date
    since: dt.date
    published: int
    recent: int
    translations: int
    unreadable: tuple[str, ...]
    first: dt.date | None
    newest: dt.date | None
    years: tuple[Year, ...]
    sections: tuple[Row, ...]
    provinces: tuple[Row, ...]
    places: tuple[Row, ...]
    officials: tuple[Row, ...]
    without_region: int
    without_chair: int
    empty_months: tuple[tuple[dt.date, dt.date], ...]
    coverage: Coverage
    waiting: tuple[Waiting, ...]
    incomplete: tuple[str, ...]
    faults: tuple[FaultKind, ...]
    errors: int
    warnings: int


class Item(NamedTuple):
    """A published item as the counts need it."""

    day: dt.date
    category: str
    regions: tuple[str, ...]
    officials: tuple[str, ...]


def measure(portal: Portal, digests: Sequence[Digest], faults: Sequence[Fault], months: int) -> Figures:
    """The figures as of the portal's clock; `months` (at least 1) are recent."""
    now, zone = portal.config.now, portal.config.zone
    day = now.date()
    since = months_before(day, months)
    news = [digest for digest in digests if digest.moments]
    originals = [digest for digest in news if not digest.original]
    seen = [digest for digest in originals if is_seen(digest, now)]
    items = [
        Item(_published(digest, zone), digest.category, digest.regions, tuple(dict.fromkeys(digest.officials)))
        for digest in seen
    ]
    days = [item.day for item in items]
    recent = [item for item in items if item.day >= since]
    provinces_of = cache(lambda region: _present_provinces(portal, region, day))
    years = count_years(days, day)
    return Figures(
        day=day,
        since=since,
        published=len(items),
        recent=len(recent),
        translations=len(news) - len(originals),
        unreadable=_unreadable(faults, {digest.path for digest in digests if digest.address}),
        first=min(days, default=None),
        newest=max(days, default=None),
        years=years,
        sections=_sections(portal, items, since),
        provinces=_rows(
            items,
            since,
            lambda item: {name for region in item.regions for name in provinces_of(region)},
            portal.regions.label,
        ),
        places=_rows(
            items,
            since,
            lambda item: {region for region in item.regions if provinces_of(region) != (region,)},
            portal.regions.label,
        ),
        officials=_officials(portal, items, since, _names(seen)),
        without_region=sum(not item.regions for item in items),
        without_chair=sum(not item.officials for item in items),
        empty_months=_empty_months(years),
        coverage=cover_units(
            portal,
            day,
            since,
            [(item.day, item.regions) for item in items],
            provinces_of,
        ),
        waiting=_waiting(originals, now, zone),
        incomplete=tuple(sorted(digest.path for digest in digests if is_incomplete(digest))),
        faults=_fault_kinds(faults),
        errors=sum(fault.is_error for fault in faults),
        warnings=sum(not fault.is_error for fault in faults),
    )


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months before, or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    year = max(year, 1)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_seen(digest: Digest, now: dt.datetime) -> bool:
    return bool(digest.timeline) and standing_in(digest.timeline, now) == "published"


def is_incomplete(digest: Digest) -> bool:
    """A draft that lacks a required field: no error, and not yet an item."""
    return not digest.address and not any(fault.is_error for fault in digest.faults)


def count_years(days: Sequence[dt.date], today: dt.date) -> tuple[Year, ...]:
    """From the year of the first day to this one, every month between counted."""
    if not days:
        return ()
    counts = Counter((day.year, day.month) for day in days)
    first, last = min(counts), max(max(counts), (today.year, today.month))
    return tuple(
        Year(
            year,
            tuple(counts[year, month] if first <= (year, month) <= last else None for month in range(1, 13)),
        )
        for year in range(first[0], last[0] + 1)
    )


def _empty_months(years: Iterable[Year]) -> tuple[tuple[dt.date, dt.date], ...]:
    """Runs of months without items, each as its first and last month."""
    runs: list[tuple[dt.date, dt.date]] = []
    open_run = False
    for year in years:
        for number, count in enumerate(year.months, 1):
            if count == 0:
                month = dt.date(year.year, number, 1)
                runs.append((runs.pop()[0] if open_run else month, month))
            open_run = count == 0
    return tuple(runs)


def _sections(portal: Portal, items: Sequence[Item], since: dt.date) -> tuple[Row, ...]:
    """Every section, in the order of the section bar, those without items too."""
    counted = {row.name: row for row in _rows(items, since, lambda item: {item.category}, str)}
    return tuple(counted.get(category.id, Row("", 0, 0))._replace(name=category.name) for category in portal.categories)


def _names(digests: Iterable[Digest]) -> dict[str, str]:
    """What those who chair are called, by their ids."""
    return {
        official: name for digest in digests for official, name in zip(digest.officials, digest.chairs, strict=True)
    }


def _officials(portal: Portal, items: Sequence[Item], since: dt.date, names: dict[str, str]) -> tuple[Row, ...]:
    registered = {official.id: official.name for official in portal.officials}
    rows = _rows(items, since, lambda item: set(item.officials), str)
    return tuple(
        row._replace(name=registered[row.name])
        if row.name in registered
        else row._replace(name=names[row.name], note="chưa có trong sổ cán bộ")
        for row in rows
    )


def _rows(
    items: Iterable[Item], since: dt.date, terms: Callable[[Item], set[str]], name: Callable[[str], str]
) -> tuple[Row, ...]:
    """A row for each term that has items, those with most first."""
    days: dict[str, list[dt.date]] = defaultdict(list)
    for item in items:
        for term in terms(item):
            days[term].append(item.day)
    rows = [Row(name(term), len(found), sum(day >= since for day in found), max(found)) for term, found in days.items()]
    return tuple(sorted(rows, key=lambda row: (-row.total, fold(row.name), row.name)))


def _present_provinces(portal: Portal, region: str, day: dt.date) -> tuple[str, ...]:
    """Ids of the provinces of today that a region lies in or went into."""
    found = (portal.regions[other] for other in portal.regions.listing_ids(region))
    return tuple(other.id for other in found if other.level == PROVINCE and other.held_on(day))


def _waiting(digests: Iterable[Digest], now: dt.datetime, zone: dt.tzinfo) -> tuple[Waiting, ...]:
    """The oldest first."""
    found = []
    for digest in digests:
        standing = standing_in(digest.timeline, now) if digest.timeline else ""
        if standing in STATUSES:
            since, due = _published(digest, zone), public_from(digest.timeline)
            held, status = due.astimezone(zone) if due else None, STATUSES[standing]
            found.append(Waiting(digest.title, digest.path, status, since, (now.date() - since).days, held))
    return tuple(sorted(found, key=lambda item: (item.since, item.path)))


def _published(digest: Digest, zone: dt.tzinfo) -> dt.date:
    """The day of publication where the portal is; what was kept is in universal time."""
    return digest.moments[0][1].astimezone(zone).date()


def _fault_kinds(faults: Iterable[Fault]) -> tuple[FaultKind, ...]:
    """Most frequent first; the example is the first in the order of files."""
    found: dict[str, list[Fault]] = defaultdict(list)
    for fault in sorted(faults):
        found[fault.code].append(fault)
    kinds = [
        FaultKind(code, len(group), len({fault.path for fault in group}), group[0]) for code, group in found.items()
    ]
    return tuple(sorted(kinds, key=lambda kind: (-kind.times, kind.code)))


def _unreadable(faults: Iterable[Fault], read: set[str]) -> tuple[str, ...]:
    """Files that a fault kept from being read as an item or page."""
    refused = {fault.path for fault in faults if fault.is_error} - read
    return tuple(sorted(path for path in refused if PurePosixPath(path).suffix == ".md"))
