"""The day on which it happened, from the opening of the text.

In: the first blocks of the text. Out: the date as written that tells the event's day, and its full date.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from plugins.desk.importing.dates import Written, find_dates, weekday_fault
from plugins.desk.importing.document import Certainty, Finding
from plugins.desk.importing.publication import Publication
from plugins.desk.importing.sentences import split_sentences
from plugins.desk.importing.years import Dated, year_from_publication, year_from_text

_EVENT = re.compile(
    r"(?<!\w)(?:hội nghị|tổ chức|họp|lễ|buổi|khai mạc|bế mạc|diễn ra|làm việc|kiểm tra|thăm|tiếp|đại hội|hội thảo|"
    r"tọa đàm|ra mắt|"
    r"ký kết|phát động|trao|khánh thành|khởi công|tập huấn|giám sát|sơ kết|tổng kết|gặp mặt|đối thoại|tiếp xúc|"
    r"chủ trì|công bố|"
    r"ban hành|hội thi|liên hoan|tuyên dương)(?!\w)",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"(?<!\w)(?:sẽ|sắp|dự kiến|chuẩn bị)(?!\w)", re.IGNORECASE)
_AT_TIME = re.compile(r"\W*(?:vào\s+)?(?:lúc|hồi|khoảng)\s.{0,25}$", re.IGNORECASE)
_HELD = re.compile(r"(?:diễn ra|tổ chức|được tổ chức|khai mạc|họp)\s+(?:vào\s+)?(?:trong\s+)?$", re.IGNORECASE)
_RELATIVE = re.compile(
    r"^\W*(?P<part>rạng sáng|sáng|trưa|chiều|tối|đêm)?\s*(?P<day>hôm nay|hôm qua|nay|qua)(?!\w)", re.IGNORECASE
)
_PAST = 400  # an event that is reported lies within this many days before the publication
_BLOCKS = 4
_DOUBTFUL, _PLAIN = 1, 2  # points from which a date may be the event's, and from which it plainly is


class Told(NamedTuple):
    """A date that may be the event's, with the sentence it stands in."""

    written: Written
    sentence: str
    score: int
    ahead: bool


@dataclass
class EventDay:
    found: Finding[dt.date] | None = None
    notes: list[str] = field(default_factory=list)


def find_told(texts: list[str]) -> tuple[list[Told], list[str]]:
    """Dates of the opening that may be the event's, likeliest first, and notes on impossible ones."""
    told: list[Told] = []
    notes: list[str] = []
    for place, text in enumerate(texts[:_BLOCKS]):
        for number, sentence in enumerate(split_sentences(text)):
            for written in find_dates(sentence.text):
                if not written.is_possible:
                    notes.append(f"«{written.quote}»: không có ngày {written.day}/{written.month} trong lịch.")
                    continue
                if written.other:
                    continue
                score = _score(written, sentence.text) - place - min(number, 2)
                if score >= _DOUBTFUL:
                    told.append(Told(written, sentence.text, score, bool(_AHEAD.search(sentence.text))))
    return sorted(told, key=lambda one: -one.score), notes


def _score(written: Written, sentence: str) -> int:
    before = sentence[: written.start]
    opening = (
        len(before.split()) <= 3 or bool(_AT_TIME.match(before)) or before.rstrip().endswith((") -", ") –", "- ", "–"))
    )
    score = 3 * opening + 3 * written.part + 2 * written.now + 2 * bool(_EVENT.search(sentence))
    score += 2 * bool(_HELD.search(before))
    if not written.part and not opening and not _HELD.search(before):
        score -= 1
    return score


def date_by_text(told: Told, texts: list[str], address: str, bound: dt.date | None) -> Dated | None:
    """The event's date by the text alone."""
    if told.written.date:
        return Dated(told.written.date)
    return year_from_text(told.written, texts, address, bound)


