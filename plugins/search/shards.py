"""Writes the index: shards of the base, their tails, and the delta. FORMAT.md describes the files.

In: entries, sorted. Out: bytes. Who asks for a few files has them written one by one, who asks for many in a row in
batches by packing.py, which needs numpy.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from .bits import RICE, gamma, pack, plain, rice_width
from .keys import KEY_BITS, name_bits
from .postings import BEGUN, RARE, TRIPLE

DELTA_KEY_BITS = 17
DELTA_SIZE = 16  # the base ends at a multiple of this many items; the newest few are in the delta
POSTING = 0xFFFFFFFF & ~(TRIPLE | BEGUN | RARE)  # what is left of an entry without its key
MARKED = [plain(value, 5) for value in range(32)]
LEVELLED = [plain(value, 3) for value in range(8)]
MOST = 512  # postings of a key in its shard, the best; the others are in the tail
MOST_IN_ROW = 256  # postings of a key of three tokens, or it has none: a country's name has very many of these
SHARDS_PER_TAIL = 16
TAIL_ITEMS = 1 << 16  # that a tail covers, counted from the base's end: a word in every item fills some 30 kB
ALONE = 3  # files in a row that a process writes one by one before it writes them in batches
BATCH = 64  # shards; a whole number of tails


class Base(NamedTuple):
    """The items that shards cover: `size` of them in 2**`bits` shards; `name` stands for which items they are."""

    name: str
    size: int
    bits: int

    @property
    def shards(self) -> range:
        return range(1 << self.bits) if self.size else range(0)

    def tail_shards(self, number: int) -> range:
        return self.shards[number * SHARDS_PER_TAIL : (number + 1) * SHARDS_PER_TAIL]

    @property
    def spans(self) -> list[range]:
        """The items that tails cover, the newest first."""
        return [range(max(0, end - TAIL_ITEMS), end) for end in range(self.size, 0, -TAIL_ITEMS)]


class Entries(Protocol):
    """What shards are made from: postings as KeyFinder makes them, with the item's number put in."""

    def read(self, shards: range) -> tuple[array[int], list[int]]:
        """The sorted entries of these shards, and the keys of single tokens that are to be left out where RARE."""
        ...


