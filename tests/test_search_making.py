"""Many items and many shards at once: by arrays they become what they become one by one."""

from __future__ import annotations

from array import array
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.search import blocks, lexicon, packing, postings
from plugins.search import shards as shards_module
from plugins.search.abbreviations import Abbreviations
from plugins.search.blocks import BlockFinder
from plugins.search.fields import Fields
from plugins.search.index import choose_bits
from plugins.search.keys import name_bits
from plugins.search.packing import pack_batch
from plugins.search.postings import RARE, TRIPLE, KeyFinder
from plugins.search.shards import SHARDS_PER_TAIL, Base, Shards

SHORT = Abbreviations({"UBND": ("Ủy ban nhân dân",), "TP.HCM": ("Thành phố Hồ Chí Minh", "TPHCM"), "xã": ("X",)})
CHOICE = [
    "Hội", "nghị", "hoà", "hòa", "Hòa", "y", "Y", "dân", "vận", "UBND", "xã", "Ủy", "ban", "nhân", "TP.HCM", "thành",
    "phố", "Hồ", "Chí", "Minh", "217-QĐ/TW", "2.500", "12/3,", "Ê-đê", ".", ",", "–", "“dân", "vận”", "(xã)", "a.b.c",
    "🙂", "\u200b", "khéo;", "Bến", "Lức",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(CHOICE), max_size=14).map(" ".join) | st.text(max_size=12)
FIELDS = st.builds(Fields, TEXT, TEXT, st.lists(TEXT, max_size=3).map(tuple), TEXT)
QUICK = settings(deadline=None, max_examples=150)


def one_by_one(first: int, fields: list[Fields], own: int) -> list[int]:
    finder = KeyFinder(SHORT, own)
    return sorted({posting | item << 8 for item, each in enumerate(fields, first) for posting in finder.find(each)})


@QUICK
@given(st.lists(FIELDS, min_size=1, max_size=5), st.integers(0, 2**24 - 10), st.sampled_from([14, 18]))
def test_a_block_has_the_postings_of_its_items(fields, first, own):
    assert BlockFinder(SHORT, own).find(first, fields).tolist() == one_by_one(first, fields, own)


@QUICK
@given(st.lists(FIELDS, min_size=2, max_size=4))
def test_a_block_too_large_for_one_number_is_cut(fields):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "KEY_BITS", 6)
        found = BlockFinder(SHORT).find(7, fields).tolist()
    assert found == one_by_one(7, fields, 18)


def test_words_are_forgotten_when_there_are_too_many_and_the_postings_stay(monkeypatch):
    for module in (blocks, postings):
        monkeypatch.setattr(module, "MOST_CHUNKS", 3)
    items = [Fields(f"Tin số {n}", "", (), "theo 217-QĐ/TW của UBND xã") for n in range(6)]
    finders = KeyFinder(SHORT), BlockFinder(SHORT)
    for item in items:
        expected = sorted(set(KeyFinder(SHORT).find(item)))
        assert sorted(set(finders[0].find(item))) == finders[1].find(0, [item]).tolist() == expected


def test_a_word_counted_often_has_the_same_level_both_ways():
    """Weights of fields and of the text meet in one number."""
    items = [Fields("dân", "dân " * n, ("dân",) * (n % 7), "dân vận " * (n * n * 9)) for n in range(25)]
    assert BlockFinder(SHORT).find(0, items).tolist() == one_by_one(0, items, 18)


def test_a_lexicon_knows_a_word_with_and_without_its_capital():
    (plain,), (capital,) = (lexicon.Lexicon(SHORT).read_chunk(chunk)[0] for chunk in ("ban", "Ban"))
    assert (plain % 2, capital % 2) == (0, 1)


class Held:
    """Entries of a base, in memory."""

    def __init__(self, base: Base, entries: list[int], common: list[int]) -> None:
        self.base, self.entries, self.common = base, sorted(set(entries)), common

    def read(self, shards: range) -> tuple[array[int], list[int]]:
        shift = 64 - self.base.bits
        return array("Q", [entry for entry in self.entries if entry >> shift in shards]), self.common


