"""The reader: one file becomes one item, or every fault in it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
import time
import unicodedata
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.desk.rules import RULES
from plugins.model import FIELDS, NewsItem, ReadItem, find_collisions
from plugins.reader.body import BodyReader
from plugins.reader.codes import CODES, Report
from plugins.reader.items import PAGE_FIELDS, ItemReader
from plugins.reader.pictures import split_credit
from plugins.reader.values import READERS
from tests.stand_ins import ZONE, stand_in_portal

ROOT = Path(__file__).parents[1]
HEAD = 'title: "Sơ kết công tác dân vận"\ndate: 2022-07-01T14:43:32+07:00\ncategory: Dân vận\n'
COMBINING_GRAVE = "\u0300"


class Desk:
    """Writes files below a content folder and reads them."""

    def __init__(self, root: Path) -> None:
        self.portal = stand_in_portal(root)
        self.content = self.portal.config.content
        self.reader = ItemReader(self.portal)
        (self.content / "images" / "hoi-nghi.jpg").write_bytes(b"\xff\xd8")

    def file(self, data: str | bytes, name: str = "news/2022/07/x.md") -> Path:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def read(self, data: str | bytes, name: str = "news/2022/07/x.md") -> ReadItem:
        return self.reader.read_item(self.file(data, name))

    def item(self, head: str = "", body: str = "Nội dung.") -> NewsItem:
        """The item with the required fields, further ones and a body; it must read without errors."""
        result = self.read(f"---\n{HEAD}{head}\n---\n{body}\n")
        assert isinstance(result.item, NewsItem), result.faults
        return result.item

    def faults(self, head: str = "", body: str = "Nội dung.") -> list[tuple[str, int]]:
        """Codes and lines; the first of the further fields stands on line 5."""
        return shown(self.read(f"---\n{HEAD}{head}\n---\n{body}\n"))

    def page(self, data: str, name: str = "pages/gioi-thieu.md") -> ReadItem:
        return self.reader.read_page(self.file(data, name))


def shown(result: ReadItem) -> list[tuple[str, int]]:
    return [(fault.code, fault.line) for fault in result.faults]


def codes(result: ReadItem) -> set[str]:
    return {fault.code for fault in result.faults}


def only(result: ReadItem):
    assert len(result.faults) == 1, result.faults
    return result.faults[0]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One desk for properties, which read very many files."""
    return Desk(tmp_path_factory.mktemp("shared"))


# Good items


def test_every_field_of_the_list_is_read(desk):
    item = desk.item(
        "event_date: 2022-06-30\nupdated: 2022-07-02T08:00:00+07:00\nregion: Bến Lức, Long An\n"
        "chairs: [Dương Văn Út, {name: Dương Văn Út, position: bỏ qua}]\n"
        'tags: [quy chế dân chủ, dân vận khéo]\nsummary: "Đoạn dẫn."\nauthors: [Việt Hằng, Kim Phượng]\n'
        "source: {name: Báo Điện Biên Phủ, url: https://example.vn/a}\n"
        "cover: {src: images/hoi-nghi.jpg, alt: Quang cảnh, caption: 'Quang cảnh. Ảnh: Quang Long'}\n"
        "status: published\npublish_at: 2022-07-03\ncorrections: [{date: 2022-07-02, text: Sửa tên.}]\nslug: so-ket"
    )
    assert (item.path, item.slug, item.address) == ("news/2022/07/x.md", "so-ket", "/tin/2022/07/so-ket/")
    assert item.date.isoformat() == "2022-07-01T14:43:32+07:00"
    assert item.event_date == dt.date(2022, 6, 30)
    assert item.updated == dt.datetime(2022, 7, 2, 8, tzinfo=ZONE)
    assert item.publish_at == dt.datetime(2022, 7, 3, tzinfo=ZONE)
    assert item.regions == ("ben-luc-long-an",)
    assert [(c.official, c.name, c.position) for c in item.chairs] == [
        ("duong-van-ut", "Dương Văn Út", "Phó Bí thư Huyện ủy")
    ]
    assert item.tags == ("quy chế dân chủ", "dân vận khéo")
    assert item.authors == ("Việt Hằng", "Kim Phượng")
    assert (item.source.name, item.source.url) == ("Báo Điện Biên Phủ", "https://example.vn/a")
    assert (item.cover.caption, item.cover.credit) == ("Quang cảnh.", "Quang Long")
    assert item.pictures == ("images/hoi-nghi.jpg",)
    assert item.corrections[0].text == "Sửa tên."
    assert (item.category, item.summary, item.status) == ("dan-van", "Đoạn dẫn.", "published")
    assert item.body == "<p>Nội dung.</p>"


def test_every_kind_of_field_has_a_reader():
    assert {field.kind for field in (*FIELDS, *PAGE_FIELDS)} <= set(READERS)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_example_of_every_field_reads_without_errors(desk, field):
    others = "".join(
        f"{other.name}: {other.example}\n" for other in FIELDS if other.required and other.name != field.name
    )
    result = desk.read(f"---\n{others}{field.name}: {field.example}\n---\nNội dung.\n")
    assert not [fault for fault in result.faults if fault.is_error]


