"""A file written beside its place, to be judged there or put in place in one step.

In: the place and the content. Out: a trial file, gone when nobody put it in place. Mending has stricter ways than this.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def write_beside(file: Path, content: bytes) -> Iterator[Path]:
    """A hidden file in the same folder, with the same ending; no watch and no build sees it. OSError as usual."""
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=f"-{file.name}", dir=file.parent)
    trial = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        trial.chmod(0o644)
        yield trial
    finally:
        trial.unlink(missing_ok=True)
