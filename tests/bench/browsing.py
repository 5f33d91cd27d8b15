"""Asks both searches the same questions in Chromium and counts what each answer took.

In: the site's folder, Pagefind's bundle and the questions. Out: for each question an `Answer` of either side. Every
question is asked in a fresh context, cold, the sides in turn; one host on loopback serves both and compresses text.
"""

from __future__ import annotations

import contextlib
import gzip
import http.server
import sys
import threading
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from playwright.sync_api import Browser, Error, sync_playwright

from tests.bench.truth.queries import Query
from tests.browser.chromium import ARGUMENTS, find_chromium

TIMEOUT = 15_000  # milliseconds
SETTLE = 150  # milliseconds more for links that come after the first
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
}
BINARY = {".wasm": "application/wasm", ".png": "image/png"}
ANSWERED = "[data-search-results] a[href], [data-search-empty]:not([hidden])"
# Notes the moment in the page itself: asking from outside would add the time of asking.
WATCH = f"""
(() => {{
  const look = () => {{
    if (window.answeredAt === undefined && document.querySelector('{ANSWERED}')) window.answeredAt = performance.now();
  }};
  new MutationObserver(look).observe(document, {{ subtree: true, childList: true, attributes: true }});
}})();
"""


@dataclass(frozen=True)
class Peer:
    label: str
    path: str


PEERS = {"portal": Peer("cổng", "/tim-kiem/"), "pagefind": Peer("Pagefind", "/pagefind-search/")}


@dataclass(frozen=True)
class Answer:
    """`rank` is 1 over the place of the first right link among ten, 0 without; sizes are as sent, page included."""

    rank: float
    kilobytes: float
    requests: int
    milliseconds: float
    answered: bool


@dataclass
class Host:
    """A running server: its address, and (path, bytes) of what it sent since it was last cleared."""

    address: str
    sent: list[tuple[str, int]] = field(default_factory=list)


@contextlib.contextmanager
def serve(
    site: Path, mounts: dict[str, Path], pages: dict[str, str], make: Callable[[str], bytes | None] = lambda _: None
) -> Iterator[Host]:
    """The site on a free port of loopback, with other folders, single pages and files to be made laid over it."""
    host = Host("")

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version: ClassVar[str] = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
            body, kind, coding = (b"", "", "")
            found = pages[path].encode() if path in pages else _find(path, site, mounts)
            made = make(path)
            if made is not None:
                body, kind, coding = _sent(made, Path(path).suffix)
            elif found is not None:
                body, kind, coding = _sent(found)
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/html; charset=utf-8")
            if coding:
                self.send_header("Content-Encoding", coding)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            host.sent.append((path, len(body)))
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


def ask_all(host: Host, queries: Sequence[Query], say: Callable[[str], None]) -> list[tuple[Query, dict[str, Answer]]]:
    """Both sides' answers to every question; who is asked first changes with each."""
    answers = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        for peer in PEERS.values():  # the browser's own first start is nobody's
            if not ask(browser, host, peer, queries[0]).answered:
                sys.exit(f"{peer.label} không trả lời câu nào; xem trang {peer.path} trong trình duyệt.")
        for number, query in enumerate(queries):
            order = list(PEERS) if number % 2 else list(reversed(PEERS))
            pair = {name: ask(browser, host, PEERS[name], query) for name in order}
            answers.append((query, pair))
            if (number + 1) % 50 == 0:
                say(f"{number + 1} câu")
        browser.close()
    return answers


def ask(browser: Browser, host: Host, peer: Peer, query: Query) -> Answer:
    context = browser.new_context(service_workers="block")
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        host.sent.clear()
        page.goto(f"{host.address}{peer.path}?q={urllib.parse.quote(query.text)}", wait_until="commit")
        answered = True
        try:
            page.wait_for_function("window.answeredAt !== undefined", timeout=TIMEOUT)
        except Error:
            answered = False
        milliseconds = page.evaluate("window.answeredAt ?? performance.now()")
        page.wait_for_timeout(SETTLE)
        links = page.eval_on_selector_all("[data-search-results] a[href]", "links => links.map(link => link.pathname)")
    finally:
        context.close()
    slugs = list(dict.fromkeys(_slug(link) for link in links))[:10]
    rank = next((1 / place for place, slug in enumerate(slugs, 1) if slug in query.slugs), 0.0)
    return Answer(rank, sum(size for _, size in host.sent) / 1e3, len(host.sent), milliseconds, answered)


def _slug(path: str) -> str:
    return urllib.parse.unquote(path).rstrip("/").rsplit("/", 1)[-1]


def _find(path: str, site: Path, mounts: dict[str, Path]) -> Path | None:
    root, rest = site, path.lstrip("/")
    for prefix, folder in mounts.items():
        if path.startswith(prefix):
            root, rest = folder, path.removeprefix(prefix)
    file = root / rest
    file = file / "index.html" if file.is_dir() else file
    return file if file.is_file() else None


@lru_cache(maxsize=4096)
def _sent(found: Path | bytes, kind: str = ".html") -> tuple[bytes, str, str]:
    """Body, content type and coding: text is compressed once, unless it already is. `kind` is that of bytes."""
    body, suffix = (found, kind) if isinstance(found, bytes) else (found.read_bytes(), found.suffix)
    if suffix in BINARY or suffix not in TYPES:
        return body, BINARY.get(suffix, "application/octet-stream"), ""
    return (body if body[:2] == b"\x1f\x8b" else gzip.compress(body, 6)), TYPES[suffix], "gzip"
