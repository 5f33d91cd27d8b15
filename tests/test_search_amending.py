"""An edit of bodies alone: the index is amended without the corpus, and is then as if made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from plugins.model import BodyEdit, Job, NewsItem, Portal
from plugins.search import entries as entries_module
from plugins.search import making as making_module
from plugins.search.abbreviations import Abbreviations
from plugins.search.index import build_index
from plugins.search.jobs import amend_index, compose_index
from plugins.search.postings import KeyFinder
from plugins.search.shards import DELTA_SIZE
from tests.search_sample import make_corpus, make_item, make_portal

NONE = Abbreviations({})
WORDS = ["hội", "nghị", "sơ", "kết", "dân", "vận", "khéo", "Bến", "Lức", "217-QĐ/TW", "xã,"]
BODY = st.lists(st.sampled_from(WORDS), max_size=6).map(lambda words: f"<p>{' '.join(words)}</p>")
COUNT = DELTA_SIZE + 3
# What befalls the site: an edit, an edit whose build is killed once the store is amended, or a build of everything.
EDIT = st.tuples(st.sampled_from(["edit", "edit", "killed", "killed whole"]), st.integers(0, COUNT - 1), BODY)


class Site:
    """The engine's part: which files the output has, and what each was made from."""

    def __init__(self, state: Path, bodies: list[str]) -> None:
        self.portal: Portal = make_portal(state / "theme")
        self.items = [
            make_item(f"Tin {n}", f"{1850 + n}-01-01", body=body, chairs=("Dương Văn Út",))
            for n, body in enumerate(bodies)
        ]
        self.output: dict[str, tuple[tuple[str, ...] | None, bytes]] = {}
        self.built = tuple(self.items)  # what the output is of

    def stands(self, job: Job) -> bool:
        return job.address in self.output and self.output[job.address][0] == job.inputs

    def make(self, jobs: list[Job]) -> dict[str, tuple[tuple[str, ...] | None, bytes]]:
        return {
            job.address: self.output[job.address] if self.stands(job) else (job.inputs, bytes(job.compose()))
            for job in jobs
        }

    def build(self) -> None:
        jobs = compose_index(build_index(self.portal, make_corpus(self.portal, *self.items), NONE))
        self.output = self.make(list(jobs))
        self.built = tuple(self.items)

    def amend(self) -> list[Job] | None:
        edits = [
            BodyEdit(position, item, "") for position, item in enumerate(self.items) if item is not self.built[position]
        ]
        return amend_index(self.portal, edits, self.stands)

    def edit(self) -> bool:
        """As the engine builds when only bodies changed; whether amending was enough."""
        jobs = self.amend()
        if jobs is None:
            self.build()
            return False
        assert {job.address for job in jobs} <= self.output.keys()
        self.output |= self.make(jobs)
        self.built = tuple(self.items)
        return True

    @property
    def files(self) -> Mapping[str, bytes]:
        return {address: content for address, (_, content) in self.output.items()}


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Site]:
    def build(*bodies: str) -> Site:
        site = Site(tmp_path / "kept", list(bodies) or [f"<p>tin số {n} về dân vận</p>" for n in range(COUNT)])
        site.build()
        return site

    return build


def anew(folder: Path, items: list[NewsItem]) -> Mapping[str, bytes]:
    other = Site(folder, [item.body for item in items])
    other.build()
    return other.files


def give_body(site: Site, position: int, body: str) -> None:
    site.items[position] = replace(site.items[position], body=body)


@settings(deadline=None, max_examples=25)
@given(st.lists(BODY, min_size=COUNT, max_size=COUNT), st.lists(EDIT, min_size=1, max_size=5))
def test_after_any_edits_and_kills_the_files_are_those_of_a_clean_build(tmp_path_factory, bodies, edits):
    folder = tmp_path_factory.mktemp("amending")
    with pytest.MonkeyPatch.context() as patch:
        for module in (entries_module, making_module):
            patch.setattr(module, "COMMON", 4)
        site = Site(folder / "kept", bodies)
        site.build()
        for number, (kind, position, body) in enumerate(edits):
            give_body(site, position, body)
            if kind == "killed":
                site.amend()
            elif kind == "killed whole":
                build_index(site.portal, make_corpus(site.portal, *site.items), NONE)
            else:
                site.edit()
                assert site.files == anew(folder / f"{number}", site.items)
        site.edit()
        assert site.files == anew(folder / "end", site.items)


def test_an_edit_makes_few_files_and_reads_the_edited_item_alone(site, monkeypatch):
    kept = site(*[f"<p>Bản tin số {n} về dân vận.</p>" for n in range(9 * DELTA_SIZE)])
    find, found = KeyFinder.find, []
    monkeypatch.setattr(KeyFinder, "find", lambda finder, fields: found.append(fields.body) or find(finder, fields))
    give_body(kept, 3, "<p>Bản tin số 3 về dân vận khéo.</p>")
    jobs = kept.amend()
    assert jobs is not None
    assert 0 < len(jobs) <= 10 < len(kept.files) / 10
    assert [body.split()[-2] for body in found] == ["vận.", "khéo."]


def test_an_edit_that_changes_no_word_changes_no_file(site):
    kept = site()
    before = kept.files
    give_body(kept, 3, f"{kept.items[3].body}\n")
    assert kept.edit()
    assert kept.files == before


def test_the_next_build_of_everything_finds_nothing_to_do(site, monkeypatch):
    kept = site()
    give_body(kept, 3, "<p>tin khác</p>")
    assert kept.edit()
    files = dict(kept.output)
    monkeypatch.setattr(entries_module.EntryStore, "_amend", pytest.fail)
    monkeypatch.setattr(entries_module.EntryStore, "_make", pytest.fail)
    kept.build()
    assert kept.output == files


def test_an_edit_of_one_of_the_newest_items_is_left_to_a_build_of_everything(site):
    kept = site()
    give_body(kept, COUNT - 1, "<p>tin khác</p>")
    assert kept.amend() is None


def test_an_output_of_another_state_is_left_to_a_build_of_everything(site):
    """An edit was amended and never came to the output; then its author took it back."""
    kept = site()
    was = kept.items[2]
    give_body(kept, 2, "<p>tin sai</p>")
    assert kept.amend() is not None
    kept.items[2] = was
    give_body(kept, 3, "<p>tin khác</p>")
    assert kept.amend() is None


def test_a_word_that_becomes_common_is_left_to_a_build_of_everything(site, monkeypatch):
    monkeypatch.setattr(entries_module, "COMMON", 2)
    kept = site(*["<p>một quýt</p>"] * 2, *["<p>cam</p>"] * (COUNT - 2))
    give_body(kept, 5, "<p>hai quýt</p>")
    assert kept.amend() is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"x" * 5000),
        lambda path: change(path, "UPDATE facts SET content = 'khác' WHERE name = 'salt'"),
        lambda path: change(path, "DELETE FROM marks"),
        lambda path: change(path, "UPDATE entries SET content = x'00'"),
        lambda path: change(path, "UPDATE fields SET content = 'x'"),
        lambda path: change(path, "DROP TABLE shards"),
    ],
)
def test_a_store_of_no_use_is_left_to_a_build_of_everything(site, damage):
    kept = site()
    damage(kept.portal.state / "search.db")
    give_body(kept, 3, "<p>tin khác</p>")
    assert kept.amend() is None


def test_a_site_with_too_few_items_for_a_base_is_left_to_a_build_of_everything(site):
    kept = site("<p>một</p>", "<p>hai</p>")
    give_body(kept, 1, "<p>ba</p>")
    assert kept.amend() is None


def change(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute(statement)
    database.close()
