"""Stands before Isso: lets through what the portal's pages need, and refuses everything else.

In: requests for addresses below the server's path. Out: answers in the form of Isso's, with the fields that pages show,
as plain text. What is written goes through Isso, which keeps it and limits the rates.

    GET  ?uri=PAGE&limit=N&offset=N[&parent=ID]   approved comments of a page, the newest first, with their replies
    POST new?uri=PAGE   {text, author, parent}    a comment, which then awaits review
    POST count          [PAGE, …]                 how many approved comments each page has
    GET, POST viet/?uri=PAGE                      the same for readers without JavaScript
    GET, POST duyet/KEY/                          what awaits review, for who has a link

Isso's other doors stay shut: votes, previews, feeds, its administration (whose page needs inline scripts), and editing
by cookie, with which a comment could be another one after it was approved. No answer sets a cookie.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from .addresses import Pseudonyms
from .database import Database, Waiting
from .exchange import (
    CSS,
    Answer,
    Application,
    Environment,
    RefusalError,
    StartResponse,
    answer_json,
    read_form,
    read_json,
    read_number,
    read_query,
    respond,
)
from .pages import ADDRESS, find_title
from .reading import PUBLISHED, Wanted
from .rendering import STYLES, render_letter, render_message
from .reviewing import Review
from .wording import WordingError, read_wording

MOST_BODY, MOST_LIST = 8 * 1024, 32 * 1024  # bytes
MOST_COUNTED = 100  # pages in one request
MOST_NUMBER = 2**53  # of a comment
MOST_SHOWN, MOST_REPLIES = 50, 50  # comments in one answer; replies of each
MOST_WAITING = 2000  # an editor could not read more; until some are read, no more are taken

logger = logging.getLogger("comment_server")


class Comments(Protocol):
    """What the gate needs of Isso, and of the portal's settings for it."""

    application: Application
    database: Database
    site: str
    origins: frozenset[str]
    path: str

    def sign(self, content: object) -> str: ...
    def unsign(self, key: str) -> object: ...
    def activate(self, comment: int) -> None: ...
    def delete(self, comment: int) -> None: ...