def test_pelicans_own_header_is_read(desk):
    result = desk.read(
        "Title: Sơ kết: công tác\nDate: 2022-07-01 14:43\nModified: 2022-07-02 08:00\nCategory: Dân vận\n"
        "Tags: dân vận khéo, dân chủ\nRegion: Bến Lức, Long An\nChair: Dương Văn Út; D.V. Út\nSummary: Dòng một\n"
        "    dòng hai\nAuthors: Việt Hằng, Kim Phượng\nSource: Báo A\nSlug: so-ket\nLang: vi\n\nNội dung.\n"
    )
    item = result.item
    assert isinstance(item, NewsItem)
    assert item.title == "Sơ kết: công tác"
    assert item.date == dt.datetime(2022, 7, 1, 14, 43, tzinfo=ZONE)
    assert item.tags == ("dân vận khéo", "dân chủ")
    assert item.regions == ("ben-luc-long-an",)
    assert [chair.official for chair in item.chairs] == ["duong-van-ut"]
    assert item.summary == "Dòng một dòng hai"
    assert item.authors == ("Việt Hằng", "Kim Phượng")
    assert item.source.name == "Báo A"
    assert shown(result) == [("W-KEY", 13)]


@pytest.mark.parametrize("key", ["Save_as", "Url"])
def test_pelicans_output_paths_are_refused(desk, key):
    result = desk.read(f"Title: A b\nDate: 2022-07-01\nCategory: Dân vận\n{key}: ../output-evil/x\n\nNội dung.\n")
    assert shown(result) == [("E-KEY", 4)]


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


# The front matter


def test_every_fault_of_a_file_is_reported_in_one_run(desk):
    result = desk.read(
        "---\ndate: 03/04/2026\ncategory: Bóng đá\nfoo: 1\nslug: A b\n---\n\n![a](images/none.jpg)\n\n[b](x.md)\n"
    )
    assert shown(result) == [
        ("E-REQUIRED", 1),
        ("E-DATE", 2),
        ("E-CATEGORY", 3),
        ("E-KEY", 4),
        ("E-SLUG", 5),
        ("E-PICTURE", 8),
        ("W-CAPTION", 8),
        ("E-LINK", 10),
    ]


@pytest.mark.parametrize("name", ["title", "date", "category"])
def test_a_missing_required_field_is_named(desk, name):
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(name))
    fault = only(desk.read(f"---\n{head}---\nNội dung.\n"))
    assert fault.code == "E-REQUIRED"
    assert name in fault.message
    assert name in fault.hint


@pytest.mark.parametrize(
    ("key", "meant"),
    [("titel", "title"), ("Title", "title"), ("tac_gia", "authors"), ("Chuyên mục", "category"), ("từ khoá", "tags"),
     ("ngày", "date"), ("author", "authors"), ("event-date", "event_date"), ("image", "cover")],
)  # fmt: skip
def test_an_unknown_key_is_an_error_with_the_nearest_known_one(desk, key, meant):
    fault = only(desk.read(f"---\n{HEAD}{key}: x\n---\nNội dung.\n"))
    assert (fault.code, fault.line) == ("E-KEY", 5)
    assert f"«{meant}»" in fault.hint


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("tags: &a [x]", 5),
        ("summary: *a", 5),
        ("summary: !!python/object/apply:os.system [id]", 5),
        ("summary: !x y", 5),
        ("summary: a: b", 5),
        ('slug: x\nsummary: "a', 7),
        ("\tsummary: a", 5),
        ("tags: [a, b", 6),
        ("? [a]\n: b", 5),
        ("<<: *x", 5),
        ("- a", 5),
        ("a: " + "[" * 2000, 5),
        ("a:\n - " + "- " * 50_000, 6),
    ],
)
def test_broken_or_cunning_yaml_is_one_fault_and_the_body_is_still_read(desk, head, line):
    found = desk.faults(head, "[b](x.md)")
    assert found[0] in {("E-YAML", line), ("E-YAML", line - 1), ("E-YAML", line + 1)}
    assert [code for code, _ in found] == ["E-YAML", "E-LINK"]


def test_a_bomb_of_aliases_is_refused_at_once(desk):
    bomb = "a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(60))
    start = time.perf_counter()
    assert ("E-YAML", 5) in desk.faults(bomb)
    assert time.perf_counter() - start < 1


def test_a_key_given_twice_is_refused_on_its_second_line(desk):
    assert desk.faults("slug: a\nslug: b") == [("E-KEY-TWICE", 6)]
    assert desk.faults("source: {name: a, name: b}") == [("E-KEY-TWICE", 5)]


def test_words_that_yaml_would_turn_into_other_types_stay_words(desk):
    item = desk.item("tags: [no, 2022, 1.10, null khoá]\nauthors: 0123")
    assert item.tags == ("no", "2022", "1.10", "null khoá")
    assert item.authors == ("0123",)


@pytest.mark.parametrize(
    "head",
    ["tags: {a: b}", "tags: [[a]]", "summary: [a]", "summary:", "summary: ''", "authors: ~", "slug: {a: b}",
     "event_date: [2022-06-30]", "status: []", "corrections: [abc]", "chairs: [[a]]", "cover: [a]", "source: [a]"],
)  # fmt: skip
def test_a_value_of_the_wrong_type_or_an_empty_one_is_an_error(desk, head):
    assert desk.faults(head)[0] == ("E-VALUE", 5)


def test_plain_text_fields_keep_markup_as_text(desk):
    hostile = "</title><script>alert(1)</script>"
    item = desk.item(f'tags: ["{hostile}"]\nauthors: "{hostile}"\nsummary: "{hostile} &lt;b&gt;"')
    assert (item.tags, item.authors, item.summary) == ((hostile,), (hostile,), f"{hostile} &lt;b&gt;")


