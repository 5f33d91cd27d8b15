"""Reads the lines of a log, plain or gzip, from a place in it, in little memory whatever the file holds.

In: a file and how much of it was read before. Out: its lines, block by block.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast

from .lines import LONGEST, read_line

BLOCK = 1 << 20  # bytes
_GZIP = b"\x1f\x8b"


class Place(NamedTuple):
    """How far a file was read: its size and time of change then (ns), the position after the last whole line, and the
    moments of the first and of the last line read, by which it is known again.
    """

    size: int
    changed: int
    position: int
    first: str
    last: str


class Block(NamedTuple):
    """Whole lines, the position after them, and how many bytes of the file were taken since the block before."""

    lines: list[bytes]
    position: int
    taken: int


class DamagedLogError(Exception):
    """A compressed log ends early or holds something else; its lines so far were given."""


@dataclass(frozen=True)
class Log:
    path: Path
    file: str  # what stands for the file itself, whatever it is called
    size: int
    changed: int

    @property
    def is_compressed(self) -> bool:
        with self.path.open("rb") as stream:
            return stream.read(2) == _GZIP


def open_log(path: Path) -> Log:
    """OSError where it cannot be read."""
    facts = path.stat()
    return Log(path, f"{facts.st_dev}:{facts.st_ino}", facts.st_size, facts.st_mtime_ns)


def resume(log: Log, place: Place | None) -> int | None:
    """Where to go on reading a file that was read to that place before; 0 for its beginning, None if it is the same."""
    if place is None:
        return 0
    if (place.size, place.changed) == (log.size, log.changed):
        return None
    if not place.position or log.size < place.position or log.is_compressed:
        return 0
    return place.position if ends_of(log, place.position) == (place.first, place.last) else 0


def ends_of(log: Log, position: int) -> tuple[str, str]:
    """The moments of the first line and of the last before the position; nothing of who asked, nor for what."""
    with log.path.open("rb") as stream:
        first = stream.readline(LONGEST)
        stream.seek(max(0, position - LONGEST))
        last = stream.read(min(position, LONGEST)).rstrip(b"\n").rpartition(b"\n")[2]
    return _moment_of(first), _moment_of(last)


def _moment_of(line: bytes) -> str:
    read = read_line(line.rstrip(b"\n"))
    return read.moment.isoformat() if read is not None and read.moment is not None else ""


def read_blocks(log: Log, start: int) -> Iterator[Block]:
    """The lines from a position on. The last line of a plain file counts only when it is whole: more may follow.

    Of a line that is too long, a beginning that is too long itself is all that is given.
    """
    with log.path.open("rb") as raw, _opened(raw, log.is_compressed) as stream:
        is_compressed = stream is not raw
        raw_before = 0
        if not is_compressed:
            raw.seek(start)
        rest, position, read = b"", start, start
        while block := _read(stream):
            lines = (rest + block).split(b"\n")
            rest = lines.pop()[: LONGEST + 1]
            if (end := block.rfind(b"\n")) >= 0:
                position = read + end + 1
            read += len(block)
            taken = raw.tell() - raw_before
            raw_before = raw.tell()
            yield Block(lines, position, taken)
        if rest and is_compressed:
            yield Block([rest], read, 0)


def _read(stream: io.BufferedReader) -> bytes:
    """As much as there is at once: what stands before damage is not lost."""
    try:
        return stream.read1(BLOCK)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedLogError(str(error)) from error


@contextmanager
def _opened(raw: io.BufferedReader, is_compressed: bool) -> Iterator[io.BufferedReader]:
    if not is_compressed:
        yield raw
        return
    with gzip.GzipFile(fileobj=raw, mode="rb") as stream:
        yield cast(io.BufferedReader, stream)  # it reads as one
