"""How a source is known again: marks of it in the head of its draft.

In: a source's bytes, its document and the drafts there are. Out: three marks (of the file, of the text in its format,
and of the page's address with its headline); whichever is met again, the source was imported before. They are a
comment in the item's own file, so that they move and go with it. The same text in another format is a source of its
own, but the editor is told.
"""

from __future__ import annotations

import hashlib
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from plugins.desk.importing.document import Document
from plugins.model import fold

DIGITS = 24
FORMATS = ("html", "docx", "txt")

_LABEL = "# Dấu của nguồn, giữ lại để không nhập trùng:"
_LINE = re.compile(rf"^{re.escape(_LABEL)} ((?:[a-z]+:[0-9a-f]{{{DIGITS}}} ?)+)$", re.MULTILINE)
_ADDRESS = re.compile(r"^# Địa chỉ cũ: (\S+)$", re.MULTILINE)
_CAMPAIGN = re.compile(r"(?:utm_\w+|fbclid|gclid|zarsrc)\Z")


@dataclass(frozen=True)
class Imported:
    """An item that was made of a source, and the address the source had."""

    path: Path
    address: str = ""


def mark_file(data: bytes) -> str:
    return f"file:{hashlib.sha256(data).hexdigest()[:DIGITS]}"


def mark_document(document: Document, form: str, headline: str) -> tuple[str, ...]:
    """Marks of the text in a format and, where the page tells its address, of the page."""
    text = "".join(_letters(block.text) for block in document.blocks if block.kind != "picture")
    marks = [f"{form}:{_digest(text)}"]
    key = address_key(document.address)
    if key:
        marks.append(f"page:{_digest(key + ' ' + _letters(headline))}")
    return tuple(marks)


def find_known(marks: Iterable[str], known: Mapping[str, Imported]) -> Imported | None:
    """What is known by one of the marks."""
    return next((known[mark] for mark in marks if mark in known), None)


def marks_in_other_formats(marks: Iterable[str]) -> list[str]:
    """The marks that the same text would have in the other formats."""
    parts = (mark.split(":") for mark in marks)
    return [f"{other}:{digest}" for form, digest in parts if form in FORMATS for other in FORMATS if other != form]


def mark_lines(marks: Iterable[str], address: str) -> list[str]:
    """The comments for the head of an item."""
    return [*([f"# Địa chỉ cũ: {address}"] if address else []), f"{_LABEL} {' '.join(marks)}"]


def find_marks(heads: Iterable[tuple[Path, str]]) -> dict[str, Imported]:
    """The items by the marks in their heads."""
    known: dict[str, Imported] = {}
    for path, head in heads:
        match = _LINE.search(head)
        if match:
            address = _ADDRESS.search(head)
            for mark in match[1].split():
                known.setdefault(mark, Imported(path, address[1] if address else ""))
    return known


def address_key(address: str) -> str:
    """What is the same in all spellings of a page's address; empty for none and for a site's front."""
    try:
        parts = urllib.parse.urlsplit(address)
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    query = sorted(pair for pair in urllib.parse.parse_qsl(parts.query) if not _CAMPAIGN.match(pair[0]))
    path = re.sub(r"(?:/index\.html?|/)\Z", "", urllib.parse.unquote(parts.path))
    return f"{host}{path}?{urllib.parse.urlencode(query)}" if host and (path or query) else ""


def _letters(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