# Dates


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2022-07-01", "2022-07-01T00:00:00+07:00"),
        ("2022-07-01 14:43", "2022-07-01T14:43:00+07:00"),
        ("2022-07-01T14:43:32", "2022-07-01T14:43:32+07:00"),
        ("2022-07-01T14:43:32Z", "2022-07-01T21:43:32+07:00"),
        ("2022-07-01T23:30:00-05:00", "2022-07-02T11:30:00+07:00"),
        ("'2022-07-01T14:43:32.25+0700'", "2022-07-01T14:43:32+07:00"),
    ],
)
def test_a_date_keeps_its_zone_and_comes_out_in_the_portals(desk, typed, meant):
    item = desk.read(f"---\ntitle: A b\ndate: {typed}\ncategory: Dân vận\n---\nNội dung.\n").item
    assert item.date.isoformat() == meant
    assert item.date.tzinfo is ZONE


@pytest.mark.parametrize(
    ("typed", "hints"),
    [
        ("03/04/2026", ["2026-04-03", "2026-03-04"]),
        ("10/12/2024", ["2024-12-10", "2024-10-12"]),
        ("25/12/2024", ["2024-12-25"]),
        ("12-25-2024", ["2024-12-25"]),
        ("2024.12.25", ["2024-12-25"]),
        ("20220701", ["2022-07-01"]),
        ("2022-02-30", []),
        ("2022-07-01T25:00", []),
        ("2022-07-01T10:00+99:00", []),
        ("1944-12-31", []),
        ("2101-01-01", []),
        ("0001-01-01T00:00:00+14:00", []),
        ("9999-12-31T23:00:00-05:00", []),
        ("1656661412", []),
        ("hôm qua", ["2022-07-01"]),
        ("２０２２-07-01", []),
    ],
)
def test_what_is_no_iso_date_is_an_error_with_iso_hints(desk, typed, hints):
    fault = only(desk.read(f"---\ntitle: A b\ndate: {typed}\ncategory: Dân vận\nregion: Ở đâu\n---\nNội dung.\n"))
    assert (fault.code, fault.line) == ("E-DATE", 3)
    assert all(hint in fault.hint for hint in hints)


def test_dates_out_of_order_are_reported(desk):
    assert desk.faults("event_date: 2023-07-03") == [("E-DATE-ORDER", 5)]
    assert desk.faults("event_date: 2023-07-03\nstatus: draft") == []
    assert desk.faults("expires: 2022-06-30") == [("E-DATE-ORDER", 5)]
    assert desk.faults("updated: 2022-06-01") == [("E-DATE-ORDER", 5)]
    assert desk.faults("publish_at: 2022-06-01") == [("W-PUBLISH-AT", 5)]


def test_an_event_after_publication_is_no_fault_of_a_notice_and_asked_about_elsewhere(desk):
    assert desk.faults("event_date: 2022-07-02") == [("W-EVENT-AHEAD", 5)]
    assert desk.read("---\n" + HEAD.replace("Dân vận", "Thông báo") + "event_date: 2022-07-02\n---\nN.\n").faults == ()


def test_a_place_on_the_home_page_is_one_of_two_and_a_vietnamese_word_for_it_is_understood_as_a_question(desk):
    item = desk.read(f"---\n{HEAD}placement: lead\nexpires: 2022-07-31\n---\nN.\n").item
    assert (item.placement, item.expires) == ("lead", dt.date(2022, 7, 31))
    fault = only(desk.read(f"---\n{HEAD}placement: nổi bật\n---\nN.\n"))
    assert (fault.code, fault.line, fault.hint) == ("E-PLACEMENT", 5, "ghi featured")
    assert desk.faults("placement: [lead]") == [("E-VALUE", 5)]


def test_an_event_date_has_no_hour(desk):
    assert "2022-06-30" in only(desk.read(f"---\n{HEAD}event_date: 2022-06-30T08:00\n---\nN.\n")).hint


# Titles and slugs


def test_a_headline_of_300_characters_reads_with_a_warning_and_a_longer_one_does_not(desk):
    def read(length):
        title = ("dân vận " * 60)[: length - 1] + "x"
        return desk.read(f"---\ntitle: {title}\ndate: 2022-07-01\ncategory: Dân vận\n---\nN.\n")

    assert shown(read(150)) == []
    assert shown(read(300)) == [("W-LONG", 2)]
    assert len(read(300).item.slug) <= 80
    assert shown(read(301)) == [("E-LONG", 2)]
    assert codes(read(400)) == {"E-LONG"}


def test_a_title_over_several_lines_becomes_one_line(desk):
    item = desk.read("---\ntitle: |\n  Một\n  hai\ndate: 2022-07-01\ncategory: Dân vận\n---\nN.\n").item
    assert (item.title, item.slug) == ("Một hai", "mot-hai")


def test_a_title_without_letters_needs_a_slug(desk):
    text = '---\ntitle: "!!!"\ndate: 2022-07-01\ncategory: Dân vận\n{}---\nN.\n'
    assert shown(desk.read(text.format(""))) == [("E-SLUG", 2)]
    assert desk.read(text.format("slug: cham-than\n")).item.slug == "cham-than"


