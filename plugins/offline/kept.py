"""What the service worker keeps without being asked: a few pages, and the newest items.

In: the corpus. Out: a JSON list of addresses, each with a mark behind `#` that changes when the page should be fetched
again. It is a file of its own so that a new item changes this list, and no byte of the worker.
"""

from __future__ import annotations

import json

from plugins.model import Corpus, Portal, short_digest

OFFLINE_ADDRESS = "/ngoai-tuyen/"
SAVED_ADDRESS = "/da-luu/"
KEPT_ADDRESS = f"{OFFLINE_ADDRESS}tin.json"
NEWEST = 10  # items


def list_kept(portal: Portal, corpus: Corpus) -> str:
    newest = range(len(corpus.items) - 1, max(-1, len(corpus.items) - 1 - NEWEST), -1)
    items = [f"{corpus.items[p].address}#{corpus.digests[p][:8]}" for p in newest]
    look = short_digest(portal.styles + portal.script, 8)
    pages = [f"{OFFLINE_ADDRESS}#{look}", f"{SAVED_ADDRESS}#{look}", f"/#{short_digest(''.join(items) + look, 8)}"]
    return json.dumps([*pages, *items], indent=0) + "\n"
