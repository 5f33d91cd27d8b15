"""Pages for the browser tests: each test has its own, in a context that is kept for others."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

MOST_KEPT = 6  # contexts


class Windows:
    """Opens pages in contexts that are kept, by their options, for other tests: a new one takes half a second.

    After each test the pages are closed and what they stored is cleared. A context whose clock was turned is closed
    itself, for it cannot be turned back.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[str, BrowserContext] = {}
        self._opened: list[Page] = []

    def open(self, **options: Any) -> Page:
        key = json.dumps(options, sort_keys=True)
        context = self._kept.pop(key, None)
        if context is None:
            context = self._browser.new_context(**options)
            context.new_page()  # stays: with its last page the process of a context ends
        self._kept[key] = context
        self._opened.append(context.new_page())
        return self._opened[-1]

    def clear(self) -> None:
        used = {page.context for page in self._opened}
        for key, context in list(self._kept.items()):
            if context in used and not self._empty(context):
                context.close()
                del self._kept[key]
        self._opened.clear()
        while len(self._kept) > MOST_KEPT:
            self._kept.pop(next(iter(self._kept))).close()

    def _empty(self, context: BrowserContext) -> bool:
        """Whether the context can be used again."""
        if not context.pages:
            return False  # the test has closed it
        blank, *pages = context.pages
        places = {urllib.parse.urlsplit(page.url) for page in [*pages, *self._opened] if page.context == context}
        for page in pages:
            page.close()
        session = context.new_cdp_session(blank)
        for origin in {f"{place.scheme}://{place.netloc}" for place in places if place.netloc}:
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        session.send("Network.clearBrowserCache")
        session.detach()
        context.clear_cookies()
        context.set_offline(False)
        return bool(blank.evaluate("Date.toString().includes('native code')"))
