"""Pictures in four colours, put together from strips of rows and written as PNG files.

In: the pixels of each strip, as places in a palette. Out: the file, with two bits for each pixel. Strips are
compressed one by one, so that those that many pictures share are compressed once.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageChops
from zlib_ng import zlib_ng as zlib

BITS = 2  # for each pixel
PER_BYTE = 8 // BITS
FIRST = PER_BYTE  # pixel of a row that is shown; in the byte before it stands the row's filter
NONE, UP = 0, 2  # filters: bytes as they are, or by how much each is more than the one above it
ADLER = 65521


class Strip(NamedTuple):
    """Compressed rows, with the Adler-32 sum and the number of their bytes."""

    packed: bytes
    check: int
    length: int


def blank(width: int, height: int) -> Image.Image:
    """A canvas for rows of so many pixels, a multiple of four; what is drawn begins at `FIRST`."""
    return Image.new("P", (FIRST + width, height), 0)


def compress(canvas: Image.Image, height: int = 0) -> Strip:
    """The canvas, or its first rows down to this height."""
    width, height = canvas.width // PER_BYTE, height or canvas.height
    rows = Image.frombytes("L", (width, height), canvas.tobytes("raw", f"P;{BITS}")[: width * height])
    above = Image.new("L", rows.size)
    above.paste(rows, (0, 1))
    filtered = ImageChops.subtract_modulo(rows, above)
    filtered.paste(NONE, (0, 0, 1, 1))  # whatever strip may stand above
    filtered.paste(UP, (0, 1, 1, height))
    content = filtered.tobytes()
    packer = zlib.compressobj(1, zlib.DEFLATED, -15, 8, zlib.Z_RLE)
    packed = packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH)
    return Strip(packed, zlib.adler32(content), len(content))


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
