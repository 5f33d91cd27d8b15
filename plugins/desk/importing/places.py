"""The regions an item is about: of the office that held the event, of the place, of the chairs' posts.

In: headline and opening of the text, dateline, chairs, what is known of the source. Out: regions by the names they had
on the day, as `region:` is written, each with its evidence.
"""

from __future__ import annotations

import datetime as dt
import re
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from plugins.desk.importing.document import Certainty, Finding, FoundChair
from plugins.desk.importing.place_names import LAST_DISTRICT_DAY, Place, PlaceFinder
from plugins.desk.importing.sentences import quote, split_sentences
from plugins.desk.importing.source_region import region_of_host, region_of_name
from plugins.model import PROVINCE, Portal, Region

_VERB = re.compile(
    r"(?<!\w)(?:tổ chức|họp|tiến hành|phối hợp|khai mạc|bế mạc|ban hành|triển khai|làm việc|sơ kết|tổng kết|"
    r"phát động|công bố|ra mắt|"
    r"kiểm tra|giám sát|trao|tặng|chủ trì|diễn ra|đã|vừa(?! qua)|mở|thăm|gặp mặt|ra quân|hội nghị)(?!\w)",
    re.IGNORECASE,
)
_LIST_BEFORE = re.compile(r"(?:gồm|gồm có|bao gồm|giữa|cụm)[^.]*$", re.IGNORECASE)
_ATTENDING = re.compile(r"(?<!\w)(?:dự|tham dự|tham gia|có mặt|đại diện|lãnh đạo)[^.]*$", re.IGNORECASE)
_OFFICES_BEFORE_NAME = re.compile(
    r"(?:công an|bộ đội biên phòng|bđbp|báo|mttq|hội|đoàn|sở|ubnd|hđnd|cục|chi cục|tại|ở|nhân dân|địa bàn|tỉnh|"
    r"thành phố)\s+(?:\S+\s+){0,3}$",
    re.IGNORECASE,
)

_MOST_PLACES = 2  # more are a list of examples
_REACH = 1_000  # letters before a name that tell whether it is one of a list
_NEAR = 60  # letters behind an unknown name among which a wider region may stand
_JOINS = re.compile(r"\s*[,(–-]?\s*(?:thuộc\s+)?")  # what stands between the two
_COMMUNES = ("xã", "phường", "thị trấn")


