"""A small portal for the tests of the search room: three regions with a merger, two officials, a handful of items."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plugins.model import (
    DISTRICT,
    PROVINCE,
    Alias,
    Category,
    Chair,
    Config,
    Corpus,
    NewsItem,
    Official,
    Portal,
    Region,
    freeze_corpus,
    slugify,
)

ZONE = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
MERGER = dt.date(2025, 6, 30)
REGIONS = (
    Region("tay-ninh", "Tây Ninh", "Tỉnh", PROVINCE, predecessors=("long-an",)),
    Region("ho-chi-minh", "Hồ Chí Minh", "Thành phố", PROVINCE, aliases=(Alias("Sài Gòn"),)),
    Region("da-nang", "Đà Nẵng", "Thành phố", PROVINCE),
    Region("long-an", "Long An", "Tỉnh", PROVINCE, until=MERGER, successors=("tay-ninh",)),
    Region("ben-luc-long-an", "Bến Lức", "Huyện", DISTRICT, parent="long-an", until=MERGER),
)
LISTINGS = {"ben-luc-long-an": ("ben-luc-long-an", "long-an", "tay-ninh"), "long-an": ("long-an", "tay-ninh")}
LABELS = {"ben-luc-long-an": "Bến Lức, Long An"}
CATEGORIES = (Category("dan-van", "Dân vận"), Category("thong-bao", "Thông báo", notices=True))
OFFICIALS = (Official("duong-van-ut", "Dương Văn Út", aliases=("Ba Út",)),)


class SampleRegions:
    def __getitem__(self, region_id: str) -> Region:
        return {region.id: region for region in REGIONS}[region_id]

    def __iter__(self) -> Iterator[Region]:
        return iter(REGIONS)

    def label(self, region_id: str) -> str:
        return LABELS.get(region_id) or self[region_id].name

    def present_name(self, region_id: str) -> str:
        return "Tây Ninh" if region_id in LISTINGS else ""

    def listing_ids(self, region_id: str) -> tuple[str, ...]:
        return LISTINGS.get(region_id, (region_id,))


class ById(dict[str, Any]):
    """A vocabulary that iterates its entries."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values())


def make_portal(theme: Path) -> Portal:
    root = theme.parent
    now = dt.datetime(2026, 1, 1, tzinfo=ZONE)
    names = {"name": "Cổng tin", "tagline": "", "organisation": "", "url": "", "language": "vi"}
    portal = Portal(Config(content=root, pages=root, vocabulary=root, theme=theme, zone=ZONE, now=now, **names))
    portal.regions = SampleRegions()  # type: ignore[assignment]
    portal.officials = ById({official.id: official for official in OFFICIALS})  # type: ignore[assignment]
    portal.categories = ById({category.id: category for category in CATEGORIES})  # type: ignore[assignment]
    portal.gettext = lambda message: message
    portal.state = root / "state"
    portal.spread = lambda work, count, *_: map(work, range(count))
    return portal


def make_item(title: str, day: str = "2024-01-05", *, chairs: tuple[str, ...] = (), **fields: Any) -> NewsItem:
    """A published item; `chairs` are names, whose ids are their slugs."""
    fields.setdefault("slug", slugify(title))
    fields.setdefault("category", "dan-van")
    fields.setdefault("body", "<p>Nội dung.</p>")
    return NewsItem(
        path=f"news/{fields['slug']}.md",
        title=title,
        date=dt.datetime.fromisoformat(f"{day}T08:00:00+07:00"),
        chairs=tuple(Chair(slugify(name), name) for name in chairs),
        **fields,
    )


def make_corpus(portal: Portal, *items: NewsItem) -> Corpus:
    return freeze_corpus(items, (), portal.regions, portal.officials)
