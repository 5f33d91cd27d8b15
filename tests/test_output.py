"""The output folder: nothing is half-written, nothing of others is deleted, what is the same is left alone."""

import contextlib
import errno
import os
import shutil
import sys
import time
import weakref
from collections import Counter
from pathlib import Path

import pytest

from plugins.build.executor import run_indexed
from plugins.build.folder import Folder
from plugins.build.manifest import NOT_MADE, Made, Manifest
from plugins.build.output import MARK, OutputFolder
from plugins.build.progress import show_progress
from plugins.model import SiteError
from tests.interruptions import KilledError, interrupted


@pytest.fixture
def publish(tmp_path):
    """Builds `files` (path to bytes) into the output folder, as a build does."""

    def run(files, *, clean=False, folder=tmp_path / "out"):
        output = OutputFolder(folder, tmp_path / "cache")
        with output.locked():
            output.prepare(clean=clean)
            staged = {file: output.stage(file, content) for file, content in files.items()}
            written = {file: state for file, state in staged.items() if state}
            deleted = output.commit(dict.fromkeys(files, ""), written)
        return len(written), deleted

    run.folder = tmp_path / "out"
    return run


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_built_is_what_stands_there(publish):
    files = {"index.html": b"home", "tin/2022/07/a/index.html": b"a"}
    assert publish(files) == (2, 0)
    assert tree(publish.folder) == files


# Into a folder that is missing or empty, whole folders are moved.

SITE = {"index.html": b"<meta " + MARK + b">", "a.html": b"a", "tin/2022/07/a/index.html": b"a", "the/x.html": b"x"}


@pytest.fixture
def renamed(monkeypatch):
    """The names that were moved into the output."""
    names, replace, rename = [], os.replace, Path.rename
    monkeypatch.setattr(os, "replace", lambda old, new: (names.append(str(new)), replace(old, new)))
    monkeypatch.setattr(Path, "rename", lambda old, new: (names.append(str(new)), rename(old, new)))
    return names


def moved(names, publish):
    folder = f"{publish.folder}/"
    return sorted(name.removeprefix(folder) for name in names if name.startswith(folder))


@pytest.mark.parametrize("is_there", [False, True])
def test_a_first_build_moves_whole_folders_into_place(publish, renamed, is_there):
    if is_there:
        publish.folder.mkdir()
        number = publish.folder.stat().st_ino
    assert publish(SITE) == (4, 0)
    assert tree(publish.folder) == SITE
    assert moved(renamed, publish) == ["a.html", "index.html", "the", "tin"]
    if is_there:  # whoever shows the folder elsewhere, as a container does, still shows it
        assert publish.folder.stat().st_ino == number
    assert publish(SITE) == (0, 0)


def test_an_output_that_was_emptied_gets_all_files_again(publish, renamed):
    publish(SITE)
    for path in publish.folder.iterdir():
        path.rename(publish.folder.parent / f"kept-{path.name}")
    renamed.clear()
    assert publish(SITE) == (4, 0)
    assert moved(renamed, publish) == ["a.html", "index.html", "the", "tin"]
    assert tree(publish.folder) == SITE


def test_an_empty_folder_of_other_rights_keeps_them_and_has_its_folders_made_within(publish, renamed):
    publish.folder.mkdir()
    publish.folder.chmod(0o2750)
    publish(SITE)
    assert tree(publish.folder) == SITE
    assert moved(renamed, publish) == sorted(SITE)
    assert publish.folder.stat().st_mode & 0o7777 == 0o2750
    assert (publish.folder / "tin").stat().st_gid == publish.folder.stat().st_gid


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077])
def test_files_and_folders_have_the_rights_that_the_mask_leaves_them(publish, mask):
    before = os.umask(mask)
    try:
        publish(SITE)
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in publish.folder.rglob("*") if path.is_dir()}
    assert modes | {publish.folder.stat().st_mode & 0o777} == {0o777 & ~mask}
    assert {path.stat().st_mode & 0o777 for path in publish.folder.rglob("*.html")} == {0o666 & ~mask}


