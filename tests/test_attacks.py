"""The attack table holds: all that hostile content tries is refused, or published without harm.

What a browser finds on the published pages is in `tests/browser/test_attacks.py`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.attacks.case import OUTSIDE
from tests.attacks.cases.stores import EVIL
from tests.attacks.harm import find_in_files, read_files
from tests.attacks.printing import DOCUMENT, compose_document, rows
from tests.attacks.site import CONTENT, OUTCOME, OUTPUT, build_attacked_site, cases_of, files_below
from tests.attacks.stock import DATA, THEMES, build
from tests.attacks.table import CASES

REFUSED = [case for case in cases_of("content") if case.code]
PUBLISHED = [case for case in cases_of("content") if not case.code] + cases_of("import")


@pytest.fixture(scope="module")
def folder(fill_once):
    """The portal with all cases in it, built once."""
    return fill_once("attacked", build_attacked_site)


@pytest.fixture(scope="module")
def outcome(folder):
    return json.loads((folder / OUTCOME).read_text("utf-8"))


def test_what_is_refused_is_refused_with_its_code_in_its_file(outcome):
    wrong = {}
    for case in REFUSED:
        found = {code for name in case.files for code in outcome["faults"].get(name, ())}
        if case.code not in found:
            wrong[case.name] = (case.code, sorted(found))
    assert wrong == {}


def test_faults_of_hostile_files_leave_the_published_site_as_it_was(outcome):
    assert outcome["faults"]
    assert outcome["intact"]


def test_what_is_published_holds_none_of_the_marks_of_harm(folder):
    files = read_files(folder / OUTPUT)
    assert {case.name: found for case in PUBLISHED if (found := find_in_files(files, case))} == {}


def test_items_that_are_published_are_there_and_what_is_held_is_not(folder):
    site = b"\n".join(path.read_bytes() for path in (folder / OUTPUT / "tin").rglob("*.html")).decode()
    out = ("held", "not published")
    for case in cases_of("content"):
        if case.files and not case.code and case.name not in SPELT_OTHERWISE:
            assert (case.title in site) != case.kept.startswith(out), case.name


SPELT_OTHERWISE = {"withdrawn", "expired", "nfd-name"}


def test_nothing_is_written_outside_and_no_foreign_file_comes_into_the_site(folder, outcome):
    assert outcome["outside"] == []
    names = set(files_below(folder / OUTPUT))
    assert not names & {".htaccess", "secret.txt", "config", "environ", "passwd", ".env"}
    assert not [name for name in names if re.search(r"evil-(?:save|slug|word|desk|yaml|pickle)|output-evil", name)]
    for name in OUTSIDE:
        assert (folder / name).read_bytes() not in files_below(folder / OUTPUT).values()


def test_drafts_of_hostile_sources_stay_drafts_in_the_content_folder(folder, outcome):
    """However a source tries, its draft lies below news/; each case is a draft or a fault that is told."""
    assert set(outcome["imported"]) == {case.name for case in cases_of("import")}
    for name, told in outcome["imported"].items():
        assert told, name
        if told.endswith(".md"):
            assert (folder / CONTENT / "news") in (folder / CONTENT / told).resolve().parents


@pytest.mark.parametrize("case", cases_of("store"), ids=lambda case: case.name)
def test_a_poisoned_cache_is_not_read_and_runs_nothing(case, site, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    site.write("tin")
    site.build()
    expected = site.tree()
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file() and path.suffix not in (".lock", ".jpg")]
    assert kept
    for path in kept:
        path.write_bytes(case.files["cache"])
    site.write("khac")
    site.build()
    (site.content / "news/2022/07/khac.md").unlink()
    site.build()
    assert site.tree() == expected
    assert not (tmp_path / EVIL).exists()


# The table itself.


def test_the_table_has_cases_enough_each_with_a_name_and_an_outcome_of_its_own():
    assert len(CASES) >= 90
    assert len({case.name for case in CASES}) == len(CASES)
    assert [case.name for case in CASES if not case.ours] == []
    assert [case.name for case in CASES if not case.files and not case.asks] == []


def test_what_stock_pelican_does_is_kept_of_the_cases_that_it_can_be_given():
    kept = json.loads(DATA.read_text("utf-8"))["cases"]
    asked = [case.name for case in CASES if case.way in ("content", "store", "request")]
    assert list(kept) == [name for name in asked if name in kept]
    assert len(kept) >= 90
    assert sum(any(found.values()) for found in kept.values()) > len(kept) / 2


@pytest.mark.parametrize("name", ["attach-secret", "save-as-prefix", "draft"])
def test_what_is_kept_of_stock_pelican_is_what_it_still_does(name, tmp_path):
    case = next(case for case in CASES if case.name == name)
    kept = json.loads(DATA.read_text("utf-8"))["cases"][name]
    found = build(case, tmp_path, THEMES[1])
    assert found
    assert set(found) <= set(kept[THEMES[1]])


def test_the_document_is_the_table(request):
    if request.config.getoption("--update-golden"):
        DOCUMENT.write_text(compose_document(), "utf-8")
    assert DOCUMENT.read_text("utf-8") == compose_document()


def test_the_table_has_a_row_for_each_case_without_what_would_break_it():
    assert [row[0] for row in rows()] == [case.name for case in CASES]
    assert all(isinstance(cell, str) and "\n" not in cell for row in rows() for cell in row)
    assert Path(DOCUMENT).name == "attacks.md"
