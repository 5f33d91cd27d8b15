"""What the tests do on the search page."""

from __future__ import annotations

import urllib.parse

from playwright.sync_api import Locator, Page

from tests.browser.conftest import Site
from tests.browser.waiting import wait_until


def ask(page: Page, query: str, **filters: str) -> Page:
    page.goto("/tim-kiem/?" + urllib.parse.urlencode({"q": query, **filters}))
    page.wait_for_selector("[data-search-results] a[href], [data-search-empty]:not([hidden])", state="attached")
    return page


def links(page: Page) -> Locator:
    return page.locator("[data-search-results] a")


def titles(page: Page) -> list[str]:
    return links(page).all_inner_texts()


def keep(page: Page) -> None:
    """Wait until the worker has kept what the page had loaded."""
    script = "caches.open('portal-search').then((c) => c.keys()).then((all) => all.map((r) => r.url).join(' '))"

    def is_kept() -> bool:
        addresses: str = page.evaluate(script)
        return "/search/search." in addresses and "/cards/" in addresses

    wait_until(page, is_kept, "the worker has kept nothing")


def query_of(page: Page) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))


def card_requests(site: Site) -> int:
    return sum(path.startswith("/search/cards/") for path in site.log)


def scroll_to_end(page: Page) -> None:
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")


def tag_field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Thẻ")


def suggestions(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Thẻ").get_by_role("option")


def open_filters(page: Page) -> Page:
    page.locator("[data-search-filters] summary").click()
    return page
