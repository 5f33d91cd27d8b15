"""Social cards: what stands for an item without a cover where it is shared.

In: an item's headline, section, day of publication and the site's name. Out: the name of its card, which stands for all
that the card shows, and the card itself.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

import font_source_serif_pro

DESIGN = 5  # raise it with every change to how a card looks: a card's address stands for its bytes

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


def draw_card(card: Card) -> bytes:
    """The card as a PNG file."""
    from .card_layout import draw  # it needs numpy, whose loading takes longer than an edit

    return draw(card)


@functools.cache
def _design() -> str:
    """Stands for the fonts and for the drawing itself."""
    fonts = b"".join(file.read_bytes() for file in FONTS.values())
    return f"{DESIGN} {hashlib.blake2b(fonts, digest_size=8).hexdigest()}"
