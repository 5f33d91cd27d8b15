"""Draws lines on two logarithmic axes as an SVG that is readable on light and on dark ground.

In: named lines of (x, y), both above 0. Out: a file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 40, 50, 130
# Both sides differ in colour and in whether the line is broken, so that no reader needs the colour.
STYLE = """
svg { font: 14px system-ui, sans-serif; --ink: #222; --grid: #ddd; --ours: #a3201c; --theirs: #1d5a8c }
@media (prefers-color-scheme: dark) { svg { --ink: #eee; --grid: #444; --ours: #ff8a80; --theirs: #82b7e8 } }
text { fill: var(--ink) }
.title { font-size: 17px; font-weight: 600 }
.grid { stroke: var(--grid) }
.axis { stroke: var(--ink) }
.ours { stroke: var(--ours); fill: var(--ours) }
.theirs { stroke: var(--theirs); fill: var(--theirs); stroke-dasharray: 7 4 }
polyline { fill: none !important; stroke-width: 2.5 }
.light { stroke-width: 1.5 }
circle { stroke: none }
"""


@dataclass(frozen=True)
class Line:
    label: str
    points: tuple[tuple[float, float], ...]
    ours: bool = False


def draw_plot(title: str, x_label: str, y_label: str, lines: Sequence[Line], path: Path) -> None:
    """Write the plot; lines without points are left out, and ValueError is raised when none has any."""
    lines = [line for line in lines if line.points]
    if not lines:
        raise ValueError("nothing to draw")
    xs = _decades([x for line in lines for x, _ in line.points])
    ys = _decades([y for line in lines for _, y in line.points])

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - xs[0]) / (xs[-1] - xs[0])
        up = (math.log10(y) - ys[0]) / (ys[-1] - ys[0])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t">',
        f'<title id="t">{escape(title)}</title><style>{STYLE}</style>',
        f'<text class="title" x="{LEFT}" y="26">{escape(title)}</text>',
    ]
    left, right, low, high = 10.0 ** xs[0], 10.0 ** xs[-1], 10.0 ** ys[0], 10.0 ** ys[-1]
    for exponent in xs:
        x, y = place(10.0**exponent, low)
        parts.append(_segment("grid", (x, y), place(10.0**exponent, high)))
        parts.append(f'<text x="{x:.1f}" y="{y + 20:.1f}" text-anchor="middle">{_number(exponent)}</text>')
    for exponent in ys:
        x, y = place(left, 10.0**exponent)
        parts.append(_segment("grid", (x, y), place(right, 10.0**exponent)))
        parts.append(f'<text x="{x - 8:.1f}" y="{y + 5:.1f}" text-anchor="end">{_number(exponent)}</text>')
    parts += [_segment("axis", place(left, low), end) for end in (place(right, low), place(left, high))]
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - BOTTOM + 40}" text-anchor="middle">{escape(x_label)}</text>')
    parts.append(f'<text x="{LEFT - 8}" y="{TOP - 18}" text-anchor="end">{escape(y_label)}</text>')
    for number, line in enumerate(lines):
        second = any(other.ours == line.ours for other in lines[:number])
        parts += _draw(line, [place(x, y) for x, y in line.points], light=second)
        parts += _explain(line, number, light=second)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*parts, "</svg>\n"]), "utf-8")


def _draw(line: Line, places: Sequence[tuple[float, float]], *, light: bool) -> list[str]:
    kind = _kind(line, light=light)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = [f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{3 if light else 4.5}"/>' for x, y in places]
    return [f'<polyline class="{kind}" points="{path}"/>', *dots]


def _explain(line: Line, number: int, *, light: bool) -> list[str]:
    """The legend stands below the axis, two to a row."""
    x, y = LEFT + number % 2 * 320, HEIGHT - BOTTOM + 75 + number // 2 * 26
    sample = _draw(line, [(x, y - 5), (x + 40, y - 5)], light=light)
    return [*sample, f'<text x="{x + 52}" y="{y}">{escape(line.label)}</text>']


def _segment(kind: str, start: tuple[float, float], end: tuple[float, float]) -> str:
    return f'<line class="{kind}" x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'


def _kind(line: Line, *, light: bool) -> str:
    return ("ours" if line.ours else "theirs") + (" light" if light else "")


def _decades(values: Sequence[float]) -> list[int]:
    """The powers of ten around the values; two at least."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return list(range(low, max(high, low + 1) + 1))


def _number(exponent: int) -> str:
    """As Vietnamese writes it: 0,1 and 10.000."""
    return f"{10.0**exponent:,.{max(0, -exponent)}f}".translate(str.maketrans(",.", ".,"))
