"""Work that may be done in another process, on this machine or on another.

In: what a worker needs beside the portal, and what it needs of each task, as plain data. Out: a function of the index
like any other, which whoever spreads the work may also take apart and send elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from plugins.model.portal import Portal

T = TypeVar("T")


class Movable(Generic[T]):
    """`open(portal, common)` gives the function that makes a task's result of its `payload(index)`.

    `open` is a function of a module. `common`, payloads and results can be pickled and are small beside the work. A
    portal on another machine has the settings, vocabularies, theme, renderers and environments of this one and sees its
    content, output and state by the same paths; it has no corpus. Where it `is_apart` it has none of these folders but
    a state of its own: the content's files it gets by `Portal.files`, and all else goes with payloads and results. An
    OutOfReachError has the task done here. `part` tells what a task belongs to where tasks next to one another are best
    done in one place: the month of an item. No more than `together` tasks go to one place at once: their results are
    large.
    """

    def __init__(
        self,
        portal: Portal,
        open: Callable[[Portal, Any], Callable[[Any], T]],  # noqa: A002
        common: Any,
        payload: Callable[[int], Any],
        part: Callable[[int], str] = lambda _: "",
        *,
        together: int = sys.maxsize,
    ) -> None:
        self._portal = portal
        self.together = together
        self.open, self.common, self.payload, self.part = open, common, payload, part

    def __call__(self, index: int) -> T:
        return self._work(self.payload(index))

    @cached_property
    def _work(self) -> Callable[[Any], T]:
        return self.open(self._portal, self.common)
