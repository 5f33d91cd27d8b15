"""What a reader sees of the search page, in a real browser.

The page is the theme's own, on a host that allows no inline script, no evaluation and no markup from strings. The data
come from a stand-in for the engine, so that each test says what was found and what failed.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from plugins.build.theme import provide_theme
from plugins.model.views import Head, SearchView
from plugins.search.scripts import bundle_interface, read_tag_field
from tests.browser.conftest import Site
from tests.browser.search_page import ask, keep, links, titles
from tests.samples import SITE, THEME, make_environment
from tests.search_sample import make_corpus, make_portal

BLOCK = THEME / "blocks/search"
STAND_IN = Path(__file__).parent / "stand_in_engine.js"
PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='2'><rect width='3' height='2'/></svg>"
HOSTILE = 'Chữ </script><script>window.hacked=1</script> <img src=x onerror=window.hacked=1> & "nháy"'


def made(title: str, day: str = "2024-01-05", **fields: Any) -> dict[str, Any]:
    return {
        "title": title,
        "standfirst": "",
        "day": day,
        "date": day,
        "category": "dan-van",
        "regions": [],
        "officials": [],
        "tags": [],
        "picture": "",
    } | fields


ITEMS = (
    made(
        "Bến Lức sơ kết công tác dân vận",
        "2022-07-01",
        date="2022-07-01T23:43:32+07:00",
        standfirst="Hội nghị bàn nhiệm vụ cuối năm.",
        regions=["ben-luc", "tay-ninh"],
        officials=["duong-van-ut"],
        tags=["dan-van-kheo"],
        picture="/images/bia.svg",
    ),
    made("Bến Lức họp mặt", "2023-07-01", category="thong-bao", regions=["ben-luc"]),
    made("Hoà Bình hôm nay"),
    made("Vườn quýt được mùa"),
    made(HOSTILE),
    made("Ảnh hỏng", picture="/images/khong-co.svg"),
    *(
        made(f"Bản tin số {n}", f"2025-01-{n:02}", standfirst="Đoạn dẫn của bản tin. " * (n * 7 % 25))
        for n in range(1, 26)
    ),
)
NAMES = {"dan-van": "Dân vận", "thong-bao": "Thông báo"}
PLACES = {"ben-luc": "Bến Lức, Long An", "tay-ninh": "Tây Ninh"}
TAGS = [
    ("cay-quyt", "Cây quýt"),
    ("dan-van-kheo", "Dân vận khéo"),
    ("khung-nui", "<b>Khủng</b> núi"),
    ("ma", "ma"),
    ("ma-2", "mạ"),
    *((f"the-so-{n}", f"Thẻ số {n}") for n in range(1000, 3000)),
]
MANIFEST = {"items": ITEMS, "partial": False, "suggestions": {"vuon quit": "vườn quýt"}}
CHOICES = {
    "categories": list(NAMES.items()),
    "regions": list(PLACES.items()),
    "officials": [("duong-van-ut", "Dương Văn Út")],
}


def card(item: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "address": f"/tin/{number}/",
        "title": item["title"],
        "standfirst": item["standfirst"],
        "date": item["date"],
        "category": {"id": item["category"], "name": NAMES[item["category"]]},
        "regions": [PLACES[region] for region in item["regions"]],
        "picture": item["picture"],
    }


def search_page(language: str = "vi", **view: str) -> bytes:
    portal = make_portal(THEME)
    provide_theme(portal)
    addresses = {
        "index": "/search/manifest.json",
        "script": "/search/search.js",
        "worker": "",
        "tag_field": "/search/tag-field.js",
    } | view
    page = SearchView(head=Head(title="Tìm kiếm", address="/tim-kiem/", indexed=False), crumbs=(), **addresses)
    site = dataclasses.replace(SITE, styles=portal.styles, script=portal.script, language=language)
    return make_environment(language).get_template("search.html").render(view=page, site=site).encode()


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    site, portal = Site.__new__(Site), make_portal(THEME)
    provide_theme(portal)
    site.files = {job.address: job.compose() for job in portal.composers["theme"](portal, make_corpus(portal))}
    site.files = {address: body for address, body in site.files.items() if isinstance(body, bytes)}
    site.files |= {
        "/tim-kiem/": search_page(),
        "/tim-kiem/worker.js": (BLOCK / "worker.js").read_bytes(),
        "/search/search.js": STAND_IN.read_bytes() + bundle_interface(portal).encode(),
        "/search/tag-field.js": read_tag_field(portal).encode(),
        "/images/bia.svg": PICTURE.encode(),
    }
    site.write_json("/search/manifest.json", MANIFEST)
    site.write_json("/search/choices.json", CHOICES)
    site.write_json("/search/tags.json", TAGS)
    for number, item in enumerate(ITEMS):
        site.write_json(f"/search/cards/{number}.json", card(item, number))
    return site.files


@pytest.fixture
def site(server: Site, files: dict[str, bytes]) -> Site:
    server.files, server.delays, server.log = dict(files), {}, []
    return server


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 720})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A fresh page; nothing may be thrown in it, and no markup from an item or a query may run."""
    page = context.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    hacked = page.evaluate("window.hacked")
    page.close()
    assert [fault for fault in faults if "Failed to load" not in fault] == []  # Chromium says so of any missing file
    assert hacked is None


