"""From items to what a reader finds: the room's own data, script and page, in a real browser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from plugins.build.theme import provide_theme
from plugins.model import NewsItem
from plugins.model.views import SearchView
from plugins.search import compose_search
from plugins.search import tags as search_tags
from tests.browser.conftest import Site
from tests.browser.search_page import ask, keep, links, open_filters, suggestions, tag_field, titles
from tests.browser.windows import Windows
from tests.samples import SITE, THEME, make_environment
from tests.search_sample import make_corpus, make_item, make_portal

TWINS = (
    ("Thủy lợi nội đồng", "Thúy Lợi gặp gỡ"),
    ("Mua bán ngô giống", "Mùa bạn ngỏ lời"),
    ("Hội chợ làng nghề", "Hỏi cho ra lẽ"),
    ("Cầu mới bắc xong", "Câu mồi bằng tôm"),
)  # headlines that begin alike but for the accents
ITEMS = (
    make_item(
        "Bến Lức sơ kết công tác dân vận sáu tháng đầu năm",
        "2022-07-01",
        regions=("ben-luc-long-an",),
        chairs=("Dương Văn Út",),
        tags=("quy chế dân chủ",),
        summary="Hội nghị bàn nhiệm vụ cuối năm.",
        body="<p>Đại biểu thảo luận Quyết định 217-QĐ/TW và phương án cấp nước sạch.</p>",
    ),
    make_item("Hòa Bình hôm nay", "2023-01-09"),
    make_item("Đường văn hoá ở Đà Nẵng", "2024-01-03", regions=("da-nang",), category="thong-bao"),
    make_item("Chữ </script><img src=x onerror=window.hacked=1> & \"nháy\" 'đơn'", "2024-02-01"),
    make_item("Tin nhắc tới hội nghị", "2024-03-01", summary="Bến Lức sơ kết."),
    make_item("Vườn quýt được mùa", "2024-06-01", slug="tin-vuon-quyt-rieng"),
    *(make_item(title, "2023-02-01") for twins in TWINS for title in twins),
    # Enough for a base of shards and a delta of newer items beside it.
    *(make_item(f"Bản tin thời tiết số {n}", f"2025-{n // 28 + 1:02}-{n % 28 + 1:02}") for n in range(1, 41)),
)
BEN_LUC = ITEMS[0].title


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return make_files(tmp_path_factory.mktemp("state"), *ITEMS)


def make_files(state: Path, *items: NewsItem) -> dict[str, bytes]:
    portal = make_portal(THEME)
    portal.state = state
    provide_theme(portal)
    corpus, made = make_corpus(portal, *items), {}
    site = replace(SITE, styles=portal.styles, script=portal.script)
    for compose in (portal.composers["theme"], compose_search):
        for job in compose(portal, corpus):
            view = job.compose()
            if isinstance(view, SearchView):
                view = make_environment().get_template("search.html").render(view=view, site=site)
            if isinstance(view, (str, bytes)):
                made[job.address] = view.encode() if isinstance(view, str) else view
    return made


@pytest.fixture
def site(server: Site, files: dict[str, bytes]) -> Site:
    server.files, server.delays, server.log = dict(files), {}, []
    return server


@pytest.fixture
def page(windows: Windows, site: Site) -> Iterator[Page]:
    page, faults = windows.open(base_url=site.address, service_workers="block"), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    hacked = page.evaluate("window.hacked")
    assert [fault for fault in faults if "Failed to load" not in fault] == []
    assert hacked is None


@pytest.mark.parametrize(
    "query",
    ["duong van ut", "Dương Văn Út", "DƯƠNG VĂN ÚT", "ba út", unicodedata.normalize("NFD", "Dương Văn Út")],
    ids=["plain", "accents", "capitals", "alias", "decomposed"],
)
def test_an_official_is_found_with_or_without_accents_by_any_name(page, query):
    assert titles(ask(page, query))[0] == BEN_LUC


@pytest.mark.parametrize("query", ["hòa bình", "hoà bình", "hoa binh", "HOÀ BÌNH"])
def test_the_place_of_the_tone_mark_does_not_matter(page, query):
    assert titles(ask(page, query))[0] == "Hòa Bình hôm nay"


@pytest.mark.parametrize(
    "query",
    ["217-QĐ/TW", "cap nuoc sach", "quy che dan chu", "tây ninh", "nhiệm vụ cuối năm"],
    ids=["document", "text", "tag", "region of today", "standfirst"],
)
def test_what_can_be_found(page, query):
    assert titles(ask(page, query))[0] == BEN_LUC


def test_exact_accents_rank_higher(page):
    """The index holds two bits of a pair's accents, so one pair in four may look alike."""
    first = {}
    for title in (title for twins in TWINS for title in twins):
        query = " ".join(title.lower().split()[:2])
        found = titles(ask(page, query))
        assert title in found[:2]
        first[query] = found[0] == title
    assert sum(first.values()) > 6, first


