"""Two hundred kills at random moments of a build, each followed by a build that must be right.

`python -m tests.campaigns.kills [--kills N] [--items N] [--seed N]`: a site is built, changed in ways that touch every
page, and built again; the whole group of processes is killed somewhere on the way. Every file of the site must then be
whole, the old one or the new one, and the next build must equal a clean one. The exit status is 1 otherwise.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

import plugins.build
from plugins.build import executor
from tests import changes as made
from tests.changes import CHANGES, lay_out
from tests.comparison import build, clean_build, differing, try_build
from tests.conftest import NOW, SiteFolder
from tests.test_engine_interruptions import build_when_free, end_all, start

KILLS_OF_A_ROUND = 10
KEPT = ("output", "cache")
# What could give two items one address, and what is the clock's.
LEFT_OUT = {"change_title", "let_time_pass", "change_settings"}


def kill_rounds(folder: Path, kills: int, items: int, random: Random) -> Iterator[tuple[bool, list[str]]]:
    """For each kill, whether the build was still on its way, and what was wrong after it."""
    site = SiteFolder(folder)
    lay_out(site, items)
    assert try_build(site)
    done = 0
    while done < kills:
        for change in random.sample(sorted(CHANGES.keys() - LEFT_OUT), 3):
            CHANGES[change](site, random.randrange(60))
        made.change_theme_file(site, random.randrange(1000) * 3)  # shown by every page
        _keep(folder, "before")
        old, new = site.tree(), clean_build(site, jobs=2)
        assert new is not None
        longest = _time(site)
        for jobs in (1, 2) * (KILLS_OF_A_ROUND // 2):
            if done == kills:
                break
            _put_back(folder, "before")
            process = start(partial(build, site, jobs=jobs))
            time.sleep(random.uniform(0, longest))
            on_its_way = process.is_alive()
            end_all(process)
            process.kill()
            process.join()
            wrong = [
                f"broken: {name}"
                for name, content in site.tree().items()
                if content not in (old.get(name), new.get(name))
            ]
            build_when_free(site)
            wrong += [f"next build: {name}" for name in differing(site.tree(), new)]
            done += 1
            yield on_its_way, wrong


def _time(site: SiteFolder) -> float:
    """Seconds that a build takes now, and a little more."""
    started = time.monotonic()
    build(site)
    return 1.1 * (time.monotonic() - started)


def _keep(folder: Path, name: str) -> None:
    shutil.rmtree(folder / name, ignore_errors=True)
    for kept in KEPT:
        shutil.copytree(folder / kept, folder / name / kept)


def _put_back(folder: Path, name: str) -> None:
    for kept in KEPT:
        shutil.rmtree(folder / kept)
        shutil.copytree(folder / name / kept, folder / kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ["SOURCE_DATE_EPOCH"] = NOW
    executor.HEAD_START = 0.0
    started, caught, wrong = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as name, contextlib.suppress(KeyboardInterrupt):
        plugins.build.CACHE = Path(name) / "cache"
        rounds = kill_rounds(Path(name), asked.kills, asked.items, Random(asked.seed))
        for number, (on_its_way, found) in enumerate(rounds, 1):
            caught += on_its_way
            wrong += bool(found)
            for what in found[:5]:
                print(f"kill {number}: {what}", flush=True)
            if number % KILLS_OF_A_ROUND == 0:
                print(f"{number} kills, {caught} in the middle of a build, {wrong} with faults,"
                      f" {time.monotonic() - started:.0f} s", flush=True)  # fmt: skip
    sys.exit(bool(wrong))


signal.signal(signal.SIGTERM, signal.default_int_handler)

if __name__ == "__main__":
    main()