def query_of(page: Page) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))


def card_requests(site: Site) -> int:
    return sum(path.startswith("/search/cards/") for path in site.log)


def scroll_to_end(page: Page) -> None:
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")


# Results


def test_a_result_shows_date_places_section_picture_and_the_words_found(page):
    ask(page, "bến lức công tác")
    result = page.locator("[data-search-results] > li").first
    expect(result.locator(".result__meta")).to_have_text("01/07/2022 · Bến Lức, Long An · Tây Ninh · Dân vận")
    expect(result.locator("time")).to_have_attribute("datetime", "2022-07-01T23:43:32+07:00")
    expect(result.locator(".result__standfirst")).to_have_text("Hội nghị bàn nhiệm vụ cuối năm.")
    expect(result.locator("img")).to_have_attribute("src", "/images/bia.svg")
    assert result.locator("a mark").all_inner_texts() == ["Bến", "Lức", "công", "tác"]
    expect(page.locator("[data-search-status]")).to_have_text("1 kết quả cho “bến lức công tác”")
    expect(page).to_have_title(re.compile("^bến lức công tác – Tìm kiếm"))


def test_dates_and_words_are_in_the_language_of_the_site(page, site):
    site.files["/tim-kiem/"] = search_page("en")
    ask(page, "ben luc so ket")
    expect(page.locator("[data-search-results] time")).to_have_text("1 July 2022")
    expect(page.locator("[data-search-status]")).to_have_text("1 results for “ben luc so ket”")


def test_an_item_without_standfirst_region_or_picture_leaves_no_gap(page):
    ask(page, "hoa binh")
    expect(page.locator(".result__meta")).to_have_text("05/01/2024 · Dân vận")
    expect(page.locator(".result__standfirst")).to_be_hidden()
    expect(page.locator(".result__picture")).to_have_count(0)


def test_a_picture_that_is_missing_shows_an_empty_frame(page):
    ask(page, "anh hong")
    expect(page.locator(".result__picture")).to_be_visible()
    expect(page.locator(".result__picture img")).to_be_hidden()


def test_markup_in_a_query_or_a_title_is_text(page):
    query = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    ask(page, query)
    assert titles(page) == [HOSTILE]
    expect(page.locator("[data-search-status]")).to_have_text(f"1 kết quả cho “{query}”")
    expect(page.locator("main img")).to_have_count(0)


@pytest.mark.parametrize(
    "query",
    ["?!…—“”", "😀👍🏽", "không-có-chữ-nào-như-thế", "\u0301", "\u200b", "%00", "$& $$", "'\"--", "__proto__"],
    ids=["punctuation", "emoji", "unknown", "lone accent", "zero width", "percent", "patterns", "quotes", "prototype"],
)
def test_a_query_that_finds_nothing_shows_the_notice_and_other_ways(page, query):
    ask(page, query)
    assert titles(page) == []
    expect(page.locator("[data-search-empty]")).to_be_visible()
    expect(page.locator("[data-search-otherwise] a").first).to_have_attribute("href", "/luu-tru/")
    expect(page.locator("[data-search-status]")).to_contain_text(f"0 kết quả cho “{query}”", use_inner_text=False)


@pytest.mark.parametrize("query", ["", "   ", None])
def test_without_a_query_the_page_says_what_to_do(page, site, query):
    page.goto("/tim-kiem/" if query is None else f"/tim-kiem/?q={query}")
    expect(page.locator("[data-search-status]")).to_contain_text("Nhập từ cần tìm")
    expect(page.locator("[data-search-otherwise]")).to_be_visible()
    expect(page.locator("[data-search-empty]")).to_be_hidden()
    assert titles(page) == []
    assert "/search/manifest.json" not in site.log


