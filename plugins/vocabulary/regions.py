"""Look-up of regions by the names they had on a day.

In: regions with their validity, successors and aliases. Out: a region for a name and a day, its label, its province of
today, and the listings its items belong to. A name that does not hold is explained with what to write instead.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from plugins.model import PROVINCE, Region, UnknownNameError, fold, normalise
from plugins.vocabulary.names import NearestNames, name_key, quoted

_ONE_DAY = dt.timedelta(days=1)

# What stands before a name, as a key: the unit's kind in full or as it is abbreviated.
_KINDS = {
    "tỉnh": "Tỉnh",
    "thành phố": "Thành phố",
    "tp": "Thành phố",
    "thị xã": "Thị xã",
    "tx": "Thị xã",
    "quận": "Quận",
    "q": "Quận",
    "huyện đảo": "Huyện",
    "huyện": "Huyện",
    "h": "Huyện",
    "đặc khu": "Đặc khu",
    "phường": "Phường",
    "p": "Phường",
    "xã": "Xã",
    "x": "Xã",
}
_KIND_BEFORE_NAME = re.compile(rf"({'|'.join(_KINDS)}) (.+)|(q|p)(\d+)")


class _Holding(NamedTuple):
    """A name that a region bore from `since` to `until`."""

    region: Region
    since: dt.date | None
    until: dt.date | None

    def held_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class _Query:
    """A name as typed, in parts: `whole` and `bare` are keys with and without the kind before the name."""

    typed: str
    whole: str
    bare: str
    kind: str
    province: str  # key of the qualifier, empty when there is none


class RegionVocabulary:
    """Every region, found by id, name, alias or qualified name.

    Look-ups ignore case, spacing, kinds of dash and where the tone mark stands, but not accents.
    """

    def __init__(self, regions: Iterable[Region]) -> None:
        self._by_id = {region.id: region for region in regions}
        self._holdings: dict[str, list[_Holding]] = defaultdict(list)
        self._children: dict[str, list[str]] = defaultdict(list)
        keys: dict[str, str] = {}
        days: set[dt.date] = set()
        for region in self._by_id.values():
            name = region.name
            key = keys[name] if name in keys else keys.setdefault(name, name_key(name))
            holding = _Holding(region, region.since, region.until)
            self._holdings[key].append(holding)
            for alias in region.aliases:
                holding = _Holding(region, alias.since or region.since, alias.until or region.until)
                self._holdings[name_key(alias.name)].append(holding)
                days.update(_boundaries(holding))
            if region.parent is not None:
                self._children[region.parent].append(region.id)
            days.update(_boundaries(region))
        # Between two of these days no name changes its meaning, so an answer holds for all days between.
        self._eras = sorted(days)
        self._keys = keys
        self._resolved: dict[tuple[str, int], Region] = {}
        self._suggested: dict[tuple[str, int], list[str]] = {}

    def __getitem__(self, region_id: str) -> Region:
        return self._by_id[region_id]

    def __iter__(self) -> Iterator[Region]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    # What a region is

    def label(self, region_id: str) -> str:
        """Its qualified name: `Bến Lức, Long An`; `Tây Ninh`; with its kind where the name alone would mislead:
        `huyện Điện Biên, Điện Biên`, `Quận 1, TP. Hồ Chí Minh`.
        """
        region = self._by_id[region_id]
        if region.parent is None:
            return region.written or region.name
        parent = self._by_id[region.parent]
        if region.name[0].isdigit():
            name = f"{region.kind} {region.name}"
        elif self._keys[region.name] == self._keys[parent.name] or self._has_namesake(region):
            name = f"{region.kind.lower()} {region.name}"
        else:
            name = region.name
        return f"{name}, {parent.written or parent.name}"

    def present_name(self, region_id: str) -> str:
        """The present province of a past unit (`Tây Ninh`), or nothing when its label names it already."""
        province = self._province(region_id)
        return ", ".join(self.label(heir) for heir in self._heirs(province) if heir != province.id)

    def listing_ids(self, region_id: str) -> tuple[str, ...]:
        """Ids of all regions whose listing shows an item of this one: itself, its province, that one's successors."""
        province = self._province(region_id)
        return tuple(dict.fromkeys((region_id, province.id, *self._heirs(province))))

    def children(self, region_id: str) -> tuple[str, ...]:
        """Ids of the districts and communes that lie or lay in a province."""
        return tuple(self._children.get(region_id, ()))

    def predecessors(self, region_id: str) -> tuple[str, ...]:
        """Ids of the regions that went, whole or in part, into this one."""
        return self._by_id[region_id].predecessors

    def _province(self, region_id: str) -> Region:
        region = self._by_id[region_id]
        return region if region.parent is None else self._by_id[region.parent]

    def _heirs(self, province: Region) -> tuple[str, ...]:
        """The provinces of today that a province went into; itself while it stands."""
        heirs: dict[str, None] = {}
        seen, waiting = set(), [province]
        while waiting:
            current = waiting.pop(0)
            if current.id not in seen:
                seen.add(current.id)
                waiting += [self._by_id[successor] for successor in current.successors]
                if not current.successors:
                    heirs[current.id] = None
        return tuple(heirs)

    def _has_namesake(self, region: Region) -> bool:
        """Whether another unit of its level and province bears its name: thị xã and huyện Kỳ Anh."""
        return any(
            other.region.parent == region.parent and other.region.level == region.level and other.region is not region
            for other in self._holdings[self._keys[region.name]]
        )

    # Which region a name means

    def resolve(self, name: str, day: dt.date) -> Region:
        """The region so called on that day: a name, alias, id, or a name with its province after a comma.

        A kind before the name (`huyện`, `TP.`) narrows it down. Of several, the highest level counts; between equals,
        for a name that does not hold on that day and for an unknown one: UnknownNameError with what to write instead.
        """
        era = bisect_right(self._eras, day)
        region = self._resolved.get((name, era))
        if region is None:
            region = self._resolved[name, era] = self._find(name, day)
        return region

    def _find(self, name: str, day: dt.date) -> Region:
        typed = " ".join(normalise(name).split())
        if typed in self._by_id:
            region = self._by_id[typed]
            if not region.held_on(day):
                raise self._out_of_time(typed, [_Holding(region, region.since, region.until)], day)
            return region
        query = _parse(typed)
        bearers = self._bearers(query)
        held = [holding.region for holding in bearers if holding.held_on(day)]
        if not held:
            raise self._out_of_time(typed, bearers, day) if bearers else self._unknown(query, day)
        highest = min(region.level for region in held)
        if not query.kind and not query.province and highest != PROVINCE:
            # `Long An` written after the province went would silently become the ward of that name.
            past = [holding for holding in bearers if holding.region.level == PROVINCE]
            if past:
                raise self._out_of_time(typed, past, day, still=held)
        chosen = {region.id: region for region in held if region.level == highest}
        if len(chosen) > 1:
            labels = sorted(map(self.label, chosen), key=fold)
            raise UnknownNameError(
                f"có {len(labels)} nơi tên «{typed}» vào ngày {day:%d/%m/%Y}", f"hãy ghi rõ: {quoted(labels)}", labels
            )
        return next(iter(chosen.values()))

    def _bearers(self, query: _Query) -> list[_Holding]:
        bearers = [
            holding for holding in self._holdings.get(query.whole, ()) if not holding.region.name.isdigit()
        ]  # a bare number is no name: «Quận 1» is
        if query.kind:
            bearers += [h for h in self._holdings.get(query.bare, ()) if h.region.kind == query.kind]
        if query.province:
            provinces = self._provinces_called(query.province)
            bearers = [holding for holding in bearers if holding.region.parent in provinces]
        return bearers

    def _provinces_called(self, key: str) -> set[str]:
        match = _KIND_BEFORE_NAME.fullmatch(key)
        holdings = self._holdings.get(key, []) + (self._holdings.get(match[2], []) if match and match[2] else [])
        return {holding.region.id for holding in holdings if holding.region.level == PROVINCE}

    # What to say of a name that means none

    def _out_of_time(
        self, typed: str, bearers: list[_Holding], day: dt.date, still: Iterable[Region] = ()
    ) -> UnknownNameError:
        """The error for a name that held at other times, with the successors or predecessors to write instead."""
        past = [holding for holding in bearers if holding.until and holding.until < day]
        if past:
            until = max(holding.until for holding in past if holding.until)
            message = f"«{typed}» chỉ dùng đến hết ngày {until:%d/%m/%Y}"
            instead = [name for holding in past for name in self._now_called(holding, day)]
            hint = f"từ {until + _ONE_DAY:%d/%m/%Y} hãy ghi "
        else:
            since = min(holding.since for holding in bearers if holding.since)
            message = f"«{typed}» chỉ có từ ngày {since:%d/%m/%Y}"
            instead = [
                self.label(region_id)
                for holding in bearers
                for region_id in holding.region.predecessors
                if self._by_id[region_id].held_on(day)
            ]
            hint = "trước đó hãy ghi "
        instead = list(dict.fromkeys(instead))
        hint = hint + quoted(instead) if instead else "kiểm tra lại tên và ngày diễn ra"
        lower = sorted(f"{region.kind.lower()} {region.name}, {self._province(region.id).name}" for region in still)
        if lower:
            hint += f"; nếu đúng là nơi cùng tên thì ghi {quoted(lower)}"
        return UnknownNameError(message, hint, instead + lower)

    def _now_called(self, holding: _Holding, day: dt.date) -> list[str]:
        region = holding.region
        if region.held_on(day):  # only this alias has lapsed
            return [self.label(region.id)]
        return [self.label(successor) for successor in region.successors if self._by_id[successor].held_on(day)]

    def _unknown(self, query: _Query, day: dt.date) -> UnknownNameError:
        message = f"không có địa phương nào tên «{query.typed}»"
        if query.typed.count(",") > 1:
            message += "; chỉ ghi tên và tỉnh, cách nhau một dấu phẩy"
        near = self._suggest(query, day)
        hint = f"có phải {quoted(near)}?" if near else "xem tên các địa phương trong vocabulary/regions.json"
        return UnknownNameError(message, hint, near)

    def _suggest(self, query: _Query, day: dt.date, count: int = 5) -> list[str]:
        """Labels of the regions the editor may have meant, nearest first, those that held on the day only."""
        asked = query.typed, bisect_right(self._eras, day)
        if asked not in self._suggested:
            _, _, tail = query.typed.partition(",")
            # «xã, huyện, tỉnh»: the district, when the communes of its time are not in the vocabulary.
            wider = [h.region.id for h in self._bearers(_parse(tail)) if h.held_on(day)] if "," in tail else []
            labels = dict.fromkeys([*map(self.label, wider), *self._nearest_labels(query, day)])
            self._suggested[asked] = list(labels)[:count]
        return self._suggested[asked]

    def _nearest_labels(self, query: _Query, day: dt.date) -> Iterator[str]:
        if query.province:
            # The province may be right and the name misspelt, or the other way round.
            inside = self._provinces_called(query.province)
            children = [self._by_id[child] for province in sorted(inside) for child in self._children[province]]
            # A province that is gone has no units left; the name that it held is the way to what to write instead.
            children = [child for child in children if child.held_on(day)] or children
            for name in NearestNames(sorted({child.name for child in children}))(query.bare):
                yield from (self.label(child.id) for child in children if child.name == name)
            for province_name in self._nearest_names(query.province):
                for province in sorted(self._provinces_called(name_key(province_name))):
                    yield from self._labels_of(query.bare, query.kind, province, day)
            yield from self._labels_of(query.bare, query.kind, None, day)
            return
        near = [query.bare, *map(name_key, self._nearest_names(query.bare))]
        for kind in dict.fromkeys((query.kind, "")):
            for key in near:
                yield from self._labels_of(key, kind, None, day)

    def _labels_of(self, key: str, kind: str, parent: str | None, day: dt.date) -> list[str]:
        regions = sorted((h.region for h in self._holdings.get(key, ()) if h.held_on(day)), key=lambda r: r.level)
        return [
            self.label(region.id)
            for region in regions
            if (not kind or region.kind == kind) and (parent is None or region.parent == parent)
        ]

    @cached_property
    def _nearest_names(self) -> NearestNames:
        aliases = [alias.name for region in self for alias in region.aliases]
        return NearestNames([region.name for region in self if not region.name.isdigit()] + aliases)


def _parse(typed: str) -> _Query:
    name, _, province = typed.partition(",")
    whole = name_key(name)
    match = _KIND_BEFORE_NAME.fullmatch(whole)
    kind, bare = ("", whole)
    if match:
        kind, bare = (_KINDS[match[1]], match[2]) if match[1] else (_KINDS[match[3]], match[4])
        bare = str(int(bare)) if bare.isdecimal() else bare  # «Quận 01»
    return _Query(typed, whole, bare, kind, name_key(province))


def _boundaries(term: Region | _Holding) -> Iterator[dt.date]:
    if term.since:
        yield term.since
    if term.until:
        yield term.until + _ONE_DAY
