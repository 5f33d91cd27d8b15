"""The policy in a real browser: hostile content does nothing, and what the policy forbids does not work."""

from __future__ import annotations

import functools
import http.server
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from plugins.build import Options, build_site
from plugins.reader.sanitising import Sanitiser
from tests.browser.conftest import Server, strict_host
from tests.browser.windows import Windows
from tests.hostile import SNIPPETS, build_hostile

# Mixes that no other run makes cost nothing here; the same ones tell of a change.
MIXES = 3_000

HARMFUL = """texts => texts.filter(text => {
  const body = new DOMParser().parseFromString(text, "text/html").body;
  return body.parentNode.querySelector("head > *") || [...body.querySelectorAll("*")].some(element =>
    !/^[a-z0-9]+$/.test(element.localName) || element.namespaceURI !== "http://www.w3.org/1999/xhtml" ||
    element.matches("script, style, iframe, object, embed, form, base, meta, link, template, input, textarea") ||
    [...element.attributes].some(({ name, value }) => /^on|style|srcdoc|formaction|^data-|^name$/.test(name) ||
      (/^(href|src|cite)$/.test(name) && !/^(https?|mailto|tel):|^[/](?![/\\\\])|^#/i.test(value))));
})"""


def test_what_the_gate_lets_through_is_harmless_to_the_browser_s_own_parser(page: Page):
    chance = random.Random(8)
    gate, pictures = Sanitiser(), {"images/x.jpg": "/images/x.jpg"}
    texts = ["".join(chance.choices(SNIPPETS, k=chance.randint(1, 9))) for _ in range(MIXES)]
    assert page.evaluate(HARMFUL, ["<p onclick=x>", "<svg>", "<a href=//la>"]) != []
    assert page.evaluate(HARMFUL, [gate.clean(text, pictures) for text in texts]) == []


@pytest.fixture(scope="module")
def hostile(fill_once) -> Path:
    return fill_once("hostile", build_hostile)


