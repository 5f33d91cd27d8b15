"""Bytes of a saved page or text file as Unicode.

In: bytes and the charset that the file names, if any; then the paragraphs found in them. Out: NFC text without
invisible characters, and notes in Vietnamese about what was converted. No bytes make it fail: what belongs to no
encoding becomes U+FFFD and is told.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from plugins.desk.importing.legacy import restore
from plugins.desk.importing.syllables import is_syllable
from plugins.model import normalise

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF8_RUN = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+"
)
# What zero-width characters, soft hyphens, direction marks and control characters leave behind is nothing.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_HIGH = bytes(range(128, 256))
SHARE_OF_UTF8 = 0.3  # of the bytes above ASCII that is in UTF-8, from which on a text is not all in another encoding
SHARE_OF_CONTROLS = 0.02  # of the characters, above which a file is no text

_TWICE = re.compile("[\xc2-\xf4][\x80-\xbf\u0152-\u2122]")  # UTF-8 that was read as Western and written as UTF-8 again
_WORD = re.compile(r"[^\W\d_]+")


def decode(data: bytes, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """The text with plain line feeds; `declared` is trusted only where the bytes bear it out.

    Invisible characters stay: TCVN3 has the letter ư where Unicode has the soft hyphen.
    """
    text, note = _decode(data, declared)
    notes = [note] if note else []
    if "\ufffd" in text:
        notes.append(f"{text.count(chr(0xFFFD))} ký tự không đọc được, hiện là �")
    return normalise(_BREAKS.sub("\n", text)), tuple(notes)


def is_binary(text: str) -> bool:
    """Whether decoded text shows that the bytes were none: pictures and programs are full of control characters."""
    return len(_CONTROL.findall(text[:100_000])) > SHARE_OF_CONTROLS * min(len(text), 100_000)


def clean(text: str) -> str:
    """NFC, without the characters that nobody sees."""
    return normalise(_INVISIBLE.sub("", text))


def to_unicode(paragraphs: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Paragraphs out of TCVN3, VNI, VIQR or doubled UTF-8, each clean, and a note for each that was found."""
    mended = [_mend_twice(text) if _TWICE.search(text) else text for text in paragraphs]
    doubled = sum(one != other for one, other in zip(mended, paragraphs, strict=True))
    notes = [f"sửa {doubled} đoạn UTF-8 bị mã hoá hai lần"] if doubled else []
    converted, counts = restore(mended)
    notes += [f"chuyển {count} đoạn từ {name} sang Unicode" for name, count in counts.items()]
    return [clean(text) for text in converted], tuple(notes)


def _decode(data: bytes, declared: str) -> tuple[str, str]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(name, "replace")
            return text, "" if name == "utf-8" else f"chuyển từ {name[:6].upper()} sang UTF-8"
    wide = _guess_wide(data)
    if wide:
        return data.decode(wide, "replace"), "chuyển từ UTF-16 sang UTF-8"
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    if _is_partly_utf8(data):
        return "".join(_decode_mixed(data)), "tệp lẫn nhiều bảng mã: phần UTF-8 giữ nguyên, phần khác đã chuyển"
    return _decode_bytewise(data, declared)


def _guess_wide(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of Latin text is zero."""
    head = data[:2000]
    if len(head) < 4 or len(data) % 2 or head.count(0) < len(head) // 4:
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _decode_bytewise(data: bytes, declared: str) -> tuple[str, str]:
    """Text of one byte a letter: Windows-1258 where that makes Vietnamese syllables, else as Western letters.

    Western is also what TCVN3 and VNI look like: their letters are told apart later, paragraph by paragraph.
    """
    western = data.decode("cp1252", "surrogateescape")
    western = re.sub("[\udc80-\udc9f]", lambda match: chr(ord(match[0]) - 0xDC00), western)
    vietnamese = normalise(data.decode("cp1258", "replace"))
    restored = "\n".join(restore(western.split("\n"))[0])
    if _is_1258(declared) or _syllables(vietnamese) > max(_syllables(western), _syllables(restored)):
        return vietnamese, "chuyển từ Windows-1258 sang UTF-8"
    return western, ""


def _is_1258(declared: str) -> bool:
    try:
        return codecs.lookup(declared).name == "cp1258"
    except (LookupError, ValueError):
        return False


def _syllables(text: str) -> float:
    """The share of words with accents that are Vietnamese syllables; a capital within a word is a mark read wrongly."""
    words = [word for word in _WORD.findall(text[:200_000]) if not word.isascii()]
    good = sum(is_syllable(word) and (word[1:].islower() or word.isupper() or len(word) == 1) for word in words)
    return good / len(words) if words else 0.0


def _is_partly_utf8(data: bytes) -> bool:
    high = len(data) - len(data.translate(None, _HIGH))
    return sum(map(len, _UTF8_RUN.findall(data))) >= SHARE_OF_UTF8 * high


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_mixed(data: bytes) -> Iterator[str]:
    for line in data.split(b"\n"):
        if _is_utf8(line):
            yield line.decode("utf-8")
        else:
            yield "".join(_decode_runs(line))
        yield "\n"


def _decode_runs(line: bytes) -> Iterator[str]:
    """A line that is not UTF-8 as a whole: its runs of UTF-8, and what is between them, letter by letter."""
    if not _is_partly_utf8(line):
        yield _decode_bytewise(line, "")[0]
        return
    place = 0
    for match in _UTF8_RUN.finditer(line):
        yield line[place : match.start()].decode("cp1252", "replace")
        yield match[0].decode("utf-8", "replace")
        place = match.end()
    yield line[place:].decode("cp1252", "replace")


def _mend_twice(text: str) -> str:
    try:
        data = b"".join(c.encode("cp1252") if ord(c) > 0x9F or ord(c) < 0x80 else bytes([ord(c)]) for c in text)
        mended = data.decode("utf-8")
    except UnicodeError:
        return text
    return mended if _syllables(mended) > _syllables(text) else text
