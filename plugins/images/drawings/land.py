"""Hills and fields: quiet, flat, one red mark each."""

from __future__ import annotations

import math
from collections.abc import Sequence

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
    Colour,
    Point,
    curve,
)


def _ridge(canvas: Canvas, crests: Sequence[Point], fill: Colour) -> None:
    canvas.polygon([*curve(crests), (WIDTH, HEIGHT), (0, HEIGHT)], fill)


def draw_mountains() -> Canvas:
    """Ridges one behind another above a valley with terraces and stilt houses."""
    canvas = Canvas(PAPER)
    _ridge(
        canvas,
        [
            (0, 330),
            (170, 250),
            (300, 300),
            (480, 170),
            (640, 280),
            (820, 200),
            (1010, 310),
            (1190, 190),
            (1400, 290),
            (WIDTH, 220),
        ],
        CREAM,
    )
    _ridge(
        canvas,
        [
            (0, 400),
            (140, 350),
            (330, 420),
            (520, 300),
            (720, 410),
            (930, 320),
            (1120, 430),
            (1330, 310),
            (1480, 380),
            (WIDTH, 340),
        ],
        SAND,
    )
    _ridge(
        canvas,
        [(0, 450), (200, 500), (380, 420), (600, 520), (800, 440), (1000, 530), (1230, 430), (1440, 520), (WIDTH, 470)],
        STONE,
    )
    _ridge(
        canvas,
        [(0, 520), (150, 560), (330, 620), (520, 580), (760, 630), (980, 590), (1210, 560), (1400, 490), (WIDTH, 530)],
        GREY,
    )
    _ridge(canvas, [(0, 610), (240, 660), (520, 690), (820, 665), (1120, 690), (1380, 640), (WIDTH, 600)], SLATE)
    _ridge(canvas, [(0, 700), (300, 722), (640, 712), (980, 730), (1300, 705), (WIDTH, 690)], SAND)
    tones = (CREAM, SAND, PAPER, CREAM, SAND, CREAM)
    for level, tone in enumerate(tones):
        y = 752 + level * 46 + level * level * 2
        crests = [
            (0.0, y + 18),
            (330.0, y - 16 - level * 3),
            (700.0, y + 20),
            (1080.0, y - 12),
            (1340.0, y + 14 + level * 4),
            (float(WIDTH), y - 18),
        ]
        _ridge(canvas, crests, tone)
        canvas.line(curve(crests), GREY, 2.5)
    for x, y, size, roof in (
        (300, 712, 74, INK),
        (420, 730, 92, RED),
        (560, 716, 70, INK),
        (1190, 716, 78, INK),
        (1310, 704, 64, INK),
    ):
        _stilt_house(canvas, x, y, size, roof)
    return canvas


def _stilt_house(canvas: Canvas, x: float, foot: float, size: float, roof: Colour) -> None:
    for post in (-0.42, -0.14, 0.14, 0.42):
        canvas.line([(x + post * size, foot), (x + post * size, foot - size * 0.3)], INK, 3)
    canvas.box(x - size * 0.48, foot - size * 0.5, size * 0.96, size * 0.26, PAPER)
    canvas.line([(x - size * 0.52, foot - size * 0.25), (x + size * 0.52, foot - size * 0.25)], INK, 4)
    canvas.polygon(
        [
            (x - size * 0.66, foot - size * 0.46),
            (x - size * 0.36, foot - size * 0.92),
            (x + size * 0.36, foot - size * 0.92),
            (x + size * 0.66, foot - size * 0.46),
        ],
        roof,
    )


def draw_outskirts() -> Canvas:
    """Five belts of fields and water before a distant skyline, joined by one red road."""
    canvas = Canvas(PAPER)
    for left, width, height in (
        (620, 40, 70),
        (670, 54, 110),
        (735, 36, 160),
        (780, 60, 90),
        (850, 30, 210),
        (890, 52, 130),
        (952, 44, 84),
        (1004, 34, 150),
        (1046, 60, 66),
    ):
        canvas.box(left, 300 - height, width, height, SAND)
    tops = [
        [(0, 300), (400, 292), (800, 300), (1200, 290), (WIDTH, 300)],
        [(0, 384), (400, 402), (800, 380), (1200, 396), (WIDTH, 372)],
        [(0, 500), (400, 474), (800, 502), (1200, 486), (WIDTH, 512)],
        [(0, 622), (400, 652), (800, 618), (1200, 640), (WIDTH, 610)],
        [(0, 800), (400, 772), (800, 806), (1200, 780), (WIDTH, 812)],
    ]
    edges = [curve([(float(x), float(y)) for x, y in top]) for top in tops]
    for edge, tone in zip(edges, (STONE, CREAM, SAND, PAPER, STONE), strict=True):
        canvas.polygon([*edge, (WIDTH, HEIGHT), (0, HEIGHT)], tone)
    for step in range(46):  # orchards: rows of crowns
        x = 20 + step * 35
        canvas.disc(x, 338 + 6 * math.sin(step), 13, GREY)
        canvas.disc(x + 17, 362 + 6 * math.cos(step), 13, SLATE)
    for step in range(-6, 40):  # furrows
        canvas.line([(step * 44 + 60, 404), (step * 46 - 20, 470)], STONE, 2.5)
    for row in range(3):  # market gardens: beds
        for step in range(15):
            canvas.box(16 + step * 108 + row * 18, 518 + row * 34, 84, 16, GREY if row % 2 else STONE, 8)
    for x, y, length in (
        (180, 690, 200),
        (520, 716, 260),
        (300, 748, 150),
        (900, 684, 180),
        (1180, 716, 240),
        (1450, 676, 170),
        (760, 752, 210),
        (1380, 752, 150),
    ):
        canvas.line([(x - length / 2, y), (x + length / 2, y)], STONE, 3)
    canvas.line(
        curve(
            [
                (900, 300),
                (860, 352),
                (1010, 430),
                (1060, 520),
                (820, 600),
                (640, 700),
                (840, 800),
                (1010, 890),
                (960, HEIGHT + 20),
            ]
        ),
        RED,
        13,
    )
    _grove(canvas)
    return canvas


def _tree(canvas: Canvas, x: float, foot: float, height: float, fill: Colour) -> None:
    canvas.line([(x, foot), (x, foot - height * 0.6)], INK, 4)
    canvas.disc(x, foot - height * 0.62, height * 0.3, fill)
    canvas.disc(x, foot - height * 0.8, height * 0.2, fill)


def _grove(canvas: Canvas) -> None:
    """Three rows of trees, with room for the road."""
    for row, (foot, height, fill) in enumerate(((868, 84, GREY), (926, 104, SLATE), (1004, 130, INK))):
        for step in range(12):
            x = 40 + step * 138 + row * 52
            if not 800 < x < 1080:
                _tree(canvas, x, foot + 8 * math.sin(step * 2), height, fill)
