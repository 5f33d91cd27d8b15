"""Counts the views that logs tell of, each once, however often and in whatever parts and order they are read.

In: log files, the ledger, the portal's zone and the clock. Out: what was found, in numbers; the views stand in the
ledger.
"""

from __future__ import annotations

import datetime as dt
import glob
import zoneinfo
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from .ledger import CLIENT_BITS, Ledger, mark_line
from .lines import BROKEN, Request, read_line
from .logs import DamagedLogError, Log, Place, ends_of, open_log, read_blocks, resume
from .robots import is_robot

BATCH: Final = 100_000  # views, some 20 MB
LEAST_CHANGED: Final = 20  # views that stand in the ledger but for who asked: fewer are chance
AHEAD: Final = dt.timedelta(minutes=5)  # how wrong a server's clock may be


@dataclass
class Tally:
    """Numbers of lines by what they were; `views` are new ones, `known` those counted before."""

    lines: int = 0
    views: int = 0
    known: int = 0
    robots: int = 0
    unseen: int = 0  # fetched ahead, or by a service worker
    broken: int = 0
    future: int = 0
    closed: int = 0
    unchanged: int = 0  # files
    unread: int = 0  # files
    notices: list[str] = field(default_factory=list)


class RewrittenLogError(Exception):
    """Views that are counted already stand there with another client."""


def find_logs(names: Iterable[str]) -> list[Path]:
    """The files that the names and patterns (`access.log*`) stand for; a name that is no file is kept, to be told."""
    found: dict[Path, None] = {}
    for name in names:
        matches = sorted(glob.glob(name)) or [name]  # noqa: PTH207 — Path.glob takes no absolute pattern
        found.update(dict.fromkeys(Path(match) for match in matches if match == name or not Path(match).is_dir()))
    return list(found)


def count_logs(
    paths: Iterable[Path],
    ledger: Ledger,
    zone: zoneinfo.ZoneInfo,
    now: dt.datetime,
    advance: Callable[[int], None] = lambda size: None,
) -> Tally:
    """Count all new views in the files; `advance` is told of bytes read. What cannot be read is told in `notices`."""
    tally = Tally()
    for path in paths:
        try:
            log = open_log(path)
            start = resume(log, ledger.place(log.file))
            if start is None:
                tally.unchanged += 1
                advance(log.size)
                continue
            advance(start)
            _Counting(log, ledger, zone, now, tally).run(start, advance)
        except OSError as error:
            tally.unread += 1
            tally.notices.append(f"{path}: không đọc được ({error.strerror}).")
        except DamagedLogError:
            tally.notices.append(
                f"{path}: tệp nén bị cụt hoặc hỏng; những dòng đọc được đã đếm. "
                "Khi tệp đã lành thì chạy lại: không dòng nào đếm hai lần."
            )
        except RewrittenLogError:
            tally.unread += 1
            tally.notices.append(
                f"{path}: log đã bị viết lại (những lượt xem đã đếm nay đứng dưới địa chỉ khách khác), nên không đếm. "
                "Muốn che địa chỉ khách, hãy để máy chủ che ngay khi ghi log."
            )
    ledger.close_days()
    return tally


class _Counting:
    """The reading of one file."""

    def __init__(self, log: Log, ledger: Ledger, zone: zoneinfo.ZoneInfo, now: dt.datetime, tally: Tally) -> None:
        self._log, self._ledger, self._zone, self._tally = log, ledger, zone, tally
        self._latest = now + AHEAD
        self._until: dt.datetime | None = None
        self._days: dict[dt.datetime, str] = {}
        self._waiting: defaultdict[str, dict[int, str]] = defaultdict(dict)  # day: mark: address
        self._count = 0

    def run(self, start: int, advance: Callable[[int], None]) -> None:
        position = start
        try:
            for block in read_blocks(self._log, start):
                for line in block.lines:
                    self._take(line)
                position = block.position
                advance(block.taken)
                if self._count >= BATCH:
                    self._settle()
        except DamagedLogError:
            self._settle()
            raise
        self._settle()
        log = self._log
        ends = ("", "") if log.is_compressed or not position else ends_of(log, position)
        place = position if all(ends) else 0
        self._ledger.keep_place(log.file, Place(log.size, log.changed, place, *ends))

    def _take(self, line: bytes) -> None:
        tally = self._tally
        if not line:
            return
        tally.lines += 1
        read = read_line(line)
        if read is BROKEN:
            tally.broken += 1
            return
        if read.moment is None:
            return
        if read.moment > self._latest:
            tally.future += 1
            return
        if self._until is None or self._until < read.moment:
            self._until = read.moment
        if not isinstance(read, Request):
            return
        if is_robot(read.agent):
            tally.robots += 1
        elif not read.reader:
            tally.unseen += 1
        elif (key := self._ledger.key(day := self._day(read.moment))) is None:
            tally.closed += 1
        else:
            mark = mark_line(key, read.rest, read.client)
            tally.known += mark in self._waiting[day]
            self._waiting[day][mark] = read.address
            self._count += 1

    def _day(self, moment: dt.datetime) -> str:
        """The day in the portal's zone."""
        minute = moment.replace(second=0, microsecond=0)
        if minute not in self._days:
            self._days[minute] = moment.astimezone(self._zone).date().isoformat()
        return self._days[minute]

    def _settle(self) -> None:
        """Enter what is new, if the file has not been written anew."""
        fresh: dict[str, dict[int, str]] = {}
        changed = 0
        for day, views in self._waiting.items():
            known = self._ledger.known(day)
            fresh[day] = {mark: address for mark, address in views.items() if mark not in known}
            self._tally.known += len(views) - len(fresh[day])
            lines = {mark >> CLIENT_BITS for mark in known}
            changed += sum(mark >> CLIENT_BITS in lines for mark in fresh[day])
        self._waiting.clear()
        self._count = 0
        if changed >= LEAST_CHANGED and changed * 2 > sum(map(len, fresh.values())):
            raise RewrittenLogError
        for day, views in fresh.items():
            self._ledger.add(day, views)
            self._tally.views += len(views)
        if self._until is not None:
            self._ledger.advance(self._until)
