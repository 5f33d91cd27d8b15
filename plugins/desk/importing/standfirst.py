"""The standfirst (sapo): the first paragraph where the source marks it as one. It is never made up.

In: the blocks of the text and what the page's head says. Out: the standfirst and the blocks that remain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from plugins.desk.importing.captions import is_caption_in_italics
from plugins.desk.importing.dates import find_dates
from plugins.desk.importing.document import Block, Finding
from plugins.desk.importing.sentences import count_words, quote, split_sentences
from plugins.model import spelling_key

_LONGEST = 120  # words
_SUMMARY = 75  # words of a paragraph that sums up
_SHORTEST = 8
_LABEL = re.compile(r"^(?:sapo|tóm tắt|trích yếu|dẫn)\s*:\s*", re.IGNORECASE)
_MARKED = re.compile(r"^(\*\*\*|\*\*|__|\*|_)(?=\S)((?:(?!\1).)+)(?<=\S)\1\W*$", re.DOTALL)
_DATELINE = re.compile(r"^(?:\([^()]{2,40}\)|[^\W\d_][\w.&Đ -]{1,30}?(?:\s*\([^()]{2,30}\))?)\s*[-–—:]\s+(?=\S)")
_CUT = re.compile(r"(?:\.\.\.|…)\s*$")


@dataclass
class Standfirst:
    found: Finding[str] | None
    text: list[Block]
    notes: list[str] = field(default_factory=list)


def take_standfirst(blocks: list[Block], meta: Mapping[str, str], headline: str) -> Standfirst:
    """The standfirst, and the text without it."""
    described = meta.get("description", "").strip()
    place = next((n for n, block in enumerate(blocks) if block.kind != "picture"), None)
    if place is None:
        return Standfirst(None, blocks)
    first = blocks[place]
    following = next((block for block in blocks[place + 1 :] if block.kind in ("paragraph", "list", "quote")), None)
    found = _of_paragraph(first, following, described) if following is not None else None
    if found is not None:
        rest = [block for n, block in enumerate(blocks) if n != place]
        return _without_repeats(found, rest)
    if described and _tells_of_text(described, blocks, headline):
        found = Finding(described, f"phần đầu trang (description): {quote(described)}", "likely")
        return _without_repeats(found, blocks)
    note = "Không thấy sapo riêng; đoạn mở đầu để trong thân bài."
    return Standfirst(None, blocks, [note])


def _of_paragraph(first: Block, following: Block | None, described: str) -> Finding[str] | None:
    text = first.text.strip()
    words = count_words(text)
    if words > _LONGEST or words < 2:
        return None
    label = _LABEL.match(text)
    if label:
        return Finding(text[label.end() :].strip(), f"đoạn đầu ghi «{label[0].strip()}»")
    if words < _SHORTEST:
        return None
    if first.kind == "heading":
        return Finding(text, f"đề mục ngay dưới tiêu đề: {quote(text)}", "likely") if words >= 15 else None
    if first.kind not in ("paragraph", "quote"):
        return None
    if _MARKED.match(first.markdown.strip()) and not is_caption_in_italics(first):
        return Finding(text, f"đoạn đầu in đậm hoặc nghiêng: {quote(text)}")
    if described and _letters(described) == _letters(text):
        return Finding(text, f"đoạn đầu, trùng với mô tả của trang: {quote(text)}")
    summary = words <= _SUMMARY and len(split_sentences(text)) <= 3 and not _opens_report(text)
    if summary and following is not None and _opens_report(following.text):
        return Finding(text, f"đoạn ngắn đứng trước đoạn mở tin: {quote(text)}", "likely")
    return None


def _opens_report(text: str) -> bool:
    """Whether a paragraph begins as the report itself does: with a dateline, or with the day."""
    if _DATELINE.match(text) and count_words(_DATELINE.match(text)[0]) <= 5:  # type: ignore[index]
        return True
    dates = find_dates(text[:80])
    return bool(dates) and len(text[: dates[0].start].split()) <= 2


def _tells_of_text(described: str, blocks: list[Block], headline: str) -> bool:
    """Whether the head's description is about this text, is whole, and is neither its headline nor its beginning."""
    words = set(re.findall(r"\w+", spelling_key(described)))
    if len(words) < _SHORTEST or _CUT.search(described) or _letters(described) == _letters(headline):
        return False
    text = " ".join(block.text for block in blocks)
    if _letters(described) in _letters(text):
        return False
    known = set(re.findall(r"\w+", spelling_key(f"{headline} {text}")))
    return len(words & known) >= 0.8 * len(words)


def _without_repeats(found: Finding[str], blocks: list[Block]) -> Standfirst:
    key = _letters(found.value)
    longest = 2 * len(found.value) + 10
    rest = [
        block for block in blocks if block.kind == "picture" or len(block.text) > longest or _letters(block.text) != key
    ]
    notes = []
    if len(rest) < len(blocks):
        notes.append("Bỏ đoạn lặp lại nguyên văn sapo trong thân bài.")
    sentences = {_letters(sentence.text) for sentence in split_sentences(found.value) if count_words(sentence.text) > 5}
    for block in rest:
        again = [one.text for one in split_sentences(block.text) if _letters(one.text) in sentences]
        notes += [f"Sapo lặp lại câu trong bài: {quote(sentence)}." for sentence in again]
    return Standfirst(found, rest, notes)


def _letters(text: str) -> str:
    return "".join(letter for letter in spelling_key(text) if letter.isalnum())
