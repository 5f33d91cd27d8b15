"""The domain: text that compares, one list of fields, a frozen corpus."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import (
    FIELDS,
    REQUIRED_NAMES,
    Chair,
    Document,
    Fault,
    NewsItem,
    SiteError,
    edit_corpus,
    fold,
    freeze_corpus,
    normalise,
    slugify,
    spelling_key,
)

ZONE = dt.timezone(dt.timedelta(hours=7))


class FakeRegions(dict):
    """Every region is listed under itself alone."""

    def listing_ids(self, region_id):
        return (region_id,)


def item(slug="tin", day=1, **values):
    values = {"title": slug, "date": dt.datetime(2022, 7, day, 8, tzinfo=ZONE), "category": "dan-van"} | values
    return NewsItem(path=f"news/{slug}.md", slug=slug, body="<p></p>", **values)


def freeze(*items):
    return freeze_corpus(items, (), FakeRegions(), {})


@pytest.mark.parametrize(
    ("one", "other"),
    [("hòa bình", "hoà bình"), ("thủy", "thuỷ"), ("khỏe", "khoẻ"), ("Dân  Vận", "dân vận"), ("Ðảng", "đảng")],
)
def test_spellings_of_one_word_share_a_key(one, other):
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(("one", "other"), [("lương", "lượng"), ("quý", "quỳ"), ("hoàn", "hoan"), ("bán", "bạn")])
def test_different_words_keep_different_keys(one, other):
    assert spelling_key(one) != spelling_key(other)


def test_decomposed_text_is_composed_and_eth_becomes_d_with_stroke():
    assert normalise(unicodedata.normalize("NFD", "Điện Biên")) == "Điện Biên"
    assert normalise("Ðà Nẵng") == "Đà Nẵng"


@given(st.text())
def test_a_slug_holds_only_what_an_address_may(text):
    slug = slugify(text)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug) <= 80
    assert not slug.startswith("-")
    assert not slug.endswith("-")


def test_a_long_slug_is_cut_between_words():
    assert slugify("dân vận " * 30, 20) == "dan-van-dan-van-dan"
    assert slugify("a" * 100, 20) == "a" * 20


def test_folding_removes_every_accent():
    assert fold("Đường Ấp Bắc, Ở Quận Ễ") == "duong ap bac, o quan e"


def test_a_fault_is_one_line_with_place_code_message_and_hint():
    fault = Fault("news/a.md", 3, "E-KEY", "Khoá lạ «tilte».", "title?")
    assert str(fault) == "news/a.md:3: E-KEY Khoá lạ «tilte». (title?)"
    assert fault.is_error
    assert not Fault("a", 1, "W-ALT", "x").is_error


def test_an_error_lists_its_faults_by_path_and_line():
    faults = [Fault("b.md", 1, "E-X", "x"), Fault("a.md", 9, "E-X", "x"), Fault("a.md", 2, "E-X", "x")]
    assert [(f.path, f.line) for f in SiteError("x", faults).faults] == [("a.md", 2), ("a.md", 9), ("b.md", 1)]


def test_field_names_are_unique_and_the_required_ones_are_title_date_and_category():
    names = [field.name for field in FIELDS]
    assert len(set(names)) == len(names)
    assert set(REQUIRED_NAMES) == {"title", "date", "category"}


def test_the_corpus_is_sorted_by_date_then_slug_whatever_the_order_given():
    items = [item("c", 2), item("b", 1), item("a", 2)]
    assert [i.slug for i in freeze(*items).items] == ["b", "a", "c"]
    assert freeze(*items).terms == freeze(*reversed(items)).terms


def test_tags_that_differ_only_in_accents_stay_apart_and_the_first_used_keeps_the_plain_slug():
    corpus = freeze(item("a", 1, tags=("bạn",)), item("b", 2, tags=("bán", "Bạn")))
    assert corpus.tag_id("bạn") == "ban"
    assert corpus.tag_id("bán") != "ban"
    assert corpus.tag_id("bán").startswith("ban-")
    assert corpus.terms["tag"]["ban"] == (0, 1)


def test_an_official_named_twice_in_an_item_counts_once():
    chair = Chair("an-1", "An")
    assert freeze(item(chairs=(chair, chair))).terms["official"] == {"an-1": (0,)}


def test_documents_are_called_as_their_first_item_calls_them():
    first, second = (Document("217-qd-tw", "217-QĐ/TW", kind) for kind in ("Quyết định", ""))
    corpus = freeze(item("hai", 2, documents=(second,)), item("mot", 1, documents=(first,)))
    assert corpus.terms["document"] == {"217-qd-tw": (0, 1)}
    assert corpus.documents["217-qd-tw"].name == "Quyết định số 217-QĐ/TW"


def test_an_edit_that_cites_another_document_freezes_the_corpus_anew():
    before, other = (
        item(documents=(Document("15-nq-cp", "15/NQ-CP"),)),
        item(documents=(Document("18-nq-tw", "18-NQ/TW"),)),
    )
    corpus = freeze(before)
    assert edit_corpus(corpus, [item(documents=before.documents, summary="Khác.")], (), {}) is not None
    assert edit_corpus(corpus, [other], (), {}) is None
