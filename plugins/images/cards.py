"""Social cards: what stands for an item without a cover where it is shared.

In: an item's headline, section, day of publication and the site's name. Out: a PNG of 1200 × 630 in four colours.
Ten thousand items want ten thousand cards, so letters are drawn once and then only pasted, and the file is written
here, with two bits for each pixel: a card takes well below a millisecond.
"""

from __future__ import annotations

import functools
import hashlib
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import font_source_serif_pro
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
MEASURE = WIDTH - 2 * MARGIN
TOP, BOTTOM = 152, 512  # the headline stands between
SIZES = (84, 74, 66, 56, 48, 40)  # of the headline, in pixels; the first at which it fits
LEADING = 1.24  # room for two accents above a capital
SMALL = 32
FOOT = 540  # top of the last line: the site's name on the left, the date on the right
DATE_MEASURE = 440

DESIGN = 3  # raise it with every change to how a card looks: a card's address stands for its bytes

PAPER, INK, ACCENT = (253, 251, 246), (27, 25, 22), (154, 28, 31)
HALF_INK, FULL_INK, FULL_ACCENT = 1, 2, 3  # places in the palette; 0 is paper
BITS = 2  # for each pixel

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


@dataclass(frozen=True, slots=True)
class Letter:
    """How dark each of its pixels is, where they lie from the pen, and how far the pen moves on."""

    mask: Image.Image
    left: int
    top: int
    advance: float


class Face:
    """A font at one size, whose letters are drawn once."""

    def __init__(self, name: str, size: int) -> None:
        self.size = size
        # Laid out letter by letter, so that a machine with a shaping library draws the same as one without.
        self._font = ImageFont.truetype(FONTS[name], size, layout_engine=ImageFont.Layout.BASIC)
        self._letters: dict[str, Letter] = {}

    def letter(self, character: str) -> Letter:
        found = self._letters.get(character)
        if found is None:
            left, top, right, bottom = map(int, self._font.getbbox(character))
            mask = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
            ImageDraw.Draw(mask).text((-left, -top), character, font=self._font, fill=255)
            found = self._letters[character] = Letter(mask, left, top, self._font.getlength(character))
        return found

    def length(self, text: str) -> float:
        return sum(self.letter(character).advance for character in text)

    def write(self, canvas: Image.Image, left: int, top: int, text: str, shade: int = FULL_INK) -> None:
        pen = float(left)
        for character in text:
            letter = self.letter(character)
            if character != " ":
                canvas.paste(shade, (round(pen) + letter.left, top + letter.top), letter.mask)
            pen += letter.advance


def draw_card(card: Card) -> bytes:
    """The card as a PNG file."""
    canvas = _ground(card.section, card.site).copy()
    small = _face(REGULAR, SMALL)
    date = fit(small, card.date, DATE_MEASURE)
    small.write(canvas, WIDTH - MARGIN - round(small.length(date)), FOOT, date)
    face, lines = set_headline(card.title)
    leading = round(face.size * LEADING)
    for number, line in enumerate(lines):
        face.write(canvas, MARGIN, TOP + number * leading, line)
    return _write_png(canvas)


def set_headline(title: str) -> tuple[Face, list[str]]:
    """The largest face in which the headline fits, and its lines; a headline too long for the smallest is cut."""
    words = title.split()
    for size in SIZES:
        face = _face(BOLD, size)
        most = (BOTTOM - TOP) // round(size * LEADING)
        lines = wrap(face, words, MEASURE)
        if len(lines) <= most and all(face.length(line) <= MEASURE for line in lines):
            return face, _balance(face, words, lines)
    lines = [*lines[: most - 1], *([" ".join(lines[most - 1 :])] if len(lines) >= most else [])]
    return face, [fit(face, line) for line in lines]


def wrap(face: Face, words: list[str], measure: float) -> list[str]:
    """Lines of whole words; a word longer than the measure has a line of its own."""
    space = face.letter(" ").advance
    lines: list[str] = []
    room = -1.0
    for word in words:
        length = face.length(word)
        if lines and length <= room:
            lines[-1] += " " + word
            room -= length + space
        else:
            lines.append(word)
            room = measure - length - space
    return lines


def fit(face: Face, text: str, measure: int = MEASURE) -> str:
    """The text, cut with an ellipsis where it would be longer than the measure."""
    if face.length(text) <= measure:
        return text
    while text and face.length(text + "…") > measure:
        text = text[:-1].rstrip()
    return text + "…"


def _balance(face: Face, words: list[str], lines: list[str]) -> list[str]:
    """As many lines, but of more even length: no lone syllable at the end."""
    low, high = MEASURE / 2, float(MEASURE)
    while high - low > MEASURE / 32:
        middle = (low + high) / 2
        narrower = wrap(face, words, middle)
        if len(narrower) == len(lines) and all(face.length(line) <= middle for line in narrower):
            lines, high = narrower, middle
        else:
            low = middle
    return lines


@functools.lru_cache(maxsize=256)
def _ground(section: str, site: str) -> Image.Image:
    """What the cards of a section share: the rule, the section's and the site's name."""
    canvas = Image.new("P", (WIDTH, HEIGHT), 0)
    canvas.paste(FULL_ACCENT, (MARGIN, 64, MARGIN + 120, 70))
    canvas.paste(FULL_INK, (MARGIN, FOOT - 18, WIDTH - MARGIN, FOOT - 16))
    bold = _face(BOLD, SMALL)
    bold.write(canvas, MARGIN, FOOT, fit(bold, site, MEASURE - DATE_MEASURE - SMALL))
    label = Image.new("L", (MEASURE, 48), 0)
    bold.write(label, 0, 0, fit(bold, section), shade=255)
    # Blending towards the accent would pass through ink, so its shades are looked up.
    shades = (0, HALF_INK, FULL_ACCENT, FULL_ACCENT)
    canvas.paste(label.point([shades[value >> 6] for value in range(256)]), (MARGIN, 84))
    return canvas


@functools.cache
def _face(name: str, size: int) -> Face:
    return Face(name, size)


@functools.cache
def _design() -> str:
    """Stands for the fonts and for the drawing itself."""
    fonts = b"".join(file.read_bytes() for file in FONTS.values())
    return f"{DESIGN} {hashlib.blake2b(fonts, digest_size=8).hexdigest()}"


def _write_png(canvas: Image.Image) -> bytes:
    rows = canvas.tobytes("raw", f"P;{BITS}")
    stride = WIDTH * BITS // 8
    lines = b"".join(b"\0" + rows[start : start + stride] for start in range(0, len(rows), stride))
    packer = zlib.compressobj(1, zlib.DEFLATED, 15, 9, zlib.Z_RLE)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, BITS, 3, 0, 0, 0)
    chunks = {b"IHDR": header, b"PLTE": _palette(), b"IDAT": packer.compress(lines) + packer.flush(), b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks.items())


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@functools.cache
def _palette() -> bytes:
    half = tuple((paper + ink) // 2 for paper, ink in zip(PAPER, INK, strict=True))
    return b"".join(map(bytes, (PAPER, half, INK, ACCENT)))
