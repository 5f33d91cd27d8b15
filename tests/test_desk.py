"""The desk: checking files and starting new ones."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from plugins.desk.check import check_paths, format_faults
from plugins.desk.new import new_item
from plugins.model import FIELDS, SiteError
from plugins.reader.files import find_files
from plugins.reader.items import ItemReader
from tests.stand_ins import ZONE, stand_in_portal

GOOD = "---\ntitle: {}\ndate: 2022-07-01\ncategory: Dân vận\n---\nNội dung.\n"


@pytest.fixture
def portal(tmp_path):
    portal = stand_in_portal(tmp_path)
    reader = ItemReader(portal)
    portal.read_item, portal.read_page = reader.read_item, reader.read_page
    portal.find_files = lambda: find_files(portal.config)
    return portal


def write(portal, name, text):
    path = portal.config.content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


# Files that nobody reads


def test_a_file_that_looks_like_news_but_is_not_read_is_named(portal):
    for name in ("news/2022/bai.docx", "tin-le.md", "2022/cu.md", "news/a.markdown"):
        write(portal, name, "x")
    write(portal, "images/ghi-chu.txt", "x")
    write(portal, "news/.an.md", "x")
    found = {fault.path for fault in check_paths(portal) if fault.code == "W-PLACE"}
    assert found == {"news/2022/bai.docx", "tin-le.md", "2022/cu.md", "news/a.markdown"}


# New items


def test_a_new_item_reads_without_a_fault_and_is_a_draft(portal):
    path = new_item("Sơ kết: công tác «dân vận» \\ 2026", portal.config, "Dân vận")
    assert path == portal.config.content / "news/2026/07/so-ket-cong-tac-dan-van-2026.md"
    result = portal.read_item(path)
    assert result.faults == ()
    assert result.item.title == "Sơ kết: công tác «dân vận» \\ 2026"
    assert result.item.status == "draft"
    assert result.item.date == dt.datetime(2026, 7, 25, 9, 30, tzinfo=ZONE)


def test_a_new_item_offers_every_field_with_its_explanation(portal):
    text = new_item("Một hai", portal.config, "Dân vận").read_text("utf-8")
    for field in FIELDS:
        assert f"{field.name}: " in text
        assert field.description in text


def test_every_offered_line_reads_once_its_mark_is_taken_away(portal):
    (portal.config.content / "images" / "hoi-nghi.jpg").write_bytes(b"x")
    long_ago = dataclasses.replace(portal.config, now=dt.datetime(2022, 7, 1, 8, tzinfo=ZONE))
    path = new_item("Một hai", long_ago, "Dân vận")
    lines = path.read_text("utf-8").split("\n")
    offered = {f"# {field.name}: {field.example}" for field in FIELDS}
    path.write_text("\n".join(line[2:] if line in offered else line for line in lines), "utf-8")
    assert not [fault for fault in portal.read_item(path).faults if fault.is_error]


def test_a_second_item_of_the_same_title_overwrites_nothing_and_has_its_own_address(portal):
    first = new_item("Một hai", portal.config, "Dân vận")
    first.write_text(GOOD.format("Đã viết"), "utf-8")
    second, third = (new_item("Một hai", portal.config, "Dân vận") for _ in range(2))
    assert (second.name, third.name) == ("mot-hai-2.md", "mot-hai-3.md")
    assert "Đã viết" in first.read_text("utf-8")
    assert {portal.read_item(path).item.slug for path in (second, third)} == {"mot-hai-2", "mot-hai-3"}


def test_a_title_without_letters_still_gives_a_readable_file(portal):
    assert portal.read_item(new_item("!!!", portal.config, "Dân vận")).faults == ()


@pytest.mark.parametrize("title", ["", "  \n ", "a\0b", "x" * 301])
def test_a_title_that_cannot_stand_is_refused_and_nothing_is_written(portal, title):
    with pytest.raises(SiteError):
        new_item(title, portal.config, "Dân vận")
    assert list(portal.config.content.rglob("*.md")) == []


def test_a_folder_that_cannot_be_made_is_told_plainly(portal):
    (portal.config.content / "news" / "2026").write_text("in the way", "utf-8")
    with pytest.raises(SiteError):
        new_item("Một hai", portal.config, "Dân vận")


# Checking


def test_without_paths_all_news_and_pages_are_checked_and_sorted(portal):
    write(portal, "news/2022/07/b.md", "không có đầu")
    write(portal, "news/2022/07/a.md", GOOD.format("Một hai"))
    write(portal, "pages/c.md", "---\nslug: tin\n---\nC.\n")
    write(portal, "vocabulary/README.md", "không phải tin")
    faults = check_paths(portal)
    assert [(fault.path, fault.code) for fault in faults] == [
        ("news/2022/07/b.md", "E-HEADER"),
        ("pages/c.md", "E-REQUIRED"),
        ("pages/c.md", "E-SLUG"),
    ]


def test_given_files_and_folders_are_checked_alone_and_once(portal, monkeypatch):
    bad = write(portal, "news/2022/07/b.md", "không có đầu")
    write(portal, "news/2022/08/c.md", "không có đầu")
    assert len(check_paths(portal, [bad, bad.parent])) == 1
    monkeypatch.chdir(bad.parent)
    assert len(check_paths(portal, [bad.relative_to(bad.parent)])) == 1


def test_a_path_as_faults_print_it_is_understood(portal):
    write(portal, "news/2022/07/b.md", "không có đầu")
    write(portal, "pages/c.md", "không có đầu")
    faults = check_paths(portal, ["news/2022/07/b.md", "pages/c.md"])
    assert [fault.code for fault in faults] == ["E-HEADER", "E-HEADER"]


def test_paths_that_are_absent_or_outside_are_faults(portal, tmp_path):
    (tmp_path / "outside.md").write_text(GOOD.format("Một hai"), "utf-8")
    faults = check_paths(portal, [tmp_path / "absent.md", tmp_path / "outside.md"])
    assert [fault.code for fault in faults] == ["E-READ", "E-READ"]


def test_items_with_one_address_are_found(portal):
    write(portal, "news/2022/07/a.md", GOOD.format("Một hai"))
    write(portal, "news/2022/07/b.md", GOOD.format("Một Hai"))
    assert [(fault.path, fault.code) for fault in check_paths(portal)] == [("news/2022/07/b.md", "E-DUPLICATE")]


def test_no_items_at_all_is_no_fault(portal):
    assert check_paths(portal) == []
    assert format_faults([]) == "Không có lỗi nào."


def test_faults_print_a_line_each_and_their_counts(portal):
    write(portal, "news/2022/07/a.md", "---\ntitle: .Một\ndate: 03/04/2026\ncategory: Dân vận\n---\nN.\n")
    lines = format_faults(check_paths(portal)).split("\n")
    assert lines[0].startswith("news/2022/07/a.md:2: W-TITLE-DOT ")
    assert lines[1].startswith("news/2022/07/a.md:3: E-DATE ")
    assert lines[1].endswith(")")
    assert lines[2] == "1 lỗi, 1 cảnh báo."


def test_pages_outside_the_content_folder_are_checked_too(portal, tmp_path):
    pages = tmp_path / "site-pages"
    pages.mkdir()
    (pages / "a.md").write_text("không có đầu", "utf-8")
    portal.config = dataclasses.replace(portal.config, pages=pages)
    portal.read_page = ItemReader(portal).read_page
    assert [fault.path for fault in check_paths(portal)] == ["pages/a.md"]
