"""The bytes of many shards or tails at once: what Shards (shards.py) writes one by one, by arrays.

In: the sorted entries of shards that follow each other. Out: the files' bytes; FORMAT.md describes them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from .blocks import KEY, Array, firsts
from .keys import KEY_BITS, name_bits
from .postings import RARE, TRIPLE
from .shards import MOST, MOST_IN_ROW, POSTING, Base, Entries

_ONES = 32  # of a quotient in one code; what is more goes before, in codes of so many
_RANK = np.uint32(24)  # where the level stands before the item


class _Lists(NamedTuple):
    """The postings of names one after another. By name: its number with that of its shard before it, the number of its
    postings, and how many more the tail has. `postings` are without the key.
    """

    names: Array
    sizes: Array
    left: Array
    postings: Array


def pack_batch(source: Entries, base: Base, shards: range, each: int) -> list[bytes]:
    """The files of these shards, or of their tails where `each` file is of several: those of all spans of the first,
    then of the next.
    """
    held, common = source.read(shards)
    entries = np.array(held, np.uint64)
    rare = np.flatnonzero(entries & np.uint64(RARE))
    entries = np.delete(entries, rare[np.isin(entries[rare] >> KEY, np.array(common, np.uint64))])
    lists, is_rest = _find_lists(entries, base.bits)
    owners = _owners(lists.sizes)
    if each == 1:
        rest = np.bincount(owners[is_rest], minlength=len(lists.sizes))
        lists = _Lists(lists.names, lists.sizes - rest, rest, lists.postings[~is_rest])
        return _pack(lists, base, shards, each)
    owners, left = owners[is_rest], lists.postings[is_rest]
    files = []
    for items in base.spans:
        is_held = (left >> 8 >= items.start) & (left >> 8 < items.stop)
        sizes = np.bincount(owners[is_held], minlength=len(lists.sizes))
        has, postings = sizes > 0, left[is_held] - np.uint32(items.start << 8)
        part = _Lists(lists.names[has], sizes[has], np.zeros_like(sizes[has]), postings)
        files.append(_pack(part, base._replace(size=len(items)), shards, each))
    return [file for same in zip(*files, strict=True) for file in same]


def _find_lists(entries: Array, bits: int) -> tuple[_Lists, Array]:
    """The lists with all their postings, and which of these are left to the tail."""
    names = entries >> np.uint64(2 * KEY_BITS - bits - name_bits(bits))
    begin = np.flatnonzero(firsts(names))
    sizes = np.diff(begin, append=len(names))
    are_triples = np.add.reduceat(entries & np.uint64(TRIPLE), begin) == sizes * TRIPLE if len(begin) else begin
    # Three in a row that only one item has, or so many: their pairs find them.
    kept = np.repeat((are_triples == 0) | (sizes > 1) & (sizes <= MOST_IN_ROW), sizes)
    names, postings = names[kept], (entries[kept] & np.uint64(POSTING)).astype(np.uint32)
    postings, names = _merge(postings, names)
    begin = np.flatnonzero(firsts(names))
    sizes = np.diff(begin, append=len(names))
    is_rest = np.zeros(len(names), np.bool_)
    for place in np.flatnonzero(sizes > MOST).tolist():
        start, end = begin[place], begin[place] + sizes[place]
        ranks = (postings[start:end] & 7) << _RANK | postings[start:end] >> 8
        is_rest[start:end] = ranks < np.partition(ranks, -MOST)[-MOST]
    return _Lists(names[begin], sizes, np.zeros_like(sizes), postings), is_rest


def _merge(postings: Array, names: Array) -> tuple[Array, Array]:
    """Each item once in a list, at its highest level; two keys may share a name."""
    items = postings >> 8
    again = (names[1:] == names[:-1]) & (items[1:] <= items[:-1])
    if not again.any():
        return postings, names
    at = np.flatnonzero(np.isin(names, names[1:][again]))
    order = at[np.lexsort((7 - (postings[at] & 7), items[at], names[at]))]
    is_first = firsts(names[order]) | firsts(items[order])
    postings[at] = postings[order]
    kept = np.ones(len(names), np.bool_)
    kept[at] = is_first
    return postings[kept], names[kept]


def _pack(lists: _Lists, base: Base, shards: range, each: int) -> list[bytes]:
    """The code of each shard: its header, its lists, and zeros where a file ends within a byte.

    A code is a number and its length in bits; `quotients` are ones before it.
    """
    names, sizes, left, postings = lists
    own = name_bits(base.bits)
    owners = _owners(sizes)
    places = (names >> np.uint64(own)).astype(np.int64) - shards[0]  # of the lists' shards
    lists_of = np.bincount(places, minlength=len(shards))
    postings_of = np.bincount(places[owners], minlength=len(shards))
    headers = np.cumsum(2 + 3 * lists_of + postings_of) - (2 + 3 * lists_of + postings_of)
    slots = int((2 + 3 * lists_of + postings_of).sum())
    values, lengths, quotients = np.zeros(slots, np.uint64), np.zeros(slots, np.int64), np.zeros(slots, np.int64)

    widths = _rice_widths(1 << own, lists_of)
    values[headers] = (lists_of + 1) << 5 | widths
    lengths[headers] = _gamma_lengths(lists_of + 1) + 5

    at = headers[places] + 1 + 3 * np.arange(len(names)) + np.cumsum(sizes) - sizes
    at -= (np.cumsum(3 * lists_of + postings_of) - (3 * lists_of + postings_of))[places]
    own_names = (names & np.uint64((1 << own) - 1)).astype(np.int64)
    quotients[at], values[at], lengths[at] = _rice(_gaps(own_names, firsts(places)), widths[places])
    values[at + 1], lengths[at + 1] = sizes, _gamma_lengths(sizes)
    marks = postings >> 3 & 3
    begin = np.cumsum(sizes) - sizes
    has_marks = np.bincount(owners[marks != marks[begin][owners]], minlength=len(names)) > 0
    values[at + 2], lengths[at + 2] = (left + 1) << 1 | has_marks, _gamma_lengths(left + 1) + 1

    at = at[owners] + 3 + np.arange(len(postings)) - begin[owners]
    is_first = np.zeros(len(postings), np.bool_)
    is_first[begin] = True
    gaps = _gaps((postings >> 8).astype(np.int64), is_first)
    quotients[at], values[at], lengths[at] = _rice(gaps, _rice_widths(base.size, sizes)[owners])
    ends = np.where(has_marks[owners], 5, 3)
    values[at] = values[at] << ends.view(np.uint64) | postings & np.where(has_marks[owners], 31, 7).astype(np.uint64)
    lengths[at] += ends

    files = headers[::each]
    bits_of = np.add.reduceat(lengths + quotients, files)
    lengths[np.append(files[1:], slots) - 1] = -bits_of % 8
    content = _write(values, lengths, quotients)
    sizes_of = (bits_of + 7) // 8
    return list(_split(content, sizes_of.tolist()))


def _split(content: bytes, sizes: list[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        part = content[start : start + size]
        start += size
        yield zlib.adler32(part).to_bytes(4, "big") + part


def _write(values: Array, lengths: Array, quotients: Array) -> bytes:
    """The bytes of codes one after another."""
    more = quotients // _ONES
    ones = (quotients % _ONES).view(np.uint64)
    values |= ((np.uint64(1) << ones) - np.uint64(1)) << lengths.view(np.uint64)
    lengths = lengths + quotients % _ONES
    if more.any():
        at = np.repeat(np.arange(len(values)), more + 1)
        is_last = np.append(at[1:] != at[:-1], True)
        values = np.where(is_last, values[at], np.uint64((1 << _ONES) - 1))
        lengths = np.where(is_last, lengths[at], _ONES)
    ends = np.cumsum(lengths)
    starts = ends - lengths
    words, offsets = starts >> 6, (starts & 63).view(np.uint64)
    aligned = values << (64 - lengths).view(np.uint64)  # numpy shifts out what is shifted by 64
    content = np.zeros(int(ends[-1] >> 6) + 2, np.uint64)
    begin = np.flatnonzero(firsts(words))
    content[words[begin]] = np.bitwise_or.reduceat(aligned >> offsets, begin)
    spilt = aligned << (np.uint64(64) - offsets)
    over = np.flatnonzero(spilt)
    content[words[over] + 1] |= spilt[over]
    return content.astype(">u8").tobytes()


def _rice(numbers: Array, widths: Array) -> tuple[Array, Array, Array]:
    """Quotients, and the zero with the remainder as a code."""
    return numbers >> widths, numbers & ((1 << widths) - 1), widths + 1


def _gaps(numbers: Array, is_first: Array) -> Array:
    """What lies between each of ascending numbers and the one before, or -1 where it is the first."""
    before = np.concatenate(([-1], numbers[:-1]))
    before[is_first] = -1
    gaps: Array = numbers - before - 1
    return gaps


def _rice_widths(span: int, counts: Array) -> Array:
    widths: Array = np.maximum(np.frexp(span // np.maximum(counts, 1))[1] - 1, 0).astype(np.int64)
    return widths


def _gamma_lengths(numbers: Array) -> Array:
    lengths: Array = 2 * np.frexp(numbers)[1].astype(np.int64) - 1
    return lengths


def _owners(sizes: Array) -> Array:
    return np.repeat(np.arange(len(sizes)), sizes)
