"""The theme: every page and block renders from its view alone, in both languages, as sound and accessible HTML."""

import itertools
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from msgspec.structs import replace

from plugins.model import views
from plugins.patterns.examples import read_blocks
from tests.samples import PAGES, SITE, THEME, item, listing_of, make_environment

BLOCKS = sorted(folder for folder in (THEME / "blocks").iterdir() if folder.is_dir())
LANGUAGES = ("vi", "en")


def examples():
    for block in read_blocks(THEME):
        for example in block.examples:
            yield pytest.param(block, example, id=f"{block.name}: {example.name}")


@pytest.fixture(scope="module", params=LANGUAGES)
def environment(request):
    return make_environment(request.param)


@pytest.fixture(scope="module")
def rendered():
    vietnamese = make_environment()
    return {
        name: vietnamese.get_template(template).render(view=view, site=SITE) for name, (template, view) in PAGES.items()
    }


@pytest.fixture(params=PAGES)
def page(request, rendered):
    return BeautifulSoup(rendered[request.param], "lxml")


# Pages


@pytest.mark.parametrize("name", PAGES)
def test_a_page_renders_from_its_view_and_the_site_alone(environment, name):
    template, view = PAGES[name]
    assert "</html>" in environment.get_template(template).render(view=view, site=SITE)


def test_every_template_has_a_sample():
    templates = {path.name for path in (THEME / "templates").glob("*.html")} - {
        "base.html",
        "moved.html",  # leads away; tests/test_redirects.py
        "patterns.html",  # tests/test_patterns.py
    }
    assert templates == {template for template, _ in PAGES.values()}


def test_a_page_has_one_first_heading_and_skips_no_level(page):
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(
        heading.get_text(strip=True)
        for heading in page.select("body :is(h1, h2, h3)")
        if not heading.find_parent("template")
    )
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_page_satisfies_a_strict_content_security_policy(page):
    assert not page.find_all("style")
    assert not page.find_all(style=True)
    assert not [tag for tag in page.find_all() for name in tag.attrs if name.startswith("on")]
    assert all(tag.get("src") or tag["type"] == "application/ld+json" for tag in page.find_all("script"))


def test_a_page_loads_nothing_from_elsewhere(page):
    loaded = [tag["src"] for tag in page.find_all(src=True)]
    loaded += [tag["href"] for tag in page.find_all("link", rel="stylesheet")]
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


def test_ids_are_unique_and_references_lead_somewhere(page):
    ids = Counter(tag["id"] for tag in page.find_all(id=True))
    assert [name for name, count in ids.items() if count > 1] == []
    references = [
        tag[key] for key in ("aria-labelledby", "for", "popovertarget") for tag in page.find_all(attrs={key: True})
    ]
    references += [tag["href"][1:] for tag in page.find_all("a", href=re.compile("^#."))]
    assert set(references) <= set(ids)


def test_every_control_and_landmark_has_a_name(page):
    for control in page.select("input:not([type=hidden]), select"):
        assert page.find("label", attrs={"for": control["id"]}), control
    for button in page.find_all(lambda tag: tag.name == "button" and not tag.find_parent("template")):
        assert button.get("aria-label") or button.get_text(strip=True)
    names = [tag.get("aria-label") or tag.get("aria-labelledby") for tag in page.find_all(["nav", "aside", "section"])]
    assert all(names)
    navigations = Counter(tag["aria-label"] for tag in page.find_all("nav"))
    assert set(navigations.values()) == {1}


def test_every_picture_says_what_it_shows(page):
    assert all(picture.get("alt") for picture in page.find_all("img"))


def test_every_link_says_where_it_leads(page):
    links = [link for link in page.body.find_all("a") if not link.find_parent("template")]
    assert all(link.get_text(strip=True) and link.get("href") for link in links)


def test_nothing_a_page_prints_is_a_template_left_over(rendered):
    for name, html in rendered.items():
        assert not re.search(r"\{\{|\{%|\bNone\b|Undefined", html), name


def test_an_item_shows_all_its_facts(rendered):
    text = BeautifulSoup(rendered["item"], "lxml").get_text(" ", strip=True)
    for fact in (
        "Thứ Sáu, 01/07/2022, 14:43 (GMT+7)",
        "Thứ Năm, 30/06/2022",
        "Bến Lức, Long An",
        "Dương Văn Út",
        "Phó Bí thư Thường trực Huyện ủy, Chủ tịch HĐND huyện",
        "Việt Hằng , Kim Phượng",
        "Trang tin huyện Bến Lức",
        "dân vận khéo",
        "Sửa chức vụ của một người phát biểu",
        "Cùng chủ trì: Dương Văn Út",
        "Cùng địa phương: Long An",
        "Cùng chủ đề: dân vận khéo",
        "Cùng chuyên mục: Dân vận",
        "Ảnh: Người thử nghiệm",
    ):
        assert fact in text
    assert re.search(r"\(\s*nay thuộc\s+Tây Ninh\s*\)", text)