@pytest.mark.parametrize("last", range(4))
def test_where_the_system_moves_no_folder_files_are_moved_one_by_one(publish, monkeypatch, last):
    rename, done = Path.rename, []

    def refuse(old, new):
        if len(done) == last:
            raise OSError(errno.EXDEV, "")
        done.append(rename(old, new))

    monkeypatch.setattr(Path, "rename", refuse)
    publish(SITE)
    assert tree(publish.folder) == SITE


def test_what_somebody_put_into_the_empty_folder_meanwhile_is_kept(publish, tmp_path):
    output = OutputFolder(publish.folder, tmp_path / "cache")
    with output.locked():
        output.prepare(clean=False)
        written = {file: output.stage(file, content) for file, content in SITE.items()}
        (publish.folder / "tin").mkdir(parents=True)
        (publish.folder / "tin" / "theirs.txt").write_bytes(b"x")
        output.commit(dict.fromkeys(SITE, ""), written)
    assert tree(publish.folder) == {**SITE, "tin/theirs.txt": b"x"}


def test_only_the_first_file_of_a_folder_is_made_elsewhere_and_moved_into_it(publish, renamed):
    files = {"index.html": b"home", "tin/a.html": b"a", "tin/b.html": b"b", "the/x.html": b"x"}
    publish(files)
    assert tree(publish.folder) == files
    assert [name.rpartition("/tree/")[2] for name in renamed if "/tree/" in name] == ["tin/a.html", "the/x.html"]


@pytest.mark.parametrize("file", ["index.html", "tin/2022/07/a/index.html"])
def test_what_the_system_writes_in_pieces_is_whole(publish, monkeypatch, file):
    write = os.write
    monkeypatch.setattr(os, "write", lambda number, content: write(number, content[:2]))
    for content in (b"a longer page", b"", b"another page"):  # the first build makes folders, the others do not
        publish({file: content})
        assert tree(publish.folder) == {file: content}


def test_a_page_made_twice_in_a_first_build_is_the_last_one(publish, tmp_path):
    output = OutputFolder(publish.folder, tmp_path / "cache")
    with output.locked():
        output.prepare(clean=False)
        for content in (b"the longer one", b"short"):
            state = output.stage("tin/a.html", content)
        output.commit({"tin/a.html": ""}, {"tin/a.html": state})
    assert tree(publish.folder) == {"tin/a.html": b"short"}


@pytest.mark.parametrize("is_there", [False, True])
def test_after_a_first_build_that_was_killed_at_any_moment_the_next_is_right(publish, tmp_path, is_there):
    changes = None
    at = 0
    while changes is None or at < changes:
        if is_there:
            publish.folder.mkdir()
        with interrupted(tmp_path, at) as interruption, contextlib.suppress(KilledError):
            publish(SITE)
            changes = len(interruption.changes)
        publish(SITE)
        assert tree(publish.folder) == SITE, at
        for folder in (publish.folder, tmp_path / "cache"):
            shutil.rmtree(folder)
        at += 1
    assert changes > 12


def test_a_full_disk_in_a_first_build_is_told_and_leaves_no_file(publish, tmp_path):
    with interrupted(tmp_path, sys.maxsize, full_disk=True) as interruption:
        publish(SITE)
    for at in range(len(interruption.changes)):
        for folder in (publish.folder, tmp_path / "cache"):
            shutil.rmtree(folder, ignore_errors=True)
        with interrupted(tmp_path, at, full_disk=True), pytest.raises(SiteError, match="Hết chỗ trên đĩa"):
            publish(SITE)
        assert tree(publish.folder) == {}
        assert [path.name for path in tmp_path.iterdir() if "staging" in path.name] == []


def test_a_file_that_is_the_same_keeps_its_modification_time(publish):
    publish({"index.html": b"home"})
    os.utime(publish.folder / "index.html", (1, 1))
    assert publish({"index.html": b"home"}) == (0, 0)
    assert (publish.folder / "index.html").stat().st_mtime == 1


def test_what_no_job_claims_any_more_is_deleted_with_its_empty_folders(publish):
    publish({"index.html": b"home", "the/x/index.html": b"x"})
    assert publish({"index.html": b"home"}) == (0, 1)
    assert not (publish.folder / "the").exists()


