"""Tells which files of the content changed since the last build, by what the file system says of them.

In: the folders, and what the last build that went well left. Out: the files that are there now, and those that are not
as they were then. No file is opened, and a million of them are compared as quickly as their folders can be listed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from plugins.model.limits import Spread

from .fingerprints import digest

SETTLED = 2_000_000_000  # nanoseconds after which a file's next change has another time, on any file system
UNSURE_END = "\t-\n"
LINE_END = "\0"  # in a name, which else would be two lines; no file system lets a name have this
UNSURE = "-"  # the state of a file that was changed just now: its next change could leave the time the same


class Scan(msgspec.Struct, frozen=True):
    """By each folder a line for every file in it, in order: its name, a tab, its state.

    Hidden folders and links to folders are not entered, and stand among the files.
    """

    folders: dict[str, str]

    @classmethod
    def of(cls, roots: Iterable[Path], before: Scan | None, spread: Spread, label: str) -> Scan:
        """A folder that cannot be read is left out. `before` saves handing over what is as it was."""
        settled = time.time_ns() - SETTLED
        known = before.folders if before is not None else {}
        folders: dict[str, str] = {}
        pending = [str(root) for root in roots]
        while pending:
            level = [folder for folder in dict.fromkeys(pending) if _printable(folder) not in folders]
            look = partial(_look_into, level, known, settled)
            found = zip(map(_printable, level), level, spread(look, len(level), label), strict=True)
            pending = []
            for name, folder, seen in found:
                if seen is not None:
                    folders[name] = known[name] if seen.text is None else seen.text
                    pending += [f"{folder}/{below}" for below in seen.below]
        return cls(folders)

    def changes_since(self, before: Scan) -> Changes:
        paths: set[str] = set()
        for folder in self.folders.keys() | before.folders.keys():
            old, new = before.folders.get(folder, ""), self.folders.get(folder, "")
            if old == new and UNSURE_END not in f"{new}\n":
                continue
            then, now = dict(_split(old)), dict(_split(new))
            names = then.keys() | now.keys()
            paths |= {f"{folder}/{name}" for name in names if then.get(name) != now.get(name) or now[name] == UNSURE}
        return Changes(frozenset(paths))

    @property
    def listing(self) -> str:
        """Stands for the names of all files."""
        return digest(f"{folder}\n{_names(text)}" for folder, text in sorted(self.folders.items()))


@dataclass(frozen=True)
class Changes:
    """The paths of files that are new, gone or may have other content than in the last build.

    A folder stands for all that lies below it.
    """

    paths: frozenset[str]
    folders: tuple[str, ...] = ()

    @classmethod
    def of(cls, paths: Iterable[str]) -> Changes:
        paths = frozenset(paths)
        return cls(paths, tuple(f"{path}/" for path in paths if Path(path).is_dir()))

    def touch(self, path: str) -> bool:
        return path in self.paths or path.startswith(self.folders)

    def only_edit(self, known: Container[str]) -> bool:
        """Whether they are nothing but new content of known files: none came, went or was renamed."""
        return all(path in known and Path(path).is_file() for path in self.paths)


class ScanFile:
    """The scan of the last build that went well; a damaged one is as if it were not there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Scan | None:
        try:
            return msgspec.msgpack.decode(self._path.read_bytes(), type=Scan)
        except (OSError, msgspec.MsgspecError):
            return None

    def save(self, scan: Scan) -> None:
        """Failing to write it fails no build: the next one then looks into every file."""
        try:
            new = self._path.with_suffix(".new")
            new.write_bytes(msgspec.msgpack.encode(scan))
            new.replace(self._path)
        except OSError:
            self._path.unlink(missing_ok=True)


class _Seen(NamedTuple):
    """What lies in a folder: its files, a line each, or None where they are as they were; and folders to enter."""

    text: str | None
    below: list[str]


def _look_into(folders: Sequence[str], known: Mapping[str, str], settled: int, index: int) -> _Seen | None:
    lines, below = [], []
    try:
        place = os.open(folders[index], os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        with os.scandir(place) as entries:  # of an open folder: its path is not followed again for every file
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                    below.append(entry.name)
                else:
                    name = entry.name.replace("\n", LINE_END)
                    lines.append(f"{name}\t{_state(entry, settled)}")
    except OSError:
        return None
    finally:
        os.close(place)
    lines.sort()
    text = _printable("\n".join(lines))
    return _Seen(None if text == known.get(_printable(folders[index])) else text, below)


def _state(entry: os.DirEntry[str], settled: int) -> str:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return UNSURE
    changed = status.st_ctime_ns
    return UNSURE if changed >= settled else f"{status.st_size} {status.st_mtime_ns} {changed} {status.st_ino}"


def _printable(name: str) -> str:
    """Whose name is not UTF-8 is no news, and only to be told from others."""
    return name.encode("utf-8", "replace").decode()


def _names(text: str) -> str:
    return "\n".join(name for name, _ in _split(text))


def _split(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n") if text else ():
        name, _, state = line.rpartition("\t")
        yield name.replace(LINE_END, "\n"), state
