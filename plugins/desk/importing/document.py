"""What a source says, whatever its format: the meeting place of reading sources and finding facts in them.

In: nothing. Out: `Document`, made by the readers of sources; `Finding` and `Facts`, made by those who look for facts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

Kind = Literal["heading", "paragraph", "list", "quote", "table", "picture"]
Certainty = Literal["certain", "likely", "guess"]


@dataclass(frozen=True)
class Block:
    """One block of the text, in reading order.

    `text` is plain, NFC, with single spaces; `markdown` is how the draft's body writes it. Of a picture, `text` is the
    caption, `src` the file below the content folder that was put there for it (or the source's own address where the
    picture is not at hand) and `alt` what the source gives.
    """

    kind: Kind
    text: str
    markdown: str = ""
    level: int = 0
    src: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Document:
    """A source without its furniture.

    `source` is the path as the editor named it; `address` the page's own, if it tells one; `meta` what its head says of
    itself (`title`, `description`, `author`, `published`, `modified`, `site_name`, `image` …), strings as written;
    `margin` are short lines beside the text that may hold facts (date line, byline, source line), furniture left out;
    `date_lines` are those that stand between headline and text or in it, `clocks` those of the page itself; `notes`
    tell what was dropped or converted, for the report.
    """

    source: str
    blocks: tuple[Block, ...]
    address: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    margin: tuple[str, ...] = ()
    date_lines: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding(Generic[T]):
    """A fact with its evidence: `where` quotes the place or names it, in Vietnamese, for the editor."""

    value: T
    where: str
    certainty: Certainty = "certain"


@dataclass(frozen=True)
class FoundChair:
    """`official` is the register's id, empty where the register does not know the name."""

    name: str
    position: str = ""
    official: str = ""


@dataclass(frozen=True)
class Facts:
    """What was found of an item; None and empty where nothing was. `body` are the blocks that remain for the text.

    A picture block of `body` without `src` is a caption whose picture is not at hand; it has no `markdown`.

    `notes` say what was looked for and not found, or contradicts itself (which year in `Chiều 30/6`, and why).
    """

    body: tuple[Block, ...]
    headline: Finding[str] | None = None
    standfirst: Finding[str] | None = None
    published: Finding[dt.date] | None = None  # a datetime where the time is known
    event_date: Finding[dt.date] | None = None
    regions: tuple[Finding[str], ...] = ()
    chairs: tuple[Finding[FoundChair], ...] = ()
    authors: tuple[Finding[str], ...] = ()
    source_name: Finding[str] | None = None
    source_url: Finding[str] | None = None
    category: Finding[str] | None = None
    tags: tuple[Finding[str], ...] = ()
    cover: Block | None = None
    captions: tuple[Finding[str], ...] = ()  # those of pictures and those whose picture is not at hand
    notes: tuple[str, ...] = ()
