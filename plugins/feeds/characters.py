"""The characters that XML 1.0 can hold. In: any text. Out: the text without the others, or as HTML."""

from __future__ import annotations

import html
import re

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """Without control characters, lone surrogates and non-characters, which make an XML file unreadable."""
    return _UNWRITABLE.sub("", text)


def as_html(text: str) -> str:
    """Plain text as HTML, which readers take an Atom or RSS summary to be."""
    return html.escape(text, quote=False)
