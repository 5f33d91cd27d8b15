"""What a reader sees of the search page, in a real browser, from items to results.

The page here is the least that `search.js` asks of a theme; data and script are the ones that the room writes.
"""

from __future__ import annotations

import http.server
import re
import threading
import time
import unicodedata
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from plugins.model import fold
from plugins.search import compose_search
from tests.search_sample import make_corpus, make_item, make_portal

THEME = Path(__file__).parents[2] / "theme"
EVERY_LETTER = "àáảãạ ăằắẳẵặ âầấẩẫậ đ èéẻẽẹ êềếểễệ ìíỉĩị òóỏõọ ôồốổỗộ ơờớởỡợ ùúủũụ ưừứửữự ỳýỷỹỵ"
ITEMS = (
    make_item(
        "Bến Lức sơ kết công tác dân vận sáu tháng đầu năm",
        "2022-07-01",
        regions=("ben-luc-long-an",),
        chairs=("Dương Văn Út",),
        tags=("quy chế dân chủ",),
        summary="Hội nghị bàn nhiệm vụ cuối năm.",
    ),
    make_item("Thủy lợi nội đồng", "2021-02-01"),
    make_item("Thúy Lợi gặp gỡ", "2023-03-01"),
    make_item("Một thẻ", "2021-01-01", tags=("nông xanh",)),
    make_item("Hai thẻ", "2022-01-01", tags=("nhà nông", "xanh sạch")),
    make_item("Hòa Bình hôm nay", "2023-01-09"),
    make_item("Đường văn hoá ở Đà Nẵng", "2024-01-03", regions=("da-nang",), category="thong-bao"),
    make_item("Chữ <img src=x onerror=window.hacked=1> & \"nháy\" 'đơn'", "2024-02-01"),
    make_item("Tin nhắc tới hội nghị", "2024-03-01", summary="Bến Lức sơ kết."),
    make_item(f"Bảng chữ {EVERY_LETTER}", "2024-04-01"),
    make_item(f"{'Tiêu đề rất dài ' * 7}hết", "2024-05-01"),
    make_item("Vườn quýt", "2024-06-01", slug="tin-vuon-quyt-rieng"),
    *(make_item(f"Bản tin số {n}", f"2025-01-{n:02}") for n in range(1, 26)),
)
PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Tìm kiếm</title>
<section data-search data-index="{index}" data-text-loading="Đang tải…" data-text-prompt="Hãy gõ từ cần tìm."
 data-text-count="{{count}} kết quả cho “{{query}}”" data-text-failed="Không tải được." data-text-more="Xem thêm">
<form action="/tim-kiem/"><input name="q" aria-label="Từ cần tìm">
<select name="category"><option value="">Mọi chuyên mục</option><option value="thong-bao">Thông báo</option></select>
<select name="region"><option value="">Mọi nơi</option><option value="tay-ninh">Tây Ninh</option></select>
<select name="official"><option value="">Mọi người</option></select>
<input type="date" name="from"><input type="date" name="to">
<select name="sort"><option value="">Hợp nhất</option><option value="date">Mới nhất</option></select>
<button>Tìm</button></form>
<p data-search-status role="status"></p><ol data-search-results></ol><p data-search-empty hidden>Không có tin nào.</p>
<template data-search-result><li><h2><a data-part="title"></a></h2>
<p data-part="meta"></p><p data-part="summary"></p></li></template></section><script src="{script}"></script></html>"""
BARE_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Tìm kiếm</title>
<section data-search data-index="{index}"><ul data-search-results></ul></section>
<script src="{script}"></script></html>"""
NEWS = "<!doctype html><html lang='vi'><meta charset='utf-8'><title>Tin</title><h1>Tin</h1></html>"


