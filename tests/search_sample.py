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
from plugins.model.views import Picture
from plugins.search import compose_search
from plugins.search.keys import ALONE, hash_token, pair_key
from plugins.search.scripts import ENGINE, INTERFACE, NARROWING

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


def make_whole_portal(folder: Path) -> Portal:
    """One that has all that the search page is made with: scripts in its theme, and pictures."""
    block = folder / "theme/blocks/search"
    block.mkdir(parents=True)
    for name in (*ENGINE, *INTERFACE, *NARROWING, "worker"):
        (block / f"{name}.js").write_text(f"/* Lời giải thích */\nglobalThis.tep = '{name}';\n", "utf-8")
    portal = make_portal(folder / "theme")
    portal.picture = lambda src, alt, caption, credit: Picture(f"/{src}", alt, caption, credit)
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


def pair(first: str, second: str) -> int:
    return pair_key(hash_token(first), hash_token(second))


def alone(token: str) -> int:
    return pair_key(hash_token(token), ALONE)


def jobs_of(portal: Portal, *items):
    return {job.address: job for job in compose_search(portal, make_corpus(portal, *items))}


def files_of(portal: Portal, *items) -> dict[str, bytes]:
    jobs = jobs_of(portal, *items)
    return {
        address: portal_bytes(job.compose()) for address, job in jobs.items() if job.renderer.startswith("search")
        and job.renderer != "search.html"
    }  # fmt: skip


def portal_bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def numbered(count: int):
    return [
        make_item(f"Bản tin số {n}", f"{2000 + n // 300}-{n // 28 % 10 + 1:02}-{n % 28 + 1:02}") for n in range(count)
    ]
