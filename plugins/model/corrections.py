"""All corrections of the site in one list, and where they stand.

In: the corpus. Out: each correction with its item, oldest first, so that pages numbered from the oldest keep theirs.
Translations repeat the corrections of their originals and are left out.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from plugins.model.corpus import Corpus
from plugins.model.item import Correction, NewsItem, StaticPage

CORRECTIONS_ADDRESS = "/dinh-chinh/"  # the static page of this address, which tells the rules, opens the list
CORRECTIONS_TERM, CORRECTIONS_FEEDS = "dinh-chinh", ("atom.xml",)


class Corrected(NamedTuple):
    """A correction of an item, its `number`th from 1."""

    item: NewsItem
    number: int
    correction: Correction

    @property
    def address(self) -> str:
        """Where it stands below the item."""
        return f"{self.item.address}#dinh-chinh-{self.number}"

    @property
    def moment(self) -> dt.datetime:
        """When it was made, for machines, which ask for a time of day."""
        return dt.datetime.combine(self.correction.date, dt.time(), self.item.date.tzinfo)

    @property
    def mark(self) -> str:
        """All that a list shows of it."""
        item, correction = self.item, self.correction
        return f"{self.address} {item.published.isoformat()} {item.title}\n{correction.date} {correction.text}"


def list_corrections(corpus: Corpus) -> tuple[Corrected, ...]:
    found = [
        Corrected(item, number, correction)
        for item in corpus.items
        if item.corrections
        for number, correction in enumerate(item.corrections, 1)
    ]
    return tuple(sorted(found, key=lambda one: one.correction.date))  # those of one day as their items


def corrections_page(corpus: Corpus) -> tuple[StaticPage, str] | None:
    """The page that tells how corrections are made, with its digest, if the site has one."""
    pages = zip(corpus.pages, corpus.page_digests, strict=True)
    return next(((page, digest) for page, digest in pages if page.address == CORRECTIONS_ADDRESS), None)
