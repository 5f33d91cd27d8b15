"""A build by two processes of this machine against a Dask scheduler with two workers on loopback, at several sizes.

In: sizes, and items as for the other benches. Out: a table of wall and processor seconds and of memory, with the cost
of a worker that is killed halfway, and plots of time and of a worker's memory against size. The sites must be the same.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from plugins.build.output import OutputFolder
from plugins.build.settings import CACHE
from tests.bench.build import portal_build
from tests.bench.corpus import write_corpora
from tests.bench.engine import read_sizes
from tests.bench.measure import Cost, children, measure, memory_share, process_tree
from tests.bench.peers import HOME
from tests.bench.plot import Line, draw_plot
from tests.clusters import RunningCluster, running_cluster

WORKERS = 2
HEADER = (
    f"{'tin':>9}{'máy này, s':>12}{'CPU':>8}{'cụm, s':>9}{'CPU':>8}{'tỷ số':>8}{'CPU':>7}"
    f"{'worker, MB':>12}{'điều phối':>11}{'điều khiển':>12}{'mất worker':>12}"
)


@dataclass(frozen=True)
class Row:
    """One size: the costs of both, of a build that lost a worker, and peaks of a worker and the scheduler (MB)."""

    size: int
    alone: Cost
    cluster: Cost
    lost: Cost
    worker: float
    scheduler: float

    def __str__(self) -> str:
        alone, cluster = self.alone, self.cluster
        return (
            f"{self.size:>9}{alone.wall:>12.1f}{alone.cpu:>8.1f}{cluster.wall:>9.1f}{cluster.cpu:>8.1f}"
            f"{cluster.wall / alone.wall:>8.2f}{cluster.cpu / alone.cpu:>7.2f}{self.worker:>12.0f}"
            f"{self.scheduler:>11.0f}{cluster.memory:>12.0f}{self.lost.wall / cluster.wall:>12.2f}"
        )


class Watch:
    """The peaks of memory of the workers and the scheduler, with all that they started."""

    def __init__(self, cluster: RunningCluster) -> None:
        self._cluster = cluster
        self.worker = self.scheduler = 0.0

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        ended = threading.Event()
        thread = threading.Thread(target=self._look_until, args=(ended,))
        thread.start()
        try:
            yield self
        finally:
            ended.set()
            thread.join()

    def _look_until(self, ended: threading.Event) -> None:
        while not ended.wait(0.5):
            for worker in worker_processes(self._cluster):
                self.worker = max(self.worker, sum(map(memory_share, process_tree(worker))))
            self.scheduler = max(self.scheduler, memory_share(self._cluster.programs["scheduler"].pid))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=Path)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--sizes", type=read_sizes, default=())
    parser.add_argument("--plot", type=Path, default=HOME / "scale.svg")
    arguments = parser.parse_args()
    sizes = arguments.sizes or (arguments.n,)
    print(f"{WORKERS} tiến trình của máy này, và {WORKERS} worker Dask trên cùng máy; một lần mỗi cỡ")
    print(HEADER, flush=True)
    rows = [measure_size(arguments.items, size) for size in sizes]
    if len(rows) > 1:
        draw_plot("Dựng từ đầu theo số tin", "số tin", "giây", time_lines(rows), arguments.plot)
        memory = arguments.plot.with_name(f"{arguments.plot.stem}-memory.svg")
        draw_plot("Bộ nhớ theo số tin", "số tin", "MB", memory_lines(rows), memory)
        print(f"Biểu đồ: {arguments.plot}, {memory}")


def measure_size(items: Path | None, size: int) -> Row:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content, alone, together = folder / "content", folder / "alone", folder / "together"
        write_corpora(items, size, portal=content)
        os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(time.time())))  # all builds are of one moment
        try:
            own = measure([*portal_build(content, alone), "--jobs", str(WORKERS)])
            with running_cluster(folder / "cluster", WORKERS, failures=3) as cluster:
                command = [*portal_build(content, together), "--executor", cluster.address]
                with Watch(cluster).watching() as watch:
                    cost = measure_on(cluster, command)
                refuse_differences(alone, together)
                shutil.rmtree(together)
                timer = threading.Timer(cost.wall / 2, kill_worker, [cluster])
                timer.start()
                lost = measure_on(cluster, command)
                timer.cancel()
                refuse_differences(alone, together)
        finally:
            for output in (alone, together):
                shutil.rmtree(OutputFolder(output.resolve(), CACHE).state, ignore_errors=True)
    row = Row(size, own, cost, lost, watch.worker, watch.scheduler)
    print(row, flush=True)
    return row


def measure_on(cluster: RunningCluster, command: list[str]) -> Cost:
    """The cost of a build, with the processor time of the cluster."""
    before = processor_seconds(cluster)
    cost = measure(command)
    return Cost(cost.wall, cost.cpu + processor_seconds(cluster) - before, cost.memory)


def processor_seconds(cluster: RunningCluster) -> float:
    """Of all processes of the cluster, and of those that have ended and were waited for."""
    return sum(_seconds(pid) for program in cluster.programs.values() for pid in process_tree(program.pid))


def _seconds(pid: int) -> float:
    try:
        parts = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, parts[11:15])) / os.sysconf("SC_CLK_TCK")


def worker_processes(cluster: RunningCluster) -> list[int]:
    """The children of Dask's nanny that are workers; the other watches over shared resources and does nothing."""
    found = []
    for pid in children(cluster.programs["worker"].pid):
        with suppress(OSError):
            found += [pid] if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes() else []
    return found


def kill_worker(cluster: RunningCluster) -> None:
    """As when its machine goes: with all that it started. Dask's nanny starts another."""
    for pid in process_tree(worker_processes(cluster)[0]):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def refuse_differences(one: Path, other: Path) -> None:
    """The run ends where two sites are not the same, byte for byte."""
    files = [{path.relative_to(root): path for path in root.rglob("*") if path.is_file()} for root in (one, other)]
    if files[0].keys() != files[1].keys():
        sys.exit(f"Hai bản dựng không cùng các tệp: {sorted(files[0].keys() ^ files[1].keys())[:10]}")
    for name, path in files[0].items():
        if path.read_bytes() != files[1][name].read_bytes():
            sys.exit(f"Hai bản dựng khác nhau ở {name}")


def time_lines(rows: list[Row]) -> list[Line]:
    return [
        Line(f"cụm {WORKERS} worker", tuple((row.size, row.cluster.wall) for row in rows), ours=True),
        Line(f"{WORKERS} tiến trình của máy này", tuple((row.size, row.alone.wall) for row in rows)),
    ]


def memory_lines(rows: list[Row]) -> list[Line]:
    return [
        Line("một worker", tuple((row.size, row.worker) for row in rows), ours=True),
        Line("bộ điều phối", tuple((row.size, row.scheduler) for row in rows), ours=True),
        Line("tiến trình điều khiển", tuple((row.size, row.cluster.memory) for row in rows)),
    ]


if __name__ == "__main__":
    main()
