"""An article's pieces as a `Document`: old encodings converted, furniture left out, captions and subheads recognised.

In: the pieces of a page, a Word file or a text, and which of them is the headline. Out: the `Document`, with a note for
all that was left out; SourceError where no article is left or where there are two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from plugins.desk.importing.bylines import is_byline
from plugins.desk.importing.captions import may_be_caption
from plugins.desk.importing.dates import is_date_line
from plugins.desk.importing.document import Block, Document
from plugins.desk.importing.encoding import clean, to_unicode
from plugins.desk.importing.faults import SourceError
from plugins.desk.importing.furniture import (
    cut_furniture,
    furniture_kind,
    opens_comments,
    opens_imprint,
    opens_other_news,
)
from plugins.desk.importing.markdown import escape, paragraph, single_spaced
from plugins.desk.importing.pieces import Piece

LONGEST_HEADLINE = 250
LONGEST_SUBHEAD = 150
LONGEST_PLAIN_SUBHEAD = 80  # of one that no format tells
PROSE = 120  # characters from which on a paragraph tells rather than names
FEWEST = 40  # characters of all paragraphs together
SHORTEST_LEAD = 40
FEWEST_LINKS, SHARE_OF_LINKS = 3, 0.3  # of paragraphs that are links, which make what follows a list of other news
COMMENTS, OTHER_NEWS, IMPRINT, BELOW = "khung ý kiến", "tin khác", "chân trang", "phần dưới bài"
RESUMED = 200  # a paragraph so long behind "Tin khác" belongs to the article again

_SENTENCE_END = re.compile(r"[.!?…:;,][\"”»)]*$")
_AWAY = re.compile(r"\s*(?:>>|>|»|›|➤|►|\*)\s*|(?:xem thêm|đọc thêm|liên quan|mời xem)\s*:", re.IGNORECASE)
_ATTACHED = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)\)", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?:tin|bài|ảnh|tin,? (?:bài|ảnh)|bài,? ảnh|bài và ảnh|theo|nguồn|tác giả)\s*:.{2,60}", re.IGNORECASE
)


@dataclass(frozen=True)
class Article:
    """What a reader of a format found: the pieces, the place of the headline among them, and what stood around them.

    `before` are lines above the headline, `clocks` those that tell the day of saving, `date_lines` those that tell the
    publication all the same; `margin` are lines beside the text, `after` those below it; `two_apart` are two headlines
    with texts of their own. `guessed_subheads` asks to look for subheads that no format tells.
    """

    pieces: Sequence[Piece]
    headline: int | None = None
    before: Sequence[str] = ()
    clocks: Sequence[str] = ()
    date_lines: Sequence[str] = ()
    margin: Sequence[str] = ()
    after: Sequence[str] = ()
    two_apart: tuple[str, str] | None = None
    guessed_subheads: bool = False


def make_document(
    source: str,
    article: Article,
    *,
    address: str = "",
    meta: dict[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Document:
    """The document; `notes` come before those about what was left out here."""
    pieces, converted = _convert(article.pieces)
    sorting = _Sorting(date_lines=list(article.date_lines), clocks=list(article.clocks))
    for line in article.before:
        sorting.add_before(single_spaced(line))
    for line in to_unicode(list(article.margin))[0]:
        sorting.add_margin(single_spaced(line))
    headline = _find_headline(pieces) if article.headline is None else article.headline
    for piece in pieces[: headline or 0]:
        sorting.add_before(piece.block.text, piece.block)
    sorting.sort(pieces[headline or 0 :], has_headline=headline is not None)
    for line in article.after:
        sorting.add_after(line)
    blocks = sorting.blocks
    if headline is not None:
        blocks[0] = Block("heading", blocks[0].text, f"# {escape(blocks[0].text)}", 1)
    if article.guessed_subheads:
        blocks = _guess_subheads(blocks)
    _refuse_two(article.two_apart or _find_second(blocks))
    if sum(len(block.text) for block in blocks[headline is not None :] if block.kind != "picture") < FEWEST:
        hint = "kiểm tra tệp có phần chữ của bài, không chỉ có ảnh hay nút bấm"
        raise SourceError("không thấy bài viết trong tệp", hint)
    return Document(
        source,
        tuple(blocks),
        address,
        dict(meta or {}),
        tuple(sorting.margin),
        tuple(sorting.date_lines),
        tuple(sorting.clocks),
        (*notes, *converted, *sorting.notes()),
    )


def _convert(pieces: Sequence[Piece]) -> tuple[list[Piece], tuple[str, ...]]:
    """Pieces in clean Unicode. Markdown of converted text is written anew: old marks look like those of Markdown."""
    texts, notes = to_unicode([piece.block.text for piece in pieces])
    result = []
    for piece, text in zip(pieces, texts, strict=True):
        block = piece.block
        markdown = _written_anew(block, text) if notes and text != clean(block.text) else clean(block.markdown)
        block = replace(block, text=single_spaced(text), markdown=markdown, alt=single_spaced(clean(block.alt)))
        if block.text or block.kind == "picture":
            result.append(replace(piece, block=block))
    return result, notes


def _written_anew(block: Block, text: str) -> str:
    if block.kind == "paragraph":
        return paragraph(text)
    if block.kind in ("heading", "quote"):
        return ("> " if block.kind == "quote" else "#" * max(block.level, 2) + " ") + escape(text)
    return "\n".join(to_unicode(block.markdown.split("\n"))[0])


@dataclass
class _Sorting:
    """Sorts pieces into the article's blocks, lines for the margin, and furniture, of which it keeps account."""

    blocks: list[Block] = field(default_factory=list)
    margin: list[str] = field(default_factory=list)
    date_lines: list[str] = field(default_factory=list)
    clocks: list[str] = field(default_factory=list)
    _dropped: Counter[str] = field(default_factory=Counter)

    def add_before(self, line: str, block: Block | None = None) -> None:
        """A line above the headline: a date there is the page's clock; what is short may name section or region."""
        if block is not None and block.kind == "picture":
            self._dropped["ảnh phía trên tiêu đề"] += 1
        elif is_date_line(cut_furniture(line)):
            self.clocks.append(line)
        elif furniture_kind(line) or opens_other_news(line) or block is None or len(line) > LONGEST_SUBHEAD:
            self._dropped[furniture_kind(line) or "dòng phía trên tiêu đề"] += 1
        else:
            self.add_margin(line)

    def add_margin(self, line: str) -> None:
        line = cut_furniture(line)
        if line and not furniture_kind(line) and line not in self.margin:
            self.margin.append(line)

    def add_after(self, line: str) -> None:
        kind = COMMENTS if opens_comments(line) else OTHER_NEWS if opens_other_news(line) else furniture_kind(line)
        if kind:
            self._dropped[kind] += 1

    def sort(self, pieces: Sequence[Piece], *, has_headline: bool) -> None:
        """Sort the headline and what follows it, in order."""
        lengths = [len(piece.block.text) if _is_prose(piece) else 0 for piece in pieces]
        left = sum(lengths)  # of the prose, from the piece on
        lists = _lists_of_links(pieces)
        half, behind, signed = left / 2, "", False
        for n, (piece, length) in enumerate(zip(pieces, lengths, strict=True)):
            text = piece.block.text
            if n == 0 and has_headline:
                self.blocks.append(piece.block)
            elif behind == COMMENTS or (behind and length < RESUMED):
                self._dropped[behind] += 1
            elif opens_comments(text):
                # A line in the middle of the text is a stray button; at its end, all that follows is readers'.
                behind = COMMENTS if left <= half else ""
                self._dropped[COMMENTS] += 1
            elif n >= lists:
                self._dropped[OTHER_NEWS] += 1
            elif opens_other_news(text) or _leads_away(piece):
                behind = OTHER_NEWS if opens_other_news(text) else ""
                self._dropped[OTHER_NEWS] += 1
            elif opens_imprint(text):
                behind = IMPRINT
                self._dropped[IMPRINT] += 1
            elif signed and not _may_follow_signature(piece):
                self._dropped[furniture_kind(text) or BELOW] += 1
            else:
                behind = ""
                leads = not any(block.kind == "paragraph" for block in self.blocks[has_headline:])
                self._sort_one(piece, pieces[n + 1 : n + 3], leads=leads, first=n < 2, last=left == 0)
                signed = signed or (left == 0 and n > 2 and piece.block.kind == "paragraph" and is_byline(text))
            left -= length

    def _sort_one(self, piece: Piece, following: Sequence[Piece], *, leads: bool, first: bool, last: bool) -> None:
        block, text = piece.block, piece.block.text
        if block.kind == "picture":
            self.blocks.append(block)
        elif kind := furniture_kind(text):
            self._dropped[kind] += 1
        elif last and piece.linked and block.kind in ("list", "heading") and not _ATTACHED.search(block.markdown):
            self._dropped[OTHER_NEWS] += 1
        else:
            if piece.italic and block.kind == "paragraph" and may_be_caption(text):
                block = replace(block, markdown=f"*{block.markdown}*")
            elif leads and block.kind == "paragraph":
                block = _as_lead(piece)
            rest = cut_furniture(text)
            if rest != text:
                self._dropped[furniture_kind(text[len(rest) :].strip(" |-·•,;")) or "các nút của trang"] += 1
                block = replace(block, text=rest, markdown=paragraph(rest))
            if is_date_line(rest):
                self.date_lines.append(rest)
            else:
                self.blocks.append((None if first else _as_subhead(piece, following)) or block)

    def notes(self) -> list[str]:
        notes = [f"bỏ ngày giờ «{clock}»: đó là đồng hồ của trang" for clock in self.clocks]
        if self._dropped:
            told = (kind if count == 1 else f"{kind} ({count} dòng)" for kind, count in self._dropped.items())
            notes.append(f"bỏ {', '.join(told)}")
        return notes


