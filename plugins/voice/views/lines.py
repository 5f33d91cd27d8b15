"""Reads one line of an access log: nginx's or Apache's combined format, or Caddy's JSON.

In: the bytes of a line, which anybody on the internet has helped to write. Out: a `Request`, of which nothing but an
address of the portal's own form is ever kept, an `Other`, or BROKEN.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

import msgspec

LONGEST: Final = 65_536  # bytes of a line; servers take no request half as long
LONGEST_AGENT: Final = 500  # letters of a User-Agent that are looked at


class Request(NamedTuple):
    """A request for an item's page that was answered with it.

    `rest` is all of the line but who asked, and `client` who asked: neither is kept. `agent` is the beginning of the
    User-Agent; `reader` tells whether it was asked for to be shown, as far as the line says.
    """

    moment: dt.datetime
    address: str
    rest: bytes
    client: bytes
    agent: str
    reader: bool


class Other(NamedTuple):
    """A request for anything else; `moment` is None where the line tells of no request."""

    moment: dt.datetime | None


BROKEN: Final = None  # what no server writes

_QUOTED = rb'"([^"\\]*(?:\\.[^"\\]*)*)"'
_COMBINED = re.compile(
    rb"([^\[\"]*)\[(\d\d/[A-Z][a-z]{2}/\d{4}:[0-2]\d:[0-5]\d):([0-5]\d|60) ([+-]\d{4})\] "
    + _QUOTED
    + rb" (\d{3}) (?:\d+|-) "
    + _QUOTED
    + b" "
    + _QUOTED,
    re.DOTALL,
)
_ITEM = r"((?:/[a-z]{2})?/tin/\d{4}/\d{2}/[a-z0-9-]{1,250}/)(?:index\.html)?(?:\?\S*)?"
_ADDRESS = re.compile(_ITEM, re.ASCII)
_GET_ITEM = re.compile(b"GET " + _ITEM.encode() + rb" HTTP/\d(?:\.\d)?")
_PAGE = re.compile(r"(?:/[a-z]{2})?/tin/(\d{4})/(\d{2})/[a-z0-9-]{1,250}/", re.ASCII)
_MONTHS = {name: number for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_SHOWN = {200, 304}
_SCRIPT = re.compile(r"[^?#]*\.js(?:[?#].*)?", re.DOTALL)  # a service worker names itself where a page would stand
_MOST_MINUTES = 100_000


class _Asked(msgspec.Struct):
    method: str
    uri: str
    headers: dict[str, list[str]] = {}
    remote_ip: str = ""
    client_ip: str = ""


class _Logged(msgspec.Struct):
    ts: float | str
    request: _Asked
    status: int = 0
    size: int = 0
    duration: float | str = 0.0


class _Message(msgspec.Struct):
    """Any line of Caddy's log: it also writes of itself."""

    ts: float | str
    msg: str


_read_logged = msgspec.json.Decoder(_Logged).decode
_read_message = msgspec.json.Decoder(_Message).decode
_minutes: dict[bytes, dt.datetime] = {}


def page_month(address: str) -> str:
    """`2026-11` of an item's address; empty for what is none."""
    found = _PAGE.fullmatch(address)
    return f"{found[1]}-{found[2]}" if found else ""


def read_line(line: bytes) -> Request | Other | None:
    """BROKEN (None) where the line is none that a server writes."""
    if len(line) > LONGEST:
        return BROKEN
    if line.startswith(b"{"):
        return _read_json(line)
    found = _COMBINED.match(line)
    if found is None:
        return BROKEN
    client, minute, second, offset, request, status, referer, agent = found.groups()
    moment = _moment(minute + offset, second)
    if moment is None:
        return BROKEN
    item = _GET_ITEM.fullmatch(request)
    if item is None or int(status) not in _SHOWN:
        return Other(moment)
    reader = _SCRIPT.fullmatch(referer.decode("latin-1")) is None
    rest = line[found.start(2) : found.end()]
    client += line[found.end() :].rstrip(b"\r")  # behind a proxy it stands here
    return Request(moment, item[1].decode("ascii"), rest, client, agent[:LONGEST_AGENT].decode("latin-1"), reader)


def _read_json(line: bytes) -> Request | Other | None:
    try:
        logged = _read_logged(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        try:
            _read_message(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return BROKEN
        return Other(None)
    moment = _json_moment(logged.ts)
    if moment is None:
        return BROKEN
    asked = logged.request
    item = _ADDRESS.fullmatch(asked.uri)
    if item is None or asked.method != "GET" or logged.status not in _SHOWN:
        return Other(moment)
    headers = {name.lower(): values[0] if values else "" for name, values in asked.headers.items()}
    referer, agent = headers.get("referer", ""), headers.get("user-agent", "")
    purpose = headers.get("sec-purpose", "") + headers.get("purpose", "")
    reader = not (
        "prefetch" in purpose or _SCRIPT.fullmatch(referer) or headers.get("sec-fetch-mode", "navigate") != "navigate"
    )
    facts = (logged.ts, asked.uri, logged.status, logged.size, logged.duration, referer, agent)
    client = f"{asked.remote_ip} {asked.client_ip}"
    rest = repr(facts).encode("utf-8", "replace")
    return Request(moment, item[1], rest, client.encode("utf-8", "replace"), agent[:LONGEST_AGENT], reader)


def _moment(minute: bytes, second: bytes) -> dt.datetime | None:
    """Of `20/Nov/2026:06:00+0700` and seconds; a log has few minutes and many lines."""
    start = _minutes.get(minute)
    if start is None:
        try:
            offset = dt.timedelta(hours=int(minute[-4:-2]), minutes=int(minute[-2:]))
            zone = dt.timezone(-offset if minute[-5:-4] == b"-" else offset)
            start = dt.datetime(
                int(minute[7:11]), _MONTHS[minute[3:6]], int(minute[:2]), int(minute[12:14]), int(minute[15:17]),
                tzinfo=zone,
            ).astimezone(dt.UTC)  # fmt: skip
        except (ValueError, KeyError, OverflowError):
            return None
        if len(_minutes) > _MOST_MINUTES:
            _minutes.clear()
        _minutes[minute] = start
    return start + dt.timedelta(seconds=int(second)) if second != b"00" else start


def _json_moment(stamp: float | str) -> dt.datetime | None:
    try:
        if isinstance(stamp, str):
            moment = dt.datetime.fromisoformat(stamp)
            return moment.astimezone(dt.UTC) if moment.tzinfo else None
        return dt.datetime.fromtimestamp(stamp, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
