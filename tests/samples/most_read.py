"""Views of the page of what was read most."""

from __future__ import annotations

from msgspec.structs import replace

from plugins.model.views import Head, MostRead, MostReadView
from tests.samples.site import LONG_TITLE, TEASERS, at

_HEAD = Head("Đọc nhiều", "/doc-nhieu/", "Những tin được đọc nhiều nhất trong tuần và trong tháng.", indexed=False)


def most_read() -> MostReadView:
    week = tuple((TEASERS[n % 5], 15_546 // (n + 1)) for n in range(7))
    month = ((replace(TEASERS[0], title=LONG_TITLE), 1_234_567), (TEASERS[1], 12))
    return MostReadView(_HEAD, at(2026, 11, 20, 6), (MostRead("week", week), MostRead("month", month)))


def most_read_empty() -> MostReadView:
    return MostReadView(_HEAD, None, ())