def test_text_from_a_view_is_escaped():
    view = replace(item(), title="<script>alert(1)</script>", tags=(views.Link('"><b>x</b>', "/the/x/"),))
    view = replace(view, head=replace(view.head, title=view.title, description='"><b>'))
    html = make_environment().get_template("item.html").render(view=view, site=SITE)
    assert "<script>alert" not in html
    assert "<b>" not in html


def test_a_draft_says_so_and_stays_out_of_search_engines(rendered):
    draft = BeautifulSoup(rendered["item-extreme"], "lxml")
    assert draft.select_one(".standing").get_text(" ", strip=True).endswith("06:00 (GMT+7)")
    assert draft.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not BeautifulSoup(rendered["item"], "lxml").find("meta", attrs={"name": "robots"})


@pytest.mark.parametrize("name", ["withdrawn", "expired-one"])
def test_a_tombstone_says_since_when_and_stays_out_of_search_engines(rendered, name):
    page = BeautifulSoup(rendered[name], "lxml")
    assert page.select_one(".tombstone time")["datetime"].startswith("2022-")
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not page.find("link", rel="canonical")
    assert not page.find("img")


def test_an_empty_page_says_that_it_is_empty(rendered):
    for name in ("home-empty", "listing-empty", "archive-empty", "sections-empty", "corrections-empty"):
        assert BeautifulSoup(rendered[name], "lxml").select_one(".empty").get_text(strip=True), name


def test_the_bars_and_the_map_are_readable_as_tables(rendered):
    for name, count in (("archive", 10), ("archive-year", 12), ("regions", 34)):
        rows = BeautifulSoup(rendered[name], "lxml").select("table.figures tbody tr")
        assert len(rows) == count, name
        assert all(row.th.get_text(strip=True) and row.td.get_text(strip=True) for row in rows)


def test_a_listing_names_its_neighbours(rendered):
    head = BeautifulSoup(rendered["older"], "lxml").head
    assert head.find("link", rel="prev")["href"] == "https://cong.example.vn/x/trang/13/"
    assert head.find("link", rel="next")["href"] == "https://cong.example.vn/x/trang/11/"


def test_pages_are_shared_only_once_they_have_a_public_address():
    template = make_environment(url="").get_template("item.html")
    assert "facebook.com" not in template.render(view=item(), site=replace(SITE, url=""))
    assert "facebook.com" in make_environment().get_template("item.html").render(view=item(), site=SITE)


def test_pages_render_quickly():
    """Generous bounds: a page that becomes ten times slower is caught, a busy machine is not."""
    environment = make_environment()
    for template, view, bound in (("item.html", item(), 0.010), ("listing.html", listing_of(30), 0.020)):
        page_template = environment.get_template(template)
        best = 1.0
        for _ in range(5):
            start = time.process_time()
            page_template.render(view=view, site=SITE)
            best = min(best, time.process_time() - start)
        assert best < bound, template


# Blocks


@pytest.mark.parametrize(("block", "example"), list(examples()))
def test_a_block_renders_its_examples(environment, block, example):
    macro = getattr(environment.get_template(block.template).module, example.macro)
    html = str(macro(**example.arguments))
    assert not re.search(r"\bNone\b|Undefined", html)
    assert not BeautifulSoup(html, "lxml").find_all(["style", "script"])


def test_every_macro_of_a_block_has_an_example():
    for block in read_blocks(THEME):
        macros = set(re.findall(r"\{% macro (\w+)\(", (THEME / "blocks" / block.template).read_text("utf-8")))
        shown = {example.macro for example in block.examples}
        assert macros - shown <= {"region_label", "unit_links"}, block.name


def test_every_block_has_examples():
    assert [block.name for block in read_blocks(THEME)] == [folder.name for folder in BLOCKS]


# Style


def stylesheets():
    return sorted(THEME.glob("static/*.css")) + sorted(THEME.glob("blocks/*/*.css"))


