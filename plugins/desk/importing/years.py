"""The year of a day that is written without one. It comes from evidence in the source, or it stays unknown.

In: a day and month as written, the text, and the day of publication where it is known. Out: the full date with what
the year was taken from.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from plugins.desk.importing.dates import Written, find_dates
from plugins.desk.importing.document import Certainty

_NEAR = 60  # days between an event and its publication beyond which the year is only a guess
_HALF = re.compile(
    r"(?P<count>3|ba|6|sáu|9|chín)\s+tháng\s+(?P<half>đầu|cuối)\s+(?:của\s+)?năm\s+(?P<year>20\d\d)(?!\d)",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"quý\s+(?P<quarter>iv|iii|ii|i|[1-4])\s*(?:/|,|\s)\s*(?:năm\s+)?(?P<year>20\d\d)(?!\d)", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\w)năm\s+(?P<year>20\d\d)(?!\d)(?!\s*[-–]\s*20\d\d)", re.IGNORECASE)
_MONTH = re.compile(r"tháng\s+(?P<month>\d{1,2})\s*(?:/|năm\s+)\s*(?P<year>20\d\d)(?!\d)", re.IGNORECASE)
_REVIEWED = re.compile(r"(?:tổng kết|kết quả|đánh giá)[^.]{0,160}?(?<!\w)năm\s+(?P<year>20\d\d)(?!\d)", re.IGNORECASE)
_PLANNED = re.compile(
    r"(?:nhiệm vụ|phương hướng|kế hoạch|chương trình)[^.;]{0,60}?(?<!\w)năm\s+(?P<year>20\d\d)(?!\d)", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?<!\d)(?P<year>20[0-4]\d)(?:[/-]?(?P<month>0[1-9]|1[0-2]))(?:[/-]?(?P<day>[0-3]\d))?(?!\d{5})")
_COUNTS = {"ba": 3, "sáu": 6, "chín": 9}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


class Dated(NamedTuple):
    """`why` names the evidence of the year, empty where the year is written."""

    date: dt.date
    why: str = ""
    certainty: Certainty = "certain"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Period:
    """A year that the text speaks of, and the months of it that a day without a year may lie in."""

    year: int
    first: int
    last: int
    quote: str


def find_periods(texts: Iterable[str]) -> list[Period]:
    """What the text says of its year: `6 tháng đầu năm 2022`, `quý I/2023`, `nhiệm vụ năm 2023`."""
    periods: list[Period] = []
    for text in texts:
        for match in _HALF.finditer(text):
            count = match["count"].lower()
            months = _COUNTS[count] if count in _COUNTS else int(count)
            year, half = int(match["year"]), match["half"].lower()
            # What is reviewed is over, or nearly; what is planned for the rest of a year is planned about its middle.
            first = max(1, months - 2) if half == "đầu" else max(1, 12 - months - 1)
            periods.append(Period(year, first, 12, match[0]))
        for match in _QUARTER.finditer(text):
            name = match["quarter"].lower()
            quarter = _QUARTERS[name] if name in _QUARTERS else int(name)
            periods.append(Period(int(match["year"]), 3 * quarter - 2, min(12, 3 * quarter + 2), match[0]))
        for match in _MONTH.finditer(text):
            month = int(match["month"])
            if 1 <= month <= 12:
                periods.append(Period(int(match["year"]), month, min(12, month + 1), match[0]))
        for match in _PLANNED.finditer(text):
            year = int(match["year"])
            periods.append(Period(year, 1, 4, match[0]))
            periods.append(Period(year - 1, 11, 12, match[0]))
        for match in _REVIEWED.finditer(text):
            year = int(match["year"])
            periods.append(Period(year, 10, 12, match[0]))
            periods.append(Period(year + 1, 1, 3, match[0]))
    return periods


def year_from_text(written: Written, texts: list[str], address: str, bound: dt.date | None) -> Dated | None:
    """The date by what text and address say of the year; None where they say nothing that fits."""
    for text in texts:
        for other in find_dates(text):
            if other.date and (other.day, other.month) == (written.day, written.month) and not other.other:
                return Dated(other.date, f"năm theo «{other.quote}» trong bài", "likely")
    fitting = [
        (period, date)
        for period in find_periods(texts)
        if period.first <= written.month <= period.last
        and (date := written.on(period.year))
        and (bound is None or date <= bound)
    ]
    if fitting:
        period, date = fitting[0]
        years = sorted({period.year for period, _ in fitting})
        if len(years) == 1:
            return Dated(date, f"năm theo «{period.quote}» trong bài", "likely")
        note = f"«{written.quote}»: bài nhắc nhiều năm ({', '.join(map(str, years))}); tạm lấy {date.year}."
        return Dated(date, f"năm theo «{period.quote}» trong bài", "guess", (note,))
    for match in _ADDRESS.finditer(address):
        date = written.on(int(match["year"]))
        if date and abs(date.month - int(match["month"])) <= 1 and (bound is None or date <= bound):
            return Dated(date, f"năm theo địa chỉ trang «{match[0]}»", "guess")
    return _commonest(written, texts, bound)


def _commonest(written: Written, texts: list[str], bound: dt.date | None) -> Dated | None:
    """A year that the text names and no other."""
    named = Counter(match["year"] for text in texts for match in _YEAR.finditer(text))
    if len(named) != 1:
        return None
    year = int(next(iter(named)))
    date = written.on(year)
    if date is None or (bound is not None and date > bound):
        return None
    return Dated(date, f"năm theo «năm {year}», năm duy nhất được nhắc trong bài", "guess")


def year_from_publication(written: Written, published: dt.date, *, ahead: bool) -> Dated | None:
    """The last such day not after the publication; the first not before it where the text speaks of the future."""
    years = range(published.year, published.year + 5) if ahead else range(published.year, published.year - 5, -1)
    for year in years:
        date = written.on(year)
        if date and (date >= published if ahead else date <= published):
            gap = abs((published - date).days)
            why = f"năm theo ngày xuất bản {published:%d/%m/%Y}"
            if gap <= _NEAR:
                return Dated(date, why, "likely")
            note = f"«{written.quote}» cách ngày xuất bản {published:%d/%m/%Y} {gap} ngày; hãy xem lại năm."
            return Dated(date, why, "guess", (note,))
    return None
