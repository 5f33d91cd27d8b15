"""What of a page a line of its file became, so that a browser finds it there.

In: a file's text and the lines of its faults. Out: a `Place` for each line that has one: the field of the head, or the
letters of the passage of the body. A page shows the same letters in the same order, whatever marks it adds or takes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from plugins.desk.manuscript import BLANK, BODY, Manuscript, Passage, read_manuscript

_KEY = re.compile(r"([A-Za-z_]+)[ \t]*:")
_KINDS = BODY | {"table", "caption", "alt"}
_HEADER_NAMES = {"author": "authors", "chair": "chairs", "modified": "updated"}  # of Pelican's own header


class Place(NamedTuple):
    """`field` is a key of the head. Else `runs` are the letters and digits of a passage between what is no prose.

    `number` counts the earlier passages with the same letters.
    """

    field: str = ""
    runs: tuple[str, ...] = ()
    number: int = 0


def find_places(name: str, text: str, lines: Iterable[int]) -> dict[int, Place]:
    """Places by line; lines count from 1."""
    manuscript = read_manuscript(name, text)
    head_lines = manuscript.text.count("\n", 0, manuscript.head_end)
    passages = _body_passages(manuscript)
    found = {}
    for line in set(lines):
        place = _field(manuscript.text, line) if line <= head_lines else passages.get(line)
        if place is not None:
            found[line] = place
    return found


def _field(text: str, line: int) -> Place | None:
    """The key that the line belongs to: its own, or the last one above that is not indented."""
    for row in reversed(text.split("\n")[:line]):
        if match := _KEY.match(row):
            name = match[1].lower()
            return Place(_HEADER_NAMES.get(name, name))
    return None


def _body_passages(manuscript: Manuscript) -> dict[int, Place]:
    """The passage on each line of the body; where several stand on one, the text rather than a picture's words."""
    seen: Counter[tuple[str, ...]] = Counter()
    found: dict[int, Place] = {}
    rank: dict[int, bool] = {}
    for passage in manuscript.passages:
        if passage.kind not in _KINDS or passage.start < manuscript.head_end:
            continue
        runs = _runs(passage)
        place = Place(runs=runs, number=seen[runs])
        seen[runs] += 1
        is_text = passage.kind in BODY
        first = manuscript.line(passage.start)
        for line in range(first, first + passage.text.count("\n") + 1):
            if runs and (line not in found or (is_text and not rank[line])):
                found[line], rank[line] = place, is_text
    return found


def _runs(passage: Passage) -> tuple[str, ...]:
    runs = ("".join(filter(str.isalnum, run)) for run in passage.text.split(BLANK))
    return tuple(run for run in runs if run)
