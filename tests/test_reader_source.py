"""The file that an item is read from: its bytes, its place and its letters."""

from __future__ import annotations

import os
import unicodedata

import pytest

from plugins.model import NewsItem
from tests.reader_sample import HEAD, Desk, only, shown


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


# The file


def test_byte_order_mark_and_windows_line_ends_are_tolerated(desk):
    result = desk.read(b"\xef\xbb\xbf" + f"---\n{HEAD}---\nMột.\n\n![](nope.jpg)\n".replace("\n", "\r\n").encode())
    assert ("E-PICTURE", 8) in shown(result)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "E-EMPTY", 1),
        (b" \n\n", "E-EMPTY", 1),
        (b"---\ntitle: a\nsummary: \xff\n---\n", "E-UTF8", 3),
        ("---\ntitle: Hội nghị\n---\n".encode("utf-16"), "E-UTF8", 1),
        (b"a" * 3_000_000, "E-SIZE", 1),
        (f"---\n{HEAD}---\nMột.\n\nHai\0\n".encode(), "E-NUL", 8),
        (f"---\n{HEAD}---\nMột.\u202e\n".encode(), "E-BIDI", 6),
        (f"---\n{HEAD}summary: ".encode() + b'"\\u202E"\n---\nM\n', "E-BIDI", 5),
        (f"---\n{HEAD}---\nMột &#x202e;\n".encode(), "E-BIDI", 6),
        ("Chỉ có nội dung, không có phần đầu.\n".encode(), "E-HEADER", 1),
        (f"---\n{HEAD}\nKhông đóng.\n".encode(), "E-HEADER", 1),
    ],
)
def test_a_file_that_is_no_clean_text_is_refused_with_the_line(desk, data, code, line):
    result = desk.read(data)
    assert (code, line) in shown(result)
    assert result.item is None


def test_the_size_fault_hints_at_pasted_pictures(desk):
    assert "ảnh" in only(desk.read(b"a" * 3_000_000)).hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_fault(desk):
    path = desk.file("x")
    path.chmod(0)
    assert shown(desk.reader.read_item(path)) == [("E-READ", 1)]


def test_any_refusal_of_the_system_to_open_a_file_is_a_fault(desk, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    path = desk.file("x")
    monkeypatch.setattr("plugins.reader.source.os.open", refuse)
    assert "quyền" in only(desk.reader.read_item(path)).message


def test_what_is_no_regular_file_is_a_fault(desk):
    folder = desk.content / "news"
    (folder / "folder.md").mkdir(parents=True)
    os.mkfifo(folder / "pipe.md")
    (folder / "link.md").symlink_to("/etc/passwd")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    for name in ("folder", "pipe", "link", "loop", "absent"):
        assert shown(desk.reader.read_item(folder / f"{name}.md")) == [("E-READ", 1)], name


def test_a_folder_linked_in_from_outside_is_not_read(desk, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.md").write_text(f"---\n{HEAD}---\nMột.\n", "utf-8")
    (desk.content / "news" / "linked").symlink_to(tmp_path / "outside")
    assert shown(desk.reader.read_item(desk.content / "news" / "linked" / "x.md")) == [("E-READ", 1)]


def test_decomposed_text_and_file_names_become_composed(desk):
    name = unicodedata.normalize("NFD", "news/2022/07/hội-nghị.md")
    text = unicodedata.normalize("NFD", f"---\n{HEAD}tags: [dân vận]\nregion: Bến Lức, Long An\n---\nHội nghị.\n")
    item = desk.read(text, name).item
    assert isinstance(item, NewsItem)
    for value in (item.path, item.title, item.body, *item.tags):
        assert unicodedata.is_normalized("NFC", value)
    assert item.path == "news/2022/07/hội-nghị.md"
    assert item.regions == ("ben-luc-long-an",)


def test_invisible_characters_are_removed(desk):
    item = desk.item('summary: "Hội\\u200b nghị\u00ad"', "Một\u200bhai\ufeff\u200e.")
    assert (item.summary, item.body) == ("Hội nghị", "<p>Mộthai.</p>")


def test_other_control_characters_are_removed_with_a_warning(desk):
    result = desk.read(f"---\n{HEAD}---\nMột\bhai\x85ba.\n")
    assert (result.item.body, shown(result)) == ("<p>Mộthai ba.</p>", [("W-CONTROL", 6), ("W-CONTROL", 6)])


def test_look_alike_letters_are_reported(desk):
    assert desk.faults(body="Hội nghị\n\nở Hà Nộі.") == [("W-LETTER", 9)]
    assert desk.faults(body="kênh ТВ Центр, điện trở 5 Ω") == []
