"""Faults beside the text: which file a page was made of, where its faults stand, and what the server answers."""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest

from plugins.build import Options
from plugins.build.settings import open_pelican
from plugins.desk.desk import Desk, open_desk
from plugins.desk.keeping import DigestStore
from plugins.desk.levels import Levels
from plugins.desk.margin import answering
from plugins.desk.margin.answering import Margin
from plugins.desk.margin.places import Place, find_places
from plugins.desk.rules import RULES
from plugins.desk.sources import SourceFinder
from plugins.model import SiteError, portal_of
from plugins.model.serving import Request
from tests.desk_sample import make_portal

TEXT = """---
title: ".Tin một"
date: 2022-07-01
chairs:
  - Dương văn Út
  - Ai Khác
category: Dân vận
---
Đoạn **một** có [liên kết](/tin/2022/07/x/) ở giữa,
tiếp ở dòng hai.

## Kết quả

- Mục `mã` đầu
- Mục sau

![Lời mô tả](images/hoi-nghi.jpg "Chú thích.")

Câu lặp.

Câu lặp.
"""


# Places


def test_a_line_of_the_head_is_the_field_it_belongs_to():
    places = find_places("a.md", TEXT, [1, 2, 5, 6, 7])
    assert {line: place.field for line, place in places.items()} == {
        2: "title",
        5: "chairs",
        6: "chairs",
        7: "category",
    }


def test_the_names_of_pelican_s_own_header_are_those_of_fields():
    places = find_places("a.md", "Title: Một\nAuthor: Hai\nModified: 2022-07-01\n\nCâu.\n", [1, 2, 3])
    assert [places[line].field for line in (1, 2, 3)] == ["title", "authors", "updated"]


def test_a_line_of_the_body_is_the_letters_of_its_passage_without_markup():
    places = find_places("a.md", TEXT, range(1, 30))
    assert places[9] == places[10]
    assert "".join(places[9].runs) == "Đoạnmộtcóliênkếtởgiữatiếpởdònghai"
    assert places[12] == Place(runs=("Kếtquả",))
    assert places[14] == Place(runs=("Mục", "đầu"))
    assert places[15] == Place(runs=("Mụcsau",))
    assert places[17] == Place(runs=("Lờimôtả",))
    assert 11 not in places


def test_passages_that_read_alike_are_counted():
    places = find_places("a.md", TEXT, [19, 21])
    assert (places[19].number, places[21].number) == (0, 1)


@pytest.mark.parametrize("text", ["", "---\n", "---\n: [\n---\n", "không có đầu", "\n\n\n", "---\ntitle: x"])
def test_a_file_of_any_kind_has_places_or_none(text):
    find_places("a.md", text, range(1, 9))


# Sources


@pytest.fixture
def portal(tmp_path):
    return make_portal(tmp_path)


def put(portal, name, title="Tin một", extra="", date="2022-07-01"):
    path = portal.config.content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {title}\ndate: {date}\ncategory: Dân vận\n{extra}---\nCâu.\n", "utf-8")
    return path


@pytest.mark.parametrize("name", ["news/2022/07/tin-mot.md", "news/2022/07/x.md", "news/y.md"])
def test_the_file_of_an_item_is_found_whatever_it_is_called(portal, name):
    path = put(portal, name)
    put(portal, "news/2022/08/tin-mot.md", date="2022-08-01")
    assert SourceFinder().find(portal, "/tin/2022/07/tin-mot/") == path


def test_a_slug_that_is_given_counts_and_not_the_title(portal):
    put(portal, "news/a.md", slug := "Tin một", "slug: khac\n")
    path = put(portal, "news/b.md", "Khác hẳn", 'slug: "tin-mot"\n')
    assert slug
    assert SourceFinder().find(portal, "/tin/2022/07/tin-mot/") == path


def test_a_file_that_was_found_is_found_when_it_cannot_be_read_any_more(portal):
    finder = SourceFinder()
    path = put(portal, "news/2022/07/tin-mot.md")
    assert finder.find(portal, "/tin/2022/07/tin-mot/") == path
    path.write_text("hỏng", "utf-8")
    assert finder.find(portal, "/tin/2022/07/tin-mot/") == path
    path.unlink()
    assert finder.find(portal, "/tin/2022/07/tin-mot/") is None


def test_a_page_has_a_file_and_a_listing_has_none(portal):
    path = portal.config.pages / "ve-cong.md"
    path.write_text("---\ntitle: Về cổng\n---\nX.\n", "utf-8")
    other = portal.config.pages / "khac.md"
    other.write_text("---\ntitle: Liên hệ\n---\nX.\n", "utf-8")
    finder = SourceFinder()
    assert finder.find(portal, "/ve-cong/") == path
    assert finder.find(portal, "/lien-he/") == other
    for address in ("/", "/chuyen-muc/dan-van/", "/tin/2022/07/khong-co/", "/lich/", "", "/tin/../../etc/passwd/", "x"):
        assert finder.find(portal, address) is None


# Answers


def request(path=answering.ADDRESS, query="", method="GET"):
    return Request(method, path, query, lambda name: "", lambda most: None)


@pytest.fixture
def margin(site, tmp_path):
    def desk():
        pelican = open_pelican(Options(content=site.content))
        return open_desk(portal_of(pelican.settings), pelican.settings, tmp_path / "desk", "salt")

    return Margin(desk)