def test_a_query_of_5000_characters_is_cut_at_200(page):
    ask(page, ("bến lức " * 625).strip())
    assert len(titles(page)) == 2
    assert len(page.locator("[data-search] [name=q]").input_value()) == 200
    page.fill("[data-search] [name=q]", "ế" * 5000)
    expect(page.locator("[data-search-empty]")).to_be_visible()
    assert query_of(page)["q"] == "ế" * 200
    assert page.evaluate("asked.searches.at(-1).length") == 200


def test_a_decomposed_query_is_composed_before_it_is_asked_and_shared(page):
    query = unicodedata.normalize("NFD", "vườn quýt")
    page.goto("/tim-kiem/")
    page.fill("[data-search] [name=q]", query)
    expect(links(page)).to_have_text(["Vườn quýt được mùa"])
    assert page.evaluate("asked.searches") == ["vườn quýt"]
    assert query_of(page) == {"q": "vườn quýt"}


def test_telex_typed_raw_is_asked_as_it_stands(page):
    ask(page, "dduwowngf")
    expect(page.locator("[data-search-status]")).to_have_text("0 kết quả cho “dduwowngf”")
    assert page.evaluate("asked.searches") == ["dduwowngf"]


def test_a_suggestion_is_a_link_that_keeps_the_filters(page):
    ask(page, "vuon quit", category="dan-van")
    suggestion = page.locator("[data-search-suggestion]")
    expect(suggestion).to_have_text("Có phải bạn tìm vườn quýt")
    suggestion.get_by_role("link").click()
    expect(links(page)).to_have_text(["Vườn quýt được mùa"])
    assert query_of(page) == {"q": "vườn quýt", "category": "dan-van"}
    expect(suggestion).to_be_hidden()


# Typing


