"""Feeds: each file is held against a schema, and read back by another program."""

from __future__ import annotations

import datetime as dt
import json

import feedparser
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins import feeds
from plugins.model import (
    CATEGORY,
    OFFICIAL,
    REGION,
    TAG,
    Chair,
    Cover,
    Source,
    feed_address,
)
from plugins.model.announced import Announced
from tests.feeds_sample import (
    HOSTILE,
    NAMESPACES,
    NOW,
    ZONE,
    check_feeds,
    check_sitemaps,
    make_corpus,
    make_item,
    make_portal,
    parse,
    write_all,
)

# Feeds


def test_all_categories_regions_and_officials_with_items_have_three_valid_feeds_and_tags_an_atom_feed() -> None:
    files = write_all(make_corpus([make_item(1), make_item(2, regions=(), chairs=())]))
    expected = {feed_address(kind) for kind in ("atom.xml", "rss.xml", "json")}
    for taxonomy, term in [(CATEGORY, "dan-van"), (REGION, "ben-luc"), (REGION, "long-an"), (OFFICIAL, "an")]:
        expected |= {feed_address(kind, taxonomy, term) for kind in ("atom.xml", "rss.xml", "json")}
    expected.add(feed_address("atom.xml", TAG, "dan-van-kheo"))
    assert {address for address in files if address.startswith("/feeds/")} == expected
    check_feeds(files)


def test_a_feed_names_its_hub_where_deploys_tell_one() -> None:
    hub = "https://hub.example.vn/?a=1&b=2"
    files = write_all(make_corpus([make_item(1)]), make_portal(announced=Announced(hubs=(hub,))))
    check_feeds(files)
    for address, data in files.items():
        if address.endswith(".json"):
            assert json.loads(data)["hubs"] == [{"type": "WebSub", "url": hub}]
        elif address.startswith("/feeds/"):
            assert [link.href for link in feedparser.parse(data).feed.links if link.rel == "hub"] == [hub]
    assert not any(b"hub" in data for data in write_all(make_corpus([make_item(1)])).values())


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
