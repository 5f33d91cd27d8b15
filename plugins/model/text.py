"""Vietnamese text: one normal form, folding without accents, slugs.

In: text as editors type or paste it. Out: text that compares, sorts and addresses reliably.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata

# Unicode does not decompose đ; ð/Ð (eth) is what some old keyboards and conversions leave in its place.
_STROKE = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_TONE_PLACE = re.compile(rf"(o[{_TONES}])([ae])(?!\w)|(?<!q)(u[{_TONES}])(y)(?!\w)", re.IGNORECASE)
_NOT_SLUG = re.compile(r"[^a-z0-9]+")

SLUG_LENGTH = 80


def printable(name: str) -> str:
    r"""A file's name as text in NFC; bytes in it that are no UTF-8 stand as `\xff`."""
    if name.isascii():
        return name
    return normalise(name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))


def normalise(text: str) -> str:
    """The composed form (NFC) with đ for a mistyped eth; every text that enters the site passes through here."""
    text = unicodedata.normalize("NFC", text)
    return text.replace("ð", "đ").replace("Ð", "Đ")


def fold(text: str) -> str:
    """Lower case without accents: `Đường Dân Vận` → `duong dan van`."""
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKE))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


@functools.lru_cache(maxsize=1 << 16)
def spelling_key(text: str) -> str:
    """Equal for spellings that differ only in case, spaces or the place of the tone mark: `Hòa Bình`, `hoà  bình`."""
    decomposed = unicodedata.normalize("NFD", " ".join(normalise(text).split()).lower())

    def move(match: re.Match[str]) -> str:
        marked, last = (match[1], match[2]) if match[1] else (match[3], match[4])
        return marked[0] + last + marked[1]

    return unicodedata.normalize("NFC", _OLD_TONE_PLACE.sub(move, decomposed))


def slugify(text: str, length: int = SLUG_LENGTH) -> str:
    """Lower-case ASCII letters, digits and single hyphens, cut between words; empty when nothing is left."""
    slug = _NOT_SLUG.sub("-", fold(text)).strip("-")
    if len(slug) <= length:
        return slug
    cut = slug[: length + 1].rsplit("-", 1)[0] if "-" in slug[: length + 1] else slug[:length]
    return cut.strip("-")


def short_digest(text: str, digits: int = 6) -> str:
    """A stable hexadecimal mark of the exact text, for addresses of names that share a slug."""
    return hashlib.sha256(text.encode()).hexdigest()[:digits]
