"""A reader types, goes back and forth, and uses the search page without a pointer."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.accessibility import broken_rules
from tests.browser.search.sample import (
    ITEMS,
)
from tests.browser.search_page import (
    ask,
    links,
    query_of,
    titles,
)

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
    page.locator("[data-search-filters] summary").click()
    assert broken_rules(page) == []
