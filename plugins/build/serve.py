"""Serves the site on loopback while it is being edited: rebuilds on a save and reloads the browser.

In: the build's options. Out: pages at http://127.0.0.1:PORT/, with drafts, marked. A worker process builds; when a
build fails, the last good site stays up and the browser shows the faults. Only addresses of this machine are answered:
a foreign name that leads here would let its pages read drafts.
"""

from __future__ import annotations

import http.server
import json
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from watchfiles import DefaultFilter, watch

from plugins.model import SiteError
from plugins.model.paths import is_within
from plugins.model.policy import CONTENT_SECURITY_POLICY
from plugins.model.serving import Request, Route

from .output import OutputFolder
from .settings import CACHE, PROJECT, Options
from .worker import Worker

EVENTS, SCRIPT_ADDRESS = "/-/events", "/-/reload.js"
SCRIPT = (Path(__file__).parent / "reload.js").read_bytes()
HOSTS = frozenset(("127.0.0.1", "localhost", "[::1]"))
LAST_TAG = b"</body>"
LONGEST_LENGTH = 12  # digits of a Content-Length
KEEP_ALIVE = 15  # seconds between comments that keep an idle connection open
# Milliseconds: how long no file may change before a build, how long that is awaited, and when the watch says it began.
QUIET, LONGEST_WAIT, START = 20, 200, 200


class SavedFiles(DefaultFilter):
    """Leaves out what editors and office programs put beside a file while it is open: backups, locks, trial files."""

    ignore_entity_patterns = (*DefaultFilter.ignore_entity_patterns, r"^[.#]", r"^4913$", r"\.(tmp|part|crdownload)$")


class Listeners:
    """The browsers that wait for news of the next build.

    Builds are numbered, from the time on so that a later server has other numbers: a browser says which it has seen.
    """

    def __init__(self) -> None:
        self._queues: set[queue.SimpleQueue[str]] = set()
        self._faults: tuple[str, ...] = ()
        self.number = time.time_ns() // 1_000_000

    def join(self, seen: int) -> queue.SimpleQueue[str]:
        mailbox: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._queues.add(mailbox)
        if self._faults or seen != self.number:
            mailbox.put(self._message())
        return mailbox

    def leave(self, mailbox: queue.SimpleQueue[str]) -> None:
        self._queues.discard(mailbox)

    def tell(self, faults: tuple[str, ...]) -> None:
        """A build that failed changed no page, and has no number."""
        self._faults = faults
        if not faults:
            self.number += 1
        for mailbox in tuple(self._queues):
            mailbox.put(self._message())

    def _message(self) -> str:
        return json.dumps({"faults": self._faults}, ensure_ascii=False)


