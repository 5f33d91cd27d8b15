"""A saved page as a `Document`.

In: the page's bytes. Out: headline and text with headings, lists, tables and pictures, what the head says, the short
lines beside the text that may hold facts, and notes about all that was left out. Which part of the page is the article
tells `main_part`; how its blocks are made of it is `pieces`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from plugins.desk.importing.article import Article, make_document
from plugins.desk.importing.bylines import is_byline
from plugins.desk.importing.dates import has_publication_label, is_date_line
from plugins.desk.importing.document import Document
from plugins.desk.importing.encoding import decode, is_binary, to_unicode
from plugins.desk.importing.faults import SourceError
from plugins.desk.importing.furniture import LONGEST_LINE
from plugins.desk.importing.head import read_address, read_head
from plugins.desk.importing.main_part import FEWEST, PROSE, find_main, length_of, letters_of, widen, with_ancestors
from plugins.desk.importing.markdown import single_spaced
from plugins.desk.importing.pictures import Pictures
from plugins.desk.importing.pieces import NEVER, Piece, read_pieces
from plugins.model.limits import MOST_PAGE_BYTES

NEAR = 8  # lines below the text among which its author may stand in an element of their own

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_OPENER = re.compile(r"<(script|style|svg|noscript)\b(?![^<>]*ld\+json)[^<>]*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
# Characters that XML may not hold; the parser lets them in and then trips over them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Names of classes and ids of what surrounds an article. Whole words, as names join them with - or _.
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|comments?|binh-?luan|y-?kien|relate[ds]?|relation|lien-?quan|tin-?khac|other-?news|tin-?cung|"
    r"breadcrumbs?|bread|menu|nav|navbar|navigation|sidebar|side-?bar|banner|ads?|advert\w*|quang-?cao|footer|toolbar|"
    r"print|font-?size|co-?chu|back-?to-?top|totop|gotop|pagination|paging|copyright|rating|danh-?gia|newsletter|popup|"
    r"modal|cookie|login|search|tim-?kiem|hot-?news|most-?(?:read|view\w*)|doc-?nhieu|xem-?nhieu|widget|tags?-?(?:list|box)|"
    r"clock|dong-?ho|today|current-?(?:date|time)|date-?now|time-?now|thong-?ke|counter|view-?count|luot-?xem|fb-like|fb-root|"
    r"audio|player|tts)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_ICON = re.compile(
    r"(?:^|[\s_-])(?:icon|fa[srlb]?|bi|glyphicon|mdi|la[srb]?)-[\w-]*(?=\s|$)|[\w-]*-icon(?=\s|$)", re.IGNORECASE
)
_CLOCK = re.compile(r"clock|dong-?ho|today|current-?(?:date|time)|(?:date|time)-?now", re.IGNORECASE)
_DATED = re.compile(r"date|time|ngay|publish|post-?on|meta", re.IGNORECASE)
_PUBLISHED = re.compile(r"publish|post(?:ed)?-?(?:on|date|time)|entry-date|ngay-?dang", re.IGNORECASE)
_MARGINAL = re.compile(r"author|tac-?gia|byline|source|nguon|credit|writer|but-?danh|signature", re.IGNORECASE)
_SIGNED = re.compile(r"author|tac-?gia|byline|writer|but-?danh|signature", re.IGNORECASE)
_MARGINAL_LINE = re.compile(
    r"(?:tác giả|nguồn|theo|tin,? ảnh|bài,? ảnh|ảnh|tin|bài và ảnh|người viết|biên tập)\s*:", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read_html(data: bytes, source: str, pictures: Pictures, address: str = "") -> Document:
    """The article of a page; `address` is where it was, when the sitemap or the folder tells.

    Raises SourceError for a page that is empty, too large, without an article or with two.
    """
    if len(data) > MOST_PAGE_BYTES:
        hint = "lưu lại riêng trang của bài, ở dạng «chỉ HTML»"
        raise SourceError(f"trang nặng {len(data) / 1e6:.0f} MB, quá giới hạn {MOST_PAGE_BYTES / 1e6:.0f} MB", hint)
    declared = _CHARSET.search(data[:4000])
    text, notes = decode(data, declared[1].decode("ascii") if declared else "")
    if is_binary(text):
        raise SourceError("tệp không phải một trang web", "mở trang bằng trình duyệt rồi lưu lại ở dạng «chỉ HTML»")
    tree = parse(text)
    meta = read_head(tree)
    address = read_address(tree, text) or address
    clocks, framed = _prune(tree)
    notes += (f"bỏ {framed} khung quanh bài, theo tên mà trang đặt cho chúng",) if framed else ()
    body = next(tree.iter("body"), tree)
    main = find_main(body, text)
    if main is None:
        hint = "mở trang, bấm vào đúng một bài rồi lưu lại; bài viết bằng ảnh thì phải gõ lại"
        raise SourceError("không thấy bài viết trong trang", hint)
    scope = widen(main, body, meta)
    clocks = list(dict.fromkeys([*clocks, *_dates_above(body, scope)]))
    pieces = read_pieces(scope, pictures.resolver(address), address)
    article = replace(_cut_out(pieces, main, meta), clocks=clocks)
    return make_document(source, article, address=address, meta=_unicode(meta), notes=notes)


def parse(text: str) -> HtmlElement:
    """The tree of a page, or an empty one; whatever the text is, it is parsed as a browser would."""
    text = _REFERENCE.sub(_allowed_reference, _FORBIDDEN.sub("", text))
    text = _DECLARATION.sub("", _without_scripts(text), count=1)
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return lxml.html.document_fromstring("<html><body></body></html>")
    return tree


def _allowed_reference(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    code = int(digits, 16 if match[1] else 10) if len(digits) < 8 else sys.maxunicode + 1
    return "" if code > sys.maxunicode or _FORBIDDEN.match(chr(code)) else match[0]


def _without_scripts(text: str) -> str:
    """The page without the elements that make it heavy; in one pass, also where they are never closed."""
    parts, place, unclosed = [], 0, set[str]()
    for opener in _OPENER.finditer(text):
        tag = opener[1].lower()
        if opener.start() < place or tag in unclosed:
            continue
        closer = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(text, opener.end())
        if closer is None:
            unclosed.add(tag)
        else:
            parts.append(text[place : opener.start()])
            place = closer.end()
    return " ".join([*parts, text[place:]])


def _prune(body: HtmlElement) -> tuple[list[str], int]:
    """Take out what is no text and what is named as furniture; the clocks that were among it, and how much it was."""
    clocks, framed = [], 0
    whole = length_of(body)
    for element in list(body.iter()):
        tag = element.tag
        if not isinstance(tag, str) or tag in ("html", "body", "main", "head") or element.getparent() is None:
            continue
        if tag in NEVER:
            element.drop_tree()
            continue
        if tag == "form":  # may hold the whole page, as on portals made with ASP.NET; trafilatura would drop it
            element.tag = "div"
        name = _names(element)
        if not _is_furniture(element, name) or length_of(element) > whole / 2:
            continue
        if tag != "nav" and next(element.iter("h1"), None) is not None:
            continue
        if _CLOCK.search(name):
            clocks.append(" ".join("".join(element.itertext()).split())[:60])
        framed += 1
        element.drop_tree()
    return [clock for clock in clocks if clock], framed


def _is_furniture(element: HtmlElement, name: str) -> bool:
    return (
        element.tag in ("nav", "aside")
        or (element.tag == "footer" and next(element.iterancestors("article"), None) is None)
        or bool(_NAMED.search(name))
        or element.get("hidden") is not None
        or element.get("role") in ("navigation", "search", "complementary", "contentinfo", "banner")
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _names(element: HtmlElement | None) -> str:
    """Class and id, which tell what the page's maker thought an element to be; icons tell nothing."""
    return "" if element is None else _ICON.sub(" ", f"{element.get('class', '')} {element.get('id', '')}")


