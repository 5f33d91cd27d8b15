"""The content in storage as a worker sees it that has no folder in common with the driver.

In: the address, and which version of each object the driver has. Out: files in a folder of this process: the bytes that
came with the work, and objects that are fetched when somebody looks at them. Only the last few of these are kept.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from plugins.build.storage.address import Address
from plugins.build.storage.connecting import fetch_object, number
from plugins.model import Files, OutOfReachError
from plugins.model.paths import join

MOST_KEPT = 64  # a picture that many items show is fetched once


def write_versions(versions: Mapping[str, int]) -> bytes:
    """Sixteen bytes for each object, whatever it is called: a worker may hold those of millions."""
    pairs = sorted((number(name), version) for name, version in versions.items())
    return array("q", [name for name, _ in pairs] + [version for _, version in pairs]).tobytes()


class FetchedFiles(Files):
    """`content` is the driver's folder, whose files the work names, `folder` that of this process."""

    def __init__(self, address: Address, content: Path, folder: Path, versions: bytes) -> None:
        self._address, self._content, self._folder = address, content, folder
        numbers = array("q", versions)
        self._names, self._versions = numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]
        self._fetched = deque[Path]()
        self._sent: Path | None = None

    def obtain(self, path: Path, content: bytes | None = None) -> Path:
        if not path.is_relative_to(self._folder):
            if not path.is_relative_to(self._content):
                raise OutOfReachError(f"{path} không nằm trong nội dung ở {self._address}")
            path = join(self._folder, path.relative_to(self._content).as_posix())
        if content is not None:
            self._take(path, content)
        elif path not in self._fetched and (version := self._version(path)) is not None:
            self._fetch(path, version)
        return path

    def list_names(self, folder: Path) -> list[str]:
        raise OutOfReachError(f"{folder} chỉ có đủ ở máy điều khiển")

    def _take(self, path: Path, content: bytes) -> None:
        """Of the files that come with the work the last alone is needed."""
        if self._sent is not None:
            self._sent.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self._sent = path

    def _fetch(self, path: Path, version: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        name = self._name(path)
        if fetch_object(self._address, name, path) != version:
            path.unlink(missing_ok=True)
            raise OutOfReachError(f"{self._address}/{name} đổi trong lúc dựng")
        self._fetched.append(path)
        if len(self._fetched) > MOST_KEPT:
            self._fetched.popleft().unlink()

    def _version(self, path: Path) -> int | None:
        """Of the object that the driver has; None where it has none."""
        name = number(self._name(path))
        place = bisect_left(self._names, name)
        return self._versions[place] if place < len(self._names) and self._names[place] == name else None

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()
