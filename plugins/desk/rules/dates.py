"""Dates held against each other: in the head, in the text, and with the weekday beside them.

In: an item with its dates, and its prose. Out: findings for editors; a date is never changed without them. The reader
refuses what cannot be (an event after its report, an update before publication); here is what is only unlikely.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from plugins.desk.digests import Digest
from plugins.desk.manuscript import Manuscript, Passage
from plugins.desk.rules.rule import Circumstances, Example, FarFinding, Finding, Rule, Standards

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_ORDINALS = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tư": 2, "4": 2, "năm": 3, "5": 3, "sáu": 4, "6": 4, "bảy": 5, "bẩy": 5, "7": 5,
}  # fmt: skip
_NUMERIC = r"(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})(?:\s?[/.-]\s?(?P<year>\d{4}))?(?![\d/.-]*\d)"
_SPELT = r"(?P<sday>\d{1,2}) tháng (?P<smonth>\d{1,2})(?:(?:,? năm |/)(?P<syear>\d{4}))?"
_DATE = rf"(?:{_NUMERIC}|{_SPELT})"
_WEEKDAY = re.compile(
    rf"\b(?:[Tt]hứ (?P<ordinal>[Hh]ai|[Bb]a|[Tt]ư|[Nn]ăm|[Ss]áu|[Bb][ảẩ]y|[2-7])|(?P<sunday>[Cc]hủ [Nn]hật))"
    rf"(?:,? ?\(|,)? ?(?:(?:sáng|trưa|chiều|tối) )?(?:[Nn]gày )?{_DATE}"
)
# The day a paragraph opens with, after a dateline: what happened then is what it reports. Elsewhere it may be any day.
_SESSION = re.compile(rf"(?:[^\n]{{0,40}}[-–] )?(?P<session>(?:Sáng|Trưa|Chiều|Tối)(?: nay)?,? (?:\(|ngày )*{_DATE})")
_NAMED_DAY = re.compile(rf"\b[Nn]gày {_DATE}")
_NEAR = dt.timedelta(days=183)
_OPENING = 6  # paragraphs in which the day of the event is looked for; a paste may begin with clock and caption


def find_weekdays(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    """Weekdays that do not fit the date beside them; without a year, none of the years about the item's may fit."""
    for passage in _prose(manuscript):
        for match in _WEEKDAY.finditer(passage.text):
            weekday = 6 if match["sunday"] else _ORDINALS[match["ordinal"].lower()]
            days = _days(match, _around(manuscript))
            if not days or any(day.weekday() == weekday for day in days):
                continue
            told, day = WEEKDAYS[weekday], days[0]
            message = f"«{match[0].strip()}»: ngày {day:%d/%m/%Y} là {WEEKDAYS[day.weekday()]}, không phải {told}"
            place = manuscript.place(passage, match.start())
            yield Finding(place, message, "kiểm tra lại cả thứ lẫn ngày")


