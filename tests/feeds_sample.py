"""Items for the feeds room, all of its files, and the schemas that they are held against."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import feedparser
import msgspec
from jsonschema import Draft202012Validator
from lxml import etree

from plugins import feeds
from plugins.model import (
    Category,
    Chair,
    Config,
    Corpus,
    NewsItem,
    Portal,
    StaticPage,
    freeze_corpus,
)
from plugins.model.views import (
    Picture,
)
from plugins.vocabulary.categories import CategoryList

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = dt.datetime(2026, 3, 10, 9, tzinfo=ZONE)
SCHEMAS = Path(__file__).parent / "schemas"

ATOM = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
RSS = etree.RelaxNG(etree.parse(SCHEMAS / "rss.rng"))
SITEMAP = etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd"))
JSON_FEED = Draft202012Validator(json.loads((SCHEMAS / "json-feed.schema.json").read_bytes()))
STRUCTURED_DATA = Draft202012Validator(json.loads((SCHEMAS / "structured-data.schema.json").read_bytes()))
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}

HOSTILE = [
    "Tin </script><script>alert(1)</script>",
    "Tin ]]> <![CDATA[ x ]]>",
    "Tin & <b>đậm</b> &amp; \"nháy\" 'đơn'",
    "Tin\x00 có\x08 ký\x1b tự\ufffe điều\uffff khiển\x7f",
    "Tin \ud800 nửa cặp",
    "Tin \u2028 ngắt dòng \u2029 ngắt đoạn",
    "Dài " * 75,
    "Tin 🇻🇳 👩‍🌾 biểu tượng",
    "Tin 100% [ngoặc] %zz % 5%\\ {}|^`",
    "Tin <!-- ghi chú --!> <!DOCTYPE x> <?php ?>",
]


class Regions:
    """Long An holds Bến Lức; every region's label is its id with a mark."""

    def __getitem__(self, region_id: str) -> object:
        raise KeyError(region_id)

    def __iter__(self) -> Iterable[object]:
        return iter(())

    def label(self, region_id: str) -> str:
        return {"ben-luc": "Bến Lức, Long An", "long-an": "Long An"}[region_id]

    def listing_ids(self, region_id: str) -> tuple[str, ...]:
        return (region_id, "long-an") if region_id == "ben-luc" else (region_id,)


class Officials:
    def __getitem__(self, official_id: str) -> object:
        raise KeyError(official_id)


CATEGORIES = CategoryList([Category("dan-van", "Dân vận"), Category("kinh-te", "Kinh tế")])


def make_item(number: int = 1, **changes: object) -> NewsItem:
    item = NewsItem(
        path=f"news/{number}.md",
        title=f"Tin số {number}",
        slug=f"tin-so-{number}",
        date=dt.datetime(2022, 7, 1, 8, tzinfo=ZONE) + dt.timedelta(hours=number),
        category="dan-van",
        body="<p>Nội dung.</p>",
        regions=("ben-luc",),
        chairs=(Chair("an", "Nguyễn Văn An", "Bí thư Huyện ủy"),),
        tags=("dân vận khéo",),
        summary="Câu dẫn của tin.",
        authors=("Việt Hằng", "Kim Phượng"),
    )
    return msgspec.structs.replace(item, **changes)


def make_corpus(items: Iterable[NewsItem], pages: Iterable[StaticPage] = ()) -> Corpus:
    return freeze_corpus(items, pages, Regions(), Officials())


def make_portal(**changes: object) -> Portal:
    config = Config(
        content=Path("content"),
        pages=Path("pages"),
        vocabulary=Path("vocabulary"),
        theme=Path("theme"),
        name="Cổng tin & thử",
        tagline="Tin <chính thức>",
        organisation="Ban Thử nghiệm",
        url="https://example.vn",
        language="vi",
        zone=ZONE,
        now=NOW,
    )
    portal = Portal(dataclasses.replace(config, **changes))
    portal.regions = Regions()
    portal.officials = Officials()
    portal.categories = CATEGORIES
    portal.picture = lambda src, alt, caption, credit: Picture(f"/{src}", alt, caption, credit)
    feeds.provide_feeds(SimpleNamespace(settings={"PORTAL": portal}))
    return portal


def write_all(corpus: Corpus, portal: Portal | None = None) -> dict[str, bytes]:
    """Every file of the room by its address."""
    portal = portal or make_portal()
    jobs = list(portal.composers["feeds"](portal, corpus))
    files = {job.address: portal.renderers[job.renderer](job.compose()) for job in jobs}
    assert len(files) == len(jobs), "two jobs share an address"
    return files


def parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def check_feeds(files: dict[str, bytes]) -> None:
    """Every feed is valid by its schema and readable by a feed reader without complaint."""
    for address, data in files.items():
        if address.endswith(".json"):
            JSON_FEED.validate(json.loads(data))
        elif address.startswith("/feeds/"):
            (ATOM if address.endswith("atom.xml") else RSS).assertValid(parse(data))
            read = feedparser.parse(data)
            assert not read.bozo, (address, read.get("bozo_exception"))
            assert read.version == ("atom10" if address.endswith("atom.xml") else "rss20")
            assert next(link.href for link in read.feed.links if link.rel == "self").endswith(address)
            for part in (read.feed, *read.entries):
                assert len([link for link in part.links if link.rel == "alternate"]) == 1


def check_sitemaps(files: dict[str, bytes]) -> None:
    for address, data in files.items():
        if "sitemap" in address and address.endswith(".xml"):
            SITEMAP.assertValid(parse(data))


def locations(data: bytes) -> list[str]:
    return [element.text for element in parse(data).iterfind(".//map:loc", NAMESPACES)]
