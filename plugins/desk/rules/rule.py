"""What a rule is: a code with its explanation, two examples and the function that looks for the fault.

In: nothing. Out: `Rule`, which the modules of this folder fill in and `rules/__init__.py` gathers in one table, and
what its function takes and gives: `Manuscript`, `Standards`, `Finding`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from plugins.desk.manuscript import Manuscript

if TYPE_CHECKING:
    from plugins.desk.digests import Digest
    from plugins.desk.rules.names import NameIndex
    from plugins.desk.rules.terms import TermIndex


class Edit(NamedTuple):
    """Text to put between two places of the manuscript; it never spans lines."""

    start: int
    end: int
    text: str


class Finding(NamedTuple):
    """Something wrong at a place of the manuscript's text. `edits` mend it, where that is safe."""

    place: int
    message: str
    hint: str = ""
    edits: tuple[Edit, ...] = ()


class FarFinding(NamedTuple):
    """Something wrong in one of many files."""

    path: str
    line: int
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Standards:
    """What rules hold a text against. `tone` is `hòa` or `hoà`, or empty where either way is right."""

    names: NameIndex
    terms: TermIndex
    tone: str = ""


@dataclass(frozen=True)
class Circumstances:
    """What rules about many files hold them against: the vocabularies' ids and the time."""

    now: dt.datetime
    categories: frozenset[str]
    listing_ids: Callable[[str], tuple[str, ...]]


@dataclass(frozen=True)
class Example:
    """Lines of an item that show a fault, or the same without it.

    `head` are lines of the front matter, which stand in place of those with the same key, `body` is the text; `others`
    are items beside it. What is left empty is that of a plain item.
    """

    head: str = ""
    body: str = ""
    others: tuple[Example, ...] = ()


Find = Callable[[Manuscript, Standards], Iterator[Finding]]
FindAmong = Callable[[Sequence["Digest"], Circumstances], Iterator[FarFinding]]


@dataclass(frozen=True)
class Rule:
    """One code. `label` names the fault and `explanation` says why it is one, both in Vietnamese.

    `find` looks at one file, `find_among` at all of them; `on_raw` tells that `find` wants the file as it lies there.
    `settings` are the settings without which the rule does nothing. A code that the reader has too is explained there.
    """

    code: str
    label: str
    explanation: str
    bad: Example
    good: Example
    find: Find | None = None
    find_among: FindAmong | None = None
    mends: bool = False
    on_raw: bool = False
    reader_s: bool = False
    settings: dict[str, str] = field(default_factory=dict)
