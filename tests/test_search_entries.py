"""The kept entries of the search index: brought up to date, they are as if made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model import SiteError
from plugins.search import entries as entries_module
from plugins.search import making as making_module
from plugins.search.abbreviations import Abbreviations
from plugins.search.entries import EntryStore
from plugins.search.fields import Fields, Mark
from plugins.search.making import Making
from plugins.search.postings import KeyFinder
from plugins.search.shards import Base

BITS = 3
SHORT = Abbreviations({"UBND": ("Ủy ban nhân dân",)})
FIND = KeyFinder(SHORT).find
CHOICE = ["hội", "nghị", "sơ", "kết", "dân", "vận", "khéo", "năm", "nay", "UBND", "xã"]
WORDS = st.lists(st.sampled_from(CHOICE), max_size=6).map(" ".join)
TEXTS = st.lists(WORDS, min_size=1, max_size=8)


def fields_of(text: str) -> Fields:
    return Fields(text.partition(" ")[0], "", (), text)


class Written(NamedTuple):
    """Fields that have no item."""

    fields: Fields

    def finish(self) -> Fields:
        return self.fields


def update(store: EntryStore, texts: Sequence[str], read=None, find=FIND, make=None, is_apart=False) -> None:
    base = Base("tên", len(texts), BITS)
    read = read or (lambda item: fields_of(texts[item]))
    portal = SimpleNamespace(spread=lambda work, count, _: map(work, range(count)), is_apart=is_apart)
    make = make or (lambda folder: Making(portal, folder, base, lambda item: Written(read(item)), SHORT))
    store.update(base, [Mark(text, "") for text in texts], read, find, make)


def updated(path: Path, texts: Sequence[str], *, salt: str = "a") -> EntryStore:
    store = EntryStore(path, salt)
    update(store, texts)
    return store


def shards(store: EntryStore) -> list[tuple[list[int], list[int]]]:
    """The entries of each shard, and the keys among them that are common."""
    read = (store.read(range(number, number + 1)) for number in range(1 << BITS))
    return [(list(entries), common) for entries, common in read]


def revisions(store: EntryStore) -> list[str]:
    return store.revisions(range(1 << BITS))


@pytest.fixture(params=["few", "many"])
def few(request, monkeypatch) -> None:
    """A change is of few items, whose postings are exchanged, or of many, for which all is made anew."""
    if request.param == "many":
        monkeypatch.setattr(entries_module, "FEW", 0)
        monkeypatch.setattr(entries_module, "SHARE", 0)


FEW = settings(deadline=None, max_examples=25)  # each example writes several databases


@FEW
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_after_any_edits_the_entries_are_those_of_a_store_made_anew(tmp_path_factory, states):
    folder = tmp_path_factory.mktemp("entries")
    for number, texts in enumerate(states):
        kept = updated(folder / "kept.db", texts)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(entries_module, "FEW", 0)
            anew = updated(folder / f"{number}.db", texts)
        assert shards(kept) == shards(anew)
        assert kept.common == anew.common


@FEW
@given(TEXTS, TEXTS)
def test_a_shard_whose_entries_change_has_another_revision(tmp_path_factory, first, second):
    path = tmp_path_factory.mktemp("entries") / "kept.db"
    before = updated(path, first)
    old = list(zip(revisions(before), shards(before), strict=True))
    after = updated(path, second)
    new = list(zip(revisions(after), shards(after), strict=True))
    assert all((one[0] != two[0]) == (one[1] != two[1]) for one, two in zip(old, new, strict=True))
    assert (before.state == after.state) == (first == second)


@pytest.mark.usefixtures("few")
def test_a_token_that_too_many_items_have_is_left_out_until_fewer_have_it(tmp_path, monkeypatch):
    monkeypatch.setattr(entries_module, "COMMON", 5)
    monkeypatch.setattr(making_module, "COMMON", 5)
    few = [f"đầu {word}" for word in ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")]
    many = [f"{text} chung" for text in few]
    path = tmp_path / "kept.db"
    for count in (5, 6, 5, 10, 4):
        store = updated(path, many[:count] + few[count:])
        assert len(store.common) == (count > 5)
        assert shards(store) == shards(updated(tmp_path / f"{count}.db", many[:count] + few[count:]))


def test_a_build_without_a_change_does_not_read_the_texts(tmp_path):
    updated(tmp_path / "kept.db", ["một hai", "ba bốn"])
    store = EntryStore(tmp_path / "kept.db", "a")
    update(store, ["một hai", "ba bốn"], pytest.fail, pytest.fail, pytest.fail)
    assert len(revisions(store)) == 1 << BITS


def test_entries_are_the_same_where_machines_have_no_folder_in_common(tmp_path, monkeypatch):
    for name, value in (("SMALLEST_BLOCK", 2), ("RANGES", 3)):
        monkeypatch.setattr(making_module, name, value)
    texts = [f"tin số {number} của xã" for number in range(9)]
    store = EntryStore(tmp_path / "apart.db", "a")
    update(store, texts, is_apart=True)
    assert shards(store) == shards(updated(tmp_path / "together.db", texts))
    assert any(found for found, _ in shards(store))


def test_an_edit_reads_the_text_of_the_edited_item_alone(tmp_path):
    texts = ["một hai", "ba bốn", "năm sáu"]
    updated(tmp_path / "kept.db", texts)
    texts[1] = "ba mươi"
    read = []
    store = EntryStore(tmp_path / "kept.db", "a")
    update(store, texts, lambda item: read.append(item) or fields_of(texts[item]), FIND, pytest.fail)
    assert read == [1]


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"kh\xc3\xb4ng ph\xe1\xba\xa3i SQLite" * 100),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:3000]),
        lambda path: change(path, "DELETE FROM facts WHERE name = 'state'"),
        lambda path: change(path, "UPDATE facts SET content = 'x' WHERE name = 'bits'"),
        lambda path: change(path, "DELETE FROM shards WHERE number = 2"),
        lambda path: change(path, "DELETE FROM marks WHERE item = 1"),
        lambda path: change(path, "DROP TABLE facts"),
    ],
)
def test_a_damaged_store_is_made_anew(tmp_path, damage):
    texts = ["một hai", "ba bốn", "năm sáu"]
    updated(tmp_path / "kept.db", texts)
    damage(tmp_path / "kept.db")
    assert shards(updated(tmp_path / "kept.db", texts)) == shards(updated(tmp_path / "anew.db", texts))


@pytest.mark.parametrize("damage", ["DELETE FROM entries", "DROP TABLE entries", "UPDATE fields SET content = 'x'"])
def test_a_store_whose_entries_are_damaged_is_made_anew_when_an_edit_needs_them(tmp_path, damage):
    texts = [f"tin số {n}" for n in range(8)]
    updated(tmp_path / "kept.db", texts)
    change(tmp_path / "kept.db", damage)
    texts[1] = "tin khác"
    assert shards(updated(tmp_path / "kept.db", texts)) == shards(updated(tmp_path / "anew.db", texts))


def test_a_store_of_other_code_is_made_anew(tmp_path):
    old = revisions(updated(tmp_path / "kept.db", ["một hai"]))
    change(tmp_path / "kept.db", "DELETE FROM entries")
    store = updated(tmp_path / "kept.db", ["một hai"], salt="b")
    assert shards(store) == shards(updated(tmp_path / "anew.db", ["một hai"]))
    assert revisions(store) == old


def test_a_folder_in_the_place_of_the_store_is_thrown_away(tmp_path):
    (tmp_path / "kept.db").mkdir()
    updated(tmp_path / "kept.db", ["một hai"])
    assert (tmp_path / "kept.db").is_file()


def test_a_store_that_cannot_be_written_is_said_clearly(tmp_path, monkeypatch):
    def fail(*_):
        raise sqlite3.OperationalError("locked")

    monkeypatch.setattr(entries_module, "_write_shards", fail)
    with pytest.raises(SiteError, match="chỉ mục tìm kiếm"):
        updated(tmp_path / "kept.db", ["một hai"])


def test_damaged_entries_are_said_and_the_next_build_makes_them_anew(tmp_path):
    texts = ["một hai", "ba bốn"]
    updated(tmp_path / "kept.db", texts)
    change(tmp_path / "kept.db", "UPDATE entries SET content = x'00'")
    with pytest.raises(SiteError, match="dựng lại"):
        shards(updated(tmp_path / "kept.db", texts))
    assert shards(updated(tmp_path / "kept.db", texts)) == shards(updated(tmp_path / "anew.db", texts))


def change(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute(statement)
    database.close()
