"""Every address that a page, feed, sitemap or list names within the site leads to a file, and to a place in it.

In: what was found in each file. Out: a fault for each file that names what is not there. What a file names is kept as
numbers in one table: pages of one site name the same few addresses again and again.
"""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from plugins.model import Fault
from plugins.publishing.built import BuiltSite, FileState, code_of

from . import markup, pages
from .gate import Verdict
from .pages import DATA, Examined, examine_data, examine_page

SHOWN = 3  # pages named for one lost address


class _Row(NamedTuple):
    """What is kept of a file: places in the table of its links and of its anchors."""

    state: FileState
    links: bytes
    anchors: bytes
    faults: tuple[tuple[int, str], ...]


class _Table(msgspec.Struct):
    salt: str = ""
    names: list[str] = []  # links as `file#anchor`, and anchors
    rows: dict[str, _Row] = {}


class Examination:
    """Examines all pages and data of a site once, for the gates of links and of HTML."""

    def __init__(self, site: BuiltSite) -> None:
        self._site = site
        self._path = site.memory / "pages.msgpack"
        self._salt = f"{site.url} {code_of(markup, pages)}"
        self._table = self._load()
        self._numbers = {name: number for number, name in enumerate(self._table.names)}
        self.files = [file for file in site.files if file.endswith((".html", *DATA))]
        self._update()

    def _update(self) -> None:
        site, rows = self._site, self._table.rows
        new = [file for file in self.files if file not in rows or rows[file].state != site.files[file]]
        if not new and len(rows) == len(self.files):
            return
        found = site.portal.spread(lambda number: self._examine(new[number]), len(new), "Trang và liên kết")
        examined = {file: self._row(file, result) for file, result in zip(new, found if new else (), strict=True)}
        self._table.rows = {file: examined[file] if file in examined else rows[file] for file in self.files}
        self._table.names = list(self._numbers)
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._path.with_suffix(".new")
            temporary.write_bytes(msgspec.msgpack.encode(self._table))
            temporary.replace(self._path)

    def _examine(self, file: str) -> Examined:
        work = examine_page if file.endswith(".html") else examine_data
        return work(file, self._site.read(file), self._site.url)

    def _row(self, file: str, found: Examined) -> _Row:
        links = self._pack(f"{target}#{anchor}" if anchor else target for target, anchor in found.links)
        return _Row(self._site.files[file], links, self._pack(found.anchors), found.faults)

    def _pack(self, names: Iterator[str] | tuple[str, ...]) -> bytes:
        return array("I", [self._numbers.setdefault(name, len(self._numbers)) for name in names]).tobytes()

    def _load(self) -> _Table:
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            table = msgspec.msgpack.decode(self._path.read_bytes(), type=_Table)
            if table.salt == self._salt:
                return table
        return _Table(self._salt)

    @property
    def faults(self) -> Mapping[str, tuple[tuple[int, str], ...]]:
        """(line, message) of what is wrong in a file by itself."""
        return {file: row.faults for file, row in self._table.rows.items() if row.faults}

    def lost(self) -> dict[str, list[str]]:
        """Links that lead nowhere, each with the files that name it."""
        names, rows = self._table.names, self._table.rows
        used: set[int] = set()
        for row in rows.values():
            used.update(_unpack(row.links))
        lost = {number for number in used if not self._leads(names[number])}
        found: dict[str, list[str]] = {}
        if lost:
            for file, row in rows.items():
                for number in lost.intersection(_unpack(row.links)):
                    found.setdefault(names[number], []).append(file)
        return found

    def _leads(self, link: str) -> bool:
        file, _, anchor = link.partition("#")
        if file not in self._site.files:
            # A name may hold the sign.
            return link in self._site.files or any(f"/{link}".startswith(path) for path in self._site.portal.backends)
        if not anchor or file not in self._table.rows or not file.endswith(".html"):
            return True
        return self._numbers.get(anchor) in _unpack(self._table.rows[file].anchors)


def _unpack(numbers: bytes) -> array[int]:
    values = array("I")
    values.frombytes(numbers)
    return values


def find_lost_links(examination: Examination) -> Verdict:
    faults = tuple(_report(examination))
    return Verdict(faults, f"{len(examination.files)} trang và tệp dữ liệu")


def _report(examination: Examination) -> Iterator[Fault]:
    for link, files in sorted(examination.lost().items()):
        address = f"/{link}".replace("index.html", "", 1) if "index.html" in link else f"/{link}"
        more = f" và {len(files) - SHOWN} tệp khác" if len(files) > SHOWN else ""
        named = f"; cũng có trong {', '.join(files[1:SHOWN])}{more}" if len(files) > 1 else ""
        message = f"liên kết {address} không dẫn tới trang nào{named}"
        yield Fault(files[0], 1, "E-LOST-LINK", message, "sửa địa chỉ trong bài, hoặc đăng trang ấy")
