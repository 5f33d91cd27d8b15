"""Dates as they stand in Vietnamese text: `Chiều 30/6`, `ngày 30 tháng 6 năm 2022`, `(9/1)`, `28-30/6/2022`.

In: a text. Out: what is written, with its place; nothing is completed here. Day stands before month, always.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_WEEKDAYS = {
    "hai": 0,
    "2": 0,
    "ba": 1,
    "3": 1,
    "tư": 2,
    "4": 2,
    "năm": 3,
    "5": 3,
    "sáu": 4,
    "6": 4,
    "bảy": 5,
    "bẩy": 5,
    "7": 5,
}
WEEKDAY_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

_DAY = r"(?P<day>\d{1,2})"
_TO = r"(?:\s*(?:-|–|—|đến|và|tới)\s*(?:hết\s+)?(?:ngày\s+)?)"
_WEEKDAY = r"(?:thứ\s*(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s*nhật|cn)"
_MONTH_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WORDS = rf"(?P<wmonth>\d{{1,2}}|{_MONTH_WORD})(?!\w)(?:\s*(?:,\s*)?(?:năm|-|/)\s*(?P<wyear>\d{{4}})(?!\d))?"
# «từ 7 - 9 giờ», «5 - 10 người» count something.
_COUNTED = r"(?:%|(?:giờ|h|phút|ngày|tuần|tháng|năm|tuổi|người|hộ|triệu|tỷ|tỉ|tấn|ha|km|m)(?!\w))"
_NUMBERS = r"(?P<month>\d{1,2})(?:\s?(?P=sep)\s?(?P<year>\d{4}|\d{2}(?![\d:h/])))?"
_DATE = re.compile(
    rf"(?<![\d.,/-])(?:(?P<iso>(?P<iy>\d{{4}})-(?P<im>\d{{2}})-(?P<id>\d{{2}}))(?!\d)"
    rf"|(?:(?P<first>\d{{1,2}})(?:(?P<fsep>[/.])(?P<fmonth>\d{{1,2}})(?:(?P=fsep)(?P<fyear>\d{{4}}))?)?{_TO})?{_DAY}"
    rf"(?:\s+tháng\s+{_WORDS}|\s?(?P<sep>[/.–-])\s?{_NUMBERS}(?!\d|[/%-]\d|[.,]\d|\s*{_COUNTED})))",
    re.IGNORECASE,
)
_NEWS_SINCE = 1990  # what happened earlier is remembered, not reported
_PART = r"(?:rạng sáng|sáng|trưa|chiều|tối|đêm)"
_BEFORE_WEEKDAY = re.compile(rf"(?P<weekday>{_WEEKDAY})\s*(?:tuần này|vừa qua)?[\s,(–-]*(?:ngày\s+)?$", re.IGNORECASE)
_AFTER_WEEKDAY = re.compile(rf"^\s*[(,]\s*(?:tức\s+)?(?P<weekday>{_WEEKDAY})(?!\w)", re.IGNORECASE)
_PART_BEFORE = re.compile(rf"(?<!\w){_PART}(?!\w)[^.;\d\n]{{0,30}}$", re.IGNORECASE)
_NOW_BEFORE = re.compile(r"(?<!\w)(?:nay|hôm nay)[\s,(]*(?:ngày\s+)?$", re.IGNORECASE)
_DAY_BEFORE = re.compile(
    r"(?<!\w)(?:(?:trong\s+)?(?:các|hai|ba|bốn|\d)?\s*ngày|hôm|nay|qua|mai|vào|từ)[\s,(:]*$", re.IGNORECASE
)
# Dates of papers, deadlines, birthdays and memorial days do not tell when something took place.
_PAPER_BEFORE = re.compile(
    r"(?:nghị quyết|quyết định|chỉ thị|kế hoạch|công văn|thông tư|nghị định|luật|kết luận|hướng dẫn|thông báo|"
    r"chương trình|"
    r"quy định|pháp lệnh|tờ trình|báo cáo|công điện|số\s+\d\S*)(?:\s+[^,;.]{0,60})?[\s(]*(?:ban hành\s+|"
    r"ký\s+)?(?:ngày\s+)?$",
    re.IGNORECASE,
)
_OTHER_BEFORE = re.compile(
    r"(?<!\w)(?:trước|đến hết|hết|chậm nhất|hạn chót|kể từ|tính đến|đến|sinh|thành lập|kỷ niệm|kỉ niệm|truyền thống|"
    r"quốc tế|mất|"
    r"tính từ|có hiệu lực từ|hiệu lực|chào mừng|dịp|sau|năm ngoái|lần thứ)(?:\s+(?:[^\d,;.]{0,30}\s)?ngày)?[\s,(]*$",
    re.IGNORECASE,
)
_LISTED_BEFORE = re.compile(r"ngày\s+(?P<day>0?[1-9]|[12]\d|3[01])\s*,\s*(?:\d{1,2}\s*,\s*)*$", re.IGNORECASE)
_PAPER_RANGE = re.compile(r"^\s*[-–]\s*\d{1,2}[/.]\d{1,2}[/.]\d{4}\)")
_SINCE_BEFORE = re.compile(r"(?<!\w)từ\s+(?:ngày\s+)?$", re.IGNORECASE)
_LUNAR_AFTER = re.compile(r"^[^.;]{0,12}(?:âm lịch|\bÂL\b)")
_TIME = re.compile(
    r"(?<![\d/.:-])(?P<hour>[01]?\d|2[0-3])\s?(?::|giờ|h|g)\s?(?P<minute>[0-5]\d)?(?:\s?(?::|phút|"
    r"')\s?(?P<second>[0-5]\d))?(?!\d)\s?(?P<half>[ap]\.?m\.?(?!\w))?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?:GMT|UTC)\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?|(?<=\d)(?P<z>Z)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Written:
    """A date as a text has it. `weekday` counts from Monday (0); `year` is None where none is written.

    `last_day` and `last_month` end a range of days whose first is `day`. `dated` tells that words before it say it is a
    date (`ngày`, `sáng`, a weekday or a year); `part` that they name a part of the day, `now` that they say `nay`;
    `other` that it is the day of a paper, a deadline, a memorial day or the like. `start`, `end`: its place, words
    before and weekday included.
    """

    day: int
    month: int
    year: int | None
    quote: str
    start: int
    end: int
    weekday: int | None = None
    last_day: int | None = None
    last_month: int | None = None
    dated: bool = True
    part: bool = False
    now: bool = False
    other: bool = False

    def on(self, year: int) -> dt.date | None:
        try:
            return dt.date(year, self.month, self.day)
        except ValueError:
            return None

    @property
    def date(self) -> dt.date | None:
        """The full date; None without a year or where no calendar has the day."""
        return self.on(self.year) if self.year is not None else None

    @property
    def is_possible(self) -> bool:
        return self.on(self.year if self.year is not None else 2024) is not None


def find_dates(text: str) -> list[Written]:
    """Every date in the text, in order. A bare `5-10` or `9/1` counts only where words before it say it is a date."""
    found = []
    for match in _DATE.finditer(text):
        written = _read(text, match)
        if written is not None:
            found.append(written)
    return found


def _read(text: str, match: re.Match[str]) -> Written | None:
    day, month, year = _numbers(match)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    before, after = text[max(0, match.start() - 90) : match.start()], text[match.end() : match.end() + 40]
    weekday_before = _BEFORE_WEEKDAY.search(before)
    weekday_after = _AFTER_WEEKDAY.match(after)
    part = _PART_BEFORE.search(before)
    listed_before = _LISTED_BEFORE.search(before) if match["first"] else None
    word = _DAY_BEFORE.search(before)
    dated = bool(year or match["wmonth"] or weekday_before or weekday_after or part or word or listed_before)
    if not dated or _LUNAR_AFTER.match(after):
        return None
    start = match.start()
    for told in (part, weekday_before, word):
        if told:
            start = min(start, match.start() - len(before) + told.start())
    end = match.end() + (weekday_after.end() if weekday_after else 0)
    weekday = weekday_before or weekday_after
    first, first_month = match["first"], match["fmonth"]
    ranged = first is not None
    start_day = int(first) if first is not None else day
    start_month = int(first_month) if first_month else month
    if ranged and not (1 <= start_month <= 12 and 1 <= start_day <= 31):
        return None
    if listed_before:  # «ngày 5, 6 và 7/7»
        start_day, start = int(listed_before["day"]), match.start() - len(before) + listed_before.start()
    first_year = int(match["fyear"]) if match["fyear"] else year
    jubilee = first_year is not None and (first_year < _NEWS_SINCE or (match["fyear"] and first_year != year))
    since = not ranged and _SINCE_BEFORE.search(before)
    paper = since or _PAPER_BEFORE.search(before) or _OTHER_BEFORE.search(before) or _PAPER_RANGE.match(after)
    return Written(
        day=start_day,
        month=start_month,
        year=first_year,
        quote=_closed(" ".join(text[start:end].split()).strip(" ,(-–")),
        start=start,
        end=end,
        weekday=read_weekday(weekday["weekday"]) if weekday else None,
        last_day=day if ranged else None,
        last_month=month if ranged else None,
        part=bool(part),
        now=bool(_NOW_BEFORE.search(before)),
        other=bool(jubilee or (paper and not part)),
    )


def _closed(text: str) -> str:
    return text + ")" if text.count("(") > text.count(")") else text


def _numbers(match: re.Match[str]) -> tuple[int, int, int | None]:
    if match["iso"]:
        return int(match["id"]), int(match["im"]), int(match["iy"])
    if match["wmonth"]:
        word = match["wmonth"].lower()
        return int(match["day"]), int(word) if word.isdigit() else _MONTHS[word], _year(match["wyear"])
    return int(match["day"]), int(match["month"]), _year(match["year"])


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


def read_weekday(text: str) -> int | None:
    """0 for Monday to 6 for Sunday; None for other words."""
    words = text.lower().replace("thứ", "").strip()
    if words.startswith(("chủ", "cn")):
        return 6
    return _WEEKDAYS.get(words)


def weekday_fault(written: Written, date: dt.date) -> str:
    """What to tell where the weekday that stands beside a date is not the date's; else nothing."""
    if written.weekday is None or written.weekday == date.weekday():
        return ""
    named, real = WEEKDAY_NAMES[written.weekday], WEEKDAY_NAMES[date.weekday()]
    return f"«{written.quote}»: nguồn ghi {named}, nhưng ngày {date:%d/%m/%Y} là {real}."


