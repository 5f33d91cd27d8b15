"""Feeds, sitemaps and structured data: each file is held against a schema, and read back by another program."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import time
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import feedparser
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree

from plugins import feeds
from plugins.feeds import sitemaps
from plugins.model import (
    CATEGORY,
    OFFICIAL,
    REGION,
    TAG,
    Category,
    Chair,
    Config,
    Corpus,
    Correction,
    Cover,
    NewsItem,
    Portal,
    Source,
    StaticPage,
    feed_address,
    freeze_corpus,
)
from plugins.model.views import (
    Chairing,
    Crop,
    Head,
    HomeView,
    Html,
    ItemView,
    Link,
    ListingView,
    NotFoundView,
    Picture,
    RegionLabel,
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
    return dataclasses.replace(item, **changes)


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


# Feeds


def test_all_categories_regions_and_officials_with_items_have_three_valid_feeds_and_tags_an_atom_feed() -> None:
    files = write_all(make_corpus([make_item(1), make_item(2, regions=(), chairs=())]))
    expected = {feed_address(kind) for kind in ("atom.xml", "rss.xml", "json")}
    for taxonomy, term in [(CATEGORY, "dan-van"), (REGION, "ben-luc"), (REGION, "long-an"), (OFFICIAL, "an")]:
        expected |= {feed_address(kind, taxonomy, term) for kind in ("atom.xml", "rss.xml", "json")}
    expected.add(feed_address("atom.xml", TAG, "dan-van-kheo"))
    assert {address for address in files if address.startswith("/feeds/")} == expected
    check_feeds(files)


def test_a_feed_holds_the_newest_twenty_items_newest_first() -> None:
    files = write_all(make_corpus(make_item(number) for number in range(30)))
    expected = [f"Tin số {number}" for number in range(29, 9, -1)]
    for address in ("/feeds/all.atom.xml", "/feeds/dia-phuong/long-an.rss.xml"):
        assert [entry.title for entry in feedparser.parse(files[address]).entries] == expected
    assert [item["title"] for item in json.loads(files["/feeds/chu-tri/an.json"])["items"]] == expected


def test_a_feed_of_a_term_holds_only_its_items_and_leads_to_its_page() -> None:
    files = write_all(make_corpus([make_item(1), make_item(2, category="kinh-te", regions=(), chairs=())]))
    for kind in ("atom.xml", "rss.xml"):
        read = feedparser.parse(files[f"/feeds/chuyen-muc/kinh-te.{kind}"])
        assert [entry.title for entry in read.entries] == ["Tin số 2"]
        assert read.feed.link == "https://example.vn/chuyen-muc/kinh-te/"
        assert read.feed.title == "Kinh tế – Cổng tin & thử"
        self_links = [link.href for link in read.feed.links if link.rel == "self"]
        assert self_links == [f"https://example.vn/feeds/chuyen-muc/kinh-te.{kind}"]
    assert json.loads(files["/feeds/dia-phuong/ben-luc.json"])["title"].startswith("Bến Lức, Long An – ")


def test_entries_carry_permalink_dates_authors_categories_picture_and_source() -> None:
    item = make_item(
        updated=dt.datetime(2022, 7, 3, 7, 30, tzinfo=ZONE),
        cover=Cover("images/hội nghị.JPG", "Hội nghị"),
        source=Source("Báo Thử", "https://bao.example.vn/tin?a=1&b=2"),
        title="Lãi suất < 5% & tăng",
    )
    files = write_all(make_corpus([item]))
    check_feeds(files)
    address = "https://example.vn/tin/2022/07/tin-so-1/"
    picture = "https://example.vn/images/h%E1%BB%99i%20ngh%E1%BB%8B.JPG"

    atom = feedparser.parse(files["/feeds/all.atom.xml"])
    entry = atom.entries[0]
    assert entry.id == entry.link == address
    assert entry.title_detail.type == "text/plain"
    assert (entry.published, entry.updated) == ("2022-07-01T09:00:00+07:00", "2022-07-03T07:30:00+07:00")
    assert atom.feed.updated == entry.updated
    assert atom.feed.language == "vi"
    assert [author.name for author in entry.authors] == ["Việt Hằng", "Kim Phượng"]
    assert [(tag.term, tag.label) for tag in entry.tags] == [
        ("dan-van", "Dân vận"),
        ("ben-luc", "Bến Lức, Long An"),
        ("dan-van-kheo", "dân vận khéo"),
    ]
    assert {link.rel: link.href for link in entry.links} == {
        "alternate": address,
        "enclosure": picture,
        "via": "https://bao.example.vn/tin?a=1&b=2",
    }
    assert parse(files["/feeds/all.atom.xml"]).findtext("atom:entry/atom:title", None, NAMESPACES) == item.title

    entry = feedparser.parse(files["/feeds/all.rss.xml"]).entries[0]
    assert entry.id == entry.link == address
    assert entry.published_parsed[:5] == (2022, 7, 1, 2, 0)
    assert [author.name for author in entry.authors] == ["Việt Hằng", "Kim Phượng"]
    assert [tag.term for tag in entry.tags] == ["Dân vận", "Bến Lức, Long An", "dân vận khéo"]
    assert [(link.href, link.type) for link in entry.enclosures] == [(picture, "image/jpeg")]

    feed = json.loads(files["/feeds/all.json"])
    assert feed["language"] == "vi"
    entry = feed["items"][0]
    assert entry["id"] == entry["url"] == address
    assert entry["title"] == item.title
    assert entry["date_modified"] == "2022-07-03T07:30:00+07:00"
    assert [author["name"] for author in entry["authors"]] == ["Việt Hằng", "Kim Phượng"]
    assert entry["tags"] == ["Dân vận", "Bến Lức, Long An", "dân vận khéo"]
    assert entry["image"] == picture


def test_an_item_with_the_required_fields_alone_gives_valid_feeds() -> None:
    item = make_item(regions=(), chairs=(), tags=(), summary="", authors=())
    files = write_all(make_corpus([item]), make_portal(tagline="", organisation=""))
    check_feeds(files)
    assert feedparser.parse(files["/feeds/all.atom.xml"]).feed.author == "Cổng tin & thử"


def test_a_summary_reads_as_the_plain_text_it_is() -> None:
    files = write_all(make_corpus([make_item(summary="Giá <5 nghìn & >3 nghìn; <b>không đậm</b>")]))
    for address in ("/feeds/all.atom.xml", "/feeds/all.rss.xml"):
        summary = feedparser.parse(files[address], sanitize_html=False).entries[0].summary
        assert BeautifulSoup(summary, "html.parser").get_text() == "Giá <5 nghìn & >3 nghìn; <b>không đậm</b>"
    assert json.loads(files["/feeds/all.json"])["items"][0]["summary"].startswith("Giá <5 nghìn & >3")


def test_text_of_control_characters_alone_counts_as_none() -> None:
    files = write_all(make_corpus([make_item(summary="\x01", authors=("\x02", "Việt Hằng"), tags=("\x03",))]))
    check_feeds(files)
    entry = json.loads(files["/feeds/all.json"])["items"][0]
    assert "summary" not in entry
    assert entry["authors"] == [{"name": "Việt Hằng"}]


def test_a_picture_of_unknown_type_is_left_out() -> None:
    files = write_all(make_corpus([make_item(cover=Cover("images/anh.tiff"))]))
    check_feeds(files)
    assert not feedparser.parse(files["/feeds/all.rss.xml"]).entries[0].enclosures


def test_an_empty_portal_still_has_its_three_feeds() -> None:
    files = write_all(make_corpus([]))
    assert sorted(address for address in files if address.startswith("/feeds/")) == [
        "/feeds/all.atom.xml",
        "/feeds/all.json",
        "/feeds/all.rss.xml",
    ]
    check_feeds(files)
    check_sitemaps(files)
    for address in ("/feeds/all.atom.xml", "/feeds/all.rss.xml"):
        assert feedparser.parse(files[address]).feed.updated_parsed[:3] == (1970, 1, 1), "the build's time shows"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_anywhere_leaves_every_file_valid(text: str) -> None:
    item = make_item(
        date=NOW - dt.timedelta(hours=1),
        title=text,
        summary=text,
        authors=(text,),
        tags=(text,),
        chairs=(Chair("an", text, text),),
        source=Source(text, f"https://bao.example.vn/{text}"),
        cover=Cover(f"images/{text}.png", text, text, text),
    )
    files = write_all(make_corpus([item]), make_portal(name=text, tagline=text, organisation=text))
    check_feeds(files)
    check_sitemaps(files)
    assert json.loads(files["/feeds/all.json"])["items"][0]["title"] == feeds.entries.writable(text)


@settings(max_examples=60, deadline=None)
@given(title=st.text(st.characters(exclude_categories=())), summary=st.text(st.characters(exclude_categories=())))
def test_any_text_at_all_leaves_every_file_valid(title: str, summary: str) -> None:
    files = write_all(make_corpus([make_item(date=NOW, title=title, summary=summary)]))
    check_feeds(files)
    check_sitemaps(files)


def test_output_is_the_same_for_the_same_items_whatever_the_time_and_order() -> None:
    items = [make_item(number, category=("dan-van", "kinh-te")[number % 2]) for number in range(40)]
    first = write_all(make_corpus(items))
    later = write_all(make_corpus(reversed(items)), make_portal(now=NOW + dt.timedelta(days=400)))
    assert first == later


# Sitemaps


def test_the_sitemap_index_leads_to_valid_sitemaps_that_list_every_item_once() -> None:
    items = [make_item(number, date=dt.datetime(2020 + number, 1, 1, tzinfo=ZONE)) for number in range(3)]
    page = StaticPage("pages/gioi-thieu.md", "Giới thiệu", "gioi-thieu", "", updated=NOW)
    corpus = make_corpus(items, [page])
    files = write_all(corpus)
    check_sitemaps(files)
    listed = [address.removeprefix("https://example.vn") for address in locations(files["/sitemap.xml"])]
    assert listed == [f"/sitemaps/{name}.xml" for name in ("trang", "tin-2020", "tin-2021", "tin-2022")]
    found = [location for address in listed for location in locations(files[address])]
    assert len(found) == len(set(found))
    assert {f"https://example.vn{item.address}" for item in corpus.items} < set(found)
    for address in (
        "/",
        "/gioi-thieu/",
        "/luu-tru/",
        "/luu-tru/2020/",
        "/luu-tru/2020/01/",
        "/dia-phuong/",
        "/dia-phuong/long-an/",
        "/chuyen-muc/dan-van/",
        "/chu-tri/an/",
        "/the/dan-van-kheo/",
        "/van-ban/",
        "/lich/",
        "/lich/2020/01/",
    ):
        assert f"https://example.vn{address}" in found


def test_lastmod_is_when_the_newest_item_last_changed() -> None:
    updated = dt.datetime(2023, 2, 1, 10, tzinfo=ZONE)
    files = write_all(make_corpus([make_item(1, updated=updated), make_item(2)]))
    dates = [element.text for element in parse(files["/sitemaps/tin-2022.xml"]).iterfind(".//map:lastmod", NAMESPACES)]
    assert dates == ["2023-02-01T10:00:00+07:00", "2022-07-01T10:00:00+07:00"]
    index = [element.text for element in parse(files["/sitemap.xml"]).iterfind(".//map:lastmod", NAMESPACES)]
    assert index == ["2023-02-01T10:00:00+07:00"] * 2


def test_a_new_item_leaves_the_item_sitemaps_of_other_years_as_they_are() -> None:
    items = [make_item(number, date=dt.datetime(2020 + number % 3, 5, 1, tzinfo=ZONE)) for number in range(9)]
    before = write_all(make_corpus(items))
    after = write_all(make_corpus([*items, make_item(10, date=dt.datetime(2022, 6, 1, tzinfo=ZONE))]))
    changed = {address for address in after if "sitemap" in address and after[address] != before.get(address)}
    assert changed == {"/sitemap.xml", "/sitemaps/trang.xml", "/sitemaps/tin-2022.xml"}


def test_a_year_with_too_many_items_is_cut_and_full_parts_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "LIMIT", 4)
    items = [make_item(number, regions=(), chairs=(), tags=()) for number in range(9)]
    before = write_all(make_corpus(items))
    parts = ["/sitemaps/tin-2022.xml", "/sitemaps/tin-2022-2.xml", "/sitemaps/tin-2022-3.xml"]
    assert [len(locations(before[part])) for part in parts] == [4, 4, 1]
    check_sitemaps(before)
    after = write_all(make_corpus([*items, make_item(9, regions=(), chairs=(), tags=())]))
    assert [after[part] == before[part] for part in parts] == [True, True, False]


def test_the_news_sitemap_holds_the_last_two_days_newest_first() -> None:
    ages = {1: 0, 2: 47, 3: 49, 4: -1}  # number of the item -> hours before the build
    items = [make_item(number, date=NOW - dt.timedelta(hours=age)) for number, age in ages.items()]
    data = write_all(make_corpus(items))["/news-sitemap.xml"]
    SITEMAP.assertValid(parse(data))
    titles = [element.text for element in parse(data).iterfind(".//news:title", NAMESPACES)]
    assert titles == ["Tin số 1", "Tin số 2"]
    assert parse(data).findtext(".//news:name", None, NAMESPACES) == "Cổng tin & thử"
    assert parse(data).findtext(".//news:publication_date", None, NAMESPACES) == "2026-03-10T09:00:00+07:00"


def test_the_news_sitemap_takes_no_more_than_a_thousand_items() -> None:
    items = [make_item(number, date=NOW - dt.timedelta(minutes=number)) for number in range(1100)]
    assert len(locations(write_all(make_corpus(items))["/news-sitemap.xml"])) == 1000


def test_robots_txt_allows_all_and_names_both_sitemaps() -> None:
    lines = write_all(make_corpus([make_item()]))["/robots.txt"].decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert lines[-2:] == [
        "Sitemap: https://example.vn/sitemap.xml",
        "Sitemap: https://example.vn/news-sitemap.xml",
    ]


def test_without_a_public_address_files_use_the_local_servers() -> None:
    files = write_all(make_corpus([make_item()]), make_portal(url=""))
    check_feeds(files)
    check_sitemaps(files)
    assert b"Sitemap: http://localhost:8000/sitemap.xml" in files["/robots.txt"]
    assert json.loads(files["/feeds/all.json"])["feed_url"] == "http://localhost:8000/feeds/all.json"


# Structured data


def make_item_view(**changes: object) -> ItemView:
    view = ItemView(
        head=Head(title="Tin số 1", address="/tin/2022/07/tin-so-1/", image="/images/a.jpg"),
        crumbs=(Link("Dân vận", "/chuyen-muc/dan-van/"),),
        title="Tin số 1",
        section=Link("Dân vận", "/chuyen-muc/dan-van/"),
        published=dt.datetime(2022, 7, 1, 14, 43, 32, tzinfo=ZONE),
        body=Html("<p>Nội dung.</p>"),
        regions=(RegionLabel("Bến Lức, Long An", "/dia-phuong/ben-luc/", "Tây Ninh", "/dia-phuong/tay-ninh/"),),
        event_date=dt.date(2022, 6, 30),
        updated=dt.datetime(2022, 7, 2, 8, tzinfo=ZONE),
        standfirst="Câu dẫn của tin.",
        cover=Picture(
            "/images/a.jpg", "Hội nghị", "Quang cảnh", "Quang Long", 1200, 800, crops=(Crop("/images/b.jpg", 800, 800),)
        ),
        chairs=(Chairing("Nguyễn Văn An", "/chu-tri/an/", "Bí thư Huyện ủy"),),
        authors=(Link("Việt Hằng", "/tac-gia/viet-hang/"), Link("TTXVN", "")),
        source=Source("Báo Thử", "https://bao.example.vn/tin"),
        tags=(Link("dân vận khéo", "/the/dan-van-kheo/"),),
        corrections=(Correction(dt.date(2022, 7, 2), "Sửa tên cơ quan."),),
    )
    return dataclasses.replace(view, **changes)


def describe(view: object) -> dict[str, dict[str, object]]:
    """The page's structured data by type, as a browser finds it in the page, each valid by the schema."""
    texts = make_portal().globals["structured_data"](view)
    page = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    scripts = BeautifulSoup(page, "html.parser").find_all("script")
    assert len(scripts) == len(texts)
    found = [json.loads(script.string) for script in scripts]
    for data in found:
        STRUCTURED_DATA.validate(data)
    return {data["@type"]: data for data in found}