@pytest.mark.parametrize(
    ("slug", "hint"),
    [("So-Ket", "so-ket"), ("../../etc/passwd", "etc-passwd"), ("a/b", "a-b"), ("sơ kết", "so-ket"), ("-a-", "a"),
     ("a--b", "a-b"), ("index.html", "index-html"), ("a" * 101, "a" * 100), ("..", "")],
)  # fmt: skip
def test_a_slug_that_is_no_clean_part_of_an_address_is_refused_with_a_better_one(desk, slug, hint):
    fault = only(desk.read(f"---\n{HEAD}slug: '{slug}'\n---\nN.\n"))
    assert fault.code == "E-SLUG"
    assert hint in fault.hint


def test_a_dot_around_the_title_is_a_warning(desk):
    assert shown(desk.read("---\ntitle: .Hội nghị\ndate: 2022-07-01\ncategory: Dân vận\n---\nN.\n")) == [
        ("W-TITLE-DOT", 2)
    ]


def test_two_items_with_one_address_are_reported_even_if_case_differs(desk):
    first = desk.item()
    same = dataclasses.replace(first, path="news/2022/07/y.md")
    shouted = dataclasses.replace(first, path="news/2022/07/z.md", slug=first.slug.upper())
    other = dataclasses.replace(first, path="news/2022/07/a.md", slug="khac")
    faults = find_collisions([shouted, same, first, other])
    assert [(fault.path[-4:], fault.code) for fault in faults] == [("y.md", "E-DUPLICATE"), ("z.md", "E-DUPLICATE")]
    assert all("news/2022/07/x.md" in fault.message for fault in faults)


# Names


def test_a_region_text_is_one_region_and_a_list_gives_several(desk):
    assert desk.item("region: [Long An, 'Bến Lức, Long An']").regions == ("long-an", "ben-luc-long-an")


def test_a_region_is_looked_up_by_the_day_of_the_event(desk):
    head = "title: A b\ndate: 2025-07-02\ncategory: Dân vận\nregion: Long An\n"
    assert shown(desk.read(f"---\n{head}---\nN.\n")) == [("E-REGION", 5)]
    assert desk.read(f"---\n{head}event_date: 2025-06-20\n---\nN.\n").item.regions == ("long-an",)


def test_unknown_names_are_errors_with_candidates_on_their_own_lines(desk):
    result = desk.read(f"---\n{HEAD}region:\n  - Long An\n  - Bến Lứt\nchairs: Nguyễn Văn An\n---\nN.\n")
    assert shown(result) == [("E-REGION", 7), ("E-CHAIR", 8)]
    assert "Tây Ninh" in result.faults[0].hint
    assert "nguyen-van-an-2" in result.faults[1].hint


def test_a_chair_by_alias_bears_the_registered_name_and_the_position_of_the_day(desk):
    head = "title: A b\ndate: 2024-02-01\ncategory: Dân vận\n"
    chair = desk.read(f"---\n{head}chairs: D.V. Út\n---\nN.\n").item.chairs[0]
    assert (chair.name, chair.position) == ("Dương Văn Út", "Bí thư Huyện ủy")
    chair = desk.read(f"---\n{head}chairs: {{name: D.V. Út, position: Chủ trì}}\n---\nN.\n").item.chairs[0]
    assert chair.position == "Chủ trì"


def test_a_chair_who_is_not_registered_works_and_is_a_warning_with_look_alikes(desk):
    result = desk.read(f"---\n{HEAD}chairs: Dương văn Út\n---\nN.\n")
    assert result.item.chairs[0].name == "Dương văn Út"
    assert str(only(result)).endswith("(có phải «Dương Văn Út»?)")
    assert only(result).code == "W-CHAIR"


def test_twenty_chairs_are_no_trouble_and_fifty_one_are(desk):
    names = [f"Người thứ {i}" for i in range(51)]
    assert len(desk.item(f"chairs: [{', '.join(names[:20])}]").chairs) == 20
    assert desk.faults(f"chairs: [{', '.join(names)}]") == [("E-LONG", 5)]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.vn", "ftp://a.vn", "https://", "báo.vn", "http://[x"])
def test_a_source_that_is_no_web_address_is_refused(desk, url):
    assert desk.faults(f"source: {{name: Báo A, url: '{url}'}}") == [("E-URL", 5)]


def test_a_source_may_be_a_name_alone_and_needs_one(desk):
    assert desk.item("source: Báo A").source.name == "Báo A"
    assert desk.faults("source: {url: https://a.vn}") == [("E-REQUIRED", 5)]
    assert desk.faults("source: {nam: Báo A}")[0] == ("E-KEY", 5)


def test_an_unknown_status_is_refused(desk):
    assert "draft" in only(desk.read(f"---\n{HEAD}status: nháp\n---\nN.\n")).hint


# Pictures


