"""Every page is valid HTML by the rules of the Nu checker: as built, and in the extremes that samples hold."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.gates.conftest import HostedSite
from tests.gates.tools import Tools
from tests.samples import PAGES, render

# The checker takes a file for a page of no host, to which nothing belongs, and data for a script. The tests in the
# browser hold pages to their policy.
POLICY = "violates Content Security Policy (meta tag)"


def check(tools: Tools, folder: Path) -> list[str]:
    """What the checker says of the pages below a folder, a line each: `file:line: message [extract]`."""
    command = [str(tools.java), "-jar", str(tools.checker), "--format", "json", "--exit-zero-always", "--skip-non-html"]
    done = subprocess.run([*command, str(folder)], stderr=subprocess.PIPE, text=True, check=True)
    messages = [message for message in json.loads(done.stderr)["messages"] if POLICY not in message["message"]]
    return sorted({_line(message, folder) for message in messages})


def _line(message: Mapping[str, object], folder: Path) -> str:
    file = str(message.get("url", "")).removeprefix("file:").removeprefix(str(folder))
    return f"{file}:{message.get('lastLine', 0)}: {message['message']} [{message.get('extract', '')}]"


def test_every_page_of_the_sample_site_is_valid_html(tools: Tools, hosted: HostedSite) -> None:
    assert check(tools, hosted.folder) == []


def test_every_kind_of_page_is_valid_html_in_its_extremes(tools: Tools, tmp_path: Path) -> None:
    for name, (template, view) in PAGES.items():
        (tmp_path / f"{name}.html").write_text(render(template, view), "utf-8")
    assert check(tools, tmp_path) == []


def test_the_checker_finds_a_fault(tools: Tools, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text('<!doctype html><html lang="vi"><title>x</title><p id=a><b id=a></p>', "utf-8")
    assert any("Duplicate ID" in line for line in check(tools, tmp_path))
