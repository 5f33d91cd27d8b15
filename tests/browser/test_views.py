"""From what real readers and robots ask of a real nginx to what its pages tell of views."""

from __future__ import annotations

import contextlib
import getpass
import json
import re
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from plugins.build import Options, build_site, open_portal
from plugins.build.progress import show_progress
from plugins.model.policy import CONTENT_SECURITY_POLICY
from plugins.voice.views.running import count_views
from plugins.voice.views.setting import Setting
from tests.access_logs import BROWSER
from tests.browser.accessibility import broken_rules
from tests.browser.test_fresh import SHIFTS
from tests.browser.test_fresh import write as write_item
from tests.browser.waiting import wait_until
from tests.programs import find_program

ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
READ, SHORT, UNREAD = "/tin/2026/11/tin-duoc-doc/", "/tin/2026/11/tin-ngan/", "/tin/2026/11/tin-khong-ai-doc/"
CONFIGURATION = """
user {user}; worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; text/css css; text/javascript js; application/json json webmanifest; image/svg+xml svg; }}
  access_log {folder}/access.log;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port}; root {folder}/site; charset utf-8;
    add_header Content-Security-Policy "{policy}";
    location /luot-xem/ {{ alias {folder}/public/; }}
  }}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def nginx(folder: Path) -> Iterator[str]:
    program, port = find_program("nginx"), free_port()
    assert program, "run `python -m tests.programs`"
    file = folder / "nginx.conf"
    user = getpass.getuser()  # who may read the test's own folder
    file.write_text(CONFIGURATION.format(user=user, folder=folder, port=port, policy=CONTENT_SECURITY_POLICY))
    command = [program, "-c", str(file), "-p", str(folder), "-e", str(folder / "error.log")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 15
            while socket.socket().connect_ex(("127.0.0.1", port)):
                assert time.monotonic() < deadline, (folder / "error.log").read_text()
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@dataclass
class Portal:
    address: str
    folder: Path

    @property
    def log(self) -> str:
        return (self.folder / "access.log").read_text()

    def count(self) -> str:
        setting = Setting(self.folder / "views", least=1)
        portal = open_portal(Options(content=self.folder / "content", views=setting.folder))
        public = self.folder / "public"
        return str(count_views(portal, setting, [str(self.folder / "access.log*")], show_progress, public))

    def build(self) -> None:
        options = Options(
            content=self.folder / "content", output=self.folder / "site", views=self.folder / "views", jobs=1
        )
        build_site(options)

    def ask(self, path: str, agent: str, method: str = "GET") -> None:
        request = urllib.request.Request(self.address + path, headers={"User-Agent": agent}, method=method)
        with urllib.request.urlopen(request, timeout=15) as answer:
            answer.read()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Portal]:
    """A site that was read three times, and looked at by robots and by its own service worker."""
    folder = tmp_path_factory.mktemp("views")
    (folder / "content/pages").mkdir(parents=True)
    (folder / "public").mkdir()
    long = "\n\n".join(["Đoạn văn thử. " * 60] * 12)
    for name, body in (("duoc-doc", long), ("ngan", "Một câu."), ("khong-ai-doc", "Một câu.")):
        write_item(folder / "content", name, "2026-11-18T08:00:00+07:00", body, slug=f"tin-{name}", title=f"Tin {name}")
    with pytest.MonkeyPatch.context() as patch, nginx(folder) as address:
        patch.delenv("SOURCE_DATE_EPOCH")  # the server's log follows the real clock
        portal = Portal(address, folder)
        portal.build()
        context = browser.new_context(user_agent=BROWSER)
        page = context.new_page()
        page.goto(address + READ)
        controlled = "navigator.serviceWorker.controller !== null"
        wait_until(page, lambda: page.evaluate(controlled), "a service worker")
        page.goto(address + SHORT)
        page.wait_for_timeout(1100)  # within one second the log would tell of both in the same words
        page.reload()
        wait_until(page, lambda: f"GET {UNREAD}" in portal.log, "the service worker keeps the newest items")
        assert f'"{address}/worker.js" "{BROWSER}"' in portal.log
        context.close()
        for path in (READ, SHORT, UNREAD):
            portal.ask(path, ROBOT)
            portal.ask(path, "curl/8.5.0")
            portal.ask(path, BROWSER, "HEAD")
        assert re.match(r"Đã đọc \d+ dòng: 3 lượt xem mới, \d+ của chương trình tự động", portal.count())
        portal.build()
        yield portal


def read_to_the_end(page: Page) -> None:
    for _ in range(60):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(20)


def test_readers_are_told_how_often_an_item_was_read_and_until_when(portal: Portal, page: Page) -> None:
    page.goto(portal.address + SHORT)
    expect(page.locator(".views")).to_have_text(re.compile(r"^Lượt xem: 2 \(tính đến \d\d:\d\d, \d\d/\d\d\)$"))
    counts = json.loads((portal.folder / "public/2026-11.json").read_text())["counts"]
    assert counts == {READ: 1, SHORT: 2}


def test_the_count_is_asked_for_when_the_reader_nears_the_end_and_moves_nothing(portal: Portal, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(portal.address + READ)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "luot-xem" in url] == []
    read_to_the_end(page)
    expect(page.locator(".views")).to_contain_text("Lượt xem: 1")
    assert page.evaluate(SHIFTS) < 0.001
    assert [url for url in asked if not url.startswith(portal.address)] == []


def test_an_item_that_nobody_read_says_nothing(portal: Portal, page: Page) -> None:
    with page.expect_response("**/luot-xem/2026-11.json") as answer:
        page.goto(portal.address + UNREAD)
    assert answer.value.ok
    page.wait_for_load_state("networkidle")
    expect(page.locator(".views > span")).to_be_hidden()


@pytest.mark.parametrize("content", ["", "<html>", "[]", '{"until": {}, "counts": {"%s": 5}}', "null",
                                     '{"until": {"vi": "x"}, "counts": {"%s": "<b>5</b>"}}'])  # fmt: skip
def test_figures_that_are_broken_or_gone_leave_the_page_as_it_is(portal: Portal, page: Page, content: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    status = 200 if content else 404
    page.route("**/luot-xem/*", lambda route: route.fulfill(status=status, body=content.replace("%s", SHORT)))
    with page.expect_response("**/luot-xem/2026-11.json"):
        page.goto(portal.address + SHORT)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".views > span")).to_be_hidden()
    assert errors == []


def test_figures_written_by_the_server_alone_are_told_without_a_build(portal: Portal, page: Page) -> None:
    file = portal.folder / "public/2026-11.json"
    kept = file.read_text()
    try:
        file.write_text(json.dumps({"until": {"vi": "06:00, 20/11"}, "counts": {SHORT: 5546}}))
        page.goto(portal.address + SHORT)
        expect(page.locator(".views")).to_have_text("Lượt xem: 5.546 (tính đến 06:00, 20/11)")
    finally:
        file.write_text(kept)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_that_tell_of_views_break_no_rule_of_wcag_22_aa(portal: Portal, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in (SHORT, "/doc-nhieu/"):
        page.goto(portal.address + path)
        page.wait_for_load_state("networkidle")
        assert broken_rules(page) == []
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_shows_no_count(portal: Portal, page: Page) -> None:
    page.goto(portal.address + SHORT)
    expect(page.locator(".views")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".views")).to_be_hidden()


def test_the_log_after_its_rotation_is_counted_once(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")  # as above: the clock of a test is set anew for each
    rotated = portal.folder / "access.log.1"
    rotated.write_text(portal.log)
    assert re.match(r"Đã đọc \d+ dòng: \d lượt xem mới, \d+ đã đếm", portal.count())
    assert re.match(r"Đã đọc 0 dòng: 0 lượt xem mới; 2 tệp không có gì mới", portal.count())
