"""What the gates stand on: pinned programs, a failure that says what is missing, a host like a real one."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.browser.conftest import strict_host
from tests.gates import tools
from tests.gates.gate_lighthouse import Measurement
from tests.gates.host import PublicHandler


def test_every_program_is_pinned_with_a_hash_and_no_host_is_named():
    wheels = tools.LOCK.read_text("utf-8")
    for block in re.split(r"\n(?=\S)", wheels.strip()):
        assert re.match(r"[\w-]+==\S+ \\\n +--hash=sha256:[0-9a-f]{64}", block), block
    assert "://" not in wheels
    packages = json.loads(tools.MANIFESTS[1].read_text("utf-8"))["packages"]
    del packages[""]
    assert len(packages) > 50
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_where_a_program_cannot_be_installed_the_gates_say_so_and_leave_nothing_half_done(tmp_path, monkeypatch):
    def fail(command, **_):
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(tools, "HOME", tmp_path)
    monkeypatch.setattr(tools.subprocess, "run", fail)
    with pytest.raises(tools.MissingToolsError, match="Lighthouse and the Nu HTML checker"):
        tools.install_tools()
    assert list(tmp_path.iterdir()) == []


def test_programs_that_are_there_are_not_installed_again(tmp_path, monkeypatch):
    monkeypatch.setattr(tools, "HOME", tmp_path)
    monkeypatch.setattr(tools, "_fill", lambda _: None)
    folder = tools.install_tools().modules
    monkeypatch.setattr(tools, "_fill", lambda _: pytest.fail("installed twice"))
    assert tools.install_tools().modules == folder


def read(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip", **headers})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def test_the_host_compresses_text_keeps_named_digests_for_a_year_and_answers_404_with_the_page(tmp_path: Path):
    files = {
        "index.html": "<p>Trang nhất</p>",
        "404.html": "<p>Không tìm thấy</p>",
        "theme/portal.0123abcd.css": "p { margin: 0 }",
        "images/0123456789abcdef0123-360.jpg": "jpeg",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    with strict_host(tmp_path, PublicHandler) as address:
        status, headers, content = read(f"{address}/")
        assert (status, headers["Content-Encoding"], headers["Cache-Control"]) == (200, "gzip", "no-cache")
        assert gzip.decompress(content).decode() == files["index.html"]
        assert int(headers["Content-Length"]) == len(content)
        assert "Content-Security-Policy" in headers
        assert "immutable" in read(f"{address}/theme/portal.0123abcd.css")[1]["Cache-Control"]
        _, headers, content = read(f"{address}/images/0123456789abcdef0123-360.jpg")
        assert "Content-Encoding" not in headers
        assert "immutable" in headers["Cache-Control"]
        status, _, content = read(f"{address}/nowhere/")
        assert (status, gzip.decompress(content).decode()) == (404, files["404.html"])


def test_a_measurement_names_what_misses_its_figure():
    good = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 98}
    assert not Measurement(good, {"largestPaint": 1500, "shift": 0.01}, ()).is_slow
    slow = Measurement(good | {"performance": 97}, {"largestPaint": 1501, "shift": 0.02}, ())
    assert slow.is_slow
    assert slow.low_scores == {"performance": 97}
    assert slow.high_figures == {"largestPaint": 1501, "shift": 0.02}
    unsound = Measurement(good | {"seo": 92}, {"largestPaint": 900, "shift": 0}, ())
    assert not unsound.is_slow  # measuring it again would change nothing
    assert unsound.low_scores == {"seo": 92}
