"""How long it takes from a save until the browser is told and the page that it then asks for holds what was saved.

In: a content folder. Out: seconds for each of several saves, under a `serve` of its own. The browser's own part, some
tens of milliseconds to show the page, is not in them.
"""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST = 900  # seconds for the first build, and for each save
SERVE = """
import sys
from pathlib import Path
from plugins.build import Options
from plugins.build.serve import serve_site
content, output, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
options = Options(content=content, output=output, drafts=True, url=f"http://127.0.0.1:{port}")
serve_site(options, port, lambda line: print(line, flush=True))
"""


def measure_saves(content: Path, output: Path, saves: int) -> list[float]:
    """Seconds of each save of one item, which is in the middle of all; RuntimeError when one is never seen."""
    with serving(content, output) as port:
        files = sorted((content / "news").rglob("*.md"))
        return [save(files[len(files) // 2], number, port, output) for number in range(saves)]


def save(file: Path, number: int, port: int, output: Path) -> float:
    mark = f"Câu đo số {number}."
    address = address_of(file, output)
    listener = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    listener.request("GET", "/-/events")
    events = listener.getresponse()
    text = file.read_text("utf-8")
    time.sleep(1)  # an editor does not save at once again, and the last build's news has come
    started = time.perf_counter()
    file.write_text(f"{text}\n{mark}\n", "utf-8")
    while time.perf_counter() - started < LONGEST:
        line = events.readline()
        if line.startswith(b"data:") and mark in get(port, address):
            listener.close()
            return time.perf_counter() - started
        if not line:
            break
    raise RuntimeError(f"serve did not show {file.name}")


def get(port: int, address: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address)
    content = connection.getresponse().read().decode()
    connection.close()
    return content


def address_of(file: Path, output: Path) -> str:
    """The corpus names a file after its item's slug."""
    (page,) = output.glob(f"tin/*/*/{file.stem}/index.html")
    return f"/{page.parent.relative_to(output).as_posix()}/"


@contextmanager
def serving(content: Path, output: Path) -> Iterator[int]:
    """A server of the content on a free port, once the first build stands."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", SERVE, str(content), str(output), str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        assert process.stdout is not None
        if not any(f":{port}/" in line for line in process.stdout):
            raise RuntimeError("serve did not start")
        yield port
    finally:
        process.terminate()
        process.communicate()
