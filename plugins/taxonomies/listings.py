"""Listings: the items of a term or a month, newest first, grouped by day, on stable pages.

In: a term's positions in the corpus. Out: jobs for its front and its numbered pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

import msgspec

from plugins.model import Corpus, Job, Portal
from plugins.model.views import Alternate, Bar, Day, Feed, Head, Link, ListingView, Post, RegionHistory, TermCount

from .descriptions import describe_listing
from .pagination import Slice, paginate


@dataclass(frozen=True, slots=True)
class Facts:
    """What the front of a term says of it beside its items; composed when the front is."""

    description: str = ""
    region: RegionHistory | None = None
    posts: tuple[Post, ...] = ()
    years: tuple[Bar, ...] = ()
    places: tuple[TermCount, ...] = ()
    officials: tuple[TermCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A term or month as the site lists it, or a whole edition in its `language`; `positions` ascend.

    `alternates` are those of its front.
    """

    kind: str
    title: str
    address: str
    crumbs: tuple[Link, ...]
    positions: Sequence[int]
    feeds: tuple[Feed, ...] = ()
    facts: Callable[[], Facts] = field(default=Facts)
    language: str = ""
    alternates: tuple[Alternate, ...] = ()

    def page_address(self, number: int | None) -> str:
        """The address of a page; of the front for 0; nothing for None."""
        if number is None:
            return ""
        return f"{self.address}trang/{number}/" if number else self.address


def compose_listing(portal: Portal, corpus: Corpus, listing: Listing) -> Iterator[Job]:
    for part in paginate(len(listing.positions), portal.config.page_size):
        compose = partial(compose_listing_page, portal, corpus, listing, part)
        inputs = _inputs(corpus, listing, part)
        yield Job(listing.page_address(part.number), "listing.html", compose, inputs, language=listing.language)


def _inputs(corpus: Corpus, listing: Listing, part: Slice) -> tuple[str, ...]:
    shown = [corpus.outlines[position] for position in listing.positions[part.start : part.stop]]
    if part.number:
        return (listing.title, str(part), *shown)
    front = msgspec.json.encode((listing.facts(), listing.alternates)).decode()
    return (listing.title, str(part), str(len(listing.positions)), front, *shown)


def compose_listing_page(portal: Portal, corpus: Corpus, listing: Listing, part: Slice) -> ListingView:
    items = [corpus.items[position] for position in reversed(listing.positions[part.start : part.stop])]
    is_front = part.number == 0
    facts = listing.facts() if is_front else Facts()
    older, newer = listing.page_address(part.older), listing.page_address(part.newer)
    return ListingView(
        head=Head(
            title=listing.title,
            address=listing.page_address(part.number),
            description=facts.description
            or ("" if listing.language else describe_listing(portal, listing.kind, listing.title)),
            older=older,
            newer=newer,
            feeds=listing.feeds,
            indexed=bool(items),
            alternates=listing.alternates if is_front else (),
        ),
        crumbs=listing.crumbs,
        kind=listing.kind,
        title=listing.title,
        days=tuple(
            Day(date, tuple(portal.teaser(item) for item in group))
            for date, group in groupby(items, key=lambda item: item.date.date())
        ),
        number=part.number,
        total=len(listing.positions) if is_front else 0,
        older=older,
        newer=newer,
        front="" if is_front else listing.address,
        description=facts.description,
        region=facts.region,
        posts=facts.posts,
        years=facts.years,
        places=facts.places,
        officials=facts.officials,
    )
