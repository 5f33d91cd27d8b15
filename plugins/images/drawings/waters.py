"""Rivers and canals with what stands beside them: quiet, flat, one red mark each."""

from __future__ import annotations

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
    Colour,
    Point,
    arc,
    curve,
    turned,
)


def _palm(canvas: Canvas, x: float, foot: float, height: float, fill: Colour, lean: float = 0) -> None:
    top = (x + lean, foot - height)
    canvas.line(curve([(x, foot), (x + lean * 0.3, foot - height * 0.55), top], 10), fill, max(2, height / 34))
    for degrees in (-172, -142, -108, -70, -38, -8):
        angle = math.radians(degrees)
        reach = height * 0.34
        tip = (top[0] + reach * math.cos(angle), top[1] + reach * math.sin(angle) * 0.6 + reach * 0.34)
        bow = (top[0] + reach * 0.55 * math.cos(angle), top[1] + reach * 0.8 * math.sin(angle))
        canvas.polygon(
            [*curve([top, bow, tip], 8), (bow[0], bow[1] + reach * 0.2), (top[0], top[1] + reach * 0.1)], fill
        )


def _boat(canvas: Canvas, x: float, water: float, length: float, hull: Colour, roof: Colour) -> None:
    half = length / 2
    cabin = arc(x - half * 0.05, water - length * 0.075, half * 0.46, 180, 360, 0.5)
    canvas.polygon(cabin, roof)
    sheer = curve(
        [
            (x - half, water - length * 0.11),
            (x - half * 0.4, water - length * 0.07),
            (x + half * 0.4, water - length * 0.07),
            (x + half, water - length * 0.15),
        ]
    )
    keel = curve(
        [
            (x + half * 0.72, water + length * 0.015),
            (x, water + length * 0.03),
            (x - half * 0.78, water + length * 0.015),
        ]
    )
    canvas.polygon([*sheer, *keel], hull)


def _ripples(canvas: Canvas, marks: list[tuple[float, float, float]], fill: Colour) -> None:
    for x, y, length in marks:
        canvas.line([(x - length / 2, y), (x + length / 2, y)], fill, 2.5)


def draw_river() -> Canvas:
    """A river between paddies, two boats, a low bridge and the evening sun."""
    canvas = Canvas(CREAM)
    canvas.disc(1130, 372, 92, RED)
    canvas.polygon(
        [*curve([(0, 398), (260, 384), (560, 396), (900, 388), (1250, 400), (WIDTH, 386)]), (WIDTH, 470), (0, 470)],
        STONE,
    )
    for x, height in (
        (60, 96),
        (140, 120),
        (205, 84),
        (330, 104),
        (420, 78),
        (1330, 90),
        (1420, 122),
        (1500, 98),
        (1560, 80),
    ):
        _palm(canvas, x, 412, height, GREY, lean=height * 0.12)
    canvas.box(0, 424, WIDTH, HEIGHT, SAND)
    canvas.line([(520, 402), (1290, 402)], SLATE, 9)
    canvas.line([(520, 390), (1290, 390)], SLATE, 2.5)
    for x in range(600, 1260, 110):
        canvas.box(x - 6, 402, 12, 40, SLATE)
    bank_left = curve([(620, 432), (560, 500), (470, 590), (420, 700), (300, 850), (200, HEIGHT)])
    bank_right = curve([(1240, 432), (1250, 500), (1330, 600), (1300, 720), (1390, 860), (1460, HEIGHT)])
    canvas.polygon([*bank_left, *reversed(bank_right)], PAPER)
    _paddies(canvas, bank_left, 0)
    _paddies(canvas, bank_right, WIDTH)
    canvas.line(bank_left, SLATE, 4)
    canvas.line(bank_right, SLATE, 4)
    _ripples(
        canvas,
        [
            (800, 480, 120),
            (1040, 520, 90),
            (700, 596, 150),
            (1100, 660, 190),
            (620, 760, 160),
            (1180, 860, 240),
            (560, 915, 210),
            (900, 946, 130),
        ],
        STONE,
    )
    _boat(canvas, 990, 585, 150, SLATE, GREY)
    _boat(canvas, 800, 810, 330, INK, SLATE)
    _ripples(canvas, [(800, 838, 390), (990, 598, 180)], GREY)
    return canvas


def _paddies(canvas: Canvas, bank: list[Point], edge: float) -> None:
    """Low dykes from the river bank to the sheet's edge, wider towards the viewer."""
    tones = (SAND, CREAM, STONE, SAND, CREAM, SAND, STONE)
    levels = (0, 14, 30, 46, 64, 84, 104, len(bank) - 1)
    for tone, near, far in zip(tones, levels, levels[1:], strict=False):
        strip = bank[near : far + 1]
        drop = -20 if near else 0
        canvas.polygon([*strip, (edge, strip[-1][1] - 30), (edge, strip[0][1] + drop)], tone)
        canvas.line([strip[-1], (edge, strip[-1][1] - 30)], GREY, 2.5)
        for step in (0.35, 0.65):
            row = strip[round((len(strip) - 1) * step)]
            canvas.line([row, (edge, row[1] - 24)], GREY, 1)


