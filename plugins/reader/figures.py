"""The portal's own turns of Markdown: figures, pull quotes, headings, links.

In: the element tree of a body. Out: the same tree with `<figure>`s, headings from h2 down with ids, and every picture
and link checked by the two callables given for that body.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from plugins.model import slugify
from plugins.reader.pictures import is_decorative, split_credit

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ATTRIBUTION = re.compile(r"(?:—|–|--)[ \t]+(?=\S)")
# Headings bear ids with this prefix, so that none meets an id of the page around the body.
ANCHOR_PREFIX = "muc-"


@dataclass(slots=True)
class Checks:
    """What a body's tree is checked with, given attributes as they were typed.

    `picture` takes source, text alternative and, where the picture is to be a figure, whether words stand below it; it
    gives the address of the source, or None after reporting a fault. `link` tells whether an address may stand.
    `anchors` and `targets` gather heading ids and `#` links.
    """

    picture: Callable[[str, str, bool], str | None]
    link: Callable[[str], bool]
    anchors: dict[str, None] = field(default_factory=dict)
    targets: list[str] = field(default_factory=list)


class PullQuotes(Treeprocessor):
    """Turns a blockquote whose last line is `— Name` into a figure; runs before inline markup is read."""

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for place, child in enumerate(parent):
                if child.tag == "blockquote" and len(child) and child[-1].tag == "p":
                    name = self._take_name(child)
                    if name:
                        figure = Element("figure", {"class": "pullquote"})
                        figure.tail, child.tail = child.tail, None
                        figure.append(child)
                        SubElement(figure, "figcaption").text = name
                        parent[place] = figure

    @staticmethod
    def _take_name(quote: Element) -> str:
        last = quote[-1]
        before, _, line = (last.text or "").rstrip().rpartition("\n")
        match = _ATTRIBUTION.match(line.strip())
        if not match or not (before or len(quote) > 1):
            return ""
        if before:
            last.text = before.rstrip()
        else:
            quote.remove(last)
        return line.strip()[match.end() :]


class Figures(Treeprocessor):
    """Finishes the tree once inline markup is read."""

    checks: Checks

    def run(self, root: Element) -> None:
        headings, pictures = [], []
        for parent in list(root.iter()):
            tag = parent.tag
            if tag in _HEADINGS:
                headings.append(parent)
            elif tag == "img":
                pictures.append(parent)
            elif tag == "a":
                self._check_link(parent)
            elif tag in ("th", "td") and "align" in parent.attrib:
                parent.set("class", f"align-{parent.attrib.pop('align')}")
        if headings:
            self._place(headings)
        if pictures:
            self._check_pictures(root, pictures)
            self._frame(root)

    def _check_pictures(self, root: Element, pictures: list[Element]) -> None:
        framed = {id(child) for parent in root.iter("p") if _holds_only_pictures(parent) for child in parent}
        for picture in pictures:
            alt = picture.get("alt", "")
            has_words = id(picture) not in framed or bool(picture.get("title", "").strip())
            picture.set("src", self.checks.picture(_written(picture.get("src", "")), alt, has_words) or "")
            if is_decorative(alt):
                picture.set("alt", "")

    def _check_link(self, link: Element) -> None:
        href = _written(link.get("href", ""))
        if not self.checks.link(href):
            link.attrib.pop("href", None)
        elif href.startswith("#"):
            self.checks.targets.append(href[1:])

    def _place(self, headings: list[Element]) -> None:
        shift = 2 - min(int(heading.tag[1]) for heading in headings)
        uses: Counter[str] = Counter()
        for heading in headings:
            heading.tag = f"h{min(int(heading.tag[1]) + shift, 6)}"
            stem = ANCHOR_PREFIX + (slugify("".join(heading.itertext())) or "khac")
            anchor = stem
            while anchor in self.checks.anchors:  # soon ends: the count of uses is seldom taken already
                uses[stem] += 1
                anchor = f"{stem}-{uses[stem] + 1}"
            self.checks.anchors[anchor] = None
            heading.set("id", anchor)

    def _frame(self, root: Element) -> None:
        for parent in list(root.iter()):
            for place in range(len(parent) - 1, -1, -1):
                child = parent[place]
                if child.tag == "p" and _holds_only_pictures(child):
                    figures = [_figure(picture) for picture in child]
                    figures[-1].tail = child.tail
                    parent[place : place + 1] = figures
            _join_galleries(parent)


def _join_galleries(parent: Element) -> None:
    """Puts figures that follow one another into one gallery; a decorative picture between them parts them."""
    rows: list[list[Element]] = [[]]
    for child in parent:
        if child.tag == "figure" and child[0].tag == "img" and child[0].get("alt"):
            rows[-1].append(child)
        elif rows[-1]:
            rows.append([])
    for row in rows:
        if len(row) > 1:
            gallery = Element("div", {"class": "gallery"})
            gallery.tail, row[-1].tail = row[-1].tail, None
            parent.insert(list(parent).index(row[0]), gallery)
            for figure in row:
                parent.remove(figure)
                gallery.append(figure)
                figure[0].set("class", "gallery__picture")


def _holds_only_pictures(paragraph: Element) -> bool:
    if not len(paragraph) or (paragraph.text and paragraph.text.strip()):
        return False
    return all(child.tag == "img" and not (child.tail and child.tail.strip()) for child in paragraph)


def _figure(picture: Element) -> Element:
    figure = Element("figure")
    picture.tail = None
    figure.append(picture)
    caption, credit = split_credit(html.unescape(_written(picture.attrib.pop("title", ""))))
    if caption or credit:
        below = SubElement(figure, "figcaption")
        below.text = caption
        if credit:
            below.text = f"{caption} " if caption else ""
            span = SubElement(below, "span", {"class": "credit"})
            span.text = f"Ảnh: {credit}"
    return figure


def _written(attribute: str) -> str:
    """An attribute as it was typed: Markdown keeps some characters aside until the end."""
    return attribute.replace(AMP_SUBSTITUTE, "&")


class PortalExtension(Extension):
    """Adds both processors; `figures.checks` is set before each body."""

    def __init__(self) -> None:
        super().__init__()
        self.figures = Figures()

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library calls it so
        self.figures.md = md
        md.treeprocessors.register(PullQuotes(md), "pullquotes", 25)  # before inline (20)
        md.treeprocessors.register(self.figures, "figures", -1)  # after unescape (0)
