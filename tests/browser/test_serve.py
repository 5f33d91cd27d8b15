"""`serve` in a browser: a save shows by itself, a fault is shown over the page and goes away when it is mended."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.serving import serve


@pytest.fixture
def address(site):
    site.write("a", body="Câu đầu.")
    with serve(site) as address:
        yield address


@pytest.fixture
def page(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/tin/2022/07/tin-a/")
    page.wait_for_function("performance.getEntriesByName(location.origin + '/-/reload.js').length")
    yield page
    page.close()


def test_a_saved_text_is_seen_without_reloading_by_hand(page, site):
    site.write("a", body="Câu mới.")
    expect(page.get_by_text("Câu mới.")).to_be_visible()


def test_a_fault_is_shown_over_the_page_that_stays_up_and_goes_when_it_is_mended(browser, page, site, address):
    path = site.write("a", body="Câu hỏng.", category="Không có chuyên mục này")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("news/2022/07/a.md:4: E-")
    expect(alert).to_contain_text("Không có chuyên mục này")
    expect(page.get_by_text("Câu đầu.")).to_be_visible()
    other = browser.new_page()
    other.goto(f"{address}/")
    expect(other.get_by_role("alert")).to_contain_text("E-")
    assert path.exists()
    site.write("a", body="Câu lành.")
    expect(page.get_by_text("Câu lành.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(other.get_by_role("alert")).to_have_count(0)
    other.close()


def test_a_draft_is_shown_and_a_new_item_appears_on_the_home_page(browser, address, site):
    page = browser.new_page()
    page.goto(f"{address}/")
    page.wait_for_function("performance.getEntriesByName(location.origin + '/-/reload.js').length")
    site.write("moi", title="Tin vừa viết xong", status="draft", folder="2024/03", date="2024-03-01")
    expect(page.get_by_text("Tin vừa viết xong").first).to_be_visible()
    page.close()
