"""Isso's database, where the server itself has no way in: the queue, the index it lacks, moving, export and import.

In: the path of the SQLite file. Out: rows as plain values. Isso's tables are `threads` (id, uri, title) and `comments`;
`FORM` is the version of them that this module knows.
"""

from __future__ import annotations

import html
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from .reading import PUBLISHED, REMOVED, WAITING, Wanted, count_published, read_comments
from .wording import WordingError, read_wording

FORM = 5  # Isso's PRAGMA user_version
STATES = {PUBLISHED: "published", WAITING: "waiting", REMOVED: "removed"}
_MODES = {name: mode for mode, name in STATES.items()}
_NO_VOTES = bytes(256)
_NO_ADDRESS = "0.0.0.0"  # noqa: S104 — what Isso writes where an address is not known


class DatabaseError(Exception):
    """The file is no database of Isso's, or of another version; the message says so in Vietnamese."""


class Waiting(NamedTuple):
    """`created` is in seconds since 1970; `parent` is the text of the comment that it answers, empty without one."""

    id: int
    uri: str
    title: str
    author: str
    text: str
    created: float
    parent: str
    mode: int


class Imported(NamedTuple):
    added: int
    known: int


# The second is for waiting comments alone, so that nothing else is looked up by it; the third is for limits of rates.
_INDEXES = {
    "portal_thread": "(tid, parent, mode, created)",
    "portal_waiting": f"(created) WHERE mode = {WAITING}",
    "portal_sender": "(remote_addr, created)",
}
_COUNT_WAITING = f"SELECT COUNT(*) FROM comments WHERE mode = {WAITING}"  # noqa: S608 — a number of ours
_WAITING = """
    SELECT c.id, t.uri, t.title, COALESCE(c.author, ''), c.text, c.created, COALESCE(p.text, ''), c.mode
    FROM comments c JOIN threads t ON t.id = c.tid LEFT JOIN comments p ON p.id = c.parent
"""


