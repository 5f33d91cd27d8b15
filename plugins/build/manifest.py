"""The files that a build made, in columns: a build of a million pages reads and writes them in a moment.

In: files with what they were made from, and the size and time they then had. Out: a file that holds them, and the same
again. Who asks for a few of them need not take them apart, nor need who asks whether all are as they were.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import msgspec

from plugins.model.limits import Bounds, Spread

MARK_LENGTH = 16  # bytes of a fingerprint
PART = 20_000  # files that are looked at together
_BOUNDS = Bounds(0, 0, lambda index, ending: False)  # where they cannot be looked at, nobody knows how they are
_NO_MARK = b"\0" * MARK_LENGTH


class Made(NamedTuple):
    """What a file was made from, and the size and time (ns) it then had, by which a later change by others is seen."""

    fingerprint: str
    size: int
    time: int


NOT_MADE = Made("", -1, -1)


class _Columns(msgspec.Struct, frozen=True, array_like=True):
    """`names` has a line for each file, in order; the others have its numbers at the same place."""

    names: bytes
    ends: bytes
    marks: bytes
    sizes: bytes
    times: bytes


@dataclass(frozen=True)
class Manifest(Mapping[str, Made]):
    """Files by their names, which ascend: lines in UTF-8, of which `ends` are the places after the last byte."""

    names: bytes
    ends: array[int]
    marks: bytes
    sizes: array[int]
    times: array[int]

    @classmethod
    def of(cls, files: Mapping[str, Made]) -> Manifest:
        names = sorted(files)
        made = [files[name] for name in names]
        lines = [name.encode() for name in names]
        ends = array("q", [end - 1 for end in accumulate([len(line) + 1 for line in lines])])
        marks = b"".join([bytes.fromhex(each.fingerprint) or _NO_MARK for each in made])
        sizes, times = array("q", [each.size for each in made]), array("q", [each.time for each in made])
        return cls(b"\n".join(lines), ends, marks, sizes, times)

    @classmethod
    def read(cls, content: bytes) -> Manifest:
        """MsgspecError for what is no manifest. Who takes names from it finds out whether they are in order."""
        columns = msgspec.msgpack.decode(content, type=_Columns)
        ends, sizes, times = (_numbers(column) for column in (columns.ends, columns.sizes, columns.times))
        if not len(ends) == len(sizes) == len(times) or len(columns.marks) != len(ends) * MARK_LENGTH:
            raise msgspec.ValidationError("columns of different lengths")
        if (len(columns.names), columns.names.count(b"\n")) != ((ends[-1], len(ends) - 1) if ends else (0, 0)):
            raise msgspec.ValidationError("names that do not end where they should")
        return cls(columns.names, ends, columns.marks, sizes, times)

    def write(self) -> bytes:
        numbers = (column.tobytes() for column in (self.sizes, self.times))
        return msgspec.msgpack.encode(_Columns(self.names, self.ends.tobytes(), self.marks, *numbers))

    def amended(self, files: Mapping[str, Made]) -> Manifest:
        """With other facts of files that it has; KeyError for one that it has not."""
        marks, sizes, times = bytearray(self.marks), self.sizes[:], self.times[:]
        for name, made in files.items():
            place = self._place(name)
            start = place * MARK_LENGTH
            marks[start : start + MARK_LENGTH] = bytes.fromhex(made.fingerprint) or _NO_MARK
            sizes[place], times[place] = made.size, made.time
        return Manifest(self.names, self.ends, bytes(marks), sizes, times)

    def is_untouched(self, folder: Path, spread: Spread, label: str) -> bool:
        """Whether all files are below this folder as they were made; `label` names that work."""
        try:
            place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            return False
        try:
            starts = range(0, len(self), PART)
            return all(spread(lambda index: self._is_part_untouched(place, starts[index]), len(starts), label, _BOUNDS))
        finally:
            os.close(place)

    def _is_part_untouched(self, folder: int, start: int) -> bool:
        """Of the files from this one on; `folder` is an open one."""
        part, stat = slice(start, start + PART), os.stat
        names = self._lines(part)
        if len(names) != len(self.sizes[part]) or names != sorted(names):
            return False
        try:
            for name, size, time in zip(names, self.sizes[part], self.times[part], strict=True):
                status = stat(name, dir_fd=folder, follow_symlinks=False)
                if status.st_mtime_ns != time or status.st_size != size:
                    return False
        except (OSError, ValueError):
            return False
        return True

    def _lines(self, part: slice) -> list[bytes]:
        start, stop, _ = part.indices(len(self))
        begin = self.ends[start - 1] + 1 if start else 0
        return self.names[begin : self.ends[stop - 1]].split(b"\n") if start < stop else []

    def _line(self, place: int) -> bytes:
        return self.names[self.ends[place - 1] + 1 if place else 0 : self.ends[place]]

    def _place(self, name: object) -> int:
        if not isinstance(name, str):
            raise KeyError(name)
        line = name.encode("utf-8", "surrogatepass")
        place = bisect_left(range(len(self)), line, key=self._line)
        if place == len(self) or self._line(place) != line:
            raise KeyError(name)
        return place

    def __getitem__(self, name: str) -> Made:
        place = self._place(name)
        mark = self.marks[place * MARK_LENGTH : (place + 1) * MARK_LENGTH]
        return Made("" if mark == _NO_MARK else mark.hex(), self.sizes[place], self.times[place])

    def __iter__(self) -> Iterator[str]:
        return iter(self.names.decode().split("\n") if self.ends else ())

    def __len__(self) -> int:
        return len(self.ends)

    def as_dict(self) -> dict[str, Made]:
        """For who asks for most of them; ValueError where the names are none, or out of order."""
        names, marks, length = list(self), self.marks.hex(), MARK_LENGTH * 2
        if names != sorted(names):
            raise ValueError("names out of order")
        none = "0" * length
        found = (marks[start : start + length] for start in range(0, len(marks), length))
        rows: Iterable[tuple[str, str, int, int]] = zip(names, found, self.sizes, self.times, strict=True)
        return {name: Made("" if mark == none else mark, size, time) for name, mark, size, time in rows}


def _numbers(column: bytes) -> array[int]:
    """MsgspecError for what holds no whole number of them."""
    numbers = array("q")
    if len(column) % numbers.itemsize:
        raise msgspec.ValidationError("a column that was cut short")
    numbers.frombytes(column)
    return numbers
