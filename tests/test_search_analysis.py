"""The readers' search: what a text can be found by, from its tokens to its keys."""

from __future__ import annotations

import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import Portal, SiteError
from plugins.search.abbreviations import Abbreviations, read_abbreviations
from plugins.search.analysis import analyse
from plugins.search.analysis_whoosh import whoosh_analyser
from plugins.search.fields import FieldReader, Fields, text_of
from plugins.search.keys import hash_token, triple_key
from plugins.search.postings import BEGUN, TRIPLE, KeyFinder
from tests.search_sample import alone, make_corpus, make_item, make_whole_portal, pair

CASES = json.loads((Path(__file__).parent / "search_cases.json").read_text("utf-8"))
NONE = Abbreviations({})
SHORT = Abbreviations({"UBND": ("Ủy ban nhân dân",), "TP.HCM": ("Thành phố Hồ Chí Minh", "TPHCM")})


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_whole_portal(tmp_path)


def keys_of(abbreviations: Abbreviations = NONE, **fields: object) -> dict[int, int]:
    """Key -> level of an item with these fields."""
    found = KeyFinder(abbreviations).find(
        Fields(**{"headline": "", "standfirst": "", "names": (), "body": "", **fields})
    )
    return {posting >> 32: posting & 7 for posting in found}


def keys_of_item(portal: Portal, item) -> dict[int, int]:
    return keys_of(**FieldReader(portal, make_corpus(portal, item)).read(item)._asdict())


@pytest.mark.parametrize("case", CASES["texts"], ids=lambda case: case["states"])
def test_text_becomes_the_tokens_of_the_case(case):
    runs = analyse(case["text"])
    assert [[token.folded for token in run.tokens] for run in runs] == case["runs"]
    assert [[unicodedata.normalize("NFC", token.spelt) for token in run.tokens] for run in runs] == case["spelt"]
    assert [[list(whole) for whole in run.wholes] for run in runs] == case["wholes"]


@pytest.mark.parametrize("case", CASES["texts"], ids=lambda case: case["states"])
def test_the_chain_of_whoosh_filters_gives_the_same_tokens_and_pairs(case):
    expected = []
    for run, wholes in zip(case["runs"], case["wholes"], strict=True):
        expected += [*run, *(whole for whole, _, _ in wholes)]
        expected += [f"{a} {b}" for a, b in pairwise(run)]
    assert sorted(token.text for token in whoosh_analyser()(case["text"])) == sorted(expected)


def test_whoosh_finds_the_place_of_each_token_in_the_text():
    text = "Út- Phó, 217-QĐ/TW"
    found = [
        (token.text, text[token.startchar : token.endchar]) for token in whoosh_analyser(pairs=False)(text, chars=True)
    ]
    assert found == [
        ("ut", "Út"), ("pho", "Phó"), ("217-qd/tw", "217-QĐ/TW"), ("217", "217"), ("qd", "QĐ"), ("tw", "TW"),
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), CASES["hashes"].items())
def test_hashes_are_those_of_the_cases(text, number):
    assert hash_token(text) == number


@given(st.text())
def test_any_text_can_be_analysed_and_in_any_normal_form_alike(text):
    runs = analyse(text)
    assert all(token.folded for run in runs for token in run.tokens)
    assert analyse(unicodedata.normalize("NFC", text)) == runs


def test_pairs_do_not_count_across_punctuation_but_can_be_found():
    keys = keys_of(body="Hội nghị sơ kết, tổng kết năm")
    assert keys[pair("tong", "ket")] > 0
    assert keys[pair("ket", "tong")] == 0


def test_paragraphs_are_never_joined():
    body = text_of("<p>Cuối đoạn một.</p>\n<p>Đầu đoạn hai.</p>")
    assert pair("mot", "dau") not in keys_of(body=body)


def test_lines_are_not_divided_by_marks_of_emphasis():
    assert pair("dan", "van") in keys_of(body=text_of("<p>công tác <strong>dân</strong> vận &amp; tuyên giáo</p>"))


def test_headline_standfirst_names_and_text_weigh_in_that_order():
    text, rest = "vườn quýt", "chữ khác " * 400
    fields = ({"headline": text}, {"standfirst": text}, {"names": (text,)}, {"body": text})
    headline, standfirst, names, body = (
        keys_of(**{**field, "body": f"{field.get('body', '')} {rest}"})[pair("vuon", "quyt")] for field in fields
    )
    assert headline > standfirst >= names > body


def test_in_a_long_text_a_word_weighs_less():
    assert (
        keys_of(body="vườn quýt " + "chữ khác " * 900)[pair("vuon", "quyt")]
        < keys_of(body="vườn quýt")[pair("vuon", "quyt")]
    )