def find_time(text: str) -> tuple[dt.time, str] | None:
    """The time of day in a date line, and how it is written."""
    for match in _TIME.finditer(text):
        minute, hour = match["minute"], int(match["hour"])
        if minute is None and not re.search(r"giờ|h|g", match[0], re.IGNORECASE):
            continue
        half = (match["half"] or "").lower().replace(".", "")
        if half == "pm" and hour < 12:
            hour += 12
        elif half == "am" and hour == 12:
            hour = 0
        return dt.time(hour, int(minute or 0), int(match["second"] or 0)), match[0].strip()
    return None


def find_zone(text: str) -> dt.tzinfo | None:
    """The time zone that a date line names (`GMT +7`), or None."""
    match = _ZONE.search(text)
    if match is None:
        return None
    if match["z"]:
        return dt.UTC
    minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
    if minutes > 14 * 60:
        return None
    return dt.timezone(dt.timedelta(minutes=minutes if match["sign"] == "+" else -minutes))


_LABELS = re.compile(
    r"(?:lần cuối )?cập nhật(?: (?:lần )?cuối)?(?: lúc)?|ngày (?:tạo|xuất bản|cập nhật|đưa tin|đăng tin|phát hành)|"
    r"ngày đăng|(?:tin |bài )?đăng (?:ngày|lúc|tải)|đăng|đưa tin|phát hành|xuất bản|thời gian|lúc|"
    r"vào|ngày tháng|"
    r"lượt (?:xem|đọc|truy cập)|số lượt xem|xem|in bài viết|in trang|in bài|bản in|cỡ chữ|chia sẻ|ngày|tháng|năm|giờ|"
    r"phút|hôm nay|"
    r"(?<!\w)(?:gmt|utc|am|pm|a\+?|a-)(?!\w)",
    re.IGNORECASE,
)
_PUBLISHED_LABEL = re.compile(
    r"ngày đăng|đăng (?:ngày|lúc|tải)|(?<!\w)đăng\s*:|xuất bản|ngày tạo|lượt (?:xem|đọc|truy cập)|in bài|cập nhật",
    re.IGNORECASE,
)
_SHORT = 110


def is_date_line(text: str) -> bool:
    """Whether a line holds a full date and nothing else but weekday, time, labels and counters."""
    if len(text) > _SHORT or not any(map(str.isdigit, text)):
        return False
    dates = [written for written in find_dates(text) if written.year is not None]
    if not dates:
        return False
    rest = text
    for written in reversed(dates):
        rest = rest[: written.start] + " " + rest[written.end :]
    rest = _ZONE.sub(" ", _TIME.sub(" ", rest))
    rest = re.sub(_WEEKDAY, " ", _LABELS.sub(" ", rest), flags=re.IGNORECASE)
    return sum(letter.isalpha() for letter in rest) <= 2


def has_publication_label(text: str) -> bool:
    """Whether a date line says of itself that it tells the publication, or counts the item's readers."""
    return bool(_PUBLISHED_LABEL.search(text))
