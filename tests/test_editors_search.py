"""The editors' search, from files to results: everything is found, nothing foreign is opened, faults are told."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.search.editors import QueryError
from plugins.tasks.program import _join_words
from tests.editors_sample import Desk, stocked_desk


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return stocked_desk(tmp_path_factory.mktemp("shelf"))


# What can be asked


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Dương Văn Út", {"ben-luc"}),
        ("duong van ut", {"ben-luc"}),
        ("DAN VAN KHEO", {"ben-luc"}),
        ("dân vận", {"ben-luc"}),
        ("hoà giải", {"ben-luc"}),
        ("quí", {"tay-ninh"}),
        ("217-qd/tw", {"ben-luc"}),
        ("217-qd*", {"ben-luc"}),
        ('tieu-de:"so ket"', {"ben-luc"}),
        ('tieu-de:"ket so"', set()),
        ("Tiêu-Đề:sơ", {"ben-luc"}),
        ("title:tong", {"tay-ninh"}),
        ("tieu_de:tong", {"tay-ninh"}),
        ("chairs:ut", {"ben-luc"}),
        ("chu-tri:ut", {"ben-luc"}),
        ('chu-tri:"phó bí thư"', {"ben-luc"}),
        ('region:"bến lức"', {"ben-luc"}),
        ('dia-phuong:"tay ninh"', {"tay-ninh"}),
        ("tags:khéo", {"ben-luc"}),
        ("the:khéo", {"ben-luc"}),
        ("body:giai", {"ben-luc"}),
        ("noi-dung:giải", {"ben-luc"}),
        ("sapo:quý", {"tay-ninh"}),
        ("authors:hằng", {"nhap"}),
        ("tac-gia:hang", {"nhap"}),
        ('nguon:"báo long an"', {"nhap"}),
        ('chuyen-muc:"thông báo"', {"thong-bao"}),
        ("chuyen-muc:thong-bao", {"thong-bao"}),
        ("ngay:2024", {"tay-ninh"}),
        ("ngay:2022-07", {"ben-luc", "nhap"}),
        ("date:2022-07-01", {"ben-luc", "nhap"}),
        ("ngay:[2022 TO 2024-01]", {"ben-luc", "nhap", "tay-ninh"}),
        ("ngay:[2024 TO]", {"tay-ninh", "thong-bao", "giu"}),
        ("ngay:{2022-07 TO 2024-12}", {"tay-ninh"}),
        ("ngay-dien-ra:2022-06-30", {"ben-luc"}),
        ("event_date:2022-06", {"ben-luc"}),
        ("trang-thai:nháp", {"nhap"}),
        ("status:draft", {"nhap"}),
        ("trang-thai:giữ", {"giu"}),
        ("trang-thai:đăng", {"ben-luc", "tay-ninh", "thong-bao"}),
        ("sơ OR tổng", {"ben-luc", "tay-ninh"}),
        ("dân NOT nháp", {"ben-luc", "thong-bao"}),
        ("dân AND (lịch OR nháp)", {"thong-bao", "nhap"}),
        ("NOT trang-thai:đăng", {"nhap", "giu"}),
        ("quy*", {"tay-ninh", "nhap"}),
        ("t?ng", {"tay-ninh"}),
        ("tổnh~", {"tay-ninh"}),
        ("*", {"ben-luc", "tay-ninh", "thong-bao", "nhap", "giu"}),
        ("khongco*", set()),
    ],
)  # fmt: skip
def test_whoosh_s_language_is_understood_with_either_names_and_without_accents(shelf, query, found):
    assert shelf.find(query) == found


def test_a_query_typed_in_decomposed_letters_finds_the_same(shelf):
    assert shelf.find("du\u031bo\u031bng va\u0306n u\u0301t") == {"ben-luc"}


def test_words_that_no_item_holds_together_find_items_with_some_of_them_and_say_so(shelf):
    found = shelf.search("tổng kết zzz")
    assert found.results[0].item.slug == "tay-ninh"
    assert any("một số từ" in notice for notice in found.notices)
    assert shelf.find("tieu-de:zzz kết") == set()


def test_a_field_that_does_not_exist_is_told_and_its_words_are_still_looked_for(shelf):
    found = shelf.search("tieude:sơ")
    assert any("«tieude»" in notice and "tieu-de" in notice for notice in found.notices)
    assert shelf.find("giờ:đăng") == {"giu"}


def test_times_and_addresses_are_text_and_no_fields(shelf):
    assert shelf.search("17:30").notices == ()
    assert shelf.search("https://example.vn/").notices == ()


@pytest.mark.parametrize("name", ["due:2022", "region_ids:long-an", "path:x"])
def test_the_index_s_own_fields_cannot_be_asked(shelf, name):
    assert any("Không có mục" in notice for notice in shelf.search(name).notices)


def test_phrases_do_not_reach_from_one_name_into_the_next(desk):
    desk.write("a", tags=["dân vận", "khéo tay"])
    assert desk.find('the:"khéo tay"') == {"a"}
    assert desk.find('the:"vận khéo"') == set()


# Bad queries


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "Hãy gõ"),
        ("  \t ", "Hãy gõ"),
        ("a " * 2500, "4999 ký tự"),
        ("!!! … —", "chữ hay số"),
        ("(dân", "dấu )"),
        ("dân)", "dấu ("),
        ('"dân', "ngoặc kép"),
        ("(" * 30 + "a" + ")" * 30, "lớp"),
        ("AND", "đứng giữa"),
        ("dân OR", "đứng giữa"),
        ("dân NOT", "đứng giữa"),
        ("ngay:hôm-qua", "2022-06-30"),
        ("ngay:30/6/2022", "2022-06-30"),
        ("NOT ngay:2022-13", "2022-06-30"),
        ("ngay:[2022-02-30 TO 2023]", "2022-06-30"),
        ("ngay:0000", "2022-06-30"),
        ("trang-thai:xong", "nháp, duyệt, giữ, đăng"),
        ("dân~9", "~"),
        ("khong-co.md", "Không có tin"),
    ],
)
def test_a_query_that_cannot_be_understood_is_told_in_vietnamese(shelf, query, told):
    with pytest.raises(QueryError) as error:
        shelf.search(query)
    assert told in str(error.value)


def test_fewer_results_than_one_are_refused(shelf):
    with pytest.raises(QueryError):
        shelf.search("dân", limit=0)


@given(text=st.text(st.sampled_from("aâ đ\"'()[]{}*?~:^-+&|!<>\\/.,0129ANDORTngày\u0301\U0001f600"), max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_at_all_ends_in_a_traceback(shelf, text):
    with contextlib.suppress(QueryError):
        assert shelf.search(text).total >= 0


# On the command line


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        (["search", "dân", "vận", "--limit", "3"], ["search", "dân vận", "--limit", "3"]),
        (["search", "-l", "3", "dân vận"], ["search", "dân vận", "-l", "3"]),
        (["search", "--content=x", "dân"], ["search", "dân", "--content=x"]),
        (["search", ""], ["search", ""]),
        (["search", "--help"], ["--help", "search"]),
        (["new", "--help"], ["--help", "new"]),
        (["build", "--jobs", "2"], ["build", "--jobs", "2"]),
    ],
)
def test_words_typed_without_quotes_are_one_query(typed, understood):
    assert _join_words(typed) == understood
