"""Links the official documents that an item cites to their pages.

In: headline, standfirst and sanitised body of an item. Out: the body with a link at the first mention of each document,
and the documents. Mentions within links and headings stay as they are but count; what stands in code is no mention.
"""

from __future__ import annotations

import re

from plugins.model import DOCUMENT, Document
from plugins.reader.documents import find_documents, may_mention

# As the sanitiser writes tags: names in lower case, attributes in double quotes.
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>')
_UNLINKED = frozenset(("a", "h2", "h3", "h4", "h5", "h6"))
_CODE = frozenset(("code", "kbd", "pre", "samp"))


def cite_documents(title: str, summary: str, body: str) -> tuple[str, tuple[Document, ...]]:
    """The body with links, and all documents in the order of their first mention."""
    found: dict[str, Document] = {}
    for text in (title, summary):
        for mention in find_documents(text):
            found.setdefault(mention.document.id, mention.document)
    if may_mention(body):
        body = _link(body, found)
    return body, tuple(found.values())


def _link(body: str, found: dict[str, Document]) -> str:
    """The body with links; documents it mentions are added to `found`."""
    parts: list[str] = []
    linked: set[str] = set()
    unlinked = code = end = 0
    for tag in [*_TAG.finditer(body), None]:
        text = body[end : tag.start() if tag else len(body)]
        parts.append(text if code else _link_text(text, found, None if unlinked else linked))
        if tag:
            step = -1 if tag[1] else 1
            unlinked += step * (tag[2] in _UNLINKED)
            code += step * (tag[2] in _CODE)
            parts.append(tag[0])
            end = tag.end()
    return "".join(parts)


def _link_text(text: str, found: dict[str, Document], linked: set[str] | None) -> str:
    """A piece of text with links at what `linked` does not hold yet; None of them may be linked where that is None."""
    parts: list[str] = []
    end = 0
    for start, stop, document in find_documents(text):
        found.setdefault(document.id, document)
        if linked is not None and document.id not in linked:
            linked.add(document.id)
            address = DOCUMENT.term_address(document.id)
            parts += (text[end:start], f'<a href="{address}">', text[start:stop], "</a>")
            end = stop
    return "".join((*parts, text[end:]))