class PlainHandler(http.server.SimpleHTTPRequestHandler):
    """A host that sends no headers of its own."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def plain(hostile: Path) -> Iterator[str]:
    """The site on such a host."""
    with Server(("127.0.0.1", 0), functools.partial(PlainHandler, directory=str(hostile))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def watch(page: Page, host: str) -> list[str]:
    """What goes wrong in the page from now on: dialogs, errors, refused or foreign requests."""
    seen: list[str] = []

    def dismiss(dialog) -> None:
        seen.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: seen.append(f"error {error}"))
    page.on("console", lambda message: seen.append(f"console {message.text}") if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith(host) else seen.append(f"request {request.url}"))
    page.add_init_script("window.lo = text => alert(text)")
    return seen


def test_no_page_of_a_hostile_content_runs_asks_or_says_anything(windows: Windows, hostile: Path, plain: str):
    """Neither with the policy nor, since nothing leans on it alone, on a page without."""
    addresses = sorted(
        f"/{file.relative_to(hostile).as_posix().removesuffix('index.html')}"
        for file in hostile.rglob("*.html")
        if file.relative_to(hostile).parts[0] in ("tin", "en", "the", "tac-gia", "chu-tri", "dinh-chinh", "gioi-thieu")
        or file.parent == hostile
    )
    assert len(addresses) > 10
    for bypass in (False, True):
        page = windows.open(service_workers="block", bypass_csp=bypass)
        seen = watch(page, plain)
        for address in addresses:
            page.goto(plain + address)
            page.mouse.move(300, 300)
        assert seen == []


def test_the_search_shows_hostile_texts_as_texts(windows: Windows, plain: str):
    page = windows.open(service_workers="block")
    seen = watch(page, plain)
    page.goto(f"{plain}/tim-kiem/?q=%3Cscript%3Elo(1)%3C/script%3E+td")
    page.wait_for_selector("[data-search-results] a")
    assert "<script>lo('td')</script>" in page.locator("[data-search-results]").inner_text()
    assert seen == []


FORBIDDEN = {
    "markup from a text": "document.body.innerHTML = '<b>x</b>'",
    "more markup": "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
    "a document from a text": "document.write('<b>x</b>')",
    "code from a text": "eval('1')",
    "a function from a text": "new Function('1')()",
    "a script's address": "document.createElement('script').src = '/theme/x.js'",
    "a worker's address": "new Worker('/worker.js')",
    "another policy": "trustedTypes.createPolicy('khac', { createHTML: String })",
}


@pytest.mark.parametrize("host", ["header", "meta"])
def test_a_script_can_make_neither_markup_nor_code_of_a_text(windows: Windows, hostile: Path, plain: str, host: str):
    page = windows.open(service_workers="block")

    def attempt(code: str) -> str:
        """In a turn of its own: what the test itself calls, the browser lets evaluate."""
        turn = f"() => {{ try {{ {code}; done('done') }} catch (error) {{ done(error.name) }} }}"
        return page.evaluate(f"() => new Promise((done) => setTimeout({turn}))")

    def attempts(address: str) -> dict[str, str]:
        page.goto(f"{address}/tin/2022/07/mot/")
        return {name: attempt(code) for name, code in FORBIDDEN.items()}

    if host == "meta":
        found = attempts(plain)
    else:
        with strict_host(hostile) as address:
            found = attempts(address)
    assert set(found.values()) <= {"TypeError", "EvalError"}, found


@pytest.mark.parametrize(
    "named", ["/worker.js", "/images/worker.png", "//la.example/worker.js", "javascript:worker.js"]
)
def test_no_address_but_that_of_a_worker_of_the_site_is_registered(windows: Windows, plain: str, named: str):
    page = windows.open()
    seen = watch(page, plain)
    text = (page.request.get(f"{plain}/gioi-thieu/")).text()
    assert 'data-worker="/worker.js"' in text
    changed = text.replace('data-worker="/worker.js"', f'data-worker="{named}"')
    page.route("**/gioi-thieu/", lambda route: route.fulfill(body=changed, content_type="text/html"))
    page.goto(f"{plain}/gioi-thieu/")
    page.wait_for_load_state("networkidle")
    if named == "/worker.js":
        page.wait_for_function("navigator.serviceWorker.getRegistrations().then((all) => all.length === 1)")
    else:
        page.wait_for_timeout(500)
        assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    assert seen == []


def test_inline_scripts_styles_and_foreign_addresses_are_refused_by_the_page_itself(windows: Windows, plain: str):
    page = windows.open(service_workers="block")
    page.goto(f"{plain}/gioi-thieu/")
    violated = page.evaluate(
        """async () => {
          const seen = [];
          document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
          const style = document.createElement("style");
          style.textContent = "body { color: red }";
          const base = document.createElement("base");
          base.href = "https://la.example/";
          const picture = new Image();
          picture.src = "https://la.example/x.gif";
          document.head.append(style, base, picture);
          await fetch("https://la.example/").catch(() => {});
          const form = document.createElement("form");
          form.action = "https://la.example/";
          document.body.append(form);
          form.submit();
          await new Promise((done) => setTimeout(done, 300));
          return [...new Set(seen)].sort();
        }"""
    )
    assert violated == ["base-uri", "connect-src", "form-action", "img-src", "style-src-elem"]


def test_the_page_of_patterns_keeps_to_the_policy(windows: Windows, tmp_path: Path, monkeypatch, hostile: Path):
    monkeypatch.setattr("plugins.build.CACHE", tmp_path / "cache")
    content = hostile.with_name(f"{hostile.name}.part-content")
    build_site(Options(content=content, output=tmp_path / "site", jobs=1, drafts=True))
    page = windows.open(service_workers="block")
    with strict_host(tmp_path / "site") as address:
        seen = watch(page, address)
        page.goto(f"{address}/mau/")
        page.wait_for_load_state("networkidle")
    assert [line for line in seen if "404" not in line] == []
