"""The ledger of views: how often each address was read on each day, and which lines of the logs are counted already.

In: the views that a log tells of. Out: counts by day and address, in one SQLite file.

A line is known again by a mark of 48 bits, made with a random key of its day. 32 bits stand for the line without who
asked, 16 for who asked: thousands of other addresses have the same, so that a mark tells of nobody. Key and marks of a
day are deleted together after KEPT days; the day is then closed, and its lines are counted no more. All that one run
finds is committed at once, so that a run that was killed has counted nothing.
"""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Final

from plugins.model import SiteError

from .logs import Place

KEPT: Final = 35  # days: longer than a server keeps its logs
CLIENT_BITS: Final = 16
_PATIENCE = 60.0  # seconds for another run to end
_FORM = 1  # raise it when the tables change
_TABLES = """
CREATE TABLE days (day TEXT PRIMARY KEY, key BLOB);
CREATE TABLE marks (day TEXT, mark INTEGER, PRIMARY KEY (day, mark)) WITHOUT ROWID;
CREATE TABLE views (day TEXT, address TEXT, count INTEGER NOT NULL, PRIMARY KEY (day, address)) WITHOUT ROWID;
CREATE TABLE logs (file TEXT PRIMARY KEY, size INTEGER, changed INTEGER, position INTEGER, first TEXT, last TEXT);
CREATE TABLE moments (name TEXT PRIMARY KEY, moment TEXT);
"""


class Ledger:
    """An open ledger, inside one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        self._keys: dict[str, bytes | None] = dict(connection.execute("SELECT day, key FROM days"))

    def key(self, day: str) -> bytes | None:
        """The day's key; None where the day is closed."""
        if day not in self._keys:
            self._keys[day] = secrets.token_bytes(16)
            self._sql.execute("INSERT INTO days VALUES (?, ?)", (day, self._keys[day]))
        return self._keys[day]

    def known(self, day: str) -> set[int]:
        return {mark for (mark,) in self._sql.execute("SELECT mark FROM marks WHERE day = ?", (day,))}

    def add(self, day: str, views: Mapping[int, str]) -> None:
        """Views with new marks, by mark: each the address that was read."""
        self._sql.executemany("INSERT INTO marks VALUES (?, ?)", ((day, mark) for mark in views))
        self._sql.executemany(
            "INSERT INTO views VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
            ((day, address) for address in views.values()),
        )

    def place(self, file: str) -> Place | None:
        row = self._sql.execute(
            "SELECT size, changed, position, first, last FROM logs WHERE file = ?", (file,)
        ).fetchone()
        return Place(*row) if row else None

    def keep_place(self, file: str, place: Place) -> None:
        self._sql.execute("INSERT OR REPLACE INTO logs VALUES (?, ?, ?, ?, ?, ?)", (file, *place))

    @property
    def until(self) -> dt.datetime | None:
        """The moment of the last request that any log told of."""
        row = self._sql.execute("SELECT moment FROM moments WHERE name = 'until'").fetchone()
        return dt.datetime.fromisoformat(row[0]) if row else None

    def advance(self, moment: dt.datetime) -> None:
        if self.until is None or self.until < moment:
            self._sql.execute("INSERT OR REPLACE INTO moments VALUES ('until', ?)", (moment.isoformat(),))

    def close_days(self) -> None:
        """Forget the marks of days so old that no log tells of them any more."""
        newest = max(self._keys, default="")
        if not newest:
            return
        oldest = (dt.date.fromisoformat(newest) - dt.timedelta(days=KEPT)).isoformat()
        self._sql.execute("DELETE FROM marks WHERE day < ?", (oldest,))
        self._sql.execute("UPDATE days SET key = NULL WHERE day < ?", (oldest,))

    def counts(self, since: str = "") -> dict[str, int]:
        """Views of each address on that day (ISO) and later, most read first."""
        return dict(
            self._sql.execute(
                "SELECT address, SUM(count) AS total FROM views WHERE day >= ? GROUP BY address "
                "ORDER BY total DESC, address",
                (since,),
            )
        )

    def days(self) -> dict[str, int]:
        """Views of all addresses together, by day."""
        return dict(self._sql.execute("SELECT day, SUM(count) FROM views GROUP BY day ORDER BY day"))


def mark_line(key: bytes, rest: bytes, client: bytes) -> int:
    line = blake2b(rest, digest_size=4, key=key).digest()
    # With the line: nothing shows which lines are of one client.
    return int.from_bytes(line + blake2b(client + line, digest_size=CLIENT_BITS // 8, key=key).digest(), "big")


@contextmanager
def open_ledger(file: Path) -> Iterator[Ledger]:
    """SiteError where the file is none of ours. What was done is kept if all went well, and else nothing of it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            form = connection.execute("PRAGMA user_version").fetchone()[0]
            if not form:
                for statement in filter(str.strip, _TABLES.split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_FORM}")
            elif form != _FORM:
                raise SiteError(f"Sổ lượt xem {file} do một phiên bản khác của cổng lập; hãy chuyển nó đi chỗ khác.")
            yield Ledger(connection)
            connection.execute("COMMIT")
        file.chmod(0o600)
    except sqlite3.OperationalError as error:
        raise SiteError(f"Không mở được sổ lượt xem {file}: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise SiteError(
            f"Sổ lượt xem {file} đã hỏng ({error}); hãy lấy lại bản sao lưu, "
            "hoặc xoá tệp này rồi đếm lại từ các log còn giữ."
        ) from error
    except OSError as error:
        raise SiteError(f"Không ghi được sổ lượt xem {file}: {error.strerror}.") from error
