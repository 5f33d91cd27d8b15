"""Whatever happened to a site before, a build gives the files of a clean build, byte for byte."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.build import Options, build_site, executor
from plugins.model import SiteError
from tests import changes as made
from tests.changes import CHANGES, lay_out, settings_file
from tests.comparison import CHANGE, bounded, clean_build, differing, try_build
from tests.conftest import SiteFolder
from tests.processes import new_process

PROJECT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Small work is spread as large work is; what the changes do to the clock is undone after each test."""
    monkeypatch.setattr(executor, "HEAD_START", 0.0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", os.environ["SOURCE_DATE_EPOCH"])


def change_and_compare(site, steps):
    """After each step an incremental build with one process and a clean one with three, or the other way round.

    The one with one process comes first: the templates that it compiles need not be compiled in each of three.
    """
    before = site.tree()
    for step, (name, number) in enumerate(steps):
        CHANGES[name](site, number)
        if step % 2:
            expected = clean_build(site, jobs=1)
            built = try_build(site, jobs=3)
        else:
            built = try_build(site, jobs=1)
            expected = clean_build(site, jobs=3)
        assert built == (expected is not None)
        tree = site.tree()
        assert differing(tree, expected if built else before) == [], f"step {step}"
        before = tree


# Changes and nothing else.


@bounded(5)
@given(st.sampled_from([3, 12]), st.lists(CHANGE, min_size=3, max_size=5))
def test_after_any_sequence_of_changes_the_site_is_that_of_a_clean_build(site, items, steps):
    lay_out(site, items)
    change_and_compare(site, [("edit", 0), *steps])


@pytest.mark.parametrize(
    "steps",
    [
        [("change_theme_file", number) for number in range(3)],
        [(name, 1) for name in ("change_register", "change_categories", "change_regions", "change_abbreviations")],
        [("change_template", number) for number in range(4)],
        [("touch_picture", 0), ("touch_picture", 1), ("edit_page", 0), ("edit_page", 1)],
        [("let_time_pass", number) for number in (0, 1, 2, 3, 0)],
        [("change_status", 2), ("change_status", 2), ("rename", 1), ("delete", 0), ("add", 0)],
        [*(("change_standing", number) for number in range(5)), ("let_time_pass", 3), ("change_standing", 4)],
        [("translate", 2), ("translate", 7), ("translate", 10), ("edit", 2), ("change_status", 2), ("translate", 15)],
        [
            ("translate", 3),
            ("change_tags", 3),
            ("change_standing", 3),
            ("change_standing", 11),
            ("rename", 3),
            ("delete", 3),
        ],
        [("correct", 1), ("correct", 2), ("edit_page", 2), ("correct", 0)],
        [("change_settings", 4), ("change_texts", 1), ("change_settings", 0)],
        [("change_aliases", 1), ("change_aliases", 2), ("change_standing", 1), ("delete", 2), ("change_aliases", 0)],
        [("change_settings", 10), ("add", 9), ("change_aliases", 5), ("change_settings", 11)],
    ],
    ids=lambda steps: steps[0][0],
)
def test_each_kind_of_change_reaches_every_page_that_shows_it(site, steps):
    lay_out(site, 8)
    assert try_build(site)
    change_and_compare(site, steps)


@pytest.mark.parametrize("number", range(len(made.SETTINGS)), ids=lambda number: made.SETTINGS[number][:24])
def test_each_setting_reaches_every_page_that_shows_it(site, number):
    lay_out(site, 5)
    made.add_today(site, 0)
    assert try_build(site)
    change_and_compare(site, [("change_settings", number)])


def test_the_name_of_a_tag_changes_everywhere_with_its_first_item(site):
    lay_out(site, 0)
    site.write("t0", date="2022-07-01T08:00:00+07:00", tags=["Dân vận khéo"], category="Kinh tế")
    for number in range(1, 5):
        site.write(f"t{number}", date=f"2022-07-0{number + 1}T08:00:00+07:00")
    site.write("t6", date="2022-08-01T08:00:00+07:00", tags=["dân vận khéo"], category="Thời sự")
    site.write("t7", date="2022-08-02T08:00:00+07:00")
    change_and_compare(site, [("edit", 0), ("edit_page", 1), ("delete", 0)])


def test_a_site_may_grow_and_shrink_across_the_borders_of_the_search_index(site):
    lay_out(site, 30)
    grow, shrink = [("add", 30), ("add", 32), ("add_today", 0), ("add", 60)], [("delete", n) for n in (5, 0, 9)]
    change_and_compare(site, [*grow, ("edit", 3), *shrink, ("change_title", 20)])


def test_many_items_that_come_at_once_take_the_same_places_as_one_by_one(site):
    lay_out(site, 3)
    assert try_build(site)
    for number in range(3, 70):
        made.add(site, number)
    change_and_compare(site, [("edit", 40), ("delete", 1), ("edit", 65)])


IN_CONTENT = (
    "add", "edit", "change_title", "change_tags", "change_status", "change_standing", "correct", "rename", "delete",
    "translate", "edit_page", "touch_picture",
)  # fmt: skip


def times_below(folder):
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


@bounded(4)
@given(st.lists(st.tuples(st.sampled_from(IN_CONTENT), st.integers(0, 60)), min_size=4, max_size=7))
def test_a_process_that_builds_again_and_again_and_is_told_what_changed_makes_the_same_site(site, steps):
    lay_out(site, 6)
    options = Options(content=site.content, output=site.output, settings=settings_file(site), jobs=2)
    memory = new_process(options)
    for name, number in [("edit", 0), *steps]:
        before = times_below(site.content)
        CHANGES[name](site, number)
        after = times_below(site.content)
        told = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        with contextlib.suppress(SiteError):  # two items with one address: a later step may mend it
            build_site(options, memory, told)
            assert differing(site.tree(), clean_build(site, jobs=1)) == [], name


# Machines differ.

# What a machine or its user may have another way; `order` turns the lists of what a folder holds.
MACHINES = [
    {"LC_ALL": "C", "TZ": "America/New_York", "PYTHONHASHSEED": "1", "umask": "077", "order": "1"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "2", "umask": "002", "order": "2"},
    {"LANG": "POSIX", "TZ": "UTC", "PYTHONHASHSEED": "3", "umask": "022", "order": "3", "PYTHONUTF8": "0"},
]
ELSEWHERE = """
import os, random, sys
draw = random.Random(int(os.environ["order"]))
def shuffled(function):
    def call(*arguments):
        found = list(function(*arguments))
        draw.shuffle(found)
        return found
    return call
class Scanned(list):
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def __next__(self):
        if not self: raise StopIteration
        return self.pop(0)
    def __iter__(self): return self
    def close(self): pass
list_names, scan = shuffled(os.listdir), shuffled(os.scandir)
os.listdir = list_names
os.umask(int(os.environ["umask"], 8))
from pathlib import Path
import plugins.build
from plugins.build import Options, build_site
os.scandir = lambda *arguments: Scanned(scan(*arguments))
import pathlib
os.chdir(sys.argv[1])
content, output, settings, cache = (Path(name) for name in sys.argv[2:6])
plugins.build.CACHE = cache
plugins.build.executor.HEAD_START = 0.0
clean = sys.argv[7:] == ["clean"]
build_site(Options(content=content, output=output, settings=settings, jobs=int(sys.argv[6]), clean=clean))
"""


def build_elsewhere(site, machine, output, *, jobs, clean=False, epoch=0):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)} | machine
    environment["SOURCE_DATE_EPOCH"] = str(int(os.environ["SOURCE_DATE_EPOCH"]) + epoch)
    root = site.content.parent
    folders = (root, site.content, output, root / "settings.py", root / "cache")
    command = [sys.executable, "-c", ELSEWHERE, *map(str, folders), str(jobs), *(["clean"] if clean else [])]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine["TZ"])