@pytest.fixture
def secrets(desk, tmp_path):
    """A desk with files that no item may show."""
    (tmp_path / "secret.jpg").write_bytes(b"x")
    (desk.content / "images" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (desk.content / "images" / "away").symlink_to(tmp_path)
    (desk.content / "images" / "drawing.svg").write_text("<svg onload='alert(1)'/>")
    return desk


@pytest.mark.parametrize(
    "src",
    ["images/none.jpg", "../secret.jpg", "images/../../secret.jpg", "images/link.jpg", "images/away/secret.jpg",
     "images/drawing.svg", "/etc/passwd", "/proc/self/environ", "{attach}/proc/self/environ", "{static}/../secret.jpg",
     "{filename}x.jpg", "images/%2e%2e/%2e%2e/secret.jpg", "images", "images\\hoi-nghi.jpg", "images/./hoi-nghi.jpg",
     "{static}.git/config", "C:/x.jpg", "images/" + "a" * 300 + ".jpg"],
)  # fmt: skip
def test_a_picture_that_is_absent_outside_or_no_picture_is_refused_everywhere(secrets, src):
    expected = "E-PICTURE-REMOTE" if src.startswith("C:") else "E-PICTURE"
    assert secrets.faults(f"cover: {{src: '{src}', alt: Ảnh, caption: Lời}}") == [(expected, 5)]
    assert secrets.faults(body=f"Một.\n\n![Ảnh](<{src}> 'Lời')") == [(expected, 9)]
    assert secrets.faults(body=f"Một.\n\n<p><img alt='Ảnh' src='{src}'></p>") == [(expected, 9)]


@pytest.mark.parametrize("src", ["https://a.vn/x.jpg", "//a.vn/x.jpg", "data:image/png;base64,AAAA"])
def test_a_picture_from_elsewhere_is_refused(desk, src):
    assert desk.faults(f"cover: {{src: '{src}', alt: Ảnh, caption: Lời}}") == [("E-PICTURE-REMOTE", 5)]
    assert desk.faults(body=f"![Ảnh]({src} 'Lời')") == [("E-PICTURE-REMOTE", 7)]


def test_a_mistyped_picture_name_gets_the_nearest_as_hint(desk):
    fault = only(desk.read(f"---\n{HEAD}---\n![Ảnh](images/Hoi-nghi.JPG 'Lời')\n"))
    assert "images/hoi-nghi.jpg" in fault.hint


def test_a_picture_without_description_is_a_warning(desk):
    cover = "cover: {src: images/hoi-nghi.jpg, caption: Lời}"
    assert desk.faults(cover, "![](images/hoi-nghi.jpg 'Lời')") == [("W-ALT", 5), ("W-ALT", 7)]


def test_a_picture_without_caption_is_a_warning_unless_it_stands_in_a_sentence(desk):
    cover = "cover: {src: images/hoi-nghi.jpg, alt: Ảnh}"
    picture = "![Ảnh](images/hoi-nghi.jpg)"
    assert desk.faults(cover, f"{picture}\n\nMột {picture} hai.") == [("W-CAPTION", 5), ("W-CAPTION", 7)]


def test_a_decorative_picture_is_marked_as_such_and_wants_no_words(desk):
    item = desk.item("cover: {src: images/hoi-nghi.jpg, alt: Trang trí}", "![trang  trí](images/hoi-nghi.jpg)")
    assert desk.faults("cover: {src: images/hoi-nghi.jpg, alt: trang trí}", "![trang trí](images/hoi-nghi.jpg)") == []
    assert item.cover.alt == ""
    assert BeautifulSoup(item.body, "html.parser").img["alt"] == ""


def test_pictures_in_a_row_become_a_gallery_and_others_do_not(desk):
    def gallery(body):
        soup = BeautifulSoup(desk.item(body=body).body, "html.parser")
        return [len(row.find_all("img")) for row in soup.select(".gallery")]

    picture, decoration = "![Ảnh](images/hoi-nghi.jpg 'Lời')", "![trang trí](images/hoi-nghi.jpg)"
    assert gallery(f"{picture}\n\nMột.\n\n{picture}") == []
    assert gallery(f"{picture}\n{picture}\n\n{picture}\n\nMột.\n\n{picture}\n{picture}") == [3, 2]
    assert gallery(f"{picture}\n\n{decoration}\n\n{picture}") == []
    assert gallery(f"Một {picture} và {picture} hai.") == []


def test_what_is_wrong_with_a_picture_s_file_stands_on_the_line_that_names_it(desk):
    desk.portal.inspect_picture = lambda path: (
        ("E-PICTURE-BROKEN", f"ảnh «{path.name}» bị hỏng", "chép lại"),
        ("W-PICTURE", "nhỏ", "dùng ảnh gốc"),
    )
    result = desk.read(
        f"---\n{HEAD}cover: {{src: images/hoi-nghi.jpg, alt: Ảnh, caption: Lời}}\n---\n\nMột.\n\n"
        "![Ảnh](images/hoi-nghi.jpg 'Lời')\n"
    )
    assert result.item is None
    assert shown(result) == [("E-PICTURE-BROKEN", 5), ("W-PICTURE", 5), ("E-PICTURE-BROKEN", 10), ("W-PICTURE", 10)]


def test_a_page_s_pictures_lie_beside_its_own_folder(tmp_path):
    elsewhere = Desk(tmp_path)
    pages = tmp_path / "project" / "pages"
    (pages.parent / "images").mkdir(parents=True)
    pages.mkdir()
    (pages.parent / "images" / "so-do.png").write_bytes(b"x")
    elsewhere.portal.config = dataclasses.replace(elsewhere.portal.config, pages=pages)
    (pages / "gioi-thieu.md").write_text("---\ntitle: Giới thiệu\n---\n\n![Sơ đồ](images/so-do.png 'Lời')\n", "utf-8")
    result = ItemReader(elsewhere.portal).read_page(pages / "gioi-thieu.md")
    assert result.faults == ()
    assert result.item.pictures == ("images/so-do.png",)


@pytest.mark.parametrize("src", ["images/hoi-nghi.jpg", "/images/hoi-nghi.jpg", "{static}/images/hoi-nghi.jpg"])
def test_a_picture_alone_in_a_paragraph_becomes_a_figure(desk, src):
    item = desk.item(body=f'![Quang cảnh]({src} "Đại biểu dự họp. Ảnh: Quang Long")')
    assert item.body == (
        '<figure><img alt="Quang cảnh" src="/images/hoi-nghi.jpg">'
        '<figcaption>Đại biểu dự họp. <span class="credit">Ảnh: Quang Long</span></figcaption></figure>'
    )
    assert item.pictures == ("images/hoi-nghi.jpg",)


def test_a_picture_within_a_sentence_stays_there(desk):
    picture = "![Ảnh](images/hoi-nghi.jpg)"
    soup = BeautifulSoup(desk.item(body=f"Xem {picture} này.\n\n{picture}\n{picture}").body, "html.parser")
    assert len(soup.find_all("figure")) == 2
    assert soup.p.img is not None


def test_picture_names_are_percent_encoded_in_addresses_only(desk):
    (desk.content / "images" / "hội nghị.jpg").write_bytes(b"x")
    item = desk.item(body="![A](<images/hội nghị.jpg>)\n\n![A](images/h%E1%BB%99i%20ngh%E1%BB%8B.jpg)")
    assert item.body.count('src="/images/h%E1%BB%99i%20ngh%E1%BB%8B.jpg"') == 2
    assert item.pictures == ("images/hội nghị.jpg",)


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Quang cảnh. Ảnh: Quang Long", ("Quang cảnh.", "Quang Long")),
        ("Quang cảnh - Ảnh: Quang Long.", ("Quang cảnh", "Quang Long")),
        ("Quang cảnh (ảnh: TTXVN)", ("Quang cảnh", "TTXVN")),
        ("Ảnh: TTXVN", ("", "TTXVN")),
        ("Hình ảnh: quang cảnh", ("Hình ảnh: quang cảnh", "")),
        ("Quang cảnh hội nghị", ("Quang cảnh hội nghị", "")),
    ],
)
def test_the_credit_is_split_from_the_end_of_a_caption(caption, expected):
    assert split_credit(caption) == expected