def test_typing_searches_once_the_reader_pauses(page):
    page.goto("/tim-kiem/")
    page.evaluate(
        "const field = document.querySelector('#tu-khoa'); for (const letter of 'vuon quyt') {"
        "field.value += letter; field.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    expect(links(page)).to_have_text(["Vườn quýt được mùa"])
    assert page.evaluate("asked.searches") == ["vuon quyt"]
    assert query_of(page) == {"q": "vuon quyt"}
    page.fill("[data-search] [name=q]", "")
    expect(page.locator("[data-search-status]")).to_contain_text("Nhập từ cần tìm")
    assert titles(page) == []
    assert query_of(page) == {}


def test_a_stale_query_is_aborted_and_never_shown(page):
    page.goto("/tim-kiem/?q=cham+vuon")
    expect(page.locator("[data-search-status]")).to_have_text("Đang tìm…")
    page.fill("[data-search] [name=q]", "ban tin")
    expect(links(page).first).to_have_text("Bản tin số 1")
    assert page.evaluate("asked.aborted") == 1
    page.wait_for_timeout(1100)
    expect(page.locator("[data-search-status]")).to_have_text("25 kết quả cho “ban tin”")
    page.locator("[data-search-more]").click()
    expect(page.locator("[data-search-results] > li")).to_have_count(20)
    assert all(title.startswith("Bản tin") for title in titles(page))


def test_a_query_withdrawn_while_it_runs_is_not_answered(page):
    page.goto("/tim-kiem/?q=cham+vuon")
    page.fill("[data-search] [name=q]", "")
    page.wait_for_timeout(1300)
    expect(page.locator("[data-search-status]")).to_contain_text("Nhập từ cần tìm")
    expect(page.locator("[data-search-empty]")).to_be_hidden()


def test_the_results_stay_while_the_next_ones_are_looked_for(page):
    ask(page, "hoa binh")
    page.fill("[data-search] [name=q]", "cham vuon")
    expect(page.locator("[data-search-status]")).to_have_text("Đang tìm…")
    expect(page.locator("[data-search-results]")).to_have_attribute("aria-busy", "true")
    assert titles(page) == ["Hoà Bình hôm nay"]
    expect(links(page)).to_have_text(["Vườn quýt được mùa"])
    expect(page.locator("[data-search-results]")).to_have_attribute("aria-busy", "false")


def test_the_same_query_sent_twice_is_searched_once(page):
    ask(page, "hoa binh")
    page.press("[data-search] [name=q]", "Enter")
    page.wait_for_timeout(250)
    assert page.evaluate("asked.searches") == ["hoa binh"]


# Paging


def test_only_what_is_on_the_screen_is_fetched_and_the_rest_when_it_comes_near(page, site):
    ask(page, "bản tin")
    page.wait_for_timeout(200)
    expect(page.locator("[data-search-results] > li")).to_have_count(10)
    expect(links(page)).to_have_count(5)
    assert card_requests(site) == 5
    scroll_to_end(page)
    expect(links(page)).to_have_count(10)
    assert card_requests(site) == 10


def test_all_results_can_be_reached_by_tens(page):
    ask(page, "bản tin")
    more = page.locator("[data-search-more]")
    more.click()
    expect(links(page).nth(10)).to_be_focused()
    expect(page.locator("[data-search-results] > li")).to_have_count(20)
    more.click()
    expect(links(page).nth(20)).to_be_focused()
    expect(more).to_be_hidden()
    scroll_to_end(page)
    expect(links(page)).to_have_text([f"Bản tin số {n}" for n in range(1, 26)])


def test_results_that_are_not_at_hand_are_fetched_when_they_are_wanted(page):
    ask(page, "nhieu bản tin")
    status, more = page.locator("[data-search-status]"), page.locator("[data-search-more]")
    expect(status).to_have_text("Hơn 12 kết quả cho “nhieu bản tin”")
    scroll_to_end(page)
    expect(links(page)).to_have_count(10)
    more.click()
    expect(page.locator("[data-search-results] > li")).to_have_count(20)
    expect(status).to_have_text("25 kết quả cho “nhieu bản tin”")
    more.click()
    expect(more).to_be_hidden()
    scroll_to_end(page)
    expect(links(page)).to_have_text([f"Bản tin số {n}" for n in range(1, 26)])


def test_a_button_pressed_twice_skips_and_repeats_nothing(page, site):
    ask(page, "bản tin")
    scroll_to_end(page)
    expect(links(page)).to_have_count(10)
    site.delays = {f"/search/cards/{number}.json": 0.3 for number in range(16, 31)}
    page.locator("[data-search-more]").dblclick()
    expect(links(page).nth(10)).to_be_focused()
    scroll_to_end(page)
    expect(links(page)).to_have_text([f"Bản tin số {n}" for n in range(1, 21)])


def test_nothing_moves_when_results_stream_in(page, site):
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) "
        "window.shift += entry.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    site.delays = {f"/search/cards/{number}.json": 0.2 for number in range(6, 31)}
    ask(page, "bản tin")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.001
    for _ in range(6):
        page.mouse.wheel(0, 250)
        page.wait_for_timeout(120)
    expect(links(page)).to_have_count(10)
    assert page.evaluate("window.shift") < 0.05


# Filters


def test_a_plain_query_does_not_fetch_the_choices(page, site):
    ask(page, "bến lức")
    page.wait_for_timeout(200)
    assert "/search/choices.json" not in site.log


def test_opening_the_filters_fetches_their_choices_once(page, site):
    ask(page, "bến lức")
    page.locator("[data-search-filters] summary").click()
    expect(page.locator("[name=region] option")).to_have_text(["Tất cả", *PLACES.values()])
    page.select_option("[name=official]", "duong-van-ut")
    expect(links(page)).to_have_text([ITEMS[0]["title"]])
    assert query_of(page) == {"q": "bến lức", "official": "duong-van-ut"}
    assert site.log.count("/search/choices.json") == 1


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"region": "tay-ninh"}, 1),
        ({"region": "ben-luc"}, 2),
        ({"region": "khong-co"}, 0),
        ({"category": "thong-bao"}, 1),
        ({"official": "duong-van-ut"}, 1),
        ({"from": "2022-07-02"}, 1),
        ({"to": "2022-07-01"}, 1),
        ({"from": "2025-01-01", "to": "2020-01-01"}, 0),
        ({"region": "tay-ninh", "category": "dan-van", "official": "duong-van-ut", "sort": "date"}, 1),
    ],
    ids=str,
)
def test_filters_in_the_address_hold_and_are_seen(page, filters, found):
    ask(page, "bến lức", **filters)
    assert len(titles(page)) == found
    expect(page.locator("[name=region] option")).not_to_have_count(1)
    for name, value in filters.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
        expect(page.locator(f"[name={name}]")).to_be_visible()


def test_days_that_are_none_are_left_out(page):
    ask(page, "bến lức", **{"from": "hôm qua", "to": "2024-99"})
    assert len(titles(page)) == 2