def find_event_day(told: list[Told], texts: list[str], address: str, publication: Publication) -> EventDay:
    """The day of the event, with the year's evidence; empty with a note where the year is not known."""
    result = EventDay()
    published = publication.published
    if not told:
        _read_relative(result, texts, publication)
        return result
    chosen = told[0]
    written = chosen.written
    dated = date_by_text(chosen, texts, address, publication.bound)
    if written.year is None and published is not None:
        day = _day(published.value)
        by_publication = year_from_publication(written, day, ahead=chosen.ahead)
        dated = _compare(written, dated, by_publication, result.notes)
    if dated is None:
        note = f"«{written.quote}»: bài không cho biết năm"
        if publication.bound:
            note += f"; đồng hồ của trang {publication.bound:%d/%m/%Y} chỉ cho biết không muộn hơn"
        result.notes.append(note + "; để trống ngày diễn ra.")
        return result
    result.notes += dated.notes
    faults, certainty = _contradictions(chosen, dated, publication)
    result.notes += faults
    if written.last_day:
        result.notes.append(f"«{written.quote}» là nhiều ngày; ngày diễn ra ghi ngày đầu.")
    result.found = Finding(dated.date, f"«{written.quote}»" + (f"; {dated.why}" if dated.why else ""), certainty)
    others = {
        f"«{other.written.quote}»"
        for other in told[1:]
        if other.score == chosen.score and (other.written.day, other.written.month) != (written.day, written.month)
    }
    if others:
        result.notes.append(f"Bài còn nhắc ngày khác: {', '.join(sorted(others))}.")
    return result


def _contradictions(chosen: Told, dated: Dated, publication: Publication) -> tuple[list[str], Certainty]:
    """What speaks against the day, and how sure it is after that."""
    written, date = chosen.written, dated.date
    certainty: Certainty = dated.certainty
    doubtful: Certainty = "likely" if certainty == "certain" else certainty
    certainty = doubtful if chosen.score < _PLAIN else certainty
    notes = []
    if fault := weekday_fault(written, date):
        notes.append(fault)
        certainty = "guess"
    day = _day(publication.published.value) if publication.published else None
    if day is not None and date > day and not chosen.ahead:
        notes.append(f"Ngày diễn ra {date:%d/%m/%Y} muộn hơn ngày xuất bản {day:%d/%m/%Y} mà bài không nói là sắp tới.")
        certainty = "guess"
    elif day is not None and written.now and date != day:
        notes.append(f"«{written.quote}» nói là trong ngày, nhưng tin xuất bản ngày {day:%d/%m/%Y}.")
        certainty = doubtful
    elif day is not None and (day - date).days > _PAST:
        notes.append(f"Ngày diễn ra {date:%d/%m/%Y} cách ngày xuất bản hơn một năm; hãy xem lại.")
        certainty = doubtful
    bound = publication.bound
    if bound and date > bound and not chosen.ahead:
        notes.append(f"Ngày diễn ra {date:%d/%m/%Y} muộn hơn đồng hồ của trang {bound:%d/%m/%Y}.")
        certainty = "guess"
    return notes, certainty


def _compare(written: Written, by_text: Dated | None, by_publication: Dated | None, notes: list[str]) -> Dated | None:
    if by_text is None or by_publication is None:
        return by_text or by_publication
    if by_text.date == by_publication.date:
        return Dated(by_text.date, f"{by_publication.why}; {by_text.why}", "likely")
    chosen, other = (by_publication, by_text) if by_publication.certainty != "guess" else (by_text, by_publication)
    if other.certainty == "guess":
        return chosen._replace(notes=())
    notes.append(f"«{written.quote}»: {chosen.why} là {chosen.date.year}, nhưng {other.why} là {other.date.year}.")
    return Dated(chosen.date, chosen.why, "guess")


def _read_relative(result: EventDay, texts: list[str], publication: Publication) -> None:
    """`Sáng nay`, `Chiều qua` without a date: the day of publication, or the day before it."""
    for text in texts[:2]:
        tail = re.sub(r"^\W*[\w.]{2,30}\)?\s*[-–—]\s*", "", text)
        match = _RELATIVE.match(text) or _RELATIVE.match(tail)
        if not match or not match["part"]:
            continue
        if publication.published is None:
            result.notes.append(f"«{match[0].strip()}»: chưa rõ ngày xuất bản nên chưa rõ ngày diễn ra.")
            return
        day = _day(publication.published.value)
        if match["day"].lower().endswith("qua"):
            day -= dt.timedelta(days=1)
        certainty: Certainty = "likely" if publication.published.certainty != "guess" else "guess"
        why = f"«{match[0].strip()}» so với ngày xuất bản ({publication.published.where})"
        result.found = Finding(day, why, certainty)
        return


def _day(moment: dt.date) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment
