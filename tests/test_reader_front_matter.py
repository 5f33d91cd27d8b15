"""The front matter of an item: its keys, dates, titles, slugs and names."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from msgspec.structs import replace

from plugins.model import find_collisions
from tests.reader_sample import HEAD, Desk, codes, only, shown
from tests.stand_ins import ZONE


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


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
    start = time.process_time()
    assert ("E-YAML", 5) in desk.faults(bomb)
    assert time.process_time() - start < 1


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
    same = replace(first, path="news/2022/07/y.md")
    shouted = replace(first, path="news/2022/07/z.md", slug=first.slug.upper())
    other = replace(first, path="news/2022/07/a.md", slug="khac")
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


def test_a_pelican_header_has_no_more_entries_than_a_list(desk):
    tags = ", ".join(f"thẻ {i}" for i in range(51))
    result = desk.read(f"Title: T\nDate: 2022-07-01\nCategory: Dân vận\nTags: {tags}\n\nN.\n")
    assert shown(result) == [("E-LONG", 4)]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.vn", "ftp://a.vn", "https://", "báo.vn", "http://[x"])
def test_a_source_that_is_no_web_address_is_refused(desk, url):
    assert desk.faults(f"source: {{name: Báo A, url: '{url}'}}") == [("E-URL", 5)]


def test_a_source_may_be_a_name_alone_and_needs_one(desk):
    assert desk.item("source: Báo A").source.name == "Báo A"
    assert desk.faults("source: {url: https://a.vn}") == [("E-REQUIRED", 5)]
    assert desk.faults("source: {nam: Báo A}")[0] == ("E-KEY", 5)


def test_an_unknown_status_is_refused(desk):
    assert "draft" in only(desk.read(f"---\n{HEAD}status: nháp\n---\nN.\n")).hint
