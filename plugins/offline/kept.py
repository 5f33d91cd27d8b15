"""What the service worker keeps without being asked: a few pages, and the newest items.

In: the corpus. Out: a JSON list of addresses, each with a mark behind `#` that changes when the page should be fetched
again. It is a file of its own so that a new item changes this list, and no byte of the worker.
"""

from __future__ import annotations

import datetime as dt
import json

import msgspec

from plugins.model import Corpus, NewsItem, Portal, short_digest

OFFLINE_ADDRESS = "/ngoai-tuyen/"
SAVED_ADDRESS = "/da-luu/"
KEPT_ADDRESS = f"{OFFLINE_ADDRESS}tin.json"
NEWEST = 10  # items


def list_kept(portal: Portal, corpus: Corpus) -> str:
    items = [f"{item.address}#{_mark(portal.with_body(item))}" for item in reversed(corpus.items[-NEWEST:])]
    look = short_digest(portal.styles + portal.script, 8)
    pages = [f"{OFFLINE_ADDRESS}#{look}", f"{SAVED_ADDRESS}#{look}", f"/#{short_digest(''.join(items) + look, 8)}"]
    return json.dumps([*pages, *items], indent=0) + "\n"


def _mark(item: NewsItem) -> str:
    """Stands for what the item says, and not for its file: the same may be spelt in another Unicode form there."""
    return short_digest(
        json.dumps(msgspec.to_builtins(item, builtin_types=(dt.date, dt.datetime)) | {"path": ""}, default=str), 8
    )