# The body


def test_a_quote_that_ends_with_a_name_becomes_a_pull_quote(desk):
    expected = (
        '<figure class="pullquote"><blockquote><p>Dân là gốc.</p></blockquote><figcaption>Bác</figcaption></figure>'
    )
    for last in ("> — Bác", ">\n> -- Bác", "> – Bác"):
        assert re.sub(r"\n", "", desk.item(body=f"> Dân là gốc.\n{last}").body) == expected
    assert "figure" not in desk.item(body="> Dân là gốc.").body


@pytest.mark.parametrize("top", ["#", "##", "###"])
def test_the_top_heading_of_a_body_is_h2_whatever_was_typed(desk, top):
    body = desk.item(body=f"{top} Kết quả\n\n{top}# Chi tiết\n\n{top} Kết quả").body
    assert re.findall(r'<(h\d) id="([^"]*)"', body) == [
        ("h2", "muc-ket-qua"),
        ("h3", "muc-chi-tiet"),
        ("h2", "muc-ket-qua-2"),
    ]


@pytest.mark.parametrize("href", ["https://a.vn/?a=1&b=2", "http://a.vn", "mailto:a@b.vn", "tel:+84281", "/tin/", "#"])
def test_links_of_known_kinds_stand(desk, href):
    link = BeautifulSoup(desk.item(body=f"[chữ]({href})").body, "html.parser").a
    assert (link["href"], link["rel"]) == (href, ["noopener"])


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#115;cript:alert(1)", "data:text/html;base64,AAAA",
     "vbscript:x",
     "file:///etc/passwd", "//evil.vn", "/\\evil.vn", "www.a.vn", "x.html", "../06/x.md", "{filename}../06/x.md",
     "a@b.vn", ""],
)  # fmt: skip
def test_other_links_are_refused_whether_in_markdown_or_html(desk, href):
    assert desk.faults(body=f"Một.\n\n[chữ](<{href}>)") == [("E-LINK", 9)]
    assert desk.faults(body=f"Một.\n\n<a href='{href}'>chữ</a>") == [("E-LINK", 9)]


def test_a_link_to_another_items_file_gets_its_address_as_hint(desk):
    assert "/tin/2022/06/hoi-nghi/" in only(desk.read(f"---\n{HEAD}---\n[a](../06/hoi-nghi.md)\n")).hint


def test_a_link_to_a_heading_that_is_not_there_is_a_warning(desk):
    assert desk.faults(body="## Kết quả\n\n[a](#muc-ket-qua)\n[b](#ket-qua)") == [("W-ANCHOR", 10)]


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("chữ <SCRIPT src=x></SCRIPT>", "<script>"),
        ("<iframe src='https://a.vn'></iframe>", "<iframe>"),
        ("<svg onload=alert(1)>", "<svg>"),
        ("<p onclick='alert(1)'>a</p>", "onclick"),
        ("<b ONMOUSEOVER=alert(1)>a</b>", "onmouseover"),
        ("<style>p{}</style>", "<style>"),
        ("<form action=x><input></form>", "<form>"),
        ("<h1>a</h1>", "<h1>"),
        ("<Tên cơ quan>", "<tên>"),
    ],
)
def test_raw_html_that_may_not_stand_is_an_error_that_names_it(desk, html, named):
    result = desk.read(f"---\n{HEAD}---\nMột.\n\n{html}\n")
    assert result.faults[0].code == "E-HTML"
    assert result.faults[0].line == 8
    assert named in result.faults[0].message


