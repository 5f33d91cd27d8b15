"""Requests and answers of the gate, in the forms of WSGI.

In: a WSGI environment. Out: what the gate asks of it; an `Answer` becomes a WSGI response with the headers that all of
the gate's answers bear.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import parse_qs

Environment = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environment, StartResponse], Iterable[bytes]]

POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
JSON, CSS = "application/json", "text/css; charset=utf-8"
# The portal's service worker keeps every page of the kind text/html for reading offline; these no device may keep.
HTML = "application/xhtml+xml; charset=utf-8"
MOST_QUERY = 2048  # characters


class Answer(NamedTuple):
    status: HTTPStatus
    content: bytes
    kind: str = JSON
    headers: Mapping[str, str] = {}


class RefusalError(Exception):
    """A request that is not answered: the status, and a code and words for who asked."""

    def __init__(self, status: HTTPStatus, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


def answer_json(content: object, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    return Answer(status, json.dumps(content, ensure_ascii=False).encode())


def read_query(environ: Environment) -> dict[str, str]:
    """The last value of each name of the query; RefusalError where it is too long or no UTF-8."""
    query = environ.get("QUERY_STRING", "")
    if len(query) > MOST_QUERY:
        raise RefusalError(HTTPStatus.REQUEST_URI_TOO_LONG, "invalid", "Địa chỉ quá dài.")
    return _read_pairs(query)


def read_number(query: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = query.get(name, str(usual))
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", f"«{name}» phải là số nguyên không âm.")
    return min(int(text), most)


def read_json(environ: Environment, most: int) -> Any:
    """What the body holds; RefusalError unless it is JSON of at most so many bytes, and says so."""
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != JSON:
        raise RefusalError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "invalid", "Chỉ nhận JSON.")
    try:
        return json.loads(_read(environ, most))
    except (ValueError, RecursionError):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "Nội dung gửi lên không phải JSON.") from None


def read_form(environ: Environment, most: int) -> dict[str, str]:
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise RefusalError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "invalid", "Chỉ nhận biểu mẫu.")
    return _read_pairs(_read(environ, most).decode("ascii", "replace"))


def respond(answer: Answer, environ: Environment, start: StartResponse) -> list[bytes]:
    headers = HEADERS | {"Content-Type": answer.kind, "Content-Length": str(len(answer.content))} | dict(answer.headers)
    start(f"{answer.status.value} {answer.status.phrase}", list(headers.items()))
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [answer.content]


def _read(environ: Environment, most: int) -> bytes:
    length = environ.get("CONTENT_LENGTH", "")
    if not (length.isascii() and length.isdigit()):
        raise RefusalError(HTTPStatus.LENGTH_REQUIRED, "invalid", "Thiếu độ dài của nội dung.")
    if int(length) > most:
        raise RefusalError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "long", "Nội dung gửi lên quá lớn.")
    content: bytes = environ["wsgi.input"].read(int(length))
    return content


def _read_pairs(text: str) -> dict[str, str]:
    try:
        pairs = parse_qs(text, keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError:  # a UnicodeDecodeError is one
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "Nội dung gửi lên không đọc được.") from None
    return {name: values[-1] for name, values in pairs.items()}
