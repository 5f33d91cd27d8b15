"""Digests kept from one check to the next, so that only changed files are read again.

In: digests by the digest of their file's bytes. Out: the same in a later check, while code, vocabularies and settings
are the same (the salt). What is damaged or foreign is thrown away; nothing kept is ever executed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from plugins.desk.digests import Digest
from plugins.model.limits import MOST_BYTES

FORMAT = "1"
_CODE = Path(__file__).parent


class Kept(msgspec.Struct, frozen=True, gc=False):
    mark: str
    digest: Digest


class _Store(msgspec.Struct):
    salt: str
    kept: dict[str, Kept]


class DigestStore:
    """Digests by path. A store without a file keeps nothing."""

    def __init__(self, file: Path | None = None, salt: str = "") -> None:
        self._file = file
        self._salt = f"{FORMAT} {_code_mark()} {salt}" if file else ""

    def load(self) -> Mapping[str, Kept]:
        if self._file is None:
            return {}
        try:
            store = msgspec.msgpack.decode(self._file.read_bytes(), type=_Store)
        except (OSError, msgspec.MsgspecError, ValueError):
            return {}
        return store.kept if store.salt == self._salt else {}

    def save(self, kept: Mapping[str, Kept]) -> None:
        """Keep these and no others. A store that cannot be written is none: the next check reads everything."""
        if self._file is None:
            return
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._file.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(msgspec.msgpack.encode(_Store(self._salt, dict(kept))))
                Path(name).replace(self._file)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise


def mark_of(path: Path) -> str:
    """Stands for a file's bytes; empty for what the reader refuses unread: opening a pipe would wait for ever."""
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
            return ""
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 — a check asks for every file of the content
            return hashlib.blake2b(file.readall(), digest_size=16).hexdigest()
    except OSError:
        return ""


def _code_mark() -> str:
    code = hashlib.blake2b(digest_size=16)
    for file in sorted(_CODE.rglob("*.py")):
        code.update(file.read_bytes())
    return code.hexdigest()
