"""Old addresses that lead to items and pages: those that front matter names, and the map that importing keeps.

In: the aliases of items, pages and tombstones, and `redirects.csv` of the content folder. Out: `Redirect`s, each from
an address that nothing else has to one that stands, and a fault for each that cannot be.

An old address is a path, with a query where the former site had one there, decoded and in NFC: `/tin/5.html`,
`/Tin.aspx?id=5`. Which host it was on does not matter: whoever comes has come here.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from plugins.model.faults import Fault
from plugins.model.paths import OWN, confine, is_special, name_fault, same_name

MAP_NAME = "redirects.csv"
MAP_HEADER = ("from", "to", "file")
LARGEST_MAP = 50_000_000  # bytes
LONGEST_ALIAS = 800  # bytes
# First parts of addresses that no old one has; below `tin`, single addresses may be old ones.
OWN_PARTS = OWN - {"tin"} | {"", "manifest.webmanifest", "worker.js"}
_QUERY = re.compile(r"[\w.~!$'()*+,;:@/?%=&-]+", re.ASCII)


class AliasError(ValueError):
    """An address that cannot be an old one; the message and the remedy, in Vietnamese."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class Redirect(NamedTuple):
    """`old` is an old address, `new` the root-relative one that it leads to."""

    old: str
    new: str

    @property
    def has_query(self) -> bool:
        return "?" in self.old


class Moved(NamedTuple):
    """A line of the map: `old` is a whole address, `new` root-relative, `file` the item's path below the content."""

    old: str
    new: str
    file: str


class Aliased(Protocol):
    """An item, a page, a tombstone, or what is kept of one."""

    @property
    def path(self) -> str: ...

    @property
    def address(self) -> str: ...

    @property
    def aliases(self) -> tuple[str, ...]: ...


def read_alias(text: str) -> str:
    """The old address that is meant; AliasError when there can be none.

    A whole address stands for its path and query; a path may be percent-encoded or not.
    """
    if not text.isprintable():  # `urlsplit` would leave some of it out
        raise _no_address(text)
    if len(text.encode()) > LONGEST_ALIAS:
        raise AliasError(f"địa chỉ cũ dài {len(text)} ký tự", "chỉ ghi địa chỉ có thật, đủ ngắn để người đọc chép được")
    try:
        parts = urlsplit(text)
        path = unicodedata.normalize("NFC", unquote(parts.path, errors="strict"))
    except (ValueError, UnicodeDecodeError):
        raise _no_address(text) from None
    is_whole = parts.scheme in ("http", "https") and bool(parts.netloc)
    path = path or ("/" if is_whole else "")
    if (
        not (is_whole or text.startswith("/"))
        or (not is_whole and (parts.netloc or parts.scheme))
        or not path.startswith("/")
        or "//" in path
        or any(char in "\"'{}^`#;$" for char in path)
        or (path != "/" and name_fault(path.strip("/")))
        or "/." in path
        or (parts.query and not _QUERY.fullmatch(parts.query))
    ):
        raise _no_address(text)
    # Nothing but a query tells such an address from one of the portal's own, or can lead on from what means more.
    if not parts.query and (same_name(path).split("/")[1] in OWN_PARTS or is_special(path[1:])):
        raise AliasError(f"«{path}» là địa chỉ riêng của cổng", "bỏ địa chỉ này; chỉ ghi địa chỉ cũ của chính bài")
    return f"{path}?{parts.query}" if parts.query else path


def _no_address(text: str) -> AliasError:
    hint = "ghi phần sau tên máy chủ, bắt đầu bằng /, ví dụ /tin-tuc/5.html"
    return AliasError(f"«{' '.join(text.split())[:80]}» không phải địa chỉ cũ dùng được", hint)


def read_map(content: Path) -> tuple[Moved, ...]:
    """The map of imports, empty where there is none; its first line is the header. Raises OSError and ValueError."""
    path = confine(content, MAP_NAME)
    if not path.exists():
        return ()
    if not path.is_file() or path.stat().st_size > LARGEST_MAP:
        raise ValueError("không phải tệp thường, hoặc lớn quá mức")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except csv.Error as error:
        raise ValueError(str(error)) from error
    return tuple(Moved(*row) for row in rows[1:] if len(row) == len(MAP_HEADER))