def drawn_entries(chance: Random, bits: int, items: int, keys: int) -> list[int]:
    """Entries of a few shards, many of them of few keys, some of which share their names."""
    entries = []
    for _ in range(keys):
        key = chance.getrandbits(min(bits, 7)) << (32 - min(bits, 7)) | chance.choice(
            [5, 6, 5 << 9, chance.getrandbits(20)]
        )
        flags = chance.choice([0, 0, RARE, TRIPLE, 64])
        entries += [
            key << 32 | item << 8 | flags | chance.getrandbits(3) | (0 if flags else chance.choice([0, 8, 24]))
            for item in chance.sample(range(items), min(items, chance.choice([1, 1, 2, 3, 40])))
        ]
    return entries


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 2**32),
    st.sampled_from([0, 1, 3, 5, 7, 14, 18]),
    st.sampled_from([1, 16, 5000, 2**23]),
    st.integers(0, 60),
)
def test_a_batch_has_the_bytes_of_its_files(seed, bits, items, keys):
    chance = Random(seed)
    base = Base("tên", items, bits)
    entries = drawn_entries(chance, bits, items, keys)
    held = Held(base, entries, [entry >> 32 for entry in entries[:3]])
    with pytest.MonkeyPatch.context() as patch:
        for module in (shards_module, packing):
            patch.setattr(module, "MOST", 7)
            patch.setattr(module, "MOST_IN_ROW", 5)
        patch.setattr(shards_module, "TAIL_ITEMS", items // 3 + 1)
        one = Shards(base, held)
        patch.setattr(shards_module, "ALONE", 1000)
        some = base.shards[:64]
        tails = range(len(range(0, len(some), SHARDS_PER_TAIL)))
        assert pack_batch(held, base, some, 1) == [one.write(number) for number in some]
        assert pack_batch(held, base, some, SHARDS_PER_TAIL) == [
            one.write_tail(number, span) for number in tails for span in range(len(base.spans))
        ]


def test_who_asks_for_many_files_gets_the_bytes_of_each():
    base = Base("tên", 3000, 7)
    held = Held(base, drawn_entries(Random(3), 7, 3000, 400), [])
    many = Shards(base, held)
    shards = [many.write(number) for number in base.shards]
    tails = [many.write_tail(number, span) for number in range(8) for span in range(len(base.spans))]
    assert shards == [Shards(base, held).write(number) for number in base.shards]
    assert tails == [Shards(base, held).write_tail(number, 0) for number in range(8)]


@pytest.mark.parametrize("gap", [0, 31, 32, 33, 64, 999])
def test_a_gap_far_beyond_the_usual_is_written_alike(gap):
    """Its quotient has more ones than fit in a number."""
    base = Base("tên", 1000, 0)
    held = Held(base, [7 << 32 | item << 8 for item in (*range(1000 - gap - 1), 999)], [])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "MOST", 10_000)
        patch.setattr(shards_module, "MOST", 10_000)
        assert pack_batch(held, base, base.shards, 1) == [Shards(base, held).write(0)]


@pytest.mark.parametrize(
    ("items", "bits"),
    [(0, 0), (1, 0), (16, 4), (10_000, 13), (32_767, 14), (32_768, 14), (65_536, 15), (10**6, 18), (10**7, 18)],
)
def test_shards_are_as_many_as_the_items_ask_for(items, bits):
    assert choose_bits(items) == bits


@pytest.mark.parametrize("bits", range(19))
def test_a_shard_and_a_name_are_no_more_than_a_key(bits):
    assert bits + name_bits(bits) <= 32
    assert name_bits(bits) == 18 or bits > 14


def test_numpy_shifts_out_what_is_shifted_by_all_its_bits():
    """packing.py leans on it."""
    assert (np.array([5], np.uint64) << np.array([64], np.uint64)).tolist() == [0]
