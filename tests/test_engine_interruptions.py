"""A build may be killed, meet another one or a full disk: the site stays as it was, and the next build is right."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.build import executor
from plugins.build.output import OutputFolder
from plugins.model import SiteError
from tests import changes as made
from tests.changes import CHANGES, lay_out
from tests.comparison import CHANGE, bounded, build, clean_build, differing, try_build
from tests.interruptions import KilledError, interrupted

PROJECT = Path(__file__).parents[1]
FORK = multiprocessing.get_context("fork")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Small work is spread as large work is; what the changes do to the clock is undone after each test."""
    monkeypatch.setattr(executor, "HEAD_START", 0.0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", os.environ["SOURCE_DATE_EPOCH"])


# A build may end at any moment.


@bounded(8)
@given(st.lists(CHANGE, min_size=1, max_size=3), st.integers(0, 150), st.integers(0, 150))
def test_after_a_build_that_ended_before_any_one_change_of_a_file_the_next_is_right(site, steps, at, again):
    lay_out(site, 3)
    try_build(site)
    for name, number in steps:
        CHANGES[name](site, number)
    for moment in (at, again):  # killed twice in a row
        with interrupted(site.content.parent, moment), contextlib.suppress(KilledError):
            try_build(site)
    built, expected = try_build(site), clean_build(site, jobs=1)
    if built:
        assert differing(site.tree(), expected) == []


@pytest.mark.parametrize("jobs", [1, 2])
@bounded(4)
@given(st.integers(0, 60), st.floats(0, 0.4))
def test_after_a_build_that_was_killed_at_any_time_the_next_is_right(site, jobs, number, seconds):
    lay_out(site, 20)
    assert try_build(site)
    made.change_theme_file(site, 0)  # shown by every page
    made.add(site, 30 + number)
    made.delete(site, number)
    process = start(partial(try_build, site, jobs=jobs))
    time.sleep(seconds)
    kill_and_build_again(site, process)


def start(work, *arguments):
    """A process with a group of its own, by which whatever it leaves behind can be ended."""
    process = FORK.Process(target=_work_in_group, args=(work, *arguments))
    process.start()
    return process


def _work_in_group(work, *arguments):
    os.setpgid(0, 0)
    work(*arguments)


def kill_and_build_again(site, process):
    process.kill()
    process.join()
    try:
        build_when_free(site)
    finally:
        end_all(process)
    assert differing(site.tree(), clean_build(site, jobs=1)) == []


def end_all(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def build_slowly(site, has_begun):
    """Until the workers have begun, and then until it is killed."""
    stage = OutputFolder.stage

    def wait_and_stage(*arguments):
        has_begun.set()
        time.sleep(0.1)
        return stage(*arguments)

    OutputFolder.stage = wait_and_stage  # in this process and its workers only
    build(site, jobs=2)


def test_after_a_build_that_was_killed_while_its_workers_worked_the_next_can_begin_soon(site):
    lay_out(site, 3)
    assert try_build(site)
    made.change_theme_file(site, 0)  # shown by every page
    has_begun = FORK.Event()
    process = start(build_slowly, site, has_begun)
    assert has_begun.wait(30)
    kill_and_build_again(site, process)


def build_when_free(site, patience=30.0):
    """Build as soon as no process of the killed build is left that might still write."""
    deadline = time.monotonic() + patience
    while True:
        try:
            build(site)
        except SiteError as error:
            if "lần dựng khác" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


# Two at once.


def build_and_wait(site, has_begun, may_end):
    commit = OutputFolder.commit

    def wait_and_commit(*arguments):
        has_begun.set()
        may_end.wait(30)
        return commit(*arguments)

    OutputFolder.commit = wait_and_commit  # in this process only
    build(site, jobs=2)


def test_of_two_builds_at_once_the_second_is_refused_and_the_first_is_not_harmed(site):
    lay_out(site, 3)
    assert try_build(site)
    before = site.tree()
    made.edit(site, 1)
    has_begun, may_end = FORK.Event(), FORK.Event()
    first = FORK.Process(target=build_and_wait, args=(site, has_begun, may_end))
    first.start()
    assert has_begun.wait(30)
    with pytest.raises(SiteError, match="Một lần dựng khác đang ghi vào"):
        build(site, clean=True)
    assert site.tree() == before
    may_end.set()
    first.join(30)
    assert first.exitcode == 0
    assert differing(site.tree(), clean_build(site, jobs=1)) == []


# A full disk.


def test_a_full_disk_is_told_clearly_and_leaves_the_site_as_it_was(site, tmp_path):
    """Wherever a build takes space; of the many pages, the first and the last."""
    lay_out(site, 3)
    assert try_build(site)
    before = site.tree()
    made.add(site, 20)
    made.delete(site, 0)
    made.change_template(site, 1)
    names = ("output", "cache")
    for name in names:
        shutil.copytree(tmp_path / name, tmp_path / "kept" / name)
    with interrupted(tmp_path, sys.maxsize, full_disk=True) as interruption:
        assert try_build(site)
    expected, taking = site.tree(), [path for _, path in interruption.changes]
    pages = [at for at, path in enumerate(taking) if ".staging/" in path]
    wrong = []
    for at in sorted(set(range(len(taking))) - set(pages[1:-1])):
        for name in names:
            shutil.rmtree(tmp_path / name)
            shutil.copytree(tmp_path / "kept" / name, tmp_path / name)
        place = taking[at].removeprefix(str(tmp_path))
        try:
            with interrupted(tmp_path, at, full_disk=True):
                build(site)
        except SiteError as error:
            wrong += [f"{place}: {error}"] * ("Hết chỗ trên đĩa" not in str(error))
            wrong += [f"{place}: site changed"] * (site.tree() != before)
        except Exception as error:
            wrong.append(f"{place}: {error!r}")
        else:  # what a build can do without
            wrong += [f"{place}: site wrong"] * (site.tree() != expected)
        build(site)
        wrong += [f"{place}: next site wrong"] * (site.tree() != expected)
    assert wrong == []


SMALL_DISK = """
mount -t tmpfs -o size=$1 tmpfs "$2/disk" || exit 77
cp -a "$2/before/." "$2/disk/"
"$3" -c "$4" "$2/disk"
code=$?
rm -rf "$2/after" && cp -a "$2/disk" "$2/after"
exit $code
"""
ON_SMALL_DISK = """
import sys
from pathlib import Path
import plugins.build
from plugins.build import Options, build_site
from plugins.model import SiteError
disk = Path(sys.argv[1])
plugins.build.CACHE = disk / "cache"
content, settings = disk.parent / "content", disk.parent / "settings.py"
try:
    build_site(Options(content=content, output=disk / "output", settings=settings, jobs=2))
except SiteError as error:
    sys.exit(str(error))
"""


def in_own_namespace(*command):
    return subprocess.run(["unshare", "--user", "--map-root-user", "--mount", *command], capture_output=True, text=True)


@pytest.fixture
def small_disk(tmp_path):
    """Runs a build on a disk of so many kilobytes that holds the folder `before`; leaves it as `after`."""
    if shutil.which("unshare") is None or in_own_namespace("true").returncode:
        pytest.skip("a file system of one's own needs user namespaces")
    (tmp_path / "disk").mkdir()

    def run(kilobytes):
        arguments = (f"{kilobytes}k", str(tmp_path), sys.executable, ON_SMALL_DISK)
        return in_own_namespace("sh", "-c", SMALL_DISK, "sh", *arguments)

    return run


@pytest.mark.parametrize("spare", [0, 64, 400])
def test_a_build_on_a_disk_that_becomes_full_keeps_the_site_there(site, tmp_path, small_disk, monkeypatch, spare):
    """The spare kilobytes are used up at the beginning, in the middle and near the end."""
    lay_out(site, 3)
    before = tmp_path / "before"
    before.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    assert small_disk(100_000).returncode == 0
    shutil.copytree(tmp_path / "after", before, dirs_exist_ok=True)
    for number in range(3, 60):
        made.add(site, number)
    blocks = sum(-(-path.stat().st_size // 4096) * 4 if path.is_file() else 4 for path in before.rglob("*"))
    done = small_disk(blocks + spare)
    assert done.returncode == 1, done.stderr
    assert done.stderr.strip() == "Hết chỗ trên đĩa: hãy giải phóng chỗ rồi dựng lại."
    assert differing(site.tree(tmp_path / "after/output"), site.tree(before / "output")) == []
