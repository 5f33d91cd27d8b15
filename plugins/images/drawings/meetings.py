"""Rooms where people meet, before anyone has come in."""

from __future__ import annotations

import itertools
import math

from plugins.images.drawings.canvas import (
    CREAM,
    GREY,
    HEIGHT,
    INK,
    PAPER,
    RED,
    SAND,
    SLATE,
    STONE,
    WIDTH,
    Canvas,
    Point,
    turned,
)


def _oval(x: float, y: float, width: float, height: float, power: float = 2.6) -> list[Point]:
    """A superellipse: between an ellipse and a rectangle."""
    points = []
    for step in range(240):
        angle = 2 * math.pi * step / 240
        across, down = math.cos(angle), math.sin(angle)
        points.append(
            (
                x + math.copysign(abs(across) ** (2 / power), across) * width / 2,
                y + math.copysign(abs(down) ** (2 / power), down) * height / 2,
            )
        )
    return points


def draw_table() -> Canvas:
    """A conference table from above with papers and chairs; the chair's place is red."""
    canvas = Canvas(CREAM)
    for board in range(0, WIDTH, 160):
        canvas.line([(board, 0), (board, HEIGHT)], SAND, 2)
    outer = _oval(800, 500, 1040, 560)
    places = _even(_oval(800, 500, 1180, 700), 22)
    for index, (x, y, degrees) in enumerate(places):
        colour = RED if index == 11 else SLATE
        canvas.turned_box((x, y), 74, 66, degrees, colour)
        back = turned((0, -42), degrees, (x, y))
        canvas.turned_box(back, 84, 15, degrees, INK if colour == SLATE else RED)
    canvas.polygon(outer, STONE)
    canvas.polygon(_oval(800, 500, 1024, 544), SAND)
    canvas.polygon(_oval(800, 500, 660, 210), STONE)
    canvas.polygon(_oval(800, 500, 648, 198), CREAM)
    for index, (x, y, degrees) in enumerate(_even(_oval(800, 500, 880, 400), 22)):
        canvas.turned_box((x, y), 50, 66, degrees, PAPER)
        for line in range(4):
            centre = turned((0, -20 + line * 12), degrees, (x, y))
            canvas.turned_box(centre, 34, 3, degrees, RED if index == 11 and line == 0 else GREY)
    return canvas


def _even(outline: list[Point], count: int) -> list[tuple[float, float, float]]:
    """Points at even distances along the outline, each with the degrees by which a place there faces the centre."""
    lengths = [0.0]
    closed = [*outline, outline[0]]
    for (x0, y0), (x1, y1) in itertools.pairwise(closed):
        lengths.append(lengths[-1] + math.hypot(x1 - x0, y1 - y0))
    places = []
    for step in range(count):
        target = lengths[-1] * step / count
        index = next(i for i, length in enumerate(lengths) if length >= target) % len(outline)
        x, y = outline[index]
        before, after = outline[index - 1], outline[(index + 1) % len(outline)]
        degrees = math.degrees(math.atan2(after[1] - before[1], after[0] - before[0]))
        places.append((x, y, degrees))
    return places


def draw_chairs() -> Canvas:
    """Rows of empty chairs before a stage with a lectern and a plain red curtain."""
    canvas = Canvas(CREAM)
    canvas.box(0, 0, WIDTH, 420, SAND)
    canvas.box(330, 60, 940, 330, RED)
    for fold in range(330, 1271, 94):
        canvas.line([(fold, 62), (fold, 388)], "#7c1717", 3)
    canvas.box(250, 388, 1100, 56, STONE)
    canvas.box(250, 388, 1100, 6, GREY)
    canvas.polygon([(520, 300), (640, 300), (628, 390), (532, 390)], INK)
    canvas.box(508, 286, 144, 16, INK)
    canvas.box(760, 330, 420, 14, INK)
    canvas.box(774, 344, 392, 46, SLATE)
    for row, (y, size) in enumerate(((470, 62), (540, 78), (630, 98), (745, 124), (890, 156))):
        gap = size * 1.22
        aisle = size * 0.9
        tone = (STONE, GREY, GREY, SLATE, INK)[row]
        for side in (-1, 1):
            for seat in range(14):
                x = WIDTH / 2 + side * (aisle + gap * seat + size / 2)
                canvas.box(x - size * 0.36, y + size * 0.7, size * 0.08, size * 0.34, tone)
                canvas.box(x + size * 0.28, y + size * 0.7, size * 0.08, size * 0.34, tone)
                canvas.box(x - size / 2, y, size, size * 0.78, CREAM, size * 0.16)
                canvas.box(x - size / 2 + 3, y + 3, size - 6, size * 0.78 - 6, tone, size * 0.14)
    return canvas


def draw_name_plates() -> Canvas:
    """Three blank name plates on a long table, a glass of water beside each."""
    canvas = Canvas(CREAM)
    canvas.box(0, 0, WIDTH, 560, SAND)
    canvas.polygon([(0, 560), (WIDTH, 560), (WIDTH, HEIGHT), (0, HEIGHT)], STONE)
    canvas.box(0, 556, WIDTH, 8, SLATE)
    canvas.polygon([(0, 900), (WIDTH, 900), (WIDTH, HEIGHT), (0, HEIGHT)], GREY)
    for x, band in ((330, SLATE), (800, RED), (1270, SLATE)):
        canvas.box(x - 150, 190, 300, 380, SLATE, 34)
        canvas.box(x - 126, 214, 252, 346, GREY, 22)
        canvas.polygon([(x - 176, 812), (x + 176, 812), (x + 158, 650), (x - 158, 650)], INK)
        canvas.polygon([(x - 168, 804), (x + 168, 804), (x + 152, 656), (x - 152, 656)], PAPER)
        canvas.polygon([(x - 157, 700), (x + 157, 700), (x + 152, 656), (x - 152, 656)], band)
        canvas.line([(x - 96, 752), (x + 96, 752)], STONE, 12)
        canvas.polygon([(x + 204, 800), (x + 244, 800), (x + 252, 700), (x + 196, 700)], PAPER)
        canvas.polygon([(x + 204, 800), (x + 244, 800), (x + 249, 740), (x + 199, 740)], SAND)
    return canvas