class Shards:
    """Makes the files of a base."""

    def __init__(self, base: Base, entries: Entries) -> None:
        self.base = base
        self._entries = entries
        self._last = ("", 0)
        self._run = 0  # files asked for one after another
        self._batch: dict[tuple[str, int], bytes] = {}
        self._left_out: tuple[int, list[list[tuple[int, list[int]]]]] = (-1, [])

    def write(self, number: int) -> bytes:
        """A shard: its keys with their best postings."""
        done = self._from_batch("shard", number, 1)
        if done is not None:
            return done
        return pack(self._code([(key, best, len(rest)) for key, best, rest in self._lists(number)], self.base.size))

    def write_tail(self, number: int, span: int) -> bytes:
        """The tail of SHARDS_PER_TAIL shards, one after another, with the postings of a span that these leave out."""
        spans = self.base.spans
        done = self._from_batch("tail", number * len(spans) + span, SHARDS_PER_TAIL, len(spans))
        if done is not None:
            return done
        if self._left_out[0] != number:  # its spans are asked for one after another
            lists = [list(self._lists(shard, MOST)) for shard in self.base.tail_shards(number)]
            self._left_out = number, [[(key, rest) for key, _, rest in some if rest] for some in lists]
        codes, items = [], spans[span]
        for some in self._left_out[1]:
            parts = [(key, _cut(rest, items)) for key, rest in some]
            codes += self._code([(key, part, 0) for key, part in parts if part], len(items))
        return pack(codes)

    def _from_batch(self, kind: str, number: int, each: int, spans: int = 1) -> bytes | None:
        """The file as one of its neighbours' batch; None while a process has not asked for many in a row.

        `each` file is of so many shards, and as many as there are `spans` are of the same.
        """
        self._run = self._run + 1 if self._last == (kind, number - 1) else 0
        self._last = (kind, number)
        if self._run < ALONE:
            return None
        if (kind, number) not in self._batch:
            from .packing import pack_batch  # it needs numpy, whose loading takes longer than a few files

            first = number // spans * each
            files = pack_batch(self._entries, self.base, self.base.shards[first : first + BATCH], each)
            self._batch = {(kind, first // each * spans + place): file for place, file in enumerate(files)}
        return self._batch[kind, number]

    def _code(self, lists: list[tuple[int, list[int], int]], items: int) -> list[str]:
        width = rice_width(1 << name_bits(self.base.bits), len(lists))
        codes = [gamma(len(lists) + 1), plain(width, 5)]
        gap, last = RICE[width], -1
        for key, postings, left in lists:
            marks = {posting & 24 for posting in postings}
            codes += (gap[key - last - 1], gamma(len(postings)), gamma(left + 1), "1" if len(marks) > 1 else "0")
            last = key
            rice, before = RICE[rice_width(items, len(postings))], -1
            ends, mask = (MARKED, 31) if len(marks) > 1 else (LEVELLED, 7)
            for posting in postings:
                item = posting >> 8
                codes.append(rice[item - before - 1])
                codes.append(ends[posting & mask])
                before = item
        return codes

    def _lists(self, number: int, least: int = 0) -> Iterator[tuple[int, list[int], list[int]]]:
        """(key, best postings, the others) of keys with more than `least`, postings ascending and without their key."""
        own = name_bits(self.base.bits)
        shift = 2 * KEY_BITS - self.base.bits - own
        held, common = self._entries.read(range(number, number + 1))
        entries = [entry for entry in held if not (entry & RARE and entry >> KEY_BITS in common)] if common else held
        start, size = 0, len(entries)
        while start + least < size:
            name, first = entries[start] >> shift, start
            if entries[start + least] >> shift != name:  # too few; nor can any that ends before have more
                start = bisect_left(entries, entries[start + least] >> shift << shift, start)
                continue
            start = bisect_left(entries, (name + 1) << shift, start)
            postings = [entry & POSTING for entry in entries[first:start]]
            is_triple = entries[first] & TRIPLE
            if is_triple and not 1 < len(postings) <= MOST_IN_ROW and _are_triples(entries[first:start]):
                continue  # three in a row that only one item has, or so many: their pairs find them
            if is_triple or len(postings) > 1:
                postings = _merge(postings)
            rest: list[int] = []
            if len(postings) > MOST:
                postings.sort(key=lambda posting: (posting & 7, posting >> 8), reverse=True)
                postings, rest = sorted(postings[:MOST]), sorted(postings[MOST:])
            yield name & ((1 << own) - 1), postings, rest


def _cut(postings: list[int], items: range) -> list[int]:
    """Those of the items, counted from the first of these."""
    begin, end = (bisect_left(postings, item << 8) for item in (items.start, items.stop))
    return [posting - (items.start << 8) for posting in postings[begin:end]]


def _are_triples(entries: Iterable[int]) -> bool:
    """Whether none is of a pair that shares their name."""
    return all(entry & TRIPLE for entry in entries)


def _merge(postings: list[int]) -> list[int]:
    """The postings with each item once, at its highest level; two keys may share a name."""
    best: dict[int, int] = {}
    for posting in postings:
        item = posting >> 8
        if item not in best or posting & 7 > best[item] & 7:
            best[item] = posting
    return sorted(best.values())


def _usual(levels: Iterable[int]) -> int:
    """The level that most have, the lowest of several."""
    counts = Counter(levels)
    return min(counts, key=lambda level: (-counts[level], level), default=0)


def write_delta(items: list[list[int]]) -> bytes:
    """The newest items, each with all its postings but those of triples and of beginnings."""
    codes = [gamma(len(items) + 1)]
    for postings in items:
        levels: dict[int, int] = {}
        for posting in postings:
            if not posting & (TRIPLE | BEGUN):
                key = posting >> (64 - DELTA_KEY_BITS)
                levels[key] = max(posting & 7, levels.get(key, 0))
        width, usual = rice_width(1 << DELTA_KEY_BITS, len(levels)), _usual(levels.values())
        codes += [gamma(len(levels) + 1), plain(width, 5), plain(usual, 3)]
        gap, last = RICE[width], -1
        for key, level in sorted(levels.items()):
            codes += (gap[key - last - 1], "0" if level == usual else f"1{LEVELLED[level]}")
            last = key
    return pack(codes)
