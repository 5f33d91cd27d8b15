"""A file's text cut into the passages that its rules look at, each with its place.

In: the text of an item or page, and what the reader made of it. Out: a `Manuscript`: titles, captions, names and other
values of the head, paragraphs, headings, list entries and captions of the body. Code, addresses, tags and the like
are blanked out of passages without moving anything, so that no rule sees them and every place holds.
"""

from __future__ import annotations

import contextlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import yaml

from plugins.model import NewsItem, StaticPage, fold

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
BLANK = "\ue000"  # stands for a character that is no prose; in no word, no space, no mark

PROSE = frozenset(("title", "summary", "caption", "paragraph", "heading", "list", "quote", "corrections.text"))
BODY = frozenset(("paragraph", "heading", "list", "quote"))

# What the head's values are, by the path of their key; all others are data and no text.
_VALUES = {
    "title": "title", "summary": "summary", "cover.caption": "caption", "cover.alt": "alt", "cover.credit": "credit",
    "chairs": "chair", "chairs.name": "chair", "chairs.position": "position", "corrections.text": "corrections.text",
    "authors": "author", "tags": "tag", "source.name": "source",
}  # fmt: skip
_HEADER_LINE = re.compile(r"([A-Za-z][\w-]*)[ ]*:(?:[ \t]+(.*\S)|[ \t]*$)")
_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")
_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_QUOTE = re.compile(r"[ ]{0,3}(?:>[ ]?)+")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_TABLE = re.compile(r"[ \t]*\|")
_REFERENCE = re.compile(r"[ ]{0,3}\[[^\]]+\]:[ \t]")
_PICTURE = re.compile(r"""!\[([^\]]*)\]\(([^()\s]*)(?:[ \t]+(?:"([^"]*)"|'([^']*)'))?[ \t]*\)""")
_BLANKED = re.compile(
    r"(?P<code>(?P<tick>`+).+?(?P=tick))"
    r"|!\[[^\]]*\]\([^)]*\)"
    r"|\]\([^)\n]*\)|\]\[[^\]\n]*\]"
    r"|<[/!?a-zA-Z][^<>\n]*>"
    r"|(?:https?://|www\.)[^\s<>\"”)\[\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|&#?\w{1,31};|\\."
)
_WORD = re.compile(r"[^\W_]+")


class Passage(NamedTuple):
    """A piece of text. `start` is its place in the manuscript's text.

    `text` is as long as what it was taken from, with `BLANK` for what is no prose. Of one that is not `exact` (a
    value with escapes, or over several lines) the text is the value, and only `start` holds.
    """

    kind: str
    start: int
    text: str
    exact: bool = True


class Word(NamedTuple):
    text: str
    start: int
    end: int


@dataclass
class Manuscript:
    """`text` has plain line feeds; `raw` is the same before it was cleaned of invisible letters and composed."""

    path: str
    text: str
    raw: str = ""
    item: NewsItem | StaticPage | None = None
    head_end: int = 0
    passages: tuple[Passage, ...] = ()
    shared: dict[str, Any] = field(default_factory=dict)  # what one rule found and another needs too
    _words: dict[int, list[Word]] = field(default_factory=dict)
    _runs: dict[int, set[tuple[str, ...]]] = field(default_factory=dict)

    @property
    def news(self) -> NewsItem | None:
        return self.item if isinstance(self.item, NewsItem) else None

    def line(self, place: int) -> int:
        """The line of a place in the text, from 1."""
        return bisect_right(self._line_starts, place)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def of(self, kinds: Iterable[str]) -> Iterator[Passage]:
        return (passage for passage in self.passages if passage.kind in kinds)

    def words(self, passage: Passage) -> list[Word]:
        """Letters and digits that stand together, with their places in the text."""
        found = self._words.get(id(passage))
        if found is None:
            start = passage.start if passage.exact else 0
            found = [Word(m[0], start + m.start(), start + m.end()) for m in _WORD.finditer(passage.text)]
            self._words[id(passage)] = found
        return found

    def runs(self, passage: Passage) -> set[tuple[str, ...]]:
        """Every three words of a passage that follow one another, in small letters."""
        found = self._runs.get(id(passage))
        if found is None:
            found = self._runs[id(passage)] = runs_of([word.text.lower() for word in self.words(passage)])
        return found

    def place(self, passage: Passage, offset: int) -> int:
        """The place in the text of an offset into a passage."""
        return passage.start + offset if passage.exact else passage.start