def _dates_above(body: HtmlElement, scope: HtmlElement) -> Iterator[str]:
    """Date lines above the article: they tell when the page was looked at."""
    for element in body.iter():
        if element is scope:
            return
        text = single_spaced(element.text or "")
        if text and is_date_line(text):
            yield text


def _cut_out(pieces: Sequence[Piece], main: HtmlElement, meta: dict[str, str]) -> Article:
    """The article's pieces: its headline, what stands between that and the text, the text, and the lines beside it."""
    inside = [0, *(place for place, piece in enumerate(pieces) if any(e is main for e in with_ancestors(piece.place)))]
    first, last = inside[min(1, len(inside) - 1)], inside[-1]
    headline = _find_headline(pieces, first, last, meta)
    start = first if headline is None else min(headline, first)
    top = start if headline is None else headline
    early = [n for n in range(max(0, top - 6), top) if _is_publication_line(pieces[n])]
    before = [n for n in range(start) if pieces[n].block.kind == "paragraph" and n not in early]
    chosen = [piece for n, piece in enumerate(pieces[start : last + 1], start) if n not in early]
    signed = [piece for piece in pieces[last + 1 : last + 1 + NEAR] if _is_signature(piece)]
    beside = [piece for piece in pieces[last + 1 : last + 40] if piece not in signed and _is_marginal(piece)]
    return Article(
        chosen + signed,
        None if headline is None else headline - start - sum(n >= start for n in early),
        before=[pieces[n].block.text for n in before],
        date_lines=[pieces[n].block.text for n in early if _is_surely_publication(pieces[n])],
        margin=[
            *(pieces[n].block.text for n in early if not _is_surely_publication(pieces[n])),
            *(piece.block.text for piece in beside),
        ],
        after=[piece.block.text for piece in pieces[last + 1 : last + 40]],
        two_apart=_holds_two(pieces),
    )


