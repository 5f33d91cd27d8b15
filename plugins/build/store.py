"""The store of items that were read before, so that a build reads only the files that changed.

In: the digest of each file's bytes and what reading it gave. Out: the same, in a later build, for a file with the same
digest. The store belongs to one content folder and one reading salt (code, vocabularies, settings); a store that is
damaged, foreign or of another salt is thrown away with a notice and made anew, never trusted. A long-lived process
keeps the object, which then needs no second loading.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from plugins.model import Fault, NewsItem, StaticPage

from .fingerprints import digest_bytes

FORMAT = "5"


class Entry(msgspec.Struct, frozen=True, gc=False):
    """What reading a file without errors gave: one of item and page, and its warnings.

    `outline` is a digest of all that an item says outside its body; a page has none.
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


_encode = msgspec.json.Encoder().encode  # JSON keeps the offset of a time; its binary kin would turn it into UTC
_decode = msgspec.json.Decoder(Entry).decode


def make_entry(content: NewsItem | StaticPage, faults: tuple[Fault, ...]) -> Entry:
    if isinstance(content, StaticPage):
        return Entry(None, content, faults)
    return Entry(content, None, faults, digest_bytes(_encode(replace(content, body=""))))


class ItemStore:
    """One store file. Nothing is raised for what is wrong with it: it then holds nothing, and `notice` says why."""

    def __init__(self, path: Path, salt: str) -> None:
        self._path = path
        self._salt = f"{FORMAT} {salt}"
        self._records: dict[str, Record] | None = None
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
                rows = database.execute("SELECT path, digest, entry, body FROM records")
                return {row[0]: _read_record(*row) for row in rows}
        except (sqlite3.Error, msgspec.MsgspecError, AssertionError, TypeError) as error:
            self.notice = f"Kho tin đã đọc bị hỏng ({error}); đọc lại từ đầu."
            self._discard()
            return {}

    def find(self, paths: Iterable[str]) -> dict[str, Record]:
        """The records of these paths, without loading the others; what has none, or a damaged one, is left out."""
        if self._records is not None:
            return {path: self._records[path] for path in paths if path in self._records}
        found: dict[str, Record] = {}
        damage = (sqlite3.Error, msgspec.MsgspecError, AssertionError, TypeError)
        with contextlib.suppress(*damage), contextlib.closing(self._connect()) as database:
            if self._is_own(database):
                for path in paths:
                    query = "SELECT path, digest, entry, body FROM records WHERE path = ?"
                    found |= {row[0]: _read_record(*row) for row in database.execute(query, (path,))}
        return found

    def amend(self, changed: Iterable[Record]) -> None:
        """Keep other records of paths that have one, without loading those of others."""
        changed = list(changed)
        if self._records is not None:
            self._records |= {record.path: record for record in changed}
        try:
            with contextlib.closing(self._connect()) as database, database:
                database.executemany("REPLACE INTO records VALUES (?, ?, ?, ?)", _rows(changed))
        except sqlite3.Error as error:
            self._lose(error)

    def _is_own(self, database: sqlite3.Connection) -> bool:
        salt = database.execute("SELECT salt FROM meta").fetchone()
        return salt is not None and salt[0] == self._salt

    def save(self, changed: Iterable[Record], removed: Iterable[str], *, anew: bool) -> None:
        """Keep the changed records and forget the removed paths, in one transaction; `anew` empties the store first."""
        changed, removed = list(changed), list(removed)
        records = {} if anew else dict(self.load())
        for path in removed:
            records.pop(path, None)
        self._records = records | {record.path: record for record in changed}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if anew:
            self._discard()
        try:
            with contextlib.closing(self._connect()) as database, database:
                database.execute("CREATE TABLE IF NOT EXISTS meta (salt TEXT)")
                columns = "path TEXT PRIMARY KEY, digest TEXT, entry BLOB, body TEXT"
                database.execute(f"CREATE TABLE IF NOT EXISTS records ({columns})")
                if anew:
                    database.execute("INSERT INTO meta VALUES (?)", (self._salt,))
                database.executemany("DELETE FROM records WHERE path = ?", ((path,) for path in removed))
                database.executemany("REPLACE INTO records VALUES (?, ?, ?, ?)", _rows(changed))
        except sqlite3.Error as error:
            self._lose(error)

    def _lose(self, error: sqlite3.Error) -> None:
        self.notice = f"Không ghi được kho tin đã đọc ({error}); lần dựng sau sẽ đọc lại từ đầu."
        self._discard()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path)

    def _discard(self) -> None:
        if self._path.is_dir():
            shutil.rmtree(self._path)
        for suffix in ("", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def _read_record(path: str, digest: str, content: bytes, body: str) -> Record:
    entry = _decode(content)
    if (entry.item is None) == (entry.page is None):
        raise msgspec.ValidationError("neither an item nor a page")
    # Nobody has seen the item yet; a body in JSON would take as long to decode as all else that a store holds.
    object.__setattr__(entry.content, "body", str(body))
    return Record(path, digest, entry)


def _rows(records: Iterable[Record]) -> Iterator[tuple[str, str, bytes, str]]:
    for record in records:
        item, page = (content and replace(content, body="") for content in (record.entry.item, record.entry.page))
        entry = msgspec.structs.replace(record.entry, item=item, page=page)
        yield record.path, record.digest, _encode(entry), record.entry.content.body
