"""Listings of tags, regions, officials, categories, documents and authors, the archive, the calendar, their indexes,
the list of corrections, and the fronts of editions in other languages.

Provides the composer `taxonomies`; reads the vocabularies, `teaser`, `body`, `gettext` and `interface`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from pelican import signals

from plugins.model import AUTHOR, CATEGORY, DOCUMENT, OFFICIAL, REGION, TAG, Corpus, Job, Portal, portal_of

from .archives import compose_archives
from .calendar import compose_calendar
from .corrections import compose_corrections
from .editions import edition_listing
from .listings import compose_listing
from .region_index import compose_region_index
from .terms import (
    author_listings,
    category_listings,
    compose_term_index,
    document_listings,
    official_listings,
    region_listings,
    tag_listings,
)

LISTINGS = {
    CATEGORY: category_listings,
    REGION: region_listings,
    OFFICIAL: official_listings,
    TAG: tag_listings,
    DOCUMENT: document_listings,
    AUTHOR: author_listings,
}


def compose_taxonomies(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    for taxonomy, listings in LISTINGS.items():
        for listing in listings(portal, corpus):
            yield from compose_listing(portal, corpus, listing)
        if taxonomy is not REGION:
            compose = partial(compose_term_index, portal, corpus, taxonomy)
            names = [(term, portal.term_name(corpus, taxonomy, term)) for term in corpus.terms[taxonomy.name]]
            yield Job(taxonomy.address, "term_index.html", compose, (repr(names),))
    # It counts the items of each region.
    yield Job(REGION.address, "region_index.html", partial(compose_region_index, portal, corpus), (corpus.outline,))
    yield from compose_archives(portal, corpus)
    yield from compose_calendar(portal, corpus)
    yield from compose_corrections(portal, corpus)
    for language, edition in corpus.editions.items():
        yield from compose_listing(portal, edition, edition_listing(portal, corpus, language))


def provide_taxonomies(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    portal.composers["taxonomies"] = compose_taxonomies
    portal.outline_composers.add("taxonomies")


def register() -> None:
    signals.initialized.connect(provide_taxonomies)
