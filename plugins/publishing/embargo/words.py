"""Texts of any kind of file as words, so that what says the same compares as the same.

In: bytes of a page, a feed, a list, a picture. Out: its pieces, cut where no sentence goes on (tags, quotes, line
ends), and the words of a piece: without escapes of HTML, XML, JSON and addresses, composed, in small letters.
"""

from __future__ import annotations

import contextlib
import gzip
import html
import re
import unicodedata
import zlib
from urllib.parse import unquote

import brotli

END = "\n"  # stands among the words where a piece ends; no phrase holds it

_TOKEN = re.compile(r'\w+|[<>"\n]')
_HIDDEN_SIGNS = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_JSON_LETTER = re.compile(r"\\u([0-9a-fA-F]{4})")
_JSON_SPACE = re.compile(r"\\[nrtbf/]")
_READABLE = re.compile(rb"[\x20-\x7e\x80-\xf4]{12,}")
_DEEP = 3  # escapes within escapes: HTML in a feed, an address in HTML in JSON
_PNG = b"\x89PNG\r\n\x1a\n"
TEXTS = (".html", ".xml", ".json", ".txt", ".css", ".js", ".svg", ".webmanifest", ".yml", ".yaml", ".csv", ".po")


def pieces_of(file: str, content: bytes) -> set[str]:
    """The pieces of a file as they stand there, its name among them."""
    if file.endswith(TEXTS) or not _is_binary(content):
        return {file, *split_text(content.decode("utf-8", "replace"))}
    runs = _READABLE.findall(_png_texts(content) if content.startswith(_PNG) else content)
    return {file, *(run.decode("utf-8", "replace") for run in runs)}


def split_text(text: str) -> list[str]:
    return text.replace("<", END).replace(">", END).replace('"', END).split(END)


def unpack(file: str, content: bytes) -> bytes:
    """What a compressed copy holds; other files, and what cannot be unpacked, as they are."""
    with contextlib.suppress(OSError, EOFError, zlib.error, brotli.error):
        if content[:2] == b"\x1f\x8b":
            return gzip.decompress(content)
        if file.endswith(".br"):
            return bytes(brotli.decompress(content))
    return content


def words_of(text: str) -> list[str]:
    """Its words in order, with END where a piece ends."""
    for _ in range(_DEEP):
        plain = _unescape(text)
        if plain == text:
            break
        text = plain
    text = _HIDDEN_SIGNS.sub("", text) if _HIDDEN_SIGNS.search(text) else text
    text = unicodedata.normalize("NFC", text).lower().replace("ð", "đ")
    # Some letters have small forms of two: composing once more gives one form for all.
    return [END if word in '<>"\n' else word for word in _TOKEN.findall(unicodedata.normalize("NFC", text))]


def _unescape(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text:
        text = _JSON_LETTER.sub(lambda found: chr(int(found[1], 16)), text)
        text = _JSON_SPACE.sub(END, text)
    return unquote(text, errors="replace") if "%" in text else text


def _is_binary(content: bytes) -> bool:
    return b"\0" in content[:4096] or content[:3] == b"\xff\xd8\xff"


def _png_texts(content: bytes) -> bytes:
    """All of a PNG but its pixels."""
    texts, at = [], len(_PNG)
    while at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        part = content[at + 8 : at + 8 + size]
        if kind in (b"zTXt", b"iTXt"):
            packed = part.partition(b"\0")[2]  # behind the keyword, and in iTXt behind two more texts
            packed = packed[1:] if kind == b"zTXt" else b"\0".join(packed[2:].split(b"\0")[2:])
            with contextlib.suppress(zlib.error):
                part += b"\0" + zlib.decompress(packed)
        texts.append(part if kind != b"IDAT" else b"")
        at += size + 12
    return b"\0".join([*texts, content[at:]])
