"""Which part of a saved page is the article.

In: the parsed page, freed of what is named as furniture. Out: the element that holds nearly all of the article's prose,
and the one that holds its headline too. trafilatura is asked which of the page's texts is the article's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from plugins.desk.importing.faults import SourceError
from plugins.desk.importing.furniture import opens_imprint
from plugins.desk.importing.markdown import single_spaced

LARGEST_FOR_TRAFILATURA = 2_000_000  # characters that are left without scripts and pictures; its time grows faster
PROSE = 60  # characters from which on a line is part of a text
FEWEST = 140  # characters of prose that make an article
MOST = 1_000_000  # characters of prose
SHORTEST_TITLE = 12  # characters of the page's title that are told again on the page
SHARE = 0.85  # of the prose that the article's element must hold

_PROSE_TAGS = ("p", "div", "td", "span", "section", "article", "li", "blockquote", "font", "center", "main", "body")


def find_main(body: HtmlElement, text: str) -> HtmlElement | None:
    """The smallest element that holds nearly all of the article's prose; None when there is no prose."""
    weights = dict(_prose(body))
    told = _ask_trafilatura(body) if len(text) <= LARGEST_FOR_TRAFILATURA else ""
    trusted = {e: n for e, n in weights.items() if told and _key(e) in told}
    if sum(trusted.values()) < FEWEST:
        trusted = weights
    total = sum(trusted.values())
    if total < FEWEST:
        return None
    if total > MOST:
        raise SourceError(f"bài dài {total / 1e6:.0f} triệu ký tự", "chia thành nhiều bài rồi nhập từng bài")
    held: dict[HtmlElement, int] = {}
    for element, weight in trusted.items():
        held[element] = held.get(element, 0) + weight
        for ancestor in element.iterancestors():
            held[ancestor] = held.get(ancestor, 0) + weight
    main = body
    while True:
        inner = next((child for child in main if held.get(child, 0) >= SHARE * total), None)
        if inner is None or inner in trusted:
            return main
        main = inner


def widen(main: HtmlElement, body: HtmlElement, meta: dict[str, str]) -> HtmlElement:
    """The smallest element that holds the text and its headline; a little more than the text where none is known."""
    titles = [title for key in ("title", "page_title") if (title := meta.get(key, ""))]
    headline = None
    for element in body.iter():
        if element is main:
            break
        text = single_spaced(element.text or "")
        if element.tag == "h1" or (len(text) >= SHORTEST_TITLE and any(title.startswith(text) for title in titles)):
            headline = element
    if headline is not None:
        above = set(headline.iterancestors())
        return next((element for element in with_ancestors(main) if element in above), body)
    length = length_of(main)
    while main is not body and (outer := main.getparent()) is not None and length_of(outer) < 2 * length:
        main = outer
    return main


def length_of(element: HtmlElement) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def with_ancestors(element: HtmlElement | None) -> Iterator[HtmlElement]:
    if element is not None:
        yield element
        yield from element.iterancestors()


def _prose(body: HtmlElement) -> Iterable[tuple[HtmlElement, int]]:
    """Elements that hold prose of their own, not made of links, with its length."""
    for element in body.iter(*_PROSE_TAGS):
        own = (element.text or "").strip()
        length = len(own) + sum(len((child.tail or "").strip()) for child in element)
        if element.tag in ("p", "li", "span", "font"):
            inline = (c for c in element if c.tag in ("b", "strong", "i", "em", "span", "font", "u"))
            length += sum(len((child.text or "").strip()) for child in inline if child.tag not in ("span", "font"))
        if length >= PROSE and not opens_imprint(own):
            yield element, length


def _ask_trafilatura(body: HtmlElement) -> str:
    """What trafilatura takes for the article's text, as one line of letters and digits."""
    import trafilatura

    try:
        found = trafilatura.bare_extraction(
            body.getroottree().getroot(), favor_recall=True, include_comments=False, with_metadata=False, fast=True
        )
    except Exception:  # a second opinion on any page people save: without it, all prose of the page is weighed
        return ""
    return letters_of(getattr(found, "text", None) or "")


def _key(element: HtmlElement) -> str:
    own = (element.text or "") if len((element.text or "").strip()) >= 20 else "".join(element.itertext())
    return letters_of(own)[:60]


def letters_of(text: str) -> str:
    return "".join(filter(str.isalnum, text))
