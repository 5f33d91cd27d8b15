"""The headline, and what stands over and under it: clocks, section labels, date lines.

In: the blocks of a source and what its head says. Out: the headline without stray dots and the site's name, the lines
around it, and the blocks of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from plugins.desk.importing.captions import may_be_caption
from plugins.desk.importing.dates import is_date_line
from plugins.desk.importing.document import Block, Finding
from plugins.desk.importing.sentences import count_words, quote
from plugins.model import spelling_key

LONG = 40  # words; a longer paragraph is text and no headline
_LABEL = 4  # words; a shorter line may be a section's name
_OPENING = 8  # blocks within which the headline stands
_SEPARATOR = re.compile(r"\s+[-–—|»·]+\s+|\s*::\s*")
_SITE = re.compile(
    r"(?:báo|cổng|trang|đài|tạp chí|ubnd|ủy ban|uỷ ban|website|ban|sở|huyện|tỉnh|thành ủy|đảng bộ|tin tức|"
    r"chi tiết)\b|[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org)",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(r"(?:báo|cổng|trang|đài|tạp chí|website)\s+\S|[\w-]+(?:\.[\w-]+)*\.vn$", re.IGNORECASE)
_LEADING = re.compile(r"^[\s.…•·*_–—-]+(?=\w|[“\"«(])")
_TRAILING = re.compile(r"(?<![.…])\.\s*$")
_CRUMBS = re.compile(r"^(?:trang chủ|home)\b|\s[>»›]\s", re.IGNORECASE)


@dataclass
class Opening:
    """`above` and `beside` are date lines over and under the headline, `labels` other short lines over it."""

    headline: Finding[str] | None
    text: list[Block]
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_opening(blocks: tuple[Block, ...], meta: Mapping[str, str]) -> Opening:
    """Find the headline and part what stands around it from the text."""
    titles = [meta[key] for key in ("title", "page_title") if meta.get(key, "").strip()]
    place, where = _find(blocks, titles)
    opening = Opening(None, [])
    if place is None:
        _take_lines(opening, list(blocks), above=False)
        opening.headline = _from_head(meta, opening.notes)
        if opening.headline is None:
            opening.notes.append("Không thấy tiêu đề.")
        return opening
    for block in blocks[:place]:
        if is_date_line(block.text) and block.kind != "picture":
            opening.above.append(block.text)
        elif block.kind in ("picture", "table") or count_words(block.text) > LONG:
            opening.text.append(block)
        else:
            opening.labels.append(block.text)
    if opening.labels:
        opening.notes.append(f"Bỏ dòng trên tiêu đề: {', '.join(map(quote, opening.labels))}.")
    raw = blocks[place].text
    text = _clean(raw, opening.notes)
    sure = blocks[place].kind == "heading" or any(_same(raw, title) for title in titles)
    opening.headline = Finding(text, f"{where}: {quote(raw)}", "certain" if sure else "likely")
    _take_lines(opening, [block for block in blocks[place + 1 :] if not _is_again(block, text)], above=False)
    return opening


def _find(blocks: tuple[Block, ...], titles: list[str]) -> tuple[int | None, str]:
    first_long = next((n for n, block in enumerate(blocks) if _is_text(block)), len(blocks))
    headings = [n for n, block in enumerate(blocks) if block.kind == "heading" and block.text.strip()]
    for n in headings:
        if any(_same(blocks[n].text, title) for title in titles):
            return n, "tiêu đề của trang"
    for n in headings:
        if blocks[n].level == 1:
            return n, "tiêu đề cấp 1 của bài"
    lines = [n for n, block in enumerate(blocks[: min(first_long + 1, _OPENING)]) if _may_be_headline(block)]
    for n in lines:
        if any(_same(blocks[n].text, title) for title in titles):
            return n, "dòng trùng với tiêu đề trang"
    early = [n for n in headings if n < max(first_long, 1)]
    if early and not any(n < early[0] and count_words(blocks[n].text) > _LABEL for n in lines):
        return early[0], "đề mục đầu bài"
    lines = [n for n in lines if n < first_long]
    if not lines or len(blocks) < 2:
        return None, ""
    full = [n for n in lines if count_words(blocks[n].text) > _LABEL and not _CRUMBS.search(blocks[n].text)]
    chosen = lines[0]
    if full and (full[0] == lines[0] or not any(_is_text(block) for block in blocks[lines[0] + 1 : full[0]])):
        chosen = full[0]
    return chosen, "dòng đầu bài"


def _is_text(block: Block) -> bool:
    return block.kind in ("paragraph", "list", "quote", "table") and count_words(block.text) > LONG


def _may_be_headline(block: Block) -> bool:
    text = block.text.strip()
    return (
        block.kind in ("paragraph", "heading")
        and any(letter.isalpha() for letter in text)
        and count_words(text) <= LONG
        and not is_date_line(text)
        and not may_be_caption(text)
    )


def _same(text: str, title: str) -> bool:
    """Whether a line is the page's title, or its beginning with the site's name after it."""
    line, whole = _letters(text), _letters(title)
    if not line:
        return False
    return (
        line == whole
        or (count_words(text) > _LABEL and whole.startswith(line))
        or line == _letters(_without_site(title, "")[0])
    )


def _letters(text: str) -> str:
    return "".join(letter for letter in spelling_key(text) if letter.isalnum())


def _is_again(block: Block, headline: str) -> bool:
    alike = block.kind in ("paragraph", "heading") and len(block.text) <= 2 * len(headline) + 10
    return alike and _letters(block.text) == _letters(headline)


def _take_lines(opening: Opening, blocks: list[Block], *, above: bool) -> None:
    """Date lines before the text begins, or at its very end, are taken from among the blocks."""
    begun = False
    for n, block in enumerate(blocks):
        near_end = n >= len(blocks) - 4
        if block.kind != "picture" and is_date_line(block.text) and (not begun or near_end):
            (opening.above if above else opening.beside).append(block.text)
            continue
        begun = begun or _is_text(block)
        opening.text.append(block)


def _from_head(meta: Mapping[str, str], notes: list[str]) -> Finding[str] | None:
    for key in ("title", "page_title"):
        raw = meta.get(key, "").strip()
        if raw:
            text, suffix = _without_site(raw, meta.get("site_name", ""))
            if suffix:
                notes.append(f"Bỏ tên trang {quote(suffix)} ở cuối tiêu đề.")
            return Finding(_clean(text, notes), f"phần đầu trang ({key}): {quote(raw)}", "likely")
    return None


def read_site_name(meta: Mapping[str, str]) -> str:
    """The site's name: what the head says, else what stands last in the page's title and sounds like one."""
    if name := meta.get("site_name", "").strip():
        return name
    for key in ("page_title", "title"):
        _, suffix = _without_site(meta.get(key, ""), "")
        last = _SEPARATOR.split(suffix)[-1].strip()
        if _PUBLISHER.match(last):
            return last
    return ""


def _without_site(title: str, site: str) -> tuple[str, str]:
    """The title, and the site's name that stood at its end."""
    parts = list(_SEPARATOR.finditer(title))
    for match in parts:
        rest = title[match.end() :]
        if (site and _letters(rest) == _letters(site)) or (_SITE.match(rest) and match.start() > len(title) / 3):
            return title[: match.start()].strip(), rest.strip()
    return title, ""


def _clean(text: str, notes: list[str]) -> str:
    text = " ".join(text.split())
    cleaned = _LEADING.sub("", text)
    if cleaned != text:
        notes.append(f"Bỏ dấu thừa ở đầu tiêu đề: {quote(text)}.")
    without = _TRAILING.sub("", cleaned)
    if without != cleaned:
        notes.append(f"Bỏ dấu chấm ở cuối tiêu đề: {quote(text)}.")
    if without.isupper() and count_words(without) > 1:
        notes.append("Tiêu đề viết hoa toàn bộ; để nguyên như nguồn, hãy viết lại chữ thường.")
    return without
