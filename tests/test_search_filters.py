"""The readers' search: what results are narrowed by, terms, days and choices."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import Portal
from plugins.search import cards as search_cards
from plugins.search import filters as search_filters
from plugins.search.bits import BitReader
from plugins.search.cards import abridge, list_choices, region_choices
from plugins.search.days import compose_days, list_months
from plugins.search.filters import compose_filters, list_starts, newest_terms, write_chunk
from plugins.search.shards import DELTA_SIZE, Base
from tests.search_sample import make_corpus, make_item, make_whole_portal


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_whole_portal(tmp_path)


def read_numbers(content: bytes) -> list[int]:
    reader = BitReader(content)
    count = reader.gamma() - 1
    if not count:
        return []
    found, width = [reader.plain(24)], reader.plain(5)
    while len(found) < count:
        found.append(found[-1] + reader.rice(width) + 1)
    return found


@given(st.sets(st.integers(0, 2**24 - 1), max_size=60), st.integers(1, 20))
def test_the_chunks_of_a_term_hold_all_its_items_the_newest_first(numbers, size):
    numbers = sorted(numbers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_filters, "CHUNK", size)
        chunks = [read_numbers(write_chunk(numbers, chunk)) for chunk in range(max(1, -(-len(numbers) // size)))]
    assert [number for chunk in reversed(chunks) for number in chunk] == numbers
    assert all(len(chunk) == size for chunk in chunks[:-1])


@pytest.mark.parametrize("count", [0, 5, 15, 16, 32, 37])
def test_where_the_chunks_of_a_term_begin_is_told_for_all_but_the_oldest(portal, monkeypatch, count):
    monkeypatch.setattr(search_filters, "CHUNK", 5)
    categories = ("dan-van", "thong-bao")
    items = [make_item(f"Tin {n}", f"20{n + 10}-01-01", category=categories[n % 3 // 2]) for n in range(40)]
    corpus, base = make_corpus(portal, *items), Base("00000000", count, 4)
    found = list_starts(corpus, base)
    for category in categories:
        gaps = found.pop(f"category/{category}", [])
        starts = [gaps[0] - sum(gaps[1 : place + 1]) for place in range(len(gaps))]
        numbers = [number for number in corpus.terms["category"][category] if number < count]
        chunks = [read_numbers(write_chunk(numbers, chunk)) for chunk in range(-(-len(numbers) // 5))]
        assert starts == [chunk[0] for chunk in chunks[:-1]]
    assert found == {}


def test_each_term_has_the_items_of_the_base_and_the_newest_are_apart(portal):
    many = [make_item(f"Bản tin {n}", f"2001-01-{n + 1:02}", tags=("Cam", "cám")[: n % 3]) for n in range(DELTA_SIZE)]
    last = make_item("Mới", "2020-01-01", tags=("cam", "quýt"), regions=("ben-luc-long-an",), chairs=("Mùa A Sơn",) * 2)
    corpus = make_corpus(portal, *many, last)
    base = Base("00000000", DELTA_SIZE, 4)
    found = {job.address: read_numbers(job.compose()) for job in compose_filters(portal, corpus, base)}
    (cam,) = [tag for tag, label in corpus.tag_names.items() if label == "Cam"]
    assert found[f"/search/filters/tag/{cam}.00000000.bin"] == [n for n in range(DELTA_SIZE) if n % 3]
    assert found["/search/filters/tag/quyt.00000000.bin"] == []
    assert found["/search/filters/region/da-nang.00000000.bin"] == []
    assert found["/search/filters/category/dan-van.00000000.bin"] == list(range(DELTA_SIZE))
    assert newest_terms(corpus, base) == [
        ["2020-01-01", "category/dan-van", "region/ben-luc-long-an", "region/long-an", "region/tay-ninh",
         "official/mua-a-son", f"tag/{cam}", "tag/quyt"],
    ]  # fmt: skip


def test_the_days_of_each_month_say_how_many_items_of_the_base_they_have(portal):
    dates = ["0001-01-01", "1970-01-03", "1970-01-03", "1970-02-28", "2026-01-01", "2026-01-02", "9999-12-31"]
    corpus = make_corpus(portal, *(make_item(f"Tin {n}", day) for n, day in enumerate(dates)))
    base = Base("00000000", len(dates) - 1, 2)
    found = {job.address: json.loads(job.compose()) for job in compose_days(corpus, base)}
    assert found == {
        "/search/days/0001-01.00000000.json": [1] + [0] * 30,
        "/search/days/1970-01.00000000.json": [0, 0, 2] + [0] * 28,
        "/search/days/1970-02.00000000.json": [0] * 27 + [1],
        "/search/days/2026-01.00000000.json": [1, 1] + [0] * 29,
    }
    assert list_months(corpus, base) == [12, 1, 1969 * 12, 2, 1, 1, 56 * 12 - 1, 2]
    assert list_months(make_corpus(portal), Base("", 0, 0)) == []


def test_of_very_many_choices_those_with_the_most_items_are_offered(portal, monkeypatch):
    monkeypatch.setattr(search_cards, "MOST_CHOICES", 1)
    items = [
        make_item("Một", chairs=("Mùa A Sơn",)),
        make_item("Hai", chairs=("Lò Văn Mừng",)),
        make_item("Ba", chairs=("Lò Văn Mừng",)),
    ]
    assert list_choices(portal, make_corpus(portal, *items))["officials"] == [("lo-van-mung", "Lò Văn Mừng")]


@pytest.mark.parametrize(
    ("term", "label", "written"),
    [
        ("lo-van-mung", "Lò Văn Mừng", ""),
        ("huyen-duc-hoa-long-an", "Đức Hòa, Long An", "huyen-"),
        ("xquyt", "Quýt", "xquyt"),
        ("ba", "Bà 北京", ""),
        ("ma-2", "—", "ma-2"),
        ("mua-a-son", "Ông Mùa A Sơn", "mua-a-son"),
    ],
)
def test_of_the_id_of_a_choice_only_what_its_label_does_not_tell_is_written(term, label, written):
    assert abridge(term, label) == (written, label)


def test_the_choices_are_provinces_of_today_then_other_regions_with_items(portal):
    corpus = make_corpus(portal, make_item("Tin", regions=("ben-luc-long-an",)))
    assert region_choices(portal, corpus) == [
        ("da-nang", "Đà Nẵng"),
        ("ho-chi-minh", "Hồ Chí Minh"),
        ("tay-ninh", "Tây Ninh"),
        ("ben-luc-long-an", "Bến Lức, Long An"),
        ("long-an", "Long An"),
    ]
