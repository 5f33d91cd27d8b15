"""Items that want the one lead of the home page.

In: the items that say so, and the time. Out: a warning for each but the newest, which gets it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from plugins.model.faults import Fault
from plugins.model.item import NewsItem

_HINT = "bỏ placement, hoặc ghi expires"


class Claim(NamedTuple):
    """An item that wants the lead: its place in time, since when readers see it, and the last day of its claim."""

    path: str
    date: dt.datetime
    slug: str
    due: dt.datetime
    until: dt.date


def claim_of(item: NewsItem) -> Claim | None:
    """None for a draft and for an item that wants no lead."""
    if item.placement != "lead" or item.status == "draft" or item.last_day is None:
        return None
    return Claim(item.path, item.date, item.slug, item.due, item.last_day)


def find_rival_leads(claims: Iterable[Claim], now: dt.datetime) -> tuple[Fault, ...]:
    """W-LEAD for every published item that claims the lead beside a newer one."""
    current = [claim for claim in claims if claim.due <= now and now.date() <= claim.until]
    newest = max(current, key=lambda claim: (claim.date, claim.slug), default=None)
    return tuple(
        Fault(claim.path, 1, "W-LEAD", f"tin mới hơn cũng là tin chính: {newest.path}", _HINT)
        for claim in current
        if newest is not None and claim is not newest
    )
