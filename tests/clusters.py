"""Runs a Dask scheduler with workers for tests; where Dask can be neither found nor installed, they are skipped."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from plugins.build.cluster.installing import install_dask, provide_dask
from plugins.build.fingerprints import PLUGINS
from plugins.build.settings import PROJECT
from plugins.model import SiteError

GUIDE = PROJECT / "docs/cluster"


@dataclass
class RunningCluster:
    """Programs by their role; `address` is what `--executor` takes."""

    folder: Path
    port: int
    path: str
    failures: int
    programs: dict[str, subprocess.Popen] = field(default_factory=dict)
    is_stopped: bool = False

    @property
    def address(self) -> str:
        return f"dask://127.0.0.1:{self.port}"

    def start_scheduler(self) -> None:
        dashboard = ["--dashboard-address", "127.0.0.1:0"]
        self._start("scheduler", ["--host", "127.0.0.1", "--port", str(self.port), *dashboard])
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        pytest.fail((self.folder / "scheduler.log").read_text())

    def start_workers(self, count: int, *options: str, first: str = "") -> None:
        """`first` is where their Python looks for modules before all else."""
        space = ["--local-directory", str(self.folder / "space"), "--host", "127.0.0.1", "--no-dashboard"]
        number = ["--nworkers", str(count), "--nthreads", "1"]
        self._start("worker", [f"tcp://127.0.0.1:{self.port}", *number, *space, *options], first)

    def restart(self, workers: int) -> None:
        """As whoever watches over both: waits for the end of the scheduler, with which workers end, and begins anew."""
        for program in self.programs.values():
            program.wait()
        if not self.is_stopped:
            self.start_scheduler()
            self.start_workers(workers)

    def stop(self) -> None:
        """With all that they started, and at once: an orderly end takes Dask eight seconds."""
        self.is_stopped = True
        for program in reversed(self.programs.values()):
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
            program.wait()

    def _start(self, role: str, arguments: list[str], first: str = "") -> None:
        path = os.pathsep.join(filter(None, (first, self.path)))
        own = {
            "PYTHONPATH": path,
            "DASK_CONFIG": str(GUIDE / "dask.yaml"),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(self.failures),
        }
        environment = os.environ | own
        command = [sys.executable, "-m", f"distributed.cli.dask_{role}", *arguments]
        with (self.folder / f"{role}.log").open("ab") as log:
            self.programs[role] = subprocess.Popen(
                command,
                env=environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                start_new_session=True,
            )


@contextmanager
def running_cluster(folder: Path, workers: int, failures: int = 0, *libraries: str) -> Iterator[RunningCluster]:
    """On loopback; so many workers may end over one chunk before it is given up (Dask's own number is 3).

    `libraries` are folders of what workers have beside Dask.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = os.pathsep.join(filter(None, (find_dask(), *libraries)))
    cluster = RunningCluster(folder, free_port(), path, failures)
    try:
        cluster.start_scheduler()
        if workers:
            cluster.start_workers(workers)
        yield cluster
    finally:
        cluster.stop()


def find_dask() -> str:
    """Where Dask lies; empty where it is among the portal's own libraries."""
    try:
        provide_dask()
        import distributed

        own = Path(distributed.__file__).parents[1]
        return "" if own.name == "site-packages" else str(install_dask())
    except SiteError as error:
        pytest.skip(f"Dask could not be installed from the package registry: {error}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def altered_code(folder: Path, module: str, lines: str) -> Path:
    """A copy of the rooms for the workers, with lines at the end of a module."""
    copy = folder / "plugins"
    shutil.copytree(PLUGINS, copy, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    with (copy / module).open("a", encoding="utf-8") as file:
        file.write(f"\n\n{lines}\n")
    return copy
