"""`build --why` tells why a page was rendered again in the last build, or that it was not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
ITEM = "/tin/2022/07/tin-a/"


@pytest.fixture
def why(site):
    """Builds and returns what is told of a page, as one text."""
    return lambda target=ITEM, **options: "\n".join(site.build(why=str(target), **options).why)


def test_of_the_first_build_and_of_a_clean_one_it_says_so(site, why):
    site.write("a")
    assert "lần dựng đầu tiên" in why()
    assert "lần dựng đầu tiên" in why(clean=True)


def test_of_a_page_that_was_left_alone_it_tells_when_and_why_it_was_last_rendered(site, why):
    path = site.write("a")
    site.build()
    site.write("a", body="Câu mới.")
    site.build()
    told = why()
    assert "không dựng lại trong lần này" in told
    assert "Lần dựng lại gần nhất: " in told
    assert f"{path.relative_to(site.content)} (đã sửa)" in told


def test_of_a_page_that_shows_a_changed_item_it_names_the_item(site, why):
    site.write("a", tags=["thẻ"])
    site.write("b", date="2022-07-02T08:00:00", tags=["thẻ"])
    site.build()
    site.write("b", date="2022-07-02T08:00:00", tags=["thẻ"], summary="Câu mới.")
    told = why("/the/the/")
    assert "news/2022/07/b.md (đã sửa)" in told
    assert "news/2022/07/a.md" not in told


def test_of_a_page_with_the_same_bytes_it_says_that_it_was_not_written(site, why):
    site.write("a")
    site.write("b", date="2022-07-02T08:00:00")
    site.build()
    site.write("a", summary="Câu mới.")
    told = why("/tin/2022/07/tin-b/")
    assert "ra đúng nội dung cũ nên không ghi" in told  # only the title of the item before is shown


def test_of_a_page_that_counts_all_items_it_names_those_that_came_and_went(site, why):
    site.write("a")
    gone = site.write("b")
    site.build()
    gone.unlink()
    site.write("c")
    told = why("/dia-phuong/")
    assert "news/2022/07/c.md (mới)" in told
    assert "news/2022/07/b.md (đã xoá)" in told


def test_a_changed_template_vocabulary_or_setting_is_named(site, why):
    shutil.copytree(PROJECT / "theme", site.content / "theme")
    shutil.copytree(PROJECT / "content/vocabulary", site.content / "vocabulary")
    site.write("a")
    site.build()
    block = site.content / "theme/blocks/chairs/chairs.html"
    block.write_text(block.read_text("utf-8") + "{# khác #}\n", "utf-8")
    assert "mẫu chairs/chairs.html đã đổi" in why()
    register = site.content / "vocabulary/officials.yaml"
    register.write_text(register.read_text("utf-8") + "\n", "utf-8")
    assert "danh mục officials.yaml đã đổi" in why()
    assert "cài đặt url đã đổi" in why(url="https://khac.example.vn")


def test_a_template_that_the_page_does_not_use_is_not_named(site, why):
    shutil.copytree(PROJECT / "theme", site.content / "theme")
    site.write("a")
    site.build()
    block = site.content / "theme/blocks/pagination/pagination.html"
    block.write_text(block.read_text("utf-8") + "{# khác #}\n", "utf-8")
    assert "không dựng lại trong lần này" in why()


def test_a_file_that_was_deleted_or_touched_is_told(site, why):
    site.write("a")
    site.build()
    file = site.output / "tin/2022/07/tin-a/index.html"
    file.unlink()
    assert "đã bị xoá khỏi thư mục kết quả" in why()
    file.write_text("khác")
    assert "đã bị ai đó sửa" in why()


def test_a_new_page_and_one_that_is_made_in_every_build_are_told(site, why):
    site.write("a")
    site.build()
    site.write("b")
    assert "trang này mới có" in why("/tin/2022/07/tin-b/")
    assert "trong mọi lần dựng" in why("/theme/favicon.svg")


@pytest.mark.parametrize(
    "target",
    [
        "tin/2022/07/tin-a",
        "tin/2022/07/tin-a/index.html",
        "http://localhost:8000/tin/2022/07/tin-a/",
        "{output}/tin/2022/07/tin-a/index.html",
        "{output}/tin/2022/07/tin-a",
        "{content}/news/2022/07/a.md",
        "news/2022/07/a.md",
    ],
)
def test_the_page_may_be_named_by_its_address_its_file_or_its_source(site, why, target):
    site.write("a")
    assert why(target.format(output=site.output, content=site.content)).startswith(f"{ITEM}: ")


@pytest.mark.parametrize("target", ["/khong/co/", "news/2022/07/nhap.md", "../../etc/passwd", "\0", "http://[", ""])
def test_what_is_no_page_is_told_or_ignored(site, why, target):
    site.write("a")
    site.write("nhap", status="draft")
    told = why(target)
    assert told == "" if not target else "không có trang nào như vậy" in told


@pytest.mark.parametrize("damage", [b"", b"{", b"\x80\x04", b'{"at": 3}\n'])
def test_a_damaged_journal_fails_no_build(site, why, damage):
    site.write("a")
    site.build()
    for file in (site.content.parent / "cache").rglob("journal.jsonl"):
        file.write_bytes(damage)
    for file in (site.content.parent / "cache").rglob("parts.json"):
        file.write_bytes(damage)
    assert "không dựng lại" in why()
    site.write("a", body="Câu mới.")
    assert "news/2022/07/a.md (đã sửa)" in why()


def test_a_build_in_which_nothing_changed_leaves_the_journal_alone(site):
    site.write("a")
    site.build()
    (journal,) = (site.content.parent / "cache").rglob("journal.jsonl")
    before = journal.stat().st_mtime_ns
    site.build()
    assert journal.stat().st_mtime_ns == before
