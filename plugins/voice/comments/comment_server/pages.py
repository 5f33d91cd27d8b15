"""Asks the site whether a page takes comments, and what it is called.

In: the site's address and a page's. Out: the page's headline, or None. Without it anybody could open threads for pages
that do not exist. The page is asked for when the first comment on it comes, and never again.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

# Items and their translations, as the portal writes addresses.
ADDRESS = re.compile(r"/(?:[a-z]{2}/)?tin/[0-9]{4}/[0-9]{2}/[a-z0-9-]{1,200}/")
TIMEOUT = 5  # seconds
MOST_BYTES = 2_000_000
LONGEST_TITLE = 250  # characters


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """A page that has moved takes comments at its new address."""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.takes_comments = False
        self.words: list[str] = []
        self._in_heading = self._seen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.takes_comments |= any(name == "data-comments" for name, _ in attrs)
        self._in_heading |= tag == "h1" and not self._seen

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1" and self._in_heading:
            self._in_heading, self._seen = False, True

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self.words.append(data)


def find_title(site: str, address: str) -> str | None:
    """The headline of the page at the address; None where there is no such page or it takes no comments.

    `site` is the site's public address without a trailing slash. OSError where the site does not answer.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    request = urllib.request.Request(site + quote(address), headers={"Accept": "text/html"})  # noqa: S310
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            html = answer.read(MOST_BYTES).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code >= 500:
            raise OSError(f"{site}: {error.code}") from error
        return None
    page = _Page()
    page.feed(html)
    title = " ".join("".join(page.words).split())[:LONGEST_TITLE]
    return (title or address) if page.takes_comments else None