def find_event_day(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    """A text that opens with “Chiều 30/6” and a head that knows of another day, or only the day of publication."""
    news = manuscript.news
    if news is None:
        return
    opening = islice(manuscript.of(("paragraph",)), _OPENING)
    found = ((passage, _SESSION.match(passage.text)) for passage in opening)
    first, match = next(((passage, match) for passage, match in found if match), (None, None))
    if first is None or match is None:
        return
    days = _days(match, news.event_day)
    if not days or news.event_day in days:
        return
    past = [day for day in days if day <= news.date.date()]
    hint = f"ghi event_date: {past[0]}, hoặc sửa trong bài" if past else "kiểm tra cả hai ngày"
    where = "event_date" if news.event_date else "ngày xuất bản"
    message = f"bài mở đầu bằng «{match['session'].strip()}» còn {where} là {news.event_day:%d/%m/%Y}"
    yield Finding(manuscript.place(first, match.start("session")), message, hint)


def find_impossible_days(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in _prose(manuscript):
        for match in _NAMED_DAY.finditer(passage.text):
            day, month, year = _numbers(match)
            if _day(day, month, year or 2000) is None:
                place = manuscript.place(passage, match.start())
                yield Finding(place, f"«{match[0].strip()}» không phải ngày có thật", "kiểm tra lại ngày và tháng")


def find_corrections(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    news = manuscript.news
    if news is None or not news.corrections:
        return
    passages = sorted(manuscript.of(("corrections.text",)), key=lambda passage: passage.start)
    places = [passage.start for passage in passages]
    place = places[0] if places else 0
    early = [correction for correction in news.corrections if correction.date < news.date.date()]
    for correction in early:
        hint = f"tin xuất bản ngày {news.date:%d/%m/%Y}; kiểm tra cả hai ngày"
        yield Finding(place, f"đính chính ngày {correction.date:%d/%m/%Y} trước ngày xuất bản", hint)
    last = news.corrections[-1].date
    if not early and (news.updated is None or news.updated.date() < last):
        message = f"có đính chính ngày {last:%d/%m/%Y} mà «updated» chưa ghi lần sửa ấy"
        yield Finding(place, message, f"ghi updated: {last} và giờ sửa")


def find_future(digests: Sequence[Digest], circumstances: Circumstances) -> Iterator[FarFinding]:
    for digest in digests:
        for name, moment, line in digest.moments:
            if moment > circumstances.now and not (name == "date" and digest.waits):
                message = f"«{name}» {moment:%d/%m/%Y %H:%M} ở tương lai"
                hint = "kiểm tra năm và tháng; hẹn giờ đăng thì dùng publish_at"
                yield FarFinding(digest.path, line, message, hint)


def _prose(manuscript: Manuscript) -> Iterator[Passage]:
    return manuscript.of(("title", "summary", "caption", "paragraph", "list", "quote"))


def _around(manuscript: Manuscript) -> dt.date | None:
    return manuscript.news.event_day if manuscript.news else None


def _numbers(match: re.Match[str]) -> tuple[int, int, int]:
    """Day, month and year (0 where it is not told)."""
    day, month, year = (match[name] or match[f"s{name}"] for name in ("day", "month", "year"))
    return int(day), int(month), int(year or 0)


def _days(match: re.Match[str], around: dt.date | None) -> list[dt.date]:
    """What a date can mean: one day, or without a year those less than half a year from `around`, nearest first."""
    day, month, year = _numbers(match)
    if year:
        found = _day(day, month, year)
        return [found] if found else []
    if around is None:
        return []
    days = [found for near in (-1, 0, 1) if (found := _day(day, month, around.year + near))]
    return sorted((found for found in days if abs(found - around) <= _NEAR), key=lambda found: abs(found - around))


def _day(day: int, month: int, year: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


RULES = (
    Rule(
        "W-WEEKDAY",
        "Thứ và ngày không khớp",
        "Thứ ghi trong bài khác thứ của ngày đứng cạnh. Ngày không có năm thì lấy năm gần ngày diễn ra.",
        Example(body="Hội nghị diễn ra thứ Sáu, ngày 30/6/2022."),
        Example(body="Hội nghị diễn ra thứ Năm, ngày 30/6/2022."),
        find_weekdays,
    ),
    Rule(
        "W-EVENT-DATE",
        "Ngày trong bài khác ngày diễn ra",
        "Bài mở đầu bằng một ngày khác `event_date`, hoặc khác ngày xuất bản mà không có `event_date`. Địa phương và "
        "chức vụ lấy theo ngày diễn ra, nên phải ghi đúng.",
        Example(head="date: 2022-07-01", body="Chiều 30/6, Ban Dân vận tổ chức hội nghị."),
        Example(head="date: 2022-07-01\nevent_date: 2022-06-30", body="Chiều 30/6, Ban Dân vận tổ chức hội nghị."),
        find_event_day,
    ),
    Rule(
        "W-DAY",
        "Ngày không có thật",
        "Tháng không có ngày ấy.",
        Example(body="Hạn nộp hồ sơ là ngày 31/6/2022."),
        Example(body="Hạn nộp hồ sơ là ngày 30/6/2022."),
        find_impossible_days,
    ),
    Rule(
        "W-CORRECTION",
        "Ngày đính chính không khớp",
        "Đính chính không thể có trước khi tin được đăng; mỗi lần đính chính cũng là một lần sửa, nên `updated` phải "
        "ghi.",
        Example(head="date: 2022-07-01\ncorrections: [{date: 2022-06-30, text: Sửa tên cơ quan.}]"),
        Example(
            head="date: 2022-07-01\nupdated: 2022-07-02\ncorrections: [{date: 2022-07-02, text: Sửa tên cơ quan.}]"
        ),
        find_corrections,
    ),
    Rule(
        "W-FUTURE",
        "Ngày ở tương lai",
        "Tin có ngày xuất bản ở tương lai bị giữ lại đến lúc ấy. Nếu là hẹn giờ, hãy ghi `publish_at`; nếu không, năm "
        "hay tháng đã gõ nhầm.",
        Example(head="date: 2031-07-01"),
        Example(head="date: 2022-07-01"),
        find_among=find_future,
    ),
)
