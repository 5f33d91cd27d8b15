"""What a reader sees of the search page, in a real browser.

The page is the theme's own, on a host that allows no inline script, no evaluation and no markup from strings. The data
come from a stand-in for the engine, so that each test says what was found and what failed.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from plugins.build.theme import provide_theme
from plugins.search.scripts import bundle_interface, write_narrowing
from tests.browser.conftest import Site
from tests.browser.search.sample import (
    BLOCK,
    CHOICES,
    ITEMS,
    MANIFEST,
    PICTURE,
    STAND_IN,
    TAGS,
    card,
    search_page,
)
from tests.browser.windows import Windows
from tests.samples import THEME
from tests.search_sample import make_corpus, make_portal


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    site, portal = Site.__new__(Site), make_portal(THEME)
    provide_theme(portal)
    site.files = {job.address: job.compose() for job in portal.composers["theme"](portal, make_corpus(portal))}
    site.files = {address: body for address, body in site.files.items() if isinstance(body, bytes)}
    site.files |= {
        "/tim-kiem/": search_page(),
        "/tim-kiem/worker.js": (BLOCK / "worker.js").read_bytes(),
        "/search/search.js": STAND_IN.read_bytes() + bundle_interface(portal).encode(),
        "/search/narrowing.js": write_narrowing(portal, {}).encode(),
        "/images/bia.svg": PICTURE.encode(),
    }
    site.write_json("/search/manifest.json", MANIFEST)
    site.write_json("/search/choices.json", CHOICES)
    site.write_json("/search/tags.json", TAGS)
    for number, item in enumerate(ITEMS):
        site.write_json(f"/search/cards/{number}.json", card(item, number))
    return site.files


@pytest.fixture
def site(server: Site, files: dict[str, bytes]) -> Site:
    server.files, server.delays, server.log = dict(files), {}, []
    return server


@pytest.fixture
def page(windows: Windows, site: Site) -> Iterator[Page]:
    """A fresh page; nothing may be thrown in it, and no markup from an item or a query may run."""
    page = windows.open(base_url=site.address)
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    hacked = page.evaluate("window.hacked")
    assert [fault for fault in faults if "Failed to load" not in fault] == []  # Chromium says so of any missing file
    assert hacked is None
