"""Days in queries: `2022`, `2022-06`, `2022-06-30`, and ranges of them.

In: what an editor wrote after `ngay:`. Out: a range of Whoosh's numbers for moments. Only ISO order is read, as in the
front matter: of `10/12/2024` nobody can say which is the month.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

from whoosh import fields, query
from whoosh.util.times import datetime_to_long

DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class DayField(fields.DATETIME):  # type: ignore[misc]  # Whoosh ships no types
    """A moment that is asked for by year, month or day. What cannot be read becomes a query with its `error` set."""

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Any:
        return self.parse_range(fieldname, qstring, qstring, False, False, boost)

    def parse_range(
        self, fieldname: str, start: str | None, end: str | None, startexcl: bool, endexcl: bool, boost: float = 1.0
    ) -> Any:
        """From the first moment of `start` to the last of `end`; with `startexcl` or `endexcl` without these days."""
        try:
            low = period(start) if start else None
            high = period(end) if end else None
        except ValueError as error:
            return query.error_query(str(error))
        first = (low.after if startexcl else low.first) if low else EARLIEST
        after = (high.first if endexcl else high.after) if high else LATEST
        return query.NumericRange(fieldname, first, after, endexcl=True, boost=boost)


class Period(NamedTuple):
    """The first moment of a year, month or day and the first moment after it, as Whoosh's numbers."""

    first: int
    after: int


def period(text: str) -> Period:
    """The year, month or day that the text names; ValueError, in Vietnamese."""
    match = DAY.fullmatch(text.strip())
    try:
        year, month, day = (int(part) if part else None for part in match.groups()) if match else (0, None, None)
        first = dt.date(year or 0, 1 if month is None else month, 1 if day is None else day)
        if day:
            return Period(number(first), number(first + dt.timedelta(days=1)))
        months = first.year * 12 + (month or 12)
        return Period(number(first), number(dt.date(months // 12, months % 12 + 1, 1)))
    except (ValueError, OverflowError):
        raise ValueError(f"«{text.strip()}» không phải ngày; hãy viết 2022, 2022-06 hoặc 2022-06-30") from None


def number(day: dt.date) -> int:
    """Whoosh's number of the day's first moment; days are local, as on the page."""
    return int(datetime_to_long(dt.datetime.combine(day, dt.time())))


EARLIEST, LATEST = number(dt.date.min), number(dt.date.max)
