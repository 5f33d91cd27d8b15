"""Faults that editors can mend, and the error that carries them.

In: what a room found wrong in a file. Out: lines of the form `path:line: CODE message (hint)`.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Fault(msgspec.Struct, frozen=True, order=True, gc=False):
    """One thing wrong in one file.

    `path` is relative to the content folder (or as the user gave it), `line` counts from 1. A code that starts with
    `E-` stops the build; one that starts with `W-` is a warning. `message` says what is wrong and `hint` the remedy,
    both in Vietnamese.
    """

    path: str
    line: int
    code: str
    message: str
    hint: str = ""

    @property
    def is_error(self) -> bool:
        return self.code.startswith("E-")

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.path}:{self.line}: {self.code} {self.message}{hint}"


class SiteError(Exception):
    """The site cannot be built. `faults` lists every reason found, by path and line; the message is Vietnamese."""

    def __init__(self, message: str, faults: Iterable[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(sorted(faults))


class UnknownNameError(LookupError):
    """A name that a vocabulary does not hold, or holds more than once.

    `message` and `hint` are Vietnamese and complete; `candidates` are the names the editor may have meant, best first.
    """

    def __init__(self, message: str, hint: str = "", candidates: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.candidates = tuple(candidates)
