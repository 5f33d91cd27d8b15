"""The map from addresses of a former site to those of the items that were imported from it.

In: old address, new address and file of each item. Out: `redirects.csv` in the content folder, with what earlier
imports put there; the build makes redirects of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from plugins.desk.importing.parts import part_of
from plugins.model.paths import confine
from plugins.model.redirects import MAP_HEADER, MAP_NAME, Moved, read_map


def update_redirects(content: Path, found: Iterable[Moved]) -> tuple[Path, int]:
    """Merge what was found into the map, one line for each old address, sorted; the file and its number of lines.

    Raises OSError and ValueError (PathError too) when it cannot be read or written.
    """
    path = confine(content, MAP_NAME)
    known = {moved.old: moved for moved in read_map(content)}
    merged = known | {moved.old: moved for moved in found}
    if merged and merged != known:
        part = part_of(path)
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(MAP_HEADER)
                writer.writerows(sorted(merged.values()))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return path, len(merged)
