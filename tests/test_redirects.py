"""Old addresses: what can be one, where they lead, and what is told of those that cannot stand."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.build import Options, open_portal
from plugins.build.executor import spread
from plugins.desk.check import check_paths
from plugins.model import SiteError
from plugins.model.redirects import (
    OWN_PARTS,
    AliasError,
    Moved,
    Redirect,
    alias_file,
    find_alias_faults,
    find_redirects,
    read_alias,
)
from plugins.model.views import Head, MovedView
from tests.samples import render

MAP = "from,to,file\n{}\n"


@dataclass(frozen=True)
class Thing:
    path: str
    address: str
    aliases: tuple[str, ...] = ()


A, B = Thing("news/a.md", "/tin/2022/07/a/", ("/cu/a.html",)), Thing("news/b.md", "/tin/2022/07/b/")


# what can be an old address


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("/tin-tuc/5.html", "/tin-tuc/5.html"),
        ("https://cu.example.vn/tin-tuc/5.html#binh-luan", "/tin-tuc/5.html"),
        ("/Tin.aspx?id=5&cat=2", "/Tin.aspx?id=5&cat=2"),
        ("http://cu.example.vn/?p=12", "/?p=12"),
        ("/th%C6%B0%20m%E1%BB%A5c/", "/thư mục/"),
        ("/thu\u031b mục/", "/thư mục/"),
        ("/tin/bai-cu.html", "/tin/bai-cu.html"),
        ("/the-thao/bai.html", "/the-thao/bai.html"),
        ("/_layouts/15/Tin.aspx?ItemID=5", "/_layouts/15/Tin.aspx?ItemID=5"),
    ],
)
def test_a_path_or_a_whole_address_tells_the_old_one(text, old):
    assert read_alias(text) == old


@pytest.mark.parametrize(
    "text",
    ["tin-tuc/5.html", "//evil.example/x", "ftp://x.vn/a", "javascript:alert(1)", "/a/../b", "/./a", "/.git/x", "/a//b",
     "/a\\b", '/a"b', "/a<b>", "/a\nb", "/a%0Ab", "/a%00", "/a;b{}", "/%FF", "https://[x/", "/*", "/a?b c", "/a?b\"c",
     "/" + "a" * 300, "/a" * 500, "", "/", "/robots.txt", "/the/dan-van/", "/FEEDS/all.atom.xml", "https://cu.example.vn",
     "/_headers", "/a/.htaccess", "/nul.html", "/cu/web.config"],
)  # fmt: skip
def test_what_is_no_path_or_the_portal_s_own_is_refused(text):
    with pytest.raises(AliasError):
        read_alias(text)


@given(st.text(max_size=60))
def test_whatever_is_taken_is_a_plain_path(text):
    try:
        old = read_alias(text)
    except AliasError:
        return
    path, _, query = old.partition("?")
    assert path.startswith("/")
    assert not path.startswith("//")
    assert not {"", ".", ".."} & set(path.strip("/").split("/")) or path == "/"
    assert old.isprintable()
    assert query.isascii()
    assert query or path.split("/")[1] not in OWN_PARTS


def test_a_page_can_stand_at_an_old_address_but_for_one_with_a_query():
    assert alias_file("/cu/a.html") == "/cu/a.html"
    assert alias_file("/cu/a/") == "/cu/a/"
    assert alias_file("/cu/a") == alias_file("/cu/a/")
    assert alias_file("/cu/a.aspx") == "/cu/a.aspx/"
    assert alias_file("/Tin.aspx?id=5") == ""


# where they lead


def test_aliases_and_the_map_lead_to_what_stands():
    moved = [
        Moved("https://cu.vn/b.html", "/tin/2022/07/b/", "news/khac.md"),
        Moved("https://cu.vn/a2.html", "/tin/2021/01/ten-cu/", "news/a.md"),
        Moved("https://cu.vn/nhap.html", "/tin/2022/07/nhap/", "news/nhap.md"),
        Moved("https://cu.vn/tin/2022/07/b", "/tin/2022/07/b/", "news/b.md"),
    ]
    assert find_redirects([A, B], moved) == (
        Redirect("/a2.html", "/tin/2022/07/a/"),
        Redirect("/b.html", "/tin/2022/07/b/"),
        Redirect("/cu/a.html", "/tin/2022/07/a/"),
    )


# what cannot stand


def faults(*things: Thing, moved: tuple[Moved, ...] = ()) -> list[tuple[str, int, str]]:
    return [(fault.path, fault.line, fault.message) for fault in find_alias_faults(things, moved)]


def test_without_old_addresses_there_is_nothing_to_find():
    assert faults(B) == []
    assert faults(A, B) == []


@pytest.mark.parametrize("alias", ["/tin/2022/07/b/", "/tin/2022/07/B", "/tin/2022/07/a/"])
def test_an_old_address_that_is_in_use_is_a_fault(alias):
    ((path, _, message),) = faults(Thing("news/a.md", "/tin/2022/07/a/", (alias,)), B)
    assert path == "news/a.md"
    assert "đang là địa chỉ của" in message


def test_an_old_address_of_two_items_is_a_fault_of_the_second():
    ((path, _, message),) = faults(A, Thing("news/b.md", "/tin/2022/07/b/", ("/CU/a.html/",)))
    assert path == "news/b.md"
    assert "đã dẫn tới /tin/2022/07/a/ theo news/a.md" in message


def test_lines_of_the_map_are_held_against_items_and_each_other():
    moved = (
        Moved("https://cu.vn/1", "/2", "x.md"),
        Moved("https://cu.vn/2", "/3", "x.md"),
        Moved("https://cu.vn/3", "/2", "x.md"),
        Moved("https://cu.vn/cu/a.html", "/tin/2022/07/b/", "news/b.md"),
        Moved("https://cu.vn/tin/2022/07/a/", "/tin/2022/07/b/", "news/b.md"),
        Moved("không phải", "/tin/2022/07/b/", "news/b.md"),
        Moved("https://cu.vn/4", "/tin/2020/01/da-xoa/", "x.md"),
        Moved("https://cu.vn/tin/2022/07/b/", "/tin/2022/07/b/", "news/b.md"),
    )
    found = faults(A, B, moved=moved)
    assert [(path, line) for path, line, _ in found] == [("redirects.csv", line) for line in range(2, 8)]
    assert ["vòng" in message for _, _, message in found] == [False, True, True, False, False, False]
    assert "cũng là một địa chỉ cũ" in found[0][2]


# in a site


def test_an_item_a_page_and_a_translation_can_have_old_addresses(site):
    site.write("a", slug="a", aliases=["/tin-tuc/5.html", "/cũ/bài 1"])
    site.write("a.en", title="A", slug="a-en", category=None, aliases=["/en/old.html"])
    page = "---\ntitle: Giới thiệu\naliases: [/gioi-thieu.html]\n---\n\nTrang thử.\n"
    (site.content / "pages/gioi-thieu.md").write_text(page, "utf-8")
    (site.content / "redirects.csv").write_text(MAP.format("https://cu.vn/x.html,/tin/2022/07/a/,news/2022/07/a.md"))
    site.build()
    for file, address in {
        "tin-tuc/5.html": "/tin/2022/07/a/",
        "cũ/bài 1/index.html": "/tin/2022/07/a/",
        "en/old.html": "/en/tin/2022/07/a-en/",
        "gioi-thieu.html": "/gioi-thieu/",
        "x.html": "/tin/2022/07/a/",
    }.items():
        page = (site.output / file).read_text("utf-8")
        assert f'<meta http-equiv="refresh" content="0; url={address}">' in page
        assert f'<link rel="canonical" href="http://localhost:8000{address}">' in page


def test_an_old_address_of_an_item_that_was_withdrawn_leads_to_its_notice(site):
    gone = {"date": "2022-08-01", "reason": "Nhầm."}
    site.write("a", slug="a", withdrawn=gone, aliases=["/cu.html"])
    site.write("b", status="draft", aliases=["/nhap.html"])
    site.build()
    assert "/tin/2022/07/a/" in (site.output / "cu.html").read_text("utf-8")
    assert not (site.output / "nhap.html").exists(), "readers see nothing of a draft"


def test_an_old_address_of_a_withdrawn_item_can_be_changed(site):
    gone = {"date": "2022-08-01", "reason": "Nhầm."}
    for name in ("x", "y"):
        site.write("a", slug="a", withdrawn=gone, aliases=[f"/{name}.html"])
        site.write("b", slug="b")
        site.build()
        assert (site.output / f"{name}.html").is_file()
    assert not (site.output / "x.html").exists()


def test_a_change_of_the_map_alone_is_built(site):
    site.write("a", slug="a")
    line = "https://cu.vn/{}.html,/tin/2022/07/a/,news/2022/07/a.md"
    for name in ("x", "y"):
        (site.content / "redirects.csv").write_text(MAP.format(line.format(name)))
        site.build()
        assert (site.output / f"{name}.html").is_file()
    assert not (site.output / "x.html").exists()


@pytest.mark.parametrize(
    ("aliases", "message"),
    [
        (["/tin/2022/07/b/"], "đang là địa chỉ của"),
        (["cu.html"], "không phải địa chỉ cũ"),
        (["/the/x/"], "riêng của cổng"),
    ],
)
def test_build_and_check_refuse_an_old_address_that_cannot_stand(site, aliases, message):
    path = site.write("a", slug="a", aliases=aliases)
    site.write("b", slug="b")
    with pytest.raises(SiteError) as raised:
        site.build()
    (fault,) = [fault for fault in raised.value.faults if fault.code == "E-ALIAS"]
    assert message in fault.message
    portal = open_portal(Options(content=site.content))
    portal.spread = partial(spread, 1)
    found = check_paths(portal, [path])
    assert [fault.code for fault in found if fault.is_error] == ["E-ALIAS"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(b"from,to,file\n\xff\xfe,/a,b\n"),
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to("/etc/passwd"),
        lambda path: path.mkdir(),
        lambda path: os.mkfifo(path),
    ],
    ids=["not UTF-8", "endless", "elsewhere", "folder", "pipe"],
)
def test_a_map_that_cannot_be_read_is_a_fault_with_its_name(site, harm):
    site.write("a", slug="a")
    harm(site.content / "redirects.csv")
    with pytest.raises(SiteError) as raised:
        site.build()
    assert {fault.path for fault in raised.value.faults if fault.is_error} == {"redirects.csv"}


def test_the_page_at_an_old_address_speaks_to_readers_and_to_browsers():
    view = MovedView(Head("Địa chỉ đã đổi", "/tin/2022/07/so-ket/"))
    page = BeautifulSoup(render("moved.html", view), "lxml")
    assert page.find("meta", {"http-equiv": "refresh"})["content"] == "0; url=/tin/2022/07/so-ket/"
    assert page.find("main").find("a", href="/tin/2022/07/so-ket/")
    assert page.find("h1").text == "Địa chỉ đã đổi"
    assert not page.find("meta", {"name": "robots"}), "search engines are to follow it"
