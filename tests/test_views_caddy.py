"""What a real Caddy writes of its requests is read as it is."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import time
import urllib.request

from tests.access_logs import BROWSER, ITEM, count, counts
from tests.programs import find_program

CONFIGURATION = """
{{
    admin off
    auto_https off
    storage file_system {folder}/data
}}
http://127.0.0.1:{port} {{
    root * {folder}/site
    file_server
    log {{
        output file {folder}/access.log
    }}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(address: str, **headers: str) -> bool:
    """Whether the page came."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=names), timeout=15) as answer:
            return bool(answer.read())
    except OSError:
        return False


def test_readers_robots_and_pages_fetched_ahead_are_told_apart_in_the_log_of_a_real_caddy(tmp_path):
    program, port = find_program("caddy"), free_port()
    assert program, "run `python -m tests.programs`"
    page = tmp_path / "site" / ITEM.strip("/") / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<!doctype html><title>Tin</title>")
    file = tmp_path / "Caddyfile"
    file.write_text(CONFIGURATION.format(folder=tmp_path, port=port))
    command = [program, "run", "--config", str(file), "--adapter", "caddyfile"]
    address = f"http://127.0.0.1:{port}{ITEM}"
    environment = os.environ | {"HOME": str(tmp_path)}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) as process:
        try:
            deadline = time.monotonic() + 15
            while not ask(address, User_Agent="curl/8.5.0"):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            assert ask(address, User_Agent=BROWSER)
            assert ask(address, User_Agent=BROWSER)
            assert ask(address, User_Agent=BROWSER, Sec_Purpose="prefetch;prerender")
        finally:
            process.terminate()
    tally = count(tmp_path / "so.db", tmp_path / "access.log", now=dt.datetime.now(dt.UTC))
    assert (tally.views, tally.unseen, tally.robots, tally.broken) == (2, 1, 1, 0)
    assert counts(tmp_path / "so.db") == {ITEM: 2}
