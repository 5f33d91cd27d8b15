"""Dates as editors type them: ISO only, with the portal's zone when none is given.

In: the text of a value. Out: a date, or an aware datetime in the portal's zone; DateError with message and hint.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from typing import TypeVar

D = TypeVar("D", dt.date, dt.datetime)

FIRST_YEAR, LAST_YEAR = 1945, 2100

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:(?:[Tt]|[ ]+)(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?[ ]*(?:([Zz])|([+-]\d{2}):?(\d{2})?)?)?",
    re.ASCII,
)
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.-]?(\d{1,2})[/.-]?(\d{1,2})", re.ASCII)


class DateError(ValueError):
    """Text that is no date; `message` and `hint` are Vietnamese."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def read_datetime(text: str, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """An instant in `zone`; a day alone means its first minute."""
    year, month, day, hour, minute, second, zulu, zone_hours, zone_minutes = _match(text).groups(default="")
    try:
        offset: dt.tzinfo = zone
        if zulu:
            offset = dt.UTC
        elif zone_hours:
            sign = -1 if zone_hours[0] == "-" else 1
            offset = dt.timezone(sign * dt.timedelta(hours=int(zone_hours[1:]), minutes=int(zone_minutes or 0)))
        moment = dt.datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=offset
        )
        # In the portal's own zone too: dates of one build then compare and print alike.
        return _in_range(moment if offset is zone else moment.astimezone(zone), text)
    except (ValueError, OverflowError) as error:
        raise _impossible(text, error) from None


def read_date(text: str) -> dt.date:
    """A day without an hour."""
    match = _match(text)
    if match[4]:
        raise DateError(f"«{text}» có cả giờ, ở đây chỉ ghi ngày", f"ghi {match[1]}-{match[2]}-{match[3]}")
    try:
        return _in_range(dt.date(int(match[1]), int(match[2]), int(match[3])), text)
    except ValueError as error:
        raise _impossible(text, error) from None


def _match(text: str) -> re.Match[str]:
    match = _ISO.fullmatch(text)
    if match:
        return match
    message = f"«{text[:40]}» không phải ngày dạng ISO"
    numbers = _NUMBERS.match(text)
    if numbers:
        first, second, year = int(numbers[1]), int(numbers[2]), numbers[3]
        day_first = f"{year}-{second:02}-{first:02}"
        if first > 12 or first == second:
            raise DateError(message, f"ghi {day_first}")
        if second > 12:
            raise DateError(message, f"ghi {year}-{first:02}-{second:02}")
        meant = (
            f"nếu là ngày {first} tháng {second}, hoặc {year}-{first:02}-{second:02} nếu là ngày {second} tháng {first}"
        )
        raise DateError(message, f"ghi {day_first} {meant}")
    year_first = _YEAR_FIRST.fullmatch(text)
    if year_first:
        raise DateError(message, f"ghi {year_first[1]}-{int(year_first[2]):02}-{int(year_first[3]):02}")
    raise DateError(message, "ghi năm-tháng-ngày, ví dụ 2022-07-01 hoặc 2022-07-01T14:43:32+07:00")


def _in_range(moment: D, text: str) -> D:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise DateError(f"năm trong «{text}» nằm ngoài {FIRST_YEAR}–{LAST_YEAR}", "kiểm tra lại năm")
    return moment


def _impossible(text: str, error: Exception) -> DateError:
    if isinstance(error, DateError):
        return error
    return DateError(f"«{text}» không phải ngày giờ có thật", "kiểm tra lại ngày, tháng, giờ và múi giờ")
