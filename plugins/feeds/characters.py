"""The characters that XML 1.0 can hold. In: any text. Out: the text without the others, or as HTML."""

from __future__ import annotations

import html
import re

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """Without control characters, lone surrogates and non-characters, which make an XML file unreadable."""
    return _UNWRITABLE.sub("", text)


def as_html(text: str) -> str:
    """Plain text as HTML, which readers take an Atom or RSS summary to be."""
    return html.escape(text, quote=False)
