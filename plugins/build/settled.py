"""What the last build that went well was of, so that the next one can tell what it need not do.

In: all that a site is made from. Out: a signature of it, kept beside the manifest with the time in which the clock
changes nothing. Whether somebody touched the output is not known here: the output folder tells.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from plugins.model import Config, Standing, StaticPage
from plugins.model.redirects import MAP_NAME

from .composing import Outlined
from .fingerprints import code_digests, digest, digest_file, files_below, libraries, named_digests
from .kept_faults import FaultsMark

MODULUS = 1 << 128


class Settled(msgspec.Struct, frozen=True):
    """What the last build that went well was of, and what another needs to know that changes little of it.

    `signature` is of all that the site is made from but its content and the clock, and `since` and `until` bound the
    time in which the clock changes nothing; None for no end. `content` is the sum of what stands for each file,
    `listing` stands for the names of all of them. `items` are the paths of those shown, a line each in the order of the
    corpus, `shown` is their number with that of translations, and `standings` are those of items that are not
    published, by path. `pages` are the static ones, `languages` those of editions; `faults` tell the file of all
    warnings from any other.
    """

    signature: str
    since: dt.datetime
    until: dt.datetime | None
    content: str
    listing: str
    items: str
    shown: int
    standings: dict[str, Standing]
    pages: tuple[StaticPage, ...]
    languages: tuple[str, ...]
    faults: FaultsMark

    @property
    def whole(self) -> str:
        """Stands for all that the site is made from but the clock, and for how it lets items stand."""
        others = (f"{path} {standing}" for path, standing in sorted(self.standings.items()))
        return digest([self.signature, self.content, *others])

    def position(self, path: str) -> int | None:
        """The place of an item in the corpus."""
        found = f"\n{self.items}\n".find(f"\n{path}\n")
        return self.items.count("\n", 0, found) if found >= 0 else None

    def newest(self, count: int) -> list[str]:
        """The paths of so many items."""
        return [path for path in self.items.rsplit("\n", count)[-count:] if path]


Kept = TypeVar("Kept", Settled, Outlined)


class SettledFile(Generic[Kept]):
    """What the last build that went well left; anything damaged is as if it were not there."""

    def __init__(self, path: Path, kind: type[Kept]) -> None:
        self._path = path
        self._kind: type[Kept] = kind

    def load(self, signature: str, now: dt.datetime) -> Kept | None:
        """What was kept, if it has this signature and holds now."""
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            kept: Kept = msgspec.json.decode(self._path.read_bytes(), type=self._kind)
            # Before `since` too the site was another: a clock that was wrong may have been set back.
            if kept.signature == signature and kept.since <= now and (kept.until is None or now < kept.until):
                return kept
        return None

    def forget(self) -> None:
        """To be done before the output changes: a build that is killed must not be taken for the one before it."""
        self._path.unlink(missing_ok=True)

    def save(self, settled: Kept) -> None:
        """Failing to write it fails no build: the next one then begins."""
        with contextlib.suppress(OSError):
            self._path.write_bytes(msgspec.json.encode(settled))


def sum_marks(marks: Iterable[tuple[str, str]]) -> str:
    """The sum of what stands for each file, by path and digest; it does not depend on their order."""
    return f"{sum(_number(path, mark) for path, mark in marks) % MODULUS:x}"


def exchange_mark(total: str, path: str, old: str, new: str) -> str:
    return f"{(int(total, 16) - _number(path, old) + _number(path, new)) % MODULUS:x}"


def _number(path: str, mark: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{path}\0{mark}".encode(), digest_size=16).digest())


def sign(config: Config, settings: Mapping[str, Any], settings_file: Path) -> str:
    """A digest of all that a site is made from but its content and the clock."""
    return digest(_parts(config, settings, settings_file))


def _parts(config: Config, settings: Mapping[str, Any], settings_file: Path) -> Iterator[str]:
    yield from libraries()
    folder = settings_file.parent
    for name, mark in code_digests().items():
        yield name
        yield mark
    for root, files in (
        (folder, sorted(folder.glob("*.py"))),
        (config.theme, files_below(config.theme)),
        (config.vocabulary, files_below(config.vocabulary)),
    ):
        for name, mark in named_digests("", root, files).items():
            yield name
            yield mark
    yield digest_file(str(config.content / MAP_NAME))  # nobody has looked yet whether it is a file at all
    # How the build is done is no part of what it makes.
    settings = {name: value for name, value in settings.items() if not name.startswith("BUILD_")}
    yield json.dumps(settings, default=lambda value: type(value).__qualname__, skipkeys=True, sort_keys=True)
    yield from (f"{name}={value!r}" for name, value in sorted(vars(config).items()) if name != "now")
