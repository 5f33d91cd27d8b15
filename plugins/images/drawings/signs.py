"""Plain signs for the guides about the portal itself: a magnifier, a printed page, a calendar and the like."""

from __future__ import annotations

import itertools

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
)


def _sheet(canvas: Canvas, left: float, top: float, width: float, height: float) -> None:
    canvas.box(left - 3, top - 3, width + 6, height + 6, GREY)
    canvas.box(left, top, width, height, PAPER)


def _lines(
    canvas: Canvas,
    left: float,
    top: float,
    widths: tuple[float, ...],
    fill: Colour = STONE,
    gap: float = 34,
    thickness: float = 12,
) -> None:
    for row, width in enumerate(widths):
        canvas.box(left, top + row * gap, width, thickness, fill)


def draw_front_page() -> Canvas:
    """A newspaper's front page: nameplate, lead with a picture, columns."""
    canvas = Canvas(CREAM)
    _sheet(canvas, 370, 90, 860, 960)
    canvas.box(560, 140, 480, 40, INK)
    canvas.box(420, 212, 760, 5, RED)
    canvas.box(420, 250, 470, 300, STONE)
    canvas.polygon([*curve([(420, 500), (520, 430), (610, 480), (730, 390), (890, 470)]), (890, 550), (420, 550)], GREY)
    _lines(canvas, 420, 576, (470, 380), INK, 40, 20)
    _lines(canvas, 420, 668, (470, 450, 470, 300))
    _lines(canvas, 930, 250, (250, 190), INK, 32, 15)
    _lines(canvas, 930, 322, (250, 230, 250, 140))
    canvas.box(930, 470, 250, 3, GREY)
    _lines(canvas, 930, 500, (250, 160), INK, 32, 15)
    _lines(canvas, 930, 572, (250, 240, 180))
    canvas.box(930, 688, 250, 3, GREY)
    _lines(canvas, 930, 716, (250, 210), INK, 32, 15)
    canvas.box(420, 822, 760, 3, GREY)
    for left in (420, 682, 944):
        _lines(canvas, left, 852, (236, 180), INK, 30, 14)
        _lines(canvas, left, 920, (236, 220, 236))
    return canvas


def draw_magnifier() -> Canvas:
    """A magnifying glass over lines of a list; the line found is red."""
    canvas = Canvas(CREAM)
    for row in range(11):
        y = 96 + row * 78
        canvas.disc(212, y + 14, 8, GREY)
        canvas.box(250, y, (820, 1010, 690, 930, 860, 1040, 760, 970, 640, 900, 800)[row], 26, SAND)
    canvas.line([(1015, 655), (1290, 905)], INK, 58)
    canvas.disc(800, 465, 300, INK)
    canvas.disc(800, 465, 268, PAPER)
    for y, half, colour in ((345, 190, STONE), (447, 214, RED), (549, 170, STONE)):
        canvas.box(800 - half, y, half * 2 - 40, 42, colour)
    return canvas


def draw_feed() -> Canvas:
    """Waves from one red point reach three small pages."""
    canvas = Canvas(CREAM)
    origin: Point = (300, 800)
    for radius, colour in ((250, INK), (430, SLATE), (610, GREY)):
        canvas.line(arc(*origin, radius, -90, 0), colour, 46)
    canvas.disc(*origin, 74, RED)
    for left, top in ((1010, 150), (1150, 420), (1210, 700)):
        _sheet(canvas, left, top, 210, 190)
        _lines(canvas, left + 26, top + 28, (120,), INK, 30, 16)
        _lines(canvas, left + 26, top + 70, (158, 140, 158), STONE, 34, 11)
    return canvas


def draw_printer() -> Canvas:
    """A printer with a printed page coming out."""
    canvas = Canvas(CREAM)
    canvas.box(0, 842, WIDTH, HEIGHT - 842, SAND)
    canvas.box(0, 840, WIDTH, 5, GREY)
    _sheet(canvas, 560, 110, 480, 330)
    canvas.box(400, 360, 800, 360, INK, 26)
    canvas.box(400, 470, 800, 250, SLATE, 26)
    canvas.box(400, 470, 800, 40, SLATE)
    canvas.disc(1130, 420, 13, RED)
    canvas.box(500, 560, 600, 26, INK, 13)
    _sheet(canvas, 550, 574, 500, 350)
    canvas.box(586, 612, 300, 24, RED)
    _lines(canvas, 586, 662, (428, 410, 428, 390, 428, 420, 250))
    return canvas


def draw_boundaries() -> Canvas:
    """Invented units on a map: former boundaries thin, the present one bold, one former unit marked."""
    canvas = Canvas(CREAM)
    knots: dict[str, Point] = {
        "a": (420, 170), "b": (700, 120), "c": (1010, 160), "d": (1240, 300), "e": (1290, 560), "f": (1100, 800),
        "g": (800, 880), "h": (500, 820), "i": (320, 610), "j": (310, 360), "k": (640, 380), "l": (930, 370),
        "m": (1040, 590), "n": (770, 640), "o": (540, 600),
    }  # fmt: skip
    units = (
        ("abkj", SAND),
        ("bclk", PAPER),
        ("cdml", SAND),
        ("defm", STONE),
        ("jkoi", PAPER),
        ("klmno", RED),
        ("iohi", STONE),
        ("ongh", SAND),
        ("nmfg", PAPER),
    )
    for left in range(-200, WIDTH, 90):
        canvas.line([(left, 0), (left + 320, HEIGHT)], SAND, 2)
    for unit, tone in units:
        canvas.polygon([knots[knot] for knot in unit], tone)
    for unit, _ in units:
        _dashes(canvas, [knots[knot] for knot in unit + unit[0]])
    canvas.line([knots[knot] for knot in "abcdefghija"], INK, 11)
    canvas.disc(800, 505, 15, PAPER)
    return canvas