def test_a_misspelt_query_finds_or_suggests_the_item(page):
    ask(page, "vườn qyut")
    suggestion = page.locator("[data-search-suggestion]")
    if suggestion.is_visible():
        suggestion.get_by_role("link").click()
    expect(links(page).first).to_have_text("Vườn quýt được mùa")


def test_the_last_word_may_be_unfinished(page):
    assert titles(ask(page, "vuon quy"))[0] == "Vườn quýt được mùa"


def test_a_result_shows_what_is_known_of_it(page):
    ask(page, "bến lức công tác")
    result = page.locator("[data-search-results] > li").first
    expect(result.locator(".result__meta")).to_have_text("01/07/2022 · Bến Lức, Long An · Dân vận")
    expect(result.locator(".result__standfirst")).to_have_text("Hội nghị bàn nhiệm vụ cuối năm.")
    expect(result.locator("a")).to_have_attribute("href", ITEMS[0].address)
    assert " ".join(result.locator("a mark").all_inner_texts()) == "Bến Lức công tác"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"region": "tay-ninh"}, True),
        ({"region": "long-an"}, True),
        ({"region": "ben-luc-long-an"}, True),
        ({"region": "da-nang"}, False),
        ({"region": "khong-co"}, False),
        ({"category": "dan-van"}, True),
        ({"category": "thong-bao"}, False),
        ({"official": "duong-van-ut"}, True),
        ({"official": "ai-do"}, False),
        ({"tag": "quy-che-dan-chu"}, True),
        ({"tag": "khong-co"}, False),
        ({"from": "2022-07-01", "to": "2022-07-01"}, True),
        ({"from": "2022-07-02"}, False),
        ({"to": "2022-06-30"}, False),
        ({"region": "tay-ninh", "category": "dan-van", "official": "duong-van-ut", "sort": "date"}, True),
    ],
    ids=str,
)
def test_filters_hold(page, filters, found):
    assert (BEN_LUC in titles(ask(page, "công tác dân vận", **filters))) is found


def test_the_filters_offer_what_the_items_have(page):
    ask(page, "bến lức")
    page.locator("[data-search-filters] summary").click()
    expect(page.locator("[name=official] option")).to_have_text(["Tất cả", "Dương Văn Út"])
    expect(page.locator("[name=region] option", has_text="Bến Lức, Long An")).to_have_count(1)
    expect(page.locator("[name=region] option", has_text="Tây Ninh")).to_have_count(1)
    expect(page.locator("[name=category] option")).to_contain_text(["Tất cả", "Dân vận"])


def test_of_very_many_tags_those_are_fetched_whose_words_begin_as_typed(page, site, monkeypatch, tmp_path):
    monkeypatch.setattr(search_tags, "MOST", 10)
    names = [f"{first} {second}" for first in ("cam", "quýt", "đào") for second in ("núi", "vườn", "đồng", "bãi", "ổi")]
    site.files |= make_files(tmp_path, *(make_item(f"Tin {n}", tags=(name,)) for n, name in enumerate(names)))
    page.goto("/tim-kiem/")
    field = tag_field(open_filters(page))
    expect(field).to_be_editable()
    for text, found in (("d", "đào"), ("vuo", "vườn"), ("ổi", "ổi")):
        field.fill(text)
        expect(suggestions(page).first).to_contain_text(found)
    expect(suggestions(page)).to_have_text(["cam ổi", "đào ổi", "quýt ổi"])
    assert not any(path.endswith(f"/tags/{b'qu'.hex()}.json") for path in site.log)
    suggestions(page).first.click()
    expect(page).to_have_url(re.compile("tag=cam-oi$"))
    page.goto("/tim-kiem/?q=tin&tag=quyt-nui")
    expect(tag_field(page)).to_have_value("quýt núi")
    expect(links(page)).to_have_text(["Tin 5"])


