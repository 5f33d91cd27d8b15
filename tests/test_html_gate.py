"""The gate for HTML: nothing that content holds runs in a page, and no template, script or feed goes past the gate."""

from __future__ import annotations

import ast
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import jinja2.nodes
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from plugins.desk.typesetting import TEMPLATES as DESK_TEMPLATES
from plugins.feeds.structured_data import to_script
from plugins.model import policy
from plugins.reader.body import BodyReader
from plugins.reader.citations import cite_documents
from plugins.reader.codes import Report
from plugins.reader.sanitising import ATTRIBUTES, CLASSES, TAGS, Sanitiser
from tests.hostile import SNIPPETS, TEXTS, build_hostile
from tests.reader_sample import Desk

PROJECT = Path(__file__).parents[1]
PLUGINS, THEME = PROJECT / "plugins", PROJECT / "theme"
PROPERTY = settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
MIXES = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=8), max_size=14).map("".join)
PICTURES = {"images/x.jpg": "/images/x.jpg", "/images/x.jpg": "/images/x.jpg"}


# What passes the gate


class Elements(HTMLParser):
    """Every tag that the parser of the standard library sees."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))


def elements(page: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """As two parsers see them that mend broken pages each in its own way."""
    reader = Elements()
    reader.feed(page)
    reader.close()
    soup = BeautifulSoup(page, "lxml", multi_valued_attributes=None)
    inner = [tag for tag in soup.find_all(True) if tag.name not in ("html", "body")]
    return [*reader.found, *((tag.name, list(tag.attrs.items())) for tag in inner)]


def assert_harmless(page: str) -> None:
    for tag, attributes in elements(page):
        assert tag in TAGS
        for name, value in attributes:
            assert name in ATTRIBUTES.get(tag, set()) | {"class", "rel", "lang"}
            if name == "class":
                assert set((value or "").split()) <= CLASSES.get(tag, set())
            elif name == "rel":
                assert value == "noopener"
            elif name == "src":
                assert value in PICTURES.values()
            elif name in ("href", "cite"):
                assert re.match(r"https?:|mailto:|tel:|/(?![/\\])|#", value or "", re.IGNORECASE), value
            elif name == "id":
                assert (value or "").startswith("muc-")


@PROPERTY
@given(MIXES)
@example('<a href="java&#8203;script:alert(1)">x</a>')
@example("<p title='</p><script>x</script>'>")
def test_no_text_comes_through_the_gate_as_anything_that_runs(text):
    clean = Sanitiser().clean(text, PICTURES)
    assert_harmless(clean)


@pytest.mark.parametrize("address", [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "vbscript:x",
    "data:text/html,<script>x</script>", "blob:x", "file:///etc/passwd", "//la.example/x", "/\\la.example/x",
    "\\\\la.example", "tin-khac", "?q=x", "view-source:x", "intent:x", "&#106;avascript:x", "ws://x",
])  # fmt: skip
def test_addresses_of_other_schemes_and_hosts_without_one_do_not_pass(address):
    clean = Sanitiser().clean(f'<a href="{address}">x</a><blockquote cite="{address}">y</blockquote>', {})
    assert clean == '<a rel="noopener">x</a><blockquote>y</blockquote>'


@pytest.mark.parametrize(
    "address", ["https://a.vn/x?a=1", "http://a.vn", "mailto:a@b.vn", "tel:+84", "/tin/x/", "#muc-x"]
)
def test_addresses_that_links_may_have_pass(address):
    assert f'href="{address}"' in Sanitiser().clean(f'<a href="{address}">x</a>', {})


def test_only_pictures_of_the_content_pass():
    page = (
        '<img src="images/x.jpg" alt="a"><img src="https://la.example/x.gif"><img src="data:image/png,x" onerror="x">'
    )
    assert Sanitiser().clean(page, PICTURES) == '<img src="/images/x.jpg" alt="a"><img><img>'


def test_ids_that_a_script_could_take_for_its_own_do_not_pass():
    page = '<h2 id="location">a</h2><h2 id="muc-a">b</h2><a name="body" id="x" data-search class="search">c</a>'
    assert Sanitiser().clean(page, {}) == '<h2>a</h2><h2 id="muc-a">b</h2><a rel="noopener">c</a>'


def test_html_is_sanitised_in_one_place():
    """Nobody else has a sanitiser, and nobody else turns Markdown into a page's HTML."""
    users = {
        path.relative_to(PLUGINS).as_posix(): names
        for path in PLUGINS.rglob("*.py")
        if (names := imports(path) & {"nh3", "markdown"})
    }
    assert users == {
        "reader/sanitising.py": {"nh3"},
        "reader/body.py": {"markdown"},
        "reader/figures.py": {"markdown"},
        "desk/explanations.py": {"markdown"},  # of the portal's own documentation
    }


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
    return names