def _leads_away(piece: Piece) -> bool:
    """Whether a line amid the text is nothing but a link to another article: `>> …`, a heading that is a link."""
    if not piece.linked or _ATTACHED.search(piece.block.markdown):
        return False
    return piece.block.kind == "heading" or bool(_AWAY.match(piece.block.text))


def _may_follow_signature(piece: Piece) -> bool:
    """Pictures with their captions, attachments, and further lines of the kind; all else below belongs to the page."""
    block = piece.block
    if block.kind == "picture" or _ATTACHED.search(block.markdown):
        return True
    return block.kind == "paragraph" and (
        is_byline(block.text) or is_date_line(block.text) or may_be_caption(block.text)
    )


def _is_prose(piece: Piece) -> bool:
    return piece.block.kind in ("paragraph", "quote") and len(piece.block.text) >= PROSE and not piece.linked


def _lists_of_links(pieces: Sequence[Piece]) -> int:
    """The place from which on the pieces are other articles' headlines and summaries; past the end if there is none."""
    links = [n for n, piece in enumerate(pieces) if n and piece.linked and _is_headline_of_another(piece.block)]
    for count, place in enumerate(links):
        several = len(links) - count
        if several >= FEWEST_LINKS and several >= (len(pieces) - place) * SHARE_OF_LINKS:
            return place
    return len(pieces)


