"""The newest items in one small file, for pages of older ones.

In: the corpus and the build's clock. Out: the job of `/moi-nhat.json`, a list of entries newest first, each with
`title`, `address`, `date` (ISO 8601), `day` (as readers see it) and the ids of its terms: `category`, `regions` (with
those of the wider and later units it is listed under), `officials`, `tags`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Any

from plugins.model import OFFICIAL, REGION, TAG, Job, Portal, is_public
from plugins.model.views import Fresh

from .ranking import Ranking

ADDRESS = "/moi-nhat.json"
COUNT = 30
LARGEST = 24_000  # bytes, some 6 kB compressed: what would go beyond it is left out, oldest first


def compose_fresh(portal: Portal, ranking: Ranking) -> Job:
    """What readers do not see and announcements that are over are not news to anybody."""
    corpus, now = ranking.corpus, portal.config.now
    positions = range(len(corpus.items) - 1, -1, -1)
    shown = (p for p in positions if is_public(corpus.items[p], now) and corpus.items[p].is_current(now.date()))
    newest = tuple(islice(shown, COUNT))
    tag_ids = ["/".join(ranking.terms(p, TAG)) for p in newest]  # those of other items decide them too
    inputs = (*(corpus.outlines[p] for p in newest), *tag_ids)
    return Job(ADDRESS, "fresh", partial(list_newest, ranking, newest, portal.filters["short_date"]), inputs)


def list_newest(ranking: Ranking, positions: tuple[int, ...], write_day: Callable[..., str]) -> list[dict[str, Any]]:
    entries = []
    for position in positions:
        item = ranking.corpus.items[position]
        entries.append({
            "title": item.title,
            "address": item.address,
            "date": item.date.isoformat(),
            "day": write_day(item.date),
            "category": item.category,
            "regions": ranking.terms(position, REGION),
            "officials": ranking.terms(position, OFFICIAL),
            "tags": ranking.terms(position, TAG),
        })  # fmt: skip
    return entries


def describe_fresh(ranking: Ranking, position: int) -> Fresh:
    return Fresh(
        address=ADDRESS,
        since=ranking.corpus.items[position].date,
        officials=ranking.terms(position, OFFICIAL),
        tags=ranking.terms(position, TAG),
        regions=ranking.terms(position, REGION),
    )


def render_fresh(entries: list[dict[str, Any]]) -> bytes:
    rows: list[bytes] = []
    for entry in entries:
        row = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
        if sum(map(len, rows)) + len(row) > LARGEST:
            break
        rows.append(row)
    return b"[" + b",\n".join(rows) + b"]\n"
