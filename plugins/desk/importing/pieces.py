"""HTML as a row of blocks: what a page or a Word file holds, in reading order, before anything is judged.

In: an element of a page. Out: `Piece`s: a block with how it looked. Scripts, styles and forms never get in; nesting as
deep as one likes ends no program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from plugins.desk.importing.captions import may_be_caption
from plugins.desk.importing.dates import is_date_line
from plugins.desk.importing.document import Block
from plugins.desk.importing.looks import Look, absolute, look_of
from plugins.desk.importing.markdown import Run, escape, join_runs, single_spaced
from plugins.desk.importing.sentences import split_sentences

DEEPEST = 120  # elements in one another; below that, only text is taken
LONGEST_CELL = 400  # characters; a table with longer cells arranges the page
LONGEST_CAPTION = 300  # characters
LONGEST_PLAIN = 90  # characters of words below a picture that nothing but their place makes a caption
SMALLEST_PICTURE = 60  # pixels; smaller ones are icons

NEVER = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "math", "canvas", "audio",
    "video", "button", "input", "select", "textarea", "label", "link", "meta", "head", "title", "base", "map",
))  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "aside", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
    "figcaption", "footer", "form", "header", "hgroup", "hr", "html", "legend", "main", "nav", "p", "pre", "section",
    "summary", "td", "th", "tr", "tbody", "thead", "tfoot", "caption", "li", "menu",
))  # fmt: skip
_SOURCES = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-url",
    "src",
)  # where pages that load pictures late name them


@dataclass(frozen=True, slots=True)
class Piece:
    """A block and its look: whether it was all bold, italic or centred, named caption or lead, or nothing but links.

    `place` is the element it came from, so that the parts of a page can be told apart.
    """

    block: Block
    place: HtmlElement | None
    bold: bool = False
    italic: bool = False
    centred: bool = False
    caption: bool = False
    lead: bool = False
    linked: bool = False


Resolve = Callable[[str], str | None]


def read_pieces(root: HtmlElement, resolve: Resolve, address: str = "") -> list[Piece]:
    """The pieces of an element, captions joined to their pictures.

    `resolve` says where the picture of a source lies (below the content folder, or elsewhere); empty: it is not at
    hand; None: leave it out.
    Relative links are completed with the page's address, or dropped where it has none.
    """
    flow = _Flow(resolve, address)
    flow.visit(root, Look(), 0)
    flow.flush()
    return _join_captions(flow.pieces)


class _Flow:
    """Collects runs of text until a block ends."""

    def __init__(self, resolve: Resolve, address: str) -> None:
        self.pieces: list[Piece] = []
        self._resolve = resolve
        self._address = address
        self._runs: list[Run] = []
        self._look = Look()
        self._place: HtmlElement | None = None

    def visit(self, element: HtmlElement, style: Look, depth: int) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in NEVER:
            return
        if depth > DEEPEST:
            self._add("".join(element.itertext()), style, element)
            return
        style = look_of(element, tag, style, self._link)
        special = getattr(self, f"_visit_{_SPECIAL_TAGS[tag]}", None) if tag in _SPECIAL_TAGS else None
        if special is not None:
            special(element, style, depth)
            return
        is_block = tag in _BLOCKS
        if is_block:
            self.flush()
        self._visit_children(element, style, depth)
        if is_block:
            self.flush()

    def _visit_children(self, element: HtmlElement, style: Look, depth: int) -> None:
        self._add(element.text, style, element)
        for child in element:
            self.visit(child, style, depth + 1)
            self._add(child.tail, style, element)

    def _add(self, text: str | None, style: Look, place: HtmlElement) -> None:
        if not text:
            return
        if not any(run.text.strip() for run in self._runs):
            self._look, self._place = style, place
        elif text.strip():
            look = self._look
            self._look = replace(
                look,
                centred=look.centred and style.centred,
                caption=look.caption and style.caption,
                lead=look.lead and style.lead,
            )
        self._runs.append(Run(text, style.bold, style.italic, style.href))

    def flush(self) -> None:
        """End the paragraph."""
        runs, self._runs = [run for run in self._runs if run.text], []
        text, markdown = join_runs(runs)
        if not text or self._place is None:
            return
        said = [run for run in runs if run.text.strip()]
        kind: str = "paragraph"
        if self._look.quoted:
            kind, markdown = "quote", f"> {markdown}"
        self.pieces.append(
            Piece(
                Block(kind, text, markdown),  # type: ignore[arg-type]
                self._place,
                bold=all(run.bold for run in said),
                italic=all(run.italic for run in said),
                centred=self._look.centred,
                caption=self._look.caption,
                lead=self._look.lead,
                linked=all(run.href for run in said),
            )
        )

    def _visit_break(self, element: HtmlElement, style: Look, depth: int) -> None:
        del element, style, depth
        self.flush()

    def _visit_heading(self, element: HtmlElement, style: Look, depth: int) -> None:
        self.flush()
        if next(element.iter("img"), None) is not None:
            self._visit_children(element, style, depth)
            self.flush()
            return
        text = single_spaced(_text(element))
        if text:
            level = int(element.tag[1])
            linked = any(single_spaced(_text(link)) == text for link in element.iter("a"))
            block = Block("heading", text, f"{'#' * max(level, 2)} {escape(text)}", level)
            self.pieces.append(Piece(block, element, linked=linked))

    def _visit_quote(self, element: HtmlElement, style: Look, depth: int) -> None:
        self.flush()
        self._visit_children(element, replace(style, quoted=True), depth)
        self.flush()

    def _visit_list(self, element: HtmlElement, style: Look, depth: int) -> None:
        self.flush()
        if any(next(item.iter("img", "table", "h1", "h2", "h3"), None) is not None for item in element):
            self._visit_children(element, style, depth)
            self.flush()
            return
        lines = list(_items(element, 0, self._link))
        if lines:
            text = " ".join(plain for _, plain, _ in lines)
            block = Block("list", text, "\n".join(line for line, _, _ in lines))
            self.pieces.append(Piece(block, element, linked=all(linked for _, _, linked in lines)))

    def _visit_table(self, element: HtmlElement, style: Look, depth: int) -> None:
        self.flush()
        rows = [[single_spaced(_text(cell)) for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
        rows = [row for row in rows if any(row)]
        width = max(map(len, rows), default=0)
        arranges = (
            width < 2
            or len(rows) < 2
            or any(len(cell) > LONGEST_CELL for row in rows for cell in row)
            or next(element.iterdescendants("table", "img"), None) is not None
        )
        if arranges:
            self._visit_children(element, style, depth)
            self.flush()
            return
        for caption in element.iter("caption"):
            self._visit_children(caption, style, depth + 1)
            self.flush()
        cells = [[escape(cell).replace("|", r"\|") for cell in row] + [""] * (width - len(row)) for row in rows]
        lines = [" | ".join(row) for row in cells]
        lines.insert(1, " | ".join(["---"] * width))
        text = "; ".join(", ".join(filter(None, row)) for row in rows)
        self.pieces.append(Piece(Block("table", text, "\n".join(f"| {line} |" for line in lines)), element))

    def _visit_figure(self, element: HtmlElement, style: Look, depth: int) -> None:
        self.flush()
        captions = [single_spaced(_text(caption)) for caption in element.iter("figcaption")]
        before = len(self.pieces)
        for picture in element.iter("img"):
            self._visit_picture(picture, style, depth)
        if len(self.pieces) == before:
            self._visit_children(element, style, depth)
            self.flush()
        elif any(captions):
            last = self.pieces[-1]
            self.pieces[-1] = replace(last, block=replace(last.block, text=" ".join(filter(None, captions))))
        else:  # some put the words into a paragraph
            rest = single_spaced(_text(element))
            if rest:
                last = self.pieces[-1]
                self.pieces[-1] = replace(last, block=replace(last.block, text=rest))

    def _visit_picture(self, element: HtmlElement, style: Look, depth: int) -> None:
        del style, depth
        source = next((element.get(name).strip() for name in _SOURCES if element.get(name)), "")
        if not source or _is_small(element):
            return
        src = self._resolve(source)
        if src is None:
            return
        self.flush()
        self.pieces.append(Piece(Block("picture", "", src=src, alt=single_spaced(element.get("alt", ""))), element))

    def _link(self, href: str) -> str:
        """The address as a body may hold it; empty for scripts, anchors and what cannot be completed."""
        return absolute(href, self._address)


_SPECIAL_TAGS = {
    "br": "break",
    "blockquote": "quote",
    "ul": "list",
    "ol": "list",
    "table": "table",
    "figure": "figure",
    "img": "picture",
} | {f"h{level}": "heading" for level in range(1, 7)}


def _text(element: HtmlElement) -> str:
    """All text below an element but scripts and the like; a line break parts words."""
    parts: list[str] = []
    skipped = {id(x) for tag in ("script", "style", "noscript") for e in element.iter(tag) for x in e.iter()}
    for part in element.iter():
        if id(part) not in skipped and isinstance(part.tag, str):
            parts += [" " if part.tag in ("br", "p", "div", "li", "td") else "", part.text or ""]
        if part is not element:
            parts.append(part.tail or "")
    return "".join(parts)


def _items(element: HtmlElement, level: int, link: Callable[[str], str]) -> Iterator[tuple[str, str, bool]]:
    """Lines of a list, as (Markdown, text, whether it is nothing but a link); lists within it are indented."""
    number = 0
    for item in element:
        if item.tag in ("ul", "ol") and level < 6:
            yield from _items(item, level + 1, link)
        if item.tag != "li":
            continue
        number += 1
        runs = list(_runs(item, Look(), link, 0))
        text, markdown = join_runs(runs)
        if text:
            mark = f"{number}." if element.tag == "ol" else "-"
            yield f"{'    ' * level}{mark} {markdown}", text, all(run.href for run in runs if run.text.strip())
        for inner in item.iter("ul", "ol"):
            if inner.getparent() is item and level < 6:
                yield from _items(inner, level + 1, link)


def _runs(element: HtmlElement, style: Look, link: Callable[[str], str], depth: int) -> Iterator[Run]:
    """The runs of an element read as one line, lists within it left out."""
    if depth > DEEPEST:
        yield Run("".join(element.itertext()))
        return
    yield Run(element.text or "", style.bold, style.italic, style.href)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in NEVER and child.tag not in ("ul", "ol"):
            if child.tag in _BLOCKS or child.tag == "br":
                yield Run(" ")
            yield from _runs(child, look_of(child, child.tag, style, link), link, depth + 1)
        yield Run(child.tail or "", style.bold, style.italic, style.href)


def _is_small(element: HtmlElement) -> bool:
    for side in ("width", "height"):
        size = re.match(r"\d+", element.get(side, "").strip())
        if size and int(size[0]) < SMALLEST_PICTURE and not element.get(side, "").endswith("%"):
            return True
    return False


def _join_captions(pieces: list[Piece]) -> list[Piece]:
    """Each picture takes the words below it that look like a caption: by name, all italic, or one centred sentence."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.block.kind == "picture"
            and not last.block.text
            and piece.block.kind == "paragraph"
            and _looks_like_caption(piece)
        ):
            joined[-1] = replace(last, block=replace(last.block, text=piece.block.text))
        else:
            joined.append(piece)
    return joined


def _looks_like_caption(piece: Piece) -> bool:
    text = piece.block.text
    if len(text) > LONGEST_CAPTION or is_date_line(text) or piece.bold:
        return piece.caption and len(text) <= LONGEST_CAPTION
    if piece.caption or piece.italic:
        return True
    if may_be_caption(text):
        return True
    return len(split_sentences(text)) == 1 and (piece.centred or len(text) <= LONGEST_PLAIN)
