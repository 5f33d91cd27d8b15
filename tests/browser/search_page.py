"""What the tests do on the search page."""

from __future__ import annotations

import urllib.parse

from playwright.sync_api import Locator, Page


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
    for _ in range(100):
        kept = page.evaluate("caches.open('portal-search').then((c) => c.keys()).then((all) => all.map((r) => r.url))")
        if any("/search/search." in address for address in kept) and any("/cards/" in address for address in kept):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the worker has kept nothing")
