"""Letters on canvases: each is drawn once by its font, and from then on only put where it belongs.

In: a font, a size and a text. Out: the text on a canvas of strips.py, and how long it is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .cards import FONTS
from .strips import HALF_INKED, INKED, PER_BYTE, Canvas, pack

HALF_DARK, DARK = 64, 192  # of 255: from here on a pixel is half inked, from there on wholly


class Letter(NamedTuple):
    """Its pixels as they are packed when it begins at each place in a byte, and where they lie from the pen."""

    packed: tuple[Canvas, ...]
    left: int
    top: int


class Face:
    """A font at one size."""

    def __init__(self, name: str, size: int) -> None:
        self.size = size
        # Laid out letter by letter, so that a machine with a shaping library draws the same as one without.
        self.font = ImageFont.truetype(FONTS[name], size, layout_engine=ImageFont.Layout.BASIC)
        self._advances = _Advances(self.font)
        self._letters = _Letters(self.font)

    def length(self, text: str) -> int:
        return sum(map(self._advances.__getitem__, text))

    def letter(self, character: str) -> Letter:
        return self._letters[character]

    def write(self, canvas: Canvas, left: int, top: int, text: str) -> None:
        """`left` is a pixel of a row, and `top` a row; what lies above or below the canvas is left out."""
        for character in text:
            if character != " ":
                packed, beside, below = self._letters[character]
                first, offset = divmod(left + beside, PER_BYTE)
                rows, upper = packed[offset], top + below
                if upper < 0:
                    rows, upper = rows[-upper:], 0
                height, width = rows.shape
                place = canvas[upper : upper + height, first : first + width]
                place |= rows[: len(place)]
            left += self._advances[character]


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
