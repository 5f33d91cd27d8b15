"""The store of items that were read before, so that a build reads only the files that changed.

In: what reading a file gave, with the digest of its bytes. Out: the same, in a later build, for a file with the same
digest; and the bodies of items, which only their own pages and the search data show, and nobody else has to hold. The
store belongs to one content folder and one reading salt (code, vocabularies, settings); a store that is damaged,
foreign or of another salt is thrown away with a notice and made anew, never trusted. A long-lived process keeps the
object, which then needs no second loading.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from plugins.model import Fault, NewsItem, SiteError, StaticPage

from .fingerprints import digest_bytes

T = TypeVar("T")

FORMAT = "6"
_TABLES = (
    "CREATE TABLE meta (salt TEXT)",
    "CREATE TABLE records (path TEXT PRIMARY KEY, digest TEXT, entry BLOB)",
    "CREATE TABLE bodies (name TEXT PRIMARY KEY, body TEXT)",
)
_DAMAGE = (sqlite3.Error, msgspec.MsgspecError, AssertionError, TypeError)


class DamagedStoreError(SiteError):
    """The store lacks what it was to hold; a build is to start again without it."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """What reading a file without errors gave: one of item and page, and its warnings.

    An item's body is empty, see `ItemStore.with_body`. `outline` is a digest of all that an item says outside its body;
    a page has none.
    """

    item: NewsItem | None
    page: StaticPage | None
    faults: tuple[Fault, ...]
    outline: str = ""

    @property
    def content(self) -> NewsItem | StaticPage:
        content = self.item or self.page
        assert content is not None
        return content


class Record(NamedTuple):
    path: str
    digest: str
    entry: Entry


class Row(NamedTuple):
    """A record as the store has it; `name` is the item's path below the content folder, `body` its body."""

    path: str
    digest: str
    entry: bytes
    name: str
    body: str

    @property
    def record(self) -> Record:
        return _read_record(self.path, self.digest, self.entry)

    @property
    def item(self) -> NewsItem:
        """With its body."""
        item = self.record.entry.item
        assert item is not None
        return msgspec.structs.replace(item, body=self.body)


_encode = msgspec.json.Encoder().encode  # JSON keeps the offset of a time; its binary kin would turn it into UTC
_decode = msgspec.json.Decoder(Entry).decode


def make_row(path: str, digest: str, content: NewsItem | StaticPage, faults: tuple[Fault, ...]) -> Row:
    """`digest` is that of the file's bytes."""
    if isinstance(content, StaticPage):
        return Row(path, digest, _encode(Entry(None, content, faults)), content.path, "")
    item = msgspec.structs.replace(content, body="")
    return Row(path, digest, _encode(Entry(item, None, faults, digest_bytes(_encode(item)))), item.path, content.body)


