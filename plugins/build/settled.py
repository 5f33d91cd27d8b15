"""Tells whether a build would make again just what the last one made, so that it need not begin.

In: all that a site is made from. Out: a signature of it, kept beside the manifest with the time in which the clock
changes nothing. Whether somebody touched the output is not known here: the output folder tells.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from plugins.model import Config
from plugins.model.redirects import MAP_NAME

from .composing import Outlined
from .fingerprints import PLUGINS, digest, files_below, libraries, named_digests


class Settled(msgspec.Struct, frozen=True):
    """`since` and `until` bound the time in which the clock changes nothing; None for no end."""

    signature: str
    since: dt.datetime
    until: dt.datetime | None


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


def sign(config: Config, settings: Mapping[str, Any], settings_file: Path) -> str:
    """A digest of all that a site is made from but its content and the clock."""
    return digest(_parts(config, settings, settings_file))


def _parts(config: Config, settings: Mapping[str, Any], settings_file: Path) -> Iterator[str]:
    yield from libraries()
    folder = settings_file.parent
    for root, files in (
        (PLUGINS, sorted(PLUGINS.rglob("*.py"))),
        (folder, sorted(folder.glob("*.py"))),
        (config.theme, files_below(config.theme)),
        (config.vocabulary, files_below(config.vocabulary)),
        (config.content, sorted(config.content.glob(MAP_NAME))),
    ):
        for name, mark in named_digests("", root, files).items():
            yield name
            yield mark
    yield json.dumps(settings, default=lambda value: type(value).__qualname__, skipkeys=True, sort_keys=True)
    yield from (f"{name}={value!r}" for name, value in sorted(vars(config).items()) if name != "now")