def test_results_can_be_sorted_by_date_and_read_to_the_last(page):
    ask(page, "bản tin thời tiết", sort="date")
    for count in (20, 30, 40):
        page.locator("[data-search-more]").click()
        expect(page.locator("[data-search-results] > li")).to_have_count(count)
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    expect(links(page)).to_have_text([f"Bản tin thời tiết số {n}" for n in range(40, 0, -1)])


def test_markup_in_a_title_is_text(page):
    assert titles(ask(page, "nháy đơn")) == [ITEMS[3].title]
    expect(page.locator("main img")).to_have_count(0)


@pytest.mark.parametrize("query", ["?!…", "😀", "\u0301", "__proto__", "constructor", "zzzzqq", "x" * 5000])
def test_a_query_that_finds_nothing_says_so(page, query):
    page.goto("/tim-kiem/")
    page.fill("[data-search] [name=q]", query)
    expect(page.locator("[data-search-empty]")).to_be_visible()


@pytest.mark.parametrize(
    "query", ["công tác dân vận", "bản tin thời tiết", f"{BEN_LUC} {ITEMS[1].title} {ITEMS[5].title}"]
)
def test_a_query_costs_few_requests(page, site, query):
    ask(page, query)
    page.wait_for_timeout(200)
    assert len(site.log) <= 14, site.log


def damage(site: Site, change: Callable[[bytes], bytes | None]) -> None:
    """Change every file of the index that the last query fetched."""
    for path in {path for path in site.log if re.match(r"/search/(shards|delta)", path)}:
        body = change(site.files.pop(path))
        if body is not None:
            site.files[path] = body


@pytest.mark.parametrize(
    "change",
    [lambda _: None, lambda body: body[: len(body) // 2], lambda body: bytes(len(body)), lambda _: b"<!doctype html>"],
    ids=["missing", "cut", "zeros", "another file"],
)
def test_an_index_that_is_missing_or_damaged_is_said(page, site, change):
    ask(page, "bến lức công tác")
    damage(site, change)
    page.reload()
    expect(page.locator("[data-search-status]")).to_contain_text("Chưa tải được dữ liệu tìm kiếm")
    expect(page.locator("[data-search-retry]")).to_be_visible()
    expect(page.locator("[data-search-empty]")).to_be_hidden()


@pytest.mark.parametrize(
    ("folder", "query", "found"),
    [("shards", "bản tin thời tiết", "Bản tin thời tiết số 40"), ("delta", "bến lức công tác", BEN_LUC)],
    ids=["base damaged", "delta damaged"],
)
def test_a_query_is_answered_from_the_files_that_came(page, site, folder, query, found):
    damaged = f"/search/{folder}"
    site.files = {path: b"?" * 99 if path.startswith(damaged) else body for path, body in site.files.items()}
    assert titles(ask(page, query))[0] == found
    expect(page.locator("[data-search-partial]")).to_be_visible()
    expect(page.locator("[data-search-retry]")).to_be_visible()


def test_cards_that_are_missing_are_said_in_their_places(page, site):
    ask(page, "bến lức công tác")
    site.files = {path: body for path, body in site.files.items() if not path.startswith("/search/cards")}
    page.reload()
    expect(page.locator("[data-search-results] > li").first).to_contain_text("Chưa tải được tin này.")


def test_a_query_once_answered_is_answered_again_without_a_network(browser, site):
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    ask(page, "bến lức công tác")
    keep(page)
    ask(page, "ban tin thoi tiet")
    context.set_offline(True)
    assert titles(ask(page, "bản tin thời tiết"))[0].startswith("Bản tin thời tiết")
    page.fill("[data-search] [name=q]", "bến lức công tác")
    expect(links(page).first).to_have_text(BEN_LUC)
    context.close()