class PreviewHandler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(
        self,
        *args: Any,
        listeners: Listeners,
        routes: Mapping[str, Route] = {},
        scripts: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        self._listeners = listeners
        self._routes = routes
        self._scripts = "".join(f'<script src="{address}" defer></script>' for address in scripts)
        super().__init__(*args, **kwargs)

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        host = self.headers.get("Host", "").lower()
        if host in HOSTS or host.rpartition(":")[0] in HOSTS:
            return True
        self.close_connection = True
        message = f"Chỉ mở ở địa chỉ của máy này: http://127.0.0.1:{self.server.server_port}/."  # type: ignore[attr-defined]
        self._send(message.encode(), "text/plain", HTTPStatus.FORBIDDEN)
        return False

    def do_POST(self) -> None:
        if not self._send_answer():
            self.close_connection = True  # nobody has read what it sent
            self._send(b"", "text/plain", HTTPStatus.METHOD_NOT_ALLOWED)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if self._send_answer():
            return
        if path == EVENTS:
            seen = parse_qs(urlsplit(self.path).query).get("seen", ["0"])[0]
            self._send_events(int(seen) if seen.isdecimal() else 0)
        elif path == SCRIPT_ADDRESS:
            self._send(SCRIPT, "text/javascript")
        else:
            file = Path(self.translate_path(self.path))
            if (file.is_dir() and not path.endswith("/")) or f"{path}/" in self._routes:
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                self.send_header("Location", urlsplit(self.path).path + "/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._send_file(file / "index.html" if file.is_dir() else file)

    def log_message(self, *_: Any) -> None:
        """The terminal belongs to the build's own lines."""

    def _send_answer(self) -> bool:
        """Let the room answer that has the address, if there is one. Its pages carry no script of ours."""
        address = urlsplit(self.path)
        path = unquote(address.path)
        route = next((route for start, route in self._routes.items() if path.startswith(start)), None)
        if route is None:
            return False

        def header(name: str) -> str:
            return self.headers.get(name, "")

        self.close_connection = self.command != "GET"  # a refused body may not have been read
        answer = route(Request(self.command, path, address.query, header, self._read_body))
        self._send(answer.content, answer.kind, answer.status, answer.headers)
        return True

    def _read_body(self, most: int) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or len(length) > LONGEST_LENGTH or int(length) > most:
            return None
        return self.rfile.read(int(length))

    def _send_file(self, file: Path) -> None:
        status, number = HTTPStatus.OK, self._listeners.number
        if not file.is_file() or not is_within(Path(self.directory), file):
            file, status = Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND
        content = file.read_bytes() if file.is_file() else "Trang chưa dựng được; hãy xem lỗi.".encode()
        kind = self.guess_type(str(file))
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        if kind == "text/html":
            tag = f'<script src="{SCRIPT_ADDRESS}" data-build="{number}" defer></script>{self._scripts}'.encode()
            head, last, tail = content.rpartition(LAST_TAG)
            content = head + tag + last + tail
        self._send(content, kind, status, headers)

    def _send(
        self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] = {}
    ) -> None:
        text = kind.startswith("text/") or kind.endswith(("json", "xml"))
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _send_events(self, seen: int) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        mailbox = self._listeners.join(seen)
        try:
            while True:
                try:
                    self.wfile.write(f"data: {mailbox.get(timeout=KEEP_ALIVE)}\n\n".encode())
                except queue.Empty:
                    self.wfile.write(b": still here\n\n")
                self.wfile.flush()
        except OSError:
            pass  # the browser has gone
        finally:
            self._listeners.leave(mailbox)


class PreviewServer(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True


def serve_site(
    options: Options,
    port: int,
    say: Callable[[str], None],
    routes: Mapping[str, Route] | None = None,
    scripts: Sequence[str] = (),
) -> None:
    """Build, serve and rebuild until interrupted; SiteError when the port or the output folder is taken.

    `routes` answer what lies below their addresses instead of the site's files: `/bien-tap/` → the desk. `scripts` are
    addresses that every page loads too.
    """
    if options.output is None:
        raise ValueError("serving needs an output folder of its own, since drafts are shown")
    listeners, worker = Listeners(), Worker(options)
    options.output.mkdir(parents=True, exist_ok=True)
    handler = partial(
        PreviewHandler, listeners=listeners, routes=routes or {}, scripts=scripts, directory=str(options.output)
    )
    try:
        server = PreviewServer(("127.0.0.1", port), handler)
    except OSError:
        raise SiteError(f"Cổng {port} đang có chương trình khác dùng; hãy chọn cổng khác với --port.") from None

    def rebuild(changed: set[str]) -> None:
        outcome = worker.build(changed)
        listeners.tell(outcome.faults)
        for line in outcome.lines:
            say(line)

    with server, OutputFolder(options.output, CACHE).served():
        changes = watch_files(options)
        next(changes)  # from here on no change is missed
        rebuild(set())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        say(f"Xem tại http://127.0.0.1:{server.server_port}/ — lưu tệp là trang tự cập nhật; Ctrl+C để dừng.")
        try:
            for paths in changes:
                if paths:
                    say(f"Thay đổi: {', '.join(sorted({Path(path).name for path in paths})[:5])}")
                    rebuild(paths)
        finally:
            server.shutdown()
            worker.stop()


def watch_files(options: Options) -> Iterator[set[str]]:
    """The paths that changed, as often as some have; the first, empty set says that the watch has begun."""
    watched = {PROJECT / "content", PROJECT / "theme", PROJECT / "plugins", options.settings}
    if options.content is not None:
        watched.add(options.content)
    changes = watch(
        *(path for path in watched if path.exists()),
        watch_filter=SavedFiles(),
        debounce=LONGEST_WAIT,
        step=QUIET,
        rust_timeout=START,
        yield_on_timeout=True,
    )
    for found in changes:
        yield {path for _, path in found}
