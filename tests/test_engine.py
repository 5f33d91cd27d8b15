"""The engine does the work that changed and no more, and the result is that of a clean build, always."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.build import rendering
from plugins.build.store import Entry, ItemStore, Record
from plugins.model import SiteError

PROJECT = Path(__file__).parents[1]


@pytest.fixture
def rendered(monkeypatch):
    """The addresses that the last build rendered; every build here uses one process."""
    addresses = []
    original = rendering._make_renderer

    def make(*arguments):
        render = original(*arguments)

        def note(job):
            addresses.append(job.address)
            return render(job)

        addresses.clear()
        return note

    monkeypatch.setattr(rendering, "_make_renderer", make)
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
    assert pages(rendered) == set()


def test_an_edited_body_renders_the_item_and_what_shows_it_and_no_other_item(site, rendered):
    for number in range(5):
        site.write(f"t{number}", date=f"2022-07-0{number + 1}T08:00:00", category=["Dân vận", "Kinh tế"][number % 2])
    site.build()
    site.write("t4", date="2022-07-05T08:00:00", category="Dân vận", body="Khác.")
    report = site.build()
    assert {address for address in pages(rendered) if address.startswith("/tin/")} == {
        "/tin/2022/07/tin-t4/",
        "/tin/2022/07/tin-t3/",  # its link to the next item might have another title now
    }
    assert "/chuyen-muc/kinh-te/" not in rendered
    assert report.written <= 8


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


def test_a_truncated_store_is_made_anew(site):
    store = entry(site)
    before = site.tree()
    store.write_bytes(store.read_bytes()[:5000])
    site.build()
    assert site.tree() == before


def test_a_store_with_entries_of_another_form_is_made_anew(site):
    store = entry(site)
    before = site.tree()
    with sqlite3.connect(store) as database:
        database.execute("UPDATE records SET entry = ?", (b'{"item": {"path": 3}}',))
    site.build()
    assert site.tree() == before


def test_a_store_of_another_salt_holds_nothing(tmp_path):
    path = tmp_path / "items.db"
    ItemStore(path, "one").save([Record("a", "x", Entry(None, None, ()))], [], anew=True)
    assert set(ItemStore(path, "one").load()) == {"a"}
    assert ItemStore(path, "two").load() == {}


# Whatever happened before, the site is the one that a clean build gives.

CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["write", "delete", "draft", "rename", "official", "template", "size"]),
        st.integers(0, 6),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=6,
)


def make_change(site, theme, vocabulary, step, kind, number, variant):
    path = site.content / f"news/2022/07/t{number}.md"
    if kind == "delete":
        path.unlink(missing_ok=True)
    elif kind == "rename" and path.exists():
        path.rename(path.with_name(f"moi-{step}.md"))
    elif kind == "official":
        register = vocabulary / "officials.yaml"
        register.write_text(f"- {{id: nguoi-{variant}, name: Người {variant}}}\n", "utf-8")
    elif kind == "template":
        block = theme / "blocks/chairs/chairs.html"
        block.write_text(block.read_text("utf-8").replace("</section>", f"<!-- {step} --></section>"), "utf-8")
    elif kind == "size":
        (theme / "static/base.css").write_text(f"body {{ margin: {variant}px }}\n")
    elif kind in {"write", "draft"}:
        status = "draft" if kind == "draft" else None
        chairs, tags = [f"Người {variant}"], [f"thẻ {variant}", "Thẻ"]
        site.write(
            f"t{number}", title=f"Tin {number}", slug=f"tin-{number}-{step}", chairs=chairs, tags=tags, status=status
        )


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_any_sequence_of_changes_ends_in_the_site_of_a_clean_build(site, tmp_path, changes):
    for folder in ("news", "theme", "vocabulary"):
        shutil.rmtree(site.content / folder, ignore_errors=True)
    (site.content / "news").mkdir()
    theme, vocabulary = own_theme(site), own_vocabulary(site)
    for number in range(4):
        site.write(f"t{number}", title=f"Tin {number}", region="Long An")
    for step, (kind, number, variant) in enumerate(changes):
        make_change(site, theme, vocabulary, step, kind, number, variant)
        try:
            site.build(jobs=1 + variant % 2)
        except SiteError:
            continue  # two files with one address: refused, and the next step goes on from there
    clean = tmp_path / "clean"
    try:
        site.build()
    except SiteError:
        return
    site.build(output=clean, clean=True)
    assert site.tree() == site.tree(clean)
