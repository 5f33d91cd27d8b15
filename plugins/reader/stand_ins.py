"""What a draft bears in place of the required fields it still lacks, so that editors can look at it.

In: the values that its file gives. Out: the same with stand-ins, and a slug that no other item has. Nothing of this is
ever published: a published item without these fields is refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Any

from plugins.model import Portal, short_digest, slugify

TITLE = "Chưa có tiêu đề"
_MONTH = re.compile(r"/(?P<year>[12]\d{3})/(?P<month>0[1-9]|1[0-2])/[^/]+$")


def complete_draft(
    path: str, given: Mapping[str, Any], slug: str, missing: Collection[str], portal: Portal
) -> dict[str, Any]:
    """The values with the `missing` ones added; `path` is the file below the content folder."""
    values = {**given, "slug": slug, "missing": tuple(missing)}
    if "category" in missing:
        values["category"] = next(iter(portal.categories)).id
    if "title" in missing:
        values["title"] = TITLE
    if "date" in missing:
        values["date"] = dt.datetime.combine(_day(path, given.get("event_date")), dt.time(), portal.config.zone)
    if "title" in missing or "date" in missing:
        # Its place in time is not known, and it is not to take that of another item.
        stem = path.rpartition("/")[2].partition(".")[0]
        values["slug"] = f"{slug or slugify(stem, 60) or 'nhap'}-{short_digest(path)}"
    return values


def _day(path: str, event: dt.date | None) -> dt.date:
    """The day of the event, else the month of the folder it lies in."""
    if event is not None:
        return event
    folder = _MONTH.search(path)
    return dt.date(int(folder["year"]), int(folder["month"]), 1) if folder else dt.date(1970, 1, 1)
