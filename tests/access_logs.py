"""Lines of access logs for tests, as nginx and Caddy write them."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from pathlib import Path

from plugins.voice.views.counting import Tally, count_logs
from plugins.voice.views.ledger import open_ledger

ZONE = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=ZONE)
NOW = NOON + dt.timedelta(hours=12)
BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
ITEM = "/tin/2026/11/hoi-nghi/"


def combined(
    path: str = ITEM,
    at: dt.datetime = NOON,
    *,
    client: str = "203.0.113.7",
    agent: str = BROWSER,
    status: int = 200,
    method: str = "GET",
    referer: str = "-",
) -> str:
    moment = at.strftime("%d/%b/%Y:%H:%M:%S %z")
    return f'{client} - - [{moment}] "{method} {path} HTTP/1.1" {status} 9000 "{referer}" "{agent}"\n'


def caddy(path: str = ITEM, at: dt.datetime = NOON, *, client: str = "203.0.113.7", **headers: str) -> str:
    names = {"User-Agent": BROWSER} | {name.replace("_", "-").title(): value for name, value in headers.items()}
    request = {"remote_ip": client, "client_ip": client, "proto": "HTTP/2.0", "method": "GET", "host": "cong.example",
               "uri": path, "headers": {name: [value] for name, value in names.items()}}  # fmt: skip
    return json.dumps({
        "level": "info", "ts": at.timestamp(), "logger": "http.log.access", "msg": "handled request",
        "request": request, "bytes_read": 0, "user_id": "", "duration": 0.001, "size": 9000, "status": 200,
        "resp_headers": {"Server": ["Caddy"]},
    }) + "\n"  # fmt: skip


def count(ledger: Path, *logs: Path, now: dt.datetime = NOW) -> Tally:
    with open_ledger(ledger) as opened:
        return count_logs(logs, opened, ZONE, now)


def counts(ledger: Path, since: str = "") -> dict[str, int]:
    with open_ledger(ledger) as opened:
        return opened.counts(since)


def days(ledger: Path) -> dict[str, int]:
    with open_ledger(ledger) as opened:
        return opened.days()
