"""The engine does the work that changed and no more, and the result is that of a clean build, always."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import unicodedata
from importlib.metadata import version
from pathlib import Path

import jinja2
import jinja2.meta
import pytest
from invoke import Context
from PIL import Image

from plugins import taxonomies
from plugins.build import amending, fingerprints, reading, rendering, scanning
from plugins.build.fingerprints import digest_file, read_template
from plugins.build.generator import PortalGenerator
from plugins.build.output import OutputFolder
from plugins.build.settled import SettledFile
from plugins.build.store import ItemStore, Saving, make_row
from plugins.model import SiteError, StaticPage
from plugins.tasks import developing

PROJECT = Path(__file__).parents[1]


@pytest.fixture
def rendered(monkeypatch):
    """The addresses that the last build rendered; every build here uses one process."""
    addresses = []
    original = rendering._render

    def render(portal, sites, page):
        addresses.append(page.address)
        return original(portal, sites, page)

    begin = PortalGenerator.generate_context

    def clear(generator):
        addresses.clear()
        begin(generator)

    monkeypatch.setattr(rendering, "_render", render)
    monkeypatch.setattr(PortalGenerator, "generate_context", clear)
    return addresses


def pages(addresses):
    """Without the files that are made in every build: search data, and what depends on the clock."""
    return {address for address in addresses if address.endswith("/") and address != "/tim-kiem/"}


def own_theme(site):
    shutil.copytree(PROJECT / "theme", site.content / "theme")
    return site.content / "theme"


def own_vocabulary(site):
    shutil.copytree(PROJECT / "content/vocabulary", site.content / "vocabulary")
    return site.content / "vocabulary"


def test_nothing_is_rendered_where_nothing_changed(site, rendered):
    site.write("a", tags=["thẻ"], chairs=["Người Chủ Trì"], region="Long An")
    site.build()
    assert pages(rendered)
    site.build()
    assert rendered == []


def test_a_build_without_changes_tells_of_the_same_site(site):
    site.write("a"), site.write("b", status="draft")
    first, second = site.build(), site.build()
    assert (second.items, second.held, second.written, second.deleted) == (first.items, first.held, 0, 0)
    assert second.unchanged == first.written + first.unchanged
    assert second.faults == first.faults


def test_a_file_that_was_touched_or_deleted_is_made_again_though_nothing_else_changed(site):
    site.write("a")
    site.build()
    before = site.tree()
    (site.output / "index.html").write_text("other", "utf-8")
    (site.output / "robots.txt").unlink()
    assert site.build().written == 2
    assert site.tree() == before


def test_time_alone_brings_out_what_was_held(site, monkeypatch):
    site.write("a"), site.write("b", publish_at="2026-01-05T08:00:00+07:00", date="2026-01-02T08:00:00+07:00")
    for epoch, items in ((1767254400, 1), (1767340800, 1), (1767600000, 2), (1767600001, 2)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
        assert site.build().items == items


def test_time_alone_takes_an_item_from_the_news_sitemap(site, monkeypatch):
    site.write("a", date="2026-01-02T08:00:00+07:00")
    seen = []
    for hour in (9, 47, 49):
        moment = dt.datetime(2026, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=7))) + dt.timedelta(hours=8 + hour)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
        site.build()
        seen.append("<news:title>" in (site.output / "news-sitemap.xml").read_text("utf-8"))
    assert seen == [True, True, False]


@pytest.mark.parametrize("library", ["rjsmin", "font-source-serif-pro"])
def test_another_version_of_a_library_that_writes_files_of_the_site_begins_a_build(site, monkeypatch, library):
    site.write("a")
    site.build()
    asked = []
    monkeypatch.setattr(taxonomies, "compose_archives", lambda *_: asked.append(library) or [])
    monkeypatch.setattr(fingerprints, "version", lambda name: "0.0" if name == library else version(name))
    fingerprints.libraries.cache_clear()  # a process has its libraries once and for all
    try:
        site.build()
    finally:
        fingerprints.libraries.cache_clear()
    assert asked == [library]


@pytest.mark.parametrize("body", ["Một câu.", "Hai câu."])
def test_a_clock_that_was_wrong_and_is_set_back_brings_back_what_belongs_to_the_day(site, monkeypatch, body):
    moment = dt.datetime(2026, 1, 3, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    for days, text in ((30, "Một câu."), (0, body)):
        site.write("a", date="2026-01-02T08:00:00+07:00", body=text)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int((moment + dt.timedelta(days)).timestamp())))
        site.build()
    assert "<news:title>" in (site.output / "news-sitemap.xml").read_text("utf-8")


def test_a_file_is_not_opened_while_its_state_is_the_same(site, monkeypatch):
    path = site.write("a")
    monkeypatch.setattr(scanning, "SETTLED", -(10**12))
    site.build()
    opened = []
    for module in (reading, amending):
        monkeypatch.setattr(module, "digest_file", lambda path: opened.append(path) or digest_file(path))
    site.build()
    assert opened == []
    path.touch()
    site.build()
    assert len(opened) == 1


def test_a_file_that_changed_just_now_is_opened_in_the_next_build_too(site, monkeypatch):
    monkeypatch.setattr(scanning, "SETTLED", 10**18)  # however long this machine takes, it is just now
    site.write("a")
    site.build()
    opened = []
    for module in (reading, amending):
        monkeypatch.setattr(module, "digest_file", lambda path: opened.append(path) or digest_file(path))
    site.build()
    assert any(path.endswith("/a.md") for path in opened)


def test_a_change_is_seen_that_keeps_size_and_time_of_a_file(site):
    path = site.write("a", body="Một câu.")
    site.build()
    status = path.stat()
    path.write_text(path.read_text("utf-8").replace("Một câu.", "Hai câu."), "utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    site.build()
    assert "Hai câu." in site.page("/tin/2022/07/tin-a/")


def test_an_edited_body_renders_the_page_of_its_item_and_neither_listings_nor_other_items(site, rendered):
    for number in range(5):
        site.write(f"t{number}", date=f"2022-07-0{number + 1}T08:00:00", category=["Dân vận", "Kinh tế"][number % 2])
    site.build()
    site.write("t4", date="2022-07-05T08:00:00", category="Dân vận", body="Khác.")
    report = site.build()
    assert pages(rendered) == {"/tin/2022/07/tin-t4/"}
    assert report.written <= 8


def test_one_more_item_of_known_terms_changes_neither_indexes_nor_the_pages_of_other_items(site):
    facts = {"tags": ["thẻ"], "chairs": ["Dương Văn Út"], "authors": ["Việt Hằng"], "region": "Bến Lức, Long An"}
    for number in range(1, 4):
        site.write(f"t{number}", date=f"2022-07-0{number}T08:00:00", **facts)
    site.build()
    before = site.tree()
    site.write("t4", date="2022-07-04T08:00:00", **facts)
    site.build()
    changed = {name for name, content in site.tree().items() if content != before.get(name)}
    assert {name for name in changed if name.startswith("tin/")} == {"tin/2022/07/tin-t4/index.html"}
    indexes = {f"{folder}/index.html" for folder in ("the", "chu-tri", "tac-gia", "chuyen-muc", "lich")}
    assert indexes < before.keys()
    assert not changed & {*indexes, "sitemaps/trang.xml"}


def test_an_edited_body_asks_no_room_again_that_shows_no_bodies(site, monkeypatch):
    site.write("a")
    site.build()
    asked = []
    monkeypatch.setattr(taxonomies, "compose_archives", lambda *_: asked.append("archives") or [])
    site.write("a", body="Khác.")
    site.build()
    assert asked == []


def test_a_listing_that_somebody_deleted_comes_back_with_the_edit_of_a_body(site):
    site.write("a")
    site.build()
    (site.output / "chuyen-muc/dan-van/index.html").unlink()
    site.write("a", body="Khác.")
    site.build()
    kept = site.tree()
    site.build(clean=True)
    assert kept == site.tree()


def test_an_edited_body_beside_a_cover_keeps_its_crops_where_what_is_known_of_pictures_is_lost(site):
    (site.content / "images").mkdir()
    Image.new("RGB", (640, 480)).save(site.content / "images/a.png")
    for body in ("Một câu.", "Hai câu."):
        site.write("a", cover={"src": "images/a.png", "alt": "Ảnh"}, body=body)
        site.build()
        next(site.content.parent.rglob("pictures.json")).unlink()
    kept = site.tree()
    site.build(clean=True)
    assert kept == site.tree()


def test_time_takes_an_item_from_the_news_sitemap_in_a_build_that_meets_an_edited_body(site, monkeypatch):
    for hours, body in ((1, "Một câu."), (49, "Hai câu.")):
        site.write("a", date="2026-01-02T08:00:00+07:00", body=body)
        moment = dt.datetime(2026, 1, 2, 8, tzinfo=dt.timezone(dt.timedelta(hours=7))) + dt.timedelta(hours=hours)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
        site.build()
    assert "<news:title>" not in (site.output / "news-sitemap.xml").read_text("utf-8")


@pytest.mark.parametrize("part", ["body", "title"])
def test_content_put_back_after_a_build_that_was_killed_at_its_very_end_comes_back(site, monkeypatch, part):
    site.write("a")
    site.build()
    before = site.tree()
    with monkeypatch.context() as patch:
        patch.setattr(
            SettledFile, "save", lambda *_: None
        )  # killed when the output stood and this was still to be done
        site.write("a", **{part: "Khác"})
        site.build()
    site.write("a")
    site.build()
    assert site.tree() == before


def test_a_tag_and_a_chair_that_another_item_writes_otherwise_are_renamed_on_every_page(site):
    site.write("a", date="2022-07-01T08:00:00", tags=["dân vận khéo"], chairs=["Nguyễn văn Nam"])
    for number in range(2, 9):
        site.write(f"t{number}", date=f"2022-07-0{number}T08:00:00", tags=["Dân vận khéo"], chairs=["Nguyễn Văn Nam"])
    site.build()
    site.write("a", date="2022-07-01T08:00:00", tags=["Dân vận khéo"], chairs=["Nguyễn Văn Nam"])
    site.build()
    kept = site.tree()
    shutil.rmtree(site.output)
    site.build(clean=True)
    assert kept == site.tree()


def test_a_changed_template_renders_only_the_pages_that_use_it(site, rendered):
    theme = own_theme(site)
    site.write("a", tags=["thẻ"])
    site.build()
    block = theme / "blocks/pagination/pagination.html"
    block.write_text(block.read_text("utf-8") + "{# another comment #}\n", "utf-8")
    site.build()
    assert "/chuyen-muc/dan-van/" in rendered
    assert not any(address.startswith("/tin/") for address in rendered)


def test_every_template_that_another_refers_to_is_found_in_its_text():
    theme = PROJECT / "theme"
    loader = jinja2.FileSystemLoader([theme / "blocks", theme / "templates"])
    environment = jinja2.Environment(loader=loader, extensions=["jinja2.ext.i18n"], autoescape=True)
    for name in environment.list_templates(["html"]):
        source, found = read_template(environment, name)
        assert set(found) >= set(jinja2.meta.find_referenced_templates(environment.parse(source))) - {None}, name


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{%- include [\"a.html\", 'b.html'] ignore missing %}", ["a.html", "b.html"]),
        ('{% extends "a.html" if wide else "b.html" %}', ["a.html", "b.html"]),
        ('{% from\n"a.html" import b %}{% import "c.html" as d %}', ["a.html", "c.html"]),
        ('{% if x == "a.html" %}{{ "b.html" }}{% endif %}', []),
    ],
)
def test_a_reference_to_a_template_is_found_in_each_form(source, names):
    environment = jinja2.Environment(loader=jinja2.DictLoader({"t": source}), autoescape=True)
    assert read_template(environment, "t") == (source, names)


def test_a_changed_style_sheet_gets_another_address_on_every_page(site, rendered):
    theme = own_theme(site)
    site.write("a")
    site.build()
    before = set(site.tree())
    (theme / "static/base.css").write_text("body { color: red }\n")
    site.build()
    assert "/tin/2022/07/tin-a/" in rendered
    gone, came = before - set(site.tree()), set(site.tree()) - before
    assert [name.split(".")[-1] for name in (*gone, *came)] == ["css", "css"]


def test_a_changed_vocabulary_reaches_the_pages(site):
    vocabulary = own_vocabulary(site)
    site.write("a", chairs=["Dương Văn Út"], region="Bến Lức, Long An")
    site.build()
    register = vocabulary / "officials.yaml"
    register.write_text(register.read_text("utf-8").replace("Chủ tịch HĐND huyện", "Chức vụ đã sửa"), "utf-8")
    site.build()
    assert "Chức vụ đã sửa" in site.page("/tin/2022/07/tin-a/")


def test_an_output_file_that_somebody_changed_or_deleted_is_made_again(site):
    site.write("a")
    site.build()
    before = site.tree()
    (site.output / "tin/2022/07/tin-a/index.html").write_text("tampered")
    (site.output / "index.html").unlink()
    report = site.build()
    assert site.tree() == before
    assert report.written == 2


def test_a_picture_that_vanished_is_a_fault_though_the_item_s_file_is_the_same(site):
    picture = site.content / "images/a.png"
    picture.parent.mkdir()
    shutil.copy(next((PROJECT / "content/images").glob("*.png")), picture)
    site.write("a", body="![Ảnh](images/a.png)")
    site.build()
    before = site.tree()
    picture.unlink()
    with pytest.raises(SiteError) as caught:
        site.build()
    assert any(fault.code == "E-PICTURE" for fault in caught.value.faults)
    assert site.tree() == before


def test_warnings_of_unchanged_files_are_still_told(site):
    site.write("a", chairs=["Người Lạ"])
    assert [fault.code for fault in site.build().faults] == ["W-CHAIR"]
    assert [fault.code for fault in site.build().faults] == ["W-CHAIR"]


def test_an_item_becomes_due_without_its_file_changing(site, monkeypatch):
    site.write("hen", publish_at="2026-12-01T08:00:00+07:00")
    assert site.build().items == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1797000000")  # 2026-12-11
    assert site.build().items == 1


# The store is never trusted.


def entry(site):
    site.write("a")
    site.build()
    (store,) = (site.content.parent / "cache").rglob("items.db")
    return store


@pytest.mark.parametrize("damage", [b"", b"not a database", b"\x80\x04\x95cposix\nsystem\n", bytes(5000)])
def test_a_damaged_or_foreign_store_is_made_anew(site, damage):
    store = entry(site)
    before = site.tree()
    store.write_bytes(damage)
    site.build()
    assert site.tree() == before
    with sqlite3.connect(store) as database:
        assert database.execute("SELECT count(*) FROM records").fetchone() == (2,)


def test_that_the_store_was_damaged_is_told_once(site):
    store = entry(site)
    store.write_bytes(b"not a database at all")
    (notice,) = site.build().notices
    assert notice.startswith("Kho tin đã đọc bị hỏng")
    assert site.build().notices == ()


def test_the_build_task_prints_the_notice_and_the_reason_that_was_asked_for(site, capsys):
    store = entry(site)
    store.write_bytes(b"not a database at all")
    developing.build(Context(), content=str(site.content), output=str(site.output), jobs=1, why="/tin/2022/07/tin-a/")
    printed = capsys.readouterr()
    assert "Kho tin đã đọc bị hỏng" in printed.err
    assert "/tin/2022/07/tin-a/: không dựng lại trong lần này" in printed.out


def test_a_second_build_at_the_same_time_is_refused_and_says_what_to_do(site, tmp_path):
    site.write("a")
    site.build()
    with (
        OutputFolder(site.output, tmp_path / "cache").locked(),
        pytest.raises(SiteError, match="hãy đợi nó xong"),
    ):
        site.build()


def test_a_folder_in_the_place_of_the_store_is_thrown_away(site):
    store = entry(site)
    before = site.tree()
    store.unlink()
    store.mkdir()
    site.build()
    assert site.tree() == before
    assert store.is_file()


def test_a_truncated_store_is_made_anew(site):
    store = entry(site)
    before = site.tree()
    store.write_bytes(store.read_bytes()[:5000])
    site.build()
    assert site.tree() == before


@pytest.mark.parametrize("content", [b'{"item": {"path": 3}}', b'{"item": null, "page": null, "faults": []}'])
def test_a_store_with_entries_of_another_form_is_made_anew(site, content):
    store = entry(site)
    before = site.tree()
    with sqlite3.connect(store) as database:
        database.execute("UPDATE records SET entry = ?", (content,))
    site.build()
    assert site.tree() == before


@pytest.mark.parametrize("damage", ["DELETE FROM bodies", "UPDATE bodies SET body = x'00'", "DROP TABLE bodies"])
def test_a_store_that_turns_out_to_lack_bodies_is_made_anew_and_that_is_told(site, damage):
    store = entry(site)
    before = site.tree()
    with sqlite3.connect(store) as database:
        database.execute(damage)
    (site.output / "tin/2022/07/tin-a/index.html").unlink()
    (notice,) = site.build().notices
    assert notice.startswith("Kho tin đã đọc bị hỏng")
    assert site.tree() == before
    assert site.build().notices == ()


def test_two_files_whose_names_look_the_same_are_refused_until_one_has_gone(site):
    path = site.write("a", body="Một.")
    composed, decomposed = (path.with_name(unicodedata.normalize(form, "tin-ễ.md")) for form in ("NFC", "NFD"))
    composed.write_text(path.read_text("utf-8").replace("Tin a", "Tin b").replace("Một.", "Hai."), "utf-8")
    site.build()
    decomposed.write_text(path.read_text("utf-8").replace("Tin a", "Tin c").replace("Một.", "Ba."), "utf-8")
    with pytest.raises(SiteError) as error:
        site.build()
    assert [(fault.code, fault.path) for fault in error.value.faults] == [("E-DUPLICATE", "news/2022/07/tin-ễ.md")]
    composed.unlink()
    site.build()
    pages = site.tree()
    assert b"Ba." in pages["tin/2022/07/tin-c/index.html"]
    assert "tin/2022/07/tin-b/index.html" not in pages


def test_a_store_that_cannot_be_written_stops_the_build_and_leaves_the_site(site, monkeypatch):
    entry(site)
    before = site.tree()
    site.write("b")

    def refuse(self, row):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Saving, "keep", refuse)
    with pytest.raises(SiteError, match="disk is full"):
        site.build()
    assert site.tree() == before


def test_a_store_of_another_salt_holds_nothing(tmp_path):
    path = tmp_path / "items.db"
    page = StaticPage(path="pages/a.md", title="A", slug="a", body="")
    with ItemStore(path, "one").saving(anew=True) as saving:
        saving.keep(make_row("a", "x", page, ()))
    assert set(ItemStore(path, "one").load()) == {"a"}
    assert ItemStore(path, "two").load() == {}
