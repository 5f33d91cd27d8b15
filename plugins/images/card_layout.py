"""Draws social cards: PNG files of 1200 × 630 in four colours.

In: what a card says. Out: its bytes. Ten thousand items want ten thousand cards, so what the cards of a section or of a
day share is drawn and compressed once.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Sequence

from .cards import BOLD, REGULAR, Card
from .lettering import Face
from .strips import ACCENTED, FIRST, INKED, Strip, accent, blank, compress, rule, write_png

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
LEFT, RIGHT = FIRST + MARGIN, FIRST + WIDTH - MARGIN  # of what is written, on a canvas
MEASURE = WIDTH - 2 * MARGIN
TOP, BOTTOM = 152, 512  # the headline stands between
SIZES = (72, 64, 56, 48, 40)  # of the headline, in pixels; the first at which it fits
LEADING = 1.24  # room for two accents above a capital
SMALL = 32
RULE = 522
FOOT = 540  # top of the last line: the site's name on the left, the date on the right
END = 588  # of the last line, with what hangs from it
DATE_MEASURE = 440

PAPER, INK, ACCENT = (253, 251, 246), (27, 25, 22), (154, 28, 31)


def draw(card: Card) -> bytes:
    headline, height = _headline(card.title)
    strips = [
        _head(card.section), headline, _gap(RULE - TOP - height), _foot(card.site, card.date), _gap(HEIGHT - END)
    ]  # fmt: skip
    return write_png(strips, (WIDTH, HEIGHT), _palette())


def set_headline(title: str) -> tuple[Face, list[str]]:
    """The largest face in which the headline fits, and its lines; a headline too long for the smallest is cut."""
    words = title.split()
    for size in SIZES:
        face = get_face(BOLD, size)
        most = (BOTTOM - TOP) // round(size * LEADING)
        lengths, space = [face.length(word) for word in words], face.length(" ")
        counts = wrap(lengths, space, MEASURE)
        if len(counts) <= most and max(lengths, default=0) <= MEASURE:
            return face, _divide(words, _balance(lengths, space, counts))
    lines = _divide(words, counts)
    lines = [*lines[: most - 1], *([" ".join(lines[most - 1 :])] if len(lines) >= most else [])]
    return face, [fit(face, line) for line in lines]


def wrap(lengths: Sequence[int], space: int, measure: float) -> list[int]:
    """How many words of these lengths each line holds; a word longer than the measure has a line of its own."""
    counts: list[int] = []
    room = -1.0
    for length in lengths:
        if counts and length <= room:
            counts[-1] += 1
            room -= length + space
        else:
            counts.append(1)
            room = measure - length - space
    return counts


def _balance(lengths: Sequence[int], space: int, counts: list[int]) -> list[int]:
    """As many lines, but of more even length: no lone syllable at the end."""
    longest = max(lengths, default=0)
    low, high = MEASURE / 2, float(MEASURE)
    while high - low > MEASURE / 32:
        middle = (low + high) / 2
        narrower = wrap(lengths, space, middle)
        if len(narrower) == len(counts) and longest <= middle:
            counts, high = narrower, middle
        else:
            low = middle
    return counts


def _divide(words: Sequence[str], counts: Iterable[int]) -> list[str]:
    ends = list(itertools.accumulate(counts, initial=0))
    return [" ".join(words[start:end]) for start, end in itertools.pairwise(ends)]


def fit(face: Face, text: str, measure: int = MEASURE) -> str:
    """The text, cut with an ellipsis where it would be longer than the measure."""
    if face.length(text) <= measure:
        return text
    while text and face.length(text + "…") > measure:
        text = text[:-1].rstrip()
    return text + "…"


@functools.lru_cache(maxsize=256)
def _head(section: str) -> Strip:
    """What the cards of a section begin with: the rule and the section's name."""
    canvas = blank(WIDTH, TOP)
    bold = get_face(BOLD, SMALL)
    bold.write(canvas, LEFT, 84, fit(bold, section))
    accent(canvas)
    rule(canvas, LEFT, LEFT + 120, 64, 70, ACCENTED)
    return compress(canvas)


def _headline(title: str) -> tuple[Strip, int]:
    """The strip and its height."""
    face, lines = set_headline(title)
    leading = round(face.size * LEADING)
    below = face.size // 4  # for what hangs from the last line
    height = min(len(lines) * leading + below, RULE - TOP - 1)
    canvas = blank(WIDTH, height)
    for number, line in enumerate(lines):
        face.write(canvas, LEFT, number * leading, line)
    return compress(canvas), height


@functools.cache
def _gap(height: int) -> Strip:
    return compress(blank(WIDTH, height))


@functools.lru_cache(maxsize=256)
def _foot(site: str, date: str) -> Strip:
    """What the cards of a day end with: a rule, the site's name and the date."""
    canvas = blank(WIDTH, END - RULE)
    line = FOOT - RULE
    bold, regular = get_face(BOLD, SMALL), get_face(REGULAR, SMALL)
    bold.write(canvas, LEFT, line, fit(bold, site, MEASURE - DATE_MEASURE - SMALL))
    date = fit(regular, date, DATE_MEASURE)
    regular.write(canvas, RIGHT - regular.length(date), line, date)
    rule(canvas, LEFT, RIGHT, 0, 2, INKED)
    return compress(canvas)


@functools.cache
def get_face(name: str, size: int) -> Face:
    return Face(name, size)


@functools.cache
def _palette() -> bytes:
    half = tuple((paper + ink) // 2 for paper, ink in zip(PAPER, INK, strict=True))
    return b"".join(map(bytes, (PAPER, half, ACCENT, INK)))
