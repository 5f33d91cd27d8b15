"""Files that are there whole or not at all, and never in the place of another.

In: a file that is being written, beside its place and hidden. Out: the same file under its name. What a killed run left
behind is swept by the next.
"""

from __future__ import annotations

import os
from pathlib import Path

PREFIX = ".import-"


def part_of(target: Path, mark: str = "") -> Path:
    """Where the file is written before it gets its name; hidden, so that nobody reads it meanwhile."""
    return target.with_name(f"{PREFIX}{mark}-{target.name}")


def place(part: Path, target: Path) -> bool:
    """Give a finished file its name unless another has it; whether it was given."""
    try:
        os.link(part, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if target.exists():
            return False
        part.rename(target)
    return True


def sweep(content: Path) -> None:
    """Remove what a killed run was writing; raises OSError."""
    for pattern in (f"{PREFIX}*", f"news/**/{PREFIX}*", f"images/**/{PREFIX}*"):
        for path in content.glob(pattern):
            path.unlink(missing_ok=True)
