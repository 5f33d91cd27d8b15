"""Serves the site on loopback while it is being edited: rebuilds on a save and reloads the browser.

In: the build's options. Out: pages at http://127.0.0.1:PORT/, with drafts, marked. Each build runs in a process of its
own, so that the server does not grow; when one fails, the last good site stays up and the browser shows the faults.
"""

from __future__ import annotations

import http.server
import json
import multiprocessing
import queue
import threading
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from watchfiles import watch

from plugins.model import SiteError

from .settings import PROJECT, Options

EVENTS, SCRIPT_ADDRESS = "/-/events", "/-/reload.js"
SCRIPT = (Path(__file__).parent / "reload.js").read_bytes()
LAST_TAG = b"</body>"
KEEP_ALIVE = 15  # seconds between comments that keep an idle connection open


class Listeners:
    """The browsers that wait for news of the next build."""

    def __init__(self) -> None:
        self._queues: set[queue.SimpleQueue[str]] = set()
        self.faults: tuple[str, ...] = ()

    def join(self) -> queue.SimpleQueue[str]:
        mailbox: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._queues.add(mailbox)
        if self.faults:
            mailbox.put(self._message())
        return mailbox

    def leave(self, mailbox: queue.SimpleQueue[str]) -> None:
        self._queues.discard(mailbox)

    def tell(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        for mailbox in tuple(self._queues):
            mailbox.put(self._message())

    def _message(self) -> str:
        return json.dumps({"faults": self.faults}, ensure_ascii=False)


class PreviewHandler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, listeners: Listeners, **kwargs: Any) -> None:
        self._listeners = listeners
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path == EVENTS:
            self._send_events()
        elif path == SCRIPT_ADDRESS:
            self._send(SCRIPT, "text/javascript")
        else:
            file = Path(self.translate_path(self.path))
            if file.is_dir() and not path.endswith("/"):
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                self.send_header("Location", urlsplit(self.path).path + "/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._send_file(file / "index.html" if file.is_dir() else file)

    def log_message(self, *_: Any) -> None:
        """The terminal belongs to the build's own lines."""

    def _send_file(self, file: Path) -> None:
        status = HTTPStatus.OK
        if not file.is_file():
            file, status = Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND
        content = file.read_bytes() if file.is_file() else "Trang chưa dựng được; hãy xem lỗi.".encode()
        kind = self.guess_type(str(file))
        if kind == "text/html":
            tag = f'<script src="{SCRIPT_ADDRESS}" defer></script>'.encode()
            head, last, tail = content.rpartition(LAST_TAG)
            content = head + tag + last + tail
        self._send(content, kind, status)

    def _send(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        text = kind.startswith("text/") or kind.endswith(("json", "xml"))
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def _send_events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        mailbox = self._listeners.join()
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


def serve_site(options: Options, port: int, say: Callable[[str], None]) -> None:
    """Build, serve and rebuild until interrupted; SiteError when the port is taken."""
    if options.output is None:
        raise ValueError("serving needs an output folder of its own, since drafts are shown")
    listeners = Listeners()
    options.output.mkdir(parents=True, exist_ok=True)
    handler = partial(PreviewHandler, listeners=listeners, directory=str(options.output))
    try:
        server = PreviewServer(("127.0.0.1", port), handler)
    except OSError:
        raise SiteError(f"Cổng {port} đang có chương trình khác dùng; hãy chọn cổng khác với --port.") from None
    with server:
        listeners.faults = rebuild(options, say)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        say(f"Xem tại http://127.0.0.1:{server.server_port}/ — lưu tệp là trang tự cập nhật; Ctrl+C để dừng.")
        watched = {PROJECT / "content", PROJECT / "theme", PROJECT / "plugins", PROJECT / "pelicanconf.py"}
        if options.content is not None:
            watched.add(options.content)
        for changes in watch(*watched, raise_interrupt=False):
            say(f"Thay đổi: {', '.join(sorted({Path(path).name for _, path in changes})[:5])}")
            listeners.tell(rebuild(options, say))
        server.shutdown()


def rebuild(options: Options, say: Callable[[str], None]) -> tuple[str, ...]:
    """Build once in a fresh process; the lines that explain a failure, or nothing when all went well."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_build_and_tell, args=(options, sender))
    process.start()
    sender.close()
    try:
        lines, faults = receiver.recv()
    except EOFError:
        lines, faults = [], ("Lần dựng bị ngắt giữa chừng; trang cũ được giữ nguyên.",)
    process.join()
    for line in (*lines, *faults):
        say(line)
    return tuple(faults)


def _build_and_tell(options: Options, sender: Connection) -> None:
    from . import build_site  # the package imports this module

    try:
        report = build_site(options)
    except SiteError as error:
        sender.send(([], (*(str(fault) for fault in error.faults), str(error))))
    else:
        sender.send(([*(str(fault) for fault in report.faults), str(report)], ()))