class Database:
    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept together, or none of them; DatabaseError where there is no database."""
        if not self.path.is_file():
            raise DatabaseError(f"Chưa có cơ sở dữ liệu ý kiến {self.path}; hãy chạy máy chủ một lần trước.")
        with closing(sqlite3.connect(self.path, timeout=10)) as connection:
            try:
                form = connection.execute("PRAGMA user_version").fetchone()[0]
            except sqlite3.DatabaseError as error:
                raise DatabaseError(f"{self.path} không phải cơ sở dữ liệu ý kiến: {error}.") from error
            if form != FORM:
                raise DatabaseError(f"{self.path} có dạng {form}, ở đây chỉ biết dạng {FORM} (của Isso 0.14).")
            with connection:
                yield connection

    def prepare(self) -> None:
        """Give the table the indexes it lacks: without them each page of comments reads the whole table many times."""
        with self.open() as connection:
            for name, place in _INDEXES.items():
                connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON comments {place}")

    def has_thread(self, uri: str) -> bool:
        with self.open() as connection:
            return connection.execute("SELECT 1 FROM threads WHERE uri = ?", (uri,)).fetchone() is not None

    def read(self, uri: str, wanted: Wanted) -> dict[str, Any]:
        """A page's comments as pages show them; see `read_comments`."""
        with self.open() as connection:
            return read_comments(connection, uri, wanted)

    def count_published(self, *uris: str) -> list[int]:
        with self.open() as connection:
            return count_published(connection, uris)

    def count_waiting(self) -> int:
        with self.open() as connection:
            count: int = connection.execute(_COUNT_WAITING).fetchone()[0]
        return count

    def find(self, comment: int) -> Waiting | None:
        with self.open() as connection:
            row = connection.execute(f"{_WAITING} WHERE c.id = ?", (comment,)).fetchone()
        return _waiting(row) if row else None

    def find_waiting(self, most: int) -> list[Waiting]:
        """Those that await review, the oldest first."""
        with self.open() as connection:
            rows = connection.execute(f"{_WAITING} WHERE c.mode = {WAITING} ORDER BY c.created LIMIT ?", (most,))
            return [_waiting(row) for row in rows]

    def move(self, moves: Mapping[str, str]) -> int:
        """Let threads follow their pages from old addresses to new ones; how many comments moved.

        A chain of moves leads to its end. Where the new address has a thread already, both become one.
        """
        moved = 0
        with self.open() as connection:
            threads = dict(connection.execute("SELECT uri, id FROM threads"))
            for old, thread in list(threads.items()):
                new = _end_of(old, moves)
                if new == old:
                    continue
                moved += connection.execute("SELECT COUNT(*) FROM comments WHERE tid = ?", (thread,)).fetchone()[0]
                if new in threads:
                    connection.execute("UPDATE comments SET tid = ? WHERE tid = ?", (threads[new], thread))
                    connection.execute("DELETE FROM threads WHERE id = ?", (thread,))
                else:
                    connection.execute("UPDATE threads SET uri = ? WHERE id = ?", (new, thread))
                    threads[new] = thread
                del threads[old]
        return moved

    def export(self) -> dict[str, Any]:
        """All comments, of all states, in the form that `load` reads; without addresses."""
        query = "SELECT id, parent, created, author, text, mode FROM comments WHERE tid = ? ORDER BY id"
        with self.open() as connection:
            threads = []
            for thread, uri, title in connection.execute("SELECT id, uri, title FROM threads ORDER BY uri"):
                comments = [
                    {
                        "id": number,
                        "parent": parent,
                        "created": created,
                        "author": html.unescape(author) if author else None,  # Isso keeps names escaped
                        "text": text,
                        "state": STATES.get(mode, STATES[WAITING]),
                    }
                    for number, parent, created, author, text, mode in connection.execute(query, (thread,))
                ]
                threads.append({"uri": uri, "title": title, "comments": comments})
        return {"format": 1, "threads": threads}

    def load(self, exported: object) -> Imported:
        """Add the comments of an export that are not there yet; DatabaseError names what is wrong, and none is added.

        Texts pass the same rules as those that readers write.
        """
        threads = exported.get("threads") if isinstance(exported, dict) else None
        if not isinstance(exported, dict) or exported.get("format") != 1 or not isinstance(threads, list):
            raise DatabaseError('Tệp nhập phải có dạng {"format": 1, "threads": […]}, như tệp do lệnh export ghi.')
        added = known = 0
        with self.open() as connection:
            for thread in threads:
                try:
                    counts = _load_thread(connection, thread)
                except (KeyError, TypeError, ValueError, WordingError) as error:
                    place = thread.get("uri", "?") if isinstance(thread, dict) else "?"
                    raise DatabaseError(f"Không nhập được ý kiến của trang {place}: {error}") from error
                added, known = added + counts.added, known + counts.known
        return Imported(added, known)


def _waiting(row: tuple[Any, ...]) -> Waiting:
    waiting = Waiting(*row)
    return waiting._replace(author=html.unescape(waiting.author))


def _load_thread(connection: sqlite3.Connection, thread: Mapping[str, Any]) -> Imported:
    uri, added, known = str(thread["uri"]), 0, 0
    connection.execute("INSERT OR IGNORE INTO threads (uri, title) VALUES (?, ?)", (uri, str(thread["title"])))
    number = connection.execute("SELECT id FROM threads WHERE uri = ?", (uri,)).fetchone()[0]
    ids: dict[int, int] = {}
    for comment in sorted(thread["comments"], key=lambda one: (one["parent"] is not None, one["id"])):
        mode, created = _MODES[comment["state"]], float(comment["created"])
        text, author = "", None
        if mode != REMOVED:
            text, author = read_wording(comment["text"], comment["author"])
        row = (number, created, text)
        found = connection.execute("SELECT id FROM comments WHERE tid = ? AND created = ? AND text = ?", row).fetchone()
        if found:
            known += 1
            ids[comment["id"]] = found[0]
            continue
        parent = ids[comment["parent"]] if comment["parent"] is not None else None
        new = connection.execute(
            "INSERT INTO comments (tid, parent, created, mode, remote_addr, text, author, voters)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                parent,
                created,
                mode,
                _NO_ADDRESS,
                text,
                html.escape(author, quote=False) if author else None,
                _NO_VOTES,
            ),
        )
        ids[comment["id"]] = int(new.lastrowid or 0)
        added += 1
    return Imported(added, known)


def _end_of(address: str, moves: Mapping[str, str]) -> str:
    seen = {address}
    while (step := moves.get(address)) and step not in seen:
        seen.add(step)
        address = step
    return address
