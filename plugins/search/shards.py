"""Writes the index: shards of the base, their tails, and the delta. FORMAT.md describes the files.

In: postings, sorted. Out: bytes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from .bits import RICE, gamma, pack, plain, rice_width
from .postings import BEGUN, RARE, TRIPLE

KEY_BITS = 18  # of a key within its shard
DELTA_KEY_BITS = 17
DELTA_SIZE = 16  # the base ends at a multiple of this many items; the newest few are in the delta
POSTING = 0xFFFFFFFF & ~(TRIPLE | BEGUN | RARE)  # what is left of an entry without its key
MARKED = [plain(value, 5) for value in range(32)]
LEVELLED = [plain(value, 3) for value in range(8)]
MOST = 512  # postings of a key in its shard, the best; the others are in the tail
SHARDS_PER_TAIL = 16


class Shards:
    """The base: `count` items in 2**`bits` shards; `digest` names this base, in eight hexadecimal digits.

    `read` gives the sorted entries of a shard, numbers as KeyFinder makes them with the item's number put in.
    """

    def __init__(self, count: int, bits: int, digest: str, read: Callable[[int], Sequence[int]]) -> None:
        self.count = count
        self.bits = bits
        self.digest = digest
        self._read = read

    @property
    def numbers(self) -> range:
        return range(1 << self.bits) if self.count else range(0)

    @property
    def tail_numbers(self) -> range:
        return range(-(-len(self.numbers) // SHARDS_PER_TAIL))

    def write(self, number: int) -> bytes:
        """A shard: its keys with their best postings."""
        return pack(self._code([(key, best, len(rest)) for key, best, rest in self._lists(number)]))

    def write_tail(self, number: int) -> bytes:
        """The tail of SHARDS_PER_TAIL shards, one after another, with the postings that these leave out."""
        codes = []
        for shard in range(number * SHARDS_PER_TAIL, min((number + 1) * SHARDS_PER_TAIL, len(self.numbers))):
            codes += self._code([(key, rest, 0) for key, _, rest in self._lists(shard, MOST) if rest])
        return pack(codes)

    def _code(self, lists: list[tuple[int, list[int], int]]) -> list[str]:
        width = rice_width(1 << KEY_BITS, len(lists))
        codes = [gamma(len(lists) + 1), plain(width, 5)]
        gap, last = RICE[width], -1
        for key, postings, left in lists:
            marks = {posting & 24 for posting in postings}
            codes += (gap[key - last - 1], gamma(len(postings)), gamma(left + 1), "1" if len(marks) > 1 else "0")
            last = key
            rice, before = RICE[rice_width(self.count, len(postings))], -1
            ends, mask = (MARKED, 31) if len(marks) > 1 else (LEVELLED, 7)
            for posting in postings:
                item = posting >> 8
                codes.append(rice[item - before - 1])
                codes.append(ends[posting & mask])
                before = item
        return codes

    def _lists(self, number: int, least: int = 0) -> Iterator[tuple[int, list[int], list[int]]]:
        """(key, best postings, the others) of keys with more than `least`, postings ascending and without their key."""
        shift = 64 - self.bits - KEY_BITS
        entries = self._read(number)
        start, size = 0, len(entries)
        while start < size:
            name, first = entries[start] >> shift, start
            start = bisect_left(entries, (name + 1) << shift, start)
            if start - first <= least:
                continue
            postings = [entry & POSTING for entry in entries[first:start]]
            is_triple = entries[first] & TRIPLE
            if is_triple and len(postings) == 1:
                continue  # three in a row that only one item has: its pairs find it
            if is_triple or len(postings) > 1:
                postings = _merge(postings)
            rest: list[int] = []
            if len(postings) > MOST:
                postings.sort(key=lambda posting: (posting & 7, posting >> 8), reverse=True)
                postings, rest = sorted(postings[:MOST]), sorted(postings[MOST:])
            yield name & ((1 << KEY_BITS) - 1), postings, rest


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