def _find_headline(pieces: Sequence[Piece], first: int, last: int, meta: dict[str, str]) -> int | None:
    """The place of the headline: an h1 near the text's start, what equals the page's title, or a heading above."""
    headings = [n for n, piece in enumerate(pieces[: last + 1]) if piece.block.kind == "heading" and not piece.linked]
    tops = [n for n in headings if pieces[n].block.level == 1]
    titles = [letters_of(meta.get(key, "")).lower() for key in ("title", "page_title")]

    def is_title(place: int) -> bool:
        text = letters_of(pieces[place].block.text).lower()
        return len(text) >= 10 and any(text == title or title.startswith(text) for title in titles)

    matching = [n for n, piece in enumerate(pieces[: last + 1]) if len(piece.block.text) < 400 and is_title(n)]
    headings = [n for n in headings if n in matching or not _is_masthead(pieces, n, headings)]
    tops = [n for n in tops if n in headings]
    in_order = [n for n in tops if n in matching] + [n for n in matching if n in headings] + tops[::-1] + matching
    near = [n for n in in_order if n <= first + 3]
    if near:
        return near[0]
    above = [n for n in headings if first - 12 <= n <= first + 1]
    return above[0] if above else None


def _is_masthead(pieces: Sequence[Piece], place: int, headings: Sequence[int]) -> bool:
    """Whether a heading names the site: a menu stands between it and the next heading."""
    following = next((n for n in headings if n > place), len(pieces))
    between = pieces[place + 1 : following]
    return (
        following < len(pieces)
        and any(p.linked or p.block.kind == "list" for p in between)
        and not any(len(p.block.text) >= PROSE for p in between if p.block.kind == "paragraph")
    )


def _is_publication_line(piece: Piece) -> bool:
    """A date above the headline that the page itself calls the article's."""
    text = piece.block.text
    if piece.block.kind != "paragraph" or not is_date_line(text):
        return False
    names = _names(piece.place)
    return bool(_DATED.search(names)) and not _CLOCK.search(names)


def _is_surely_publication(piece: Piece) -> bool:
    """Whether the page calls a date above the headline that of the publication, which no clock is called."""
    tagged = piece.place is not None and piece.place.tag == "time"
    return tagged or bool(_PUBLISHED.search(_names(piece.place))) or has_publication_label(piece.block.text)


def _is_signature(piece: Piece) -> bool:
    """Names in an element that the page calls the author's."""
    if piece.block.kind != "paragraph" or not is_byline(piece.block.text):
        return False
    return any(_SIGNED.search(_names(element)) for element in islice(with_ancestors(piece.place), 3))


def _is_marginal(piece: Piece) -> bool:
    text = piece.block.text
    if piece.block.kind != "paragraph" or len(text) > LONGEST_LINE or piece.linked:
        return False
    return bool(_MARGINAL.search(_names(piece.place))) or bool(_MARGINAL_LINE.match(text)) or is_date_line(text)


def _holds_two(pieces: Sequence[Piece]) -> tuple[str, str] | None:
    """The headlines of two articles, when two level-one headings or two `<article>`s each have a text of their own."""
    groups: list[tuple[str, int]] = []
    for piece in pieces:
        if piece.block.kind == "heading" and piece.block.level == 1 and not piece.linked:
            groups.append((piece.block.text, 0))
        elif groups and piece.block.kind == "paragraph" and len(piece.block.text) >= PROSE:
            groups[-1] = (groups[-1][0], groups[-1][1] + len(piece.block.text))
    full = [title for title, length in groups if length >= 2 * FEWEST]
    if len(full) < 2:
        by_article: dict[HtmlElement, list[Piece]] = {}
        for piece in pieces:
            outer = [element for element in with_ancestors(piece.place) if element.tag == "article"]
            if outer:
                by_article.setdefault(outer[-1], []).append(piece)
        full = []
        for parts in by_article.values():
            title = next((p.block.text for p in parts if p.block.kind == "heading" and p.block.level <= 2), "")
            prose = [p for p in parts if p.block.kind == "paragraph" and len(p.block.text) >= PROSE]
            if title and len(prose) >= 2 and sum(len(p.block.text) for p in prose) >= 2 * FEWEST:
                full.append(title)
    return (full[0], full[1]) if len(full) > 1 else None


def _unicode(meta: dict[str, str]) -> dict[str, str]:
    return dict(zip(meta, to_unicode(list(meta.values()))[0], strict=True))
