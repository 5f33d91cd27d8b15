"""One Chromium for all browser tests, pages in it, and hosts for those that need one."""

from __future__ import annotations

import functools
import http.server
import json
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from plugins.model.policy import CONTENT_SECURITY_POLICY
from tests.browser.chromium import ARGUMENTS, SHELL, find_chromium
from tests.browser.windows import Windows

expect.set_options(timeout=15_000)  # a busy machine needs more than the usual five seconds; what is right waits less
KINDS = {"js": "text/javascript", "json": "application/json", "css": "text/css", "svg": "image/svg+xml"}
NEWS = "<!doctype html><html lang='vi'><meta charset='utf-8'><title>Tin</title><h1>Tin</h1></html>"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_chromium(SHELL)
    if executable is None:
        pytest.fail("The browser tests need Chromium: run `python -m tests.browser.chromium`, or name one in CHROMIUM.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def kept_windows(browser: Browser) -> Windows:
    return Windows(browser)


@pytest.fixture
def windows(kept_windows: Windows) -> Iterator[Windows]:
    yield kept_windows
    kept_windows.clear()


@pytest.fixture
def page(windows: Windows) -> Page:
    return windows.open(viewport={"width": 1280, "height": 900}, service_workers="block")


class Server(http.server.ThreadingHTTPServer):
    """Says nothing when a page is closed, or leaves, before all that it asked for has come."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class StrictHandler(http.server.SimpleHTTPRequestHandler):
    """A static host that allows a page nothing but the site's own files."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def strict_host(folder: Path, kind: type[StrictHandler] = StrictHandler) -> Iterator[str]:
    """The address of a host that serves the folder."""
    handler = functools.partial(kind, directory=str(folder))
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def sample(sample_folder: Path) -> Iterator[str]:
    """The address of the built sample site."""
    with strict_host(sample_folder) as address:
        yield address


class Site:
    """Files by address, on loopback; `delays` in seconds; `log` holds the addresses asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.delays: dict[str, float] = {}
        self.log: list[str] = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urllib.parse.urlsplit(self.path).path
                site.log.append(path)
                time.sleep(site.delays.get(path, 0))
                body = NEWS.encode() if path.startswith("/tin/") else site.files.get(path)
                self.send_response(200 if body is not None else 404)
                self.send_header("Content-Type", f"{KINDS.get(path.rsplit('.', 1)[-1], 'text/html')}; charset=utf-8")
                self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def write_json(self, address: str, content: object) -> None:
        self.files[address] = json.dumps(content, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()
