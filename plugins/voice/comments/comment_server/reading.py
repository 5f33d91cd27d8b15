"""Reads what pages show: approved comments of a page with their replies, and how many there are.

In: a connection to Isso's database. Out: plain values in the form of Isso's own JSON. Isso compares threads by a column
without a type, which no index can serve, and reads its whole table for each comment that has replies; here a page of
twenty takes a few look-ups, however many comments there are.
"""

from __future__ import annotations

import html
import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

PUBLISHED, WAITING, REMOVED = 1, 2, 4
_SHOWN = f"mode IN ({PUBLISHED}, {REMOVED})"  # what is removed stands as such while it has replies


class Wanted(NamedTuple):
    """Which comments of a page: so many below `parent` (None for those that answer none), and replies of each."""

    limit: int
    nested_limit: int
    offset: int = 0
    parent: int | None = None


def read_comments(connection: sqlite3.Connection, uri: str, wanted: Wanted) -> dict[str, Any]:
    """The newest first, replies the oldest first; `hidden_replies` tells how many come after those shown."""
    thread = _thread_of(connection, uri)
    found = _read(connection, thread, wanted.parent, wanted.limit, wanted.offset)
    if wanted.parent is None:
        for comment in found:
            replies = _read(connection, thread, comment["id"], wanted.nested_limit, 0)
            comment["replies"] = replies
            comment["total_replies"] = _count(connection, thread, comment["id"])
            comment["hidden_replies"] = comment["total_replies"] - len(replies)
    left = _count(connection, thread, wanted.parent) - wanted.offset - len(found)
    return {"total": count_published(connection, [uri])[0], "hidden_replies": max(0, left), "replies": found}


def count_published(connection: sqlite3.Connection, uris: Iterable[str]) -> list[int]:
    query = "SELECT COUNT(*) FROM comments WHERE tid = ? AND mode = ?"
    return [connection.execute(query, (_thread_of(connection, uri), PUBLISHED)).fetchone()[0] for uri in uris]


def _thread_of(connection: sqlite3.Connection, uri: str) -> int:
    row = connection.execute("SELECT id FROM threads WHERE uri = ?", (uri,)).fetchone()
    return int(row[0]) if row else 0


def _count(connection: sqlite3.Connection, thread: int, parent: int | None) -> int:
    query = f"SELECT COUNT(*) FROM comments WHERE tid = ? AND parent IS ? AND {_SHOWN}"  # noqa: S608 — words of ours
    count: int = connection.execute(query, (thread, parent)).fetchone()[0]
    return count


def _read(
    connection: sqlite3.Connection, thread: int, parent: int | None, limit: int, offset: int
) -> list[dict[str, Any]]:
    order = "ASC" if parent is not None else "DESC"
    query = (
        "SELECT id, parent, text, author, created, mode FROM comments"  # noqa: S608 — as above
        f" WHERE tid = ? AND parent IS ? AND {_SHOWN} ORDER BY created {order}, id {order} LIMIT ? OFFSET ?"
    )
    rows = connection.execute(query, (thread, parent, limit, offset))
    names = ("id", "parent", "text", "author", "created", "mode")
    return [dict(zip(names, row, strict=True)) | {"author": html.unescape(row[3] or "")} for row in rows]
