"""Progress of a build on a terminal: a bar for each phase, with the time left. Silent elsewhere: logs stay readable."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

_shown: list[Progress] = []  # the display, while there is one: a terminal has room for no second


@contextmanager
def show_progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar for `total` steps on standard error; yields the function that advances it. Bars may stand within others."""
    if _shown:
        task = _shown[0].add_task(label, total=total)
        try:
            yield lambda steps: _shown[0].advance(task, steps)
        finally:
            _shown[0].remove_task(task)
        return
    if not sys.stderr.isatty():
        yield lambda steps: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(label, total=total)
        _shown.append(progress)
        try:
            yield lambda steps: progress.advance(task, steps)
        finally:
            _shown.clear()
