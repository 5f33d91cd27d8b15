"""The readers' search index, from items to files. What the browser finds there is in browser/test_search_engine.py."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import unicodedata
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import Portal, SiteError, fold
from plugins.model.views import Picture
from plugins.search import cards as search_cards
from plugins.search import compose_search
from plugins.search import filters as search_filters
from plugins.search import index as search_index
from plugins.search import shards as search_shards
from plugins.search import tags as search_tags
from plugins.search.abbreviations import Abbreviations, read_abbreviations
from plugins.search.analysis import analyse
from plugins.search.analysis_whoosh import whoosh_analyser
from plugins.search.bits import RICE, BitReader, gamma, pack, plain, rice_width
from plugins.search.cards import STANDFIRST_LENGTH, group_name, list_choices, region_choices, shorten
from plugins.search.fields import FieldReader, Fields, text_of
from plugins.search.filters import compose_filters, newest_terms, write_chunk, write_days
from plugins.search.index import build_index
from plugins.search.keys import ALONE, hash_token, name_bits, pair_key, triple_key
from plugins.search.postings import BEGUN, TRIPLE, KeyFinder
from plugins.search.scripts import ENGINE, INTERFACE, NARROWING, bundle_engine, bundle_page, write_narrowing
from plugins.search.shards import DELTA_SIZE, MOST, SHARDS_PER_TAIL, Base
from plugins.search.tags import cut_tags, list_cut
from tests.samples import THEME
from tests.search_sample import make_corpus, make_item, make_portal

CASES = json.loads((Path(__file__).parent / "search_cases.json").read_text("utf-8"))
NONE = Abbreviations({})
SHORT = Abbreviations({"UBND": ("Ủy ban nhân dân",), "TP.HCM": ("Thành phố Hồ Chí Minh", "TPHCM")})


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    block = tmp_path / "theme/blocks/search"
    block.mkdir(parents=True)
    for name in (*ENGINE, *INTERFACE, *NARROWING, "worker"):
        (block / f"{name}.js").write_text(f"/* Lời giải thích */\nglobalThis.tep = '{name}';\n", "utf-8")
    portal = make_portal(tmp_path / "theme")
    portal.picture = lambda src, alt, caption, credit: Picture(f"/{src}", alt, caption, credit)
    return portal


def pair(first: str, second: str) -> int:
    return pair_key(hash_token(first), hash_token(second))


def alone(token: str) -> int:
    return pair_key(hash_token(token), ALONE)


def keys_of(abbreviations: Abbreviations = NONE, **fields: object) -> dict[int, int]:
    """Key -> level of an item with these fields."""
    found = KeyFinder(abbreviations).find(
        Fields(**{"headline": "", "standfirst": "", "names": (), "body": "", **fields})
    )
    return {posting >> 32: posting & 7 for posting in found}


def keys_of_item(portal: Portal, item) -> dict[int, int]:
    return keys_of(**FieldReader(portal, make_corpus(portal, item)).read(item)._asdict())


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


def place_of(key: int, bits: int) -> tuple[int, int]:
    """The shard of a key and its name in there."""
    own = name_bits(bits)
    return key >> (32 - bits), key >> (32 - bits - own) & (1 << own) - 1


def read_lists(reader: BitReader, items: int) -> dict[int, tuple[list[int], list[int], int]]:
    """Name -> items, levels, postings in the tail."""
    lists, count, width, name = {}, reader.gamma() - 1, reader.plain(5), -1
    for _ in range(count):
        name += reader.rice(width) + 1
        size, left, has_marks, item = reader.gamma(), reader.gamma() - 1, reader.plain(1), -1
        found, levels = [], []
        for _ in range(size):
            item += reader.rice(rice_width(items, size)) + 1
            found.append(item)
            levels.append(reader.plain(5 if has_marks else 3) & 7)
        lists[name] = (found, levels, left)
    return lists


# Analysis


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


# Keys


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
        triple_key(pair("ong", "duong"), hash_token("van")): 0,
        triple_key(pair("duong", "van"), hash_token("ut")): 1,
        triple_key(pair("van", "ut"), hash_token("noi")): 0,
    }


def test_three_words_share_a_shard_with_their_first_pair():
    assert triple_key(pair("duong", "van"), hash_token("ut")) >> 18 == pair("duong", "van") >> 18


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


# Files


@given(st.lists(st.integers(0, 2**20)), st.integers(0, 31))
def test_numbers_come_out_of_bits_as_they_went_in(numbers, width):
    width = max(width, 8)  # keeps the ones of a quotient few
    codes = [code for n in numbers for code in (gamma(n + 1), RICE[width][n], plain(n, 20 + n.bit_length()))]
    reader = BitReader(pack(codes))
    assert [
        (reader.gamma() - 1, reader.rice(width), reader.plain(20 + n.bit_length())) for n in numbers
    ] == [(n, n, n) for n in numbers]  # fmt: skip


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:-1] + b"\xff", lambda b: b"", lambda b: b"<!doctype"]
)
def test_damaged_bytes_are_noticed(damage):
    with pytest.raises(ValueError, match="damaged"):
        BitReader(damage(pack([plain(12345, 20), gamma(7)])))


def test_reading_beyond_the_end_is_an_error():
    reader = BitReader(pack([plain(1, 8)]))
    reader.plain(8)
    with pytest.raises(EOFError):
        reader.gamma()


def test_the_base_ends_at_a_multiple_and_the_newest_are_in_the_delta(portal):
    index = build_index(portal, make_corpus(portal, *numbered(DELTA_SIZE + 5)), NONE)
    assert index.shards.base.size == DELTA_SIZE
    assert BitReader(index.write_delta()).gamma() - 1 == 5


def test_each_item_of_the_base_is_found_in_the_shard_of_its_key(portal):
    shards = build_index(portal, make_corpus(portal, *numbered(DELTA_SIZE)), NONE).shards
    shard, name = place_of(pair("so", "7"), shards.base.bits)
    items, _, left = read_lists(BitReader(shards.write(shard)), shards.base.size)[name]
    assert items == [7]
    assert left == 0


def test_texts_that_the_corpus_does_not_hold_are_found_too(portal):
    items = [make_item(f"Tin số {n}", slug=f"tin-{n}") for n in range(6 * DELTA_SIZE)]  # more than are amended
    portal.with_body = lambda item: replace(item, body="<p>bản làng</p>")
    shards = build_index(portal, make_corpus(portal, *items), NONE).shards
    shard, name = place_of(pair("ban", "lang"), shards.base.bits)
    assert read_lists(BitReader(shards.write(shard)), len(items))[name][0] == [*range(len(items))]


def test_the_best_postings_stand_in_the_shard_and_the_others_in_the_tail(portal):
    count = (MOST // DELTA_SIZE + 2) * DELTA_SIZE
    few = [make_item(f"Khác {n}", "1999-01-01", slug=f"k{n}", body="<p>bản tin</p>") for n in range(DELTA_SIZE)]
    shards = build_index(portal, make_corpus(portal, *few, *numbered(count - DELTA_SIZE)), NONE).shards
    shard, name = place_of(pair("ban", "tin"), shards.base.bits)
    best, levels, left = read_lists(BitReader(shards.write(shard)), count)[name]
    assert (len(best), left) == (MOST, count - MOST)
    assert set(levels) == {7}
    reader = BitReader(shards.write_tail(shard // SHARDS_PER_TAIL, 0))
    for _ in range(shard % SHARDS_PER_TAIL):
        read_lists(reader, count)
    rest, _, _ = read_lists(reader, count)[name]
    assert sorted(best + rest) == list(range(count))
    assert set(range(DELTA_SIZE)) <= set(rest)


def test_one_new_item_changes_few_files(portal):
    items = numbered(DELTA_SIZE * 3)
    before, after = files_of(portal, *items[:-1]), files_of(portal, *items)
    assert any("/shards/" in address for address in before)
    before, after = files_of(portal, *items[:-3]), files_of(portal, *items[:-2])
    changed = {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}
    assert len(changed) <= 10
    assert not any("/shards/" in address or "/tails/" in address for address in changed)


def test_the_bytes_do_not_depend_on_the_order_of_reading(portal):
    items = numbered(DELTA_SIZE + 9)
    assert files_of(portal, *items) == files_of(portal, *items[::-1])


def test_other_items_in_the_base_give_other_names(portal):
    items = numbered(DELTA_SIZE)
    others = [*items[:-1], make_item("Bản tin khác", "2024-01-05")]
    names = [{name for name in jobs_of(portal, *some) if "/shards/" in name} for some in (items, others)]
    assert names[0]
    assert names[0].isdisjoint(names[1])


def test_an_edit_changes_only_the_shards_of_its_words(portal):
    items = numbered(DELTA_SIZE * 4)
    edited = [replace(items[5], body=items[5].body + "<p>Thêm câu này.</p>"), *items[:5], *items[6:]]
    before, after = jobs_of(portal, *items), jobs_of(portal, *edited)
    shards = [name for name in before if "/shards/" in name]
    assert before.keys() - after.keys() <= {name for name in before if "/search/" not in name}
    stale = {name for name in shards if before[name].inputs != after[name].inputs}
    changed = {name for name in shards if bytes(before[name].compose()) != bytes(after[name].compose())}
    assert changed <= stale
    assert 0 < len(stale) <= 6


def test_no_items_give_valid_files(portal):
    files = files_of(portal)
    (manifest,) = [json.loads(content) for name, content in files.items() if name.endswith("manifest.json")]
    assert manifest.startswith("2.0.0.0.")
    assert not any("/shards/" in name or "/cards/" in name for name in files)


# Cards, facets, choices, page


def test_cards_show_what_a_result_needs(portal):
    item = make_item("Sơ <b>kết</b>", "2022-06-30", regions=("ben-luc-long-an",), summary="Tóm tắt.", has_time=False)
    (card,) = json.loads(files_of(portal, item)["/search/cards/0-1.json"])
    assert card == [
        item.address, "Sơ <b>kết</b>", "Tóm tắt.", "2022-06-30", "dan-van", "Dân vận", ["Bến Lức, Long An"], "",
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "total", "name"), [(0, 4, "0"), (0, 5, "0"), (1, 5, "1-1"), (1, 7, "1-3")])
def test_a_group_of_cards_that_is_not_full_says_its_size(number, total, name):
    assert group_name(number, total) == name


def read_numbers(content: bytes) -> tuple[list[int], list[int]]:
    """The first numbers of older chunks, and those of this one."""
    reader = BitReader(content)
    firsts = [reader.plain(24) for _ in range(reader.gamma() - 1)]
    count = reader.gamma() - 1
    if not count:
        return firsts, []
    found, width = [reader.plain(24)], reader.plain(5)
    while len(found) < count:
        found.append(found[-1] + reader.rice(width) + 1)
    return firsts, found


@given(st.sets(st.integers(0, 2**24 - 1), max_size=60), st.integers(1, 20))
def test_the_chunks_of_a_term_hold_all_its_items_the_newest_first(numbers, size):
    numbers = sorted(numbers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_filters, "CHUNK", size)
        chunks = [read_numbers(write_chunk(numbers, chunk)) for chunk in range(max(1, -(-len(numbers) // size)))]
    assert [number for _, chunk in reversed(chunks) for number in chunk] == numbers
    assert all(len(chunk) == size for _, chunk in chunks[:-1])
    assert chunks[0][0] == [chunk[0] for _, chunk in chunks[1:]]
    assert not any(firsts for firsts, _ in chunks[1:])


def test_each_term_has_the_items_of_the_base_and_the_newest_are_apart(portal):
    many = [make_item(f"Bản tin {n}", f"2001-01-{n + 1:02}", tags=("Cam", "cám")[: n % 3]) for n in range(DELTA_SIZE)]
    last = make_item("Mới", "2020-01-01", tags=("cam", "quýt"), regions=("ben-luc-long-an",), chairs=("Mùa A Sơn",) * 2)
    corpus = make_corpus(portal, *many, last)
    base = Base("00000000", DELTA_SIZE, 4)
    found = {job.address: read_numbers(job.compose())[1] for job in compose_filters(portal, corpus, base)}
    (cam,) = [tag for tag, label in corpus.tag_names.items() if label == "Cam"]
    assert found[f"/search/filters/tag/{cam}.00000000.bin"] == [n for n in range(DELTA_SIZE) if n % 3]
    assert found["/search/filters/tag/quyt.00000000.bin"] == []
    assert found["/search/filters/region/da-nang.00000000.bin"] == []
    assert found["/search/filters/category/dan-van.00000000.bin"] == list(range(DELTA_SIZE))
    assert newest_terms(corpus, base) == [
        ["category/dan-van", "region/ben-luc-long-an", "region/long-an", "region/tay-ninh", "official/mua-a-son",
         f"tag/{cam}", "tag/quyt"],
    ]  # fmt: skip


def test_the_days_say_how_many_items_each_has(portal):
    dates = ["0001-01-01", "1970-01-03", "1970-01-03", "1970-02-01", "2026-01-01", "2026-01-02", "9999-12-31"]
    reader = BitReader(write_days(make_corpus(portal, *(make_item(f"Tin {n}", day) for n, day in enumerate(dates)))))
    count, day, gaps, counts = reader.gamma() - 1, reader.plain(24), reader.plain(5), reader.plain(5)
    found = [(day, reader.rice(counts) + 1)]
    for _ in range(count - 1):
        found.append((found[-1][0] + reader.rice(gaps) + 1, reader.rice(counts) + 1))
    assert found == [(dt.date.fromisoformat(day).toordinal(), dates.count(day)) for day in dict.fromkeys(dates)]
    assert BitReader(write_days(make_corpus(portal))).gamma() == 1


def test_more_items_than_their_numbers_can_tell_apart_are_refused(portal, monkeypatch):
    monkeypatch.setattr(search_index, "ITEM_BITS", 3)
    build_index(portal, make_corpus(portal, *numbered(8)), NONE)
    with pytest.raises(SiteError, match=r"nhiều nhất 8 tin.*có 9"):
        build_index(portal, make_corpus(portal, *numbered(9)), NONE)


def test_few_tags_are_in_one_file_by_label():
    names = {"quyt": "quýt", "cam": "cam", "cam-2": "cám"}
    assert cut_tags(names) == {"": [("cam", "cam"), ("cam-2", "cám"), ("quyt", "quýt")]}
    assert cut_tags({}) == {"": []}


@given(
    st.dictionaries(
        st.from_regex(r"[a-c]{1,3}(-[a-c]{1,2})?", fullmatch=True), st.text("abc đÁ", min_size=1), max_size=40
    )
)
def test_every_tag_is_where_the_beginning_of_a_word_leads(names):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_tags, "MOST", 4)
        cut = cut_tags(names)
    beginnings = set(list_cut(cut))
    for tag, label in names.items():
        for start in {" ".join(fold(label).split()), tag.replace("-", " ")}:
            length = 0
            while start[:length] in beginnings and length < len(start):
                length += 1
            # At the end of a name that others go on from, those that are shown first may be others still.
            assert not start or (tag, label) in cut[start[:length]] or start[:length] in beginnings


def test_of_very_many_choices_those_with_the_most_items_are_offered(portal, monkeypatch):
    monkeypatch.setattr(search_cards, "MOST_CHOICES", 1)
    items = [
        make_item("Một", chairs=("Mùa A Sơn",)),
        make_item("Hai", chairs=("Lò Văn Mừng",)),
        make_item("Ba", chairs=("Lò Văn Mừng",)),
    ]
    assert list_choices(portal, make_corpus(portal, *items))["officials"] == [("lo-van-mung", "Lò Văn Mừng")]


def test_tails_have_each_left_out_posting_in_the_span_of_its_item(portal, monkeypatch):
    monkeypatch.setattr(search_shards, "MOST", 3)
    monkeypatch.setattr(search_shards, "TAIL_ITEMS", 20)
    shards = build_index(portal, make_corpus(portal, *numbered(3 * DELTA_SIZE)), NONE).shards
    shard, name = place_of(pair("ban", "tin"), shards.base.bits)
    found = []
    for span, items in enumerate(shards.base.spans):
        reader = BitReader(shards.write_tail(shard // SHARDS_PER_TAIL, span))
        for _ in range(shard % SHARDS_PER_TAIL):
            read_lists(reader, len(items))
        found.append([items.start + item for item in read_lists(reader, len(items))[name][0]])
    assert found == [list(range(28, 45)), list(range(8, 28)), list(range(8))]


def test_the_choices_are_provinces_of_today_then_other_regions_with_items(portal):
    corpus = make_corpus(portal, make_item("Tin", regions=("ben-luc-long-an",)))
    assert region_choices(portal, corpus) == [
        ("da-nang", "Đà Nẵng"),
        ("ho-chi-minh", "Hồ Chí Minh"),
        ("tay-ninh", "Tây Ninh"),
        ("ben-luc-long-an", "Bến Lức, Long An"),
        ("long-an", "Long An"),
    ]


def test_a_standfirst_is_cut_between_words():
    lead = shorten("dân vận khéo, " * 40)
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


def test_the_page_knows_its_files_and_is_left_out_of_search_engines(portal):
    jobs = jobs_of(portal, make_item("Tin"))
    view = jobs["/tim-kiem/"].compose()
    address, _, manifest = view.index.partition("#")
    assert json.loads(jobs[address].compose()) == manifest
    _, items, base, bits, *digests = manifest.split(".")
    assert (items, base, bits) == ("1", "0", "0")
    for name, digest in zip(
        ("delta.{}.bin", "narrowing.{}.js", "days.{}.bin", "tags.{}.json"), digests[1:], strict=True
    ):
        assert f"/search/{name.format(digest)}" in jobs
    assert view.script in jobs
    assert view.worker in jobs
    assert (view.head.title, view.head.address, view.head.indexed) == ("Tìm kiếm", "/tim-kiem/", True)


def test_the_manifest_fits_in_a_packet(portal):
    assert len(files_of(portal, *numbered(40))["/search/manifest.json"]) < 300


def test_the_script_is_engine_and_interface_in_one_and_its_address_changes_with_them(portal):
    def script() -> tuple[str, str]:
        (found,) = [job for name, job in jobs_of(portal).items() if name.startswith("/search/search.")]
        return found.address, found.compose()

    first = script()
    assert re.findall("tep='(.+?)'", first[1]) == [*ENGINE, *INTERFACE]
    assert script() == first
    (portal.config.theme / "blocks/search/engine.js").write_text("const khac = 1;\n", "utf-8")
    assert script()[0] != first[0]


def test_modules_of_a_bundle_share_a_scope_without_imports_and_comments(portal):
    block = portal.config.theme / "blocks/search"
    (block / "analysis.js").write_text(
        '/* Mở đầu\n   hai dòng. */\nimport {\n  a,\n  b,\n} from "./khac.js";\n\n'
        "export const mot = 'b // c'; // chú thích\nexport function hai() {}\nexport async function ba() {}\n",
        "utf-8",
    )
    script = bundle_engine(portal)
    assert script.startswith('(()=>{"use strict";')
    assert "const mot='b // c';function hai(){}" in script
    assert not {"import", "export", "chú", "Mở"} & set(re.findall(r"\w+", script))


def test_the_served_script_is_small_keeps_to_itself_and_has_no_comments():
    served = bundle_page(make_portal(THEME))
    assert re.fullmatch(r'(?s)\(\(\)=>\{"use strict";.*\}\)\(\);\n\(\(\)=>\{"use strict";.*\}\)\(\);\n', served)
    narrowing = write_narrowing(make_portal(THEME), {"regions": [["a", "</script> ' \u2028"]]})
    for script in (served, narrowing):
        assert not re.search(
            r"\beval\b|new Function|innerHTML|document\.write|\bimport\b(?!\()|\bexport\b(?! function open| const data=)|https?://",
            script,
        )
    # What the page waits for fits in two round trips beside its style sheet, also on a phone's slow network.
    assert len(gzip.compress(served.encode(), 6)) < 12_300
    assert "/*" not in served
    assert not re.search(r"^\s*//", served, re.MULTILINE)


def test_every_module_of_the_theme_is_served_and_imports_only_those_before_it():
    block = THEME / "blocks/search"
    assert {path.stem for path in block.glob("*.js")} == {*ENGINE, *INTERFACE, *NARROWING, "worker"}
    order = [*ENGINE, *NARROWING, *INTERFACE]
    for place, name in enumerate(order):
        imported = re.findall(r'from "\./(.+?)\.js"', (block / f"{name}.js").read_text("utf-8"))
        assert set(imported) <= set(order[:place])


@pytest.mark.parametrize("name", ["analysis.js", "engine.js", "search.js", "narrowing.js", "tag-field.js", "worker.js"])
def test_a_theme_without_a_script_cannot_be_built(portal, name):
    (portal.config.theme / "blocks/search" / name).unlink()
    with pytest.raises(SiteError, match=name.replace(".", r"\.")):
        jobs_of(portal)
