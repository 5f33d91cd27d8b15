"""The feed of corrections: one entry for each, newest first.

In: the corpus. Out: its job, whose view is that of any feed; none where the site has no page of corrections.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.model import (
    CORRECTIONS_ADDRESS,
    CORRECTIONS_FEEDS,
    CORRECTIONS_TERM,
    LANGUAGE,
    Corpus,
    Corrected,
    Job,
    Portal,
    corrections_page,
    feed_address,
    list_corrections,
)

from .addresses import absolute, public_base
from .characters import writable
from .entries import LENGTH, NEVER, FeedEntry, FeedView


def compose_corrections_feed(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    corrections = list_corrections(corpus)
    if not corrections and corrections_page(corpus) is None:
        return
    newest = corrections[-LENGTH:]
    for kind in CORRECTIONS_FEEDS:
        address = feed_address(kind, term_id=CORRECTIONS_TERM)
        compose = partial(_compose_feed, portal, newest, address)
        yield Job(address, f"feed.{kind}", compose, tuple(one.mark for one in newest))


def _compose_feed(portal: Portal, newest: tuple[Corrected, ...], address: str) -> FeedView:
    config, base = portal.config, public_base(portal.config)
    entries = tuple(_entry(base, one) for one in reversed(newest))
    return FeedView(
        title=writable(f"{portal.gettext('Đính chính')} – {config.name}"),
        description=writable(portal.gettext("Các đính chính đã đăng trên cổng tin, lần mới nhất trước.")),
        language=LANGUAGE,
        publisher=writable(config.organisation or config.name),
        home=absolute(base, "/"),
        page=absolute(base, CORRECTIONS_ADDRESS),
        address=absolute(base, address),
        updated=max((entry.updated for entry in entries), default=NEVER),
        entries=entries,
        hubs=config.announced.hubs,
    )


def _entry(base: str, one: Corrected) -> FeedEntry:
    return FeedEntry(
        title=writable(one.item.title),
        address=absolute(base, one.address),
        summary=writable(one.correction.text),
        published=one.moment,
        updated=one.moment,
        authors=(),
        subjects=(),
        picture=None,
        source="",
    )
