"""Dates, times and numbers as readers see them, in the site's language.

In: dates, datetimes and integers of a view. Out: Jinja filters by name. Babel supplies the names of days and months;
the patterns are written here because a page of thirty items formats a hundred dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from babel import Locale
from babel.numbers import format_decimal
from markupsafe import Markup


def make_filters(language: str, url: str) -> dict[str, Callable[..., Any]]:
    """Filters for `language` (`vi` or `en`); `url` is the public address that `absolute` puts before a path."""
    locale = Locale.parse(language)
    weekdays = locale.days["format"]["wide"]
    other = _Attributes()
    months = locale.months["format"]["wide"]

    def short_date(day: dt.date) -> str:
        return in_digits(day) if language == "vi" else f"{day.day} {months[day.month]} {day.year}"

    def weekday(day: dt.date) -> str:
        return str(weekdays[day.weekday()])

    def long_date(day: dt.date) -> str:
        return f"{weekday(day)}, {short_date(day)}"

    def long_datetime(moment: dt.date) -> str:
        """With the time of day and its zone, where they are known."""
        return (
            f"{long_date(moment)}, {clock(moment)} ({_zone(moment)})"
            if isinstance(moment, dt.datetime)
            else long_date(moment)
        )

    def day_month(day: dt.date) -> str:
        return f"{day.day:02}/{day.month:02}" if language == "vi" else f"{day.day} {months[day.month][:3]}"

    def number(value: int) -> str:
        return str(value) if 0 <= value < 1000 else format_decimal(value, locale=locale)

    def absolute(address: str) -> str:
        return url + address

    def lang(code: str) -> str:
        """The attribute for words in another language than the page's; nothing where they are in the same."""
        return "" if code == language else other[code]

    def own_lang(code: str) -> str:
        """The attribute for words of the interface that stand among words in this language."""
        return "" if code == language else other[language]

    return {
        "lang": lang,
        "own_lang": own_lang,
        "short_date": short_date,
        "weekday": weekday,
        "long_date": long_date,
        "long_datetime": long_datetime,
        "day_month": day_month,
        "clock": clock,
        "iso": iso,
        "number": number,
        "absolute": absolute,
    }


class _Attributes(dict[str, Markup]):
    def __missing__(self, code: str) -> Markup:
        self[code] = Markup(' lang="{}"').format(code)
        return self[code]


def in_digits(day: dt.date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def clock(moment: dt.date) -> str:
    """The time of day, or nothing where it is not known."""
    return f"{moment.hour:02}:{moment.minute:02}" if isinstance(moment, dt.datetime) else ""


def iso(moment: dt.date) -> str:
    return moment.isoformat()


def _zone(moment: dt.datetime) -> str:
    minutes = int((moment.utcoffset() or dt.timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"GMT{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
