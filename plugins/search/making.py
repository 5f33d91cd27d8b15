"""Makes the entries of all items anew, over processes of this machine or of others.

In: the draft of each item's fields. Out: the fields as they are kept, in blocks, then the entries in ranges of shards.
What processes find goes through files to those that sort it, and only where they have no folder in common through the
parent, which then writes and reads these files. Nobody holds more than a block of items or a range of shards.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import numpy as np

from plugins.model import Movable, Portal

from .abbreviations import Abbreviations
from .blocks import KEY, Array, BlockFinder, firsts
from .entries import COMMON, revise
from .fields import Draft, pack_fields
from .keys import KEY_BITS, name_bits
from .postings import RARE
from .shards import Base

RANGES = 256  # of shards, each sorted in one go; more where one would have more than LARGEST_RANGE
LARGEST_RANGE = 256
RANGES_TOGETHER = 4  # some megabytes each, however many there are
SMALLEST_BLOCK, LARGEST_BLOCK = 64, 512  # items whose postings are found in one go
_SIZE = 8  # bytes of an entry


class _Common(NamedTuple):
    """What all tasks of both steps share; a range has `step` shards. No folder where machines have none in common."""

    folder: Path | None
    base: Base
    step: int
    abbreviations: Abbreviations


class _Block(NamedTuple):
    """Items next to one another; `first` is the number of the first."""

    first: int
    drafts: list[Draft]


class _Found(NamedTuple):
    """Where the entries of a block are: the file, the place of each range's first in it, and the end."""

    file: str
    places: Array


# Where the entries of a range are: in each file, from which place to which, for each of its blocks.
_Places = list[tuple[str, Array]]


class _Parts(NamedTuple):
    """The entries of a range, block by block, or where they are."""

    number: int
    entries: bytearray | _Places


class Range(NamedTuple):
    """The entries of shards that follow each other, each with its revision, and their keys that too many items have."""

    shards: list[tuple[bytes, str]]
    common: list[int]


class Making:
    """`folder` is for files between the two steps, which are to be taken one after the other."""

    def __init__(
        self, portal: Portal, folder: Path, base: Base, draft: Callable[[int], Draft], abbreviations: Abbreviations
    ) -> None:
        self._portal = portal
        self._base = base
        self._draft = draft
        self._found: dict[str, list[Array]] = defaultdict(list)  # places of the blocks in each file
        self._block = min(LARGEST_BLOCK, max(SMALLEST_BLOCK, base.size // RANGES))
        step = min(LARGEST_RANGE, max(1, len(base.shards) // RANGES))
        self._common = _Common(None if portal.is_apart else folder, base, step, abbreviations)
        self._keep = partial(_keep, folder / "entries", _limits(base, base.shards[::step]))

    def find(self) -> Iterator[list[bytes]]:
        """Find the entries of all items; yields the fields of each block as they are kept."""
        work = Movable(self._portal, open_finding, self._common, self._describe_block)
        for found, packed in self._portal.spread(work, -(-self._base.size // self._block), "Lập chỉ mục"):
            where = found if isinstance(found, _Found) else self._keep(np.frombuffer(found, np.uint64))
            self._found[where.file].append(where.places)
            yield packed

    def sort(self) -> Iterator[Range]:
        work = Movable(self._portal, open_sorting, self._common, self._describe_range, together=RANGES_TOGETHER)
        return self._portal.spread(work, len(self._base.shards) // self._common.step, "Xếp chỉ mục")

    def _describe_block(self, number: int) -> _Block:
        first = number * self._block
        return _Block(first, [self._draft(item) for item in range(first, min(first + self._block, self._base.size))])

    def _describe_range(self, number: int) -> _Parts:
        found = self._found.items()
        places = [(file, np.array([each[number : number + 2] for each in all_])) for file, all_ in found]
        return _Parts(number, places if self._common.folder else _collect(places))


def open_finding(portal: Portal, common: _Common) -> Callable[[_Block], tuple[_Found | bytes, list[bytes]]]:
    """What finds the entries of a block, keeps them if there is a folder, and gives the fields as they are kept."""
    del portal
    folder, base, step, abbreviations = common
    finder, limits = BlockFinder(abbreviations, name_bits(base.bits)), _limits(base, base.shards[::step])
    own = uuid4().hex  # processes of two machines may have the same number

    def find(block: _Block) -> tuple[_Found | bytes, list[bytes]]:
        fields = [draft.finish() for draft in block.drafts]
        entries = finder.find(block.first, fields)
        # One file for each process: blocks may be more than files can be open at once.
        found = _keep(folder / f"{own}-{os.getpid()}", limits, entries) if folder else entries.tobytes()
        return found, [pack_fields(each) for each in fields]

    return find


def _keep(file: Path, limits: Array, entries: Array) -> _Found:
    """Write the entries of a block at the end of a file; `limits` part the ranges."""
    with file.open("ab") as opened:
        places = np.searchsorted(entries, limits) + opened.tell() // _SIZE
        opened.write(entries.data)
    return _Found(str(file), places)


def _collect(places: _Places) -> bytearray:
    found = bytearray()
    for name, blocks in places:
        with Path(name).open("rb") as file:
            for start, end in blocks.tolist():
                found += os.pread(file.fileno(), (end - start) * _SIZE, start * _SIZE)
    return found


def open_sorting(portal: Portal, common: _Common) -> Callable[[_Parts], Range]:
    """What sorts the entries of a range."""
    del portal
    base, step = common.base, common.step

    def sort(parts: _Parts) -> Range:
        found = parts.entries if isinstance(parts.entries, bytearray) else _collect(parts.entries)
        entries = np.frombuffer(found, np.uint64)
        entries.sort()
        shards = base.shards[parts.number * step :][:step]
        places = np.searchsorted(entries, _limits(base, shards)).tolist()
        keys = entries[(entries & np.uint64(RARE)) != 0] >> KEY
        begin = np.flatnonzero(firsts(keys))
        often = keys[begin[np.diff(begin, append=len(keys)) > COMMON]].tolist()
        contents = [entries[start:end].tobytes() for start, end in pairwise(places)]
        return Range([(content, revise(content)) for content in contents], often)

    return sort


def _limits(base: Base, shards: range) -> Array:
    """The least entry of each of the shards, and what is above all of the last."""
    shift = 2 * KEY_BITS - base.bits
    limits = [shard << shift for shard in (*shards, shards[-1] + shards.step)]
    return np.array([min(limit, (1 << 2 * KEY_BITS) - 1) for limit in limits], np.uint64)
