"""What the site itself must show for its deploys to be announced: hubs of its feeds, keys of IndexNow.

In: the key `after` of each target in PORTAL_TARGETS. Out: `Announced`; SiteError where it cannot stand. A deploy to one
target takes what all show: one build may go to several.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from plugins.model.faults import SiteError

_KEY = re.compile(r"[A-Za-z0-9-]{8,128}")  # as IndexNow has it


class Announced(NamedTuple):
    """`hubs` are addresses that feeds name as theirs; of each of `keys` a file `/KEY.txt` tells."""

    hubs: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


def read_announced(settings: Mapping[str, Any]) -> Announced:
    hubs, keys = dict[str, None](), dict[str, None]()
    targets = settings.get("PORTAL_TARGETS") or {}
    for name, target in targets.items() if isinstance(targets, dict) else ():
        after = target.get("after") if isinstance(target, dict) else None
        if not isinstance(after, dict):  # what else is wrong with a target, its deploy tells
            continue
        if hub := after.get("websub"):
            if not isinstance(hub, str) or not _is_address(hub):
                raise SiteError(f"PORTAL_TARGETS, đích «{name}»: websub phải là địa chỉ https:// của một trạm WebSub.")
            hubs[hub] = None
        given = after.get("indexnow")
        if isinstance(given, dict) and (key := given.get("key")):
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                raise SiteError(
                    f"PORTAL_TARGETS, đích «{name}»: khóa IndexNow gồm 8 đến 128 chữ cái không dấu, chữ số, gạch nối."
                )
            keys[key] = None
    return Announced(tuple(hubs), tuple(keys))


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return text.isprintable() and parts.scheme in ("http", "https") and bool(parts.hostname)