def test_html_shown_as_code_and_in_comments_is_no_fault(desk):
    item = desk.item(body="`<script>`\n\n    <iframe>\n\n```html\n<b onclick=x>\n```\n\n<!-- <script> -->\n\na < b & c")
    assert "&lt;script&gt;" in item.body
    assert "&lt;b onclick=x&gt;" in item.body
    assert "<!--" not in item.body


def test_harmless_html_stands_and_its_looks_are_dropped_with_a_warning(desk):
    result = desk.read(f"---\n{HEAD}---\nH<sub>2</sub>O <span style='color:red'>đỏ</span>\n")
    assert result.item.body == "<p>H<sub>2</sub>O <span>đỏ</span></p>"
    assert shown(result) == [("W-HTML", 6)]


def test_tables_keep_their_alignment_as_a_class(desk):
    body = desk.item(body="| a | b |\n|---|--:|\n| 1 | 2 |").body
    assert '<td class="align-right">2</td>' in body
    assert "style" not in body


def test_attribute_lists_are_only_text(desk):
    soup = BeautifulSoup(desk.item(body="## A {: onclick=alert(1) }\n\nB\n{: .x }").body, "html.parser")
    assert [set(tag.attrs) for tag in soup.find_all(True)] == [{"id"}, set()]


def test_a_published_item_without_a_body_is_a_warning(desk):
    assert desk.faults(body="") == [("W-BODY", 7)]
    assert desk.faults("status: draft", body="") == []


@pytest.mark.parametrize(
    "body",
    ["[" * 20_000, "![" * 20_000, "> " * 5_000, "- " * 5_000, "1. " * 5_000, "<a " * 5_000, "`a" * 20_000,
     "---\n" * 20_000,
     "# a\n" * 5_000, "a\n: b\n\n" * 500, "a\n\n" * 100_000, "*a **b " * 10_000, "&#x41;" * 10_000, "<!--" * 5_000,
     "\n".join("    " * i + "- a" for i in range(200)), "> - " * 5_000, "<div>" * 3_000],
    ids=lambda body: repr(body[:8]),
)  # fmt: skip
def test_cunning_bodies_end_soon_and_as_a_fault_at_worst(desk, body):
    path = desk.file(f"---\n{HEAD}---\n{body}\n")
    start = time.perf_counter()
    result = desk.reader.read_item(path)
    assert time.perf_counter() - start < 4
    assert result.item is not None or codes(result) & {"E-MARKDOWN", "E-HTML"}


def test_whatever_goes_wrong_in_the_parser_is_a_fault_of_the_file_and_spares_the_next(desk, monkeypatch):
    def fail(*_):
        raise RecursionError

    with monkeypatch.context() as patch:
        patch.setattr("markdown.blockparser.BlockParser.parseDocument", fail)
        assert desk.faults() == [("E-MARKDOWN", 6 + 1)]
    assert desk.faults() == []


# Pages


def test_a_static_page_is_read(desk):
    page = desk.page(
        "---\ntitle: Giới thiệu\nsummary: Một câu.\norder: 3\nupdated: 2022-07-02\n---\n# Cổng\n\nChữ.\n"
    ).item
    assert (page.path, page.address, page.order) == ("pages/gioi-thieu.md", "/gioi-thieu/", 3)
    assert page.updated == dt.datetime(2022, 7, 2, tzinfo=ZONE)
    assert '<h2 id="muc-cong">' in page.body


@pytest.mark.parametrize("slug", ["tin", "chuyen-muc", "the", "feeds", "theme", "images", "404", "tim-kiem"])
def test_a_page_may_not_take_an_address_of_the_portal(desk, slug):
    assert shown(desk.page(f"---\ntitle: A b\nslug: '{slug}'\n---\nC.\n")) == [("E-SLUG", 3)]


def test_a_page_has_keys_of_its_own(desk):
    assert shown(desk.page("---\ntitle: A b\norder: đầu\ncategory: Dân vận\n---\nC.\n")) == [
        ("E-VALUE", 3),
        ("E-KEY", 4),
    ]


def test_pages_outside_the_content_folder_are_named_by_their_own(desk, tmp_path):
    pages = tmp_path / "site-pages"
    pages.mkdir()
    (pages / "a.md").write_text("---\ntitle: A b\n---\nC.\n", "utf-8")
    desk.portal.config = dataclasses.replace(desk.portal.config, pages=pages)
    assert ItemReader(desk.portal).read_page(pages / "a.md").item.path == "pages/a.md"


# Codes


def codes_in_sources() -> set[str]:
    files = [
        *(ROOT / "plugins/reader").glob("*.py"),
        *(ROOT / "plugins/desk").glob("*.py"),
        *(ROOT / "plugins/images").glob("*.py"),
        ROOT / "plugins/model/collisions.py",
        ROOT / "plugins/model/placements.py",
        ROOT / "plugins/model/translations.py",
    ]
    texts = [path.read_text("utf-8") for path in files if path.name != "codes.py"]
    return {code for text in texts for code in re.findall(r'"([EW]-[A-Z0-9-]+)"', text)}


