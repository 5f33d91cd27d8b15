"""Readers who have no pointer: every page can be walked with Tab, seen and left again, and every control worked."""

from __future__ import annotations

from typing import TypedDict

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import ITEM

# Pages to walk through from end to end; a new kind of page is a line here.
WALKS = {
    "home": "/",
    "item": ITEM,
    "search": "/tim-kiem/?q=dan+van",
    "regions": "/dia-phuong/",
    "calendar": "/lich/2022/06/",
}
WIDTHS = (360, 1280)
LONGEST = 400  # stops after which a walk counts as trapped

# Every element that Tab should reach, in the order of the document, numbered for the walk.
NUMBER_STOPS = """() => {
    const focusable = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const stops = [...document.querySelectorAll(focusable)].filter((node) =>
        !node.disabled && node.tabIndex >= 0 && node.checkVisibility({visibilityProperty: true}));
    stops.forEach((node, number) => { node.dataset.stop = number; });
    return stops.map((node) => node.outerHTML.slice(0, 100));
}"""
# The stop that has the focus: its number (-1 for none), whether it shows it, and what covers its middle.
LOOK = """() => {
    const node = document.activeElement;
    if (!node || node === document.body) return {number: -1, name: "", shown: true, covered: ""};
    const style = getComputedStyle(node);
    const box = node.getClientRects()[0];
    const middle = box.left + Math.min(box.width, innerWidth - box.left) / 2;
    const at = document.elementFromPoint(middle, box.top + box.height / 2);
    const free = at && (node.contains(at) || at.contains(node) || at.closest("label")?.control === node);
    return {
        number: Number(node.dataset.stop ?? -2),
        name: node.outerHTML.slice(0, 100),
        shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        covered: free ? "" : at ? at.outerHTML.slice(0, 100) : "outside of the window",
    };
}"""


class Stop(TypedDict):
    number: int
    name: str
    shown: bool
    covered: str


def open_page(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(reduced_motion="reduce")  # so that a look at a stop does not have to wait for the scrolling
    page.route("**/moi-nhat.json", lambda route: route.abort())  # newer news would come in the midst of a walk
    page.goto(address)
    if "?q=" in address:
        expect(page.locator("[data-search-results] a").first).to_be_visible()
    page.evaluate("document.querySelector('.result--waiting')?.scrollIntoView()")  # filled when they come into view
    expect(page.locator(".result--waiting")).to_have_count(0)
    page.evaluate("scrollTo(0, 0)")


def walk(page: Page, key: str) -> list[Stop]:
    """Press a key until the focus has left the page; a control of several fields is one stop."""
    stops: list[Stop] = []
    for _ in range(LONGEST):
        page.keyboard.press(key)
        stop: Stop = page.evaluate(LOOK)
        if stops and stop["number"] == stops[-1]["number"] and stop["name"].startswith("<input"):
            continue
        if stop["number"] == -1 or (stops and stop["number"] == stops[0]["number"]):
            return stops
        stops.append(stop)
    raise AssertionError(f"the focus does not leave the page; it is at {stops[-3:]}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", WALKS)
def test_tab_visits_every_control_once_in_reading_order_each_is_seen_and_the_walk_ends(
    page: Page, sample: str, name: str, width: int
) -> None:
    open_page(page, sample + WALKS[name], width)
    expected = page.evaluate(NUMBER_STOPS)
    stops = walk(page, "Tab")
    assert [stop["name"] for stop in stops] == expected
    assert [stop["name"] for stop in stops if not stop["shown"]] == []
    assert [(stop["name"], stop["covered"]) for stop in stops if stop["covered"]] == []


@pytest.mark.parametrize("name", WALKS)
def test_shift_and_tab_lead_all_the_way_back(page: Page, sample: str, name: str) -> None:
    open_page(page, sample + WALKS[name], 1280)
    expected = page.evaluate(NUMBER_STOPS)
    stops = walk(page, "Shift+Tab")
    assert [stop["number"] for stop in stops] == list(range(len(expected)))[::-1]
    assert [(stop["name"], stop["covered"]) for stop in stops if stop["covered"] or not stop["shown"]] == []


@pytest.mark.parametrize("name", WALKS)
def test_the_skip_link_is_the_first_stop_and_the_next_one_is_in_the_main_part(
    page: Page, sample: str, name: str
) -> None:
    open_page(page, sample + WALKS[name], 1280)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Đến nội dung chính")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_after_the_skip_link_come_the_name_the_other_language_the_sections_and_the_search_field(
    page: Page, sample: str
) -> None:
    open_page(page, sample + ITEM, 1280)
    page.evaluate(NUMBER_STOPS)
    sections = page.locator(".bar__sections a").all_inner_texts()
    names = []
    for _ in range(len(sections) + 5):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.innerText || document.activeElement.name"))
    assert names[0] == "Đến nội dung chính"
    assert names[2:] == ["English", *sections, "q", "Tìm"]


def test_the_current_section_is_named_to_those_who_cannot_see_it(page: Page, sample: str) -> None:
    open_page(page, sample + ITEM, 1280)
    expect(page.locator(".bar__sections [aria-current]")).to_have_text("Dân vận")


def test_on_a_phone_the_sections_open_with_enter_hold_the_focus_in_order_and_close_with_escape(
    page: Page, sample: str
) -> None:
    open_page(page, sample + ITEM, 360)
    button = page.locator(".bar__menu")
    panel = page.locator(".bar__sections")
    button.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Đóng")).to_be_focused()
    for link in panel.get_by_role("link").all():
        page.keyboard.press("Tab")
        expect(link).to_be_focused()
        assert page.evaluate(LOOK)["shown"]
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()


def test_on_a_phone_the_close_button_closes_the_sections_and_gives_the_focus_back(page: Page, sample: str) -> None:
    open_page(page, sample + "/", 360)
    page.locator(".bar__menu").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".bar__sections")).to_be_hidden()
    expect(page.locator(".bar__menu")).to_be_focused()


def test_a_section_chosen_on_a_phone_by_keyboard_opens(page: Page, sample: str) -> None:
    open_page(page, sample + ITEM, 360)
    page.locator(".bar__menu").focus()
    page.keyboard.press("Enter")
    page.locator(".bar__sections").get_by_role("link", name="Kinh tế").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{sample}/chuyen-muc/kinh-te/")


def test_a_reader_searches_filters_and_opens_a_result_without_a_pointer(page: Page, sample: str) -> None:
    open_page(page, sample + "/tim-kiem/", 1280)
    page.locator("#tu-khoa").focus()
    page.keyboard.type("duong van ut")
    page.keyboard.press("Enter")
    first = page.locator("[data-search-results] a[href^='/tin/']").first
    expect(first).to_be_visible()
    summary = page.locator("[data-search-filters] summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#loc-muc")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#loc-muc")).to_be_focused()
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#loc-muc")).to_be_hidden()
    first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(sample + ITEM)


def test_the_reading_tools_work_with_enter_and_space(page: Page, sample: str) -> None:
    open_page(page, sample + ITEM, 1280)
    size = "parseFloat(getComputedStyle(document.querySelector('.body p')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="Chữ lớn hơn").focus()
    page.keyboard.press("Enter")
    larger = page.evaluate(size)
    page.keyboard.press("Space")
    assert before < larger < page.evaluate(size)
