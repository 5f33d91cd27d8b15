"""What is told of items that readers do not see: to editors on the item's page, to readers at the address it had.

In: an item and the clock, or a tombstone. Out: `Hidden`, and the page of the tombstone, which knows nothing of the item
but its address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from plugins.model import FIELDS, Corpus, Job, NewsItem, Portal, Tombstone, standing_at
from plugins.model.views import Head, Hidden, TombstoneView

_LABELS = {field.name: field.label for field in FIELDS}


def describe_hidden(item: NewsItem, now: dt.datetime) -> Hidden | None:
    """None for what is published."""
    standing = standing_at(item, now)
    if standing == "published":
        return None
    moments = {
        "embargoed": item.due,
        "expired": item.unpublish_at,
        "withdrawn": item.withdrawn.date if item.withdrawn else None,
    }
    reason = item.withdrawn.reason if item.withdrawn and standing == "withdrawn" else ""
    return Hidden(standing, moments.get(standing), reason, tuple(_LABELS[name] for name in item.missing))


def compose_tombstones(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    for tombstone in corpus.tombstones:
        # An edition whose last item is gone has no pages that one of its own could lead to.
        language = tombstone.edition if tombstone.edition in corpus.editions else ""
        text = portal.interface(language or portal.config.language).translations.gettext
        compose = partial(compose_tombstone, text, tombstone)
        yield Job(tombstone.address, "tombstone.html", compose, _inputs(tombstone), language=language)


def compose_tombstone(text: Callable[[str], str], tombstone: Tombstone) -> TombstoneView:
    titles = {"withdrawn": text("Tin đã được gỡ bỏ"), "expired": text("Tin đã hết thời hạn đăng")}
    return TombstoneView(
        head=Head(title=titles[tombstone.cause], address=tombstone.address, indexed=False),
        cause=tombstone.cause,
        date=tombstone.date,
        reason=tombstone.reason,
        language=tombstone.language,
    )


def _inputs(tombstone: Tombstone) -> tuple[str, ...]:
    return tuple(str(part) for part in msgspec.structs.astuple(tombstone)[1:])