def _is_headline_of_another(block: Block) -> bool:
    if block.kind not in ("paragraph", "heading") or _ATTACHED.search(block.markdown):
        return False
    return not furniture_kind(block.text)


def _as_lead(piece: Piece) -> Block:
    """The first paragraph with the emphasis it had as a whole, which tells it from the text that follows."""
    block = piece.block
    mark = "**" if piece.bold or piece.lead else "*" if piece.italic else ""
    return replace(block, markdown=f"{mark}{block.markdown}{mark}") if len(block.text) >= SHORTEST_LEAD else block


def _as_subhead(piece: Piece, following: Sequence[Piece]) -> Block | None:
    """A short paragraph all in bold that text follows is a heading by another name."""
    text = piece.block.text
    if not piece.bold or piece.block.kind != "paragraph" or len(text) > LONGEST_SUBHEAD:
        return None
    if _SENTENCE_END.search(text) or may_be_caption(text) or _is_byline(text) or not any(map(_is_prose, following)):
        return None
    return Block("heading", text, f"## {escape(text)}", 2)


def _find_headline(pieces: Sequence[Piece]) -> int | None:
    """The place of the headline where no format tells it: the longest short line above the text or its date line."""
    candidates: list[tuple[int, str]] = []
    for n, piece in enumerate(pieces[:12]):
        text = piece.block.text
        if piece.block.kind == "picture":
            continue
        if piece.block.kind == "heading" and piece.block.level == 1:
            return n
        dated = is_date_line(cut_furniture(text))
        if piece.block.kind not in ("paragraph", "heading") or len(text) > LONGEST_HEADLINE or (dated and candidates):
            break
        if dated or furniture_kind(text):
            continue
        too_long = len(text) > LONGEST_SUBHEAD or text.rstrip().endswith((".", "!", "…"))
        if candidates and (too_long or may_be_caption(text)):
            break
        candidates.append((n, text))
    if not candidates:
        return None
    first = candidates[0]
    if first[1].rstrip().endswith(".") and not first[1].isupper() and len(first[1]) > LONGEST_SUBHEAD:
        return None
    return max(candidates, key=lambda one: min(len(one[1]), 60))[0]