# Templates: what is not escaped, and why

TEMPLATES = sorted([*THEME.rglob("*.html"), *DESK_TEMPLATES.glob("*.html")])
UNESCAPED = {
    "theme/blocks/body/body.html": "part: sanitised HTML of the reader, typed Html",
    "theme/templates/base.html": "data: JSON whose `<`, `>` and `&` are escaped for the script element it stands in",
    "theme/templates/patterns.html": "one of the theme's own macros, which has escaped its values; never published",
    "plugins/desk/templates/faults.html": "the portal's own documentation of a fault",
    "plugins/desk/templates/report.html": "the portal's own documentation of a fault",
    "plugins/desk/templates/frame.html": "the theme's own style sheets",
}
MARKED = {
    "build/templates.py": "the interface's texts, from the theme's own catalogue",
    "pages/formats.py": "an attribute whose value it escapes",
}


def parse(template: Path) -> jinja2.nodes.Template:
    return jinja2.Environment(extensions=["jinja2.ext.i18n"]).parse(template.read_text("utf-8"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_escapes_all_that_it_shows_but_for_a_few_with_their_reasons(template):
    tree = parse(template)
    safe = [node for node in tree.find_all(jinja2.nodes.Filter) if node.name in ("safe", "tojson", "xmlattr")]
    name = template.relative_to(PROJECT).as_posix()
    assert len(safe) == (1 if name in UNESCAPED else 0), f"{name}: {UNESCAPED.get(name)}"
    assert not list(tree.find_all((jinja2.nodes.MarkSafe, jinja2.nodes.ScopedEvalContextModifier)))
    assert not list(tree.find_all(jinja2.nodes.EvalContextModifier))


def test_no_code_but_a_few_places_with_their_reasons_says_that_a_text_is_safe():
    found = {
        path.relative_to(PLUGINS).as_posix()
        for path in PLUGINS.rglob("*.py")
        if re.search(r"\bMarkup\b|__html__|autoescape\s*=\s*False", path.read_text("utf-8"))
    }
    assert found == set(MARKED)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_values_stand_in_text_or_between_quotes_and_never_in_scripts_styles_or_handlers(template):
    text = re.sub(r"\{#.*?#\}", "", template.read_text("utf-8"), flags=re.DOTALL)
    values = re.sub(r"\{%.*?%\}", " ", text, flags=re.DOTALL)
    values = re.sub(r"\{\{.*?\}\}", "VALUE", values, flags=re.DOTALL)
    for kind, inner in re.findall(r"<(script|style)\b[^>]*>(.*?)</\1>", values, re.DOTALL):
        assert "VALUE" not in inner or template.name in ("base.html", "frame.html"), kind
        assert not inner.strip() or template.name in ("base.html", "frame.html")
    for tag in re.findall(r"<[a-zA-Z][^<>]*>", values):
        bare = re.sub(r'"[^"]*"', '""', tag)
        assert not re.search(r"\s(?:on\w+|style|srcdoc)\s*=", bare), tag
        assert not re.search(r"=\s*VALUE", bare), tag
        assert not re.search(r'"\s*javascript:', tag), tag


def test_the_environment_of_every_page_escapes_whatever_the_settings_say(site, tmp_path, monkeypatch):
    seen = []
    original = jinja2.Template.render

    def render(self, *values, **named):
        seen.append(self.environment)
        return original(self, *values, **named)

    monkeypatch.setattr(jinja2.Template, "render", render)
    site.write("mot")
    site.write("mot.en", title="One", category=None)
    conf = tmp_path / "conf.py"  # whose author forgot what Pelican does not do by itself
    conf.write_text(
        f"from pelicanconf import *\nPATH = {str(site.content)!r}\nTHEME = {str(THEME)!r}\n"
        "JINJA_ENVIRONMENT = {**JINJA_ENVIRONMENT, 'autoescape': False}\n"
    )
    shutil.copytree(PROJECT / "content" / "vocabulary", site.content / "vocabulary")
    site.build(settings=conf)
    assert len(set(map(id, seen))) == 2, "an edition has an environment of its own"
    assert all(environment.autoescape is True for environment in seen)


# Scripts: nothing that makes markup, code or a script's address of a string

SCRIPTS = sorted([*THEME.rglob("*.js"), *PLUGINS.rglob("*.js")])
SINKS = re.compile(
    r"\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc|setHTML|"
    r"\beval\b|new Function|setTimeout\(\s*[\"'`]|setInterval\(\s*[\"'`]|\.on\w+\s*=\s*[\"'`]|"
    r"setAttribute\(\s*[\"'`](?:on|src|href)|javascript:|"
    r"createElement\(\s*[\"'`](?:script|iframe|object|embed)|\bimportScripts\b|new (?:Shared)?Worker\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_makes_no_markup_and_no_code_of_a_text(script):
    assert SINKS.findall(script.read_text("utf-8")) == []


def test_scripts_make_just_the_trusted_types_that_the_policy_allows():
    made = [name for script in SCRIPTS for name in re.findall(r'createPolicy\("([^"]+)"', script.read_text("utf-8"))]
    assert sorted(made) == sorted(policy.TRUSTED_TYPES)
    assert not re.search(r"createPolicy\([^)]*String\b", "".join(script.read_text("utf-8") for script in SCRIPTS))


# The policy


def test_the_policy_lets_in_nothing_but_the_site_s_own_files():
    directives = dict(part.split(" ", 1) for part in policy.CONTENT_SECURITY_POLICY.split("; "))
    assert directives["default-src"] == directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert directives["require-trusted-types-for"] == "'script'"
    assert {value for name, value in directives.items() if name.endswith("-src")} == {"'none'", "'self'"}
    assert not re.search(r"unsafe|https?:|data:|blob:|\*", policy.CONTENT_SECURITY_POLICY)
    assert f"{policy.META_POLICY}; frame-ancestors 'none'" == policy.CONTENT_SECURITY_POLICY


# Whole pages, feeds and data


@pytest.fixture(scope="module")
def hostile(fill_once):
    """A site in which every text that content can give is hostile."""
    return fill_once("hostile", build_hostile)


def pages(hostile: Path) -> list[Path]:
    return sorted(hostile.rglob("*.html"))


def test_no_page_of_a_hostile_content_holds_a_script_or_handler_of_its_own(hostile):
    assert len(pages(hostile)) > 15
    for page in pages(hostile):
        soup = BeautifulSoup(page.read_text("utf-8"), "lxml", multi_valued_attributes=None)
        for tag in soup.find_all(True):
            place = f"{page}: {tag.name}"
            assert tag.name not in {"iframe", "object", "embed", "base", "style", "math", "frame", "applet"}, place
            if tag.name == "script":
                assert tag.get("type") == "application/ld+json" or tag["src"].startswith(("/theme/", "/search/")), place
            if tag.name == "form":
                assert tag["action"] == "/tim-kiem/", place
            for name, value in tag.attrs.items():
                assert not name.startswith("on"), place
                assert name not in {"style", "srcdoc", "formaction", "ping"}, place
                if name in {"href", "src", "action", "cite"}:
                    assert re.match(r"https?:|mailto:|tel:|/(?![/\\])|#|$", value), f"{place} {value}"


def test_every_page_carries_the_policy_before_anything_that_loads(hostile):
    for page in pages(hostile):
        head = page.read_text("utf-8").partition("<title>")[0]
        meta = BeautifulSoup(head, "lxml").find("meta", {"http-equiv": "Content-Security-Policy"})
        assert meta is not None
        assert meta["content"] == policy.META_POLICY
        assert "<script" not in head
        assert "<link" not in head


def test_structured_data_stays_within_its_element_and_says_what_was_written(hostile):
    count = 0
    for page in pages(hostile):
        text = page.read_text("utf-8")
        for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL):
            assert not re.search("[<>&\u2028\u2029]", data)
            json.loads(data)
            count += 1
    assert count > 3


@PROPERTY
@given(st.text(st.characters() | st.sampled_from("<>&/!-]\u2028\u2029\ud800\x00\ufffe"), max_size=40))
@example("</script><script>alert(1)</script>")
@example("<!--<script>")
@example("]]>")
def test_no_text_ends_the_element_of_its_data(text):
    data = to_script({"name": text, text: [text]})
    assert not re.search("[<>&\u2028\u2029\ud800-\udfff]", data)
    json.loads(data)
    soup = BeautifulSoup(f'<script type="application/ld+json">{data}</script><p>sau</p>', "lxml")
    assert len(soup.find_all("script")) == 1
    assert soup.p is not None


def test_feeds_of_a_hostile_content_are_whole_and_hold_text_alone(hostile):
    feeds = sorted([*hostile.glob("feeds/**/*.xml"), *hostile.glob("*.xml"), *hostile.glob("sitemaps/*.xml")])
    assert len(feeds) > 5
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for feed in feeds:
        text = feed.read_bytes()
        assert b"<![CDATA[" not in text
        assert b"<!ENTITY" not in text
        root = etree.fromstring(text, parser)
        assert not root.xpath("//*[local-name()='script' or local-name()='img' or local-name()='svg']"), feed
        for link in root.xpath("//@href | //*[local-name()='link']/text() | //*[local-name()='loc']/text()"):
            assert re.match(r"https?://", link), link
        # Readers take a summary for HTML: markup in it must still be text then.
        for summary in root.xpath("//*[local-name()='summary' or local-name()='description']/text()"):
            assert not BeautifulSoup(summary, "lxml").find(["script", "img", "svg", "iframe"]), feed
    for feed in hostile.glob("feeds/**/*.json"):
        for item in json.loads(feed.read_text("utf-8"))["items"]:
            assert "content_html" not in item


def test_no_hostile_text_was_lost_on_the_way(hostile):
    """The site was not harmless for want of content: each text stands on a page, as text."""
    shown = " ".join(
        " ".join(BeautifulSoup(page.read_text("utf-8"), "lxml").get_text(" ").split()) for page in pages(hostile)
    )
    for text in TEXTS:
        assert text in shown


DOCUMENTS = ["217-QĐ/TW", "Nghị định số 15/2020/NĐ-CP", "<code>217-QĐ/TW</code>", '<abbr title="217-QĐ/TW">', "&quot;"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


@PROPERTY
@given(st.lists(st.sampled_from(SNIPPETS + DOCUMENTS) | st.text(max_size=6), max_size=12).map("".join))
def test_no_body_is_anything_else_once_its_documents_are_linked_and_its_letters_cleaned(desk, text):
    body = BodyReader(desk.content, lambda path: ()).read(text, 1, Report("x.md"))
    linked, _ = cite_documents("", "", body.html)
    assert_harmless(linked)
