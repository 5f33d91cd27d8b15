"""The sample site on the real nginx and the real Caddy, with their headers, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from plugins.hosting.servers import Site
from tests.browser.test_pages import ITEM
from tests.web_servers import Server, free_port, running_caddy, running_nginx

RUN = {"nginx": running_nginx, "caddy": running_caddy}


@pytest.fixture(scope="module", params=list(RUN))
def server(
    request: pytest.FixtureRequest, sample_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Without TLS: a browser lets no service worker in where it does not trust the certificate."""
    work = tmp_path_factory.mktemp(request.param)
    (work / "current").symlink_to(sample_folder, target_is_directory=True)
    site = Site(f"http://localhost:{free_port()}", str(work / "current"))
    with RUN[request.param](work / "server", site) as running:
        yield running


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page, and all that it complained of or asked for in vain."""
    context = browser.new_context()
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    yield page, complaints
    context.close()


def test_pages_and_their_service_worker_run_under_the_headers_of_the_real_servers(
    server: Server, watched: tuple[Page, list[str]]
) -> None:
    page, complaints = watched
    for address in ("/", ITEM):
        page.goto(server.address + address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("Array.from(document.images).every((image) => !image.complete || image.naturalWidth > 0)")
    assert page.evaluate("navigator.serviceWorker.ready.then((found) => found.active.scriptURL)").endswith("/worker.js")
    assert complaints == []


def test_search_runs_under_the_headers_of_the_real_servers(server: Server, watched: tuple[Page, list[str]]) -> None:
    page, complaints = watched
    page.goto(f"{server.address}/tim-kiem/?q=dan+van")
    expect(page.locator("[data-search-results] a").first).to_be_visible()
    assert complaints == []


def test_a_script_that_was_written_into_a_page_does_not_run(server: Server, watched: tuple[Page, list[str]]) -> None:
    page, complaints = watched
    page.goto(server.address)
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), {src: 'https://khac.example/x.png'}))"
    )
    page.wait_for_timeout(100)
    assert any("khac.example" in complaint for complaint in complaints)
    with pytest.raises(Exception, match=r"TrustedHTML|TrustedScript"):
        page.evaluate("document.body.setAttribute('onclick', 'alert(1)'); document.body.innerHTML = '<b>x</b>'")


def test_the_page_for_what_is_not_there_looks_as_it_should(server: Server, watched: tuple[Page, list[str]]) -> None:
    page, _ = watched
    answer = page.goto(f"{server.address}/khong-co/o-day/")
    assert answer is not None
    assert answer.status == 404
    assert page.evaluate("document.styleSheets.length") == 1
    expect(page.locator("main h1")).to_be_visible()
