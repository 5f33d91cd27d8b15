"""What the configurations of nginx and of Caddy are made from.

In: the public address and the site's redirects. Out: `Site`, checked: what stands in a configuration must be nothing
but what it is meant to be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from plugins.model import SiteError
from plugins.model.redirects import Redirect

USUAL_ROOT = "/srv/cong-tin/current"
FIGURES = "/luot-xem/"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_PATH = re.compile(r"/[\w./@+-]+")


class Backend(NamedTuple):
    """A program that answers all below a path of the site, with headers of its own.

    `inside` is the part of the site's block that hands requests on to it, `beside` what must stand outside the block.
    """

    path: str
    inside: str
    beside: str = ""


@dataclass(frozen=True)
class Site:
    """`root` is the folder on the server, a symlink that deploys switch; `url` the public address.

    `certificate` and `key` are files on the server; empty for those of Let's Encrypt's client, or for Caddy's own.
    `log` is the file from which views are counted; empty where they are not. `figures` is the folder of the counts that
    the server itself writes, to be sent below FIGURES; empty where they come with the site.
    """

    url: str
    root: str = USUAL_ROOT
    hsts: str = ""
    certificate: str = ""
    key: str = ""
    brotli: bool = False
    redirects: tuple[Redirect, ...] = field(default=())
    backend: Backend | None = None
    log: str = ""
    figures: str = ""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not _NAME.fullmatch(parts.hostname or "") or parts.path:
            raise SiteError(
                f"Địa chỉ công khai «{self.url}» chưa dùng được cho máy chủ; đặt SITEURL, ví dụ https://tin.example.vn."
            )
        paths = {"--root": self.root, "--certificate": self.certificate, "--key": self.key, "--figures": self.figures}
        for name, path in paths.items():
            if path and (not _PATH.fullmatch(path) or ".." in PurePosixPath(path).parts):
                raise SiteError(f"{name}: «{path}» phải là đường dẫn tuyệt đối trên máy chủ, không có dấu cách.")
        if bool(self.certificate) != bool(self.key):
            raise SiteError("Ghi cả --certificate và --key, hoặc không ghi cả hai.")

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https:")

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port that readers speak to."""
        return urlsplit(self.url).port or (443 if self.is_secure else 80)
