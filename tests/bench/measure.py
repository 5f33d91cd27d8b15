"""Runs a command and says what it cost: wall and processor seconds, and the peak memory of all its processes."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """Seconds, and megabytes (10^6 bytes) of proportional set size summed over the process tree at its peak."""

    wall: float
    cpu: float
    memory: float


def measure(command: list[str], every: float = 0.1) -> Cost:
    """The cost of a finished run; CalledProcessError when it fails. Memory is sampled each so many seconds (Linux)."""
    before = os.times()
    started = time.perf_counter()
    # As on anybody's machine, Python keeps the code it compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak, every))
    watcher.start()
    _, errors = process.communicate()
    wall = time.perf_counter() - started
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=errors)
    after = os.times()
    return Cost(
        wall, after.children_user + after.children_system - before.children_user - before.children_system, peak[0]
    )


def _watch(process: subprocess.Popen, peak: list[float], every: float) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(memory_share(pid) for pid in process_tree(process.pid)))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(every)


def process_tree(root: int) -> list[int]:
    """The process and all that it started, in whatever thread."""
    pids, queue = [], [root]
    while queue:
        pid = queue.pop()
        pids.append(pid)
        queue += children(pid)
    return pids


def children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    return found


def memory_share(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    return 0.0
