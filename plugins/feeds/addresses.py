"""Absolute addresses, which readers of feeds, sitemaps and structured data need.

In: the public address of the portal and root-relative addresses. Out: absolute ones in ASCII.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from plugins.model import Config

LOCAL_BASE = "http://localhost:8000"

_KEPT = "/%:?#@!$&'()*+,;=~"  # "%" too: addresses of pictures and sources come quoted
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def public_base(config: Config) -> str:
    """The portal's address without a trailing slash; while it has none (under `serve`), the local server's."""
    return config.url.rstrip("/") or LOCAL_BASE


def absolute(base: str, address: str) -> str:
    """`base` and `address` joined, with what an address may not hold percent-encoded."""
    return base + quote(_STRAY_PERCENT.sub("%25", address), safe=_KEPT, errors="replace")
