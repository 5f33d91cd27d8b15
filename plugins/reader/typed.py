"""A value of a file's head as it was typed, whichever way the head was read.

In: nothing. Out: the class.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Value:
    """With its line: text, nothing (None), a list, or a mapping."""

    data: str | list[Value] | dict[str, Value] | None
    line: int


NULLS = ("", "~", "null", "Null", "NULL")  # what stands for nothing without quotation marks
