"""Makes the entries of all items anew, over processes.

In: the fields of each item. Out: the fields as they are kept, in blocks, then the entries in ranges of shards. What
processes find goes through files to those that sort it, not through the parent, and nobody holds more than a block of
items or a range of shards.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from plugins.model import Spread

from .abbreviations import Abbreviations
from .blocks import KEY, Array, BlockFinder, firsts
from .entries import COMMON, revise
from .fields import Fields, pack_fields
from .keys import KEY_BITS, name_bits
from .postings import RARE
from .shards import Base

RANGES = 256  # of shards, each sorted in one go; more where one would have more than LARGEST_RANGE
LARGEST_RANGE = 256
SMALLEST_BLOCK, LARGEST_BLOCK = 64, 512  # items whose postings are found in one go
_SIZE = 8  # bytes of an entry


class _Found(NamedTuple):
    """Where the entries of a block are: the file, the place of each range's first in it, and the end."""

    file: str
    places: Array


class Range(NamedTuple):
    """The entries of shards that follow each other, each with its revision, and their keys that too many items have."""

    shards: list[tuple[bytes, str]]
    common: list[int]


class Making:
    """`folder` is for files between the two steps, which are to be taken one after the other."""

    def __init__(
        self, folder: Path, base: Base, fields: Callable[[int], Fields], abbreviations: Abbreviations, spread: Spread
    ) -> None:
        self._folder = folder
        self._base = base
        self._fields = fields
        self._finder = BlockFinder(abbreviations, name_bits(base.bits))
        self._spread = spread
        self._found: list[_Found] = []
        self._block = min(LARGEST_BLOCK, max(SMALLEST_BLOCK, base.size // RANGES))
        self._range = min(LARGEST_RANGE, max(1, len(base.shards) // RANGES))  # shards

    def find(self) -> Iterator[list[bytes]]:
        """Find the entries of all items; yields the fields of each block as they are kept."""
        for found, packed in self._spread(self._find_block, -(-self._base.size // self._block), "Lập chỉ mục"):
            self._found.append(found)
            yield packed

    def sort(self) -> Iterator[Range]:
        return self._spread(self._sort_range, len(self._base.shards) // self._range, "Xếp chỉ mục")

    def _find_block(self, number: int) -> tuple[_Found, list[bytes]]:
        first = number * self._block
        fields = [self._fields(item) for item in range(first, min(first + self._block, self._base.size))]
        entries = self._finder.find(first, fields)
        # One file for each process: blocks may be more than files can be open at once.
        with (self._folder / f"{os.getpid()}").open("ab") as file:
            places = np.searchsorted(entries, self._limits(self._base.shards[:: self._range])) + file.tell() // _SIZE
            file.write(entries.data)
        return _Found(file.name, places), [pack_fields(each) for each in fields]

    def _sort_range(self, number: int) -> Range:
        parts = []
        with ExitStack() as stack:
            files = {name: stack.enter_context(Path(name).open("rb")) for name in {found.file for found in self._found}}
            for name, places in self._found:
                start, end = places[number : number + 2].tolist()
                parts.append(os.pread(files[name].fileno(), (end - start) * _SIZE, start * _SIZE))
        entries = np.frombuffer(bytearray().join(parts), np.uint64)
        entries.sort()
        shards = self._base.shards[number * self._range :][: self._range]
        places = np.searchsorted(entries, self._limits(shards)).tolist()
        keys = entries[(entries & np.uint64(RARE)) != 0] >> KEY
        begin = np.flatnonzero(firsts(keys))
        common = keys[begin[np.diff(begin, append=len(keys)) > COMMON]].tolist()
        contents = [entries[start:end].tobytes() for start, end in pairwise(places)]
        return Range([(content, revise(content)) for content in contents], common)

    def _limits(self, shards: range) -> Array:
        """The least entry of each of the shards, and what is above all of the last."""
        shift = 2 * KEY_BITS - self._base.bits
        limits = [shard << shift for shard in (*shards, shards[-1] + shards.step)]
        return np.array([min(limit, (1 << 2 * KEY_BITS) - 1) for limit in limits], np.uint64)