def test_a_filter_in_the_address_has_its_name_once_the_choices_are_there(page):
    ask(page, "bến lức", region="ben-luc")
    expect(page.locator("[name=region] option:checked")).to_have_text("Bến Lức, Long An")


def test_all_filters_can_be_left_at_once(page):
    ask(page, "bến lức", region="tay-ninh", **{"from": "2022-01-01"})
    page.get_by_role("button", name="Bỏ bộ lọc").click()
    expect(links(page)).to_have_count(2)
    assert query_of(page) == {"q": "bến lức"}
    expect(page.locator("[data-search-filters] summary")).to_be_focused()
    expect(page.get_by_role("button", name="Bỏ bộ lọc")).to_be_hidden()


def test_choices_that_cannot_be_loaded_are_said_and_tried_again(page, site):
    choices = site.files.pop("/search/choices.json")
    ask(page, "bến lức")
    page.locator("[data-search-filters] summary").click()
    expect(page.locator("[name=region] option")).to_have_text(["Tất cả", "Chưa tải được danh sách"])
    site.files["/search/choices.json"] = choices
    page.locator("[name=region]").focus()
    expect(page.locator("[name=region] option")).to_have_text(["Tất cả", *PLACES.values()])


# Tags


def tag_field(page: Page) -> Any:
    return page.get_by_role("combobox", name="Thẻ")


def suggestions(page: Page) -> Any:
    return page.get_by_role("listbox", name="Thẻ").get_by_role("option")


def open_filters(page: Page) -> Page:
    page.locator("[data-search-filters] summary").click()
    return page


def test_tags_are_fetched_once_and_only_when_the_reader_comes_to_their_field(page, site):
    open_filters(ask(page, "bến lức"))
    expect(page.locator("[name=region] option")).not_to_have_count(1)
    assert "/search/tags.json" not in site.log
    tag_field(page).focus()
    tag_field(page).fill("dan")
    expect(suggestions(page)).to_have_text(["Dân vận khéo"])
    tag_field(page).fill("quyt")
    expect(suggestions(page)).to_have_text(["Cây quýt"])
    assert site.log.count("/search/tags.json") == 1


def test_a_tag_is_chosen_by_keyboard_with_or_without_accents(page):
    open_filters(ask(page, "bến lức"))
    field = tag_field(page)
    field.press_sequentially("van kh")
    expect(suggestions(page)).to_have_text(["Dân vận khéo"])
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(suggestions(page)).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == suggestions(page).get_attribute("id")
    field.press("Enter")
    expect(field).to_have_value("Dân vận khéo")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(links(page)).to_have_text([ITEMS[0]["title"]])
    assert query_of(page) == {"q": "bến lức", "tag": "dan-van-kheo"}
    field.fill("")
    field.press("Enter")
    expect(links(page)).to_have_count(2)
    assert query_of(page) == {"q": "bến lức"}


def test_a_tag_is_chosen_with_the_pointer(page):
    open_filters(ask(page, "bến lức"))
    tag_field(page).fill("dân")
    suggestions(page).first.click()
    expect(links(page)).to_have_text([ITEMS[0]["title"]])
    expect(tag_field(page)).to_be_focused()
    expect(suggestions(page)).to_have_count(0)


def test_of_thousands_of_tags_a_few_are_suggested_and_escape_puts_them_away(page):
    open_filters(ask(page, "bến lức"))
    field = tag_field(page)
    field.fill("thẻ số 2")
    expect(suggestions(page)).to_have_count(12)
    field.press("ArrowUp")
    expect(suggestions(page).nth(11)).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(suggestions(page)).to_have_count(0)
    expect(field).to_have_value("thẻ số 2")


def test_a_tag_in_the_address_holds_and_is_shown_by_its_name(page):
    ask(page, "bến lức", tag="dan-van-kheo")
    assert titles(page) == [ITEMS[0]["title"]]
    expect(tag_field(page)).to_have_value("Dân vận khéo")
    expect(tag_field(page)).to_be_visible()
    page.get_by_role("button", name="Bỏ bộ lọc").click()
    expect(links(page)).to_have_count(2)
    expect(tag_field(page)).to_have_value("")


