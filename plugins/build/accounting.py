"""Accounts for every file of the content: each is published, held or refused, and for which reason.

In: the files that were found, what reading them gave, what of it readers see, and the faults. Out: an `Account` for
each file, by path, and their `Counts`, which add up to the files found. Nothing here decides anything: an item stands
as `Publication` says, and a file is refused because it has a fault that is an error.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from plugins.model import (
    Config,
    Fault,
    NewsItem,
    Publication,
    SourceFiles,
    StaticPage,
    name_file,
    normalise,
)
from plugins.model.paths import walk

Kind = Literal["item", "translation", "page", "picture", "vocabulary", "theme", "other"]
State = Literal["published", "held", "refused"]

STATES: tuple[State, ...] = ("published", "held", "refused")
# Reasons beside the standings of items and the codes of faults, and what editors are told after a number.
REASONS: Mapping[str, str] = {
    "shown": "có trên cổng",
    "in-use": "được cổng dùng đến",
    "held-with-items": "ảnh của tin đang giữ lại",
    "refused-with-items": "ảnh của tin bị từ chối",
    "original-refused": "bản dịch của tin bị từ chối",
    "unused": "ảnh không tin nào dùng",
    "unread": "tệp cổng không đọc",
    "misplaced": "đặt sai chỗ",
    "hidden": "tệp ẩn",
    "not-reached": "chưa xét tới",
}

_PICTURES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".svg", ".heic", ".bmp", ".tif", ".tiff"))
_LONGEST_NAMES = 64_000_000  # bytes of refused files that are searched for the names of pictures

Inspect = Callable[[Path], Sequence[tuple[str, str, str]]]


class Account(NamedTuple):
    """One file: `path` as faults call it; `reason` is a standing, a key of REASONS or the code of its first fault."""

    path: str
    kind: Kind
    state: State
    reason: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Counts:
    """How many files there are in each state, and for which reasons; `found` is the sum."""

    found: int = 0
    states: Mapping[State, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    reasons: Mapping[State, Mapping[str, int]] = field(default_factory=lambda: {state: {} for state in STATES})


def count(accounts: Collection[Account]) -> Counts:
    """`found` is counted for itself: that the states add up to it is what the account is for."""
    reasons: dict[State, Counter[str]] = {state: Counter() for state in STATES}
    for account in accounts:
        reasons[account.state][account.reason] += 1
    states = {state: sum(found.values()) for state, found in reasons.items()}
    return Counts(len(accounts), states, {state: dict(sorted(found.items())) for state, found in reasons.items()})


@dataclass
class Read:
    """What a build got to know of the content before it ended; what it did not reach is left out."""

    files: SourceFiles | None = None
    items: Sequence[NewsItem] = ()
    pages: Sequence[StaticPage] = ()
    publication: Publication | None = None
    signature: str = ""  # of all that the site is made from
    listing: str = ""  # stands for the names of all files


class Accountant:
    """`sources` are the files that rooms read beside items, pages and pictures; `inspect` tells what is wrong with a
    picture.
    """

    def __init__(self, config: Config, sources: Collection[Path], inspect: Inspect) -> None:
        self._config = config
        self._sources = {str(path) for path in sources}
        self._inspect = inspect

    def account(self, read: Read, faults: Iterable[Fault]) -> list[Account]:
        """Every file of the content once, by path."""
        errors = defaultdict(list)
        for fault in faults:
            if fault.is_error:
                errors[fault.path].append(fault)
        accounts = list(self._files(read, errors))
        return sorted(accounts, key=lambda account: account.path)

    def _files(self, read: Read, errors: Mapping[str, list[Fault]]) -> Iterator[Account]:
        files = read.files
        if files is None:  # a fault of the vocabularies, without which no item can be read
            for path in _files_below(self._config.content, self._config.pages, self._config.vocabulary):
                yield self._other(path, None, errors)
            return
        standings = read.publication.standings if read.publication is not None else {}
        known = {item.path: "translation" if item.original else "item" for item in read.items}
        for path in files.news:
            name = name_file(path, self._config)
            kind: Kind = "translation" if known.get(name) == "translation" else "item"
            if name in errors:
                yield _refused(name, kind, errors[name])
            elif name not in known:
                yield Account(name, "translation", "held", "original-refused")
            elif name in standings:
                yield Account(name, kind, "held", standings[name])
            else:
                yield Account(name, kind, "published", "shown")
        for path in files.pages:
            name = name_file(path, self._config)
            faults = errors.get(name)
            yield _refused(name, "page", faults) if faults else Account(name, "page", "published", "shown")
        shown = _Pictures(self._config, read, errors)
        below = {str(path) for path in files.others}
        vocabulary = [path for path in _files_below(self._config.vocabulary) if str(path) not in below]
        elsewhere = [Path(path) for path in sorted(shown.published | shown.held) if path not in below]
        for path in (*files.others, *vocabulary, *elsewhere):
            yield self._other(path, shown, errors)

    def _other(self, path: Path, shown: _Pictures | None, errors: Mapping[str, list[Fault]]) -> Account:
        """Of a file that is neither news nor page; without `shown` the build ended before it looked at any file."""
        name, place = name_file(path, self._config), str(path)
        kind = self._kind(path)
        if name in errors:
            return _refused(name, kind, errors[name])
        if path.name.startswith("."):
            return Account(name, kind, "held", "hidden")
        if shown is None:
            return Account(name, kind, "held", "not-reached")
        if place in self._sources or kind == "theme":
            return Account(name, kind, "published", "in-use")
        if kind == "picture":
            return self._picture(path, name, shown)
        misplaced = path.suffix == ".md" and kind == "other"
        return Account(name, kind, "held", "misplaced" if misplaced else "unread")

    def _picture(self, path: Path, name: str, shown: _Pictures) -> Account:
        place = str(path)
        if place in shown.published:
            return Account(name, "picture", "published", "shown")
        if shown.is_refused(path):
            broken = [fault for fault in self._inspect(path) if fault[0].startswith("E-")]
            if broken:
                return _refused(name, "picture", [Fault(name, 1, *fault) for fault in broken])
            return Account(name, "picture", "held", "refused-with-items")
        return Account(name, "picture", "held", "held-with-items" if place in shown.held else "unused")

    def _kind(self, path: Path) -> Kind:
        config = self._config
        if path.is_relative_to(config.vocabulary):
            return "vocabulary"
        if path.is_relative_to(config.theme):
            return "theme"
        if path.suffix.lower() in _PICTURES:
            return "picture"
        if path.suffix == ".md" and path.is_relative_to(config.pages):
            return "page"
        return "item" if path.suffix == ".md" and path.is_relative_to(config.content / "news") else "other"


class _Pictures:
    """Which pictures are shown by what: `published` and `held` are paths; one that only files name which were refused,
    whose pictures nobody knows, is found by its name in their text.
    """

    def __init__(self, config: Config, read: Read, errors: Mapping[str, list[Fault]]) -> None:
        standings = read.publication.standings if read.publication is not None else {}
        self.published: set[str] = set()
        self.held: set[str] = set()
        contents: list[tuple[NewsItem | StaticPage, Path]] = [(item, config.content) for item in read.items]
        contents += [(page, config.pages.parent) for page in read.pages]
        self._texts: list[bytes] = []
        for content, folder in contents:
            is_held = content.path in standings or content.path in errors
            (self.held if is_held else self.published).update(f"{folder}/{name}" for name in content.pictures)
        self.held -= self.published
        self._texts = list(_read_all(read.files, config, errors)) if read.files is not None and errors else []

    def is_refused(self, path: Path) -> bool:
        names = {normalise(path.name).encode(errors="replace"), os.fsencode(path.name)}
        return any(name in text for text in self._texts for name in names)


def _read_all(files: SourceFiles, config: Config, errors: Collection[str]) -> Iterator[bytes]:
    left = _LONGEST_NAMES
    for path in (*files.news, *files.pages):
        if left > 0 and name_file(path, config) in errors and path.is_file() and not path.is_symlink():
            try:
                with path.open("rb") as file:
                    text = file.read(1_000_000)
            except OSError:
                continue
            left -= len(text)
            yield text


def _refused(name: str, kind: Kind, faults: Sequence[Fault]) -> Account:
    faults = sorted(faults)
    return Account(name, kind, "refused", faults[0].code, tuple(faults))


def _files_below(*folders: Path) -> list[Path]:
    """Hidden ones too."""
    return sorted({Path(path) for folder in folders for path, _, _ in walk(folder)})