class Site:
    """Files by address, on loopback; `delay` in seconds before the index is answered."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.delay = 0.0
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urllib.parse.urlsplit(self.path).path
                body = NEWS.encode() if path.startswith("/tin/") else site.files.get(path)
                if path == "/search/items.json":
                    time.sleep(site.delay)
                self.send_response(200 if body is not None else 404)
                kind = {"js": "text/javascript", "json": "application/json"}.get(path.rsplit(".", 1)[-1], "text/html")
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    portal, made = make_portal(THEME), {}
    for job in compose_search(portal, make_corpus(portal, *ITEMS)):
        view = job.compose()
        if isinstance(view, str):
            made[job.address] = view.encode()
        else:
            addresses = {"index": view.index, "script": view.script}
            made[job.address] = PAGE.format_map(addresses).encode()
            made["/bare/"] = BARE_PAGE.format_map(addresses).encode()
    return made


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def site(server: Site, files: dict[str, bytes]) -> Site:
    server.files, server.delay = dict(files), 0.0
    return server


@pytest.fixture(scope="module")
def context(browser: Browser, server: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=server.address)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
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


def ask(page: Page, query: str, **filters: str) -> Page:
    address = "/tim-kiem/?" + urllib.parse.urlencode({"q": query, **filters})
    page.goto(address)
    page.wait_for_selector("[data-search-results] a[href], [data-search-empty]:not([hidden])", state="attached")
    return page


def titles(page: Page) -> list[str]:
    return page.locator("[data-search-results] a").all_inner_texts()


def query_of(page: Page) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))


@pytest.mark.parametrize("query", ["duong van ut", "Dương Văn Út", "DƯƠNG VĂN ÚT", "ba út", "dương văn"])
def test_an_official_is_found_with_or_without_accents_by_any_name(page, query):
    assert titles(ask(page, query))[0].startswith("Bến Lức sơ kết")


def test_exact_accents_rank_higher(page):
    page = ask(page, "đường văn")
    assert titles(page) == ["Đường văn hoá ở Đà Nẵng", "Bến Lức sơ kết công tác dân vận sáu tháng đầu năm"]
    page = ask(page, "dương văn")
    assert titles(page) == ["Bến Lức sơ kết công tác dân vận sáu tháng đầu năm", "Đường văn hoá ở Đà Nẵng"]


@pytest.mark.parametrize("query", ["hòa bình", "hoà bình", "hoa binh", "HOÀ BÌNH"])
def test_the_place_of_the_tone_mark_does_not_matter(page, query):
    assert titles(ask(page, query)) == ["Hòa Bình hôm nay"]


@pytest.mark.parametrize("query", ["thủy lợi", "thuỷ lợi", "THUỶ LỢI"])
def test_the_place_of_the_tone_mark_does_not_spoil_exact_accents(page, query):
    assert titles(ask(page, query)) == ["Thủy lợi nội đồng", "Thúy Lợi gặp gỡ"]


def test_decomposed_text_finds_what_composed_text_finds(page):
    query = unicodedata.normalize("NFD", "Đà Nẵng")
    assert query != "Đà Nẵng"
    assert titles(ask(page, query)) == ["Đường văn hoá ở Đà Nẵng"]


def test_every_letter_is_found_by_its_plain_form(page):
    for letters in EVERY_LETTER.split():
        assert titles(ask(page, f"{fold(letters)} bang chu")) == [f"Bảng chữ {EVERY_LETTER}"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("quy che dan chu", 1), ("tây ninh", 1), ("bến lức", 2), ("cuối năm", 1), ("nội dung", 0)],
    ids=["tag", "region of today", "title and standfirst", "standfirst", "body text is left out"],
)
def test_what_can_be_found(page, query, found):
    assert len(titles(ask(page, query))) == found


def test_a_title_ranks_above_a_standfirst_although_older(page):
    assert titles(ask(page, "sơ kết"))[0].startswith("Bến Lức sơ kết")
    assert titles(ask(page, "sơ kết", sort="date"))[0] == "Tin nhắc tới hội nghị"


def test_the_last_word_may_be_unfinished_but_the_others_not(page):
    assert titles(ask(page, "vuon qu")) == ["Vườn quýt"]
    assert titles(ask(page, "vuo quyt")) == []


def test_a_phrase_ranks_above_names_that_only_stand_side_by_side(page):
    """One tag ends with `nông` and the next begins with `xanh`, in an item newer than the tag `nông xanh`."""
    assert titles(ask(page, "nông xanh")) == ["Một thẻ", "Hai thẻ"]


def test_a_result_shows_its_date_place_section_and_the_words_found(page):
    page = ask(page, "bến lức công tác")
    result = page.locator("[data-search-results] > li").first
    expect(result.locator("[data-part=meta]")).to_have_text("01/07/2022 · Bến Lức, Long An · Dân vận")
    expect(result.locator("[data-part=summary]")).to_have_text("Hội nghị bàn nhiệm vụ cuối năm.")
    assert result.locator("a mark").all_inner_texts() == ["Bến", "Lức", "công", "tác"]
    expect(page.locator("[data-search-status]")).to_have_text("1 kết quả cho “bến lức công tác”")


def test_links_lead_to_the_addresses_of_the_items(page):
    """The browser makes most slugs itself, so each must be the one that the portal made."""
    links: set[str] = set()
    for query in ("hòa bình", "bảng chữ", "hết", "chữ nháy", "vườn quýt"):
        found = ask(page, query).locator("[data-search-results] a")
        links.update(found.evaluate_all("all => all.map((link) => link.getAttribute('href'))"))
    expected = {item.address for item in ITEMS if re.match("Hòa Bình|Bảng|Tiêu đề|Chữ|Vườn", item.title)}
    assert links == expected
    assert len(expected) == 5


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"region": "tay-ninh"}, 1),
        ({"region": "ben-luc-long-an"}, 1),
        ({"region": "da-nang"}, 0),
        ({"region": "khong-co"}, 0),
        ({"category": "dan-van"}, 2),
        ({"category": "thong-bao"}, 0),
        ({"official": "duong-van-ut"}, 1),
        ({"official": "ai-do"}, 0),
        ({"from": "2022-07-01", "to": "2022-07-01"}, 1),
        ({"from": "2022-07-02"}, 1),
        ({"to": "2022-06-30"}, 0),
        ({"from": "2025-01-01", "to": "2020-01-01"}, 0),
        ({"from": "hôm qua", "to": "2024-99"}, 2),
        ({"region": "tay-ninh", "category": "dan-van", "official": "duong-van-ut", "sort": "date"}, 1),
    ],
    ids=str,
)
def test_filters_in_the_address_hold(page, filters, found):
    page = ask(page, "bến lức", **filters)
    assert len(titles(page)) == found
    for name, value in filters.items():
        if name not in {"from", "to"}:
            assert page.locator(f"[name={name}]").input_value() == value, "a filter in force must be seen in the form"


def test_the_choice_of_officials_comes_from_the_index(page):
    page = ask(page, "bến lức")
    assert page.locator("[name=official] option").all_inner_texts() == ["Mọi người", "Dương Văn Út"]
    page.select_option("[name=official]", "duong-van-ut")
    expect(page.locator("[data-search-status]")).to_contain_text("1 kết quả")
    assert query_of(page) == {"q": "bến lức", "official": "duong-van-ut"}


@pytest.mark.parametrize("query", ["", "   ", None])
def test_without_a_query_the_page_says_what_to_do(page, query):
    page.goto("/tim-kiem/" if query is None else f"/tim-kiem/?q={query}")
    expect(page.locator("[data-search-status]")).to_have_text("Hãy gõ từ cần tìm.")
    assert titles(page) == []
    expect(page.locator("[data-search-empty]")).to_be_hidden()


@pytest.mark.parametrize(
    "query",
    ["?!…—“”", "😀👍🏽", "không-có-chữ-nào-như-thế", "\u0301", "\u200b", "%00", "$& $$", "__proto__ constructor"],
    ids=["punctuation", "emoji", "unknown words", "lone accent", "zero width", "percent", "patterns", "object names"],
)
def test_a_query_that_finds_nothing_shows_the_notice(page, query):
    page = ask(page, query)
    assert titles(page) == []
    expect(page.locator("[data-search-empty]")).to_be_visible()
    expect(page.locator("[data-search-status]")).to_contain_text(f"0 kết quả cho “{query}”", use_inner_text=False)


def test_markup_in_a_query_or_a_title_is_text(page):
    query = "<img src=x onerror=window.hacked=1>"
    page = ask(page, query)
    assert titles(page) == ["Chữ <img src=x onerror=window.hacked=1> & \"nháy\" 'đơn'"]
    expect(page.locator("[data-search-status]")).to_have_text(f"1 kết quả cho “{query}”")
    expect(page.locator("img")).to_have_count(0)


def test_a_query_of_5000_characters_is_cut_at_200(page):
    page = ask(page, ("bến lức " * 625).strip())
    assert len(titles(page)) == 2
    assert len(page.locator("[name=q]").input_value()) == 200
    page.fill("[name=q]", "hòa" * 1667)
    expect(page.locator("[data-search-empty]")).to_be_visible()
    assert len(query_of(page)["q"]) == 200


def test_typing_searches_without_a_key_for_sending(page):
    page.goto("/tim-kiem/")
    page.locator("[name=q]").press_sequentially("vuon quyt", delay=20)
    expect(page.locator("[data-search-results] a")).to_have_text(["Vườn quýt"])
    assert query_of(page) == {"q": "vuon quyt"}
    page.fill("[name=q]", "")
    expect(page.locator("[data-search-status]")).to_have_text("Hãy gõ từ cần tìm.")
    assert titles(page) == []
    assert query_of(page) == {}


def test_back_leads_through_the_queries_sent_not_through_each_letter(page):
    page = ask(page, "vườn quýt")
    for query, found in (("hoa binh", "Hòa Bình hôm nay"), ("bang chu", f"Bảng chữ {EVERY_LETTER}")):
        page.fill("[name=q]", query[:4])
        page.wait_for_timeout(250)
        page.fill("[name=q]", query)
        page.press("[name=q]", "Enter")
        expect(page.locator("[data-search-results] a")).to_have_text([found])
    page.go_back()
    expect(page.locator("[data-search-results] a")).to_have_text(["Hòa Bình hôm nay"])
    expect(page.locator("[name=q]")).to_have_value("hoa binh")
    page.go_back()
    expect(page.locator("[data-search-results] a")).to_have_text(["Vườn quýt"])
    page.go_forward()
    expect(page.locator("[name=q]")).to_have_value("hoa binh")


def test_back_from_an_item_finds_the_results_as_they_were(page):
    page = ask(page, "bản tin")
    page.click("[data-search-more]")
    page.click("[data-search-results] li:nth-child(15) a")
    expect(page.locator("h1")).to_have_text("Tin")
    page.go_back()
    expect(page.locator("[data-search-results] a")).to_have_count(20)


def test_all_results_can_be_reached_by_tens(page):
    page = ask(page, "bản tin")
    more = page.locator("[data-search-more]")
    expect(page.locator("[data-search-results] a")).to_have_count(10)
    more.click()
    expect(page.locator("[data-search-results] a")).to_have_count(20)
    assert page.evaluate("document.activeElement.textContent") == "Bản tin số 15"
    more.click()
    expect(page.locator("[data-search-results] a")).to_have_count(25)
    expect(more).to_be_hidden()
    assert titles(page) == [f"Bản tin số {n}" for n in range(25, 0, -1)]


def test_a_missing_index_is_said_and_can_be_tried_again(page, site):
    index = site.files.pop("/search/items.json")
    page.goto("/tim-kiem/?q=vuon+quyt")
    status, retry = page.locator("[data-search-status]"), page.locator("[data-search-retry]")
    expect(status).to_have_text("Không tải được.")
    retry.click()
    expect(retry).to_be_focused()
    site.files["/search/items.json"] = index
    retry.click()
    expect(page.locator("[data-search-results] a")).to_have_text(["Vườn quýt"])
    expect(retry).to_be_hidden()


@pytest.mark.parametrize("body", [b"", b"<!doctype html>", b"{}", b"[1]", b'{"items": {"title": 1}}'])
def test_a_broken_index_is_said_like_a_missing_one(page, site, body):
    site.files["/search/items.json"] = body
    page.goto("/tim-kiem/?q=vuon+quyt")
    expect(page.locator("[data-search-status]")).to_have_text("Không tải được.")
    expect(page.locator("[data-search-empty]")).to_be_hidden()


def test_what_was_asked_last_is_shown_when_the_index_comes_late(page, site):
    site.delay = 0.8
    page.goto("/tim-kiem/?q=vuon+quyt", wait_until="commit")
    expect(page.locator("[data-search-status]")).to_have_text("Đang tải…")
    page.fill("[name=q]", "hoa binh")
    expect(page.locator("[data-search-results] a")).to_have_text(["Hòa Bình hôm nay"])
    expect(page.locator("[name=q]")).to_have_value("hoa binh")


def test_a_query_withdrawn_while_the_index_loads_is_not_answered(page, site):
    site.delay = 0.8
    page.goto("/tim-kiem/?q=vuon+quyt", wait_until="commit")
    expect(page.locator("[data-search-status]")).to_have_text("Đang tải…")
    with page.expect_response("**/items.json"):
        page.fill("[name=q]", "")
    page.wait_for_timeout(200)
    expect(page.locator("[data-search-status]")).to_have_text("Hãy gõ từ cần tìm.")
    expect(page.locator("[data-search-empty]")).to_be_hidden()


def test_a_theme_with_the_results_list_alone_still_works(page):
    page.goto("/bare/?q=ban+tin&from=2025-01-05&to=2025-01-06")
    expect(page.locator("[data-search-results] a")).to_have_text(["Bản tin số 6", "Bản tin số 5"])
