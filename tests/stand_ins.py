"""Tiny vocabularies for tests of rooms that look names up: a few regions, officials and categories."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from plugins.model import (
    DISTRICT,
    PROVINCE,
    Category,
    Config,
    Official,
    Portal,
    Position,
    Region,
    UnknownNameError,
    fold,
    slugify,
)

ZONE = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
MERGER = dt.date(2025, 6, 30)


class StandInRegions:
    _names: ClassVar = {
        "Bến Lức, Long An": Region("ben-luc-long-an", "Bến Lức", "Huyện", DISTRICT, "long-an", until=MERGER),
        "Long An": Region("long-an", "Long An", "Tỉnh", PROVINCE, until=MERGER),
        "Tây Ninh": Region("tay-ninh", "Tây Ninh", "Tỉnh", PROVINCE),
    }

    def __getitem__(self, region_id: str) -> Region:
        return {region.id: region for region in self._names.values()}[region_id]

    def __iter__(self) -> Iterator[Region]:
        return iter(self._names.values())

    def resolve(self, name: str, day: dt.date) -> Region:
        region = self._names.get(name)
        if region is None or not region.held_on(day):
            raise UnknownNameError(f"không có địa phương «{name}»", candidates=["Long An", "Tây Ninh"])
        return region

    def label(self, region_id: str) -> str:
        return self[region_id].name

    def present_name(self, region_id: str) -> str:
        return ""

    def listing_ids(self, region_id: str) -> tuple[str, ...]:
        return (region_id,)


class StandInOfficials:
    _out = Official(
        "duong-van-ut",
        "Dương Văn Út",
        aliases=("D.V. Út",),
        positions=(
            Position("Phó Bí thư Huyện ủy", until=dt.date(2023, 12, 31)),
            Position("Bí thư Huyện ủy", since=dt.date(2024, 1, 1)),
        ),
    )

    def __getitem__(self, official_id: str) -> Official:
        return {self._out.id: self._out}[official_id]

    def __iter__(self) -> Iterator[Official]:
        return iter((self._out,))

    def resolve(self, name: str, day: dt.date) -> Official:
        if name == "Nguyễn Văn An":
            raise UnknownNameError("có hai người tên «Nguyễn Văn An»", candidates=["nguyen-van-an", "nguyen-van-an-2"])
        if name in (self._out.id, self._out.name, *self._out.aliases):
            return self._out
        return Official(slugify(name) or "khong-ten", name, registered=False)

    def look_alikes(self, name: str) -> tuple[str, ...]:
        return (self._out.name,) if fold(name) == fold(self._out.name) else ()


class StandInCategories:
    _all = (Category("dan-van", "Dân vận"), Category("thong-bao", "Thông báo", notices=True))

    def __getitem__(self, category_id: str) -> Category:
        return {category.id: category for category in self._all}[category_id]

    def __iter__(self) -> Iterator[Category]:
        return iter(self._all)

    def resolve(self, name: str) -> Category:
        for category in self._all:
            if name in (category.id, category.name):
                return category
        raise UnknownNameError(f"không có chuyên mục «{name}»", candidates=["Dân vận"])


def stand_in_portal(root: Path) -> Portal:
    """A portal whose content lies in `root/content`, with the vocabularies above."""
    content = root / "content"
    for folder in ("news", "pages", "images"):
        (content / folder).mkdir(parents=True, exist_ok=True)
    portal = Portal(
        Config(
            content=content,
            pages=content / "pages",
            vocabulary=content / "vocabulary",
            theme=root / "theme",
            name="Cổng tin",
            tagline="",
            organisation="Cơ quan",
            url="",
            language="vi",
            zone=ZONE,
            now=dt.datetime(2026, 7, 25, 9, 30, tzinfo=ZONE),
        )
    )
    portal.regions = StandInRegions()
    portal.officials = StandInOfficials()
    portal.categories = StandInCategories()
    portal.inspect_picture = lambda path: ()
    portal.state = root / "state"
    portal.spread = lambda work, count, *_: map(work, range(count))
    return portal
