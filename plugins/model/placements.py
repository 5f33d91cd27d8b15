"""Items that want the one lead of the home page.

In: all items that were read, and the time. Out: the one that gets it, and a warning for each that does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from plugins.model.faults import Fault
from plugins.model.item import NewsItem


def find_rival_leads(items: Iterable[NewsItem], now: dt.datetime) -> tuple[Fault, ...]:
    """W-LEAD for every published item that claims the lead beside a newer one."""
    claims = [item for item in items if item.is_due(now) and item.placement_on(now.date()) == "lead"]
    newest = max(claims, key=lambda item: (item.date, item.slug), default=None)
    return tuple(
        Fault(item.path, 1, "W-LEAD", f"tin mới hơn cũng là tin chính: {newest.path}", "bỏ placement, hoặc ghi expires")
        for item in claims
        if newest is not None and item is not newest
    )