def test_every_code_in_use_is_in_the_table_and_every_one_in_the_table_is_used():
    assert codes_in_sources() == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_to_editors_with_a_bad_and_a_good_example(code):
    sections = re.split(r"^### ", (ROOT / "docs/faults.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    section = next((section for section in sections if section.startswith(f"`{code}`")), "")
    assert section.startswith(f"`{code}` {CODES[code]}\n")
    assert "Sai:" in section
    assert "Đúng:" in section


def test_the_faults_page_explains_no_code_that_is_gone():
    documented = re.findall(r"^### `([^`]+)`", (ROOT / "docs/faults.md").read_text("utf-8"), flags=re.MULTILINE)
    assert set(documented) == set(CODES) | {rule.code for rule in RULES}


# Properties

PROPERTY = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
SNIPPETS = [
    "<script>alert(1)</script>", "<scr<script>ipt>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<!--",
    "-->",
    "javascript:alert(1)", "[a](javascript:alert(1))", "[a](java\tscript:alert(1))", "<a href='&#106;avascript:x'>",
    "</a>",
    "![a](data:image/svg+xml,<svg/onload=x>)", "<a href=\"javascript:x\" ", "<style>@import 'x'</style>",
    "<math><mtext>",
    "<table><mglyph><style><img src onerror=x>", "</title><script>", "&lt;script&gt;", "&#60;script&#62;", "`",
    "```\n", "\n\n",
    "<iframe srcdoc='<script>x</script>'>", "<p onclick=x>", "[a]: javascript:x\n", "[a][a]", "> ", "- ", "# ", "    ",
    "\n",
    "<b", ">", "\"", "'", "<noscript><p title='</noscript><img src=x onerror=x>'>", "{: onclick=x }", "<![CDATA[",
    "]]>", "<?",
    "\x02wzxhzdk:0\x03", "klzzwxh:0001", "<form><math><mtext></form><form><mglyph><svg><mtext><textarea><path id=x>",
    "Hội nghị",
    "<x:script>", "<base href=//evil.vn>", "<meta http-equiv=refresh content=0>", "<object data=x>",
    "<a\nhref=javascript:x>",
]  # fmt: skip


def assert_harmless(html: str) -> None:
    soup = BeautifulSoup(html, "lxml")
    assert "<script" not in html.lower()
    for tag in soup.find_all(True):
        assert tag.name not in {"script", "style", "iframe", "object", "svg", "math", "form", "base", "meta", "link"}
        for name, value in tag.attrs.items():
            assert not name.startswith("on")
            assert name not in {"style", "srcdoc"}
            if name in {"href", "src"}:
                assert not re.match(r"\s*(javascript|data|vbscript):", re.sub(r"[\x00-\x20]", "", value), re.IGNORECASE)
            if name == "src":
                assert value.startswith("/images/")


@PROPERTY
@given(st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=8), max_size=12).map("".join))
def test_no_mix_of_hostile_snippets_leaves_anything_that_runs(shared, text):
    body = BodyReader(shared.content, lambda path: ()).read(text, 1, Report("x.md"))
    assert_harmless(body.html)


PLAIN = [
    "Một câu.", "\n", "\n\n", "# ", "## Mục", "> ", "- việc", "1. một", "    ", "---", "===", "| a | b |", "| - | - |",
    "~~~", " ", "  ", "http://x.vn", "\t", "(a) b: c; «d» 'e' \"f\" 50% x^2 a!] {b} @c — d", "+ ", "!",
]  # fmt: skip


@PROPERTY
@given(st.lists(st.sampled_from(PLAIN) | st.text(max_size=6), max_size=14).map("".join))
def test_a_text_without_markup_in_its_paragraphs_reads_the_same_by_the_shorter_way(shared, text):
    short, full = (BodyReader(shared.content, lambda path: ()) for _ in range(2))
    full._plain_parser = full._parser
    assert short.read(text, 1, Report("x.md")) == full.read(text, 1, Report("x.md"))


@PROPERTY
@given(st.text(max_size=400) | st.binary(max_size=400))
def test_any_file_gives_an_item_or_an_error_and_never_raises(shared, data):
    result = shared.read(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
    assert (result.item is None) == any(fault.is_error for fault in result.faults)


FRAGMENTS = st.sampled_from(
    [*[f"{field.name}: " for field in FIELDS], *[field.example for field in FIELDS], "\n", "\n  - ", "[", "]", "{",
     "}", ": ",
     ", ", "&a ", "*a", "!!x ", "|\n  ", '"', "'", "~", "2022-07-01", "T99:99", "+07:00", "\\x00", "Dương văn Út", "#",
     "<<: "]
)  # fmt: skip


@PROPERTY
@given(st.lists(FRAGMENTS | st.text(max_size=6), max_size=20).map("".join))
def test_any_front_matter_gives_an_item_or_an_error_and_never_raises(shared, head):
    for text in (f"---\n{HEAD}{head}\n---\nN.\n", f"---\n{head}\n---\nN.\n", f"Title: A b\n{head}\n\nN.\n"):
        result = shared.read(text.encode("utf-8", "replace"))
        assert (result.item is None) == any(fault.is_error for fault in result.faults)
        assert all(fault.code in CODES and fault.line >= 1 for fault in result.faults)
        assert all("\n" not in str(fault) for fault in result.faults)