def test_names_stand_apart_from_each_other():
    assert pair("ut", "lo") not in keys_of(names=("Dương Văn Út", "Lò Văn Mừng"))


def test_three_words_have_a_key_when_two_of_them_have_capitals():
    found = KeyFinder(NONE).find(Fields("", "", (), "ông Dương Văn Út nói với bà con"))
    triples = {posting >> 32: posting & 1 for posting in found if posting & TRIPLE}
    assert triples == {
        triple_key(pair("ong", "duong"), pair("ong", "duong"), hash_token("van")): 0,
        triple_key(pair("van", "ut"), pair("duong", "van"), hash_token("ut")): 1,
        triple_key(pair("ut", "noi"), pair("van", "ut"), hash_token("noi")): 0,
    }


def test_three_words_share_a_shard_with_one_of_their_pairs():
    first, last = pair("duong", "van"), pair("van", "ut")
    assert triple_key(first, first, hash_token("ut")) >> 18 == first >> 18
    assert triple_key(last, first, hash_token("ut")) >> 18 == last >> 18


def test_the_beginnings_of_words_in_the_headline_can_be_found():
    found = KeyFinder(NONE).find(Fields("Dân vận khéo", "quýt", (), "cam"))
    begun = {posting >> 32 for posting in found if posting & BEGUN}
    assert {pair("van", "k*"), pair("van", "kh*"), pair("van", "khe*"), alone("khe*")} <= begun
    assert alone("quy*") not in begun
    assert pair("van", "kheo*") not in begun


def test_a_document_number_is_found_whole_and_by_its_parts():
    keys = keys_of(body="theo Quyết định 217-QĐ/TW của Bộ Chính trị")
    assert {alone("217-qd/tw"), pair("217", "qd"), pair("qd", "tw")} <= keys.keys()


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("UBND huyện", "uy", "ban"),
        ("UBND huyện", "dan", "huyen"),
        ("Uỷ ban nhân dân huyện", "ubnd", "huyen"),
        ("lãnh đạo TP.HCM dự", "chi", "minh"),
        ("lãnh đạo TPHCM dự", "dao", "tp"),
        ("lãnh đạo thành phố Hồ Chí Minh dự", "tp", "hcm"),
    ],
)
def test_an_abbreviation_and_its_long_form_reach_each_other(text, first, second):
    assert pair(first, second) in keys_of(SHORT, body=text)


def test_abbreviations_are_not_seen_across_punctuation():
    assert alone("ubnd") not in keys_of(SHORT, body="ủy ban, nhân dân")


@pytest.mark.parametrize("text", ["- UBND", "UBND: 7", "UBND: [a, 7]", "UBND: []", "7: a", "a: b: c", "\x00"])
def test_a_file_of_abbreviations_that_cannot_be_understood_stops_the_build(tmp_path, text):
    (tmp_path / "abbreviations.yaml").write_text(text, "utf-8")
    with pytest.raises(SiteError) as error:
        read_abbreviations(tmp_path)
    assert [Path(fault.path).name for fault in error.value.faults] == ["abbreviations.yaml"]


def test_a_portal_without_abbreviations_is_built(tmp_path):
    assert read_abbreviations(tmp_path) == {}
    (tmp_path / "abbreviations.yaml").write_text("# trống\n", "utf-8")
    assert read_abbreviations(tmp_path) == {}


def test_the_abbreviations_of_the_project_are_understood():
    table = read_abbreviations(Path(__file__).parents[1] / "content/vocabulary")
    assert table["UBND"] == ("Ủy ban nhân dân",)
    assert {"HĐND", "MTTQ", "TP.HCM", "BCH", "BTV", "QĐ", "NQ"} <= table.keys()


def test_an_item_of_a_former_district_is_found_by_its_province_of_today_and_by_other_names(portal):
    keys = keys_of_item(portal, make_item("Sơ kết", regions=("ben-luc-long-an", "ho-chi-minh")))
    assert {pair("ben", "luc"), pair("long", "an"), pair("tay", "ninh"), pair("sai", "gon")} <= keys.keys()


def test_chairs_with_other_names_authors_tags_and_text_can_be_found(portal):
    item = make_item(
        "Hội nghị", chairs=("Dương Văn Út",), tags=("cây quýt",), authors=("Việt Hằng",), body="<p>rừng tràm</p>"
    )
    wanted = {pair("van", "ut"), pair("ba", "ut"), pair("cay", "quyt"), pair("viet", "hang"), pair("rung", "tram")}
    assert wanted <= keys_of_item(portal, item).keys()
