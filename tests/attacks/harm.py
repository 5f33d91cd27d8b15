"""What harm a built site does: in its files, and in a real browser.

In: the files of a site and the case whose input it was made from. Out: findings, as short phrases. The same look is
taken at stock Pelican's output, where it finds much, and at ours.
"""

from __future__ import annotations

import functools
import http.server
import io
import re
import socket
import threading
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from playwright.sync_api import BrowserContext, Error, Page, Route

from tests.attacks.case import SECRET, TAKEN, Case
from tests.browser.conftest import Server

SCRIPT = (Path(__file__).parent / "inspection.js").read_text("utf-8")
TEXTS = (".html", ".xml", ".json", ".txt", ".js", ".css")
ALL, SHORT = "", 5  # bytes
POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
ALERT = "window.alert = () => { window.hacked = true; }"  # a dialog would stop the page; this one is only told of


def find_in_files(files: Mapping[str, bytes], case: Case) -> list[str]:
    """Marks that stand in files of the site, and a file of the site's own that the case has taken."""
    found = []
    for mark in case.marks:
        # In the bytes of pictures, short marks stand by chance.
        kinds = ALL if len(mark.encode()) > SHORT else TEXTS
        holders = [name for name, content in files.items() if name.endswith(kinds) and mark.encode() in content]
        if holders:
            found.append(f"{mark.strip()!a} in {holders[0]}")
    content = files.get(case.watch, b"")
    if TAKEN.encode() in content and not content.startswith(b"<?xml"):  # feeds hold the text of items
        found.append(f"{case.watch} taken over")
    return found


def read_files(output: Path) -> dict[str, bytes]:
    """The files of a site by their names, in order."""
    paths = sorted(path for path in output.rglob("*") if path.is_file())
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in paths}


def send(port: int, request: str) -> bytes:
    """The answer to a raw request to a server on loopback; nothing where it gives none."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(request.encode())
            answer = b""
            while part := connection.recv(65536):
                answer += part
            return answer
    except OSError:
        return b""


def find_in_answer(answer: bytes, case: Case) -> list[str]:
    """What a server gave away, or let the asker put into its answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    is_page = " 200 " in lines[0] and any(mark.encode() in body for mark in case.marks)
    found = ["gives the page"] * is_page
    found += ["gives away a file of the machine"] * any(mark in body for mark in (SECRET.encode(), b"root:x:0:0"))
    found += ["script in the answer"] * (b"<script>alert" in body)
    for line in lines[1:]:
        name, _, value = line.partition(":")
        found += ["leads to another host"] * (name.lower() == "location" and "evil" in value.split("/")[:3])
        found += ["takes a header"] * (name.lower() == "set-cookie")
    return found


class Watch:
    """Opens pages of a `host` in a context and tells what acted in each."""

    def __init__(self, context: BrowserContext) -> None:
        self.host = "http://127.0.0.1"
        self._found: set[str] = set()
        self._context = context
        context.add_init_script(ALERT)
        context.route(lambda url: not url.startswith(self.host), self._refuse)
        self._page = self._open()

    def _open(self) -> Page:
        page = self._context.new_page()
        page.on("dialog", lambda dialog: (self._found.add("dialog"), dialog.dismiss()))
        page.on("pageerror", lambda error: self._found.add(f"error: {error}"))
        page.on("console", lambda message: self._notice_console(message.type, message.text))
        return page

    def _refuse(self, route: Route) -> None:
        url = route.request.url
        if not url.startswith(("data:", "blob:", "about:")):
            self._found.add(f"request to {urllib.parse.urlsplit(url).netloc or url[:30]}")
        route.abort()

    def _notice_console(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:
            self._found.add(f"console: {text[:100]}")

    def look(self, address: str, wait: str = "") -> list[str]:
        """Findings on the page at an address, when what is waited for is in it, or in the feed there."""
        self._found.clear()
        try:
            found = self._look(address, wait)
        except Error as error:  # the page left before it could be looked at; what it leads to may still come
            found = ["leads away"] if "navigation" in str(error) else [str(error)[:60]]
            self._page.close()
            self._page = self._open()
        return sorted({*found, *self._found})

    def _look(self, address: str, wait: str) -> list[str]:
        if address.endswith(".xml"):
            self._page.goto(f"{self.host}/")
            self._found.clear()  # what is on the home page is its own
            return self._evaluate(f"fetch({address!r}).then((answer) => answer.text()).then(inspectFeed)")
        self._page.goto(self.host + address, wait_until="load")
        if wait:
            self._page.wait_for_selector(wait, state="attached")
        found = self._evaluate("inspect(document)")
        if self._page.evaluate("Boolean(window.hacked)"):
            found.append("script ran")
        return found

    def _evaluate(self, expression: str) -> list[str]:
        found: list[str] = self._page.evaluate(f"() => {{ {SCRIPT}; return {expression}; }}")
        return found


@contextmanager
def plain_host(folder: Path) -> Iterator[str]:
    """A host without any policy, the pages' own taken out, so that nothing but what they hold keeps scripts away."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def send_head(self) -> io.BytesIO | BinaryIO | None:
            path = Path(self.translate_path(self.path))
            path = path / "index.html" if path.is_dir() else path
            if path.suffix != ".html" or not path.is_file():
                return super().send_head()
            content = POLICY.sub(b"", path.read_bytes())
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            return io.BytesIO(content)

        def log_message(self, *_: object) -> None:
            pass

    with Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def pages_of(output: Path) -> Iterable[str]:
    """Addresses of pages and feeds, percent-encoded."""
    for path in sorted(output.rglob("*")):
        if path.suffix in (".html", ".xml") and path.is_file():
            yield "/" + urllib.parse.quote(path.relative_to(output).as_posix())