class Gate:
    """A WSGI application. `tell` is called with each comment that awaits review."""

    def __init__(self, comments: Comments, tell: Callable[[Waiting], None]) -> None:
        self._comments = comments
        self._tell = tell
        self._pseudonyms = Pseudonyms()
        self._review = Review(comments)

    def __call__(self, environ: Environment, start: StartResponse) -> list[bytes]:
        try:
            answer = self._answer(environ)
        except (RefusalError, WordingError) as refusal:
            status = refusal.status if isinstance(refusal, RefusalError) else HTTPStatus.BAD_REQUEST
            answer = answer_json({"code": refusal.code, "message": str(refusal)}, status)
        except Exception:
            logger.exception("%s %s", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO", "")[:40])
            message = {"code": "failed", "message": "Máy chủ ý kiến đang gặp lỗi; hãy thử lại sau."}
            answer = answer_json(message, HTTPStatus.INTERNAL_SERVER_ERROR)
        return respond(answer, environ, start)

    def _answer(self, environ: Environment) -> Answer:
        self._refuse_strangers(environ)
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        if not path.startswith(self._comments.path):
            raise _not_found()
        match method, path.removeprefix(self._comments.path).split("/"):
            case "GET" | "HEAD", [""]:
                return answer_json(self._show(_read_page(environ), read_query(environ)))
            case "POST", ["new"]:
                sent = read_json(environ, MOST_BODY)
                if not isinstance(sent, dict):
                    raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "Ý kiến gửi lên không đúng dạng.")
                number = self._take(environ, _read_page(environ), sent)
                return answer_json({"id": number, "waiting": True}, HTTPStatus.ACCEPTED)
            case "POST", ["count"]:
                return self._count(read_json(environ, MOST_LIST))
            case "GET" | "HEAD" | "POST", ["viet", ""]:
                return self._write_letter(environ)
            case "GET" | "HEAD" | "POST", ["duyet", key, ""]:
                form = read_form(environ, MOST_BODY) if method == "POST" else None
                return self._review.answer(key, form)
            case "GET" | "HEAD", ["trang.css"]:
                return Answer(HTTPStatus.OK, STYLES, CSS, {"Cache-Control": "max-age=3600"})
        raise _not_found()

    def _refuse_strangers(self, environ: Environment) -> None:
        """Who calls the server by another name, or sends from another site's page."""
        origins = self._comments.origins
        if environ.get("HTTP_HOST", "").lower() not in {urlsplit(origin).netloc for origin in origins}:
            raise RefusalError(HTTPStatus.MISDIRECTED_REQUEST, "invalid", "Máy chủ này không phục vụ tên miền đó.")
        if environ["REQUEST_METHOD"] == "POST" and environ.get("HTTP_ORIGIN", "").lower() not in origins:
            raise RefusalError(HTTPStatus.FORBIDDEN, "invalid", "Chỉ nhận ý kiến gửi từ trang của cổng.")

    def _show(self, page: str, query: dict[str, str]) -> dict[str, Any]:
        wanted = Wanted(
            limit=max(1, read_number(query, "limit", 20, MOST_SHOWN)),
            nested_limit=max(1, read_number(query, "nested_limit", 5, MOST_REPLIES)),
            offset=read_number(query, "offset", 0, 10**6),
            parent=read_number(query, "parent", 0, 10**9) if "parent" in query else None,
        )
        return self._comments.database.read(page, wanted)

    def _take(self, environ: Environment, page: str, sent: dict[str, Any]) -> int:
        """Hand a comment to Isso; its number."""
        wording, parent = read_wording(sent.get("text"), sent.get("author")), sent.get("parent")
        database = self._comments.database
        if parent is not None and not self._can_be_answered(page, parent):
            raise RefusalError(HTTPStatus.BAD_REQUEST, "gone", "Ý kiến được trả lời không còn nữa.")
        if database.count_waiting() >= MOST_WAITING:
            raise RefusalError(HTTPStatus.SERVICE_UNAVAILABLE, "full", "Đang có quá nhiều ý kiến chờ duyệt.")
        comment = {"text": wording.text, "author": wording.author, "parent": parent}
        if not database.has_thread(page):
            title = find_title(self._comments.site, page)
            if title is None:
                raise RefusalError(HTTPStatus.NOT_FOUND, "closed", "Trang này không nhận ý kiến.")
            comment["title"] = title
        status, kept = self._hand_on(environ, page, comment)
        if status == HTTPStatus.FORBIDDEN:
            raise RefusalError(HTTPStatus.TOO_MANY_REQUESTS, "often", "Bạn gửi nhiều ý kiến quá; hãy thử lại sau.")
        if status not in {HTTPStatus.CREATED, HTTPStatus.ACCEPTED}:
            raise RefusalError(HTTPStatus.BAD_GATEWAY, "failed", "Chưa ghi được ý kiến.")
        waiting = database.find(kept["id"])
        if waiting is not None:
            self._tell(waiting)
        return int(kept["id"])

    def _can_be_answered(self, page: str, parent: object) -> bool:
        """Whether readers see the comment on that page."""
        if type(parent) is not int or not 0 < parent < MOST_NUMBER:
            return False
        answered = self._comments.database.find(parent)
        return answered is not None and answered.uri == page and answered.mode == PUBLISHED

    def _count(self, pages: object) -> Answer:
        if not isinstance(pages, list) or not all(isinstance(page, str) for page in pages) or len(pages) > MOST_COUNTED:
            message = f"Cần một danh sách nhiều nhất {MOST_COUNTED} địa chỉ."
            raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", message)
        return answer_json(self._comments.database.count_published(*pages))

    def _write_letter(self, environ: Environment) -> Answer:
        """The page for readers without JavaScript: what was written, and a form."""
        page, path = _read_page(environ), self._comments.path
        if environ["REQUEST_METHOD"] == "POST":
            try:
                self._take(environ, page, {**read_form(environ, MOST_BODY), "parent": None})
            except (RefusalError, WordingError) as refusal:
                status = refusal.status if isinstance(refusal, RefusalError) else HTTPStatus.BAD_REQUEST
                return render_message(path, str(refusal), page, status)
            return render_message(path, "Đã nhận ý kiến. Ý kiến sẽ hiện dưới bài sau khi được duyệt.", page)
        query = read_query(environ)
        return render_letter(path, page, self._show(page, query), read_number(query, "offset", 0, 10**6))

    def _hand_on(self, environ: Environment, page: str, comment: dict[str, Any]) -> tuple[HTTPStatus, Any]:
        """Isso's answer to a new comment: its status, and what it says where it took it."""
        body = json.dumps(comment).encode()
        asked: Environment = {
            "REQUEST_METHOD": "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": "/new",
            "QUERY_STRING": urlencode({"uri": page}),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/json",
            "HTTP_ACCEPT": "application/json",
            "HTTP_HOST": environ["HTTP_HOST"],
            "HTTP_ORIGIN": self._comments.site,
            "REMOTE_ADDR": self._pseudonyms.of(environ.get("REMOTE_ADDR", "")),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": urlsplit(self._comments.site).scheme,
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": environ["wsgi.errors"],
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        statuses: list[str] = []
        parts = self._comments.application(asked, lambda status, *_: statuses.append(status))
        answer = b"".join(parts)
        status = HTTPStatus(int(statuses[0].split()[0]))
        return status, json.loads(answer) if status < HTTPStatus.MULTIPLE_CHOICES else None


def _read_page(environ: Environment) -> str:
    page = read_query(environ).get("uri", "")
    if not ADDRESS.fullmatch(page):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "Thiếu địa chỉ của một bài trên cổng.")
    return page


def _not_found() -> RefusalError:
    return RefusalError(HTTPStatus.NOT_FOUND, "invalid", "Không có địa chỉ này.")
