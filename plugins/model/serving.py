"""What a room and the preview server say to each other: a request for an address of the room's, and its answer.

In: the parts of an HTTP request. Out: the parts of an HTTP response. A room that answers requests under `serve` gives a
`Route`; nothing of this exists on the published site.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple


class Request(NamedTuple):
    """`path` is decoded and without the query; `header` gives a header's value, empty where there is none.

    `read` gives the whole body, or None where it is larger than so many bytes or its length is not told.
    """

    method: str
    path: str
    query: str
    header: Callable[[str], str]
    read: Callable[[int], bytes | None]


class Answer(NamedTuple):
    """`kind` is the media type."""

    content: bytes
    kind: str
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = {}


def answer_json(content: object, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    return Answer(json.dumps(content, ensure_ascii=False).encode(), "application/json", status)


Route = Callable[[Request], Answer]
