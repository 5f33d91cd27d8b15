"""What items' pages showed when they were last rendered, all but the text, so that a new text needs no other item.

In: the views of items' pages with their inputs. Out: the same for a few of them, by their files. A row stands for the
page on the disk if the page's fingerprint is what the row's inputs give; anything damaged is as if it were not
there.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import sqlite3
import types
import typing
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from zlib_ng import zlib_ng as zlib

from plugins.model.views import ItemView

FAST = 1  # of the levels of compression
_encode = msgspec.json.Encoder().encode
_hints = functools.cache(typing.get_type_hints)
_ZLIB_ERROR: type[Exception] = zlib.error  # type: ignore[assignment]  # which its stubs take for an object
_DAMAGE = (sqlite3.Error, _ZLIB_ERROR, msgspec.MsgspecError, ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True)
class KeptPage:
    """`inputs` are those of the page's job; `view` has no body."""

    file: str
    inputs: tuple[str, ...]
    view: ItemView


def encode_view(view: ItemView) -> bytes:
    packed: bytes = zlib.compress(_encode(msgspec.structs.replace(view, body=())), FAST)
    return packed


class KeptPages:
    def __init__(self, path: Path) -> None:
        self._path = path

    def find(self, files: Iterable[str]) -> dict[str, KeptPage]:
        found: dict[str, KeptPage] = {}
        if not self._path.exists():
            return found
        with contextlib.suppress(*_DAMAGE), contextlib.closing(sqlite3.connect(self._path)) as database:
            for file in files:
                for inputs, view in database.execute("SELECT inputs, view FROM pages WHERE file = ?", (file,)):
                    thawed = _thaw(ItemView, msgspec.json.decode(zlib.decompress(view)))
                    found[file] = KeptPage(file, tuple(inputs.split("\0")), thawed)
        return found

    def save(self, rows: Collection[tuple[str, tuple[str, ...], bytes]]) -> None:
        """(file, inputs, encoded view) of pages that were rendered; failing to keep them fails no build."""
        for _ in range(2):  # the second time without what was damaged
            try:
                with contextlib.closing(sqlite3.connect(self._path)) as database, database:
                    database.execute("PRAGMA synchronous = OFF")
                    database.execute("CREATE TABLE IF NOT EXISTS pages (file TEXT PRIMARY KEY, inputs TEXT, view BLOB)")
                    joined = ((file, "\0".join(inputs), view) for file, inputs, view in rows)
                    database.executemany("REPLACE INTO pages VALUES (?, ?, ?)", joined)
            except sqlite3.Error:
                self.forget()
            else:
                return

    def forget(self) -> None:
        for suffix in ("", "-journal"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def _thaw(kind: Any, value: Any) -> Any:
    """The value of this type that msgspec wrote so; a date in a view may have a time of day."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        others = [part for part in typing.get_args(kind) if part is not types.NoneType]
        return None if value is None else _thaw(others[0], value)
    if origin is tuple:
        part = typing.get_args(kind)[0]
        return tuple(_thaw(part, each) for each in value)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = _hints(kind)
        return kind(**{name: _thaw(hints[name], each) for name, each in value.items()})
    if kind in (dt.date, dt.datetime):
        return dt.datetime.fromisoformat(value) if "T" in value else dt.date.fromisoformat(value)
    return value
