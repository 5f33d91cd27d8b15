"""A real browser reads the site through nginx while a deploy replaces it."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from playwright.sync_api import Page

from plugins.publishing.release import write_release
from tests.publishing_sample import MOMENT, Desk, nginx_server

LEFT = "net::ERR_ABORTED"


def test_a_reader_in_a_browser_notices_nothing_of_a_deploy(page: Page, sample_folder: Path, tmp_path):
    desk = Desk(tmp_path, "folder", path=str(tmp_path / "www"))
    shutil.copytree(sample_folder, desk.output)
    write_release(desk.output, version="v1", items=9, url="", moment=MOMENT)
    desk.deploy()
    faults: list[str] = []
    # A page that is left gives up what it still asks for: that is no fault of the host.
    page.on("requestfailed", lambda request: faults.append(request.url) if request.failure != LEFT else None)
    page.on(
        "response", lambda answer: faults.append(f"{answer.url}: {answer.status}") if answer.status >= 400 else None
    )
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    with nginx_server(tmp_path / "nginx", tmp_path / "www/current") as address:
        page.goto(f"{address}/")
        links = page.locator("main a[href^='/tin/']").evaluate_all("links => links.map(link => link.href)")
        for file in desk.output.rglob("*.html"):
            file.write_bytes(file.read_bytes().replace(b"<main", b"<main data-release='2'", 1))
        old = next(desk.output.glob("theme/portal.*.css"))
        new = old.with_name("portal.0123abcd.css")
        old.rename(new)
        for file in desk.output.rglob("*.html"):
            file.write_bytes(file.read_bytes().replace(old.name.encode(), new.name.encode()))
        write_release(desk.output, version="v1", items=9, url="", moment=MOMENT.replace(month=8))
        deploying = threading.Thread(target=desk.deploy)
        deploying.start()
        for link in [*links[:4], f"{address}/tim-kiem/", *links[:2]]:
            page.goto(link)
            assert page.locator("main").evaluate("main => getComputedStyle(main).display")
        deploying.join()
        page.goto(f"{address}/")
        assert page.locator("main").get_attribute("data-release") == "2"
    assert faults == []
