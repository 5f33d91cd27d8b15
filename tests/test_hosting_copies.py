"""Compressed copies stand and fall with their files, whatever happened to either before."""

from __future__ import annotations

import gzip
from contextlib import suppress
from pathlib import Path

import brotli
import pytest

from plugins.model.delivery import is_asked_often, is_compressed
from tests.changes import add, change_settings, edit, lay_out, settings_file
from tests.comparison import build, clean_build, differing
from tests.interruptions import KilledError, interrupted

NGINX = 10  # of the settings that `change_settings` gives


@pytest.fixture
def hosted(site):
    lay_out(site, 3)
    change_settings(site, NGINX)
    build(site)
    return site


def assert_copies_hold(folder: Path) -> None:
    """Each text of some length that is asked for often has its copies, of the bytes beside it; none stands alone."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    copied = 0
    for name, path in files.items():
        content = path.read_bytes()
        if name.endswith((".br", ".gz")):
            assert name[:-3] in files
        elif is_compressed(name, len(content)) and is_asked_often(name):
            assert gzip.decompress(files[f"{name}.gz"].read_bytes()) == content, name
            assert brotli.decompress(files[f"{name}.br"].read_bytes()) == content, name
            copied += 1
        else:
            assert f"{name}.gz" not in files
    assert copied > 8


def test_every_text_that_is_asked_for_often_has_its_copies(hosted):
    assert_copies_hold(hosted.output)


def test_a_build_without_changes_writes_nothing_and_one_with_changes_only_what_changed(hosted):
    assert build(hosted).written == 0
    times = {path: path.stat().st_mtime_ns for path in hosted.output.rglob("*") if path.is_file()}
    edit(hosted, 0)
    report = build(hosted)
    now = {path: path.stat().st_mtime_ns for path in hosted.output.rglob("*") if path.is_file()}
    changed = {path for path, time in now.items() if times.get(path) != time}
    assert 0 < len(changed) == report.written < len(times) / 2
    assert_copies_hold(hosted.output)
    assert differing(hosted.tree(), clean_build(hosted, jobs=2)) == []


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"stale")])
def test_a_copy_that_somebody_touched_is_made_again(hosted, harm):
    copy = hosted.output / "index.html.gz"
    content = copy.read_bytes()
    harm(copy)
    build(hosted)
    assert copy.read_bytes() == content


def test_copies_go_with_their_file_and_with_the_setting(hosted):
    page = next(path for path in hosted.output.glob("tin/*/*/*/index.html.gz"))
    for item in (hosted.content / "news").rglob("*.md"):
        item.unlink()
    build(hosted)
    assert not page.exists()
    change_settings(hosted, 0)
    build(hosted)
    assert not [path for path in hosted.output.rglob("*") if path.suffix in (".gz", ".br")]


@pytest.mark.parametrize("at", [1, 12, 25, 40, 60])
def test_after_a_build_that_was_killed_no_copy_is_stale(hosted, at):
    add(hosted, 7)
    edit(hosted, 1)
    with interrupted(hosted.content.parent, at), suppress(KilledError):
        build(hosted)
    build(hosted)
    assert_copies_hold(hosted.output)
    assert differing(hosted.tree(), clean_build(hosted, jobs=1)) == []
    assert settings_file(hosted).is_file()