def _guess_subheads(blocks: Sequence[Block]) -> list[Block]:
    """Lone short lines between paragraphs of a text without formats are headings, unless they read like captions."""
    result = list(blocks)
    prose = [block.kind == "paragraph" and len(block.text) >= PROSE for block in blocks]
    last = max((n for n, is_prose in enumerate(prose) if is_prose), default=0)
    for n, block in enumerate(blocks[:last]):
        if n < 2 or block.kind != "paragraph" or not prose[n + 1] or len(block.text) > LONGEST_PLAIN_SUBHEAD:
            continue
        if not (_SENTENCE_END.search(block.text) or may_be_caption(block.text)):
            result[n] = Block("heading", block.text, f"## {escape(block.text)}", 2)
    return result


def _find_second(blocks: Sequence[Block]) -> tuple[str, str] | None:
    """The headlines of two articles in a row: text, a byline, then again a headline and text."""
    prose = [block.kind == "paragraph" and len(block.text) >= PROSE for block in blocks]
    for n in range(2, len(blocks) - 1):
        text = blocks[n].text
        is_headline = blocks[n].kind in ("heading", "paragraph") and 30 <= len(text) <= LONGEST_HEADLINE
        if not is_headline or _SENTENCE_END.search(text) or _is_byline(text) or may_be_caption(text):
            continue
        before = blocks[n - 1]
        signed = before.kind == "paragraph" and (_is_byline(before.text) or before.text.endswith("./."))
        if signed and any(prose[:n]) and any(prose[n + 1 : n + 4]):
            return blocks[0].text, text
    return None


def _is_byline(text: str) -> bool:
    """Names and nothing else, or a label such as `Tin, ảnh:` with a name."""
    words = re.findall(r"[^\s,–-]+", text)
    return bool(_LABELLED.fullmatch(text)) or (2 <= len(words) <= 8 and all(word[0].isupper() for word in words))


def _refuse_two(headlines: tuple[str, str] | None) -> None:
    if headlines and headlines[0] != headlines[1]:
        first, second = (text if len(text) <= 60 else f"{text[:57]}…" for text in headlines)
        hint = "tách mỗi bài ra một tệp rồi nhập từng tệp"
        raise SourceError(f"có hai bài trong một nguồn: «{first}» và «{second}»", hint)
