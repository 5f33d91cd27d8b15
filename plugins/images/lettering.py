"""Words on canvases: a letter is drawn once by its font, a word put together once, and then only put where it belongs.

In: a font, a size and a text. Out: the text on a canvas of strips.py, and how long it is.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .cards import FONTS
from .strips import HALF_INKED, INKED, PER_BYTE, Canvas, pack

WORDS = 8192  # of a face that are kept, some two kilobytes each
HALF_DARK, DARK = 64, 192  # of 255: from here on a pixel is half inked, from there on wholly


class Letter(NamedTuple):
    """Its pixels as they are packed when it begins at each place in a byte, and where they lie from the pen."""

    packed: tuple[Canvas, ...]
    left: int
    top: int


class Stamp(NamedTuple):
    """A word as it is packed, and how many bytes and rows it lies from the pen."""

    rows: Canvas
    left: int
    top: int


class Face:
    """A font at one size. Words begin on whole bytes, so that each is put together once."""

    def __init__(self, name: str, size: int) -> None:
        self.size = size
        # Laid out letter by letter, so that a machine with a shaping library draws the same as one without.
        self.font = ImageFont.truetype(FONTS[name], size, layout_engine=ImageFont.Layout.BASIC)
        self._advances = _Advances(self.font)
        self._letters = _Letters(self.font)
        self._space = round(self._advances[" "] / PER_BYTE)
        self._width = functools.lru_cache(WORDS)(self._measure)
        self._stamp = functools.lru_cache(WORDS)(self._draw)

    def length(self, text: str) -> int:
        """In pixels, whole bytes of them."""
        words = text.split(" ")
        return (sum(map(self._width, words)) + self._space * (len(words) - 1)) * PER_BYTE

    def letter(self, character: str) -> Letter:
        return self._letters[character]

    def write(self, canvas: Canvas, left: int, top: int, text: str) -> None:
        """`left` is a pixel of a row that begins a byte, and `top` a row; what lies beyond the rows is left out."""
        pen = left // PER_BYTE
        for word in text.split(" "):
            if word:
                rows, beside, below = self._stamp(word)
                first, upper = pen + beside, top + below
                if upper < 0:
                    rows, upper = rows[-upper:], 0
                height, width = rows.shape
                place = canvas[upper : upper + height, first : first + width]
                place |= rows[: len(place)]
            pen += self._width(word) + self._space

    def _measure(self, word: str) -> int:
        return -(-sum(map(self._advances.__getitem__, word)) // PER_BYTE)

    def _draw(self, word: str) -> Stamp:
        placed, pen = list[Stamp](), 0
        for character in word:
            packed, beside, below = self._letters[character]
            first, offset = divmod(pen + beside, PER_BYTE)
            placed.append(Stamp(packed[offset], first, below))
            pen += self._advances[character]
        left, top = min(stamp.left for stamp in placed), min(stamp.top for stamp in placed)
        right = max(stamp.left + stamp.rows.shape[1] for stamp in placed)
        bottom = max(stamp.top + len(stamp.rows) for stamp in placed)
        canvas = np.zeros((bottom - top, right - left), np.uint8)
        for rows, first, upper in placed:
            height, width = rows.shape
            canvas[upper - top : upper - top + height, first - left : first - left + width] |= rows
        return Stamp(canvas, left, top)


class _Advances(dict[str, int]):
    """How far each letter moves the pen on, in pixels."""

    def __init__(self, font: ImageFont.FreeTypeFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, character: str) -> int:
        self[character] = advance = round(self._font.getlength(character))
        return advance


class _Letters(dict[str, Letter]):
    def __init__(self, font: ImageFont.FreeTypeFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, character: str) -> Letter:
        left, top, right, bottom = map(int, self._font.getbbox(character))
        mask = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
        ImageDraw.Draw(mask).text((-left, -top), character, font=self._font, fill=255)
        dark = np.asarray(mask)
        pixels = np.where(dark >= DARK, INKED, np.where(dark >= HALF_DARK, HALF_INKED, 0))
        packed = tuple(pack(pixels, offset) for offset in range(PER_BYTE))
        self[character] = letter = Letter(packed, left, top)
        return letter
