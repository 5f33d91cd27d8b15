"""The page of one item.

In: the corpus and the item's position in it. Out: an `ItemView`. Nothing here depends on items that come later.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from plugins.model import (
    AUTHOR,
    CATEGORY,
    DOCUMENT,
    OFFICIAL,
    TAG,
    Corpus,
    NewsItem,
    Portal,
    Taxonomy,
    short_digest,
    standing_at,
)
from plugins.model.views import Chairing, Head, ItemView, Link, Related, Shared

from .gone import describe_hidden
from .reading_time import reading_minutes
from .teasers import TeaserComposer


def compose_item(portal: Portal, teasers: TeaserComposer, corpus: Corpus, position: int) -> ItemView:
    item = portal.with_body(corpus.items[position])
    section = teasers.section(item.category, item.language)
    cover = teasers.cover(item)
    hidden = describe_hidden(item, portal.config.now)
    return ItemView(
        head=Head(
            title=item.title,
            address=item.address,
            description=item.summary,
            image=cover.address if cover else portal.social_card(item),
            kind="article",
            indexed=hidden is None,
            alternates=portal.alternates(corpus, item),
        ),
        crumbs=() if item.original else (section,),  # an edition has no sections
        title=item.title,
        section=section,
        published=item.published,
        body=portal.body(item),
        regions=teasers.region_labels(item),
        event_date=item.event_date,
        updated=item.changed,
        standfirst=item.summary,
        cover=cover,
        chairs=tuple(Chairing(c.name, OFFICIAL.term_address(c.official), c.position) for c in item.chairs),
        authors=tuple(_author_link(corpus, author) for author in item.authors),
        source=item.source,
        tags=tuple(Link(corpus.tag_names[tag], TAG.term_address(tag)) for tag in _tag_ids(corpus, item)),
        documents=tuple(Link(cited.name, DOCUMENT.term_address(cited.id)) for cited in item.documents),
        corrections=item.corrections,
        previous=_link(corpus.items[position - 1]) if position else None,
        related=tuple(
            Related(
                link=_link(corpus.items[other]),
                published=corpus.items[other].published,
                reasons=tuple(_shared(portal, corpus, section, *reason) for reason in reasons),
                standing=standing_at(corpus.items[other], portal.config.now),
            )
            for other, reasons in portal.related(corpus, position)
        ),
        fresh=portal.fresh(corpus, position) if hidden is None and not item.original else None,
        minutes=_minutes(item),
        hidden=hidden,
        language=item.language,
    )


def _shared(portal: Portal, corpus: Corpus, section: Link, taxonomy: Taxonomy, term: str) -> Shared:
    if taxonomy is CATEGORY:
        return Shared(taxonomy.name, section)
    return Shared(taxonomy.name, Link(portal.term_name(corpus, taxonomy, term), taxonomy.term_address(term)))


def change_text(portal: Portal, view: ItemView, item: NewsItem) -> ItemView:
    """The view of the item's page, where it had another text before; all else that it says is the same."""
    return msgspec.structs.replace(view, body=portal.body(item), minutes=_minutes(item))


def _minutes(item: NewsItem) -> int:
    return reading_minutes(f"{item.summary} {item.body}", item.language)


def item_inputs(portal: Portal, corpus: Corpus, position: int) -> tuple[str, ...]:
    """What `compose_item` takes from the corpus: the item, the one before, its related items, names of terms.

    The name of a tag or of an official without an entry is that of its first use, so another item may change it.
    """
    item = corpus.items[position]
    others, names = [], [portal.social_card(item)]
    for other, shared in portal.related(corpus, position):
        others.append(corpus.outlines[other])
        for taxonomy, term in shared:
            names += (taxonomy.name, term, portal.term_name(corpus, taxonomy, term))
    for tag_id in _tag_ids(corpus, item):
        names += (tag_id, corpus.tag_names[tag_id])
    names += map(corpus.author_id, item.authors)
    names += [f"{version.language} {version.address}" for version in corpus.versions.get(item.path, ())]
    before = corpus.outlines[max(0, position - 1) : position]
    # The texts in one: together they would weigh as much as the item.
    return (corpus.digests[position], *before, *others, short_digest("\0".join(names), 16))


def _tag_ids(corpus: Corpus, item: NewsItem) -> Iterable[str]:
    return dict.fromkeys(map(corpus.tag_id, item.tags))


def _author_link(corpus: Corpus, author: str) -> Link:
    """Under the name that the item gives."""
    author_id = corpus.author_id(author)
    return Link(author, AUTHOR.term_address(author_id) if author_id else "")


def _link(item: NewsItem) -> Link:
    return Link(item.title, item.address, item.language)
