"""What lies below a folder of the content, without entering what is hidden or elsewhere.

In: a folder. Out: the files below it, in an order that no file system changes.
"""

from __future__ import annotations

import os
from pathlib import Path


def list_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """Visible files; and hidden files, with hidden folders and links to folders, which are not entered."""
    found, aside = [], []
    for parent, folders, names in os.walk(folder):
        # A link to a folder is named among the folders: it is not followed, and what lies behind it is not ours.
        aside += [f"{parent}/{name}" for name in folders if name[0] == "." or os.path.islink(f"{parent}/{name}")]  # noqa: PTH114
        aside += [f"{parent}/{name}" for name in names if name[0] == "."]
        folders[:] = [name for name in folders if name[0] != "."]
        found += [f"{parent}/{name}" for name in names if name[0] != "."]
    return [Path(path) for path in sorted(found)], [Path(path) for path in sorted(aside)]
