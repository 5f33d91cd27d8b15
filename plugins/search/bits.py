"""Numbers packed into bits: the only code in the shards.

In: whole numbers from 0. Out: strings of `0` and `1`, most significant bit first, and the bytes they make. Files begin
with Adler-32 of the rest, in four bytes.
"""

from __future__ import annotations

import zlib
from functools import cache


def plain(value: int, width: int) -> str:
    return f"{value:0{width}b}" if width else ""


@cache
def gamma(value: int) -> str:
    """Elias's gamma code of a number from 1."""
    digits = f"{value:b}"
    return "0" * (len(digits) - 1) + digits


class Rice(dict[int, str]):
    """Rice's code with a parameter: the quotient by 2**width in ones and a zero, then the remainder."""

    def __init__(self, width: int) -> None:
        self._width = width

    def __missing__(self, value: int) -> str:
        code = self[value] = "1" * (value >> self._width) + "0" + plain(value & ((1 << self._width) - 1), self._width)
        return code


RICE = [Rice(width) for width in range(32)]


def rice_width(span: int, count: int) -> int:
    """The parameter for `count` ascending numbers below `span`: the whole logarithm of the mean gap."""
    return max(0, (span // max(1, count)).bit_length() - 1)


def pack(codes: list[str]) -> bytes:
    """The file of these codes, filled up with zeros."""
    bits = "".join(codes)
    length = -(-len(bits) // 8)
    content = int(bits.ljust(8 * length, "0") or "0", 2).to_bytes(length, "big")
    return zlib.adler32(content).to_bytes(4, "big") + content


class BitReader:
    """Reads what `pack` wrote; ValueError when the bytes are damaged, EOFError beyond their end."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 4 or zlib.adler32(content[4:]) != int.from_bytes(content[:4], "big"):
            raise ValueError("damaged")
        self._bits = bin(int.from_bytes(b"\x01" + content[4:], "big"))[3:]
        self._at = 0

    def plain(self, width: int) -> int:
        if self._at + width > len(self._bits):
            raise EOFError
        self._at += width
        return int(self._bits[self._at - width : self._at] or "0", 2)

    def gamma(self) -> int:
        zeros = self._until("1")
        return 1 << zeros | self.plain(zeros)

    def rice(self, width: int) -> int:
        return self._until("0") << width | self.plain(width)

    def _until(self, stop: str) -> int:
        end = self._bits.find(stop, self._at)
        if end < 0:
            raise EOFError
        count, self._at = end - self._at, end + 1
        return count
