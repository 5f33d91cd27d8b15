"""Sitemaps and robots.txt: each file is held against a schema."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from plugins.feeds import sitemaps
from plugins.model import (
    StaticPage,
)
from tests.feeds_sample import (
    NAMESPACES,
    NOW,
    SITEMAP,
    ZONE,
    check_feeds,
    check_sitemaps,
    locations,
    make_corpus,
    make_item,
    make_portal,
    parse,
    write_all,
)

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
    assert index == ["2023-02-01T10:00:00+07:00"]  # of the items; lists have no time


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
