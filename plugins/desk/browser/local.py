"""The desk under `serve`: its page, its files, and the protocol by which Decap CMS reads and writes the content here.

In: requests below `/bien-tap/`. Out: answers; what may not be is refused with a Vietnamese sentence, which Decap shows.
Only pages of this very server may write, not those of another site (Origin); the server itself answers to no foreign
name (Host).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from plugins.desk.browser import package, page
from plugins.desk.browser.files import ContentFiles, Session, Upload
from plugins.desk.browser.package import MissingCmsError
from plugins.desk.browser.places import CONTENT, RefusedError
from plugins.model import Portal, SiteError
from plugins.model.serving import Answer, Request, answer_json

API = "api"
LARGEST_REQUEST = 80_000_000  # a text with pictures, as base64 in JSON
MOST_SESSIONS = 100
NEXT_ATTEMPT = 10  # seconds after a fetch that failed
MOST_UPLOADS = 30


class LocalDesk:
    """Answers for one content folder. `open_portal` makes a portal with all rooms; it is first called when needed."""

    def __init__(self, open_portal: Callable[[], Portal], say: Callable[[str], None]) -> None:
        self._open = open_portal
        self._say = say
        self._portal: Portal | None = None
        self._opening, self._fetching = threading.Lock(), threading.Lock()
        self._missing, self._retry = "", 0.0
        self._stamp: tuple[object, ...] = ()
        self._files = ContentFiles(self._current)
        self._sessions: dict[str, Session] = {}

    def answer(self, request: Request) -> Answer:
        try:
            name = request.path.removeprefix(page.ADDRESS)
            return self._file(name) if request.method == "GET" else self._call(name, request)
        except RefusedError as error:
            return answer_json({"error": error.message}, error.status)
        except SiteError as error:
            return answer_json({"error": str(error)}, HTTPStatus.INTERNAL_SERVER_ERROR)
        except OSError as error:
            message = f"Không đọc hoặc ghi được tệp: {error.strerror or error}."
            return answer_json({"error": message}, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _file(self, name: str) -> Answer:
        name = name or "index.html"
        if name == package.SCRIPT:
            return self._script()
        if name not in page.NAMES:
            raise RefusedError("Không có tệp này.", HTTPStatus.NOT_FOUND)
        content = page.compose_file(name, self._current(), self._backend(name), CONTENT, local=True)
        return Answer(content, page.kind_of(name), headers={"X-Frame-Options": "DENY"})

    def _script(self) -> Answer:
        """Decap CMS. When it is not to be had, the page asks again for the reason: that begins no other attempt."""
        with self._fetching:
            if self._missing and time.monotonic() < self._retry:
                return Answer(self._missing.encode(), "text/plain", HTTPStatus.SERVICE_UNAVAILABLE)
            if package.find_cms() is None:
                self._say("Đang tải bàn biên tập từ kho npm (16 MB, chỉ lần đầu)…")
            try:
                content = (package.fetch_cms() / package.SCRIPT).read_bytes()
            except MissingCmsError as error:
                self._missing, self._retry = str(error), time.monotonic() + NEXT_ATTEMPT
                self._say(self._missing)
                return Answer(self._missing.encode(), "text/plain", HTTPStatus.SERVICE_UNAVAILABLE)
        return Answer(content, page.kind_of(package.SCRIPT))

    def _backend(self, name: str) -> dict[str, Any]:
        """Each page that reads its configuration begins a session, whose key only a page of this server can read."""
        address = page.ADDRESS + API
        if name == page.CONFIGURATION:
            key = secrets.token_urlsafe(16)
            self._sessions[key] = Session()
            while len(self._sessions) > MOST_SESSIONS:
                del self._sessions[next(iter(self._sessions))]
            address += f"?phien={key}"
        return {"name": "proxy", "proxy_url": address, "branch": "local"}

    def _current(self) -> Portal:
        """The portal, opened anew after a change of the vocabularies or of the day."""
        with self._opening:
            if self._portal is None or _stamp(self._portal) != self._stamp:
                self._portal = self._open()
                self._stamp = _stamp(self._portal)
            return self._portal

    def _call(self, name: str, request: Request) -> Answer:
        if request.method != "POST" or name != API:
            raise RefusedError("Bàn biên tập không nhận yêu cầu này.", HTTPStatus.METHOD_NOT_ALLOWED)
        _check_origin(request)
        session = self._sessions.get(parse_qs(request.query).get("phien", [""])[0])
        if session is None:
            raise RefusedError(
                "Máy chủ đã khởi động lại. Chép phần vừa sửa ra ngoài rồi tải lại trang này.", HTTPStatus.UNAUTHORIZED
            )
        body = request.read(LARGEST_REQUEST)
        if body is None:
            raise RefusedError("Dữ liệu gửi lên quá lớn; bớt ảnh rồi lưu lại.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            call = json.loads(body)
            return answer_json(ACTIONS[call["action"]](self._files, call.get("params") or {}, session))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise RefusedError("Yêu cầu sai dạng.", HTTPStatus.UNPROCESSABLE_ENTITY) from None


def _check_origin(request: Request) -> None:
    """A form of another site can send no JSON type, and a script of another site sends its own origin."""
    origin, site = request.header("Origin"), request.header("Sec-Fetch-Site")
    if origin != f"http://{request.header('Host')}" or site not in ("", "same-origin"):
        raise RefusedError("Trang của nơi khác không được ghi vào đây.")
    if request.header("Content-Type").partition(";")[0].strip().lower() != "application/json":
        raise RefusedError("Yêu cầu phải là JSON.", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _list_items(files: ContentFiles, params: Mapping[str, Any], _: Session) -> object:
    return files.list_items(_text(params, "folder"))


def _read_items(files: ContentFiles, params: Mapping[str, Any], session: Session) -> object:
    return [files.read_item(_text(each, "path"), session) for each in params["files"]]


def _read_item(files: ContentFiles, params: Mapping[str, Any], session: Session) -> object:
    return files.read_item(_text(params, "path"), session)


def _write_item(files: ContentFiles, params: Mapping[str, Any], session: Session) -> object:
    (item,) = params.get("dataFiles") or [params["entry"]]
    path = _text(item, "path")
    if item.get("newPath") not in (None, path):
        raise RefusedError("Bàn biên tập không đổi tên tệp; địa chỉ của tin ghi ở mục Đường dẫn.")
    if len(params["assets"]) > MOST_UPLOADS:
        raise RefusedError(f"Mỗi lần lưu tối đa {MOST_UPLOADS} ảnh.")
    files.write_item(path, _text(item, "raw"), [_upload(asset) for asset in params["assets"]], session)
    return {"message": "đã lưu"}


def _list_pictures(files: ContentFiles, params: Mapping[str, Any], _: Session) -> object:
    return files.list_pictures(_text(params, "mediaFolder"))


def _read_picture(files: ContentFiles, params: Mapping[str, Any], _: Session) -> object:
    return files.read_picture(_text(params, "path"))


def _write_picture(files: ContentFiles, params: Mapping[str, Any], _: Session) -> object:
    return files.write_picture(_upload(params["asset"]))


def _find_page(files: ContentFiles, params: Mapping[str, Any], _: Session) -> object:
    """Where the item is seen; nothing while it has faults."""
    year = _text(params, "collection").rpartition("-")[2]
    address = files.address_of(f"{CONTENT}/news/{year}/{_text(params, 'slug')}.md")
    return {"url": address, "status": "SUCCESS"} if address else None


def _refuse_deletion(*_: object) -> object:
    raise RefusedError(
        "Bàn biên tập không xoá tệp. Muốn gỡ tin thì điền mục «Gỡ bỏ»; ảnh thừa xoá trong thư mục images."
    )


Action = Callable[[ContentFiles, Mapping[str, Any], Session], object]
ACTIONS: dict[str, Action] = {
    "info": lambda *_: {"repo": CONTENT, "publish_modes": ["simple"], "type": "local_fs"},
    "entriesByFolder": _list_items,
    "entriesByFiles": _read_items,
    "getEntry": _read_item,
    "persistEntry": _write_item,
    "getMedia": _list_pictures,
    "getMediaFile": _read_picture,
    "persistMedia": _write_picture,
    "deleteFile": _refuse_deletion,
    "deleteFiles": _refuse_deletion,
    "getDeployPreview": _find_page,
}


def _upload(asset: Mapping[str, Any]) -> Upload:
    if asset["encoding"] != "base64":
        raise ValueError
    try:
        return Upload(_text(asset, "path"), base64.b64decode(_text(asset, "content"), validate=True))
    except binascii.Error:
        raise RefusedError("Ảnh gửi lên bị hỏng.", HTTPStatus.UNPROCESSABLE_ENTITY) from None


def _text(params: Mapping[str, Any], name: str) -> str:
    value = params[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _stamp(portal: Portal) -> tuple[object, ...]:
    """What changes when the vocabularies do, or the day."""
    files = sorted(portal.config.vocabulary.glob("*"))
    return dt.datetime.now(portal.config.zone).date(), *((file.name, file.stat().st_mtime_ns) for file in files)
