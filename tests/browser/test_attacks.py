"""What the attack table publishes does nothing in a browser, on a host without a policy and on a strict one.

Every page and feed of the attacked portal is opened: no script runs, no dialog opens, nothing is asked of another host,
nothing is said on the console, and no element, attribute or address could act after a click.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.attacks.harm import Watch, pages_of, plain_host
from tests.attacks.site import OUTPUT, build_attacked_site, cases_of
from tests.browser.conftest import strict_host

HARMLESS_LISTINGS = ("/luu-tru/", "/lich/", "/dia-phuong/")  # of whose pages one is like another


@pytest.fixture(scope="module")
def folder(fill_once) -> Path:
    return fill_once("attacked", build_attacked_site) / OUTPUT


@pytest.fixture
def watch(browser: Browser) -> Iterator[Watch]:
    context = browser.new_context(service_workers="block")
    yield Watch(context)
    context.close()


def addresses_of(folder: Path) -> list[str]:
    pages = [address.removesuffix("index.html") for address in pages_of(folder)]
    listings = {start: [page for page in pages if page.startswith(start)] for start in HARMLESS_LISTINGS}
    left = {page for found in listings.values() for page in found[2:]}
    return [page for page in pages if page not in left]


def test_no_page_or_feed_of_the_attacked_portal_acts_where_no_policy_holds_it_back(folder, watch):
    addresses = addresses_of(folder)
    assert len([address for address in addresses if address.startswith("/tin/")]) > 50
    with plain_host(folder) as watch.host:
        assert {address: found for address in addresses if (found := watch.look(address))} == {}


def test_the_policy_has_nothing_to_hold_back_on_the_items_and_fronts(folder, watch):
    """A browser would say on the console what it refused."""
    addresses = [address for address in addresses_of(folder) if address.startswith("/tin/") or address == "/"]
    with strict_host(folder) as watch.host:
        assert {address: found for address in addresses if (found := watch.look(address))} == {}


@pytest.mark.parametrize("host", [plain_host, strict_host])
def test_hostile_queries_of_the_search_page_are_shown_as_text(folder, watch, host):
    found = {}
    with host(folder) as watch.host:
        for case in cases_of("query"):
            found[case.name] = watch.look(
                f"/tim-kiem/?{case.asks}", wait="[data-search-results] a, [data-search-empty]:not([hidden])"
            )
    assert {name: what for name, what in found.items() if what} == {}


def test_the_watch_sees_what_acts(tmp_path, watch):
    """A page that does all that is looked for, so that finding nothing means something."""
    page = """<!doctype html><title>x</title><script>alert(1)</script><img src=x onerror=alert(2)>
    <a href="javascript:alert(3)">x</a><a href="//evil.example/">x</a><iframe srcdoc=x></iframe>
    <p style="color:red">x</p><img src="https://evil.example/x.png"><script type="application/ld+json">{"</script>"""
    (tmp_path / "index.html").write_text(page)
    (tmp_path / "f.xml").write_text("<rss><channel><description>&lt;b onclick=x&gt;</description></channel></rss>")
    with plain_host(tmp_path) as watch.host:
        found = watch.look("/")
        assert watch.look("/f.xml") == ["onclick="]
    wanted = {
        "<script>",
        "script ran",
        "onerror=",
        "javascript: address",
        "address without scheme",
        "<iframe>",
        "style=",
    }
    assert wanted | {"request to evil.example", "broken data"} <= set(found)
