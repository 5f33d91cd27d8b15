"""Which files of the content changed, as the states of files tell, and the warnings that are kept of them."""

from functools import partial

import pytest

from plugins.build import scanning
from plugins.build.executor import spread
from plugins.build.kept_faults import FaultsFile
from plugins.build.scanning import Scan
from plugins.model import Fault

FAULTS = [Fault(f"news/{number}.md", number, "W-PLACE", "dòng một\ndòng hai") for number in range(5)]


@pytest.fixture
def content(tmp_path, monkeypatch):
    """Files in many folders that changed long ago."""
    monkeypatch.setattr(scanning, "SETTLED", -(10**12))
    monkeypatch.setattr("plugins.build.executor.HEAD_START", 0)
    for year in range(20):
        folder = tmp_path / f"news/{year}"
        folder.mkdir(parents=True)
        (folder / "a.md").write_text("a")
    return tmp_path


def scan(content, before=None, jobs=1):
    return Scan.of([content], before, partial(spread, jobs), "Xem")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_scan_is_the_same_with_and_without_the_one_before(content, jobs):
    before = scan(content)
    (content / "news/3/b.md").write_text("b")
    (content / "news/4/a.md").unlink()
    (content / "news/5/a.md").write_text("other")
    after = scan(content, before, jobs)
    assert after == scan(content)
    changed = {f"{content}/news/{name}" for name in ("3/b.md", "4/a.md", "5/a.md")}
    assert after.changes_since(before).paths == changed


def test_a_file_that_changed_just_now_may_change_again_unseen(content, monkeypatch):
    monkeypatch.setattr(scanning, "SETTLED", 10**12)
    before = scan(content)
    assert len(scan(content, before).changes_since(before).paths) == 20


def test_links_to_folders_and_hidden_folders_are_not_entered(content):
    (content / ".git").mkdir()
    (content / ".git/a.md").write_text("a")
    (content / "link").symlink_to(content / "news")
    found = scan(content).folders
    assert {line.partition("\t")[0] for line in found[str(content)].split("\n")} == {".git", "link"}
    assert f"{content}/.git" not in found


def test_kept_warnings_are_those_that_were_told(tmp_path):
    file = FaultsFile(tmp_path / "faults")
    kept = file.load(file.save(FAULTS))
    assert kept == FAULTS
    assert (len(kept), kept[:2], kept[-1], kept[::-1]) == (5, tuple(FAULTS[:2]), FAULTS[-1], tuple(FAULTS[::-1]))


@pytest.mark.parametrize("damage", [b"", b"x" * 600])
def test_a_file_of_other_warnings_is_not_taken(tmp_path, damage):
    file = FaultsFile(tmp_path / "faults")
    mark = file.save(FAULTS)
    assert file.load(file.save(FAULTS[:2])) == FAULTS[:2]
    assert file.load(mark) is None
    (tmp_path / "faults").write_bytes(damage)
    assert file.load(mark) is None


def test_a_change_is_seen_of_a_file_whose_name_is_of_two_lines(content):
    file = content / "news/3/hai\ndòng.md"
    file.write_text("a")
    before = scan(content)
    file.write_text("other")
    assert scan(content).changes_since(before).paths == {str(file)}
