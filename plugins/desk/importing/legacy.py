"""Text in the encodings of before Unicode, as it arrives when its letters were taken for Latin ones: TCVN3 (ABC), VNI
and VIQR.

In: text with the letters of those encodings (`céng t¸c`, `coâng taùc`, `co^ng ta'c`). Out: the encoding's name, or none
for text that needs no conversion, and the text in Unicode. The tables follow TCVN 5712:1993, VNI for Windows, and
RFC 1456.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Literal

from plugins.desk.importing.syllables import is_syllable

Encoding = Literal["TCVN3", "VNI", "VIQR"]

FEWEST_WORDS = 3  # with letters of the encoding: fewer prove nothing
SHARE_OF_SYLLABLES = 0.9  # of the converted words must be Vietnamese syllables

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"


def _compose(*parts: str) -> str:
    return unicodedata.normalize("NFC", "".join(parts))


# TCVN 5712:1993, VN3: letters by byte; the five tones of each vowel stand in the order grave, hook, tilde, acute, dot.
_TCVN3 = dict(zip("\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae", "ĂÂÊÔƠƯĐăâêôơưđ", strict=True))
for _vowel, _bytes in {
    "a": "\xb5\xb6\xb7\xb8\xb9",
    "ă": "\xbb\xbc\xbd\xbe\xc6",
    "â": "\xc7\xc8\xc9\xca\xcb",
    "e": "\xcc\xce\xcf\xd0\xd1",
    "ê": "\xd2\xd3\xd4\xd5\xd6",
    "i": "\xd7\xd8\xdc\xdd\xde",
    "o": "\xdf\xe1\xe2\xe3\xe4",
    "ô": "\xe5\xe6\xe7\xe8\xe9",
    "ơ": "\xea\xeb\xec\xed\xee",
    "u": "\xef\xf1\xf2\xf3\xf4",
    "ư": "\xf5\xf6\xf7\xf8\xf9",
    "y": "\xfa\xfb\xfc\xfd\xfe",
}.items():
    for _byte, _tone in zip(_bytes, (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT), strict=True):
        _TCVN3[_byte] = _compose(_vowel, _tone)

_TCVN3_LETTERS = {ord(byte): letter for byte, letter in _TCVN3.items()}

# VNI for Windows: a vowel, then a letter that stands for its marks; some letters stand alone.
_VNI_MARKS = {"\xf8": _GRAVE, "\xfb": _HOOK, "\xf5": _TILDE, "\xf9": _ACUTE, "\xef": _DOT}
_VNI_CIRCUMFLEX = {"\xe2": "", "\xe0": _GRAVE, "\xe5": _HOOK, "\xe3": _TILDE, "\xe1": _ACUTE, "\xe4": _DOT}
_VNI_BREVE = {"\xea": "", "\xe8": _GRAVE, "\xfa": _HOOK, "\xfc": _TILDE, "\xe9": _ACUTE, "\xeb": _DOT}
_VNI_HORNED = {"ơ": "\xf4", "ư": "\xf6"}
_VNI = dict(zip("\xf1\xec\xe6\xf3\xed\xf2\xee\xf4\xf6", "đìỉĩíịỵơư", strict=True))
for _vowel in "aeouy":
    for _mark, _tone in _VNI_MARKS.items():
        _VNI[_vowel + _mark] = _compose(_vowel, _tone)
for _vowel, _letter in _VNI_HORNED.items():
    for _mark, _tone in _VNI_MARKS.items():
        _VNI[_letter + _mark] = _compose(_vowel, _tone)
for _plain, _vowel in (("a", "â"), ("e", "ê"), ("o", "ô")):
    for _mark, _tone in _VNI_CIRCUMFLEX.items():
        _VNI[_plain + _mark] = _compose(_vowel, _tone)
for _mark, _tone in _VNI_BREVE.items():
    _VNI["a" + _mark] = _compose("ă", _tone)
# A capital takes the mark's capital; where an office typed the small mark after a capital, that is understood too.
_VNI |= {k.upper(): v.upper() for k, v in _VNI.items()} | {
    k[0].upper() + k[1:]: v.upper() for k, v in _VNI.items() if len(k) > 1
}
_VNI_PART = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# VIQR, RFC 1456: marks typed after the letter; a backslash keeps a sign what it is.
_VIQR_TONES = {"'": _ACUTE, "`": _GRAVE, "?": _HOOK, "~": _TILDE, ".": _DOT}
_VIQR_VOWELS = {"a(": "ă", "a^": "â", "e^": "ê", "o^": "ô", "o+": "ơ", "u+": "ư", "o*": "ơ", "u*": "ư"}
_VIQR_PART = re.compile(r"\\(.)|([Dd][Dd])|([AaEeOoUu][(^+*]|[AaEeIiOoUuYy])(['`?~.]?)", re.DOTALL)
_VIQR_WITHIN = re.compile(r"\b[a-z]*[aeiouy]['`?~.][a-z]+\b", re.IGNORECASE)

_VIQR_WORD = re.compile(r"(?:[A-Za-z]+[(^+*'`?~.]*)+")
_VIQR_SURE = re.compile(r"[aeo]\^|[uo]\+[a-z'`?~.\s]|a\([a-z'`?~.]|[aeiouy][`~]|dd[aeiouy]", re.IGNORECASE)

_WORD = re.compile(r"[^\W\d_]+")
_TCVN3_WORD = re.compile(rf"[A-Za-z{re.escape(''.join(_TCVN3))}\xc0-\xff]+")
_ACCENTED = re.compile("[\u00a1-\u024f\u0300-\u036f\u1e00-\u1eff]")  # not the dashes and quotes of any text
_BEYOND_LATIN = re.compile("[ăđơưĂĐƠƯ\u0128\u0129\u0168\u0169\u1ea0-\u1ef9]")


def convert(text: str, encoding: Encoding) -> str:
    """The text in Unicode, NFC."""
    return unicodedata.normalize("NFC", _CONVERTERS[encoding](text))


def recognise(text: str) -> Encoding | None:
    """The old encoding of a paragraph, or None when it is not certain to be in one.

    A paragraph with one Vietnamese letter that no old encoding could have given is Unicode. Otherwise nearly all words
    with letters of an encoding must become Vietnamese syllables, and must not be such as they stand.
    """
    if not _ACCENTED.search(text):
        return "VIQR" if _is_viqr(text) else None
    if _BEYOND_LATIN.search(text):
        return None
    judged = {name: _share(text, name) for name in ("TCVN3", "VNI")}
    name = max(judged, key=lambda name: judged[name])
    return name if judged[name] >= SHARE_OF_SYLLABLES else None  # type: ignore[return-value]


def restore(paragraphs: Iterable[str]) -> tuple[list[str], dict[str, int]]:
    """The paragraphs in Unicode, and how many were converted from which encoding.

    Paragraphs too short to tell follow the others where these are of one encoding; beside paragraphs in Unicode, only
    those that cannot be Vietnamese as they stand.
    """
    paragraphs = list(paragraphs)
    names = [recognise(text) for text in paragraphs]
    found = {name for name in names if name}
    if len(found) == 1:
        only, alone = found.pop(), not any(_BEYOND_LATIN.search(text) for text in paragraphs)
        names = [
            name or (only if _follows(text, only, alone) else None)
            for name, text in zip(names, paragraphs, strict=True)
        ]
    counts: dict[str, int] = {}
    for name in names:
        if name:
            counts[name] = counts.get(name, 0) + 1
    return [convert(t, name) if name else t for name, t in zip(names, paragraphs, strict=True)], counts


def _follows(text: str, encoding: Encoding, alone: bool) -> bool:
    if encoding == "VIQR":
        if _ACCENTED.search(text):
            return False
        within = alone and any(is_syllable(convert(word, encoding)) for word in _VIQR_WITHIN.findall(text))
        return within or bool(_VIQR_SURE.search(text + " "))
    if _BEYOND_LATIN.search(text):
        return False
    words = _words(text, encoding)
    if not words or not (alone or any(not is_syllable(word) for word in words)):
        return False
    return all(is_syllable(convert(word, encoding)) for word in words)


def _share(text: str, encoding: Encoding) -> float:
    """The share of words with letters of the encoding that become syllables; 0 where there is too little to judge."""
    words = _words(text, encoding)
    if len(words) < FEWEST_WORDS or all(is_syllable(word) for word in words):
        return 0.0
    good = sum(is_syllable(convert(word, encoding)) for word in words)
    as_it_stands = sum(is_syllable(word) for word in words)
    return good / len(words) if good > as_it_stands else 0.0


def _words(text: str, encoding: Encoding) -> list[str]:
    """The words with letters of the encoding; abbreviations, of which nothing can be judged, are left out."""
    words = (_TCVN3_WORD if encoding == "TCVN3" else _WORD).findall(text)
    words = [word for word in words if not word.isascii()]
    return [word for word in words if is_syllable(converted := convert(word, encoding)) or not converted.isupper()]


def _is_viqr(text: str) -> bool:
    if not _VIQR_SURE.search(text):
        return False
    words = _VIQR_WORD.findall(text)
    marked = [word for word in words if _VIQR_SURE.search(word + " ")]
    if len(marked) < FEWEST_WORDS or len(marked) < len(words) / 6:
        return False
    good = sum(all(map(is_syllable, _WORD.findall(convert(word, "VIQR")))) for word in marked)
    return good / len(marked) >= SHARE_OF_SYLLABLES


def _from_viqr(text: str) -> str:
    def letter(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        if match[2]:
            return "Đ" if match[2][0] == "D" else "đ"
        vowel, tone = match[3], match[4]
        if len(vowel) > 1:
            mapped = _VIQR_VOWELS.get(vowel.lower())
            if mapped is None:  # `e(` or `a+`: the sign is no mark of this letter
                return match[0]
            vowel = mapped.upper() if vowel[0].isupper() else mapped
        return vowel + _VIQR_TONES[tone] if tone else vowel

    return _VIQR_PART.sub(letter, text)


_CONVERTERS: dict[Encoding, Callable[[str], str]] = {
    "TCVN3": lambda text: text.translate(_TCVN3_LETTERS),
    "VNI": lambda text: _VNI_PART.sub(lambda match: _VNI[match[0]], text),
    "VIQR": _from_viqr,
}
