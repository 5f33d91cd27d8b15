"""`serve` rebuilds in a process that lives long; whatever that keeps, the site is the one of a clean build."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.build import Options, amending, build_site, memory, reading, worker
from plugins.build.worker import Worker, collect_garbage
from plugins.model import Portal, SiteError
from tests.processes import new_process

PROJECT = Path(__file__).parents[1]


class Session:
    """Builds of one site with one memory, as the worker makes them, told of changes as the file system tells them."""

    def __init__(self, site) -> None:
        self.site = site
        self.options = Options(content=site.content, output=site.output, jobs=1, drafts=True)
        self.memory = new_process(self.options)

    def build(self, *changed):
        report = build_site(self.options, self.memory, [str(path) for path in changed])
        collect_garbage()
        return report


@pytest.fixture
def session(site):
    return Session(site)


@pytest.fixture
def looked_at(monkeypatch):
    """The names of the files that were looked at to see whether they changed."""
    names = []
    original = reading.digest_file

    def note(path):
        names.append(Path(path).name)
        return original(path)

    for module in (reading, amending):
        monkeypatch.setattr(module, "digest_file", note)
    return names


def clean_tree(site, tmp_path):
    clean = tmp_path / "clean"
    options = Options(content=site.content, output=clean, jobs=1, drafts=True, clean=True)
    build_site(options, new_process(options))
    return site.tree(clean)


def test_only_the_file_that_changed_is_looked_at(site, session, looked_at):
    first, _ = site.write("a"), site.write("b")
    session.build()
    looked_at.clear()
    site.write("a", body="Câu mới.")
    session.build(first)
    assert set(looked_at) == {"a.md"}
    assert "Câu mới." in site.page("/tin/2022/07/tin-a/")


def test_content_is_not_searched_for_files_after_a_mere_edit(site, session, monkeypatch):
    path = site.write("a")
    session.build()
    site.write("a", body="Câu mới.")
    walk = os.walk

    def refuse(folder, *arguments, **options):
        assert not str(folder).startswith(str(site.content)), "the content was searched"
        return walk(folder, *arguments, **options)

    monkeypatch.setattr(os, "walk", refuse)
    session.build(path)


def test_items_are_not_grouped_again_after_an_edit_that_moves_none(site, session, monkeypatch):
    path = site.write("a", tags=["thẻ"])
    site.write("b", tags=["thẻ"])
    session.build()
    site.write("a", tags=["thẻ"], body="Câu mới.", title="Tên mới", slug="tin-a")
    monkeypatch.setattr("plugins.build.whole.freeze_corpus", lambda *_: pytest.fail("the items were grouped"))
    session.build(path)
    assert "Tên mới" in site.page("/the/the/")


@pytest.mark.parametrize(
    "change", [{"tags": ["khác"]}, {"region": "Long An"}, {"slug": "khac"}, {"date": "2021-01-01"}]
)
def test_items_are_grouped_again_where_an_edit_moves_one(site, session, tmp_path, change):
    path = site.write("a", tags=["thẻ"])
    site.write("b", tags=["thẻ"])
    session.build()
    site.write("a", **({"tags": ["thẻ"]} | change))
    session.build(path)
    assert site.tree() == clean_tree(site, tmp_path)


def test_templates_are_not_compiled_again(site, session, monkeypatch):
    path = site.write("a")
    session.build()
    site.write("a", body="Câu mới.")
    monkeypatch.setattr("jinja2.Environment.compile", lambda *_, **__: pytest.fail("a template was compiled"))
    session.build(path)
    assert "Câu mới." in site.page("/tin/2022/07/tin-a/")


def test_a_new_a_renamed_and_a_deleted_item_and_a_moved_folder_are_seen(site, session, tmp_path):
    first, second = site.write("a"), site.write("b")
    session.build()
    third = site.write("c", folder="2023/01")
    session.build(third.parent)  # of a new folder, its name may be all that is told
    assert (site.output / "tin/2022/07/tin-c/index.html").exists()
    renamed = first.with_name("z.md")
    first.rename(renamed)
    session.build(first, renamed)
    second.unlink()
    session.build(second)
    assert not (site.output / "tin/2022/07/tin-b/index.html").exists()
    (site.content / "news/2023").rename(site.content / "news/2024")
    session.build(site.content / "news/2023", site.content / "news/2024")
    assert site.tree() == clean_tree(site, tmp_path)


def test_folders_that_change_places_are_seen_though_their_files_are_not_named(site, session, tmp_path):
    site.write("a", folder="2022/07", body="Trước.")
    site.write("a", folder="2022/08", body="Sau.", slug="tin-khac")
    session.build()
    july, august, aside = (site.content / "news/2022" / name for name in ("07", "08", "aside"))
    july.rename(aside)
    august.rename(july)
    aside.rename(august)
    session.build(july, august)
    assert site.tree() == clean_tree(site, tmp_path)


def test_a_save_by_renaming_another_file_over_the_item_is_seen(site, session):
    path = site.write("a")
    session.build()
    trial = path.with_name("a.tmp")
    trial.write_text(path.read_text("utf-8").replace("Nội dung.", "Câu mới."), "utf-8")
    trial.rename(path)
    session.build(path, trial)
    assert "Câu mới." in site.page("/tin/2022/07/tin-a/")


def test_a_fault_leaves_the_site_up_until_it_is_mended(site, session, tmp_path):
    path = site.write("a")
    session.build()
    before = site.tree()
    text = path.read_text("utf-8")
    path.write_text(text.replace("Dân vận", "Không có"), "utf-8")
    with pytest.raises(SiteError) as caught:
        session.build(path)
    assert [fault.path for fault in caught.value.faults] == ["news/2022/07/a.md"]
    assert site.tree() == before
    path.write_text(text.replace("Nội dung.", "Câu mới."), "utf-8")
    session.build(path)
    assert site.tree() == clean_tree(site, tmp_path)


def test_a_save_during_a_fault_elsewhere_is_not_forgotten(site, session, tmp_path):
    shutil.copytree(PROJECT / "content/vocabulary", site.content / "vocabulary")
    path, register = site.write("a"), site.content / "vocabulary/officials.yaml"
    text = register.read_text("utf-8")
    session.build()
    site.write("a", body="Câu mới.")
    register.write_text("- {id: [", "utf-8")
    with pytest.raises(SiteError):
        session.build(path, register)
    register.write_text(text, "utf-8")
    session.build(register)
    assert "Câu mới." in site.page("/tin/2022/07/tin-a/")
    assert site.tree() == clean_tree(site, tmp_path)


def test_changed_vocabularies_templates_and_pictures_reach_the_pages(site, session, tmp_path):
    shutil.copytree(PROJECT / "theme", site.content / "theme")
    shutil.copytree(PROJECT / "content/vocabulary", site.content / "vocabulary")
    first, second = sorted((PROJECT / "content/images").glob("*.png"))[:2]
    picture = site.content / "images/a.png"
    picture.parent.mkdir()
    shutil.copy(first, picture)
    site.write("a", chairs=["Dương Văn Út"], body="![Ảnh](images/a.png)")
    session.build()

    register = site.content / "vocabulary/officials.yaml"
    register.write_text(register.read_text("utf-8").replace("Chủ tịch HĐND huyện", "Chức vụ đã sửa"), "utf-8")
    session.build(register)
    assert "Chức vụ đã sửa" in site.page("/tin/2022/07/tin-a/")

    block = site.content / "theme/blocks/chairs/chairs.html"
    block.write_text(block.read_text("utf-8").replace("</section>", "<!-- mẫu mới --></section>"), "utf-8")
    session.build(block)
    assert "mẫu mới" in site.page("/tin/2022/07/tin-a/")

    shutil.copy(second, picture)
    session.build(picture)
    assert site.tree() == clean_tree(site, tmp_path)


def test_an_output_that_another_process_wrote_meanwhile_is_not_taken_for_ours(site, session, tmp_path):
    path = site.write("a")
    session.build()
    site.build(url="https://khac.example.vn")
    site.write("a", body="Câu mới.")
    session.build(path)
    assert site.tree() == clean_tree(site, tmp_path)


CHANGES = st.lists(
    st.tuples(st.sampled_from(["write", "delete", "draft", "rename", "fault"]), st.integers(0, 4), st.integers(0, 2)),
    min_size=1,
    max_size=6,
)


def make_change(site, step, kind, number, variant):
    """Changes one item; the paths that a file system would name."""
    path = site.content / f"news/2022/07/t{number}.md"
    if kind == "delete":
        path.unlink(missing_ok=True)
    elif kind == "rename" and path.exists():
        path.rename(path.with_name(f"moi-{step}.md"))
        return [path, path.with_name(f"moi-{step}.md")]
    elif kind == "fault":
        site.write(f"t{number}", category="Không có")
    else:
        tags, region = ["Hoà giải" if variant else "hòa giải"], ["Long An", "Tây Ninh", None][variant]
        status = "draft" if kind == "draft" else None
        site.write(f"t{number}", title=f"Tin {number} {variant}", tags=tags, region=region, status=status)
    return [path]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_after_any_sequence_of_saves_the_site_is_that_of_a_clean_build(site, tmp_path, changes):
    shutil.rmtree(site.content / "news")
    (site.content / "news").mkdir()
    session, waiting = Session(site), []
    for number in range(3):
        site.write(f"t{number}", title=f"Tin {number}", region="Long An")
    session.build()
    for step, (kind, number, variant) in enumerate(changes):
        waiting = make_change(site, step, kind, number, variant)
        try:
            session.build(*waiting)
        except SiteError:
            with pytest.raises(SiteError):
                clean_tree(site, tmp_path)
        else:
            assert site.tree() == clean_tree(site, tmp_path)


def resident():
    """Bytes of memory that this process holds; 0 where the system does not tell."""
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def test_many_builds_do_not_grow_the_process(site, session):
    path = site.write("a", tags=["thẻ"], chairs=["Người Chủ Trì"], region="Long An")

    def build(times):
        for number in range(times):
            site.write("a", body=f"Câu {number}.", tags=["thẻ"], chairs=["Người Chủ Trì"], region="Long An")
            session.build(path)
        gc.unfreeze()
        gc.collect()
        return len(gc.get_objects()), resident()

    def portals():
        return sum(isinstance(thing, Portal) for thing in gc.get_objects())

    session.build()
    objects, memory = build(10)
    before = portals()
    later_objects, later_memory = build(25)
    assert later_objects - objects < 625  # one portal has more than ten times as many
    assert later_memory - memory < 15_000_000
    assert portals() <= before  # other tests of this process may hold some


# The worker process.


@pytest.fixture
def process(site):
    # Its own state folder lies below the project's cache, since a new process knows nothing of this one's.
    running = Worker(Options(content=site.content, output=site.output, jobs=1, drafts=True))
    yield running
    running.stop()
    shutil.rmtree(memory.OutputFolder(site.output, PROJECT / ".cache").state, ignore_errors=True)


def test_the_worker_builds_again_and_again_in_one_process_and_anew_when_code_changes(site, process):
    path = site.write("a")
    assert process.build().faults == ()
    first = process._process.pid
    site.write("a", body="Câu mới.")
    assert process.build({str(path)}).faults == ()
    assert process._process.pid == first
    assert "Câu mới." in site.page("/tin/2022/07/tin-a/")
    process.build({str(PROJECT / "plugins/model/item.py")})
    assert process._process.pid != first


def test_the_worker_tells_faults_with_file_and_line(site, process):
    site.write("a", category="Không có")
    faults = process.build().faults
    assert faults[0].startswith("news/2022/07/a.md:4: E-")
    assert "trang cũ được giữ nguyên" in faults[-1]


def test_a_worker_that_died_is_told_and_replaced(site, process):
    site.write("a")
    process.build()
    os.kill(process._process.pid, 9)
    assert "ngắt giữa chừng" in process.build({"x"}).faults[0]
    assert process.build({"x"}).faults == ()


def test_a_mistake_in_the_code_is_told_and_does_not_end_the_worker(site, monkeypatch):
    monkeypatch.setattr("plugins.build.build_site", lambda *_: 1 / 0)
    received, ours = [], [("x",), ("y",)]

    class Connection:
        def recv(self):
            if not ours:
                raise EOFError
            return ours.pop()

        def send(self, outcome):
            received.append(outcome)

    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
    worker.build_on_demand(Options(), Connection())
    assert [outcome.faults[-1] for outcome in received] == ["ZeroDivisionError: division by zero"] * 2


def test_of_many_warnings_few_are_shown_and_after_that_only_those_of_saved_files(site, session):
    paths = [site.write(f"t{number}", chairs=[f"Người Lạ {number}"]) for number in range(25)]
    faults = session.build().faults
    first = worker._shown(faults, ())
    assert len(first) == worker.MOST_WARNINGS + 1
    assert first[-1] == "… và 5 cảnh báo nữa: python3 tasks.py check"
    (line,) = worker._shown(faults, [str(paths[3])])
    assert line.startswith("news/2022/07/t3.md:")
