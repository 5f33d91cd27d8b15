"""The second language in a real browser: the switch, and the English pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import PAGES
from tests.browser.windows import Windows

FRONT, ENGLISH, ORIGINAL = (PAGES[name] for name in ("english front", "english item", "original of an english item"))


def tab_to(page: Page, name: str) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"no tab stop is called {name}")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_switch_leads_to_the_other_language_and_back_by_keyboard(page: Page, sample: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(sample + ORIGINAL)
    tab_to(page, "English")
    page.keyboard.press("Enter")
    expect(page).to_have_url(sample + ENGLISH)
    assert page.locator("html").get_attribute("lang") == "en"
    tab_to(page, "Tiếng Việt")
    page.keyboard.press("Enter")
    expect(page).to_have_url(sample + ORIGINAL)


@pytest.mark.parametrize("address", [FRONT, ENGLISH, ORIGINAL])
def test_the_switch_is_large_enough_to_touch(page: Page, sample: str, address: str) -> None:
    page.goto(sample + address)
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for link in page.locator("body a[hreflang]").all():
            expect(link).to_be_visible()
            box = link.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 24


def test_the_english_page_writes_today_in_english_and_needs_no_script_for_its_switch(
    page: Page, windows: Windows, sample: str
) -> None:
    page.clock.set_fixed_time("2026-11-20T03:00:00Z")
    page.goto(sample + ENGLISH)
    expect(page.get_by_text("Friday, 20 November 2026")).to_be_visible()
    plain = windows.open(java_script_enabled=False)
    plain.goto(sample + "/en/")
    plain.get_by_role("link", name="Tiếng Việt").click()
    expect(plain).to_have_url(sample + "/")
    plain.get_by_role("link", name="English").click()
    expect(plain).to_have_url(sample + "/en/")


def test_the_english_search_field_leads_to_the_search_of_vietnamese_news(page: Page, sample: str) -> None:
    page.goto(sample + "/en/")
    page.get_by_role("searchbox", name="Vietnamese news").fill("ben luc")
    page.keyboard.press("Enter")
    expect(page.locator("[data-search-results] a").first).to_be_visible()
