"""Reads and writes the content for the desk in the browser.

In: paths and texts from the browser, once they may be there at all. Out: what Decap's proxy protocol calls entries and
media files, or RefusedError. A file that another program changed meanwhile is never overwritten, and an item with a
fault that would stop the build is not written.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

from plugins.desk.browser.places import Places, RefusedError
from plugins.desk.browser.rewriting import keep_untouched, spell_out
from plugins.desk.replacing import write_beside
from plugins.desk.sources import find_other
from plugins.model import Fault, NewsItem, Portal, normalise
from plugins.model.limits import MOST_BYTES

LARGEST_PICTURE = 25_000_000
MOST_SHOWN = 60  # pictures of the library, the newest: the protocol sends them whole
SHOWN_BYTES = 60_000_000
SHOWN_FAULTS = 5


@dataclass
class Session:
    """One open page of the desk: of each item that it has seen, the digest of what it saw."""

    seen: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Upload:
    path: str
    content: bytes


class ContentFiles:
    """The files of one portal; `open_portal` gives it with its vocabularies as they are now."""

    def __init__(self, open_portal: Callable[[], Portal]) -> None:
        self._open_portal = open_portal
        self._writing = threading.Lock()

    @cached_property
    def _places(self) -> Places:
        return Places(self._open_portal().config.content)

    def list_items(self, folder: str) -> list[dict[str, Any]]:
        """All items of a year. Translations, and heads in Pelican's own form, are left to an editor of texts."""
        place = self._places.folder(folder)
        entries, categories = [], self._categories()
        for file in sorted(place.glob("[0-9][0-9]/*.md")):
            if file.name.startswith(".") or "." in file.stem or file.is_symlink():
                continue
            with contextlib.suppress(OSError, UnicodeDecodeError, RefusedError):
                text = _read(self._places.item(self._places.name(file))).decode()
                if text.lstrip("\ufeff").startswith("---"):
                    entries.append(_entry(self._places.name(file), text, categories))
        return entries

    def read_item(self, path: str, session: Session) -> dict[str, Any]:
        """An item's text, or none where there is no such file; from now on the session has seen it."""
        file = self._places.item(path)
        try:
            content = _read(file)
        except FileNotFoundError:
            session.seen.pop(path, None)
            return {"data": None, "file": {"path": path, "label": None, "id": None}}
        try:
            text = content.decode()
        except UnicodeDecodeError:
            raise RefusedError(f"{file.name} không phải UTF-8; lưu lại tệp với bảng mã UTF-8.") from None
        session.seen[path] = _digest(content)
        return _entry(path, text, self._categories())

    def write_item(self, path: str, text: str, uploads: Sequence[Upload], session: Session) -> None:
        """Write an item with the pictures that came with it; all or nothing."""
        file = self._places.item(path)
        with self._writing:
            before = self._unchanged(file, path, session)
            merged = normalise(text if before is None else keep_untouched(before.decode(errors="replace"), text))
            content = (merged if merged.endswith("\n") else merged + "\n").encode()
            if len(content) > MOST_BYTES:
                raise RefusedError("Tin dài quá 1 MB; chia thành nhiều tin.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            added: list[Path] = []
            try:
                for upload in uploads:
                    added += self._add_picture(upload)
                self._put_item(file, content)
            except BaseException:
                for picture in added:
                    picture.unlink(missing_ok=True)
                raise
            session.seen[path] = _digest(content)

    def address_of(self, path: str) -> str:
        """The address of the item's page; empty where the file is not there or has faults."""
        portal = self._open_portal()
        item = portal.read_item(self._places.item(path)).item
        return f"{portal.config.url}{item.address}" if isinstance(item, NewsItem) else ""

    def list_pictures(self, folder: str) -> list[dict[str, Any]]:
        """The newest pictures of the folder itself, whole."""
        place = self._places.folder(folder)
        files: list[tuple[float, int, str]] = []
        with contextlib.suppress(OSError):
            found = [entry for entry in os.scandir(place) if entry.is_file(follow_symlinks=False)]
            files = [(entry.stat().st_mtime, entry.stat().st_size, entry.name) for entry in found]
        shown: list[dict[str, Any]] = []
        room = SHOWN_BYTES
        for _, size, name in sorted(files, reverse=True)[:MOST_SHOWN]:
            room -= size
            if room < 0:
                break
            with contextlib.suppress(OSError, RefusedError):
                shown.append(self.read_picture(self._places.name(place / name)))
        return shown

    def read_picture(self, path: str) -> dict[str, Any]:
        file = self._places.picture(path)
        try:
            return _medium(path, _read(file))
        except FileNotFoundError:
            raise RefusedError(f"Không có ảnh «{file.name}».", HTTPStatus.NOT_FOUND) from None

    def write_picture(self, upload: Upload) -> dict[str, Any]:
        with self._writing:
            self._add_picture(upload)
        return _medium(upload.path, upload.content)

    def _categories(self) -> dict[str, str]:
        return {category.id: category.name for category in self._open_portal().categories}

    def _unchanged(self, file: Path, path: str, session: Session) -> bytes | None:
        """The bytes of the file as the session has seen them; None for an item that is new."""
        try:
            before = _read(file)
        except FileNotFoundError:
            if session.seen.pop(path, None) is not None:
                raise RefusedError(
                    "Tệp của tin này đã bị xoá hoặc đổi tên từ lúc mở. Chép phần vừa sửa ra ngoài rồi tải lại trang.",
                    HTTPStatus.CONFLICT,
                ) from None
            return None
        if session.seen.get(path) != _digest(before):
            raise RefusedError(
                "Tin này đã được sửa ở nơi khác từ lúc mở. Chép phần vừa sửa ra ngoài, tải lại trang rồi sửa tiếp.",
                HTTPStatus.CONFLICT,
            )
        return before

    def _put_item(self, file: Path, content: bytes) -> None:
        """Write beside the file, let the reader judge, and put it in place."""
        file.parent.mkdir(parents=True, exist_ok=True)
        with write_beside(file, content) as trial:
            result = self._open_portal().read_item(trial)
            errors = [fault for fault in result.faults if fault.is_error]
            if errors:
                told = "; ".join(map(_sentence, errors[:SHOWN_FAULTS]))
                raise RefusedError(f"Chưa lưu, tin còn lỗi: {told}.", HTTPStatus.UNPROCESSABLE_ENTITY)
            if isinstance(result.item, NewsItem):
                self._claim(result.item.address, file)
            trial.replace(file)

    def _claim(self, address: str, file: Path) -> None:
        """RefusedError where another file has the address. One that the file had before is not asked about again."""
        portal = self._open_portal()
        before = portal.read_item(file).item if file.is_file() else None
        if before is not None and before.address == address:
            return
        other = find_other(portal, address, file)
        if other is not None:
            message = f"Chưa lưu: địa chỉ {address} đã thuộc về tin khác ({self._places.name(other)})."
            raise RefusedError(f"{message} Ghi mục «Đường dẫn» khác đi.", HTTPStatus.UNPROCESSABLE_ENTITY)

    def _add_picture(self, upload: Upload) -> list[Path]:
        """The files that were added: one, or none where the same picture is there already."""
        file = self._places.picture(upload.path)
        if len(upload.content) > LARGEST_PICTURE:
            message = f"Ảnh nặng quá {LARGEST_PICTURE // 1_000_000} MB; thu nhỏ rồi tải lại."
            raise RefusedError(message, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if file.exists() and _read(file) == upload.content:
            return []
        file.parent.mkdir(parents=True, exist_ok=True)
        with write_beside(file, upload.content) as trial:
            for code, fault, hint in self._open_portal().inspect_picture(trial):
                if code.startswith("E-"):
                    message = f"Không nhận ảnh «{file.name}»: {fault.replace(trial.name, file.name)} ({hint})."
                    raise RefusedError(message, HTTPStatus.UNPROCESSABLE_ENTITY)
            if file.exists():
                message = f"Đã có ảnh khác tên «{file.name}»; đổi tên tệp rồi tải lên lại."
                raise RefusedError(message, HTTPStatus.CONFLICT)
            trial.replace(file)
        return [file]


def _sentence(fault: Fault) -> str:
    return f"{fault.message} ({fault.hint})" if fault.hint else fault.message


def _read(file: Path) -> bytes:
    """OSError for what is no file of ordinary size."""
    with file.open("rb") as opened:
        content = opened.read(LARGEST_PICTURE + 1)
    if len(content) > LARGEST_PICTURE:
        raise RefusedError(f"«{file.name}» quá lớn.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return content


def _entry(path: str, text: str, categories: Mapping[str, str]) -> dict[str, Any]:
    return {"data": spell_out(text, categories), "file": {"path": path, "label": None, "id": _digest(text.encode())}}


def _medium(path: str, content: bytes) -> dict[str, Any]:
    encoded = base64.b64encode(content).decode()
    name = path.rpartition("/")[2]
    return {"id": _digest(content), "content": encoded, "encoding": "base64", "path": path, "name": name}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