def draw_city() -> Canvas:
    """A skyline along a river with its reflection and one red ferry."""
    canvas = Canvas(CREAM)
    shore = 640
    far = (
        (0, 120, 180),
        (110, 90, 250),
        (190, 130, 150),
        (310, 100, 300),
        (400, 80, 210),
        (620, 110, 260),
        (860, 100, 290),
        (960, 120, 190),
        (1120, 90, 330),
        (1220, 130, 230),
        (1340, 90, 280),
        (1440, 160, 200),
    )
    for left, width, height in far:
        canvas.box(left, shore - height, width, height, SAND)
    near = (
        (40, 110, 130, GREY),
        (160, 76, 220, SLATE),
        (250, 130, 110, GREY),
        (400, 96, 280, SLATE),
        (505, 120, 170, GREY),
        (770, 100, 210, SLATE),
        (880, 140, 140, GREY),
        (1040, 84, 250, SLATE),
        (1135, 120, 150, GREY),
        (1275, 92, 300, SLATE),
        (1380, 120, 120, GREY),
        (1510, 90, 190, SLATE),
    )
    for left, width, height, tone in near:
        canvas.box(left, shore - height, width, height, tone)
        for row in range(int(height // 26) - 1):
            canvas.line(
                [(left + 14, shore - height + 22 + row * 26), (left + width - 14, shore - height + 22 + row * 26)],
                STONE if tone == SLATE else SAND,
                2,
            )
    _tower(canvas, 690, shore)
    canvas.box(0, shore, WIDTH, HEIGHT - shore, PAPER)
    for left, width, height, tone in near:
        for step in range(5):
            gap = step * 0.07 * width
            y = shore + 26 + step * height * 0.15
            canvas.line([(left + gap, y), (left + width - gap, y)], SAND if tone == GREY else STONE, 5 - step * 0.6)
    for step in range(9):
        canvas.line(
            [(655 + step * 4, shore + 30 + step * 34), (725 - step * 4, shore + 30 + step * 34)], GREY, 6 - step * 0.4
        )
    canvas.line([(0, shore), (WIDTH, shore)], INK, 6)
    _boat(canvas, 1060, 812, 250, INK, RED)
    _ripples(canvas, [(1060, 834, 300), (240, 880, 170), (560, 930, 120), (1400, 900, 150), (860, 905, 90)], GREY)
    return canvas


def _tower(canvas: Canvas, x: float, foot: float) -> None:
    for half, top in ((52, 300), (40, 220), (28, 160), (15, 110)):
        canvas.box(x - half, top, half * 2, foot - top, INK)
    canvas.line([(x, 112), (x, 50)], INK, 4)
    for y in range(320, round(foot) - 20, 24):
        canvas.line([(x - 40, y), (x + 40, y)], SLATE, 2)


def draw_canals() -> Canvas:
    """Fields and canals from above, with houses along the water and one red boat."""
    canvas = Canvas(SAND)
    tones = (CREAM, SAND, STONE, PAPER, SAND, CREAM, STONE, CREAM)
    slope = -0.22
    for column in range(-1, 9):
        for row in range(-2, 8):
            left, top = column * 216.0, row * 176.0
            corners = [(left, top), (left + 216, top), (left + 216, top + 176), (left, top + 176)]
            field = [(x, y + slope * (x - WIDTH / 2)) for x, y in corners]
            canvas.polygon(field, tones[(column * 3 + row * 5) % len(tones)])
            if (column + 2 * row) % 3 == 0:
                _rows(canvas, left, top, slope)
            elif (2 * column + row) % 5 == 0:
                _orchard(canvas, left, top, slope)
    for column in range(9):
        x = column * 216.0
        canvas.line([(x, slope * (x - WIDTH / 2) - 400), (x, HEIGHT + 300)], PAPER, 11)
    for row in range(-2, 8):
        y = row * 176.0
        canvas.line([(0, y - slope * WIDTH / 2), (WIDTH, y + slope * WIDTH / 2)], PAPER, 11)
    main = curve([(-40, 900), (250, 740), (560, 660), (840, 560), (1130, 380), (1400, 270), (WIDTH + 40, 90)])
    canvas.line(main, SLATE, 78)
    canvas.line(main, PAPER, 68)
    for index in range(8, len(main) - 8, 7):
        x, y = main[index]
        canvas.turned_box((x - 22, y - 66), 30, 22, -28, INK if index % 2 else SLATE)
    for index in (40, 74, 118):
        x, y = main[index]
        canvas.line([(x - 26, y - 46), (x + 26, y + 46)], INK, 7)
    for index, tone, length in ((58, RED, 92), (98, INK, 66), (22, INK, 66)):
        _boat_from_above(canvas, main[index], length, -26, tone)
    return canvas


def _rows(canvas: Canvas, left: float, top: float, slope: float) -> None:
    for step in range(1, 9):
        y = top + 10 + step * 18
        start, end = left + 18, left + 198
        canvas.line([(start, y + slope * (start - WIDTH / 2)), (end, y + slope * (end - WIDTH / 2))], GREY, 1.6)


def _orchard(canvas: Canvas, left: float, top: float, slope: float) -> None:
    for column in range(5):
        for row in range(4):
            x = left + 36 + column * 36
            canvas.disc(x, top + 34 + row * 36 + slope * (x - WIDTH / 2), 11, SLATE)


def _boat_from_above(canvas: Canvas, centre: Point, length: float, degrees: float, fill: Colour) -> None:
    half, beam = length / 2, length * 0.14
    outline = curve([(-half, 0), (-half * 0.4, -beam), (half * 0.4, -beam), (half, 0)], 8)
    outline += curve([(half, 0), (half * 0.4, beam), (-half * 0.4, beam), (-half, 0)], 8)
    canvas.polygon([turned(point, degrees, centre) for point in outline], fill)
