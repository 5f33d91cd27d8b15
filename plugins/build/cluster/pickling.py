"""Packs values one after another for another process.

In: values, as tasks are made for them. Out: the bytes of one chunk, and the values again.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from contextlib import suppress
from typing import Any


class Pack:
    """Values one after another, for `read_pack`; what several of them share is in it once."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self._pickler = pickle.Pickler(self._buffer, pickle.HIGHEST_PROTOCOL)

    def add(self, value: Any) -> None:
        self._pickler.dump(value)

    @property
    def size(self) -> int:
        """In bytes."""
        return self._buffer.tell()

    @property
    def content(self) -> bytes:
        return self._buffer.getvalue()


def read_pack(content: bytes) -> Iterator[Any]:
    unpickler = pickle.Unpickler(io.BytesIO(content))  # noqa: S301 — from the driver, as the code is
    with suppress(EOFError):
        while True:
            yield unpickler.load()
