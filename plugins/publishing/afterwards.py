"""What may follow a deploy: purging caches, pings to search engines and feed hubs, a smoke test of the live address.

In: the key `after` of a target, the public address, the release and the paths that changed. Out: lines for the
operator. All is off unless told; a ping that cannot be sent is a notice, a live address that does not show the release
is a SiteError.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from plugins.model import SiteError
from plugins.model.delivery import HOST, encoding_of, kind_of

from .release import DIGITS, Release

Say = Callable[[str], object]
KNOWN = {"purge": dict, "indexnow": dict, "websub": str, "smoke": bool}
CLOUDFLARE = "https://api.cloudflare.com/client/v4"
INDEXNOW = "https://api.indexnow.org/indexnow"
PURGE_BATCH = 30  # addresses in one call to Cloudflare
INDEXNOW_MOST = 10_000
TIMEOUT = 15  # seconds for one answer
PAUSES = (0, 2, 5, 10, 20)  # seconds; hosts of branches take a while to show a push
CORNERS = ("index.html", "tim-kiem/index.html", "search/manifest.json", "feeds/all.atom.xml")


def do_afterwards(after: Mapping[str, Any], url: str, release: Release, changed: Iterable[str], say: Say) -> None:
    """Do what `after` asks for; SiteError when it asks for what is unknown or the smoke test fails."""
    if unknown := after.keys() - KNOWN.keys():
        raise SiteError(f"PORTAL_TARGETS, after: không có mục «{min(unknown)}»; các mục: {', '.join(KNOWN)}.")
    if wrong := [key for key, kind in KNOWN.items() if key in after and not isinstance(after[key], kind)]:
        raise SiteError(f"PORTAL_TARGETS, after: mục {wrong[0]} sai kiểu ({after[wrong[0]]!r}).")
    paths = [path for path in changed if not encoding_of(path) and kind_of(path) is not HOST]
    if not after or not url:
        return
    for name, work in (("purge", _purge), ("indexnow", _index_now), ("websub", _publish_feeds)):
        if after.get(name) and paths:
            try:
                say(work(after[name], url, paths))
            except (OSError, subprocess.SubprocessError) as error:
                say(f"Bỏ qua {name}: {_reason(error)}.")
    if after.get("smoke"):
        say(check_live(url, release))


def address_of(url: str, path: str) -> str:
    """The public address of a file of the output."""
    path = path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path
    return f"{url}/{urllib.parse.quote(path)}"


def check_live(url: str, release: Release, pauses: Sequence[float] = PAUSES) -> str:
    """Fetch the home page, the newest item, search and feed, and hold them against the release."""
    faults: list[str] = []
    for pause in pauses:
        time.sleep(pause)
        faults = list(_look(url, release))
        if not faults:
            return f"Trang {url}/ đang hiện đúng bản {release.id}."
    raise SiteError(
        f"Trang {url}/ chưa hiện đúng bản {release.id}: {'; '.join(faults)}. Có thể quay lui bằng rollback."
    )


def _look(url: str, release: Release) -> Iterator[str]:
    paths = [path for path in CORNERS if path in release.files]
    paths += list(_newest(url, release))
    for path in paths:
        address = address_of(url, path)
        try:
            content = _ask(address)
        except OSError as error:
            yield f"{address}: {_reason(error)}"
            continue
        if hashlib.sha256(content).hexdigest()[:DIGITS] != release.files[path].digest:
            yield f"{address}: nội dung khác bản vừa triển khai (bộ nhớ đệm cũ, hoặc máy chủ sửa trang)"


def _newest(url: str, release: Release) -> Iterator[str]:
    try:
        listed = json.loads(_ask(f"{url}/moi-nhat.json"))
        path = f"{listed[0]['address'].strip('/')}/index.html"
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return
    if path in release.files:
        yield path


def _purge(given: Mapping[str, Any], url: str, paths: Sequence[str]) -> str:
    addresses = [address_of(url, path) for path in paths]
    if command := given.get("command"):
        lines = "".join(f"{address}\n" for address in addresses)
        subprocess.run(list(command), input=lines, text=True, check=True, timeout=300, stdout=subprocess.DEVNULL)
        return f"Đã giao {len(addresses)} địa chỉ cho {command[0]} để xóa bộ nhớ đệm."
    token = os.environ.get("CLOUDFLARE_API_TOKEN", "")
    if not token or not given.get("cloudflare_zone"):
        return "Bỏ qua purge: cần cloudflare_zone trong after và CLOUDFLARE_API_TOKEN trong môi trường."
    endpoint = f"{given.get('endpoint', CLOUDFLARE)}/zones/{given['cloudflare_zone']}/purge_cache"
    for start in range(0, len(addresses), PURGE_BATCH):
        content = json.dumps({"files": addresses[start : start + PURGE_BATCH]}).encode()
        _ask(endpoint, content, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    return f"Đã xóa {len(addresses)} địa chỉ khỏi bộ nhớ đệm của Cloudflare."


def _index_now(given: Mapping[str, Any], url: str, paths: Sequence[str]) -> str:
    pages = [address_of(url, path) for path in paths if path.endswith(".html")][:INDEXNOW_MOST]
    key = str(given.get("key", ""))
    if not key or not pages:
        return "Bỏ qua indexnow: cần key trong after." if not key else "Không có trang nào đổi để báo IndexNow."
    host = urllib.parse.urlsplit(url).hostname
    content = {"host": host, "key": key, "keyLocation": f"{url}/{key}.txt", "urlList": pages}
    headers = {"Content-Type": "application/json; charset=utf-8"}
    _ask(given.get("endpoint", INDEXNOW), json.dumps(content).encode(), headers)
    return f"Đã báo IndexNow {len(pages)} trang."


def _publish_feeds(hub: str, url: str, paths: Sequence[str]) -> str:
    feeds = [address_of(url, path) for path in paths if path.startswith("feeds/")]
    for feed in feeds:
        _ask(hub, urllib.parse.urlencode({"hub.mode": "publish", "hub.url": feed}).encode(), {})
    return f"Đã báo WebSub {len(feeds)} nguồn tin."


def _ask(address: str, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> bytes:
    if not address.startswith(("http://", "https://")):
        raise urllib.error.URLError("địa chỉ phải bắt đầu bằng http:// hoặc https://")
    asked = {"User-Agent": "cong-tin-deploy", "Cache-Control": "no-cache"} | dict(headers or {})
    request = urllib.request.Request(address, content, asked)  # noqa: S310 — checked above
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
        body: bytes = answer.read()
        return body


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"máy chủ trả lời {error.code}"
    if isinstance(error, (urllib.error.URLError, TimeoutError, ConnectionError)):
        return f"không tới được ({getattr(error, 'reason', error)})"
    return str(error)
