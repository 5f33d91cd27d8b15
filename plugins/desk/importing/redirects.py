"""The map from addresses of a former site to those of the items that were imported from it.

In: old address, new address and file of each item. Out: `redirects.csv` in the content folder, with what earlier
imports put there; a host's own form is made of it when the site is moved.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from plugins.desk.importing.parts import part_of
from plugins.model.paths import confine

NAME = "redirects.csv"
_HEADER = ("from", "to", "file")


class Redirect(NamedTuple):
    """`old` is a whole address, `new` root-relative, `file` the item's path below the content folder."""

    old: str
    new: str
    file: str


def update_redirects(content: Path, found: Iterable[Redirect]) -> tuple[Path, int]:
    """Merge what was found into the map, one line for each old address, sorted; the file and its number of lines.

    Raises OSError or PathError when it cannot be read or written.
    """
    path = confine(content, NAME)
    known = {redirect.old: redirect for redirect in _read(path)}
    merged = known | {redirect.old: redirect for redirect in found}
    if merged and merged != known:
        part = part_of(path)
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(_HEADER)
                writer.writerows(sorted(merged.values()))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return path, len(merged)


def _read(path: Path) -> Iterable[Redirect]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except FileNotFoundError:
        return
    for row in rows[1:]:
        if len(row) == len(_HEADER):
            yield Redirect(*row)
