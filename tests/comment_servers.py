"""A site that takes comments, as it is published: real nginx in front, Isso behind the gate.

In: the built site. Out: its address while it runs, and what an operator can do with the comments. Where Isso cannot be
installed, the tests that need it are skipped and say so.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import pytest

from plugins.build import Options, build_site
from plugins.build.settings import PROJECT
from plugins.model import SiteError
from plugins.voice.comments.comment_server.database import Database
from plugins.voice.comments.configuring import Server, write_configuration, write_nginx, write_nginx_limits
from plugins.voice.comments.installing import install_isso
from plugins.voice.comments.local import ask_program, started
from tests.programs import find_program

PATIENCE = 15  # seconds
SETTINGS = "from pelicanconf import *\nPORTAL_COMMENTS = {'server': '/y-kien/'}\nPORTAL_SOCIAL_CARDS = False\n"
ITEM = """---
title: "{title}"
slug: {slug}
date: 2022-07-01T08:00:00+07:00
category: Dân vận
chairs: [Dương Văn Út]
---

{body}
"""
BODY = "\n\n".join(f"Đoạn {number} của bài thử, đủ dài để phần ý kiến nằm ngoài màn hình. " * 3 for number in range(12))
NUMBER = 14  # items, of which each test takes its own


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def page_of(number: int) -> str:
    return f"/tin/2022/07/bai-{number}/"


def build_voice_site(folder: Path) -> None:
    """Items with comments, one of them translated, below `site/`."""
    news = folder / "content/news/2022/07"
    news.mkdir(parents=True)
    for number in range(NUMBER):
        (news / f"bai-{number}.md").write_text(
            ITEM.format(title=f"Bài thử số {number}", slug=f"bai-{number}", body=BODY), "utf-8"
        )
    english = '---\ntitle: "Trial"\nslug: bai-0\ndate: 2022-07-02T08:00:00+07:00\n---\n\nText.\n'
    (news / "bai-0.en.md").write_text(english, "utf-8")
    settings = folder / "voiceconf.py"
    settings.write_text(f"{SETTINGS}THEME = {str(PROJECT / 'theme')!r}\n", "utf-8")
    for name in ("pages", "vocabulary"):
        shutil.copytree(PROJECT / "content" / name, folder / "content" / name)
    build_site(Options(content=folder / "content", output=folder / "site", jobs=1, settings=settings))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class CommentSite:
    """`address` is nginx's. The comment server can be stopped and started again."""

    def __init__(self, folder: Path, packages: Path, server: Server, place: int | str) -> None:
        self.folder, self.packages, self.server, self.place = folder, packages, server, place
        self.address = server.sites[0]
        self.file = folder / "y-kien.conf"
        self.database = Database(Path(server.database))
        self._running = ExitStack()
        self._link = ""

    def start(self) -> None:
        self._running.enter_context(started(self.file, self.packages, self.place))

    def stop(self) -> None:
        self._running.close()

    def command(self, *arguments: str) -> str:
        return ask_program(self.file, self.packages, *arguments)

    def review_link(self) -> str:
        """The address of the queue; it is asked for once, since a process takes its time."""
        self._link = self._link or self.command("link")
        return self._link

    def load(self, page: str, texts: list[str], **more: Any) -> None:
        """Approved comments, the first text the oldest."""
        comments = [
            {"id": n, "parent": None, "created": 1.6e9 + n, "author": f"Người {n}", "text": text, "state": "published"}
            for n, text in enumerate(texts, 1)
        ]
        self.database.load({"format": 1, "threads": [{"uri": page, "title": "Bài thử", "comments": comments}], **more})

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        *,
        own: bool = True,
        source: str = "127.0.0.1",
    ) -> Reply:
        """A request as the page makes it, unless `headers` say otherwise; with `own` false, of the headers alone.

        `source` is the address it comes from.
        """
        parts = urlsplit(self.address)
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        usual = {"Origin": self.address, "Content-Type": "application/json"} if method == "POST" and own else {}
        connection = http.client.HTTPConnection("127.0.0.1", parts.port, PATIENCE, (source, 0))
        try:
            connection.request(method, path, sent, {"Host": parts.netloc, **usual, **(headers or {})})
            answer = connection.getresponse()
            return Reply(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def write(self, page: str, text: object, **more: Any) -> Reply:
        return self.ask("POST", f"/y-kien/new?uri={quote(page)}", {"text": text, **more})

    def show(self, page: str, query: str = "") -> Any:
        return self.ask("GET", f"/y-kien/?uri={quote(page)}{query}").json


@contextmanager
def running_site(
    folder: Path,
    site: Path,
    policy: str,
    rate: int = 1000,
    mail: str = "",
    mail_port: int = 25,
    *,
    by_socket: bool = False,
) -> Iterator[CommentSite]:
    """The site in a folder behind nginx, which reaches the comment server by a port, or by a socket as published."""
    try:
        packages = install_isso()
    except SiteError as error:
        pytest.skip(f"Isso could not be installed from the package registry: {error}")
    nginx = find_program("nginx")
    if nginx is None:
        pytest.fail("The tests need nginx: `python -m tests.programs` installs it.")
    front, place = free_port(), str(folder / "y-kien.sock") if by_socket else free_port()
    listen = f"unix://{place}" if by_socket else f"http://127.0.0.1:{place}"
    address = f"http://127.0.0.1:{front}"
    server = Server((address,), "/y-kien/", listen, str(folder / "y-kien.db"), mail, rate)
    folder.mkdir(parents=True, exist_ok=True)
    configuration = write_configuration(server).replace("port = 25\n", f"port = {mail_port}\n")
    (folder / "y-kien.conf").write_text(configuration.replace("host = localhost", "host = 127.0.0.1"), "utf-8")
    (folder / "nginx.conf").write_text(_configure_nginx(folder, site, server, front, policy), "utf-8")
    running = CommentSite(folder, packages, server, place)
    running.start()
    command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: _answers(front) or process.poll() is not None)
        assert process.poll() is None, (folder / "error.log").read_text()
        yield running
    finally:
        process.terminate()
        process.wait(PATIENCE)
        running.stop()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "what should come did not"
        time.sleep(0.02)


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _configure_nginx(folder: Path, site: Path, server: Server, port: int, policy: str) -> str:
    (folder / "vi-tri.conf").write_text(write_nginx(server), "utf-8")
    places = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    # So many requests of one machine are the tests' own.
    limits = write_nginx_limits().replace("rate=5r/s", "rate=1000r/s")
    types = "types { text/html html; text/css css; text/javascript js; application/json json; image/svg+xml svg; }"
    return (
        f"daemon off; {user} pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"events {{ worker_connections 256; }}\nhttp {{ access_log off; {places} {types}\n{limits}\n"
        f"server {{ listen 127.0.0.1:{port}; root {site}; index index.html; error_page 404 /404.html;\n"
        f'add_header Content-Security-Policy "{policy}" always;\ninclude {folder}/vi-tri.conf;\n}}\n}}\n'
    )
