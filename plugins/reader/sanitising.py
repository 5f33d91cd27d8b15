"""The gate for HTML: all that content brings to a page as HTML passes here, after Markdown and before it is shown.

In: HTML of any kind, and the pictures it may show. Out: HTML of the tags and attributes listed here alone, whose links
lead where links may. Every other value of content is text, which templates escape.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import nh3

from plugins.reader.figures import ANCHOR_PREFIX
from plugins.reader.links import SCHEMES, link_fault

TAGS = frozenset((
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div",
    "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li",
    "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "u", "ul", "var",
))  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang"},
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "img": {"src", "alt"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "blockquote": {"cite"},
    "q": {"cite"},
} | {f"h{level}": {"id"} for level in range(2, 7)}
_ALIGNMENTS = {"align-left", "align-center", "align-right"}
CLASSES = {
    "div": {"gallery"},
    "figure": {"pullquote"},
    "img": {"gallery__picture"},
    "span": {"credit"},
    "td": _ALIGNMENTS,
    "th": _ALIGNMENTS,
}
# What these hold is no text either.
_EMPTIED = {"script", "style", "iframe", "object", "noscript", "template"}


class Sanitiser:
    """Cleans one text after another; not for several threads at once."""

    def __init__(self) -> None:
        self._pictures: dict[str, str] = {}
        self._cleaner = nh3.Cleaner(
            tags=set(TAGS),
            clean_content_tags=_EMPTIED,
            attributes=ATTRIBUTES,
            # Not a method: the collector does not see through a cleaner, and would never free what it refers to.
            attribute_filter=partial(_filter_attribute, self._pictures),
            allowed_classes=CLASSES,
            url_schemes=set(SCHEMES),
            link_rel="noopener",
        )

    def clean(self, page: str, pictures: Mapping[str, str]) -> str:
        """`pictures` are the addresses of those that may be shown, by their sources as the page has them."""
        self._pictures.clear()
        self._pictures.update(pictures)
        return self._cleaner.clean(page)


def _filter_attribute(pictures: Mapping[str, str], tag: str, name: str, value: str) -> str | None:
    del tag
    if name == "src":
        return pictures.get(value)
    if name == "id":
        return value if value.startswith(ANCHOR_PREFIX) else None
    if name in ("href", "cite"):
        return None if link_fault(value, "") else value
    return value