@pytest.mark.parametrize(
    "tag", ["khong-co", "<img src=x onerror=window.hacked=1>", "__proto__", "Dân vận", "$&", "5" * 3000]
)
def test_an_unknown_tag_is_said_and_finds_nothing(page, tag):
    ask(page, "bến lức", tag=tag)
    assert titles(page) == []
    note = page.locator("[data-search-tag-note]")
    expect(note).to_have_text(f"Không có thẻ “{tag}”.")
    expect(note).to_be_visible()
    expect(tag_field(page)).to_have_attribute("aria-invalid", "true")
    expect(tag_field(page)).to_have_accessible_description(f"Không có thẻ “{tag}”.")


def test_text_that_names_no_tag_is_said_once_the_reader_has_finished(page):
    open_filters(ask(page, "bến lức"))
    field = tag_field(page)
    field.fill("ma tuý")
    page.wait_for_timeout(250)
    expect(page.locator("[data-search-tag-note]")).to_be_hidden()
    assert query_of(page) == {"q": "bến lức"}
    field.blur()
    expect(page.locator("[data-search-tag-note]")).to_have_text("Không có thẻ “ma tuý”.")
    assert titles(page) == []
    field.fill("dan van kheo")
    field.press("Enter")
    expect(links(page)).to_have_text([ITEMS[0]["title"]])
    expect(field).to_have_value("Dân vận khéo")
    expect(page.locator("[data-search-tag-note]")).to_be_hidden()


def test_tags_that_differ_in_accents_only_are_kept_apart(page):
    open_filters(ask(page, "bến lức"))
    for text, tag in (("mạ", "ma-2"), ("ma", "ma")):
        tag_field(page).fill(text)
        tag_field(page).press("Enter")
        expect(page).to_have_url(re.compile(f"[?&]tag={tag}$"))


def test_markup_in_a_tag_is_text(page):
    open_filters(ask(page, "bến lức"))
    tag_field(page).fill("nui")
    expect(suggestions(page)).to_have_text(["<b>Khủng</b> núi"])


def test_tags_that_cannot_be_loaded_are_said_and_tried_again(page, site):
    tags = site.files.pop("/search/tags.json")
    open_filters(ask(page, "bến lức"))
    tag_field(page).fill("dan")
    expect(page.locator("[data-search-tag-note]")).to_have_text("Chưa tải được danh sách")
    site.files["/search/tags.json"] = tags
    tag_field(page).fill("dan v")
    expect(suggestions(page)).to_have_text(["Dân vận khéo"])
    expect(page.locator("[data-search-tag-note]")).to_be_hidden()


def test_going_back_leads_to_the_tag_before(page):
    ask(page, "bến lức", tag="dan-van-kheo")
    tag_field(page).fill("Cây quýt")
    tag_field(page).press("Enter")
    expect(page.locator("[data-search-empty]")).to_be_visible()
    page.go_back()
    expect(tag_field(page)).to_have_value("Dân vận khéo")
    expect(links(page)).to_have_text([ITEMS[0]["title"]])


def test_results_can_be_sorted_by_date(page):
    ask(page, "bến lức")
    page.get_by_label("Sắp xếp").select_option("date")
    expect(links(page)).to_have_text([ITEMS[1]["title"], ITEMS[0]["title"]])
    assert query_of(page) == {"q": "bến lức", "sort": "date"}


# Address and history


def test_back_leads_through_the_queries_sent_not_through_each_letter(page):
    field = "[data-search] [name=q]"
    ask(page, "vườn quýt")
    for query, found in (("hoa binh", "Hoà Bình hôm nay"), ("bến lức sơ kết", ITEMS[0]["title"])):
        page.fill(field, query[:4])
        page.wait_for_timeout(250)
        page.fill(field, query)
        page.press(field, "Enter")
        expect(links(page)).to_have_text([found])
    page.go_back()
    expect(links(page)).to_have_text(["Hoà Bình hôm nay"])
    expect(page.locator(field)).to_have_value("hoa binh")
    page.go_back()
    expect(links(page)).to_have_text(["Vườn quýt được mùa"])
    page.go_forward()
    expect(page.locator(field)).to_have_value("hoa binh")


def test_back_from_an_item_finds_the_results_as_they_were(page):
    ask(page, "bản tin")
    page.click("[data-search-more]")
    expect(links(page).nth(12)).to_be_visible()
    page.click("[data-search-results] li:nth-child(13) a")
    expect(page.locator("h1")).to_have_text("Tin")
    page.go_back()
    expect(page.locator("[data-search-results] > li")).to_have_count(20)
    expect(links(page).nth(12)).to_be_in_viewport()


# Keyboard and screen reader


