"""The files that a build made, in columns: a build of a million pages reads and writes them in a moment.

In: files with what they were made from, and the size and time they then had. Out: a file that holds them, and the same
again. Who asks for a few of them need not take them apart.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

MARK_LENGTH = 16  # bytes of a fingerprint
_NO_MARK = b"\0" * MARK_LENGTH


class Made(NamedTuple):
    """What a file was made from, and the size and time (ns) it then had, by which a later change by others is seen."""

    fingerprint: str
    size: int
    time: int


NOT_MADE = Made("", -1, -1)


class _Columns(msgspec.Struct, frozen=True, array_like=True):
    """`names` has a line for each file, in order; the others have its numbers at the same place."""

    names: str
    marks: bytes
    sizes: bytes
    times: bytes


@dataclass(frozen=True)
class Manifest(Mapping[str, Made]):
    """Files by their names, which ascend."""

    names: list[str]
    marks: bytes
    sizes: array[int]
    times: array[int]

    @classmethod
    def of(cls, files: Mapping[str, Made]) -> Manifest:
        names = sorted(files)
        made = [files[name] for name in names]
        marks = b"".join([bytes.fromhex(each.fingerprint) or _NO_MARK for each in made])
        return cls(names, marks, array("q", [each.size for each in made]), array("q", [each.time for each in made]))

    @classmethod
    def read(cls, content: bytes) -> Manifest:
        """MsgspecError for what is no manifest."""
        columns = msgspec.msgpack.decode(content, type=_Columns)
        names = columns.names.split("\n") if columns.names else []
        sizes, times = array("q"), array("q")
        if not len(columns.sizes) == len(columns.times) == len(names) * sizes.itemsize:
            raise msgspec.ValidationError("columns of different lengths")
        sizes.frombytes(columns.sizes)
        times.frombytes(columns.times)
        if len(columns.marks) != len(names) * MARK_LENGTH or names != sorted(names):
            raise msgspec.ValidationError("columns of different lengths, or names out of order")
        return cls(names, columns.marks, sizes, times)

    def write(self) -> bytes:
        columns = _Columns("\n".join(self.names), self.marks, self.sizes.tobytes(), self.times.tobytes())
        return msgspec.msgpack.encode(columns)

    def amended(self, files: Mapping[str, Made]) -> Manifest:
        """With other facts of files that it has; KeyError for one that it has not."""
        marks, sizes, times = bytearray(self.marks), self.sizes[:], self.times[:]
        for name, made in files.items():
            place = self._place(name)
            start = place * MARK_LENGTH
            marks[start : start + MARK_LENGTH] = bytes.fromhex(made.fingerprint) or _NO_MARK
            sizes[place], times[place] = made.size, made.time
        return Manifest(self.names, bytes(marks), sizes, times)

    def is_untouched(self, folder: str) -> bool:
        """Whether all files are below this folder as they were made."""
        prefix, lstat = f"{folder}/", os.lstat
        try:
            for name, size, time in zip(self.names, self.sizes, self.times, strict=True):
                status = lstat(prefix + name)
                if status.st_mtime_ns != time or status.st_size != size:
                    return False
        except OSError:
            return False
        return True

    def _place(self, name: object) -> int:
        if not isinstance(name, str):
            raise KeyError(name)
        place = bisect_left(self.names, name)
        if place == len(self.names) or self.names[place] != name:
            raise KeyError(name)
        return place

    def __getitem__(self, name: str) -> Made:
        return self._made(self._place(name))

    def _made(self, place: int) -> Made:
        mark = self.marks[place * MARK_LENGTH : (place + 1) * MARK_LENGTH]
        return Made("" if mark == _NO_MARK else mark.hex(), self.sizes[place], self.times[place])

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def as_dict(self) -> dict[str, Made]:
        """For who asks for most of them."""
        marks, length = self.marks.hex(), MARK_LENGTH * 2
        none = "0" * length
        found = (marks[start : start + length] for start in range(0, len(marks), length))
        rows: Iterable[tuple[str, str, int, int]] = zip(self.names, found, self.sizes, self.times, strict=True)
        return {name: Made("" if mark == none else mark, size, time) for name, mark, size, time in rows}
