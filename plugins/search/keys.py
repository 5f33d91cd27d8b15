"""Keys of the index as 32-bit numbers; theme/blocks/search/engine.js computes the same.

In: folded tokens. Out: numbers whose first bits choose the shard and whose next bits name the key in it.
"""

from __future__ import annotations

MASK = 0xFFFFFFFF
FACTOR = 0x9E3779B1
ALONE = 0x5BD1E995  # stands for the second token where there is none
OWN_BITS = 18  # of a triple, counted from the last; those before are of its first pair, so that both share a shard


def hash_token(text: str) -> int:
    """FNV-1a over UTF-16 units, then Murmur's final mix."""
    units = text.encode("utf-16-le", "surrogatepass")
    value = 0x811C9DC5
    for low, high in zip(units[::2], units[1::2], strict=True):
        value = (value ^ (high << 8 | low)) * 0x01000193 & MASK
    value = (value ^ value >> 16) * 0x85EBCA6B & MASK
    value = (value ^ value >> 13) * 0xC2B2AE35 & MASK
    return value ^ value >> 16


def pair_key(first: int, second: int) -> int:
    """The key of two tokens, given their hashes; of one alone with ALONE as the second."""
    return (first * FACTOR + second) & MASK


def triple_key(pair: int, third: int) -> int:
    """The key of three tokens, given the key of the first two."""
    own = (1 << OWN_BITS) - 1
    return (pair & ~own & MASK) | ((pair * FACTOR + third) & own)
