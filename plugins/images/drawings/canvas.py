"""A sheet to draw on, in the portal's colours.

In: shapes in points on a sheet of 1600 × 1000, origin at the top left. Out: a picture of that size in pixels with
smooth edges (drawn larger, then reduced), with few colours and therefore small as PNG.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1000
OVERSAMPLING = 3
COLOURS = 64

Point = tuple[float, float]
Colour = str

PAPER, CREAM, SAND, STONE = "#fbf8f2", "#f1ebdf", "#e0d8c8", "#c6beb0"
GREY, SLATE, INK = "#968f84", "#5d5851", "#231f1b"
RED = "#8f1d1d"


class Canvas:
    """A sheet with a ground colour. Later shapes cover earlier ones."""

    def __init__(self, ground: Colour = PAPER) -> None:
        self._image = Image.new("RGB", (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING), ground)
        self._pen = ImageDraw.Draw(self._image)

    def polygon(self, points: Iterable[Point], fill: Colour) -> None:
        self._pen.polygon([_enlarge(point) for point in points], fill=fill)

    def box(self, left: float, top: float, width: float, height: float, fill: Colour, radius: float = 0) -> None:
        corners = [_enlarge((left, top)), _enlarge((left + width, top + height))]
        self._pen.rounded_rectangle(corners, radius * OVERSAMPLING, fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        self._pen.ellipse([_enlarge((x - radius, y - radius)), _enlarge((x + radius, y + radius))], fill=fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float = 3) -> None:
        """A stroke of even width with round ends and joints."""
        thickness = width * OVERSAMPLING
        self._pen.line([_enlarge(point) for point in points], fill=fill, width=round(thickness))
        if width > 2:
            for x, y in points:
                self.disc(x, y, width / 2, fill)

    def turned_box(self, centre: Point, width: float, height: float, degrees: float, fill: Colour) -> None:
        """A rectangle about its centre, turned clockwise."""
        corners = [
            (-width / 2, -height / 2),
            (width / 2, -height / 2),
            (width / 2, height / 2),
            (-width / 2, height / 2),
        ]
        self.polygon([turned(corner, degrees, centre) for corner in corners], fill)

    def finish(self) -> Image.Image:
        """The picture in its final size and in at most COLOURS colours."""
        return self._image.reduce(OVERSAMPLING).quantize(COLOURS, dither=Image.Dither.NONE)


def _enlarge(point: Point) -> tuple[int, int]:
    return round(point[0] * OVERSAMPLING), round(point[1] * OVERSAMPLING)


def turned(point: Point, degrees: float, centre: Point = (0, 0)) -> Point:
    """The point turned clockwise about the origin, then moved by `centre`."""
    angle = math.radians(degrees)
    x, y = point
    return (
        centre[0] + x * math.cos(angle) - y * math.sin(angle),
        centre[1] + x * math.sin(angle) + y * math.cos(angle),
    )


def curve(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """A smooth line through all points (Catmull–Rom)."""
    guides = [points[0], *points, points[-1]]
    smooth: list[Point] = []
    for before, start, end, after in zip(guides, guides[1:], guides[2:], guides[3:], strict=False):
        for step in range(steps):
            t = step / steps
            smooth.append(
                (_blend(before[0], start[0], end[0], after[0], t), _blend(before[1], start[1], end[1], after[1], t))
            )
    return [*smooth, points[-1]]


def _blend(before: float, start: float, end: float, after: float, t: float) -> float:
    return (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    ) / 2


def arc(x: float, y: float, radius: float, start: float, end: float, flatness: float = 1) -> list[Point]:
    """Points of an arc from `start` to `end` degrees, clockwise from three o'clock; `flatness` scales its height."""
    count = max(8, round(abs(end - start) / 3))
    angles = (math.radians(start + (end - start) * step / count) for step in range(count + 1))
    return [(x + radius * math.cos(angle), y + flatness * radius * math.sin(angle)) for angle in angles]