def _dashes(canvas: Canvas, points: list[Point]) -> None:
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        count = 13
        for step in range(count):
            if step % 2 == 0:
                ends = [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t) for t in (step / count, (step + 1) / count)]
                canvas.line(ends, SLATE, 4)


def draw_calendar() -> Canvas:
    """A month's sheet: the day of the event red, the day of publication ringed, the day of a correction grey."""
    canvas = Canvas(CREAM)
    _sheet(canvas, 400, 150, 800, 730)
    canvas.box(400, 150, 800, 120, INK)
    for ring in (560, 1040):
        canvas.box(ring - 12, 100, 24, 96, GREY, 12)
    for day in range(31):
        column, row = (day + 2) % 7, (day + 2) // 7
        x, y = 466 + column * 111.5, 340 + row * 112
        colour, size = {15: (RED, 40), 16: (INK, 40), 22: (GREY, 40)}.get(day, (SAND, 34))
        canvas.box(x - size, y - size, size * 2, size * 2, colour)
        if day == 16:
            canvas.box(x - size + 8, y - size + 8, size * 2 - 16, size * 2 - 16, PAPER)
    return canvas


def draw_cabinet() -> Canvas:
    """A filing cabinet; one drawer is open and full of cards."""
    canvas = Canvas(CREAM)
    canvas.box(0, 880, WIDTH, HEIGHT - 880, SAND)
    canvas.box(340, 110, 920, 790, INK)
    for row in range(4):
        for column in range(4):
            left, top = 364 + column * 220, 134 + row * 186
            canvas.box(left, top, 212, 174, SLATE)
            canvas.box(left + 56, top + 36, 100, 44, CREAM)
            canvas.box(left + 76, top + 112, 60, 14, STONE, 7)
    left, top = 364 + 2 * 220, 134 + 186
    canvas.polygon([(left, top + 174), (left + 212, top + 174), (left + 252, top + 214), (left - 40, top + 214)], INK)
    canvas.box(left, top, 212, 174, INK)
    for card in range(6):
        grow = card * 7
        canvas.box(left + 12 - grow, top + 22 + card * 24, 188 + grow * 2, 100, GREY)
        canvas.box(left + 14 - grow, top + 24 + card * 24, 184 + grow * 2, 100, PAPER if card % 2 else CREAM)
        canvas.box(left + 30 + card * 24, top + 14 + card * 24, 44, 12, STONE)
    canvas.box(left - 40, top + 190, 292, 190, RED)
    canvas.box(left + 46, top + 232, 120, 50, CREAM)
    canvas.box(left + 66, top + 316, 80, 16, STONE, 8)
    return canvas


def draw_keyboard() -> Canvas:
    """A few blank keys; the one in focus has a red outline."""
    canvas = Canvas(CREAM)
    canvas.box(180, 210, 1240, 600, SLATE, 34)
    canvas.box(194, 224, 1212, 572, INK, 26)
    rows = ((1, 1, 1, 1, 1, 1, 1, 1.6), (1.4, 1, 1, 1, 1, 1, 1, 1.2), (1.8, 1, 1, 1, 1, 1, 1.8), (1.2, 1.2, 4.2, 1, 1))
    for row, widths in enumerate(rows):
        x, y = 226.0, 256 + row * 130
        unit = (1148 - 16 * (len(widths) - 1)) / sum(widths)
        for index, share in enumerate(widths):
            width = unit * share
            if (row, index) == (1, 0):
                canvas.box(x - 9, y - 9, width + 18, 134, RED, 20)
                canvas.box(x - 2, y - 2, width + 4, 120, INK, 15)
            canvas.box(x, y, width, 116, STONE, 14)
            canvas.box(x + 8, y + 5, width - 16, 94, PAPER, 10)
            x += width + 16
    canvas.line([(268, 438), (348, 438)], RED, 7)
    canvas.line([(328, 420), (350, 438), (328, 456)], RED, 7)
    return canvas


def draw_letters() -> Canvas:
    """The same capital letter in three sizes on one baseline."""
    canvas = Canvas(CREAM)
    for y in (280, 760):
        canvas.line([(140, y), (1460, y)], STONE, 3)
    for x, height, colour in ((300, 210, GREY), (640, 330, RED), (1110, 480, INK)):
        _capital_a(canvas, x, 760, height, colour)
    return canvas


def _capital_a(canvas: Canvas, x: float, foot: float, height: float, fill: Colour) -> None:
    def at(across: float, up: float) -> Point:
        return x + across * height, foot - up * height

    canvas.polygon([at(-0.03, 1), at(0.06, 1), at(0.40, 0.02), at(0.24, 0.02)], fill)
    canvas.polygon([at(-0.03, 1), at(0.018, 0.84), at(-0.29, 0.02), at(-0.35, 0.02)], fill)
    canvas.polygon([at(-0.23, 0.34), at(0.17, 0.34), at(0.18, 0.29), at(-0.25, 0.29)], fill)
    for left, right in ((-0.45, -0.18), (0.15, 0.48)):
        canvas.polygon([at(left, 0.035), at(right, 0.035), at(right, 0), at(left, 0)], fill)
