"""When the source published the item. The clock of a page is not that day; it only tells that it was not later.

In: the date lines with what is known of their place, and what the page's head says. Out: the publication, the bound
that a clock gives, and notes on what contradicts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from plugins.desk.importing.dates import Written, find_dates, find_time, find_zone, has_publication_label, weekday_fault
from plugins.desk.importing.document import Certainty, Finding
from plugins.desk.importing.sentences import quote

_META = ("published", "article:published_time", "datePublished", "date")
_SOON = 10  # days within which an event is reported


@dataclass
class Publication:
    published: Finding[dt.date] | None = None
    bound: dt.date | None = None
    bound_line: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    text: str
    moment: dt.date
    has_label: bool
    fault: str


def find_publication(
    above: Iterable[str],
    beside: Iterable[str],
    margin: Iterable[str],
    meta: Mapping[str, str],
    zone: dt.tzinfo,
    event_near: Callable[[dt.date], dt.date | None],
) -> Publication:
    """`above`, `beside`: date lines over and under the headline; `margin`: those whose place is not known.

    `event_near` gives the day of the event that the text tells, its year taken from the given day where it has none.
    """
    found = Publication()
    over, under, unknown = (_read_lines(lines, zone, found.notes) for lines in (above, beside, margin))
    labelled = [line for line in over if line.has_label]
    clocks = [line for line in over if not line.has_label]
    shown = under or labelled
    loose = [line for line in unknown if line.has_label]
    certainty: Certainty = "certain"
    if not shown and loose:
        shown = loose
        clocks += [line for line in unknown if not line.has_label]
    elif shown:
        clocks += [line for line in unknown if _day(line.moment) != _day(shown[0].moment)]
    elif unknown:
        shown, left, certainty = _choose(unknown, event_near)
        clocks += left
    if shown:
        line = shown[0]
        where = f"dòng ngày của tin: {quote(line.text)}"
        if line.fault:
            certainty = "guess"
        found.published = Finding(line.moment, where, certainty)
        if len({_day(other.moment) for other in shown}) > 1:
            others = ", ".join(quote(other.text) for other in shown[1:])
            found.notes.append(f"Tin có nhiều dòng ngày; lấy {quote(line.text)}, không lấy {others}.")
    _read_meta(found, meta, zone)
    if clocks:
        clock = max(clocks, key=lambda line: _day(line.moment))
        found.bound, found.bound_line = _day(clock.moment), clock.text
        for line in clocks:
            found.notes.append(
                f"{quote(line.text)} là đồng hồ của trang, không phải ngày xuất bản"
                + ("." if found.published else "; ngày xuất bản chưa rõ, chỉ biết không muộn hơn ngày ấy.")
            )
    if found.published and found.bound and _day(found.published.value) > found.bound:
        found.notes.append(
            f"Ngày xuất bản {_day(found.published.value):%d/%m/%Y} muộn hơn đồng hồ của trang {found.bound:%d/%m/%Y}."
        )
        found.published = replace(found.published, certainty="guess")
    return found


def _choose(
    lines: list[_Line], event_near: Callable[[dt.date], dt.date | None]
) -> tuple[list[_Line], list[_Line], Certainty]:
    """Of lines whose place is not known: a clock is never earlier than the publication."""
    days = sorted({_day(line.moment) for line in lines})
    if len(days) > 1:
        first = [line for line in lines if _day(line.moment) == days[0]]
        rest = [line for line in lines if _day(line.moment) != days[0]]
        return sorted(first, key=lambda line: not isinstance(line.moment, dt.datetime)), rest, "likely"
    timed = [line for line in lines if isinstance(line.moment, dt.datetime)]
    event = event_near(days[0])
    if event is not None and 0 <= (days[0] - event).days <= _SOON:
        return timed or lines, [], "likely"
    if event is None and timed:
        return timed, [], "guess"
    return [], lines, "guess"


def _read_lines(lines: Iterable[str], zone: dt.tzinfo, notes: list[str]) -> list[_Line]:
    read = []
    for text in lines:
        for written in find_dates(text):
            if written.date is None:
                if written.year is not None:
                    notes.append(
                        f"{quote(text)}: ngày {written.day}/{written.month}/{written.year} không có trong lịch."
                    )
                continue
            fault = weekday_fault(written, written.date)
            if fault:
                notes.append(fault)
            read.append(_Line(" ".join(text.split()), _moment(text, written, zone), has_publication_label(text), fault))
            break
    return read


def _moment(text: str, written: Written, zone: dt.tzinfo) -> dt.date:
    assert written.date is not None
    rest = text[: written.start] + " | " + text[written.end :]
    time = find_time(rest)
    if time is None:
        return written.date
    return dt.datetime.combine(written.date, time[0], find_zone(text) or zone)


def _read_meta(found: Publication, meta: Mapping[str, str], zone: dt.tzinfo) -> None:
    key = next((key for key in _META if meta.get(key, "").strip()), "")
    if not key:
        return
    text = meta[key].strip()
    moment = _iso(text, zone)
    if moment is None:
        lines = _read_lines([text], zone, found.notes)
        if not lines:
            found.notes.append(f"Không đọc được ngày trong phần đầu trang: {quote(text)}.")
            return
        moment = lines[0].moment
    where = f"phần đầu trang ({key}): {quote(text)}"
    if found.published is None:
        found.published = Finding(moment, where, "certain")
        return
    shown = found.published
    if _same(shown.value, moment):
        if not isinstance(shown.value, dt.datetime):
            moment = moment if _day(moment) == _day(shown.value) else shown.value
            found.published = Finding(moment, f"{shown.where}; {where}", shown.certainty)
        elif shown.certainty == "likely":
            found.published = Finding(shown.value, f"{shown.where}; {where}", "certain")
        return
    found.notes.append(f"Ngày xuất bản không khớp: {shown.where}, còn {where}; lấy ngày ghi trên trang, hãy xem lại.")
    found.published = replace(shown, certainty="guess")


def _same(shown: dt.date, told: dt.date) -> bool:
    """Whether two moments may be one; a head that gives local time as UTC is common."""
    if isinstance(shown, dt.datetime) and isinstance(told, dt.datetime):
        near = abs(shown - told) <= dt.timedelta(minutes=1)
        return near or abs(shown.replace(tzinfo=None) - told.replace(tzinfo=None)) <= dt.timedelta(minutes=1)
    return _day(shown) == _day(told)


def _iso(text: str, zone: dt.tzinfo) -> dt.date | None:
    if len(text) == 10:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def _day(moment: dt.date) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment
