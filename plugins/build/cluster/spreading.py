"""Spreads work over a Dask cluster, in place of processes of this machine.

In: work as `Portal.spread` gets it. Out: its results in order. The driver makes payloads while workers do tasks, and
keeps no more chunks under way than they can use, so that neither it nor the scheduler holds a whole corpus. What cannot
move, is too little to be worth the way, or wants what a worker cannot have, is done here.
"""

from __future__ import annotations

import hashlib
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from plugins.build.executor import begin, collecting_new, give_up, run_here, spread
from plugins.build.output import OutputFolder
from plugins.build.progress import show_progress
from plugins.build.storage.address import Address
from plugins.model import Bounds, Movable, OutOfReachError, Portal, SiteError

from .bundle import Bundle, pack_bundle
from .connecting import Link, read_address
from .pickling import Pack

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")

HEAD_START = 1.0  # seconds of work that the driver does itself: opening the portal on workers costs more
MOST_TASKS = 512  # in a chunk: under a second of work, and the cluster's own work on it is small beside that
MOST_BYTES = 1_000_000  # of payloads in a chunk
CHUNKS_PER_THREAD = 3  # under way
PARTS_PER_THREAD = 8  # that all work is cut into at least, so that no thread waits long for the last
RETRIES = 3  # of a chunk whose worker was lost, and of a scheduler with which no work gets done
LOOK = 2.0  # seconds between two looks at the cluster
ABSENCE = 60.0  # seconds for which a build waits for workers when all have gone


class Chunk(NamedTuple):
    """`size` tasks next to one another; `first` is the index of the first, and `pack` has the payloads of all."""

    first: int
    size: int
    pack: bytes


@dataclass
class Sent:
    """A chunk under way. `again`: workers died over it before; `client` is the one it was last submitted with."""

    chunk: Chunk
    again: bool = False
    client: Client | None = None
    future: Future | None = None


def cut(work: Movable[Any], indices: range, most: int) -> Iterator[Chunk]:
    """Chunks of at most so many tasks, each packed when it is asked for.

    One that is half full ends where its month does: small months go together, large ones are cut.
    """
    first, part = indices.start, work.part
    while first < indices.stop:
        pack, count = Pack(), 0
        while count < most and first + count < indices.stop and pack.size < MOST_BYTES:
            index = first + count
            is_half = 2 * count >= most or 2 * pack.size >= MOST_BYTES
            if count and is_half and part(index) != part(index - 1):
                break
            pack.add(work.payload(index))
            count += 1
        yield Chunk(first, count, pack.content)
        first += count


class Cluster:
    """A context. The scheduler is spoken to when work first has to go there: a build without changes needs none.

    `settings` are the bundle's, as they were kept before any room saw them. `source` is where the content lies in
    storage if the output does too: workers then need no folder of this machine.
    """

    def __init__(
        self,
        address: str,
        workers: int,
        portal: Portal,
        settings: bytes,
        output: OutputFolder,
        source: Address | None = None,
    ) -> None:
        self._address, self._workers = read_address(address), workers
        self._portal, self._settings, self._output, self._source = portal, settings, output, source
        self._stack = ExitStack()
        self._link: Link | None = None
        self._bundle: Bundle | None = None

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)

    def spread(self, work: Callable[[int], T], count: int, label: str, bounds: Bounds[T] | None = None) -> Iterator[T]:
        """As `executor.spread`; SiteError also when the cluster cannot be reached or is lost."""
        if not isinstance(work, Movable):
            yield from spread(self._workers, work, count, label, bounds)
            return
        bounds = bounds or Bounds(0, 0, give_up)
        with show_progress(label, count) as advance, collecting_new():
            done = yield from begin(work, count, advance, bounds, HEAD_START)
            if done < count:
                link, bundle = self._connect()
                yield from _Run(link, bundle.name, work, bounds).results(range(done, count), advance)

    def _connect(self) -> tuple[Link, Bundle]:
        if self._link is None or self._bundle is None:
            self._bundle = pack_bundle(self._portal, self._settings, self._output.where, self._source)
            self._link = self._stack.enter_context(Link(self._address, self._bundle))
        return self._link, self._bundle


