"""Readers and accidents while deploys run: what the tests do a few times, and the campaign many times."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import re
import shutil
import signal
import threading
import time
import urllib.request
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from types import TracebackType

from tests.publishing_sample import Desk, tree

BREATH = 0.002  # seconds between two pages: the deploy that they watch runs in the same process
FORK = multiprocessing.get_context("fork")


def shown(desk: Desk) -> dict[str, bytes]:
    """The files that a web server at the target gives out."""
    return tree((desk.folder / "www" / "current").resolve())


class Readers:
    """Poll fifty addresses and search until told to stop; every fault they see is noted.

    A page is whole when all its parts are of one version and the style sheet that it names is there, of that version.
    """

    def __init__(self, address: str, items: int, count: int = 2) -> None:
        self.address, self.faults, self.asked = address, list[str](), 0
        self.versions: set[str] = set()
        self._pages = ["/", "/tim-kiem/", *(f"/tin/2026/07/tin-{number}/" for number in range(items))]
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(count)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        while not self._ended.is_set():
            for page in self._pages:
                try:
                    self._look(page)
                except (OSError, ValueError) as error:
                    self.faults.append(f"{page}: {error}")
            try:
                facets = json.loads(self._ask("/search/manifest.json"))["facets"]
                if json.loads(self._ask(f"/{facets}")) not in facets:
                    self.faults.append(f"{facets}: mixed")
            except (OSError, ValueError) as error:
                self.faults.append(f"search: {error}")

    def _look(self, page: str) -> None:
        text = self._ask(page)
        found = set(re.findall(r"[0-9a-f]{8}", text))
        if len(found) != 1:
            self.faults.append(f"{page}: {found}")
            return
        (version,) = found
        self.versions.add(version)
        if version not in self._ask(f"/theme/portal.{version}.css"):
            self.faults.append(f"{page}: style sheet of another version")

    def _ask(self, path: str) -> str:
        self.asked += 1
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            text = str(answer.read(), "utf-8")
        time.sleep(BREATH)
        return text


def start_deploy(desk: Desk) -> BaseProcess:
    """A deploy in a process that leads a group of its own, so that it can be killed with all its programs."""
    leads = FORK.Event()
    process = FORK.Process(target=_deploy_in_group, args=(desk, leads))
    process.start()
    assert leads.wait(30)
    return process


def _deploy_in_group(desk: Desk, leads: Event) -> None:
    os.setsid()
    leads.set()
    desk.deploy()


def kill(process: BaseProcess) -> None:
    assert process.pid is not None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.join()


def kill_deploys(desk: Desk, kills: int) -> None:
    """Kill deploys with all their programs, sooner and later; after each the live site is one release, whole."""
    desk.build("00000000")
    started = time.perf_counter()
    desk.deploy()
    whole = time.perf_counter() - started
    last, trees = None, {"00000000": tree(desk.output)}
    for number in range(1, kills + 1):
        version = f"{number:08x}"
        desk.build(version)
        trees[version] = tree(desk.output)
        process = start_deploy(desk)
        time.sleep(whole * number / kills)
        kill(process)
        time.sleep(0.2)  # what the server at the target still does
        files = shown(desk)
        last = next(key for key in trees if key.encode() in files["index.html"])
        assert {path: files[path] for path in trees[last]} == trees[last]
        shutil.rmtree(desk.folder / "www" / "lock", ignore_errors=True)  # as ten minutes would
    if last != version:
        desk.deploy()
    files = shown(desk)
    assert {path: files[path] for path in trees[version]} == trees[version]
    assert not (desk.folder / "www/releases/.incoming").exists()
