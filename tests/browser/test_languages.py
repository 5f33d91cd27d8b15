"""The second language in a real browser: the switch, and the English pages."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

ORIGINAL = "/tin/2026/11/trang-nhat-va-trang-tin-co-gi/"
ENGLISH = "/en/tin/2026/11/what-the-front-page-and-a-news-page-hold/"

PAGES = {"front": "/en/", "item": ENGLISH, "original": ORIGINAL}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_in_two_languages_breaks_a_rule_of_wcag_22_aa(
    browser: Browser,
    sample: str,
    name: str,
    scheme: str,
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(sample + PAGES[name])
    page.wait_for_load_state("networkidle")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    violations = Axe().run(page, options=rules).response["violations"]
    context.close()
    assert [(found["id"], found["nodes"][0]["html"][:200]) for found in violations] == []


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


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_the_switch_is_large_enough_to_touch_and_no_page_scrolls_sideways(
    page: Page,
    sample: str,
    name: str,
    width: int,
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(sample + PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for link in page.locator("body a[hreflang]").all():
        expect(link).to_be_visible()
        box = link.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24


def test_the_english_page_writes_today_in_english_and_needs_no_script_for_its_switch(
    page: Page,
    browser: Browser,
    sample: str,
) -> None:
    page.clock.set_fixed_time("2026-11-20T03:00:00Z")
    page.goto(sample + ENGLISH)
    expect(page.get_by_text("Friday, 20 November 2026")).to_be_visible()
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(sample + "/en/")
    plain.get_by_role("link", name="Tiếng Việt").click()
    expect(plain).to_have_url(sample + "/")
    plain.get_by_role("link", name="English").click()
    expect(plain).to_have_url(sample + "/en/")
    context.close()


def test_the_english_search_field_leads_to_the_search_of_vietnamese_news(page: Page, sample: str) -> None:
    page.goto(sample + "/en/")
    page.get_by_role("searchbox", name="Vietnamese news").fill("ben luc")
    page.keyboard.press("Enter")
    expect(page.locator("[data-search-results] a").first).to_be_visible()
