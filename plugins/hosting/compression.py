"""Compressed copies of a file, which servers send as they are.

In: a file's path and bytes. Out: the endings and bytes of its copies. The same bytes give the same copies: no time and
no name is in them. Where the server packs on request, only what is asked for often has copies.
"""

from __future__ import annotations

import gzip

import brotli

from plugins.model.delivery import ENCODINGS, HASHED, is_asked_often, is_compressed, kind_of

# Of text, higher qualities take ten times as long for a tenth of the bytes; what is kept for a year is worth it.
QUALITY = {"br": 5, "gzip": 6}
BEST = {"br": 11, "gzip": 9}

SMALLEST_WINDOW, LARGEST_WINDOW = 16, 22  # base-2 logarithms of bytes


def compress(path: str, content: bytes, *, packs: bool = False) -> dict[str, bytes]:
    """By ending (`.br`); nothing for what is not worth it, and no copy that is larger than the file.

    `packs` tells that the server packs on request what has no copy.
    """
    if not is_compressed(path, len(content)) or (packs and not is_asked_often(path)):
        return {}
    quality = BEST if kind_of(path) is HASHED else QUALITY
    copies = {end: _encode(encoding, content, quality[encoding]) for end, encoding in ENCODINGS.items()}
    return {end: copy for end, copy in copies.items() if len(copy) < len(content)}


def _encode(encoding: str, content: bytes, quality: int) -> bytes:
    if encoding == "br":
        # A window that is no larger than it need be: laying out the usual one takes longer than a short page.
        window = min(max(len(content).bit_length(), SMALLEST_WINDOW), LARGEST_WINDOW)
        packed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality, lgwin=window)
        return packed
    return gzip.compress(content, quality, mtime=0)
