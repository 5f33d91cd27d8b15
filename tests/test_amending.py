"""An edit of texts alone is built without the items that stay as they are, and gives what an ordinary build gives."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from plugins.build import Memory, Options, amending, build_site, kept_pages, store
from plugins.build.kept_pages import KeptPages, encode_view
from plugins.build.settings import PROJECT
from plugins.build.whole import WholeBuild
from plugins.model import SiteError
from plugins.model.views import ItemView
from tests.changes import CHANGES, lay_out
from tests.comparison import bounded, clean_build, differing, try_build
from tests.hosting_sample import SETTINGS
from tests.interruptions import KilledError, interrupted

ITEM = "tin/2022/07/tin-{}/index.html"


@pytest.fixture
def ordinary(monkeypatch):
    """The ordinary builds since the fixture was last cleared."""
    builds = []
    begin = WholeBuild.__init__

    def count(self, site):
        builds.append(site)
        begin(self, site)

    monkeypatch.setattr(WholeBuild, "__init__", count)
    return builds


@pytest.fixture
def built(site, ordinary):
    """A site of five items, and many newer ones, that has been built: an edit of the newest is another thing."""
    for name in "abcde":
        site.write(name, body=f"Bài {name}.", tags=["dân vận"], region="Lâm Đồng", chairs=["Nguyễn Văn A"])
    for number in range(20):
        site.write(f"moi-{number:02}", body=f"Bài số {number}.", date=f"2022-08-{number + 1:02}T08:00:00+07:00")
    site.build()
    ordinary.clear()
    return site


def clean_tree(site, **options):
    folder = site.content.parent / "clean"
    shutil.rmtree(folder, ignore_errors=True)
    site.build(output=folder, clean=True, **options)
    return site.tree(folder)


def edit(site, name, text):
    return site.write(name, body=text, tags=["dân vận"], region="Lâm Đồng", chairs=["Nguyễn Văn A"])


def test_an_edited_text_is_built_without_loading_the_other_items(built, ordinary, monkeypatch):
    edit(built, "a", "Câu mới.")
    with monkeypatch.context() as patch:
        patch.setattr(store.ItemStore, "load", lambda self: pytest.fail("all items were loaded"))
        report = built.build()
    assert (report.items, report.deleted) == (25, 0)
    assert ordinary == []
    assert "Câu mới." in built.page("/tin/2022/07/tin-a/")
    assert differing(built.tree(), clean_tree(built)) == []


def test_several_texts_may_be_edited_at_once_and_again(built, ordinary):
    for text in ("Một.", "Hai.", "Ba."):
        for name in "ace":
            edit(built, name, f"{text} Bài {name} dài hơn một chút.")
        built.build()
    assert ordinary == []
    assert differing(built.tree(), clean_tree(built)) == []


def test_of_an_old_item_only_its_page_and_the_search_data_change(site, ordinary):
    for number in range(20):
        site.write(f"{number:02}", body=f"Bài số {number}.", date=f"2022-07-{number + 1:02}T08:00:00+07:00")
    site.build()
    ordinary.clear()
    before = site.tree()
    site.write("03", body="Bài đã sửa.", date="2022-07-04T08:00:00+07:00")
    site.build()
    assert ordinary == []
    changed = differing(before, site.tree())
    assert [file for file in changed if not file.startswith("search/")] == [ITEM.format("03")]


def test_a_build_in_which_nothing_changed_loads_nothing_and_writes_nothing(built, ordinary, monkeypatch):
    monkeypatch.setattr(store.ItemStore, "load", lambda self: pytest.fail("all items were loaded"))
    first, second = built.build(), built.build()
    assert ordinary == []
    assert (first.items, first.written, first.deleted) == (second.items, second.written, second.deleted) == (25, 0, 0)
    assert first.unchanged == len(built.tree())


def test_the_first_save_under_serve_is_amended_as_all_others_are(built, ordinary):
    memory = Memory()
    options = Options(content=built.content, output=built.output, jobs=1, drafts=True)
    build_site(options, memory)
    ordinary.clear()
    for text in ("Câu mới.", "Câu mới hơn."):
        path = edit(built, "a", text)
        build_site(options, memory, [str(path)])
        assert text in built.page("/tin/2022/07/tin-a/")
    assert ordinary == []


@pytest.mark.parametrize(
    "front",
    [
        {"title": "Đầu đề khác"},
        {"summary": "Sapo mới."},
        {"tags": ["thẻ khác"]},
        {"category": "Thời sự"},
        {"date": "2022-07-02T08:00:00+07:00"},
        {"status": "draft"},
        {"aliases": ["/cu/tin-a/"]},
        {"updated": "2022-07-05T08:00:00+07:00"},
        {"unpublish_at": "2022-08-01T00:00:00+07:00"},
    ],
)
def test_what_other_pages_may_show_takes_an_ordinary_build(built, ordinary, front):
    given = {"body": "Bài a.", "tags": ["dân vận"], "region": "Lâm Đồng", "chairs": ["Nguyễn Văn A"]} | front
    built.write("a", **given)
    built.build()
    assert len(ordinary) == 1
    assert differing(built.tree(), clean_tree(built)) == []


def test_a_document_cited_in_a_new_text_takes_an_ordinary_build(built, ordinary):
    edit(built, "a", "Theo Quyết định 217-QĐ/TW.")
    built.build()
    assert len(ordinary) == 1
    assert (built.output / "van-ban/217-qd-tw/index.html").exists()


def test_an_item_that_comes_or_goes_takes_an_ordinary_build(built, ordinary):
    built.write("moi")
    built.build()
    (built.content / "news/2022/07/b.md").unlink()
    built.build()
    assert len(ordinary) == 2
    assert differing(built.tree(), clean_tree(built)) == []


def test_a_text_set_back_together_with_another_change_is_the_old_one_again(built):
    edit(built, "a", "Câu mới.")
    built.build()
    edit(built, "a", "Bài a.")
    built.write("moi")
    built.build()
    assert "Bài a." in built.page("/tin/2022/07/tin-a/")
    assert differing(built.tree(), clean_tree(built)) == []


def test_an_edit_with_an_error_is_refused_and_the_site_stands(built):
    before = built.tree()
    (built.content / "news/2022/07/a.md").write_text("---\ntitle: [\n---\n\nx\n", "utf-8")
    for _ in range(2):
        with pytest.raises(SiteError):
            built.build()
        assert built.tree() == before
    edit(built, "a", "Bài a.")
    assert built.build().written == 0


@pytest.mark.parametrize("front", [{}, {"title": "Đầu đề khác", "slug": "tin-a"}])
def test_an_edit_that_was_read_by_a_build_that_failed_is_in_the_next_one(built, front):
    given = {"tags": ["dân vận"], "region": "Lâm Đồng", "chairs": ["Nguyễn Văn A"]} | front
    built.write("a", body="Câu mới.", **given)
    rival = built.write("b2", slug="tin-b")
    with pytest.raises(SiteError):
        built.build()
    rival.unlink()
    built.build()
    assert "Câu mới." in built.page("/tin/2022/07/tin-a/")
    assert differing(built.tree(), clean_tree(built)) == []


def test_an_edit_that_was_read_by_a_build_that_was_killed_is_in_the_next_one(built, monkeypatch):
    built.write("a", body="Câu mới.", title="Đầu đề khác", slug="tin-a")
    with monkeypatch.context() as patch:
        patch.setattr("plugins.build.whole.compose_site", lambda *_: (_ for _ in ()).throw(KilledError))
        with pytest.raises(KilledError):
            built.build()
    built.build()
    assert "Câu mới." in built.page("/tin/2022/07/tin-a/")
    assert differing(built.tree(), clean_tree(built)) == []


def test_warnings_are_those_of_the_texts_as_they_are_now(built, ordinary):
    def warnings(report):
        return [fault.code for fault in report.faults if fault.path.endswith("/a.md") and fault.code != "W-CHAIR"]

    assert warnings(built.build()) == []
    edit(built, "a", "Xem [mục sau](#khong-co).")
    told = warnings(built.build())
    assert told
    assert warnings(built.build()) == told
    edit(built, "a", "Xem văn bản.")
    assert warnings(built.build()) == []
    assert ordinary == []


def test_a_page_of_the_output_that_somebody_touched_is_made_again(built):
    expected = built.tree()
    (built.output / ITEM.format("b")).write_text("x")
    edit(built, "a", "Câu mới.")
    built.build()
    assert built.tree()[ITEM.format("b")] == expected[ITEM.format("b")]
    assert "Câu mới." in built.page("/tin/2022/07/tin-a/")


def test_the_pages_of_all_languages_follow_an_edit_of_a_translated_item(built, ordinary):
    front = {"title": "An item", "slug": "an-item", "category": None}
    built.write("a.en", body="Text.", **front)
    built.build()
    ordinary.clear()
    edit(built, "a", "Câu mới.")
    built.build()
    built.write("a.en", body="New text.", **front)
    built.build()
    assert len(ordinary) == 2
    assert "New text." in built.page("/en/tin/2022/07/an-item/")
    assert differing(built.tree(), clean_tree(built)) == []


def test_a_draft_that_editors_see_is_amended_too(site, ordinary):
    site.write("a", body="Bài a.", status="draft")
    for number in range(16):
        site.write(f"moi-{number:02}", date=f"2022-08-{number + 1:02}T08:00:00+07:00")
    site.build(drafts=True)
    ordinary.clear()
    site.write("a", body="Câu mới.", status="draft")
    site.build(drafts=True)
    assert ordinary == []
    assert "Câu mới." in site.page("/tin/2022/07/tin-a/")
    assert differing(site.tree(), clean_tree(site, drafts=True)) == []


def test_the_hour_at_which_an_item_comes_out_is_not_missed_by_an_edit(built, ordinary, monkeypatch):
    built.write("sau", publish_at="2027-01-01T00:00:00+07:00")
    built.build()
    ordinary.clear()
    edit(built, "a", "Câu mới.")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")  # 2027-01-15
    built.build()
    assert len(ordinary) == 1
    assert (built.output / ITEM.format("sau")).exists()


def test_what_became_of_every_file_is_told_after_an_edit_as_before(built):
    before = built.build()
    edit(built, "a", "Câu mới.")
    after = built.build()
    assert after.accounts == before.accounts
    assert after.account == before.account


def test_a_report_that_is_gone_is_written_again(built, ordinary):
    for report in (built.content.parent / "cache").rglob("build-report.json"):
        report.unlink()
    edit(built, "a", "Câu mới.")
    built.build()
    assert list((built.content.parent / "cache").rglob("build-report.json"))


def test_who_examines_the_site_is_given_all_items(built):
    edit(built, "a", "Câu mới.")
    report = built.build(examined=True)
    assert len(report.publication.shown) == 25


@pytest.mark.parametrize("damage", [b"", b"x" * 5000])
@pytest.mark.parametrize(
    "name", ["pages.db", "settled.json", "scan", "manifest", "items.db", "outlined.json", "faults"]
)
def test_whatever_is_damaged_of_what_is_kept_the_site_is_right(built, name, damage):
    edit(built, "a", "Câu mới.")
    (file,) = (built.content.parent / "cache").rglob(name)
    file.write_bytes(damage)
    built.build()
    edit(built, "b", "Câu mới nữa.")
    built.build()
    assert differing(built.tree(), clean_tree(built)) == []


def test_what_was_kept_of_another_page_is_not_taken(built, monkeypatch):
    """As where a build was killed after it had kept the view, and the edit was taken back."""
    (file,) = (built.content.parent / "cache").rglob("pages.db")
    kept = KeptPages(file)
    page = kept.find([ITEM.format("a")])[ITEM.format("a")]
    view = encode_view(replace(page.view, title="Đầu đề giả"))
    kept.save([(page.file, ("0" * 32, *page.inputs[1:]), view)])
    edit(built, "a", "Câu mới.")
    built.build()
    assert differing(built.tree(), clean_tree(built)) == []


def test_compressed_copies_come_and_go_with_the_page(site, tmp_path):
    settings = tmp_path / "settings.py"
    settings.write_text(SETTINGS, "utf-8")
    shutil.copytree(PROJECT / "content/vocabulary", site.content / "vocabulary")
    for text in ("Ngắn.", "Dài. " * 4000, "Ngắn lại.", "Ngắn lại nữa."):
        site.write("a", body=text)
        site.build(settings=settings)
    folder = tmp_path / "clean"
    site.build(output=folder, settings=settings, clean=True)
    assert differing(site.tree(), site.tree(folder)) == []


def test_what_is_kept_of_a_page_is_all_that_it_shows_but_the_text(tmp_path, build_sample, monkeypatch):
    seen = []
    monkeypatch.setattr(kept_pages, "encode_view", encode_view)
    monkeypatch.setattr("plugins.build.rendering.encode_view", lambda view: seen.append(view) or encode_view(view))
    build_sample(Options(output=tmp_path / "site", jobs=1))
    assert seen
    for file in (tmp_path / "site-cache").rglob("pages.db"):
        kept = KeptPages(file)
        for view in seen:
            name = f"{view.head.address[1:]}index.html"
            assert kept.find([name])[name].view == replace(view, body=())
            assert isinstance(view, ItemView)


def test_more_edits_than_are_worth_it_take_an_ordinary_build(built, ordinary, monkeypatch):
    monkeypatch.setattr(amending, "MOST", 1)
    for name in "ab":
        edit(built, name, "Câu mới.")
    built.build()
    assert len(ordinary) == 1
    assert differing(built.tree(), clean_tree(built)) == []


EDITS = ("edit", "edit", "edit", "correct", "change_title", "add", "delete", "translate", "touch_picture", "edit_page")
STEPS = st.lists(
    st.tuples(st.sampled_from((*EDITS, "let_time_pass", "lose_what_is_kept")), st.integers(0, 60)),
    min_size=2,
    max_size=6,
)


@bounded(6)
@given(STEPS)
def test_after_edits_and_other_changes_the_site_is_that_of_a_clean_build(site, steps):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", os.environ["SOURCE_DATE_EPOCH"])
        lay_out(site, 24)
        assert try_build(site)
        for name, number in steps:
            CHANGES[name](site, number)
            if try_build(site):
                assert differing(site.tree(), clean_build(site, jobs=1)) == []


@bounded(8)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=3), st.integers(0, 40), st.integers(0, 40))
def test_after_an_edit_that_ended_before_any_one_change_of_a_file_the_next_build_is_right(site, numbers, at, again):
    lay_out(site, 24)
    assert try_build(site)
    for moment in (at, again):
        for number in numbers:
            CHANGES["edit"](site, number + moment)
        with interrupted(site.content.parent, moment), contextlib.suppress(KilledError):
            try_build(site)
    assert try_build(site)
    assert differing(site.tree(), clean_build(site, jobs=1)) == []


@pytest.mark.parametrize("source", ["content/vocabulary", "theme"])
def test_vocabularies_and_themes_that_were_written_anew_with_the_same_text_stand_in_no_edit_s_way(
    site, ordinary, source
):
    place = site.content / Path(source).name
    shutil.copytree(Path(__file__).parents[1] / source, place)
    test_of_an_old_item_only_its_page_and_the_search_data_change(site, ordinary)
    for file in place.rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes())
    site.write("03", body="Bài đã sửa lần nữa.", date="2022-07-04T08:00:00+07:00")
    site.build()
    assert ordinary == []
    assert "Bài đã sửa lần nữa." in site.page("/tin/2022/07/tin-03/")
    assert differing(site.tree(), clean_tree(site)) == []
