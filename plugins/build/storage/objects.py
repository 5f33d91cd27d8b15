"""Objects in storage as the place of the output: written beside it, then copied into place by storage itself.

In: files by their paths below the address. Out: one object for each. What is there is known from one listing; whoever
is sent to another machine with pages to make asks for each object alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

from plugins.build.manifest import Manifest
from plugins.build.place import NOWHERE, State
from plugins.model import SiteError
from plugins.model.delivery import media_type_of
from plugins.model.limits import Spread

from .address import Address
from .connecting import each, list_objects, number, open_storage, state_of, telling

COPYING, DELETING = "Đặt vào kho", "Xoá khỏi kho"
_WAITING: State = (0, 0)  # of an object that is yet to be copied: storage may give the copy another version


class Objects:
    """A Place."""

    def __init__(self, address: Address) -> None:
        if not address.prefix:
            raise SiteError(f"Kết quả không ghi thẳng vào gốc của bucket; ghi thêm thư mục: {address}/trang.")
        self._address = address
        self._root = f"{address.path}/"
        self._waiting: Address | None = None  # where this build's new objects wait
        self._listed: dict[str, State] | None = None
        self._is_vacant = False  # whether there was no object yet when the build began
        self._is_away = False

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_listed": None, "_is_away": True}

    def begin(self) -> None:
        self._listed = None

    def refuse_others(self, *, is_known: bool, mark: bytes) -> None:
        files = self._files
        if is_known or not files:
            return
        with telling(self._address):
            if "index.html" in files and mark in open_storage().cat_file(f"{self._root}index.html"):
                return
        raise SiteError(
            f"{self._address} có tệp không do cổng tạo ra nên không ghi vào đó; "
            "hãy chọn một thư mục mới của bucket sau --output."
        )

    def open(self) -> None:
        self._sweep()
        self._waiting = self._address.beside.below(uuid4().hex)
        self._is_vacant = not self._files

    def clear(self) -> None:
        if self._waiting:
            with suppress(SiteError):  # what stays behind is swept by the next build
                self._sweep()
            self._waiting = None

    def write(self, file: str, content: bytes) -> State | None:
        with telling(self._address):
            if not self._is_vacant and self.state(file) == _digest_state(content):
                return None
            open_storage().pipe_file(self._draft(file), content, ContentType=media_type_of(file))
        return _WAITING

    def state(self, file: str) -> State:
        return self._ask(file) if self._is_away else self._files.get(file, NOWHERE)

    def is_untouched(self, made: Manifest, spread: Spread, label: str) -> bool:
        del spread, label
        with suppress(ValueError):
            return all(self._files.get(file) == (size, time) for file, (_, size, time) in made.as_dict().items())
        return False

    def list_files(self) -> Iterable[str]:
        return [file for file in self._files if not any(part.startswith(".") for part in file.split("/"))]

    def make_room(self, stale: Sequence[str], written: Sequence[str]) -> None:
        """Storage has room, and no folders."""

    def delete(self, files: Sequence[str]) -> int:
        there = [file for file in files if file in self._files]
        with telling(self._address):
            each(self._remove, there, DELETING)
        for file in there:
            del self._files[file]
        return len(there)

    def move(self, files: Sequence[str]) -> Mapping[str, State]:
        with telling(self._address):
            waiting = list_objects(self._waiting) if files and self._waiting else {}
            versions = each(self._copy, files, COPYING)
        states = {file: (waiting[_name(file)][0], version) for file, version in versions.items()}
        self._files.update(states)
        return states

    def name_of(self, text: str) -> str:
        return text.removeprefix(f"{self._address}/") if text.startswith(f"{self._address}/") else ""

    @property
    def _files(self) -> dict[str, State]:
        if self._listed is None:
            self._listed = list_objects(self._address)
        return self._listed

    def _draft(self, file: str) -> str:
        assert self._waiting is not None, "open makes room"
        return f"{self._waiting.path}/{_name(file)}"

    def _copy(self, file: str) -> int:
        """The number of the copy's version. S3's own call asks storage once, fsspec's for the size too."""
        source, target = self._draft(file), self._root + file
        places = {"CopySource": _place(source), **_place(target)}
        return number(open_storage().call_s3("copy_object", **places)["CopyObjectResult"]["ETag"])

    def _remove(self, file: str) -> None:
        open_storage().rm_file(self._root + file)

    def _ask(self, file: str) -> State:
        try:
            return state_of(open_storage().info(self._root + file))
        except FileNotFoundError:
            return NOWHERE

    def _sweep(self) -> None:
        """Take away what builds wrote and did not move: this one, and those that were killed before it."""
        place = self._address.beside
        with telling(place):
            if left := open_storage().find(place.path):
                open_storage().rm(left)


def _name(file: str) -> str:
    """Of the object that waits for it: whatever is in its own name, nothing in this one stands for other names."""
    return hashlib.sha256(file.encode()).hexdigest()


def _place(path: str) -> dict[str, str]:
    bucket, _, key = path.partition("/")
    return {"Bucket": bucket, "Key": key}


def _digest_state(content: bytes) -> State:
    """Of an object with this content, where storage calls versions by their digests."""
    return len(content), number(hashlib.md5(content, usedforsecurity=False).hexdigest())
