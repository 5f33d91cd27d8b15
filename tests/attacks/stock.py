"""Measures what stock Pelican does with each attack: its defaults, with both of its own themes.

`python -m tests.attacks.stock [NAME …]` builds each case with the Pelican that is installed, looks at what came of it,
in Chromium too, and keeps the findings in `stock.json`. Jinja's autoescape is off there, as it comes.
"""

from __future__ import annotations

import concurrent.futures
import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from tests.attacks.case import Case, item, lay_secrets, write_files
from tests.attacks.cases.addresses import case_request
from tests.attacks.cases.stores import EVIL
from tests.attacks.harm import Watch, find_in_answer, find_in_files, pages_of, plain_host, read_files, send
from tests.attacks.table import CASES

DATA = Path(__file__).parent / "stock.json"
THEMES = ("notmyidea", "simple")
PATIENCE = 60  # seconds for a build, of processor time where it is limited
SLOW = 5
# Another item, newer than those of the attacks, for a site with a home page of its own.
OTHER = {"news/tin-khac.md": item("tin-khac", "Tin không liên quan.", Date="2022-08-01T08:00:00+07:00")}


def build(case: Case, folder: Path, theme: str) -> list[str]:
    """Build the case in a folder of its own; what came of it, but for what a browser would find."""
    content = folder / "site" / "content"
    write_files(content, OTHER)
    write_files(content, case.files)
    lay_secrets(folder / "site")
    (folder / "site" / "conf.py").touch()
    before = _list(folder)
    command = [sys.executable, "-m", "pelican", "content", "-o", "output", "-s", "conf.py", "-t", theme]
    status, seconds, said = _run(command, folder / "site")
    found, output = [], folder / "site" / "output"
    if status == -signal.SIGXCPU:
        return [f"build not done after {PATIENCE} s of work"]
    if seconds > SLOW:
        found.append(f"build took over {SLOW} s of work")
    if status:
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        reason = next((line for line in reversed(lines) if "Error" in line or "CRITICAL" in line), "")
        found.append(f"build died with exit {status}: {reason.split(':')[0].replace('CRITICAL', '').strip()}")
    outside = sorted(_list(folder) - before - _list(output))
    found += [f"wrote {os.path.relpath(path, output)}" for path in outside if "__pycache__" not in path]
    if not output.exists():
        return found
    found += find_in_files(read_files(output), case)
    written = "\n".join(path.read_text("utf-8", "replace") for path in output.rglob("*.html"))
    if not status and case.files and case.way == "content" and case.title not in written and _is_item(case):
        found.append("item missing, exit 0")
    return found


def _run(command: list[str], folder: Path) -> tuple[int, float, str]:
    """Exit status, seconds of processor time, and what was said; whoever works too long is ended."""
    limited = ["sh", "-c", f'ulimit -t {PATIENCE}; exec "$@"', "sh", *command]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(limited, cwd=folder, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return process.returncode, usage.ru_utime, said.read()


def _is_item(case: Case) -> bool:
    return any(isinstance(text, str | bytes) and name.endswith(".md") for name, text in case.files.items())


def _list(folder: Path) -> set[str]:
    return {str(path) for path in folder.rglob("*") if path.is_file() or path.is_symlink()}


def poison(case: Case, folder: Path, theme: str) -> list[str]:
    """Build with Pelican's content cache, put the case's bytes into it and build again."""
    site = folder / "site"
    write_files(site / "content", OTHER)
    (site / "conf.py").write_text("CACHE_CONTENT = LOAD_CONTENT_CACHE = True\n", "utf-8")
    command = [sys.executable, "-m", "pelican", "content", "-o", "output", "-s", "conf.py", "-t", theme]
    subprocess.run(command, cwd=site, capture_output=True, timeout=PATIENCE, check=True)
    cached = [path for path in (site / "cache").rglob("*") if path.is_file()]
    content = case.files["cache"]
    assert cached
    assert isinstance(content, bytes)
    for path in cached:
        path.write_bytes(gzip.compress(content))
    status, _, _ = _run(command, site)
    found = [f"build died with exit {status}"] if status else []
    return found + ["ran what was in the cache"] * (site / EVIL).exists()


def ask(cases: Sequence[Case], folder: Path) -> dict[str, list[str]]:
    """Send the requests to Pelican's own preview server."""
    site = folder / "site"
    write_files(site / "content", OTHER)
    lay_secrets(site)
    (site / "conf.py").touch()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pelican", "content", "-o", "output", "-s", "conf.py"]
    subprocess.run(command, cwd=site, capture_output=True, timeout=PATIENCE, check=True)
    with subprocess.Popen([*command, "--listen", "-p", str(port)], cwd=site, stdout=-3, stderr=-3) as server:
        try:
            deadline = time.monotonic() + PATIENCE
            while not send(port, case_request("GET / HTTP/1.1")) and time.monotonic() < deadline:
                time.sleep(0.1)
            return {case.name: find_in_answer(send(port, case.asks), case) for case in cases}
        finally:
            server.terminate()


def look(folder: Path, watch: Watch) -> list[str]:
    """What a browser finds on the pages that the case is on."""
    output = folder / "site" / "output"
    found: dict[str, int] = {}
    for address in pages_of(output):
        if "/theme/" not in address:
            for what in watch.look(address):
                found[what] = found.get(what, 0) + 1
    return [f"{what} ({count} pages)" if count > 1 else what for what, count in sorted(found.items())]


def measure(cases: Iterable[Case]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Names of cases with their findings by theme."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import ARGUMENTS, find_chromium

    cases = list(cases)
    asking = [case for case in cases if case.way == "request"]
    cases = [case for case in cases if case.way in ("content", "store")]
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor() as pool:
        rounds = [(case, Path(name) / f"{case.name}-{theme}", theme) for case in cases for theme in THEMES]
        works = {"content": build, "store": poison}
        built = pool.map(lambda round_: works[round_[0].way](*round_), rounds)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
            watch = Watch(browser.new_context())
            found: dict[str, list[str]] = {}
            for (case, folder, theme), outcome in zip(rounds, built, strict=True):
                if (folder / "site" / "output").exists():
                    with plain_host(folder / "site" / "output") as watch.host:
                        outcome += look(folder, watch)
                found[theme] = outcome
                if theme == THEMES[-1]:
                    yield case.name, dict(found)
            browser.close()
        if asking:
            yield from ((asked, {"": told}) for asked, told in ask(asking, Path(name)).items())


def main() -> None:
    names = set(sys.argv[1:])
    if unknown := names - {case.name for case in CASES}:
        sys.exit(f"No such case: {', '.join(sorted(unknown))}")
    kept = json.loads(DATA.read_text("utf-8"))["cases"] if DATA.exists() else {}
    for name, found in measure(case for case in CASES if not names or case.name in names):
        print(name, found, flush=True)
        kept[name] = found
        ordered = {case.name: kept[case.name] for case in CASES if case.name in kept}
        data = {"pelican": version("pelican"), "cases": ordered}
        DATA.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
