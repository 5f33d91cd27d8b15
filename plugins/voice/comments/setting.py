"""The setting that turns comments on: `PORTAL_COMMENTS = {"server": "/y-kien/"}`.

In: Pelican's settings. Out: the path of the comment server on the site's own host, empty where comments are off. Pages
may ask no other host for anything, so the server always stands below a path of the site's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from plugins.model import SiteError
from plugins.model.paths import OWN

SETTING = "PORTAL_COMMENTS"
VOICE = "PORTAL_VOICE"  # `serve --voice` sets it
USUAL = "/y-kien/"
_PATH = re.compile(r"/[a-z0-9-]+/(?:[a-z0-9-]+/)*")


def read_server(settings: Mapping[str, Any]) -> str:
    """The server's path; SiteError says what is wrong with the setting."""
    setting = settings.get(SETTING) or ({"server": USUAL} if settings.get(VOICE) else None)
    if not setting:
        return ""
    server = setting.get("server", USUAL) if isinstance(setting, Mapping) else None
    if not isinstance(server, str) or set(setting) - {"server"}:
        raise SiteError(f'{SETTING} phải có dạng {{"server": "{USUAL}"}}.')
    if not _PATH.fullmatch(server):
        raise SiteError(f"{SETTING}: «{server}» phải là một đường dẫn trên máy chủ của cổng, như {USUAL}.")
    if server.split("/")[1] in {*OWN, *settings.get("PORTAL_EDITIONS", ())}:
        raise SiteError(f"{SETTING}: «{server}» là địa chỉ mà chính cổng dùng; chọn đường dẫn khác, như {USUAL}.")
    return server
