"""Reads the region file.

In: `regions.json`, an object with a list `regions` of rows {id, name, kind, level, parent, since, until, successors,
aliases, tile}; dates are ISO, an alias is a name or {name, since, until}. Out: regions with their predecessors, which
follow from the others' successors.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from typing import Any

from plugins.model import COMMUNE, DISTRICT, PROVINCE, Alias, Region, normalise
from plugins.vocabulary.loading import VocabularyFile

Row = dict[str, Any]

KEYS = frozenset(("id", "name", "kind", "level", "parent", "since", "until", "successors", "aliases", "tile"))
REQUIRED = ("id", "name", "kind", "level")
_LEVELS = (PROVINCE, DISTRICT, COMMUNE)


def read_regions(file: VocabularyFile) -> list[Region]:
    """The regions of the file in its order; its faults are left in `file.faults` and faulty rows out of the list."""
    text = file.text()
    if text is None:
        return []
    try:
        rows = json.loads(text)["regions"]
    except json.JSONDecodeError as error:
        file.report(error.lineno, "SYNTAX", f"sai cú pháp JSON: {error.msg}", "kiểm tra dấu phẩy, ngoặc và ngoặc kép")
        return []
    except (KeyError, TypeError, RecursionError):
        rows = None
    if not isinstance(rows, list):
        file.report(1, "MISSING", "thiếu danh sách «regions»", "tạo lại tệp theo README.md")
        return []
    lines = _Lines(text)
    sound = [row for row in rows if _check_row(file, row, lines)]
    file.check_ids(_RowIds(sound, lines))
    _check_references(file, sound, lines)
    predecessors: dict[str, list[str]] = defaultdict(list)
    for row in sound:
        for successor in row.get("successors", ()):
            predecessors[successor].append(row["id"])
    return [] if file.faults else [_region(row, tuple(predecessors.get(row["id"], ()))) for row in sound]


class _Lines:
    """Finds the line of a region's row when a fault needs it: the JSON parser tells none."""

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, region_id: object, occurrence: int = 1) -> int:
        if not isinstance(region_id, str):
            return 1
        mark = json.dumps(region_id, ensure_ascii=False)
        place = -1
        for _ in range(occurrence):
            place = max(self._text.find(f'"id":{mark}', place + 1), self._text.find(f'"id": {mark}', place + 1))
        return self._text.count("\n", 0, max(place, 0)) + 1
