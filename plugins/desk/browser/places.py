"""Where the desk may read and write: items below `news/`, pictures in `images/`, and nowhere else.

In: a path as the browser sends it (`content/news/2026/11/x.md`). Out: a path on this machine that truly lies there;
RefusedError for every other.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path, PurePosixPath

from plugins.model import normalise
from plugins.model.paths import PathError, confine

CONTENT = "content"  # what the browser calls the content folder, wherever it is
NEWS, IMAGES = "news", "images"
PICTURES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"))

_MONTH = re.compile(r"\d{4}/\d{2}", re.ASCII)
_ITEM = re.compile(r"\w[\w.-]{0,150}\.md")
_PICTURE = re.compile(r"\w[\w. ()-]{0,150}")


class RefusedError(Exception):
    """What the desk will not do; the message is Vietnamese and says what to do instead."""

    def __init__(self, message: str, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class Places:
    """The folders of one content folder that the desk knows."""

    def __init__(self, content: Path) -> None:
        self._content = content

    def item(self, path: str) -> Path:
        """The file of an item, which need not exist: `content/news/YYYY/MM/name.md`."""
        parts = self._parts(path, NEWS)
        if len(parts) != 3 or not _MONTH.fullmatch("/".join(parts[:2])) or not _ITEM.fullmatch(parts[2]):
            raise RefusedError(f"Tin chỉ nằm ở {CONTENT}/{NEWS}/NĂM/THÁNG/tên-không-dấu.md, không phải «{path[:200]}».")
        return self._true(NEWS, parts)

    def picture(self, path: str) -> Path:
        """The file of a picture, which need not exist: `content/images/name.jpg`, or in folders below."""
        parts = self._parts(path, IMAGES)
        if not 1 <= len(parts) <= 4 or not all(_PICTURE.fullmatch(part) for part in parts):
            raise RefusedError(f"Tên ảnh «{path[:200]}» không dùng được; đặt tên không dấu, ví dụ hoi-nghi.jpg.")
        if PurePosixPath(parts[-1]).suffix.lower() not in PICTURES:
            raise RefusedError(f"Chỉ nhận ảnh {', '.join(sorted(PICTURES))}, không nhận «{parts[-1][:80]}».")
        return self._true(IMAGES, parts)

    def folder(self, path: str) -> Path:
        """A folder to list: `content/images`, `content/news` or one below it."""
        kind = IMAGES if path.startswith(f"{CONTENT}/{IMAGES}") else NEWS
        parts = self._parts(path.removesuffix("/"), kind)
        if len(parts) > 2 or not all(re.fullmatch(r"\d{2,4}", part, re.ASCII) for part in parts):
            raise RefusedError(f"Bàn biên tập không mở thư mục «{path[:200]}».")
        return self._true(kind, parts)

    def name(self, file: Path) -> str:
        """What the browser calls a file."""
        return f"{CONTENT}/{file.relative_to(self._content).as_posix()}"

    def _parts(self, path: str, kind: str) -> list[str]:
        """The parts below `content/KIND/`; those with a meaning for the system are refused by the callers' patterns."""
        if path != normalise(path) or "\\" in path or "\0" in path:
            raise RefusedError(f"Đường dẫn «{path[:200]!r}» không hợp lệ.")
        top, *parts = path.split("/")
        if top != CONTENT or not parts or parts[0] != kind or ".." in parts:
            raise RefusedError(f"Bàn biên tập chỉ mở {CONTENT}/{NEWS} và {CONTENT}/{IMAGES}, không mở «{path[:200]}».")
        return parts[1:]

    def _true(self, kind: str, parts: list[str]) -> Path:
        """No link on the way leads elsewhere: neither a folder nor the file itself."""
        try:
            return confine(self._content, "/".join((kind, *parts)))
        except PathError as error:
            raise RefusedError(f"Không mở được tệp này: {error.message}; {error.hint}.") from None