def test_a_file_that_somebody_else_put_there_is_kept(publish):
    publish({"index.html": b"home"})
    (publish.folder / "CNAME").write_text("x")
    publish({"index.html": b"new"})
    assert (publish.folder / "CNAME").exists()


def test_a_folder_with_files_of_others_is_refused_and_left_as_it_was(publish):
    publish.folder.mkdir()
    (publish.folder / "thesis.txt").write_text("x")
    with pytest.raises(SiteError, match="không do cổng tạo ra"):
        publish({"index.html": b"home"})
    with pytest.raises(SiteError, match="không do cổng tạo ra"):
        publish({"index.html": b"home"}, clean=True)
    assert tree(publish.folder) == {"thesis.txt": b"x"}


def test_a_site_whose_cache_is_lost_is_recognised_and_swept_but_hidden_files_stay(publish):
    publish.folder.mkdir()
    (publish.folder / "index.html").write_bytes(b"<meta " + MARK + b">")
    (publish.folder / "old.html").write_text("old")
    (publish.folder / ".git").mkdir()
    (publish.folder / ".git" / "HEAD").write_text("ref")
    publish({"index.html": b"new"})
    assert tree(publish.folder) == {"index.html": b"new", ".git/HEAD": b"ref"}


def test_a_fault_while_rendering_leaves_the_site_as_it_was_and_no_traces(publish, tmp_path):
    publish({"index.html": b"home"})
    output = OutputFolder(publish.folder, tmp_path / "cache")

    def fail_while_rendering():
        with output.locked():
            output.prepare(clean=False)
            output.stage("index.html", b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_while_rendering()
    assert tree(publish.folder) == {"index.html": b"home"}
    assert [path.name for path in tmp_path.iterdir() if "staging" in path.name] == []


def test_a_build_after_one_that_was_killed_while_writing_sweeps_what_that_one_wrote(publish, tmp_path, monkeypatch):
    publish({"index.html": b"home"})
    monkeypatch.setattr(Folder, "_remove_empty_folders", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        publish({"index.html": b"home", "new.html": b"x"})
    monkeypatch.undo()
    (publish.folder / "new.html").write_bytes(b"x")
    publish({"index.html": b"home"})
    assert tree(publish.folder) == {"index.html": b"home"}


def test_what_two_killed_builds_wrote_one_after_the_other_is_swept(publish, monkeypatch):
    publish({"index.html": b"home"})
    for name in ("first.html", "second.html"):
        replace = os.replace

        def stop_after_the_page(source, target, replace=replace, name=name):
            replace(source, target)
            if Path(target).name == name:
                raise KeyboardInterrupt

        monkeypatch.setattr(os, "replace", stop_after_the_page)
        with pytest.raises(KeyboardInterrupt):
            publish({"index.html": b"home", name: b"x"})
        monkeypatch.undo()
        assert (publish.folder / name).exists()
    publish({"index.html": b"home"})
    assert tree(publish.folder) == {"index.html": b"home"}


def test_a_page_that_a_killed_build_wrote_and_a_later_one_keeps_is_not_taken_for_fresh(publish, tmp_path):
    publish({"index.html": b"home", "a.html": b"a"})
    (state,) = (tmp_path / "cache").iterdir()
    (state / "pending.json").write_text('["a.html"]')
    output = OutputFolder(publish.folder, tmp_path / "cache")
    output.prepare(clean=False)
    assert output.known("a.html") == NOT_MADE
    assert output.known("index.html") != NOT_MADE


@pytest.mark.parametrize("damage", [b"", b"{", b"3", b'{"a": 1}'])
def test_with_a_damaged_list_of_what_a_killed_build_wrote_nothing_is_taken_for_fresh(publish, tmp_path, damage):
    publish({"index.html": b"home"})
    (state,) = (tmp_path / "cache").iterdir()
    (state / "pending.json").write_bytes(damage)
    output = OutputFolder(publish.folder, tmp_path / "cache")
    output.prepare(clean=False)
    assert output.known("index.html") == NOT_MADE
    publish({"index.html": b"new"})
    assert tree(publish.folder) == {"index.html": b"new"}


def test_a_folder_that_is_served_can_be_built_but_not_served_twice(publish, tmp_path):
    with OutputFolder(publish.folder, tmp_path / "cache").served():
        publish({"index.html": b"home"})
        with (
            pytest.raises(SiteError, match="serve khác đang chạy"),
            OutputFolder(publish.folder, tmp_path / "cache").served(),
        ):
            pass


@pytest.mark.parametrize("file", ["../evil", "/etc/passwd", "a/../../b", "a//b", "", "a/./b", "a\0b"])
def test_no_file_is_written_outside_the_folder(publish, file):
    with pytest.raises(SiteError, match="ngoài thư mục"):
        publish({file: b"x"})


def test_a_damaged_or_poisoned_manifest_never_deletes_anything_outside(publish, tmp_path):
    publish({"index.html": b"<meta " + MARK + b">"})
    victim = tmp_path / "victim.txt"
    victim.write_text("x")
    (manifest,) = (tmp_path / "cache").rglob("manifest")
    poisoned = Manifest.of({"../victim.txt": Made("", 1, 1), "index.html": Made("", 1, 1)}).write()
    for content in (poisoned, poisoned[:-1], b"{", b"", b'{"files": 3}', b"[]"):
        manifest.write_bytes(content)
        publish({"index.html": b"<meta " + MARK + b">"})
        assert victim.exists()


def test_two_builds_at_once_on_one_folder_are_refused(publish, tmp_path):
    with (
        OutputFolder(publish.folder, tmp_path / "cache").locked(),
        pytest.raises(SiteError, match="lần dựng khác"),
        OutputFolder(publish.folder, tmp_path / "cache").locked(),
    ):
        pass


def test_an_output_that_is_a_file_is_refused(publish):
    publish.folder.write_text("x")
    with pytest.raises(SiteError, match="là một tệp"):
        publish({"index.html": b"home"})


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_order_whatever_the_number_of_workers(workers):
    done = []
    results = list(run_indexed(lambda index: index * index, 100, workers, done.append))
    assert results == [index * index for index in range(100)]
    assert sum(done) == 100


def test_a_failure_in_a_worker_is_raised():
    def work(index):
        if index == 57:
            raise SiteError("tin 57")
        return index

    with pytest.raises(SiteError, match="tin 57"):
        list(run_indexed(work, 100, 2, lambda _: None))


def test_short_work_is_done_without_other_processes(monkeypatch):
    monkeypatch.setattr("plugins.build.executor.HEAD_START", 60)
    assert set(run_indexed(lambda _: os.getpid(), 100, 2, lambda _: None)) == {os.getpid()}


def test_long_work_is_spread_over_processes_once_it_takes_its_time():
    def work(_):
        time.sleep(0.005)
        return os.getpid()

    assert len(set(run_indexed(work, 100, 2, lambda _: None))) > 1


def test_workers_give_way_to_new_ones_so_that_none_comes_to_hold_all_that_it_looked_at(monkeypatch):
    for name, value in (("HEAD_START", 0), ("TASKS_PER_LIFE", 5), ("LIVES", 1000)):
        monkeypatch.setattr(f"plugins.build.executor.{name}", value)
    found = list(run_indexed(lambda index: (index, os.getpid()), 60, 2, lambda _: None))
    assert [index for index, _ in found] == [*range(60)]
    lives = Counter(process for _, process in found if process != os.getpid())
    assert len(lives) > 5
    assert max(lives.values()) <= 10


class Result:
    """Something that can be watched."""


def test_a_result_that_was_used_is_not_held_until_all_are(monkeypatch):
    monkeypatch.setattr("plugins.build.executor.HEAD_START", 0)
    held, most = weakref.WeakSet(), 0
    for result in run_indexed(lambda _: Result(), 400, 2, lambda _: None):
        held.add(result)
        most = max(most, len(held))
    assert most < 40


def test_a_bar_may_stand_within_another():
    with show_progress("Soạn trang", 2) as outer, show_progress("Lập chỉ mục", 1) as inner:
        inner(1)
        outer(2)
    with show_progress("Dựng trang", 1) as advance:
        advance(1)
