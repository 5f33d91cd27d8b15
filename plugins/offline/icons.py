"""The portal's mark as PNG files, for phones that install it.

In: the mark of `theme/static/favicon.svg`, as rectangles. Out: square pictures. Systems cut a maskable one to a shape
of their own, so there the mark keeps within the circle that is never cut, of four fifths of the width.
"""

from __future__ import annotations

import io
from typing import NamedTuple

from PIL import Image, ImageDraw

GROUND = "#fdfbf6"  # the colour of the page, in which the app opens
RED = "#8f1515"
SIDE = 32  # of the mark, in its own units
BARS = ((6, 7, 20, 4), (6, 14, 9, 11), (18, 14, 8, 2), (18, 18.5, 8, 2), (18, 23, 8, 2))  # left, top, width, height
MASKABLE_SHARE = 0.86  # of its usual size
FINER = 4  # edges between two pixels are drawn at so many times the size, and blended


class Icon(NamedTuple):
    """`size` is width and height in pixels."""

    size: int
    maskable: bool = False

    @property
    def address(self) -> str:
        return f"/theme/icon-{self.size}{'-maskable' if self.maskable else ''}.png"


ICONS = (Icon(180), Icon(192), Icon(512), Icon(192, maskable=True), Icon(512, maskable=True))


def draw_icon(icon: Icon) -> bytes:
    """The icon as a PNG file."""
    side = icon.size * FINER
    scale = side / SIDE * (MASKABLE_SHARE if icon.maskable else 1)
    margin = (side - SIDE * scale) / 2
    canvas = Image.new("RGB", (side, side), RED)
    draw = ImageDraw.Draw(canvas)
    for left, top, width, height in BARS:
        x, y = round(margin + left * scale), round(margin + top * scale)
        draw.rectangle((x, y, x + round(width * scale) - 1, y + round(height * scale) - 1), fill=GROUND)
    file = io.BytesIO()
    canvas.reduce(FINER).quantize(16).save(file, "PNG", optimize=True)
    return file.getvalue()
