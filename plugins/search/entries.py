"""The entries of the base, kept from build to build, so that an edit costs only what it changes.

In: the fields of each item of the base. Out: the sorted entries of each shard, and for each shard a revision that
changes when they do. Beside the entries the store keeps the fields it has them from: the postings that an edit takes
away are found again in the text as it was. A store that is damaged, or made by other code, is thrown away.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zlib
from array import array
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from plugins.model import SiteError

from .fields import Fields
from .postings import RARE

COMMON = 300  # a single token that more items than this have only in their text has no key of its own
BUCKETS = 256  # entries lie in buckets by the first byte of their keys
BLOCK = 64  # items whose postings are found in one go
_TABLES = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, content BLOB)",
    "CREATE TABLE fields (item INTEGER PRIMARY KEY, content BLOB)",
    "CREATE TABLE buckets (number INTEGER PRIMARY KEY, entries BLOB, checksum INTEGER)",
)

Find = Callable[[Fields], list[int]]
Spread = Callable[[Callable[[int], Any], int, str], Iterator[Any]]


class DamagedError(Exception):
    """What the store holds is not what was put in."""


class EntryStore:
    """Entries in 2**`bits` shards; an entry is a posting of KeyFinder with its item's number in it.

    `revisions` has one text for each shard: while it is the same, the shard is. `common` are the keys of single tokens
    that too many items have. `salt` stands for the code that makes the entries.
    """

    def __init__(self, path: Path, salt: str, bits: int) -> None:
        self._path = path
        self._salt = f"{salt} {bits}"
        self._bits = bits
        self._reader: tuple[int, sqlite3.Connection] | None = None
        self._bucket: tuple[int, array[int]] | None = None
        self.revisions: tuple[str, ...] = ()
        self.common: frozenset[int] = frozenset()

    def update(self, marks: Sequence[str], fields: Callable[[int], Fields], find: Find, spread: Spread) -> None:
        """Bring the store up to date: `marks` stand for what each item's fields are made from, `fields` makes them."""
        known = self._load()
        changed = [item for item, (old, new) in enumerate(zip_longest(known, marks)) if old != new]
        if known and not changed:
            return
        if len(changed) * 2 < len(marks):
            with contextlib.suppress(sqlite3.Error, zlib.error, DamagedError, TypeError, ValueError):
                self._amend(marks, {item: fields(item) if item < len(marks) else None for item in changed}, find)
                return
        try:
            self._make(marks, fields, find, spread)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path)) from error
            raise SiteError(f"Không ghi được chỉ mục tìm kiếm vào {self._path.parent}: {error}.") from error

    def read(self, shard: int) -> list[int]:
        """The sorted entries of a shard, without single tokens that are not rare."""
        low, high = shard << (64 - self._bits), (shard + 1) << (64 - self._bits)
        common = self.common
        return [
            entry
            for number in range(low >> 56, ((high - 1) >> 56) + 1)
            for entry in _part(self._open_bucket(number), low, high)
            if not (entry & RARE and entry >> 32 in common)
        ]

    def _load(self) -> list[str]:
        """The marks of the items in the store; none when it is missing or of no use."""
        if not self._path.exists():
            return []
        try:
            with contextlib.closing(sqlite3.connect(self._path)) as database:
                facts = dict(database.execute("SELECT name, content FROM facts"))
            if facts["salt"] != self._salt:
                return []
            self.revisions = tuple(facts["revisions"].split())
            self.common = frozenset(json.loads(facts["common"]))
            marks: list[str] = facts["marks"].split("\0")
        except (sqlite3.Error, KeyError, ValueError, AttributeError, TypeError):
            return []
        return marks if len(self.revisions) == 1 << self._bits else []

    def _make(self, marks: Sequence[str], fields: Callable[[int], Fields], find: Find, spread: Spread) -> None:
        """Find the entries of all items anew."""

        def find_block(number: int) -> tuple[list[bytes], list[bytes]]:
            block = range(number * BLOCK, min((number + 1) * BLOCK, len(marks)))
            texts = [fields(item) for item in block]
            parts = [array("Q") for _ in range(BUCKETS)]
            for item, text in zip(block, texts, strict=True):
                for entry in _entries(item, find(text)):
                    parts[entry >> 56].append(entry)
            return [part.tobytes() for part in parts], [_pack(text) for text in texts]

        def sort_bucket(number: int) -> tuple[bytes, list[int]]:
            entries = sorted(array("Q", (folder / f"{number}").read_bytes()))
            counts = Counter([entry >> 32 for entry in entries if entry & RARE])
            return array("Q", entries).tobytes(), [key for key, count in counts.items() if count > COMMON]

        self._discard()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        common: list[int] = []
        with tempfile.TemporaryDirectory(dir=self._path.parent) as name, self._writing() as database:
            folder = Path(name)
            for statement in _TABLES:
                database.execute(statement)
            with contextlib.ExitStack() as stack:
                files = [stack.enter_context((folder / f"{number}").open("wb")) for number in range(BUCKETS)]
                blocks = spread(find_block, -(-len(marks) // BLOCK), "Lập chỉ mục")
                for number, (parts, texts) in enumerate(blocks):
                    for file, part in zip(files, parts, strict=True):
                        file.write(part)
                    _write_fields(database, enumerate(texts, number * BLOCK))
            for number, (entries, keys) in enumerate(spread(sort_bucket, BUCKETS, "Xếp chỉ mục")):
                _write_buckets(database, [(number, entries)])
                common += keys
            self.common = frozenset(common)
            self.revisions = (_revision(marks),) * (1 << self._bits)
            self._save_facts(database, marks)

    def _amend(self, marks: Sequence[str], changed: Mapping[int, Fields | None], find: Find) -> None:
        """Take out what changed items had and put in what they have; None stands for an item that is gone."""
        gone: dict[int, list[int]] = defaultdict(list)
        come: dict[int, list[int]] = defaultdict(list)
        with self._writing() as database:
            for item, fields in changed.items():
                before = _entries(item, find(_read_fields(database, item)))
                after = _entries(item, find(fields)) if fields else set()
                for entries, side in ((before - after, gone), (after - before, come)):
                    for entry in entries:
                        side[entry >> 56].append(entry)
                _write_fields(database, [(item, _pack(fields) if fields else b"")])
            common, revisions, revision = set(self.common), list(self.revisions), _revision(marks)
            for number in sorted(gone.keys() | come.keys()):
                bucket = _read_bucket(database, number)
                _exchange(bucket, gone[number], come[number])
                _write_buckets(database, [(number, bucket.tobytes())])
                for entry in gone[number] + come[number]:
                    revisions[entry >> (64 - self._bits)] = revision
                    if entry & RARE:
                        (common.add if _is_common(bucket, entry >> 32) else common.discard)(entry >> 32)
            self.common, self.revisions = frozenset(common), tuple(revisions)
            self._save_facts(database, marks)

    def _save_facts(self, database: sqlite3.Connection, marks: Sequence[str]) -> None:
        facts = {
            "salt": self._salt,
            "marks": "\0".join(marks),
            "revisions": " ".join(self.revisions),
            "common": json.dumps(sorted(self.common)),
        }
        database.executemany("REPLACE INTO facts VALUES (?, ?)", facts.items())

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; without waiting for the disk, since a store that is lost costs only time."""
        self._bucket = None
        with contextlib.closing(sqlite3.connect(self._path)) as database:
            database.execute("PRAGMA synchronous = OFF")
            with database:
                yield database

    def _discard(self) -> None:
        if self._path.is_dir():
            shutil.rmtree(self._path)
        for suffix in ("", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _open_bucket(self, number: int) -> array[int]:
        if self._bucket is None or self._bucket[0] != number:
            try:
                self._bucket = number, _read_bucket(self._connection(), number)
            except (sqlite3.Error, DamagedError):
                self._discard()
                raise SiteError("Chỉ mục tìm kiếm giữ từ lần dựng trước bị hỏng và đã bỏ đi; hãy dựng lại.") from None
        return self._bucket[1]

    def _connection(self) -> sqlite3.Connection:
        """To read with; SQLite's connections cannot be taken over into a forked process."""
        if self._reader is None or self._reader[0] != os.getpid():
            self._reader = os.getpid(), sqlite3.connect(self._path)
        return self._reader[1]


def _entries(item: int, postings: Iterable[int]) -> set[int]:
    return {posting | item << 8 for posting in postings}


def _part(entries: array[int], low: int, high: int) -> array[int]:
    """Those of the sorted entries from `low` on and below `high`."""
    return entries[bisect_left(entries, low) : bisect_left(entries, high)]


def _exchange(entries: array[int], gone: Iterable[int], come: Iterable[int]) -> None:
    for entry in gone:
        place = bisect_left(entries, entry)
        if entries[place : place + 1] != array("Q", [entry]):
            raise DamagedError
        del entries[place]
    for entry in come:
        insort(entries, entry)


def _is_common(entries: array[int], key: int) -> bool:
    return sum(1 for entry in _part(entries, key << 32, (key + 1) << 32) if entry & RARE) > COMMON


def _read_bucket(database: sqlite3.Connection, number: int) -> array[int]:
    row = database.execute("SELECT entries, checksum FROM buckets WHERE number = ?", (number,)).fetchone()
    if row is None or not isinstance(row[0], bytes) or zlib.crc32(row[0]) != row[1]:
        raise DamagedError
    entries = array("Q")
    entries.frombytes(row[0])
    return entries


def _write_buckets(database: sqlite3.Connection, buckets: Iterable[tuple[int, bytes]]) -> None:
    rows = ((number, content, zlib.crc32(content)) for number, content in buckets)
    database.executemany("REPLACE INTO buckets VALUES (?, ?, ?)", rows)


def _read_fields(database: sqlite3.Connection, item: int) -> Fields:
    """The fields an item had; empty ones when it is new."""
    row = database.execute("SELECT content FROM fields WHERE item = ?", (item,)).fetchone()
    return _unpack(row[0]) if row and row[0] else Fields("", "", (), "")


def _write_fields(database: sqlite3.Connection, packed: Iterable[tuple[int, bytes]]) -> None:
    database.executemany("REPLACE INTO fields VALUES (?, ?)", packed)


def _revision(marks: Sequence[str]) -> str:
    return hashlib.blake2b("\0".join(marks).encode(), digest_size=8).hexdigest()


def _pack(fields: Fields) -> bytes:
    return zlib.compress(json.dumps(fields, ensure_ascii=False).encode(), 1)


def _unpack(content: bytes) -> Fields:
    headline, standfirst, names, body = json.loads(zlib.decompress(content))
    return Fields(headline, standfirst, tuple(names), body)
