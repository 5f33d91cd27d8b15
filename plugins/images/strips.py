"""Pictures in four colours, put together from strips of rows and written as PNG files.

In: letters and rules, drawn on canvases that hold four pixels in a byte. Out: the file. Strips are compressed one by
one, so that those that many pictures share are compressed once.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from zlib_ng import zlib_ng as zlib

Canvas = NDArray[Any]  # rows of bytes

# Places in the palette, such that where two letters meet the darker pixel is what `|` gives.
BLANK, HALF_INKED, ACCENTED, INKED = 0, 1, 2, 3
BITS = 2  # for each pixel
PER_BYTE = 8 // BITS
FIRST = PER_BYTE  # pixel of a row that is shown; in the byte before it stands the row's filter
FULL = 0b01010101  # times a place in the palette: four such pixels
NONE, UP = 0, 2  # filters: bytes as they are, or by how much each is more than the one above it
ADLER = 65521


class Strip(NamedTuple):
    """Compressed rows, with the Adler-32 sum and the number of their bytes."""

    packed: bytes
    check: int
    length: int


def blank(width: int, height: int) -> Canvas:
    """A canvas for rows of so many pixels, a multiple of four; what is drawn begins at `FIRST`."""
    return np.zeros((height, (FIRST + width) // PER_BYTE), np.uint8)


def pack(pixels: Canvas, offset: int) -> Canvas:
    """Rows of pixels, which are places in the palette, with so many blank ones before them."""
    height, width = pixels.shape
    padded = np.zeros((height, -(-(offset + width) // PER_BYTE) * PER_BYTE), np.uint8)
    padded[:, offset : offset + width] = pixels
    four = padded.reshape(height, -1, PER_BYTE)
    packed: Canvas = four[:, :, 0] << 6 | four[:, :, 1] << 4 | four[:, :, 2] << 2 | four[:, :, 3]
    return packed


def rule(canvas: Canvas, left: int, right: int, top: int, bottom: int, color: int) -> None:
    """Fill a rectangle; its sides are multiples of four."""
    canvas[top:bottom, left // PER_BYTE : right // PER_BYTE] = color * FULL


def accent(canvas: Canvas) -> None:
    """Give all that is inked the other colour."""
    canvas &= ~(canvas >> 1 & FULL)


def compress(canvas: Canvas) -> Strip:
    filtered = np.empty_like(canvas)
    filtered[:1] = canvas[:1]
    np.subtract(canvas[1:], canvas[:-1], out=filtered[1:])
    filtered[:1, 0], filtered[1:, 0] = NONE, UP  # whatever strip may stand above the first row
    packer = zlib.compressobj(1, zlib.DEFLATED, -15, 8, zlib.Z_RLE)
    packed = packer.compress(filtered) + packer.flush(zlib.Z_SYNC_FLUSH)
    return Strip(packed, zlib.adler32(filtered), filtered.size)


def write_png(strips: Sequence[Strip], size: tuple[int, int], palette: bytes) -> bytes:
    low, high = 1, 0  # the halves of the Adler-32 sum of all strips
    for _, partial, length in strips:
        high = (high + (partial >> 16) + (low - 1) * length) % ADLER
        low = (low + (partial & 0xFFFF) - 1) % ADLER
    last_block, check = b"\x03\x00", struct.pack(">HH", high, low)
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", *size, BITS, 3, 0, 0, 0),
        b"PLTE": palette,
        b"IDAT": b"".join((b"\x78\x01", *(strip.packed for strip in strips), last_block, check)),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks.items())


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