def test_locale_time_zone_umask_hash_seed_and_order_of_files_change_nothing(site, tmp_path, machine):
    lay_out(site, 12)
    assert try_build(site)
    build_elsewhere(site, machine, tmp_path / "clean", jobs=2, clean=True)
    assert differing(site.tree(), site.tree(tmp_path / "clean")) == []


def test_content_that_was_copied_elsewhere_gives_the_same_bytes_an_hour_later(site, tmp_path):
    lay_out(site, 6)
    assert try_build(site)
    other = SiteFolder(tmp_path / "elsewhere")
    shutil.rmtree(other.content)
    shutil.copytree(site.content, other.content)
    shutil.copy(settings_file(site), settings_file(other))
    build_elsewhere(other, MACHINES[0], other.output, jobs=2, clean=True, epoch=3600)
    assert differing(site.tree(), other.tree()) == []


def test_builds_on_several_machines_in_turn_end_in_the_site_of_a_clean_build(site):
    lay_out(site, 6)
    assert try_build(site)
    for number, machine in enumerate(MACHINES):
        made.edit(site, number)
        made.add(site, 40 + number)
        build_elsewhere(site, machine, site.output, jobs=1 + number % 2)
    assert differing(site.tree(), clean_build(site, jobs=1)) == []


def test_the_clock_changes_nothing_while_the_same_items_are_due(site):
    lay_out(site, 6)
    assert try_build(site)
    before = site.tree()
    build_elsewhere(site, MACHINES[0], site.output, jobs=1, epoch=3600)
    assert differing(site.tree(), before) == []


def test_a_file_of_the_site_is_readable_for_the_web_server_whatever_the_order_of_builds(site):
    lay_out(site, 2)
    assert try_build(site)
    assert {path.stat().st_mode & 0o777 for path in site.output.rglob("*") if path.is_file()} == {0o666 & ~_umask()}


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask
