"""Keys of the index as 32-bit numbers; theme/blocks/search/engine.js computes the same.

In: folded tokens. Out: numbers whose first bits choose the shard and whose next bits name the key in it.
"""

from __future__ import annotations

import struct

MASK = 0xFFFFFFFF
FACTOR = 0x9E3779B1
ALONE = 0x5BD1E995  # stands for the second token where there is none
KEY_BITS = 32
NAME_BITS = 18  # of a key within its shard, if so many are left
MOST_SHARD_BITS = 18
ITEM_BITS = 24  # of an item's number


def name_bits(shard_bits: int) -> int:
    """How many bits name a key within one of 2**`shard_bits` shards.

    As many are a triple's own, counted from the last; those before are of one of its pairs, so that both share a shard.
    """
    return min(NAME_BITS, KEY_BITS - shard_bits)


def hash_token(text: str) -> int:
    """FNV-1a over UTF-16 units, then Murmur's final mix."""
    units = text.encode("utf-16-le", "surrogatepass")
    value = 0x811C9DC5
    for unit in struct.unpack(f"<{len(units) // 2}H", units):
        value = (value ^ unit) * 0x01000193 & MASK
    value = (value ^ value >> 16) * 0x85EBCA6B & MASK
    value = (value ^ value >> 13) * 0xC2B2AE35 & MASK
    return value ^ value >> 16


def pair_key(first: int, second: int) -> int:
    """The key of two tokens, given their hashes; of one alone with ALONE as the second."""
    return (first * FACTOR + second) & MASK


def triple_key(beside: int, pair: int, third: int, own: int = NAME_BITS) -> int:
    """The key of three tokens beside one of their pairs, given the key of the first two; see `name_bits` for `own`."""
    mask = (1 << own) - 1
    return (beside & ~mask & MASK) | ((pair * FACTOR + third) & mask)
