"""The entries of the base, kept from build to build, so that an edit costs only what it changes.

In: the fields of each item of the base. Out: the sorted entries of each shard, and for each a revision that stands for
them. Beside the entries the store keeps the fields it has them from: the postings that an edit takes away are found
again in the text as it was. A store that is damaged, or made by other code, is thrown away.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sqlite3
import tempfile
from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import brotli

from plugins.model import SiteError

from .fields import Fields, Mark, pack_fields, unpack_fields
from .keys import KEY_BITS
from .postings import RARE
from .shards import Base

if TYPE_CHECKING:
    from .making import Making

COMMON = 300  # a single token that more items than this have only in their text has no key of its own
FEW = 64  # changed items, or a share of SHARE, that are not worth making all anew
SHARE = 1 / 20
_TABLES = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, content TEXT)",
    "CREATE TABLE marks (item INTEGER PRIMARY KEY, file TEXT, names TEXT)",
    "CREATE TABLE fields (item INTEGER PRIMARY KEY, content BLOB)",
    "CREATE TABLE shards (number INTEGER PRIMARY KEY, revision TEXT)",
    "CREATE TABLE entries (shard INTEGER PRIMARY KEY, content BLOB)",
    "CREATE TABLE common (key INTEGER PRIMARY KEY)",
)

Read = Callable[[int], Fields]
Find = Callable[[Fields], list[int]]
Make = Callable[[Path], "Making"]


class DamagedError(Exception):
    """What the store holds is not what was put in."""


_DAMAGE = (sqlite3.Error, brotli.error, DamagedError, TypeError, ValueError)


class EntryStore:
    """The entries of one base; an entry is a posting of KeyFinder with its item's number in it.

    `state` is another one whenever anything in the store is. `salt` stands for the code that makes the entries.
    """

    def __init__(self, path: Path, salt: str) -> None:
        self._path = path
        self._salt = salt
        self._reader: tuple[int, sqlite3.Connection] | None = None
        self.base = Base("", 0, 0)
        self.state = ""

    def update(self, base: Base, marks: Sequence[Mark], fields: Read, find: Find, make: Make) -> None:
        """Bring the store up to date: `marks` stand for what each item's fields are made from, `fields` makes them.

        `find` is for few items; `make` makes all entries anew, in a folder of its own.
        """
        known = self._load_marks() if self.load() and self.base.bits == base.bits else None
        changed = [item for item, (old, new) in enumerate(zip_longest(known or (), marks)) if old != new]
        if known is not None and not changed and base == self.base:
            return
        try:
            if len(changed) <= max(FEW, len(marks) * SHARE):
                with contextlib.suppress(*_DAMAGE):
                    self._amend(base, marks, changed, fields, find, anew=known is None)
                    return
            self._make(base, marks, make)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path)) from error
            raise SiteError(f"Không ghi được chỉ mục tìm kiếm vào {self._path.parent}: {error}.") from error

    def edit_bodies(self, edits: Mapping[int, tuple[str, str]], find: Find) -> list[int] | None:
        """Give items other bodies; `edits` has the mark of the file and the body by item. The shards that change.

        None, and nothing is done, where the store is damaged or a single token comes to be common or ceases to be.
        """
        try:
            with self._writing() as database:
                changed: dict[int, tuple[Mark, Fields]] = {}
                for item, (file, body) in edits.items():
                    (names,) = _fetch(database, "SELECT names FROM marks WHERE item = ?", item)
                    changed[item] = Mark(file, names), _read_fields(database, item)._replace(body=body)
                shards, becoming = self._exchange(database, {item: new for item, (_, new) in changed.items()}, find)
                if becoming:
                    raise DamagedError
                self._note(database, self.base, ((item, mark) for item, (mark, _) in changed.items()))
        except _DAMAGE:
            return None
        return shards

    def load(self) -> bool:
        """Whether there is a store made by this code; `base` and `state` are then its."""
        self._close()
        try:
            facts = dict(self._connection().execute("SELECT name, content FROM facts")) if self._path.exists() else {}
            self.base, self.state = Base(facts["name"], int(facts["size"]), int(facts["bits"])), facts["state"]
            return bool(facts["salt"] == self._salt)
        except (sqlite3.Error, KeyError, ValueError, TypeError):
            return False

    def read(self, shards: range) -> tuple[array[int], list[int]]:
        """The sorted entries of these shards, and the keys of single tokens that are to be left out where RARE."""
        shift = KEY_BITS - self.base.bits
        query = "SELECT key FROM common WHERE key >= ? AND key < ?"
        try:
            entries = _read_entries(self._connection(), shards)
            keys = self._connection().execute(query, (shards[0] << shift, (shards[-1] + 1) << shift))
            return entries, [key for (key,) in keys]
        except (sqlite3.Error, DamagedError):
            self._discard()
            raise SiteError("Chỉ mục tìm kiếm giữ từ lần dựng trước bị hỏng và đã bỏ đi; hãy dựng lại.") from None

    def revisions(self, shards: range) -> list[str]:
        """A text for each of these shards: while it is the same, the shard is. DamagedError when one is not there."""
        query = "SELECT revision FROM shards WHERE number BETWEEN ? AND ? ORDER BY number"
        try:
            rows = self._connection().execute(query, (shards[0], shards[-1])).fetchall() if shards else []
        except sqlite3.Error as error:
            raise DamagedError from error
        if len(rows) != len(shards):
            raise DamagedError
        return [revision for (revision,) in rows]

    @property
    def common(self) -> list[int]:
        """The keys of single tokens that too many items have, ascending."""
        rows = self._connection().execute("SELECT key FROM common ORDER BY key") if self.base.size else ()
        return [key for (key,) in rows]

    def _load_marks(self) -> list[Mark] | None:
        """The marks of the items in the store; None when it is of no use."""
        try:
            self.revisions(self.base.shards)
            rows = self._connection().execute("SELECT item, file, names FROM marks ORDER BY item").fetchall()
        except (sqlite3.Error, DamagedError):
            return None
        is_whole = [item for item, _, _ in rows] == list(range(self.base.size))
        return [Mark(file, names) for _, file, names in rows] if is_whole else None

    def _make(self, base: Base, marks: Sequence[Mark], make: Make) -> None:
        """Find the entries of all items anew."""
        with self._writing_anew() as database, tempfile.TemporaryDirectory(dir=self._path.parent) as folder:
            making = make(Path(folder))
            item = shard = 0
            for block in making.find():
                database.executemany("INSERT INTO fields VALUES (?, ?)", enumerate(block, item))
                item += len(block)
            for part in making.sort():
                _write_shards(database, ((number, *each) for number, each in enumerate(part.shards, shard)))
                shard += len(part.shards)
                database.executemany("INSERT INTO common VALUES (?)", ((key,) for key in part.common))
            self._note(database, base, enumerate(marks))

    def _amend(
        self, base: Base, marks: Sequence[Mark], changed: Sequence[int], fields: Read, find: Find, *, anew: bool
    ) -> None:
        with self._writing_anew() if anew else self._writing() as database:
            if anew:
                _write_shards(database, ((shard, b"", revise(b"")) for shard in range(1 << base.bits)))
            self.base = base
            new = {item: fields(item) if item < len(marks) else None for item in changed}
            self._exchange(database, new, find)
            self._note(database, base, ((item, marks[item] if item < len(marks) else None) for item in changed))

    def _exchange(
        self, database: sqlite3.Connection, changed: Mapping[int, Fields | None], find: Find
    ) -> tuple[list[int], bool]:
        """Take out what changed items had and put in what they have; None stands for an item that is gone.

        The shards that change, and whether a single token has come to be common or ceased to be.
        """
        gone: dict[int, list[int]] = defaultdict(list)
        come: dict[int, list[int]] = defaultdict(list)
        shift = 2 * KEY_BITS - self.base.bits
        for item, fields in changed.items():
            before = _entries(item, find(_read_fields(database, item)))
            after = _entries(item, find(fields)) if fields else set()
            for found, side in ((before - after, gone), (after - before, come)):
                for entry in found:
                    side[entry >> shift].append(entry)
            if fields:
                database.execute("REPLACE INTO fields VALUES (?, ?)", (item, pack_fields(fields)))
            else:
                database.execute("DELETE FROM fields WHERE item = ?", (item,))
        shards, becoming = sorted(gone.keys() | come.keys()), False
        for shard in shards:
            entries = _read_entries(database, range(shard, shard + 1))
            keys = {entry >> KEY_BITS for entry in gone[shard] + come[shard] if entry & RARE}
            was = {key for key in keys if _is_common(entries, key)}
            _replace(entries, gone[shard], come[shard])
            now = {key for key in keys if _is_common(entries, key)}
            _write_shards(database, [(shard, entries.tobytes(), revise(entries.tobytes()))])
            database.executemany("DELETE FROM common WHERE key = ?", ((key,) for key in was - now))
            database.executemany("INSERT INTO common VALUES (?)", ((key,) for key in now - was))
            becoming = becoming or was != now
        return shards, becoming

    def _note(self, database: sqlite3.Connection, base: Base, marks: Iterable[tuple[int, Mark | None]]) -> None:
        """Write down what the store is of now; `marks` are those that changed."""
        state = hashlib.blake2b(repr((self.state, base)).encode(), digest_size=8)

        def rows() -> Iterator[tuple[int, str, str]]:
            for item, mark in marks:
                state.update(f"{item} {' '.join(mark or ())}\0".encode())
                if mark is not None:
                    yield item, *mark

        database.executemany("REPLACE INTO marks VALUES (?, ?, ?)", rows())
        database.execute("DELETE FROM marks WHERE item >= ?", (base.size,))
        self.base, self.state = base, state.hexdigest()
        facts = {"salt": self._salt, "state": self.state, **base._asdict()}
        database.executemany("REPLACE INTO facts VALUES (?, ?)", ((name, str(fact)) for name, fact in facts.items()))

    @contextlib.contextmanager
    def _writing_anew(self) -> Iterator[sqlite3.Connection]:
        self._discard()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._writing() as database:
            for statement in _TABLES:
                database.execute(statement)
            yield database

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; without waiting for the disk, since a store that is lost costs only time."""
        self._close()
        with contextlib.closing(sqlite3.connect(self._path)) as database:
            database.execute("PRAGMA synchronous = OFF")
            with database:
                yield database

    def _discard(self) -> None:
        self._close()
        if self._path.is_dir():
            shutil.rmtree(self._path)
        for suffix in ("", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _connection(self) -> sqlite3.Connection:
        """To read with; SQLite's connections cannot be taken over into a forked process."""
        if self._reader is None or self._reader[0] != os.getpid():
            self._reader = os.getpid(), sqlite3.connect(self._path)
        return self._reader[1]

    def _close(self) -> None:
        if self._reader is not None and self._reader[0] == os.getpid():
            self._reader[1].close()
        self._reader = None


def _entries(item: int, postings: Iterable[int]) -> set[int]:
    return {posting | item << 8 for posting in postings}


def _replace(entries: array[int], gone: Iterable[int], come: Iterable[int]) -> None:
    for entry in gone:
        place = bisect_left(entries, entry)
        if entries[place : place + 1] != array("Q", [entry]):
            raise DamagedError
        del entries[place]
    for entry in come:
        insort(entries, entry)


def _is_common(entries: array[int], key: int) -> bool:
    part = entries[bisect_left(entries, key << KEY_BITS) : bisect_left(entries, (key + 1) << KEY_BITS)]
    return sum(1 for entry in part if entry & RARE) > COMMON


def _fetch(database: sqlite3.Connection, query: str, number: int) -> tuple[str, ...]:
    row: tuple[str, ...] | None = database.execute(query, (number,)).fetchone()
    if row is None:
        raise DamagedError
    return row


def _read_entries(database: sqlite3.Connection, shards: range) -> array[int]:
    query = (
        "SELECT content, revision FROM entries JOIN shards ON number = shard WHERE shard BETWEEN ? AND ? ORDER BY shard"
    )
    rows = database.execute(query, (shards[0], shards[-1])).fetchall()
    if len(rows) != len(shards):
        raise DamagedError
    entries = array("Q")
    for content, revision in rows:
        if not isinstance(content, bytes) or revise(content) != revision:
            raise DamagedError
        entries.frombytes(content)
    return entries


def _write_shards(database: sqlite3.Connection, shards: Iterable[tuple[int, bytes, str]]) -> None:
    """Numbers, entries and revisions."""
    rows = list(shards)
    database.executemany("REPLACE INTO shards VALUES (?, ?)", ((shard, revision) for shard, _, revision in rows))
    database.executemany("REPLACE INTO entries VALUES (?, ?)", ((shard, content) for shard, content, _ in rows))


def _read_fields(database: sqlite3.Connection, item: int) -> Fields:
    """The fields an item had; empty ones when it is new."""
    row = database.execute("SELECT content FROM fields WHERE item = ?", (item,)).fetchone()
    return unpack_fields(row[0]) if row else Fields("", "", (), "")


def revise(content: bytes) -> str:
    """The revision of a shard with these entries."""
    return hashlib.blake2b(content, digest_size=8).hexdigest()
