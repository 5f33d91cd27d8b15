"""The body of an item: what Markdown becomes, what is refused and that nothing in it runs."""

from __future__ import annotations

import re
import time
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import Files, SiteError
from plugins.reader.body import BodyReader
from plugins.reader.codes import Report
from plugins.reader.paragraphs import read_paragraphs
from plugins.reader.source import clean_text
from tests.reader_sample import HEAD, PROPERTY, Desk, codes, only, shown


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One desk for properties, which read very many files."""
    return Desk(tmp_path_factory.mktemp("shared"))


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
    start = time.process_time()
    result = desk.reader.read_item(path)
    assert time.process_time() - start < 4
    assert result.item is not None or codes(result) & {"E-MARKDOWN", "E-HTML"}


def test_what_is_wrong_with_the_machine_is_no_fault_of_the_file(tmp_path):
    class Lost(Files):
        def obtain(self, path, content=None):
            raise SiteError("Mất kết nối tới kho.")

    body = BodyReader(tmp_path, lambda path: (), Lost())
    with pytest.raises(SiteError, match="Mất kết nối"):
        body.read('![Ảnh](/images/a.png "Ảnh")', 1, Report("x.md"))


def test_whatever_goes_wrong_in_the_parser_is_a_fault_of_the_file_and_spares_the_next(desk, monkeypatch):
    def fail(*_):
        raise RecursionError

    with monkeypatch.context() as patch:
        patch.setattr("markdown.blockparser.BlockParser.parseDocument", fail)
        assert desk.faults(body="- Một") == [("E-MARKDOWN", 6 + 1)]
    assert desk.faults(body="- Một") == []


# Properties

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
                # As browsers read addresses: no control characters around them, no tabs and line breaks in them.
                address = re.sub(r"[\t\n\r]", "", value.strip("".join(map(chr, range(0x21)))))
                assert not re.match(r"(javascript|data|vbscript):", address, re.IGNORECASE)
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
    text = clean_text(text, 1, Report("x.md"))
    short, full = (BodyReader(shared.content, lambda path: ()) for _ in range(2))
    full._plain_parser = full._parser
    with mock.patch("plugins.reader.body.read_paragraphs", return_value=None):
        assert short.read(text, 1, Report("x.md")) == full.read(text, 1, Report("x.md"))


# Few of these are markup, so that most of the texts are paragraphs alone.
WORDS = st.sampled_from([
    "Một câu.", "\n", "\n\n", "\n\n\n", " ", "\xa0", "\u3000", "– ", "2.500", "1) ", "1.", "٣. ", "a-", "> ", "->",
    "#5", "-", "1. x", "http://x.vn", "a@b.vn", "«d» 'e' \"f\" 50% x^2 a!] (b) {c}", "\u1ea5\u0323", "😀", "\ufdd0",
    "\U0001fffe", "~", "=", "|", "&", "&x", " & ", "&copy", "&amp;", "&#8211;", ";",
])  # fmt: skip


@PROPERTY
@given(st.lists(WORDS | st.text(max_size=3), min_size=1, max_size=10).map("".join))
def test_paragraphs_read_the_same_without_the_parser_and_the_sanitiser(shared, text):
    text = clean_text(text, 1, Report("x.md"))
    page = read_paragraphs(text)
    if page is not None and text.strip():
        with mock.patch("plugins.reader.body.read_paragraphs", return_value=None):
            assert page == BodyReader(shared.content, lambda path: ()).read(text, 1, Report("x.md")).html


@pytest.mark.parametrize(
    "text",
    [
        "Một câu.",
        "\nMột câu – «hai».\n2.500 dòng\n\n\n“Ba” 'bốn' > 5\xa0%.\n",
        "(1) http://a.vn/b-c?d=e#f",
        "NN & PTNT; B&B",
    ],
)
def test_a_text_of_paragraphs_needs_no_parser(text):
    assert read_paragraphs(text) is not None


@pytest.mark.parametrize(
    "mark", ["- a", "1. a", "# a", "> a", "a\n---", "a\n===", "~~~", "    a", "a  \nb", "*a*", "a_b", "&amp;", "<"]
)
def test_whatever_may_be_markup_is_left_to_the_parser(mark):
    assert read_paragraphs(f"Một câu.\n\n{mark}\n\nMột câu.") is None
