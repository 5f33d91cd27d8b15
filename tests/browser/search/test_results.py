"""The results of a search: what each shows, what none shows, and how all are reached."""

from __future__ import annotations

import re
import unicodedata

import pytest
from playwright.sync_api import expect

from tests.browser.search.sample import (
    HOSTILE,
    search_page,
)
from tests.browser.search_page import (
    ask,
    card_requests,
    links,
    query_of,
    scroll_to_end,
    titles,
)

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