def test_an_item_page_describes_the_article_and_its_trail() -> None:
    found = describe(make_item_view())
    assert list(found) == ["NewsArticle", "BreadcrumbList"]
    article = found["NewsArticle"]
    assert article["headline"] == "Tin số 1"
    assert article["mainEntityOfPage"]["@id"] == "https://example.vn/tin/2022/07/tin-so-1/"
    assert (article["datePublished"], article["dateModified"]) == (
        "2022-07-01T14:43:32+07:00",
        "2022-07-02T08:00:00+07:00",
    )
    assert article["author"] == [
        {"@type": "Person", "name": "Việt Hằng", "url": "https://example.vn/tac-gia/viet-hang/"},
        {"@type": "Organization", "name": "TTXVN"},
    ]
    assert article["publisher"]["name"] == "Ban Thử nghiệm"
    assert article["publisher"]["logo"]["url"] == "https://example.vn/theme/favicon.svg"
    shapes = [(image["url"], image["width"], image["height"]) for image in article["image"]]
    assert shapes == [("https://example.vn/images/a.jpg", 1200, 800), ("https://example.vn/images/b.jpg", 800, 800)]
    assert {(image["caption"], image["creditText"]) for image in article["image"]} == {("Quang cảnh", "Quang Long")}
    assert article["articleSection"] == "Dân vận"
    assert article["keywords"] == ["dân vận khéo"]
    assert article["contentLocation"][0]["name"] == "Bến Lức, Long An"
    assert article["mentions"][0]["jobTitle"] == "Bí thư Huyện ủy"
    assert article["isBasedOn"]["url"] == "https://bao.example.vn/tin"
    assert article["correction"] == [
        {"@type": "CorrectionComment", "text": "Sửa tên cơ quan.", "datePublished": "2022-07-02"}
    ]
    trail = [(step["name"], step["item"]) for step in found["BreadcrumbList"]["itemListElement"]]
    assert trail == [
        ("Cổng tin & thử", "https://example.vn/"),
        ("Dân vận", "https://example.vn/chuyen-muc/dan-van/"),
        ("Tin số 1", "https://example.vn/tin/2022/07/tin-so-1/"),
    ]


