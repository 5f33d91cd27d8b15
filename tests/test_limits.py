"""Work that costs too much is ended and named, and everything else is done as if it were not there."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import unicodedata
import zipfile

import markdown.blockprocessors
import pytest
from PIL import Image

from plugins.build import Options, open_portal
from plugins.build.bounding import Guard, run_alone
from plugins.build.executor import run_indexed
from plugins.build.settings import PROJECT
from plugins.desk.check import check_content
from plugins.desk.importing import run as importing
from plugins.desk.importing.word import read_docx
from plugins.model import Bounds, Limits, SiteError, bound_files
from plugins.model.limits import MOST_PACKED_FILES, MOST_PACKED_TEXT
from plugins.vocabulary.loading import VocabularyFile
from tests.import_samples import import_portal

COUNT = 40
WORKERS = pytest.mark.parametrize("workers", [1, 2])


def ended(index, ending):
    return index, ending


def bounds(seconds=0.3, megabytes=200, **more):
    return Bounds(seconds, megabytes, ended, **more)


def spin(_):
    while True:
        pass


def spin_in_c(_):
    """Putting a long run of marks in order takes time that grows with its square, and no signal is seen meanwhile."""
    unicodedata.normalize("NFC", "\u0316\u0301" * 200_000)


def swallow(_):
    while True:
        try:
            spin(_)
        except Exception:  # as libraries do
            continue


def grow(_):
    return len(bytes(900_000_000))


def die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def done_with(hostile, workers, given=None, places=(7, 23)):
    """What comes of COUNT tasks of which some are hostile, in order."""

    def work(index):
        return hostile(index) if index in places else index

    return list(run_indexed(work, COUNT, workers, lambda _: None, given or bounds()))


def expected(ending, places=(7, 23)):
    return [(index, ending) if index in places else index for index in range(COUNT)]


# Each piece of work


@WORKERS
@pytest.mark.parametrize(("hostile", "ending"), [(spin, "time"), (swallow, "time"), (grow, "memory")])
def test_work_that_costs_too_much_is_ended_and_the_other_work_is_done(workers, hostile, ending):
    assert done_with(hostile, workers) == expected(ending)


@pytest.mark.parametrize(("hostile", "ending"), [(spin_in_c, "time"), (die, "killed")])
def test_a_worker_that_dies_costs_no_more_than_the_task_it_had_in_hand(hostile, ending):
    assert done_with(hostile, 2, places=(23,)) == expected(ending, places=(23,))


@WORKERS
@pytest.mark.parametrize(("hostile", "ending"), [(spin_in_c, "time"), (die, "killed")])
def test_risky_work_is_done_in_a_process_that_can_be_ended(workers, hostile, ending):
    given = bounds(is_risky=lambda index: index == 23)
    assert done_with(hostile, workers, given, places=(23,)) == expected(ending, places=(23,))


def test_work_whose_worker_was_ended_by_others_is_done_again(tmp_path):
    def die_once(index):
        mark = tmp_path / "died"
        if not mark.exists():
            mark.touch()
            die(index)
        return index

    assert done_with(die_once, 2) == list(range(COUNT))


def test_a_machine_that_lets_no_worker_live_is_told_and_not_tried_for_ever(monkeypatch):
    monkeypatch.setattr("plugins.build.executor._prepare_worker", lambda: os._exit(1))
    with pytest.raises(SiteError, match="bị hệ thống ngắt"):
        done_with(spin, 2, places=())


def test_work_without_bounds_whose_worker_dies_is_an_error_of_the_site():
    def work(index):
        return die(index) if index == 3 else index

    with pytest.raises(SiteError, match="trang cũ được giữ nguyên"):
        list(run_indexed(work, COUNT, 2, lambda _: None))


def test_an_error_in_risky_work_is_raised_as_elsewhere():
    def fail(index):
        raise SiteError(f"tin {index}")

    with pytest.raises(SiteError, match="tin 1"):
        run_alone(fail, 1, bounds())


def test_a_guard_leaves_the_process_as_it_found_it():
    import resource

    before = signal.getsignal(signal.SIGPROF), resource.getrlimit(resource.RLIMIT_AS)
    with Guard(bounds()) as guard:
        assert guard.run(spin, 1) == (1, "time")
        assert guard.run(grow, 2) == (2, "memory")
        assert guard.run(lambda index: index, 3) == 3
    assert (signal.getsignal(signal.SIGPROF), resource.getrlimit(resource.RLIMIT_AS)) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_time_that_passes_without_work_of_the_processor_ends_nothing():
    with Guard(bounds(0.05)) as guard:
        assert guard.run(lambda _: threading.Event().wait(0.3), 1) is False


def test_in_a_thread_of_a_server_the_work_is_done_without_a_limit_of_time():
    found = []

    def serve():
        with Guard(bounds()) as guard:
            found.append(guard.run(lambda index: index, 5))

    thread = threading.Thread(target=serve)
    thread.start()
    thread.join()
    assert found == [5]


@pytest.mark.parametrize("size", [63_000, 65_000])
def test_large_files_are_risky(tmp_path, size):
    file = tmp_path / "a.md"
    file.write_bytes(b"x" * size)
    found = bound_files([(file, "a.md"), (tmp_path / "gone.md", "gone.md")], Limits(), lambda fault: fault)
    assert (found.is_risky(0), found.is_risky(1)) == (size > 64_000, False)
    assert (found.ended(0, "time").code, found.ended(0, "memory").code, found.ended(0, "killed").code) == (
        "E-TIME", "E-MEMORY", "E-ENDED",
    )  # fmt: skip


# Items


@pytest.fixture
def impatient(tmp_path):
    """Settings with which half a second is too much."""
    file = tmp_path / "impatientconf.py"
    text = (PROJECT / "pelicanconf.py").read_text("utf-8")
    file.write_text(f"{text}\nTHEME = {str(PROJECT / 'theme')!r}\nPORTAL_LIMITS = {{'seconds': 0.5, 'entries': 3}}\n")
    shutil.copytree(PROJECT / "content/vocabulary", tmp_path / "content/vocabulary")
    return file


def write_hostile(site):
    """Beside good items: one that holds the parser in Python, one that holds it in C, one that is merely wrong."""
    for number in range(20):
        site.write(f"tin-{number:02}")
    site.write("holds-python", body="[" * 900 + ("\n\n" + "[" * 900) * 200)
    site.write("holds-c", body="a" + "\u0316\u0301" * 200_000)
    site.write("wrong", region="Nơi không có")


@WORKERS
def test_an_item_that_holds_the_parser_is_named_and_takes_no_other_with_it(site, impatient, workers):
    site.write("dau-tien")
    site.build(settings=impatient)
    before = site.tree()
    write_hostile(site)
    with pytest.raises(SiteError) as caught:
        site.build(jobs=workers, settings=impatient)
    assert [(fault.path, fault.line, fault.code) for fault in caught.value.faults if fault.is_error] == [
        ("news/2022/07/holds-c.md", 1, "E-TIME"),
        ("news/2022/07/holds-python.md", 1, "E-TIME"),
        ("news/2022/07/wrong.md", 5, "E-REGION"),
    ]
    assert site.tree() == before


def test_an_edited_item_alone_is_bounded_too(site, impatient):
    site.write("tin")
    site.build(settings=impatient)
    site.write("tin", body="[" * 900 + ("\n\n" + "[" * 900) * 60)
    with pytest.raises(SiteError) as caught:
        site.build(settings=impatient)
    assert [fault.code for fault in caught.value.faults] == ["E-TIME"]


def test_check_names_an_item_that_holds_it_and_checks_the_others(site, impatient):
    write_hostile(site)
    portal = open_portal(Options(content=site.content, settings=impatient))
    portal.spread = lambda work, count, label, given=None: run_indexed(work, count, 1, lambda _: None, given)
    found = {(fault.path, fault.code) for fault in check_content(portal).faults if fault.is_error}
    assert found == {
        ("news/2022/07/holds-c.md", "E-TIME"),
        ("news/2022/07/holds-python.md", "E-TIME"),
        ("news/2022/07/wrong.md", "E-REGION"),
    }


def test_the_number_of_entries_is_a_setting_and_reading_follows_it(site, impatient):
    site.write("tin", tags=["một", "hai", "ba", "bốn"])
    site.build()
    with pytest.raises(SiteError) as caught:
        site.build(settings=impatient)
    assert "giữ tối đa 3 mục" in str(caught.value.faults[0])


def test_pelican_s_own_header_may_not_list_more_than_others(site):
    site.write_raw(
        "tin", f"Title: Tin\nDate: 2022-07-01\nCategory: Dân vận\nTags: {','.join(map(str, range(60)))}\n\nNội dung.\n"
    )
    with pytest.raises(SiteError) as caught:
        site.build()
    assert [fault.code for fault in caught.value.faults] == ["E-LONG"]


def test_an_item_on_which_the_code_itself_fails_is_named(site, monkeypatch):
    site.write("tin")
    site.write("la")

    def fail(title, *_):
        if title == "Tin la":
            raise LookupError("một lỗi của chính chương trình")
        return "", ()

    monkeypatch.setattr("plugins.reader.items.cite_documents", fail)
    with pytest.raises(SiteError) as caught:
        site.build()
    (fault,) = caught.value.faults
    assert (fault.path, fault.code) == ("news/2022/07/la.md", "E-ENDED")
    assert "LookupError" in fault.message


def test_a_body_the_parser_trips_over_does_not_change_how_the_next_is_read(site, monkeypatch):
    original = markdown.blockprocessors.ParagraphProcessor.run

    def trip(self, parent, blocks):
        if "VẤP" in blocks[0]:
            raise RecursionError
        return original(self, parent, blocks)

    portal = open_portal(Options(content=site.content))
    second = site.write("b", body="Một đoạn.\n\nHai đoạn.")
    alone = portal.read_item(second).item.body
    monkeypatch.setattr(markdown.blockprocessors.ParagraphProcessor, "run", trip)
    result = portal.read_item(site.write("a", body="- một\n\n    VẤP\n"))
    assert [fault.code for fault in result.faults] == ["E-MARKDOWN"]
    assert portal.read_item(second).item.body == alone


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"second": 5}, "không có «second»"),
        ({"seconds": 0}, "lớn hơn 0"),
        ({"seconds": "5"}, "lớn hơn 0"),
        ({"entries": True}, "lớn hơn 0"),
        ({"megabytes": 1.5}, "số nguyên"),
    ],
)
def test_a_wrong_limit_in_the_settings_is_told(site, tmp_path, given, words):
    file = tmp_path / "wrongconf.py"
    theme = f"THEME = {str(PROJECT / 'theme')!r}\n"
    file.write_text((PROJECT / "pelicanconf.py").read_text("utf-8") + f"\n{theme}PORTAL_LIMITS = {given!r}\n")
    with pytest.raises(SiteError, match=words):
        site.build(settings=file)


# Pages and pictures


@WORKERS
def test_a_page_that_takes_too_long_to_render_is_named(site, monkeypatch, workers):
    for number in range(12):
        site.write(f"tin-{number:02}", summary="CHẬM" if number == 5 else "Nhanh.")
    monkeypatch.setattr("plugins.build.rendering.RENDERING_SECONDS", 0.5)
    from plugins.build import rendering

    render = rendering._render

    def render_slowly(portal, sites, page):
        return spin(0) if page.address == "/tin/2022/07/tin-tin-05/" else render(portal, sites, page)

    monkeypatch.setattr(rendering, "_render", render_slowly)
    with pytest.raises(SiteError, match=r"/tin/2022/07/tin-tin-05/: trang này mất hơn 0.5 giây"):
        site.build(jobs=workers)
    assert not site.output.exists() or site.tree() == {}


@WORKERS
@pytest.mark.parametrize(("hostile", "code"), [(spin, "E-TIME"), (die, "E-ENDED")])
def test_a_picture_that_holds_or_kills_the_library_is_named_where_an_item_shows_it(
    site, monkeypatch, workers, hostile, code
):
    (site.content / "images").mkdir()
    for name in ("a", "b", "c"):
        Image.new("RGB", (400, 300), "navy").save(site.content / f"images/{name}.png")
        site.write(name, cover={"src": f"images/{name}.png", "alt": "Ảnh", "caption": "Ảnh"})
    from plugins.images import catalogue

    develop = catalogue.develop
    monkeypatch.setattr(catalogue, "PICTURE_SECONDS", 0.5 if hostile is spin else 20)
    monkeypatch.setattr(catalogue, "develop", lambda path, *to: hostile(0) if path.stem == "b" else develop(path, *to))
    with pytest.raises(SiteError) as caught:
        site.build(jobs=workers)
    (fault,) = caught.value.faults
    assert (fault.path, fault.line, fault.code) == ("news/2022/07/b.md", 5, code)


# Imports and vocabularies


def test_a_source_that_holds_the_importer_is_named_and_the_others_are_imported(tmp_path, monkeypatch):
    portal = import_portal(tmp_path)
    read = importing._read_document
    monkeypatch.setattr(importing, "IMPORT_SECONDS", 0.5)
    monkeypatch.setattr(
        importing, "_read_document", lambda source, *more: spin(0) if "cham" in source.name else read(source, *more)
    )
    text = "Hội nghị sơ kết công tác dân vận\n\n" + "Huyện đánh giá kết quả công tác dân vận sáu tháng đầu năm.\n\n" * 4
    for name in ("cham", "nhanh"):
        (tmp_path / f"{name}.txt").write_text(text + name, "utf-8")

    def spread(work, count, label, given=None):
        return run_indexed(work, count, 1, lambda _: None, given)

    outcomes = []
    importing.import_sources(portal, [str(tmp_path / "cham.txt"), str(tmp_path / "nhanh.txt")], spread, outcomes)
    slow, quick = outcomes
    assert "mất hơn 0.5 giây" in slow.fault.message
    assert quick.fault is None
    assert quick.path.exists()


@pytest.mark.parametrize("kind", ["flood", "many"])
def test_a_word_file_that_unpacks_to_a_flood_is_refused_unread(tmp_path, kind):
    file = tmp_path / "a.docx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        if kind == "flood":
            packed.writestr("word/document.xml", b" " * (MOST_PACKED_TEXT + 1))
        else:
            for number in range(MOST_PACKED_FILES + 1):
                packed.writestr(f"word/{number}.xml", b"")
    with pytest.raises(importing.SourceError, match="quá lớn khi mở ra"):
        read_docx(file.read_bytes(), "a.docx", None)


def test_a_vocabulary_that_is_too_large_or_holds_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("plugins.vocabulary.loading.MOST_VOCABULARY_ENTRIES", 10)
    monkeypatch.setattr("plugins.vocabulary.loading.MOST_VOCABULARY_BYTES", 100)
    found = []
    for text in ("- {id: a, name: b}\n" * 4, "- {id: a, name: b}\n" * 40):
        path = tmp_path / "categories.yaml"
        path.write_text(text)
        file = VocabularyFile(path)
        assert file.entries(("id", "name"), ()) == []
        found += [fault.code for fault in file.faults]
    assert found == ["E-VOCAB-SIZE", "E-VOCAB-SIZE"]


@pytest.mark.parametrize("text", ["[" * 50_000, "a: 2022-99-99", "x" * 1_100_000, "a: ["])
def test_a_list_of_abbreviations_that_cannot_be_read_is_a_fault_of_its_file(site, text):
    site.write("tin")
    vocabulary = site.content / "vocabulary"
    vocabulary.mkdir()
    for file in (PROJECT / "content/vocabulary").iterdir():
        (vocabulary / file.name).write_bytes(file.read_bytes())
    (vocabulary / "abbreviations.yaml").write_text(text)
    with pytest.raises(SiteError) as caught:
        site.build()
    assert [fault.path for fault in caught.value.faults] == ["vocabulary/abbreviations.yaml"]
