"""The load that nginx bears with the portal's configuration, while releases are switched under it.

    .venv/bin/python -m tests.campaigns.load [--seconds 60] [--connections 64] [--deploys 1] [--plain]

In: the sample site, built for nginx. Out: a line with the requests a second, the time of 99 % of them and how many
failed. In the suite, `tests/test_hosting_load.py` runs two seconds of it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from plugins.build import Options, build_site
from plugins.build.settings import PROJECT
from plugins.hosting.servers import Site
from plugins.model.delivery import HOST, encoding_of, kind_of
from tests.web_servers import describe_site, free_port, require, running_nginx

SCRIPT = Path(__file__).with_name("load.lua")
THREADS = 2


class Figures(NamedTuple):
    """Times in milliseconds. Errors are those `refused`, `broken`, `failed` (with a status from 400 on) and `late`."""

    requests: int
    seconds: float
    megabytes: float
    p50: float
    p99: float
    longest: float
    refused: int
    broken: int
    failed: int
    late: int
    deploys: int

    @property
    def errors(self) -> int:
        return self.refused + self.broken + self.failed + self.late

    def __str__(self) -> str:
        return (
            f"{self.requests / self.seconds:,.0f} requests/s for {self.seconds:.0f} s ({self.megabytes:,.0f} MB), "
            f"median {self.p50:.2f} ms, p99 {self.p99:.2f} ms, longest {self.longest:.1f} ms; "
            f"{self.errors} errors, {self.deploys} deploys meanwhile"
        )


def build_release(folder: Path) -> None:
    """The sample site as it is published."""
    os.environ["SITEURL"], os.environ["PORTAL_HOST"] = "https://tin.example.vn", "nginx"
    build_site(Options(output=folder, settings=PROJECT / "publishconf.py"))


def addresses_of(release: Path) -> Iterator[str]:
    """All that readers may ask for with success."""
    for file in sorted(release.rglob("*")):
        path = file.relative_to(release).as_posix()
        if file.is_file() and not encoding_of(path) and kind_of(path) is not HOST and path != "404.html":
            yield f"/{path.removesuffix('index.html')}"


def deploy(work: Path, release: Path, number: int) -> None:
    """A new release beside the running one, of which it shares what is the same, and the switch in one step."""
    folder = work / f"release-{number}"
    subprocess.run(["cp", "-al", str(release), str(folder)], check=True)
    for name in ("index.html", "index.html.gz"):
        content = (folder / name).read_bytes()
        (folder / name).unlink()
        (folder / name).write_bytes(content)
    link = work / "next"
    link.symlink_to(folder.name, target_is_directory=True)
    link.replace(work / "current")


def measure(
    work: Path,
    release: Path,
    addresses: Iterable[str],
    seconds: int,
    connections: int,
    deploys: int,
    *,
    plain: bool = False,
) -> Figures:
    """`work` is an empty folder on the same disk as the release."""
    wrk = require("wrk")
    deploy(work, release, 0)
    (work / "addresses.txt").write_text("\n".join(addresses) + "\n", "utf-8")
    site = Site(f"http://localhost:{free_port()}", str(work / "current")) if plain else describe_site(work)
    command = [wrk, f"-t{THREADS}", f"-c{connections}", f"-d{seconds}s", "--timeout", "5s", "-s", str(SCRIPT)]
    done = threading.Event()

    def release_now_and_then() -> int:
        count = 0
        while count < deploys and not done.wait(seconds / (deploys + 1)):
            count += 1
            deploy(work, release, count)
        return count

    made: list[int] = []
    with running_nginx(work / "server", site, free_port(), workers=THREADS) as server:
        thread = threading.Thread(target=lambda: made.append(release_now_and_then()))
        thread.start()
        told = subprocess.run(
            [*command, server.address, "--", str(work / "addresses.txt")], capture_output=True, text=True, check=True
        )
        done.set()
        thread.join()
    return Figures(**json.loads(told.stdout.splitlines()[-1]), deploys=made[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--deploys", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="without TLS")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-load-") as folder:
        work = Path(folder)
        release = work / "site"
        build_release(release)
        asking = (asked.seconds, asked.connections, asked.deploys)
        found = measure(work, release, addresses_of(release), *asking, plain=asked.plain)
    print(found)
    sys.exit(1 if found.errors else 0)


if __name__ == "__main__":
    main()
