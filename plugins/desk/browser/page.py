"""The page `/bien-tap/` and the small files beside it.

In: the portal and where the content is kept. Out: their bytes, by name. Decap's own script is not among them.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from plugins.desk.browser.configuration import Desk, collection_name, configure
from plugins.desk.browser.package import SCRIPT
from plugins.model import Portal, SiteError

ADDRESS = "/bien-tap/"
HERE = Path(__file__).parent
CONFIGURATION, SUGGESTIONS = "config.yml", "goi-y.json"
NAMES = ("index.html", CONFIGURATION, SUGGESTIONS, "desk.js", "desk.css")
# What the browser speaks to besides the desk's own host, by the backend's name.
SERVICES = {"github": ("https://api.github.com",), "gitlab": ("https://gitlab.com",)}
# Decap checks its configuration by code it makes at run time, and writes its style sheets into the page.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:"
    "; font-src 'self'; connect-src 'self' blob:{services}; frame-src 'self'; base-uri 'none'; form-action 'none'"
)
KINDS = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "json": "application/json",
    "yml": "text/yaml",
}

_PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="same-origin">
<title>Bàn biên tập – {name}</title>
<link rel="icon" href="/theme/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="desk.css">
<link rel="cms-config-url" type="text/yaml" href="config.yml">
<script src="desk.js" data-styles="{styles}" data-collections="{collections}"{local} defer></script>
<script src="{script}" defer></script>
</head>
<body>
<p class="opening" data-desk-opening>Đang mở bàn biên tập…</p>
<noscript>
<p class="opening">Bàn biên tập cần JavaScript. Không có nó thì sửa tệp trong content/news/ bằng trình soạn thảo.</p>
</noscript>
</body>
</html>
"""


def read_setting(setting: object) -> tuple[dict[str, Any], str]:
    """The backend and the content folder that PORTAL_DESK names; SiteError tells what is wrong in it."""
    hint = 'ví dụ {"name": "github", "repo": "to-chuc/cong-tin", "branch": "main"}'
    if not isinstance(setting, Mapping) or not all(isinstance(key, str) for key in setting):
        raise SiteError(f"PORTAL_DESK phải là một bảng khoá và giá trị; {hint}.")
    backend = dict(setting)
    content = backend.pop("content", "content")
    if backend.get("name") not in SERVICES:
        raise SiteError(f"PORTAL_DESK: name phải là {' hoặc '.join(SERVICES)}; {hint}.")
    if not isinstance(backend.get("repo"), str) or backend["repo"].count("/") < 1:
        raise SiteError(f"PORTAL_DESK: repo phải có dạng tổ-chức/kho; {hint}.")
    if not isinstance(content, str) or content.startswith("/") or ".." in content:
        raise SiteError("PORTAL_DESK: content là thư mục nội dung trong kho, ví dụ content.")
    return {"branch": "main"} | backend, content.strip("/")


def compose_file(name: str, portal: Portal, backend: Mapping[str, Any], content: str, *, local: bool) -> bytes:
    """One of NAMES; `backend` and `content` are as in `Desk`."""
    if name == CONFIGURATION:
        return _configuration(portal, backend, content, local=local)
    if name == SUGGESTIONS:
        return _suggestions(portal)
    if name != "index.html":
        return (HERE / name).read_bytes()
    return _PAGE.format(
        policy=_policy(backend),
        name=html.escape(portal.config.name),
        styles=html.escape(portal.styles),
        collections=" ".join(collection_name(year) for year in years_of(portal)),
        local=" data-local" if local else "",
        script=SCRIPT,
    ).encode()


def _configuration(portal: Portal, backend: Mapping[str, Any], content: str, *, local: bool) -> bytes:
    categories = [category.name for category in portal.categories]
    desk = Desk(backend, content, years_of(portal), categories, local, portal.config.url)
    return yaml.safe_dump(configure(desk), encoding="utf-8", allow_unicode=True, sort_keys=False, width=1_000)


def kind_of(name: str) -> str:
    return KINDS.get(name.rpartition(".")[2], "text/plain")


def _policy(backend: Mapping[str, Any]) -> str:
    services = dict.fromkeys(SERVICES.get(backend.get("name", ""), ()))
    for key in ("api_root", "base_url", "graphql_api_root"):
        parts = urlsplit(str(backend.get(key, "")))
        if parts.scheme == "https" and parts.hostname:
            services[f"https://{parts.hostname}{f':{parts.port}' if parts.port else ''}"] = None
    return POLICY.format(services="".join(f" {service}" for service in services))


def years_of(portal: Portal) -> list[int]:
    """The years that have a folder, the newest first, and before all the one it is now."""
    now = portal.config.now.year
    try:
        names = [entry.name for entry in (portal.config.content / "news").iterdir() if entry.is_dir()]
    except OSError:
        names = []
    years = {int(name) for name in names if len(name) == 4 and name.isascii() and name.isdigit()}
    return [now, *sorted((year for year in years if year != now), reverse=True)]


def _suggestions(portal: Portal) -> bytes:
    """What is proposed while a name is typed, each with a note: regions of all times, officials with their posts."""
    regions = {}
    for region in portal.regions:
        until = f"đến {region.until:%d/%m/%Y}" if region.until else ""
        regions[portal.regions.label(region.id)] = until
    today = portal.config.now.date()
    officials = [(official.name, official.position_on(today)) for official in portal.officials]
    content = {"regions": sorted(regions.items()), "officials": officials}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
