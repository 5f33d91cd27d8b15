"""Items that want the one lead of the home page.

In: the items that say so, and the time. Out: a warning for each but the newest, which gets it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from plugins.model.faults import Fault
from plugins.model.item import NewsItem
from plugins.model.publication import Timeline, public_from, standing_in, timeline_of

_HINT = "bỏ placement, hoặc ghi expires"


class Claim(NamedTuple):
    """An item that wants the lead: its place in time, when readers see it, and the last day of its claim."""

    path: str
    date: dt.datetime
    slug: str
    timeline: Timeline
    until: dt.date


def claim_of(item: NewsItem) -> Claim | None:
    """None for an item that wants no lead, and for one that readers will not see."""
    timeline = timeline_of(item)
    if item.placement != "lead" or public_from(timeline) is None or item.last_day is None:
        return None
    return Claim(item.path, item.date, item.slug, timeline, item.last_day)


def find_rival_leads(claims: Iterable[Claim], now: dt.datetime) -> tuple[Fault, ...]:
    """W-LEAD for every published item that claims the lead beside a newer one."""
    seen = (claim for claim in claims if standing_in(claim.timeline, now) == "published")
    current = [claim for claim in seen if now.date() <= claim.until]
    newest = max(current, key=lambda claim: (claim.date, claim.slug), default=None)
    return tuple(
        Fault(claim.path, 1, "W-LEAD", f"tin mới hơn cũng là tin chính: {newest.path}", _HINT)
        for claim in current
        if newest is not None and claim is not newest
    )
