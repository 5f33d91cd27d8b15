"""Social cards: what stands for an item without a cover where it is shared.

In: an item's headline, section, day of publication and the site's name. Out: a PNG of 1200 × 630 in four colours.
Ten thousand items want ten thousand cards, so letters are drawn once and then only pasted, and what the cards of a
section or of a day share is compressed once: a card takes half a millisecond.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import font_source_serif_pro
from PIL import Image, ImageDraw, ImageFont

from .strips import FIRST, Strip, blank, compress, write_png

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
LEFT = FIRST + MARGIN  # of what is written, on a canvas
MEASURE = WIDTH - 2 * MARGIN
TOP, BOTTOM = 152, 512  # the headline stands between
SIZES = (84, 74, 66, 56, 48, 40)  # of the headline, in pixels; the first at which it fits
LEADING = 1.24  # room for two accents above a capital
SMALL = 32
RULE = 522
FOOT = 540  # top of the last line: the site's name on the left, the date on the right
DATE_MEASURE = 440

DESIGN = 3  # raise it with every change to how a card looks: a card's address stands for its bytes

PAPER, INK, ACCENT = (253, 251, 246), (27, 25, 22), (154, 28, 31)
BLANK, HALF_INKED, INKED, ACCENTED = 0, 1, 2, 3  # places in the palette

BOLD, REGULAR = "SourceSerifProBold", "SourceSerifPro"
# Not those ending in `.ttf`: in them “, … and % move the pen on by less than they are wide.
FONTS = {name: Path(font_source_serif_pro.font_files_otf[name]) for name in (BOLD, REGULAR)}


@dataclass(frozen=True)
class Card:
    title: str
    section: str
    date: str
    site: str

    @functools.cached_property
    def name(self) -> str:
        """A digest of all that the card's bytes depend on."""
        text = "\0".join((_design(), self.title, self.section, self.date, self.site))
        return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


class Letter(NamedTuple):
    """How dark each of its pixels is, and where they lie from the pen."""

    mask: Image.Image
    left: int
    top: int


class Face:
    """A font at one size, whose letters are drawn once."""

    def __init__(self, name: str, size: int) -> None:
        self.size = size
        # Laid out letter by letter, so that a machine with a shaping library draws the same as one without.
        self.font = ImageFont.truetype(FONTS[name], size, layout_engine=ImageFont.Layout.BASIC)
        self._advances = Advances(self.font)
        self._letters: dict[str, Letter] = {}

    def length(self, text: str) -> int:
        return sum(map(self._advances.__getitem__, text))

    def letter(self, character: str) -> Letter:
        found = self._letters.get(character)
        if found is None:
            left, top, right, bottom = map(int, self.font.getbbox(character))
            mask = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
            ImageDraw.Draw(mask).text((-left, -top), character, font=self.font, fill=255)
            found = self._letters[character] = Letter(mask, left, top)
        return found

    def write(self, canvas: Image.Image, left: int, top: int, text: str) -> None:
        pen = left
        for character in text:
            if character != " ":
                mask, beside, below = self.letter(character)
                canvas.paste(INKED, (pen + beside, top + below), mask)
            pen += self._advances[character]


class Advances(dict[str, int]):
    """How far each letter moves the pen on, in pixels."""

    def __init__(self, font: ImageFont.FreeTypeFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, character: str) -> int:
        self[character] = advance = round(self._font.getlength(character))
        return advance


def draw_card(card: Card) -> bytes:
    """The card as a PNG file."""
    headline, height = _headline(card.title)
    strips = [_head(card.section), headline, _gap(RULE - TOP - height), _foot(card.site, card.date)]
    return write_png(strips, (WIDTH, HEIGHT), _palette())


def set_headline(title: str) -> tuple[Face, list[str]]:
    """The largest face in which the headline fits, and its lines; a headline too long for the smallest is cut."""
    words = title.split()
    for size in SIZES:
        face = _face(BOLD, size)
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
    bold = _face(BOLD, SMALL)
    bold.write(canvas, LEFT, 84, fit(bold, section))
    canvas = canvas.point([BLANK, HALF_INKED, ACCENTED, *[BLANK] * 253])
    canvas.paste(ACCENTED, (LEFT, 64, LEFT + 120, 70))
    return compress(canvas)


def _headline(title: str) -> tuple[Strip, int]:
    """The strip and its height."""
    face, lines = set_headline(title)
    leading = round(face.size * LEADING)
    canvas = _sheet(threading.get_ident())
    canvas.paste(BLANK, (0, 0, *canvas.size))
    for number, line in enumerate(lines):
        face.write(canvas, LEFT, number * leading, line)
    below = face.size // 4  # for what hangs from the last line
    height = min(len(lines) * leading + below, canvas.height)
    return compress(canvas, height), height


@functools.lru_cache(maxsize=8)
def _sheet(thread: int) -> Image.Image:
    """What a thread writes headlines on, one after the other: a new one each time would cost more than the writing."""
    del thread
    return blank(WIDTH, RULE - TOP - 1)


@functools.cache
def _gap(height: int) -> Strip:
    return compress(blank(WIDTH, height))


@functools.lru_cache(maxsize=256)
def _foot(site: str, date: str) -> Strip:
    """What the cards of a day end with: a rule, the site's name and the date."""
    canvas = blank(WIDTH, HEIGHT - RULE)
    line = FOOT - RULE
    bold, regular = _face(BOLD, SMALL), _face(REGULAR, SMALL)
    bold.write(canvas, LEFT, line, fit(bold, site, MEASURE - DATE_MEASURE - SMALL))
    date = fit(regular, date, DATE_MEASURE)
    regular.write(canvas, LEFT + MEASURE - regular.length(date), line, date)
    canvas.paste(INKED, (LEFT, 0, LEFT + MEASURE, 2))
    return compress(canvas)


@functools.cache
def _face(name: str, size: int) -> Face:
    return Face(name, size)


@functools.cache
def _design() -> str:
    """Stands for the fonts and for the drawing itself."""
    fonts = b"".join(file.read_bytes() for file in FONTS.values())
    return f"{DESIGN} {hashlib.blake2b(fonts, digest_size=8).hexdigest()}"


@functools.cache
def _palette() -> bytes:
    half = tuple((paper + ink) // 2 for paper, ink in zip(PAPER, INK, strict=True))
    return b"".join(map(bytes, (PAPER, half, INK, ACCENT)))