class _Run:
    """One work on the cluster. Chunks are named by digests of what is to do, with the bundle of this build."""

    def __init__(self, link: Link, name: str, work: Movable[Any], bounds: Bounds[Any]) -> None:
        from .host import bind_chunk

        self._link, self._name, self._work, self._bounds = link, name, work, bounds
        self._head = pickle.dumps((work.open, work.common, bounds.seconds, bounds.megabytes))
        self._mark = hashlib.blake2b(name.encode() + self._head, digest_size=16)
        self._do = bind_chunk()
        self._waiting: deque[Sent] = deque()  # for their results, in order
        self._threads, self._looked, self._seen = 1, 0.0, time.monotonic()
        self._losses = 0  # of the scheduler since a result came

    def results(self, indices: range, advance: Callable[[int], None]) -> Iterator[Any]:
        waiting = self._waiting
        try:
            self._look()
            most = min(MOST_TASKS, self._work.together, len(indices) // (self._threads * PARTS_PER_THREAD))
            for chunk in cut(self._work, indices, max(1, most)):
                waiting.append(self._submit(Sent(chunk)))
                # Results that are there are handed on at once; else as many chunks are under way as workers can use.
                while waiting and (_is_done(waiting[0]) or len(waiting) >= self._threads * CHUNKS_PER_THREAD):
                    yield from self._collect(waiting.popleft(), advance)
            while waiting:
                yield from self._collect(waiting.popleft(), advance)
        finally:
            with suppress(Exception):  # a cluster that is lost has nothing to cancel
                self._link.client.cancel([sent.future for sent in waiting if sent.future is not None])

    def _submit(self, sent: Sent) -> Sent:
        """To the scheduler that there is now."""
        chunk, client = sent.chunk, self._link.client
        mark = self._mark.copy()
        mark.update(b"%d %d %d " % (chunk.first, chunk.size, sent.again))
        mark.update(chunk.pack)
        key = f"{self._name}-{mark.hexdigest()}"
        sent.client, sent.future = client, None
        task = self._do, self._name, self._head, chunk.pack, chunk.size
        try:
            sent.future = client.submit(*task, key=key, retries=RETRIES)
        except Exception:
            if client.status == "running":
                raise  # else it is lost, which is found when the result is waited for
        return sent

    def _collect(self, sent: Sent, advance: Callable[[int], None]) -> Iterator[Any]:
        """A chunk whose workers died is cut, and each task done again: one over which they die then too is at fault.

        The first time it may have been a task of another chunk on the same worker.
        """
        from distributed import KilledWorker

        chunk = sent.chunk
        try:
            address, outcomes = self._await(sent)
        except KilledWorker:
            if sent.again:
                yield self._bounds.ended(chunk.first, "killed")
                advance(1)
                return
            for part in cut(self._work, range(chunk.first, chunk.first + chunk.size), 1):
                yield from self._collect(self._submit(Sent(part, again=True)), advance)
            return
        # From our own code, in a cluster that is trusted with it.
        parts = map(pickle.loads, pickle.loads(outcomes))  # noqa: S301
        for index, (kind, value) in enumerate(chain.from_iterable(parts), chunk.first):
            if kind == "refused":
                raise SiteError(f"Worker {address}: {value.rstrip('.')}.")
            if isinstance(value, OutOfReachError) and kind == "failed":
                yield run_here(self._work, index, self._bounds)
            elif kind == "failed":
                raise value
            else:
                yield value if kind == "done" else self._bounds.ended(index, value)
        advance(chunk.size)

    def _await(self, sent: Sent) -> tuple[str, bytes]:
        """What a chunk gave; SiteError when the scheduler is lost for good, or there are no workers for long."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        while True:
            if sent.client is not self._link.client:
                self._submit(sent)
            result: tuple[str, bytes] | None = None
            fault: BaseException | None = None
            try:
                if sent.future is not None:
                    result = sent.future.result(timeout=LOOK)
            except TimeoutError:
                self._look()
                continue
            except KilledWorker:
                raise
            except (CancelledError, Exception) as error:
                fault = error
                if sent.future is not None and sent.future.status == "error":
                    raise SiteError(
                        f"Một worker của cụm Dask gặp lỗi: {type(error).__name__}: {error}; trang cũ được giữ nguyên."
                    ) from error
            if result is not None:
                break
            self._resume(fault)
        self._losses = 0
        self._look()
        return result

    def _resume(self, fault: BaseException | None = None) -> None:
        """Goes on with the scheduler that takes the place of one that was lost."""
        self._losses += 1
        if self._losses > RETRIES:
            raise SiteError(
                f"Mất liên lạc với bộ điều phối Dask {self._losses} lần liền mà không xong việc nào; "
                "trang cũ được giữ nguyên. Hãy xem log của nó và của các worker."
            ) from fault
        self._link.reopen()
        self._looked, self._seen = 0.0, time.monotonic()
        for sent in self._waiting:
            self._submit(sent)

    def _look(self) -> None:
        """How many threads the cluster has now."""
        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        client = self._link.client
        try:
            threads: Mapping[str, int] = client.nthreads() if client.status == "running" else {}
        except OSError:
            threads = {}
        self._looked = time.monotonic()
        if client.status != "running":
            self._resume()
        elif threads:
            self._threads, self._seen = sum(threads.values()), self._looked
        elif self._looked - self._seen > ABSENCE:
            raise SiteError(
                f"Cụm Dask không còn worker nào đã hơn {ABSENCE:g} giây; trang cũ được giữ nguyên. "
                "Hãy chạy lại các worker rồi dựng lại."
            )


def _is_done(sent: Sent) -> bool:
    return sent.future is None or bool(sent.future.done())