@dataclass
class FoundPlaces:
    regions: list[Finding[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Evidence:
    """All that may tell where an item belongs. `texts` are the paragraphs, of which `opening` open the report."""

    headline: str
    texts: list[str]
    opening: int
    dateline: str
    labels: list[str]
    chairs: list[Finding[FoundChair]]
    address: str
    site: str
    tag: str


def find_places(evidence: Evidence, portal: Portal, day: dt.date | None) -> FoundPlaces:
    """The item's regions, the organiser's first; none where nothing tells them."""
    days = (day,) if day else tuple(dict.fromkeys((portal.config.now.date(), LAST_DISTRICT_DAY)))
    finder = PlaceFinder(portal.regions, days)
    search = _Search(evidence, portal, finder, day)
    return search.run()


class _Search:
    def __init__(self, evidence: Evidence, portal: Portal, finder: PlaceFinder, day: dt.date | None) -> None:
        self.evidence, self.portal, self.finder, self.day = evidence, portal, finder, day
        self.result = FoundPlaces()
        self.faults: list[str] = []  # names that mean no region on the day
        self.home, self.home_where = self._home()
        self.within = self._province(self.home) if self.home else self._named_province()

    def run(self) -> FoundPlaces:
        steps = (
            self._dateline,
            self._opening,
            self._headline,
            self._chairs,
            self._register,
            self._unit_alone,
            self._neighbours,
            self._bare,
            self._body,
        )
        for step in steps:
            step()
            if self.result.regions:
                break
        else:
            self.result.notes += [*self.faults, "Không rõ địa phương của tin."]
        return self.result

    # What is known before the text is read

    def _home(self) -> tuple[Region | None, str]:
        """The region of the source itself: from its address, its name or the tag of the dateline."""
        regions, evidence = self.portal.regions, self.evidence
        host = urllib.parse.urlsplit(evidence.address).hostname or ""
        for told, what in ((host, "địa chỉ trang"), (evidence.site, "tên trang"), (evidence.tag, "nguồn tin")):
            look = region_of_host if "." in told and " " not in told else region_of_name
            region = look(told, regions, self.finder) if told else None
            if region is not None:
                return region, f"{what} {quote(told)}"
        return None, ""

    def _named_province(self) -> Region | None:
        """The one province that the opening names; it tells namesakes of several provinces apart."""
        named = {
            place.region.id: place.region
            for text in [self.evidence.headline, *self.evidence.texts[:3]]
            for place in self.finder.find(text)
            if place.region is not None and place.region.level == PROVINCE
        }
        return next(iter(named.values())) if len(named) == 1 else None

    def _province(self, region: Region) -> Region:
        return region if region.parent is None else self.portal.regions[region.parent]

    # Where a region may be told, the surest first

    def _dateline(self) -> None:
        if not self.evidence.dateline:
            return
        places = self.finder.find(self.evidence.dateline, self.within)
        region = next((place.region for place in places if place.region), None)
        region = region or self.finder.resolve(self.evidence.dateline, self.within)[0]
        if region is None:
            return
        self._opening()
        acting, self.result.regions = self.result.regions[:1], []
        if acting and region.id in self._above(acting[0].value):
            self.result.regions = acting  # «Hậu Giang (TTXVN) - …, Thành ủy Vị Thanh tổ chức …»
        else:
            self._add(region, f"đầu bài: {quote(self.evidence.dateline)}", "certain")

    def _above(self, written: str) -> tuple[str, ...]:
        """The ids of what a region lies in."""
        region = self.finder.resolve(written)[0]
        return () if region is None or region.parent is None else (region.parent,)

    def _opening(self) -> None:
        """The first paragraph: the office that acts, and where."""
        for text in self.evidence.texts[: self.evidence.opening]:
            for number, sentence in enumerate(split_sentences(text)[:3]):
                self._read_sentence(sentence.text, first=number == 0)
                if self.result.regions:
                    return

    def _read_sentence(self, sentence: str, *, first: bool) -> None:
        places = self.finder.find(sentence, self.within)
        verb = _VERB.search(sentence)
        verb_at = verb.start() if verb else 0
        usable = [place for place in self._usable(places, sentence) if not self._attends(place, sentence, verb_at)]
        early = [place for place in usable if place.start < verb_at or (place.office and not place.at)]
        acting = next((place for place in early if not place.at), early[0] if early else None)
        where = [place for place in usable if place.at and place is not acting]
        if acting is not None and acting.region is not None:
            where_told = f"{quote(acting.quote)} trong {quote(sentence)}"
            self._add(acting.region, where_told, "certain" if first else "likely")
        elif alone := self._alone(verb_at, places):
            self._add(alone, f"{quote(sentence)}; tỉnh, huyện nào thì theo {self.home_where}", "likely")
        for place in where[:_MOST_PLACES]:
            if place.region is not None and self._lies_within(place.region, acting):
                self._add(place.region, f"{quote(place.quote)} trong {quote(sentence)}", "likely")

    def _attends(self, place: Place, sentence: str, verb_at: int) -> bool:
        """Whether only somebody from there takes part: `lãnh đạo huyện A`."""
        is_where = place.at and 0 < verb_at < place.start
        return not is_where and bool(_ATTENDING.search(sentence[max(0, place.start - _REACH) : place.start]))

    def _lies_within(self, region: Region, acting: Place | None) -> bool:
        """Whether a place is in the province of the office that acts there; another's is only spoken of."""
        if acting is None or acting.region is None:
            return True
        return self._province(region).id == self._province(acting.region).id

    def _usable(self, places: list[Place], sentence: str) -> Iterator[Place]:
        """Places that are not one of a list, each with a region; a commune of former days gives its district."""
        for n, place in enumerate(places):
            if place.listed or _LIST_BEFORE.search(sentence[max(0, place.start - _REACH) : place.start]):
                continue
            if place.region is not None:
                yield place
                continue
            if place.fault and place.name:
                self._note(place)
            wider = self._wider(places, n, sentence) if place.name else None
            if wider is None:
                continue
            if place.unit not in _COMMUNES:
                self.result.notes.append(self._fault(place))
            yield replace(wider, office=place.office, at=place.at)

    def _wider(self, places: list[Place], n: int, sentence: str) -> Place | None:
        """What follows a name that the vocabulary does not have: `xã A, huyện B`, `huyện A (B)`."""
        end = places[n].end
        following = next((place for place in places[n + 1 :] if place.region is not None), None)
        if following is not None and _JOINS.fullmatch(sentence, end, following.start):
            return following
        rest = sentence[end : end + _NEAR]
        return next((place for place in self.finder.find_bare(rest) if _JOINS.fullmatch(rest, 0, place.start)), None)

    def _alone(self, subject_end: int, places: list[Place]) -> Region | None:
        """`Tỉnh ủy tổ chức …` without a name: the unit of the source."""
        if self.home is None:
            return None
        for place in places:
            if place.name or place.listed or place.start > subject_end:
                continue
            return self._home_unit(place.unit)
        return None

    def _home_unit(self, unit: str) -> Region | None:
        if self.home is None:
            return None
        if self.home.kind.lower() == unit:
            return self.home
        province = self._province(self.home)
        return province if province.kind.lower() == unit else None

    def _headline(self) -> None:
        headline = self.evidence.headline
        for place in self.finder.find(headline, self.within):
            if place.region is not None and not place.listed:
                self._add(place.region, f"tiêu đề: {quote(headline)}", "certain")
                return
        for place in self.finder.find_bare(headline):
            if place.region is not None and (place.start == 0 or place.at):
                self._add(place.region, f"«{place.name}» trong tiêu đề", "likely")
                return

    def _chairs(self) -> None:
        for chair in self.evidence.chairs:
            for place in self.finder.find(chair.value.position, self.within):
                if place.region is not None:
                    self._add(place.region, f"chức vụ của người chủ trì: {quote(chair.value.position)}", "likely")
                    return

    def _register(self) -> None:
        """A post that names no place (`Phó Bí thư Tỉnh ủy`) belongs to the place that the register gives it."""
        day = self.day or self.portal.config.now.date()
        for chair in self.evidence.chairs:
            if not chair.value.official:
                continue
            official = self.portal.officials[chair.value.official]
            places = {
                post.region
                for post in official.positions
                if post.region is not None and (self.day is None or post.held_on(day))
            }
            if len(places) == 1:
                region = self.portal.regions[next(iter(places))]
                self._add(region, f"sổ cán bộ: chức vụ của {official.name} thuộc nơi này", "likely")
                return

    def _unit_alone(self) -> None:
        """`tỉnh` alone anywhere in the opening, with the source's province."""
        if self.home is None:
            return
        for text in [self.evidence.headline, *self.evidence.texts[:2]]:
            for place in self.finder.find(text, self.within):
                region = self._home_unit(place.unit) if not place.name and not place.listed else None
                if region is not None:
                    self._add(region, f"«{place.quote}» trong bài, {self.home_where}", "likely")
                    return

    def _neighbours(self) -> None:
        """`Tỉnh ủy` without a name, where all districts that the text names lie in one province of that kind."""
        alone = {
            place.unit
            for text in [self.evidence.headline, *self.evidence.texts[:1]]
            for place in self.finder.find(text)
            if not place.name and not place.listed
        }
        if alone.isdisjoint(("tỉnh", "thành phố")):
            return
        named = {
            place.region.id: place
            for text in self.evidence.texts
            for place in self.finder.find(text)
            if place.region is not None
        }
        provinces = {self._province(place.region).id for place in named.values() if place.region is not None}
        province = self.portal.regions[provinces.pop()] if len(provinces) == 1 else None
        if province is not None and province.kind.lower() in alone:
            told = ", ".join(quote(place.quote) for place in list(named.values())[:3])
            self._add(province, f"bài chỉ ghi «{province.kind.lower()}»; nơi này có {told}", "guess")

    def _bare(self) -> None:
        for text in self.evidence.texts[:1]:
            for place in self.finder.find_bare(text):
                said = place.at or _OFFICES_BEFORE_NAME.search(text[max(0, place.start - 60) : place.start])
                if place.region is not None and said:
                    self._add(place.region, f"«{place.name}» trong {quote(text)}", "likely")
                    return
        for label in self.evidence.labels:
            region, _ = self.finder.resolve(label, self.within)
            if region is not None:
                self._add(region, f"dòng trên tiêu đề: {quote(label)}", "likely")
                return

    def _body(self) -> None:
        counted: Counter[str] = Counter()
        quotes: dict[str, str] = {}
        for text in self.evidence.texts:
            for place in self.finder.find(text, self.within):
                if place.region is not None and not place.listed:
                    counted[place.region.id] += 1
                    quotes.setdefault(place.region.id, place.quote)
        ranked = counted.most_common(2)
        if ranked and ranked[0][1] > 1 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            region_id, times = ranked[0]
            self._add(self.portal.regions[region_id], f"{quote(quotes[region_id])}, {times} lần trong bài", "guess")

    # The result

    def _note(self, place: Place) -> None:
        if (note := self._fault(place)) not in self.faults:
            self.faults.append(note)

    def _fault(self, place: Place) -> str:
        return f"{quote(place.quote)}: {place.fault or 'danh mục địa phương không có tên này'}."

    def _add(self, region: Region, where: str, certainty: Certainty) -> None:
        value = self._written(region)
        if value in [found.value for found in self.result.regions]:
            return
        if self.day is None and certainty == "certain":
            certainty = "likely"
            where += "; chưa rõ ngày diễn ra nên chưa chắc tên gọi khi ấy"
        self.result.regions.append(Finding(value, where, certainty))

    def _written(self, region: Region) -> str:
        """The name as `region:` is written; the id where the name does not lead back to the region."""
        label = self.portal.regions.label(region.id)
        found, _ = self.finder.resolve(label)
        return label if found is not None and found.id == region.id else region.id