def runs_of(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Every three words that follow one another."""
    return set(zip(words, words[1:], words[2:], strict=False))


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    return fold(word)


def read_manuscript(path: str, text: str, item: NewsItem | StaticPage | None = None, raw: str = "") -> Manuscript:
    """The passages of a file; those of a head that cannot be read are left out."""
    passages: list[Passage] = []
    body = _read_head(text, passages)
    _read_body(text, body, passages)
    return Manuscript(path, text, raw or text, item, body, tuple(passages))


def _read_head(text: str, passages: list[Passage]) -> int:
    """Where the body starts."""
    start = len(text) - len(text.lstrip("\n"))
    line_end = text.find("\n", start)
    if text[start : line_end if line_end >= 0 else None].rstrip() != "---":
        return _read_header(text, start, passages)
    for match in re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE).finditer(text, line_end + 1):
        with contextlib.suppress(yaml.YAMLError, ValueError):  # the reader tells what is wrong with it
            passages += _read_values(text[line_end + 1 : match.start()], line_end + 1)
        return match.end()
    return len(text)


def _read_values(head: str, base: int) -> Iterator[Passage]:
    keys: list[str | None] = []  # the key waiting for its value at each level; None in a list
    awaits_key: list[bool] = []
    event: Any
    for event in yaml.parse(head, LOADER):
        kind = type(event)
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            keys.append(None)
            awaits_key.append(kind is yaml.MappingStartEvent)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            keys.pop()
            awaits_key.pop()
            if awaits_key and keys[-1] is not None:
                awaits_key[-1] = True
        elif kind is yaml.ScalarEvent and keys:
            if awaits_key[-1]:
                keys[-1], awaits_key[-1] = event.value, False
                continue
            path = ".".join(key for key in keys if key is not None)
            if path in _VALUES:
                yield _value(_VALUES[path], event, head, base)
            if keys[-1] is not None:
                awaits_key[-1] = True


def _value(kind: str, event: Any, head: str, base: int) -> Passage:
    start, end = event.start_mark.index, event.end_mark.index
    if event.style in ('"', "'"):
        start, end = start + 1, end - 1
    written = head[start:end]
    if written == event.value and "\n" not in written:
        return Passage(kind, base + start, written)
    return Passage(kind, base + start, event.value, exact=False)


def _read_header(text: str, start: int, passages: list[Passage]) -> int:
    """Pelican's own header."""
    place = start
    for line in text[start:].split("\n"):
        match = _HEADER_LINE.fullmatch(line)
        if match is None:
            break
        kind = _VALUES.get({"author": "authors"}.get(match[1].lower(), match[1].lower()))
        if kind and match[2]:
            passages.append(Passage(kind, place + match.start(2), match[2]))
        place += len(line) + 1
    return min(place, len(text))


def _read_body(text: str, start: int, passages: list[Passage]) -> None:
    """Blocks by their lines; a paragraph is one passage, an entry of a list and a line of a quote or table too."""
    place, fence, pending = start, "", -1
    after_blank = True

    def close(end: int) -> None:
        nonlocal pending
        if pending >= 0:
            _add(passages, "paragraph", pending, text[pending:end].rstrip())
            pending = -1

    while place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        line = text[place:end]
        opening = _FENCE.match(line)
        if fence or opening:
            close(place)
            if opening and (not fence or line.strip() == fence):
                fence = "" if fence else opening[1]
        elif not line.strip():
            close(place)
            after_blank = True
            place = end + 1
            continue
        elif line.startswith(("    ", "\t")) and after_blank and pending < 0 and not _LIST.match(line):
            pass  # code, or more of a list's entry: not ours to judge
        else:
            kind, indent = _kind_of(line)
            if kind:
                close(place)
                _add(passages, kind, place + indent, line[indent:].rstrip())
            elif pending < 0:
                pending = place
        after_blank = False
        place = end + 1
    close(len(text))


def _kind_of(line: str) -> tuple[str, int]:
    """The kind of a line that is a passage by itself, and the length of its marks; none for one of a paragraph."""
    for kind, mark in (("heading", _HEADING), ("list", _LIST), ("quote", _QUOTE)):
        if match := mark.match(line):
            return kind, match.end()
    if _TABLE.match(line):
        return "table", 0
    return ("reference", 0) if _REFERENCE.match(line) else ("", 0)


def _add(passages: list[Passage], kind: str, start: int, text: str) -> None:
    if "![" in text:
        for match in _PICTURE.finditer(text):
            passages.append(Passage("alt", start + match.start(1), match[1]))
            group = 3 if match[3] is not None else 4
            if match[group]:
                passages.append(Passage("caption", start + match.start(group), match[group]))
        if not _PICTURE.sub("", text).strip():
            return
    if kind != "reference" and text:
        passages.append(Passage(kind, start, blanked(text)))


def blanked(text: str) -> str:
    """The text with `BLANK` for each character of code, addresses and markup."""
    if not any(mark in text for mark in "`[<&\\@:.!"):
        return text
    return _BLANKED.sub(lambda match: BLANK * len(match[0]), text)