class ItemStore:
    """One store file. What is wrong with it when it is loaded raises nothing: it then holds nothing, and `notice` says
    why. What is found wrong later raises DamagedStoreError.
    """

    def __init__(self, path: Path, salt: str) -> None:
        self._path = path
        self._salt = f"{FORMAT} {salt}"
        self._records: dict[str, Record] | None = None
        self._shared: dict[Any, Any] = {}
        self._reading: dict[int, sqlite3.Connection] = {}  # by process: a forked one may not even close its parent's
        self.notice = ""

    def is_for(self, salt: str) -> bool:
        return self._salt == f"{FORMAT} {salt}"

    def load(self) -> Mapping[str, Record]:
        """All records by path; none when the store is missing or cannot be used."""
        if self._records is None:
            self._records = self._load()
        return self._records

    def _load(self) -> dict[str, Record]:
        if not self._path.exists():
            return {}
        try:
            with contextlib.closing(self._connect()) as database:
                if not self._is_own(database):
                    return {}
                self._shared.clear()
                rows = database.execute("SELECT * FROM records")
                return {path: _read_record(path, mark, entry, self._shared) for path, mark, entry in rows}
        except _DAMAGE as error:
            self.notice = _tell(str(error))
            self.discard()
            return {}

    def find(self, paths: Iterable[str]) -> dict[str, Record]:
        """The records of these paths, without loading the others; what has none, or a damaged one, is left out."""
        if self._records is not None:
            return {path: self._records[path] for path in paths if path in self._records}
        found: dict[str, Record] = {}
        with contextlib.suppress(*_DAMAGE), contextlib.closing(self._connect()) as database:
            if self._is_own(database):
                for path in paths:
                    query = "SELECT * FROM records WHERE path = ?"
                    found |= {row[0]: _read_record(*row) for row in database.execute(query, (path,))}
        return found

    def with_body(self, item: NewsItem) -> NewsItem:
        """An item of this store as its file says it; one that has a body is that already."""
        if item.body:
            return item
        try:
            row = self._reader().execute("SELECT body FROM bodies WHERE name = ?", (item.path,)).fetchone()
        except sqlite3.Error as error:
            raise self._damaged(str(error)) from error
        if row is None or not isinstance(row[0], str):
            raise self._damaged(f"thiếu phần thân của {item.path}")
        return msgspec.structs.replace(item, body=row[0])

    def _reader(self) -> sqlite3.Connection:
        process = os.getpid()
        if process not in self._reading:
            self._reading[process] = sqlite3.connect(f"{self._path.as_uri()}?immutable=1", uri=True)
        return self._reading[process]

    @contextlib.contextmanager
    def saving(self, *, anew: bool = False) -> Iterator[Saving]:
        """Keep rows and drop others, in one transaction; `anew` empties the store first.

        SiteError where the file cannot be written.
        """
        if anew:
            self.discard()
        records = dict(self.load())
        self._close()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with contextlib.closing(self._connect()) as database, database:
                if anew:
                    for statement in _TABLES:
                        database.execute(statement)
                    database.execute("INSERT INTO meta VALUES (?)", (self._salt,))
                saving = Saving(database, records, self._shared)
                yield saving
        except sqlite3.OperationalError as error:
            self.discard()
            message = f"Không ghi được kho tin đã đọc {self._path} ({error}); trang cũ được giữ nguyên."
            raise SiteError(message) from error
        except sqlite3.Error as error:
            raise self._damaged(str(error)) from error
        self._records = records

    def amend(self, rows: Iterable[Row]) -> None:
        """Keep other rows of paths that have one, without loading those of others."""
        rows = list(rows)
        self._close()
        if self._records is not None:
            self._records |= {row.path: row.record for row in rows}
        try:
            with contextlib.closing(self._connect()) as database, database:
                for row in rows:
                    _keep(database, row)
        except sqlite3.Error as error:
            self.notice = f"Không ghi được kho tin đã đọc ({error}); lần dựng sau sẽ đọc lại từ đầu."
            self.discard()

    def discard(self) -> None:
        """Throw away what the store holds."""
        self._close()
        self._records = None
        if self._path.is_dir():
            shutil.rmtree(self._path)
        for suffix in ("", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _is_own(self, database: sqlite3.Connection) -> bool:
        salt = database.execute("SELECT salt FROM meta").fetchone()
        return salt is not None and salt[0] == self._salt

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path)

    def _close(self) -> None:
        connection = self._reading.pop(os.getpid(), None)
        if connection is not None:
            connection.close()

    def _damaged(self, reason: str) -> DamagedStoreError:
        return DamagedStoreError(_tell(reason))


class Saving:
    """Changes of a store, which it takes when all are made."""

    def __init__(self, database: sqlite3.Connection, records: dict[str, Record], shared: dict[Any, Any]) -> None:
        self._database = database
        self.records = records
        self._shared = shared

    def keep(self, row: Row) -> Record:
        """What the store then gives for the row."""
        _keep(self._database, row)
        self.records[row.path] = record = _read_record(row.path, row.digest, row.entry, self._shared)
        return record

    def drop(self, path: str) -> Record:
        """What the store gave for the path."""
        record = self.records.pop(path)
        self._database.execute("DELETE FROM records WHERE path = ?", (path,))
        self._database.execute("DELETE FROM bodies WHERE name = ?", (record.entry.content.path,))
        return record


def _tell(reason: str) -> str:
    return f"Kho tin đã đọc bị hỏng ({reason}); đọc lại từ đầu."


def _keep(database: sqlite3.Connection, row: Row) -> None:
    database.execute("REPLACE INTO records VALUES (?, ?, ?)", (row.path, row.digest, row.entry))
    database.execute("REPLACE INTO bodies VALUES (?, ?)", (row.name, row.body))


def _read_record(path: str, digest: str, content: bytes, known: dict[Any, Any] | None = None) -> Record:
    """`known` are values that other records have too, to which this one's are added."""
    entry = _decode(content)
    if (entry.item is None) == (entry.page is None):
        raise msgspec.ValidationError("neither an item nor a page")
    if known is not None:
        _share_values(entry, known)
    return Record(path, digest, entry)


def _share_values(entry: Entry, known: dict[Any, Any]) -> None:
    """Names and warnings that many items have are held once: they are as much as all else of an item but its body."""

    def share(value: T) -> T:
        found: T = known.setdefault(value, value)
        return found

    item, path = entry.item, entry.content.path
    if item is not None:  # which nobody has seen yet
        put = msgspec.structs.force_setattr
        put(item, "category", share(item.category))
        put(item, "regions", share(item.regions))
        for name in ("chairs", "tags", "authors"):
            put(item, name, tuple(map(share, getattr(item, name))))
    if entry.faults:
        faults = (Fault(path, each.line, *map(share, (each.code, each.message, each.hint))) for each in entry.faults)
        msgspec.structs.force_setattr(entry, "faults", tuple(faults))