def find_redirects(standing: Iterable[Aliased], moved: Sequence[Moved]) -> tuple[Redirect, ...]:
    """All that lead to what stands, by old address; lines of the map for items that do not stand are left out.

    The item's file counts before the address that it had when it was imported.
    """
    things = list(standing)
    found = {_key(alias): Redirect(alias, thing.address) for thing in things for alias in thing.aliases}
    by_path = {thing.path: thing.address for thing in things} if moved else {}
    addresses = set(by_path.values())
    for line in moved:
        new = by_path.get(line.file) or (line.new if line.new in addresses else "")
        old = _alias_of(line)
        if old and new and _key(old) != _key(new):
            found.setdefault(_key(old), Redirect(old, new))
    return tuple(sorted(found.values()))


def find_alias_faults(everything: Iterable[Aliased], moved: Sequence[Moved]) -> tuple[Fault, ...]:
    """E-ALIAS for every old address that something stands at, that leads to two places, or to another old address.

    `everything` are all items and pages, whether readers see them or not.
    """
    things = list(everything)
    if not moved and not any(thing.aliases for thing in things):
        return ()
    things.sort(key=lambda thing: thing.path)
    claims = _Claims(things, moved)
    faults = [claims.settle(alias, thing.address, thing.path, 1) for thing in things for alias in thing.aliases]
    faults += [claims.settle_line(number, line) for number, line in enumerate(moved, 2)]
    return tuple(sorted(fault for fault in faults if fault is not None))


class _Claims:
    """Who has which address, and which old address leads where; what is settled earlier has the better right."""

    def __init__(self, things: Iterable[Aliased], moved: Iterable[Moved]) -> None:
        self._holders = {_key(thing.address): thing.path for thing in things}
        self._addresses = {thing.path: thing.address for thing in things}
        self._leads = {_key(old): _key(line.new) for line in moved if (old := _alias_of(line))}
        self._targets: dict[str, tuple[str, str]] = {}  # old address: the new one, and the file that says so

    def settle(self, old: str, new: str, path: str, line: int) -> Fault | None:
        key, hint = _key(old), "bỏ địa chỉ cũ này, hoặc bỏ ở nơi kia"
        if key in self._holders:
            message = f"địa chỉ cũ {old} đang là địa chỉ của {self._holders[key]}"
            return Fault(path, line, "E-ALIAS", message, hint)
        first, source = self._targets.setdefault(key, (new, path))
        if first != new:
            return Fault(path, line, "E-ALIAS", f"địa chỉ cũ {old} đã dẫn tới {first} theo {source}", hint)
        return None

    def settle_line(self, number: int, line: Moved) -> Fault | None:
        """Of a line of the map; one for an item that is there no more leads nowhere, and is no fault."""
        old, new = _alias_of(line), self._addresses.get(line.file, line.new)
        if not old:
            message = f"«{line.old[:80]}» không phải địa chỉ cũ dùng được"
            return Fault(MAP_NAME, number, "E-ALIAS", message, "sửa hoặc bỏ dòng này")
        if _key(new) in self._holders:
            return self.settle(old, new, MAP_NAME, number) if _key(old) != _key(new) else None
        if self._comes_back(_key(old)):
            message = f"địa chỉ cũ {old} dẫn vòng về chính nó"
        elif _key(new) in self._leads or _key(new) in self._targets:
            message = f"địa chỉ cũ {old} dẫn tới {new}, cũng là một địa chỉ cũ"
        else:
            return None
        return Fault(MAP_NAME, number, "E-ALIAS", message, "ghi thẳng địa chỉ đang dùng của bài")

    def _comes_back(self, start: str) -> bool:
        seen, key = {start}, self._leads[start]
        while key in self._leads and key not in seen:
            seen.add(key)
            key = self._leads[key]
        return key == start


def _alias_of(line: Moved) -> str:
    try:
        return read_alias(line.old)
    except AliasError:
        return ""


def _key(address: str) -> str:
    """What is one address to servers and file systems that ignore case."""
    path, mark, query = address.partition("?")
    return same_name(path).rstrip("/") + mark + query


def alias_file(old: str) -> str:
    """Where the page stands that leads on from an old address; empty for one with a query, which no page can have."""
    if "?" in old:
        return ""
    if old.endswith("/") or old.lower().endswith((".html", ".htm")):
        return old
    return f"{old}/"
