"""Suggestions for the field of a tag, cut by how words begin, so that a reader fetches few of very many tags.

In: the names of all tags. Out: the tags of each beginning that is asked for. One beginning alone, the empty one, serves
where tags are few.
"""

from __future__ import annotations

from collections.abc import Mapping

from plugins.model import fold

MOST = 1000  # tags in a file
SHOWN = 12  # suggestions at once, as the field shows them

Row = tuple[str, str]  # id and label


def cut_tags(tag_names: Mapping[str, str]) -> dict[str, list[Row]]:
    """The rows of each beginning: all whose names, ids or words in them begin so, by label.

    Of a beginning with more than MOST, as many as are shown of those that begin so themselves and then of those of
    which a word does; each of its next letters then has rows of its own.
    """
    rows = [(tag, label) for _, label, tag in sorted((fold(label), label, tag) for tag, label in tag_names.items())]
    if len(rows) <= MOST:
        return {"": rows}
    return _cut("", {(ending, place) for place, row in enumerate(rows) for ending in _endings(*row)}, rows)


def list_cut(cut: Mapping[str, object]) -> list[str]:
    """The beginnings with more tags than a file holds, given all that have rows of their own."""
    return sorted({beginning[:-1] for beginning in cut if beginning})


def _endings(tag: str, label: str) -> set[str]:
    """What follows from each word on; of the id too, which an address names."""
    words = fold(label).split()
    return {" ".join(words[start:]) for start in range(len(words))} | {tag.replace("-", " ")}


def _cut(beginning: str, entries: set[tuple[str, int]], rows: list[Row]) -> dict[str, list[Row]]:
    places = sorted({place for _, place in entries})
    further: dict[str, set[tuple[str, int]]] = {}
    for ending, place in entries:
        if len(ending) > len(beginning):
            further.setdefault(ending[: len(beginning) + 1], set()).add((ending, place))
    if len(places) <= MOST or not further:
        return {beginning: [rows[place] for place in places]}
    places.sort(key=lambda place: not fold(rows[place][1]).startswith(beginning))
    cut = {beginning: [rows[place] for place in places[:SHOWN]]}
    for longer, some in sorted(further.items()):
        cut |= _cut(longer, some, rows)
    return cut
