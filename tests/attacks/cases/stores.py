"""Attacks by what is kept between builds: each file of the cache is replaced by these bytes."""

from __future__ import annotations

import pickle
import zlib
from pathlib import Path

from tests.attacks.case import Case

EVIL = "evil-pickle"  # the file that the pickle would make, in the folder that a build runs in


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (Path(EVIL),)  # type: ignore[return-value]


PICKLE = pickle.dumps(_Evil())
CASES: tuple[Case, ...] = (
    Case("store-pickle", "a cache with a pickle that runs", {"cache": PICKLE}, kept="read from nothing, told", way="store"),
    Case("store-noise", "a cache of noise", {"cache": zlib.compress(b"x") * 99}, kept="read from nothing, told", way="store"),
    Case("store-cut", "a cache that ends early", {"cache": b"SQLite format 3\0"}, kept="read from nothing, told", way="store"),
    Case("store-json", "a cache of values within one another", {"cache": b"[" * 100_000}, kept="read from nothing, told", way="store"),
)  # fmt: skip
