"""Names of regions in running text: `Huyện ủy Bến Lức`, `UBND xã Mỹ Yên, huyện Bến Lức`, `TP.HCM`, `Quận 7`.

In: a text, the region vocabulary and the day. Out: the regions it names, each with its place in the text and what
stands around it; lists of several units are marked as such.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from plugins.model import Region, Regions, UnknownNameError, spelling_key

_OFFICES = {
    "tỉnh ủy": "tỉnh", "tỉnh đoàn": "tỉnh", "thành ủy": "thành phố", "thành đoàn": "thành phố", "huyện ủy": "huyện",
    "huyện đoàn": "huyện", "quận ủy": "quận", "quận đoàn": "quận", "thị ủy": "thị xã", "thị đoàn": "thị xã",
}  # fmt: skip
_KINDS = {
    "tỉnh": "tỉnh", "thành phố": "thành phố", "tp": "thành phố", "thị xã": "thị xã", "tx": "thị xã",
    "quận": "quận", "q": "quận", "huyện đảo": "huyện", "huyện": "huyện", "đặc khu": "đặc khu", "phường": "phường",
    "xã": "xã", "thị trấn": "thị trấn", "tt": "thị trấn",
}  # fmt: skip
_UNIT = (
    r"tỉnh\s+[uủ][ỷy]|thành\s+[uủ][ỷy]|huyện\s+[uủ][ỷy]|quận\s+[uủ][ỷy]|thị\s+[uủ][ỷy]|(?:tỉnh|thành|huyện|quận|"
    r"thị)\s+đoàn|"
    r"tỉnh|thành\s+phố|TP\.?|Tp\.?|thị\s+xã|TX\.?|huyện\s+đảo|huyện|quận|Q\.|đặc\s+khu|phường|thị\s+trấn|TT\.|xã"
)
_MENTION = re.compile(
    rf"(?<!\w)(?P<unit>{_UNIT})(?P<gap>\s*)(?=(?P<rest>(?:[^\W\d_]|\d).{{0,60}})?)", re.IGNORECASE | re.DOTALL
)
_UNIT_BEFORE = re.compile(rf"(?<!\w)(?:{_UNIT})\s*$", re.IGNORECASE)
_CITY = re.compile(r"(?<!\w)(?:TP\.?\s?HCM|TPHCM|Tp\.?\s?HCM)(?!\w)")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_DASHES = re.compile(r"\s*[-–]\s*")
_NUMBER = re.compile(r"\d{1,2}(?![\d/]|[.,]\d)")
_QUALIFIER = re.compile(
    rf"^\s*(?:,|\(|-|–|thuộc)\s*(?:(?:{_UNIT})\s+[^,()]{{2,24}}?\s*,\s*)?(?P<kind>tỉnh|thành phố|TP\.?|"
    rf"thuộc tỉnh)?\s*(?P<name>(?:[^\W\d_]+[\s.-]?){{1,5}})",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"(?:(?<!\w)(?:các|những|nhiều|hai|ba|bốn|năm|toàn bộ|một số|\d+|mỗi|từng|liên)\s+(?:\S+\s+)?|,\s*|và\s+)$",
    re.IGNORECASE,
)
_PLURAL_STRICT = re.compile(
    r"(?<!\w)(?:các|những|nhiều|hai|ba|bốn|toàn bộ|một số|\d+|mỗi|từng|liên)\s+(?:xã,?\s+|huyện,?\s+)?$", re.IGNORECASE
)
_AT = re.compile(r"(?<!\w)(?:tại|ở|trên địa bàn)\s+(?:\S+\s+){0,4}?$", re.IGNORECASE)
_OFFICE_BEFORE = re.compile(
    r"(?:ubnd|hđnd|ubmttq|mttq|mặt trận tổ quốc(?: việt nam)?|[uủ]y ban nhân dân|hội đồng nhân dân|công an|đảng ủy|"
    r"đảng bộ|"
    r"đoàn|hội|ban|sở|phòng|lđlđ|liên đoàn lao động|quân sự|biên phòng|tòa án(?: nhân dân)?|"
    r"viện kiểm sát(?: nhân dân)?|bhxh|chi cục|trường|thường trực)\s*$",
    re.IGNORECASE,
)
# The last day of the districts and a day of the communes: where a text's own day is not known, both are tried.
LAST_DISTRICT_DAY = dt.date(2025, 6, 30)


_MOST_WORDS = 5  # of a name: «Bà Rịa - Vũng Tàu»


@dataclass(frozen=True)
class Place:
    """`region` is None where the vocabulary does not know the name; `unit` is the kind; `name` is empty for a unit.

    `office` tells that an office of the unit is named, `at` that the words before say where, `listed` that it is one of
    several. `fault` says why the name means no region on the day.
    """

    region: Region | None
    unit: str
    name: str
    quote: str
    start: int
    end: int
    office: bool = False
    at: bool = False
    listed: bool = False
    fault: str = ""


def place_key(name: str) -> str:
    """Equal for names that differ in case, the tone mark's place, or dashes: `Bà Rịa – Vũng Tàu`."""
    return spelling_key(_DASHES.sub(" ", name))


