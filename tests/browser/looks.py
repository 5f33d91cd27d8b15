"""Compares pictures of pages so that a change in looks is seen, and another machine's way to draw letters is not.

In: a screenshot and the reference picture kept of it. Out: a `Difference`, or None where they look alike. Both are
looked at from afar: in cells of 16 px, whose mean colours hardly change when a letter's edge is drawn another way or
a line sits a pixel higher, but do when a block moves, grows, goes or takes another colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

SCALE = 2  # references are kept at half the size
COLOURS = 48
CELL = 16  # CSS pixels
SHADE = 18  # of 255: by how much the mean of a cell may differ in a channel
SHARE = 0.002  # of all cells: how many may differ by more
HEIGHT = 6  # CSS pixels: by how much the page may be longer or shorter


@dataclass(frozen=True)
class Difference:
    """`cells` of `total` differ, the first of them `top` px below the top; the page is `longer` by so many (CSS px)."""

    cells: int
    total: int
    top: int
    longer: int
    picture: Image.Image

    def __str__(self) -> str:
        grown = (
            f"the page is {abs(self.longer)} px {'longer' if self.longer > 0 else 'shorter'}, " if self.longer else ""
        )
        return f"{grown}{self.cells / self.total:.1%} of it looks different, from {self.top} px below the top"


def reduce_picture(screenshot: Image.Image) -> Image.Image:
    """What is kept of a screenshot: half the size, few colours."""
    half = screenshot.convert("RGB").reduce(SCALE)
    return half.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def write_reference(screenshot: Image.Image, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    reduce_picture(screenshot).save(path, optimize=True)


def compare(screenshot: Image.Image, kept: Image.Image) -> Difference | None:
    found, kept = reduce_picture(screenshot).convert("RGB"), kept.convert("RGB")
    longer = (found.height - kept.height) * SCALE
    size = (max(found.width, kept.width), max(found.height, kept.height))
    cell = CELL // SCALE
    one, other = (_on_ground(picture, size).reduce(cell) for picture in (found, kept))
    # The greatest difference of the three channels.
    red, green, blue = ImageChops.difference(one, other).split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    differing = worst.point(lambda value: 255 if value > SHADE else 0)
    cells, total = differing.histogram()[255], worst.width * worst.height
    if cells <= total * SHARE and abs(longer) <= HEIGHT:
        return None
    box = differing.getbbox()
    return Difference(cells, total, box[1] * CELL if box else 0, longer, _side_by_side(kept, found, differing, cell))


def _on_ground(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """On a ground of a colour that no page has, where one is longer than the other."""
    ground = Image.new("RGB", size, "#00ff00")
    ground.paste(picture)
    return ground


def _side_by_side(kept: Image.Image, found: Image.Image, differing: Image.Image, cell: int) -> Image.Image:
    """The reference, what was found, and what was found with the cells that differ framed."""
    marked = found.copy()
    pen = ImageDraw.Draw(marked)
    for y in range(differing.height):
        for x in range(differing.width):
            if differing.getpixel((x, y)):
                pen.rectangle((x * cell, y * cell, (x + 1) * cell, (y + 1) * cell), outline="#ff00ff")
    parts = (kept, found, marked)
    sheet = Image.new("RGB", (sum(part.width + cell for part in parts), max(part.height for part in parts)), "#888888")
    left = 0
    for part in parts:
        sheet.paste(part, (left, 0))
        left += part.width + cell
    return sheet