def test_every_colour_and_size_that_a_block_uses_is_a_token():
    defined = set(re.findall(r"(--[\w-]+):", (THEME / "static/tokens.css").read_text("utf-8")))
    for path in stylesheets():
        used = set(re.findall(r"var\((--[\w-]+)", path.read_text("utf-8")))
        assert used <= defined, path.name


def test_colours_are_named_in_the_tokens_only():
    for path in stylesheets():
        if path.name not in {"tokens.css", "tones.css", "print.css"}:
            assert not re.findall(r"#[0-9a-f]{3,8}\b|rgb|hsl", path.read_text("utf-8")), path.name


def palettes():
    text = (THEME / "static/tokens.css").read_text("utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    colours = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", half)) for half in (light, dark)]
    return [("light", colours[0]), ("dark", colours[0] | colours[1])]


def luminance(colour):
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("mode", "colours"), palettes(), ids=["light", "dark"])
def test_text_and_controls_stand_out_as_wcag_2_2_aa_asks(mode, colours):
    text = [(ink, ground) for ground in ("ground", "tint") for ink in ("ink", "soft", "grey", "accent")]
    text += [
        ("ink", "shade-1"),
        ("ink", "shade-2"),
        ("on-shade", "shade-3"),
        ("on-shade", "shade-4"),
        ("ground", "accent"),
    ]
    for ink, ground in text:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (mode, ink, ground)
    for edge in ("control", "bar"):
        assert contrast(colours[edge], colours["ground"]) >= 3, (mode, edge)


def test_the_browser_bar_has_the_colour_of_the_page():
    base = (THEME / "templates/base.html").read_text("utf-8")
    assert [colours["ground"] for _, colours in palettes()] == re.findall(r'content="(#[0-9a-f]{6})"', base)


# Scripts


def is_module(path):
    """The search page's scripts are modules, which its room bundles (tests/test_search.py looks at the bundle); that of
    comments is one, which its loader imports (tests/test_comments.py looks at both).
    """
    return path.parent.name == "comments" or (path.parent.name == "search" and path.stem != "worker")


SCRIPTS = [path for path in sorted(THEME.glob("blocks/*/*.js")) if not is_module(path)]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_keeps_to_itself(path):
    code = re.sub(r"^/\*.*?\*/\s*", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert re.match(r"\((function \(\)|\(\) =>) \{\s+\"use strict\";", code)
    assert code.rstrip().endswith("})();")
    assert not re.search(r"\beval\b|new Function|innerHTML|document\.write|\bimport\b|\bexport\b|https?://", code)


# Languages


def extracted():
    """Every text that templates and rooms hand to gettext, as a catalogue."""
    with (THEME / "locale/babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    catalogue = Catalog()
    for folder in (THEME, Path(views.__file__).parents[1]):
        for _, _, message, _, context in extract_from_dir(folder, methods, options):
            catalogue.add(message, context=context)
    return {message.id for message in catalogue if message.id}


def catalogue(path, language=None):
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def test_the_template_catalogue_holds_every_text():
    found = {message.id for message in catalogue(THEME / "locale/portal.pot") if message.id}
    assert extracted() - found == set(), "pybabel extract … (xem theme/locale/babel.cfg)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_every_text(language):
    found = {message.id for message in catalogue(THEME / f"locale/{language}/LC_MESSAGES/portal.po", language)}
    assert extracted() - found == set()


def test_english_is_complete():
    english = catalogue(THEME / "locale/en/LC_MESSAGES/portal.po", "en")
    wanted = extracted()
    untranslated = [
        message.id
        for message in english
        if message.id in wanted and not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]
    assert untranslated == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language):
    for message in catalogue(THEME / f"locale/{language}/LC_MESSAGES/portal.po", language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        places = set(re.findall(r"%\(\w+\)s|\{\w+\}", " ".join(ids)))
        for string in filter(None, strings):
            assert set(re.findall(r"%\(\w+\)s|\{\w+\}", string)) == places or not message.id, message.id


def test_an_english_page_holds_no_vietnamese_words_of_the_interface():
    html = (
        make_environment("en")
        .get_template("not_found.html")
        .render(view=PAGES["not-found"][1], site=replace(SITE, language="en"))
    )
    texts = {
        text
        for text in extracted()
        if isinstance(text, str) and re.search("[ăđơưạảấầẩậắặệễịọỏốồổộớờởợụủứừửựỳỷỹ]", text)
    }
    interface = BeautifulSoup(html, "lxml").find("main").get_text(" ")
    assert [text for text in texts if text in interface] == []