def known_names(regions: Regions) -> frozenset[str]:
    """Keys of all names and aliases of regions, of every time."""
    if regions not in _KNOWN:
        names = {place_key(region.name) for region in regions if not region.name.isdigit()}
        names.update(place_key(alias.name) for region in regions for alias in region.aliases)
        _KNOWN[regions] = frozenset(names)
    return _KNOWN[regions]


_KNOWN: WeakKeyDictionary[Regions, frozenset[str]] = WeakKeyDictionary()


class PlaceFinder:
    """Finds regions as they were called on a day; `days` are tried in order where the text's day is not known."""

    def __init__(self, regions: Regions, days: tuple[dt.date, ...]) -> None:
        self._regions = regions
        self._days = days
        self._names = known_names(regions)

    def held(self, region: Region) -> bool:
        """Whether a region existed on one of the days."""
        return any(region.held_on(day) for day in self._days)

    def resolve(self, name: str, within: Region | None = None) -> tuple[Region | None, str]:
        """The region, or why there is none. `within` decides between namesakes of several provinces."""
        fault = ""
        for day in self._days:
            try:
                return self._regions.resolve(name, day), ""
            except UnknownNameError as error:
                fault = fault or f"{error.message} ({error.hint})" if error.hint else fault or error.message
                if within is not None and "," not in name:
                    try:
                        return self._regions.resolve(f"{name}, {within.name}", day), ""
                    except UnknownNameError:
                        continue
        return None, fault

    def find(self, text: str, within: Region | None = None) -> list[Place]:
        """Units with their names, and units alone, in order."""
        found: list[Place] = []
        end = 0
        for match in _MENTION.finditer(text):
            place = self._read(text, match, within)
            if place is not None and place.start >= end:
                found.append(place)
                end = place.end
        taken = [(place.start, place.end) for place in found if place.name]
        for match in _CITY.finditer(text):
            if any(start <= match.start() < stop for start, stop in taken):
                continue
            region, fault = self.resolve(match[0])
            if region is not None:
                at = bool(_AT.search(text[max(0, match.start() - 60) : match.start()]))
                found.append(
                    Place(region, "thành phố", match[0], match[0], match.start(), match.end(), at=at, fault=fault)
                )
        found = [place for place in found if place.name or not any(s <= place.start < e for s, e in taken)]
        return _mark_lists(text, sorted(found, key=lambda place: place.start))

    def _read(self, text: str, match: re.Match[str], within: Region | None) -> Place | None:
        written = " ".join(match["unit"].lower().replace("uỷ", "ủy").split()).rstrip(".")
        before = text[max(0, match.start() - 60) : match.start()]
        office = written in _OFFICES or bool(_OFFICE_BEFORE.search(before))
        unit = _OFFICES.get(written) or _KINDS.get(written, written)
        where = _AT.search(before)
        at = where is not None and not (office and "," in where[0])  # «tại huyện A, Tỉnh ủy B tổ chức …»
        rest = match["rest"] or ""
        offset = match.end("gap")
        inner = re.match(rf"(?P<unit>{_UNIT})\s*", rest, re.IGNORECASE) if written in _OFFICES else None
        if city := _CITY.match(rest):  # «Thành ủy TPHCM»
            region, fault = self.resolve(city[0])
            end = offset + city.end()
            return Place(region, unit, city[0], text[match.start() : end], match.start(), end, office, at, fault=fault)
        if inner and not inner["unit"].lower().startswith(
            ("xã", "phường")
        ):  # «Thành ủy TP. Hồ Chí Minh», «Quận ủy Quận 7»
            kind = " ".join(inner["unit"].lower().split()).rstrip(".")
            unit = _KINDS.get(kind, unit)
            rest, offset = rest[inner.end() :], offset + inner.end()
        elif rest and not match["gap"] and not match["unit"].endswith("."):
            return None  # the unit's letters begin a longer word
        plural = bool(_PLURAL_STRICT.search(before))
        tried = told = ""
        for name, length in self._candidates(rest):
            if not name.isdigit() and place_key(name) not in self._names:
                continue
            region, fault, extra = self._resolve_in(unit, name, rest[length:], within)
            if region is not None:
                end = offset + length + extra
                quote = text[match.start() : offset + length]
                return Place(region, unit, name, quote, match.start(), end, office, at, plural)
            if not tried and not name.isdigit():
                tried, told = name, fault
        quote = text[match.start() : offset].strip()
        if tried:
            end = offset + len(tried)
            return Place(None, unit, tried, f"{quote} {tried}", match.start(), end, office, at, plural, told)
        names = list(self._candidates(rest))
        if names:  # a name that no gazetteer has: a commune of former days
            name, length = names[min(len(names) - 1, max(0, len(names) - 2))]
            end = offset + length
            return Place(None, unit, name, f"{quote} {name}", match.start(), end, office, at, plural)
        return Place(None, unit, "", quote, match.start(), match.end("unit"), office, at, plural)

    def _candidates(self, rest: str) -> Iterator[tuple[str, int]]:
        """Runs of capitals at the beginning, the longest first, with their lengths; a number for «Quận 7»."""
        if number := _NUMBER.match(rest):
            yield number[0], number.end()
            return
        ends: list[int] = []
        end = 0
        for word in _NAME_WORD.finditer(rest):
            gap = rest[end : word.start()]
            if (end and gap.strip(" -–")) or not word[0][0].isupper() or len(ends) == _MOST_WORDS:
                break
            end = word.end()
            ends.append(end)
        for stop in reversed(ends):
            yield rest[:stop].strip(), stop

    def _resolve_in(self, unit: str, name: str, after: str, within: Region | None) -> tuple[Region | None, str, int]:
        """The region of a name with the province that follows it, and how many letters that takes."""
        qualifier = _QUALIFIER.match(after)
        typed = f"{unit} {name}"
        if qualifier and unit != "tỉnh":
            words = qualifier["name"].split()
            for count in range(min(len(words), 4), 0, -1):
                province = " ".join(words[:count]).rstrip(".")
                if place_key(province) not in self._names:
                    continue
                region, _ = self.resolve(f"{typed}, {province}")
                if region is not None:
                    return region, "", after.find(words[count - 1], qualifier.start("name")) + len(words[count - 1])
        region, fault = self.resolve(typed, within)
        return region, fault, 0

    def find_bare(self, text: str) -> list[Place]:
        """Capitals that are the name of a region without its kind: whole runs of them only."""
        found = []
        for match in re.finditer(r"[^\W\d_]+(?:[ -][^\W\d_]+)*", text):
            words = list(_NAME_WORD.finditer(match[0]))
            n = 0
            while n < len(words):
                if not words[n][0][0].isupper():
                    n += 1
                    continue
                last = n
                while last + 1 < len(words) and words[last + 1][0][0].isupper() and last - n < 4:
                    last += 1
                found += self._bare(text, match.start(), words[n : last + 1])
                n = last + 1
        return found

    def _bare(self, text: str, offset: int, words: list[re.Match[str]]) -> list[Place]:
        start, end = offset + words[0].start(), offset + words[-1].end()
        name = text[start:end]
        before = text[max(0, start - 60) : start]
        if place_key(name) not in self._names or (len(words) < 2 and name.lower() != "huế"):
            return []
        if _UNIT_BEFORE.search(before):
            return []  # named with its kind; what that means is found above
        region, _ = self.resolve(name)
        if region is None:
            return []
        return [Place(region, "", name, name, start, end, at=bool(_AT.search(before)))]


def _mark_lists(text: str, places: list[Place]) -> list[Place]:
    """Mark units that follow one another in a list: `các huyện: A, B`, `huyện A, huyện B và huyện C`."""
    marked = list(places)
    for n in range(1, len(marked)):
        between = text[marked[n - 1].end : marked[n].start]
        same = marked[n - 1].unit == marked[n].unit and bool(marked[n].name) and bool(marked[n - 1].name)
        if same and re.fullmatch(r"\s*(?:,|;|và|,\s*và)\s*", between):
            marked[n - 1] = replace(marked[n - 1], listed=True)
            marked[n] = replace(marked[n], listed=True)
    return marked