def ask(margin, page, among=False):
    return json.loads(margin.answer(request(query=f"page={page}{'&among' if among else ''}")).content)


def test_the_faults_of_a_page_are_those_of_its_file_with_their_places(margin, site):
    site.write("a", title="Tin  a", body="Câu  một.")
    site.write("b", body="Câu  hai.")
    told = ask(margin, "/tin/2022/07/tin-a/")
    assert told["file"].endswith("news/2022/07/a.md")
    assert [(fault["code"], fault["line"], fault["level"]) for fault in told["faults"]] == [
        ("W-SPACES", 2, "warning"),
        ("W-SPACES", 7, "warning"),
    ]
    assert told["faults"][0]["place"]["field"] == "title"
    assert told["faults"][1]["place"]["runs"] == ["Câumột"]
    assert told["faults"][0]["explanation"] == "/-/faults/explained#W-SPACES"
    assert told["faults"][0]["mendable"] is True
    assert told["compared"] is False


def test_held_against_the_others_a_file_has_faults_that_it_has_not_alone(margin, site):
    words = " ".join(f"tiếng{number}" for number in range(60))
    site.write("a", body=words)
    site.write("b", body=words, date="2022-07-02")
    assert "W-COPY" not in {fault["code"] for fault in ask(margin, "/tin/2022/07/tin-b/")["faults"]}
    told = ask(margin, "/tin/2022/07/tin-b/", among=True)
    assert "W-COPY" in {fault["code"] for fault in told["faults"]}
    assert told["compared"] is True


def test_alone_a_file_has_all_faults_but_those_between_files_at_the_levels_that_are_set(portal, tmp_path):
    path = put(portal, "news/2022/07/a.md", '".Tin  một"', "chairs: [Dương văn Út]\nregion: Long An\n")
    put(portal, "news/2022/07/b.md", '".Tin  một"')
    levels = Levels(off=frozenset({"W-TITLE-DOT"}), errors=frozenset({"W-SPACES"}))
    desk = Desk(portal, levels, "", DigestStore(tmp_path / "digests", "salt"))
    alone, among = desk.check_alone(path), desk.check([path])
    assert {fault.code for fault in among.faults} - {fault.code for fault in alone.faults} == {"E-DUPLICATE"}
    assert set(alone.faults) < set(among.faults)
    assert alone.mendable == among.mendable
    assert "E-SPACES" in {fault.code for fault in alone.faults}
    assert "W-TITLE-DOT" not in {fault.code for fault in alone.faults}


def test_files_count_as_unread_until_a_check_has_seen_them_as_they_are(portal, tmp_path):
    desk = Desk(portal, Levels(), "", DigestStore(tmp_path / "digests", "salt"))
    path = put(portal, "news/a.md")
    put(portal, "news/b.md", "Tin hai")
    assert (desk.unread(9), desk.unread(1)) == (2, 1)
    desk.check()
    assert desk.unread(9) == 0
    path.write_text(path.read_text("utf-8") + "Thêm.\n", "utf-8")
    assert desk.unread(9) == 1


def test_a_browser_does_not_wait_until_very_many_files_are_read(margin, site, monkeypatch):
    monkeypatch.setattr(answering, "MOST_UNREAD", 2)
    for name in "abc":
        site.write(name)
    assert ask(margin, "/tin/2022/07/tin-a/", among=True)["compared"] is False


def test_a_file_that_has_become_unreadable_tells_why(margin, site):
    path = site.write("tin-a", title="Tin a")
    ask(margin, "/tin/2022/07/tin-a/")
    path.write_text("---\ntitle: Tin a\ndate: hôm qua\ncategory: Dân vận\n---\nCâu.\n", "utf-8")
    told = ask(margin, "/tin/2022/07/tin-a/")
    assert [(fault["code"], fault["level"]) for fault in told["faults"]] == [("E-DATE", "error")]


def test_pages_without_a_file_and_other_addresses_are_not_found(margin, site):
    site.write("a")
    for path, query in [
        (answering.ADDRESS, "page=/"),
        (answering.ADDRESS, ""),
        ("/-/faults/x", ""),
        ("/-/faultsy", ""),
    ]:
        answer = margin.answer(request(path, query))
        assert answer.status == HTTPStatus.NOT_FOUND
        assert "error" in json.loads(answer.content)
    assert margin.answer(request(method="POST")).status == HTTPStatus.METHOD_NOT_ALLOWED


def test_settings_that_make_no_sense_are_told(site):
    def broken():
        raise SiteError("PORTAL_CHECKS có mã lạ")

    answer = Margin(broken).answer(request(query="page=/tin/2022/07/tin-a/"))
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "PORTAL_CHECKS" in json.loads(answer.content)["error"]


def test_every_rule_s_code_is_explained_on_the_page_that_faults_link_to(margin, site):
    page = margin.answer(request(answering.EXPLANATIONS)).content.decode()
    for rule in RULES:
        assert f'id="{rule.code}"' in page


def test_script_and_style_are_served(margin):
    for name, kind in [(answering.SCRIPT, "text/javascript"), ("/-/faults.css", "text/css")]:
        answer = margin.answer(request(name))
        assert (answer.kind, answer.status) == (kind, HTTPStatus.OK)
        assert answer.content
