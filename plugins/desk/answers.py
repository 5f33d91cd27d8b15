"""What an editor says of a new item, checked as it is said.

In: a headline, section, day, region, official or source as typed, and the vocabularies. Out: values for the draft, or
AnswerError with what to say instead.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from plugins.model import Category, Portal, Source, UnknownNameError, normalise
from plugins.model.limits import LONGEST_TITLE

LONGEST = 200  # of a name
FIRST_YEAR, LAST_YEAR = 1945, 2100

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


class AnswerError(ValueError):
    """An answer that cannot stand; `candidates` are answers that could, best first. All texts are Vietnamese."""

    def __init__(self, message: str, hint: str = "", candidates: Iterable[str] = ()) -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.message = message
        self.candidates = tuple(candidates)


class ChairAnswer(NamedTuple):
    """`written` is what the draft says: a name, or an id where several bear the name. `known` tells of the register.

    `position` is that of the register on the day; `alike` are registered names that one may have meant.
    """

    written: str
    name: str
    position: str = ""
    known: bool = True
    alike: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """What is said of a new item; what was not is empty."""

    title: str = ""
    category: Category | None = None
    event_date: dt.date | None = None
    regions: tuple[str, ...] = ()
    chairs: tuple[ChairAnswer, ...] = ()
    authors: tuple[str, ...] = ()
    source: Source | None = None

    def values(self) -> dict[str, str]:
        """YAML by field, for `new_item`; headline and section are apart."""
        values = {}
        if self.event_date:
            values["event_date"] = self.event_date.isoformat()
        if self.regions:
            values["region"] = _flow(self.regions[0] if len(self.regions) == 1 else self.regions)
        if self.chairs:
            values["chairs"] = _flow([_entry(chair) for chair in self.chairs])
        if self.authors:
            values["authors"] = _flow(self.authors)
        if self.source:
            values["source"] = _flow({"name": self.source.name} | ({"url": self.source.url} if self.source.url else {}))
        return values


def _entry(chair: ChairAnswer) -> object:
    return chair.written if chair.known or not chair.position else {"name": chair.written, "position": chair.position}


def _flow(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)  # which is YAML too


def plain(text: str, longest: int = LONGEST) -> str:
    """One line in the normal form."""
    text = " ".join(normalise(text).split())
    if not text.isprintable():
        raise AnswerError("có ký tự không đọc được", "gõ lại, đừng dán")
    if len(text) > longest:
        raise AnswerError(f"dài {len(text)} ký tự", f"rút còn tối đa {longest}")
    return text


def read_title(text: str) -> str:
    title = plain(text, LONGEST_TITLE)
    if not any(letter.isalnum() for letter in title):
        raise AnswerError("tin phải có tiêu đề", "ghi ít nhất một chữ hoặc số")
    return title


def read_category(text: str, portal: Portal) -> Category:
    """By name, id, or place in the section bar counted from 1."""
    sections = tuple(portal.categories)
    text = plain(text)
    if text.isascii() and text.isdecimal():
        if not 1 <= int(text) <= len(sections):
            raise AnswerError(f"không có chuyên mục số {text}", f"chọn từ 1 đến {len(sections)}")
        return sections[int(text) - 1]
    try:
        return portal.categories.resolve(text)
    except UnknownNameError as error:
        raise AnswerError(error.message, error.hint, error.candidates) from None


def read_day(text: str, *, day_first: bool = False) -> dt.date:
    """An ISO date; with `day_first` also as it is spoken, 30/6/2026, for whoever sees at once how it was understood."""
    text = plain(text)
    numbers = _ISO.fullmatch(text)
    if numbers:
        year, month, day = map(int, numbers.groups())
    elif day_first and (numbers := _DAY_FIRST.fullmatch(text)):
        day, month, year = map(int, numbers.groups())
    else:
        raise AnswerError(f"«{text[:40]}» không phải ngày", "ghi năm-tháng-ngày, ví dụ 2026-06-30")
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise AnswerError(f"«{text}» không phải ngày có thật", "kiểm tra lại ngày và tháng") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise AnswerError(f"năm {year} nằm ngoài {FIRST_YEAR}–{LAST_YEAR}", "kiểm tra lại năm")
    return found


def read_region(text: str, portal: Portal, day: dt.date) -> str:
    """The name under which the region is known on that day, with its province."""
    try:
        region = portal.regions.resolve(plain(text), day)
    except UnknownNameError as error:
        raise AnswerError(error.message, error.hint, error.candidates) from None
    label = portal.regions.label(region.id)
    try:
        return label if portal.regions.resolve(label, day).id == region.id else region.id
    except UnknownNameError:
        return region.id


def read_chair(text: str, portal: Portal, day: dt.date) -> ChairAnswer:
    """Someone of the register, or a name it does not hold."""
    name = plain(text)
    try:
        official = portal.officials.resolve(name, day)
    except UnknownNameError as error:
        raise AnswerError(error.message, error.hint, error.candidates) from None
    if not official.registered:
        return ChairAnswer(name, name, known=False, alike=portal.officials.look_alikes(name))
    try:
        one = portal.officials.resolve(official.name, day).id == official.id
    except UnknownNameError:  # namesakes
        one = False
    return ChairAnswer(official.name if one else official.id, official.name, official.position_on(day))


def read_names(text: str) -> tuple[str, ...]:
    """Names apart by commas or semicolons."""
    return tuple(dict.fromkeys(filter(None, (plain(part) for part in re.split("[,;]", text)))))


def read_address(text: str) -> str:
    """The address of a page on the web."""
    address = plain(text, 2000)
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and parts.hostname and "." in parts.hostname and " " not in address
    except ValueError:
        good = False
    if not good:
        raise AnswerError("đây không phải địa chỉ trang", "dán cả địa chỉ, mở đầu bằng https://")
    return address
