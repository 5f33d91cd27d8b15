"""The search room's data and jobs, from items to JSON. What the browser makes of them is in browser/test_search.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.model import Portal, SiteError
from plugins.search import compose_search
from plugins.search.index import STANDFIRST_LENGTH, shorten, write_index
from tests.search_sample import make_corpus, make_item, make_portal


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    script = tmp_path / "theme/blocks/search/search.js"
    script.parent.mkdir(parents=True)
    script.write_text("// tìm kiếm\n", "utf-8")
    return make_portal(tmp_path / "theme")


def index_of(portal: Portal, *items):
    return json.loads(write_index(portal, make_corpus(portal, *items)))


def jobs_of(portal: Portal, *items):
    return {job.address: job for job in compose_search(portal, make_corpus(portal, *items))}


def script_address(portal: Portal) -> str:
    (address,) = [address for address in jobs_of(portal) if address.endswith(".js")]
    return address


def test_items_stand_newest_first_with_their_days(portal):
    index = index_of(portal, make_item("Tin cũ", "2022-06-30"), make_item("Tin mới", "2024-06-28"))
    assert index["items"]["title"] == ["Tin mới", "Tin cũ"]
    assert index["items"]["day"] == ["2024-06-28", "2022-06-30"]


def test_an_item_of_a_former_district_is_found_under_its_province_of_today(portal):
    index = index_of(portal, make_item("Sơ kết", regions=("ben-luc-long-an",)))
    [[region_id, label, shown_in, others]] = index["regions"]
    assert (region_id, label) == ("ben-luc-long-an", "Bến Lức, Long An")
    assert shown_in == ["ben-luc-long-an", "long-an", "tay-ninh"]
    assert others == ["Tây Ninh"]


def test_other_names_of_regions_and_officials_can_be_found(portal):
    index = index_of(portal, make_item("Hội nghị", regions=("ho-chi-minh",), chairs=("Dương Văn Út", "Lò Văn Mừng")))
    assert index["regions"][0][3] == ["Sài Gòn"]
    assert index["officials"] == [["duong-van-ut", "Dương Văn Út", ["Ba Út"]], ["lo-van-mung", "Lò Văn Mừng", []]]


def test_a_repeated_name_stands_in_the_file_once(portal):
    items = [
        make_item(f"Tin {n}", regions=("da-nang",), tags=("dân vận khéo",), chairs=("Mùa A Sơn",)) for n in range(9)
    ]
    text = write_index(portal, make_corpus(portal, *items))
    assert [text.count(name) for name in ("Đà Nẵng", "dân vận khéo", "Mùa A Sơn", "Dân vận")] == [1, 1, 1, 1]
    assert json.loads(text)["items"]["regions"] == [[0]] * 9


def test_tags_spelt_alike_are_one_and_a_chair_named_twice_counts_once(portal):
    index = index_of(portal, make_item("Tin", tags=("hòa giải", "hoà giải"), chairs=("Mùa A Sơn", "Mùa A Sơn")))
    assert index["tags"] == ["hòa giải"]
    assert (index["items"]["tags"], index["items"]["officials"]) == ([[0]], [[0]])


@pytest.mark.parametrize(
    ("title", "slug", "kept"),
    [
        ("Đường về Bến Lức", "duong-ve-ben-luc", ""),
        ("Đường về Bến Lức", "duong-ve-ben-luc-2", "duong-ve-ben-luc-2"),
        ("Tin \u0e01\u0e34x", "tin-x", "tin-x"),  # a Thai vowel sign is a mark that Python does not count as combining
    ],
    ids=["the title's own", "another", "letters that fold differently elsewhere"],
)
def test_a_slug_is_left_out_only_when_every_browser_makes_the_same(portal, title, slug, kept):
    assert index_of(portal, make_item(title, slug=slug))["items"]["slug"] == [kept]


def test_the_bytes_do_not_depend_on_the_order_of_reading(portal):
    items = [make_item(f"Tin {n}", f"2024-01-{n:02}", tags=(f"thẻ {n % 3}",)) for n in range(1, 20)]
    assert write_index(portal, make_corpus(portal, *items)) == write_index(portal, make_corpus(portal, *items[::-1]))


def test_neither_body_nor_authors_are_in_the_index(portal):
    text = write_index(portal, make_corpus(portal, make_item("Tin", body="<p>chữ riêng</p>", authors=("Người Viết",))))
    assert "chữ riêng" not in text
    assert "Người Viết" not in text


def test_no_items_give_a_valid_empty_index(portal):
    index = index_of(portal)
    assert index["items"]["title"] == []
    assert index["regions"] == index["officials"] == index["tags"] == index["categories"] == []


def test_a_standfirst_is_cut_between_words(portal):
    lead = index_of(portal, make_item("Tin", summary="dân vận khéo, " * 40))["items"]["lead"][0]
    assert lead.endswith(("dân…", "vận…", "khéo…"))
    assert STANDFIRST_LENGTH - 10 < len(lead) <= STANDFIRST_LENGTH + 1


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("", 10, ""),
        ("vừa đúng", 8, "vừa đúng"),
        ("hai  chữ\ndài", 20, "hai chữ dài"),
        ("một từ, hai từ", 7, "một từ…"),
        ("một từ hai từ", 6, "một từ…"),
        ("x" * 30, 10, "x" * 10 + "…"),
    ],
)
def test_shortening_keeps_whole_words_where_it_can(text, length, short):
    assert shorten(text, length) == short


def test_the_jobs_are_the_page_its_data_and_its_script(portal):
    jobs = jobs_of(portal, make_item("Tin"))
    assert set(jobs) == {"/tim-kiem/", "/search/items.json", script_address(portal)}
    assert jobs[script_address(portal)].compose() == "// tìm kiếm\n"
    assert json.loads(jobs["/search/items.json"].compose())["items"]["title"] == ["Tin"]


def test_the_address_of_the_script_changes_with_its_content_only(portal):
    first = script_address(portal)
    assert script_address(portal) == first
    (portal.config.theme / "blocks/search/search.js").write_text("// khác\n", "utf-8")
    assert script_address(portal) != first
    assert len(first.split(".")[1]) == 8


def test_a_theme_without_the_script_cannot_be_built(portal):
    (portal.config.theme / "blocks/search/search.js").unlink()
    with pytest.raises(SiteError, match=r"search\.js"):
        jobs_of(portal)


def test_the_page_offers_provinces_of_today_then_other_regions_with_items(portal):
    view = jobs_of(portal, make_item("Tin", regions=("ben-luc-long-an",)))["/tim-kiem/"].compose()
    assert view.regions == (
        ("Đà Nẵng", "da-nang"),
        ("Hồ Chí Minh", "ho-chi-minh"),
        ("Tây Ninh", "tay-ninh"),
        ("Bến Lức, Long An", "ben-luc-long-an"),
        ("Long An", "long-an"),
    )
    assert view.categories == (("Dân vận", "dan-van"), ("Thông báo", "thong-bao"))


def test_the_page_knows_its_files_and_is_left_out_of_search_engines(portal):
    view = jobs_of(portal)["/tim-kiem/"].compose()
    assert (view.index, view.script) == ("/search/items.json", script_address(portal))
    assert (view.head.title, view.head.address, view.head.indexed) == ("Tìm kiếm", "/tim-kiem/", False)
