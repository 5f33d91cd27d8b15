"""What readers may see, and when: the one place that says how an item stands at a moment.

In: items as their files say, and the clock. Out: how each stands (`Standing`), the moments at which that changes, what
the site shows of them all (`Publication`), and the tombstones: notices at the addresses of items that readers saw once
and may see no longer. A tombstone holds nothing of the item's text.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plugins.model.corpus import Digests
from plugins.model.item import Cause, NewsItem, Standing, Tombstone

STANDINGS: tuple[Standing, ...] = ("draft", "review", "embargoed", "published", "expired", "withdrawn")
# What editors are told, after a number: «2 chờ duyệt».
STANDING_NAMES: Mapping[Standing, str] = {
    "draft": "nháp",
    "review": "chờ duyệt",
    "embargoed": "chưa đến giờ đăng",
    "published": "đã đăng",
    "expired": "hết thời hạn đăng",
    "withdrawn": "đã gỡ bỏ",
}
BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)

# From which moment on an item stands how; the first is BEGINNING, and they ascend.
Timeline = tuple[tuple[dt.datetime, Standing], ...]


def timeline_of(item: NewsItem) -> Timeline:
    """Drafts and items in review are so for ever, whatever their dates say; so is one that was withdrawn."""
    if item.status != "published":
        return ((BEGINNING, item.status),)
    if item.withdrawn is not None:
        return ((BEGINNING, "withdrawn"),)
    until = item.unpublish_at
    if until is None:
        return (BEGINNING, "embargoed"), (item.due, "published")
    if until <= item.due:
        return (BEGINNING, "embargoed"), (until, "expired")
    return (BEGINNING, "embargoed"), (item.due, "published"), (until, "expired")


def standing_in(timeline: Timeline, moment: dt.datetime) -> Standing:
    for start, standing in reversed(timeline):
        if start <= moment:
            return standing
    return timeline[0][1]


def standing_at(item: NewsItem, moment: dt.datetime) -> Standing:
    return standing_in(timeline_of(item), moment)


def is_public(item: NewsItem, moment: dt.datetime) -> bool:
    """Whether readers may see it."""
    return standing_at(item, moment) == "published"


def public_from(timeline: Timeline) -> dt.datetime | None:
    """Since when, or from when on, readers may see it; None where they never may."""
    return next((start for start, standing in timeline if standing == "published"), None)


def next_change(item: NewsItem, moment: dt.datetime) -> dt.datetime | None:
    """When the site will show another thing of it; None for never."""
    starts = [start for start, _ in timeline_of(item)]
    if item.withdrawn is not None:
        starts.append(item.due)  # on the day it was withdrawn its hour may still be to come
    return min((start for start in starts if start > moment), default=None)


def tombstone_of(item: NewsItem, moment: dt.datetime) -> Tombstone | None:
    """The notice at its address; None while it stands otherwise, and for what readers never saw.

    Where it was withdrawn on the day it came out, they saw it.
    """
    standing = standing_at(item, moment)
    if item.due > moment:
        return None
    cause: Cause
    if standing == "withdrawn" and item.withdrawn is not None and item.due.date() <= item.withdrawn.date:
        cause, day, reason = "withdrawn", item.withdrawn.date, item.withdrawn.reason
    elif standing == "expired" and item.unpublish_at is not None and item.due < item.unpublish_at:
        cause, day, reason = "expired", item.unpublish_at.date(), ""
    else:
        return None
    language = item.withdrawn.language if item.withdrawn else item.language
    edition = item.language if item.original else ""
    return Tombstone(item.path, item.address, cause, day, reason, language, edition, item.aliases)


@dataclass(frozen=True)
class Publication:
    """All items as the site shows them at one moment.

    `shown` are those of its pages, in the order given: the published ones, or all of them for editors; `hidden` are the
    others. `standings` are those of all that are not published, by path; `tombstones` stand at the addresses of some of
    them; `changes` are the moments to come at which an item will stand otherwise.
    """

    shown: tuple[NewsItem, ...]
    hidden: tuple[NewsItem, ...]
    standings: Mapping[str, Standing]
    tombstones: tuple[Tombstone, ...]
    changes: tuple[dt.datetime, ...]

    @property
    def counts(self) -> dict[Standing, int]:
        """How many items stand otherwise than published, by standing, in the order of STANDINGS."""
        counts = Counter(self.standings.values())
        return {standing: counts[standing] for standing in STANDINGS if counts[standing]}

    def marked(self, digests: Mapping[str, Digests]) -> dict[str, Digests]:
        """The digests with those of shown items that readers do not see marked: they look another way."""
        others = {item.path: self.standings[item.path] for item in self.shown if item.path in self.standings}
        marked = {path: Digests(*(f"{mark} {standing}" for mark in digests[path])) for path, standing in others.items()}
        return {**digests, **marked}


def publish(items: Iterable[NewsItem], moment: dt.datetime, *, everything: bool = False) -> Publication:
    """What the site shows at a moment; with `everything`, as for editors, nothing is held and nothing is gone."""
    items = tuple(items)
    standings: dict[str, Standing] = {}
    changes = []
    for item in items:
        timeline = timeline_of(item)
        standing = standing_in(timeline, moment)
        if standing != "published":
            standings[item.path] = standing
        is_last = timeline[-1][0] <= moment and item.withdrawn is None  # as of nearly all
        if not is_last and (change := next_change(item, moment)) is not None:
            changes.append(change)
    hidden = tuple(item for item in items if item.path in standings) if not everything else ()
    return Publication(
        shown=items if everything else tuple([item for item in items if item.path not in standings]),
        hidden=hidden,
        standings=standings,
        tombstones=tuple(tombstone for item in hidden if (tombstone := tombstone_of(item, moment)) is not None),
        changes=tuple(changes),
    )
