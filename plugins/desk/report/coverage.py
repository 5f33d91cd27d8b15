"""Which units of the register have had no news for a while.

In: the days and regions of published items. Out: `Coverage`: provinces of today and, within those that have news, the
units that stood at some time of the period.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from plugins.model import PROVINCE, Portal, fold


class Gap(NamedTuple):
    """A province without recent items; `last` is the day of its newest, if it ever had one."""

    name: str
    last: dt.date | None


class Units(NamedTuple):
    """The districts and communes of a province: how many had recent items, and the names of those that had none."""

    province: str
    covered: int
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.covered + len(self.missing)


class Coverage(NamedTuple):
    """`provinces` are the gaps among all `province_count` of today; `units` only of provinces with recent items."""

    province_count: int
    provinces: tuple[Gap, ...]
    units: tuple[Units, ...]


def cover_units(
    portal: Portal,
    day: dt.date,
    since: dt.date,
    items: Iterable[tuple[dt.date, tuple[str, ...]]],
    provinces_of: Callable[[str], tuple[str, ...]],
) -> Coverage:
    """`items` are (day, ids of regions); `provinces_of` gives the ids of a region's provinces of today."""
    newest: dict[str, dt.date] = {}
    told: set[str] = set()  # regions of recent items
    for published, regions in items:
        for region in regions:
            if published >= since:
                told.add(region)
            for province in provinces_of(region):
                newest[province] = max(published, newest.get(province, published))
    provinces = [region for region in portal.regions if region.level == PROVINCE and region.held_on(day)]
    gaps = [Gap(portal.regions.label(region.id), newest.get(region.id)) for region in provinces]
    covered = {region.id for region in provinces if newest.get(region.id, dt.date.min) >= since}
    return Coverage(
        len(provinces),
        tuple(
            sorted(
                (gap for gap in gaps if gap.last is None or gap.last < since),
                key=lambda gap: (gap.last or dt.date.min, fold(gap.name)),
            )
        ),
        _units(portal, day, since, covered, told, provinces_of),
    )


def _units(
    portal: Portal,
    day: dt.date,
    since: dt.date,
    covered: set[str],
    told: set[str],
    provinces_of: Callable[[str], tuple[str, ...]],
) -> tuple[Units, ...]:
    """Units that went during the period count with those that came in their place."""
    counts: dict[str, int] = defaultdict(int)
    missing: dict[str, list[str]] = defaultdict(list)
    for region in portal.regions:
        gone = region.until is not None and region.until < since
        if region.level == PROVINCE or gone or (region.since is not None and region.since > day):
            continue
        for province in provinces_of(region.id):
            if province in covered:
                if region.id in told:
                    counts[province] += 1
                else:
                    missing[province].append(f"{region.kind} {region.name}")
    found = [
        Units(portal.regions.label(province), counts[province], tuple(sorted(missing[province], key=fold)))
        for province in covered
        if counts[province] or missing[province]
    ]
    return tuple(sorted(found, key=lambda units: fold(units.province)))