def test_arrows_lead_from_the_field_through_the_results_and_escape_leads_back(page):
    ask(page, "bản tin")
    field = page.locator("[data-search] [name=q]")
    field.focus()
    page.keyboard.press("ArrowDown")
    expect(links(page).nth(0)).to_be_focused()
    expect(links(page)).to_have_count(10)  # the others are fetched once the reader is in the list
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    expect(links(page).nth(6)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links(page).nth(5)).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Shift+ArrowDown")
    expect(field).to_be_focused()


def test_the_whole_page_can_be_used_by_keyboard(page):
    page.goto("/tim-kiem/")
    page.locator("[data-search] [name=q]").focus()
    page.keyboard.type("ban tin")
    page.keyboard.press("Enter")
    expect(links(page)).to_have_count(5)
    for _ in range(3):  # button, filters, order
        page.keyboard.press("Tab")
    expect(page.locator("[name=sort]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(links(page).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tin")


def test_results_that_come_take_no_focus(page):
    ask(page, "bản tin")
    assert page.evaluate("document.activeElement === document.body")
    page.fill("[data-search] [name=q]", "hoa binh")
    expect(links(page)).to_have_count(1)
    expect(page.locator("[data-search] [name=q]")).to_be_focused()


def test_focus_among_results_that_are_replaced_is_not_lost(page):
    ask(page, "bản tin")
    page.fill("[data-search] [name=q]", "hoa binh")
    page.keyboard.press("ArrowDown")
    expect(links(page)).to_have_text(["Hoà Bình hôm nay"])
    expect(links(page).first).to_be_focused()


def test_a_screen_reader_is_told_the_count_and_finds_a_list(page):
    ask(page, "bến lức")
    expect(page.get_by_role("status")).to_contain_text("2 kết quả cho “bến lức”")
    expect(page.get_by_role("main").get_by_role("list").get_by_role("heading", level=2)).to_have_count(2)
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    page.locator("[data-search-filters] summary").click()
    assert [found["id"] for found in Axe().run(page, options=rules).response["violations"]] == []


# Failures


def test_data_that_cannot_be_loaded_are_said_and_can_be_tried_again(page, site):
    manifest = site.files.pop("/search/manifest.json")
    page.goto("/tim-kiem/?q=vuon+quyt")
    status, retry = page.locator("[data-search-status]"), page.locator("[data-search-retry]")
    expect(status).to_contain_text("Chưa tải được dữ liệu tìm kiếm")
    expect(page.locator("[data-search-otherwise]")).to_be_visible()
    expect(page.locator("[data-search-empty]")).to_be_hidden()
    retry.click()
    page.wait_for_load_state("networkidle")  # the second try fails too
    expect(retry).to_be_focused()
    site.files["/search/manifest.json"] = manifest
    retry.click()
    expect(links(page)).to_have_text(["Vườn quýt được mùa"])
    expect(retry).to_be_hidden()


def test_results_that_may_be_incomplete_say_so_and_can_be_completed(page, site):
    site.write_json("/search/manifest.json", MANIFEST | {"partial": True})
    ask(page, "hoa binh")
    expect(page.locator("[data-search-partial]")).to_have_text("Một phần dữ liệu chưa tải được, kết quả có thể thiếu.")
    assert titles(page) == ["Hoà Bình hôm nay"]
    site.write_json("/search/manifest.json", MANIFEST)
    page.locator("[data-search-retry]").click()
    expect(page.locator("[data-search-partial]")).to_be_hidden()
    expect(links(page).first).to_be_focused()
    assert page.evaluate("asked.opened") == 2


def test_nothing_found_in_incomplete_data_is_not_called_nothing(page, site):
    site.write_json("/search/manifest.json", MANIFEST | {"partial": True})
    page.goto("/tim-kiem/?q=khong+co")
    expect(page.locator("[data-search-status]")).to_contain_text("Chưa tải được dữ liệu tìm kiếm")
    expect(page.locator("[data-search-empty]")).to_be_hidden()


def test_a_card_that_is_missing_says_so_in_its_place(page, site):
    lost = site.files.pop("/search/cards/0.json")
    ask(page, "bến lức")
    first = page.locator("[data-search-results] > li").first
    expect(first).to_contain_text("Chưa tải được tin này.")
    assert titles(page) == [ITEMS[1]["title"]]
    site.files["/search/cards/0.json"] = lost
    first.get_by_role("button", name="Thử lại").click()
    expect(links(page)).to_have_text([ITEMS[0]["title"], ITEMS[1]["title"]])
    expect(links(page).first).to_be_focused()


def test_a_reader_without_a_network_is_told_and_the_search_goes_on_once_there_is_one(page, context):
    page.goto("/tim-kiem/")
    context.set_offline(True)
    page.fill("[data-search] [name=q]", "hoa binh")
    expect(page.locator("[data-search-status]")).to_contain_text("ngoại tuyến")
    context.set_offline(False)
    expect(links(page)).to_have_text(["Hoà Bình hôm nay"])
    expect(page.locator("[data-search-retry]")).to_be_hidden()


def test_a_tab_left_open_during_a_release_finds_the_new_data(page, context, site):
    """The old tab names a manifest that is gone: opening it anew fails, so the page itself is loaded anew."""
    page.goto("/tim-kiem/")
    site.write_json("/search/manifest.2.json", {**MANIFEST, "items": [made("Bản mới")]})
    site.write_json("/search/cards/0.json", card(made("Bản mới"), 0))
    site.files["/tim-kiem/"] = search_page(index="/search/manifest.2.json")
    del site.files["/search/manifest.json"]
    fresh = ask(context.new_page(), "bản mới")
    assert titles(fresh) == ["Bản mới"]
    page.fill("[data-search] [name=q]", "ban moi")
    retry = page.locator("[data-search-retry]")
    retry.click()
    expect(retry).to_be_focused()
    retry.click()
    expect(links(page)).to_have_text(["Bản mới"])


def test_a_browser_that_refuses_storage_workers_and_history_still_searches(page, site):
    site.files["/tim-kiem/"] = search_page(worker="/tim-kiem/worker.js")
    page.add_init_script(
        "const refuse = () => { throw new DOMException('no', 'SecurityError'); };"
        "for (const name of ['localStorage', 'sessionStorage', 'caches', 'indexedDB'])"
        "  Object.defineProperty(window, name, { get: refuse });"
        "history.pushState = history.replaceState = navigator.serviceWorker.register = refuse;"
    )
    ask(page, "vuon quyt")
    page.fill("[data-search] [name=q]", "ban tin")
    expect(links(page)).to_have_count(5)
    page.locator("[data-search-more]").click()
    expect(links(page).nth(10)).to_be_focused()


def test_without_scripts_the_page_leads_to_the_archive_and_the_indexes(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/tim-kiem/?q=hoa+binh")
    shown = page.get_by_role("main").get_by_role("link")
    assert {link.get_attribute("href") for link in shown.all()} >= {"/luu-tru/", "/dia-phuong/", "/chu-tri/", "/the/"}
    expect(page.locator("[data-search] form")).to_be_hidden()
    context.close()


# Offline


def test_a_search_page_once_loaded_opens_and_searches_without_a_network(page, context, site):
    site.files["/tim-kiem/"] = search_page(worker="/tim-kiem/worker.js")
    ask(page, "hoa binh")
    keep(page)
    page.fill("[data-search] [name=q]", "vuon quyt")
    expect(links(page)).to_have_text(["Vườn quýt được mùa"])
    context.set_offline(True)
    ask(page, "vườn quýt")
    assert titles(page) == ["Vườn quýt được mùa"]
    page.fill("[data-search] [name=q]", "ben luc hop")
    expect(page.locator("[data-search-results]")).to_contain_text("Chưa tải được tin này.")
    context.set_offline(False)


def test_the_worker_serves_no_stale_page_or_data_while_there_is_a_network(page, site):
    site.files["/tim-kiem/"] = search_page(worker="/tim-kiem/worker.js")
    ask(page, "hoa binh")
    keep(page)
    site.files["/tim-kiem/"] = site.files["/tim-kiem/"].replace("Từ khoá".encode(), "Từ khoá mới".encode())
    site.write_json("/search/cards/2.json", card(made("Hoà Bình ngày mai"), 2))
    ask(page, "hoa binh")
    assert titles(page) == ["Hoà Bình ngày mai"]
    expect(page.get_by_label("Từ khoá mới")).to_be_visible()


def test_the_worker_leaves_the_other_pages_alone(page, context, site):
    site.files["/tim-kiem/"] = search_page(worker="/tim-kiem/worker.js")
    ask(page, "hoa binh")
    keep(page)
    page.goto("/tin/2/")
    assert page.evaluate("navigator.serviceWorker.controller") is None
    assert [
        scope.split(site.address)[1]
        for scope in page.evaluate(
            "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => one.scope))"
        )
    ] == ["/tim-kiem/"]
