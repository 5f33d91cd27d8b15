"""The readers' search: the files of the index, and which of them an edit changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from plugins.model import Portal, SiteError
from plugins.search import index as search_index
from plugins.search import shards as search_shards
from plugins.search.abbreviations import Abbreviations
from plugins.search.bits import RICE, BitReader, gamma, pack, plain, rice_width
from plugins.search.index import build_index
from plugins.search.keys import hash_token, name_bits, triple_key
from plugins.search.shards import DELTA_SIZE, MOST, SHARDS_PER_TAIL
from tests.search_sample import files_of, jobs_of, make_corpus, make_item, make_whole_portal, numbered, pair

NONE = Abbreviations({})


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_whole_portal(tmp_path)


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
    assert manifest.startswith("3.0.0.0.")
    assert not any("/shards/" in name or "/cards/" in name for name in files)


def test_three_words_in_a_row_that_very_many_items_have_are_left_to_their_pairs(portal, monkeypatch):
    monkeypatch.setattr(search_shards, "MOST_IN_ROW", 3)
    items = [make_item(f"Nhớ Phan Bội Châu {n // 2}", f"2020-01-{n + 1:02}") for n in range(DELTA_SIZE)]
    shards = build_index(portal, make_corpus(portal, *items), NONE).shards
    own = name_bits(shards.base.bits)

    def items_of(last: str) -> int:
        before = "boi" if last == "chau" else "chau"
        first = pair("phan" if last == "chau" else "boi", before)
        shard, name = place_of(triple_key(pair(before, last), first, hash_token(last), own), shards.base.bits)
        items, _, left = read_lists(BitReader(shards.write(shard)), DELTA_SIZE).get(name, ([], [], 0))
        return len(items) + left

    assert (items_of("chau"), items_of("7")) == (0, 2)


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


def test_more_items_than_their_numbers_can_tell_apart_are_refused(portal, monkeypatch):
    monkeypatch.setattr(search_index, "ITEM_BITS", 3)
    build_index(portal, make_corpus(portal, *numbered(8)), NONE)
    with pytest.raises(SiteError, match=r"nhiều nhất 8 tin.*có 9"):
        build_index(portal, make_corpus(portal, *numbered(9)), NONE)
