"""The warnings of the last build that went well, apart from what every build needs of it: they may be more than items.

In: faults in their order. Out: a file with a line for each, and what tells it from any other; and again the faults, of
which only those are read that somebody asks for.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import overload

import msgspec

from plugins.model import Fault

_encode_lines = msgspec.json.Encoder().encode_lines
_decode = msgspec.json.Decoder(Fault).decode


class FaultsMark(msgspec.Struct, frozen=True):
    """What a file of faults is known by: the digest in its first line, and its size in bytes."""

    digest: str
    size: int
    count: int


NO_FAULTS = FaultsMark("", 0, 0)


@dataclass(frozen=True, eq=False)
class KeptFaults(Sequence[Fault]):
    """The faults in a file; equal to others of the same faults."""

    _path: Path
    _count: int

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Fault]:
        """What is damaged since the file was opened is left out."""
        with contextlib.suppress(OSError), self._path.open("rb") as file:
            for line in islice(file, 1, None):
                with contextlib.suppress(msgspec.MsgspecError):
                    yield _decode(line)

    @overload
    def __getitem__(self, place: int) -> Fault: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Fault, ...]: ...
    def __getitem__(self, place: int | slice) -> Fault | tuple[Fault, ...]:
        if isinstance(place, slice):
            start, stop, step = place.indices(self._count)
            return tuple(islice(self, start, stop, step)) if step > 0 else tuple(self)[place]
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


class FaultsFile:
    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, mark: FaultsMark) -> KeptFaults | None:
        """None where the file is not the one of this mark."""
        with contextlib.suppress(OSError), self._path.open("rb") as file:
            if file.readline() == f"{mark.digest}\n".encode() and self._path.stat().st_size == mark.size:
                return KeptFaults(self._path, mark.count)
        return None

    def save(self, faults: Sequence[Fault]) -> FaultsMark:
        """Failing to write it fails no build: the next one does not find it by its mark, and begins."""
        lines = _encode_lines(faults)
        digest = hashlib.blake2b(lines, digest_size=16).hexdigest()
        content = f"{digest}\n".encode() + lines
        with contextlib.suppress(OSError):
            new = self._path.with_suffix(".new")
            new.write_bytes(content)
            new.replace(self._path)
        return FaultsMark(digest, len(content), len(faults))