def test_a_theme_without_a_mark_of_its_own_gives_the_publisher_no_logo(tmp_path: Path) -> None:
    found = make_portal(theme=tmp_path).globals["structured_data"](make_item_view())
    assert "logo" not in json.loads(found[0])["publisher"]


def test_an_item_page_without_optional_facts_leaves_their_properties_out() -> None:
    view = make_item_view(
        regions=(),
        event_date=None,
        updated=None,
        standfirst="",
        cover=None,
        chairs=(),
        authors=(),
        source=Source("Báo Thử"),
        tags=(),
        corrections=(),
    )
    article = describe(view)["NewsArticle"]
    assert article["dateModified"] == article["datePublished"]
    assert article["author"] == [article["publisher"]]
    assert article["image"] == [{"@type": "ImageObject", "url": "https://example.vn/images/a.jpg"}]
    assert not article.keys() & {"description", "keywords", "contentLocation", "mentions", "correction"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_cannot_leave_the_script_element(text: str) -> None:
    view = make_item_view(
        title=text,
        standfirst=text,
        authors=(Link(text, "/tac-gia/x/"),),
        source=Source(text, "https://bao.example.vn/</script>"),
        section=Link(text, "/chuyen-muc/dan-van/"),
        tags=(Link(text, "/the/x/"),),
        corrections=(Correction(dt.date(2022, 7, 2), text),),
    )
    for script in make_portal(name=text, organisation=text).globals["structured_data"](view):
        assert not set(script) & set("<>&\u2028\u2029")
        script.encode()
    headline = describe(view)["NewsArticle"]["headline"]
    assert headline == "".join(char for char in text if char not in "\ud800\ufffe\uffff")


def test_the_home_page_describes_the_publisher_and_the_search() -> None:
    found = describe(HomeView(head=Head(title="Trang chủ", address="/"), lead=None))
    assert list(found) == ["NewsMediaOrganization", "WebSite"]
    target = found["WebSite"]["potentialAction"]["target"]
    assert target["urlTemplate"] == "https://example.vn/tim-kiem/?q={search_term_string}"


def test_a_listing_describes_its_trail_without_repeating_home_or_itself() -> None:
    crumbs = (Link("Trang chủ", "/"), Link("Địa phương", "/dia-phuong/"), Link("Long An", "/dia-phuong/long-an/"))
    head = Head(title="Long An", address="/dia-phuong/long-an/")
    found = describe(ListingView(head=head, crumbs=crumbs, kind="region", title="Long An", days=()))
    assert [step["item"] for step in found["BreadcrumbList"]["itemListElement"]] == [
        "https://example.vn/",
        "https://example.vn/dia-phuong/",
        "https://example.vn/dia-phuong/long-an/",
    ]


def test_a_page_without_crumbs_says_nothing() -> None:
    assert describe(NotFoundView(head=Head(title="Không tìm thấy", address="/404.html"))) == {}


def test_describing_an_item_page_is_cheap() -> None:
    describe_page = make_portal().globals["structured_data"]
    view = make_item_view()
    best = min(_cpu_seconds(lambda: [describe_page(view) for _ in range(100)]) for _ in range(5)) / 100
    assert best < 0.00075, f"{best * 1000:.3f} ms"  # five times the measured need, for slow machines


def _cpu_seconds(work: object) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
