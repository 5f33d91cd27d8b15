"""The page of one item.

In: the corpus and the item's position in it. Out: an `ItemView`. Nothing here depends on items that come later, but
for the link to the next item.
"""

from __future__ import annotations

from plugins.model import OFFICIAL, TAG, TAXONOMIES, Corpus, NewsItem, Portal
from plugins.model.views import Chairing, Head, Html, ItemView, Link, Related

from .teasers import TeaserComposer

_TAXONOMIES = {taxonomy.name: taxonomy for taxonomy in TAXONOMIES}


def compose_item(portal: Portal, teasers: TeaserComposer, corpus: Corpus, position: int) -> ItemView:
    item = corpus.items[position]
    section = teasers.section(item.category)
    cover = teasers.cover(item)
    due = item.is_due(portal.config.now)
    return ItemView(
        head=Head(
            title=item.title,
            address=item.address,
            description=item.summary,
            image=cover.address if cover else "",
            kind="article",
            indexed=due,
        ),
        crumbs=(section,),
        title=item.title,
        section=section,
        published=item.published,
        body=Html(item.body),
        regions=teasers.region_labels(item),
        event_date=item.event_date,
        updated=item.updated,
        standfirst=item.summary,
        cover=cover,
        chairs=tuple(Chairing(c.name, OFFICIAL.term_address(c.official), c.position) for c in item.chairs),
        authors=item.authors,
        source=item.source,
        tags=_tags(corpus, item),
        corrections=item.corrections,
        previous=_neighbour(corpus, position - 1),
        next=_neighbour(corpus, position + 1),
        related=tuple(
            Related(
                kind=name,
                term=portal.term_name(corpus, _TAXONOMIES[name], term),
                more=_TAXONOMIES[name].term_address(term),
                teasers=tuple(teasers(corpus.items[other]) for other in positions),
            )
            for name, term, positions in portal.related(corpus, position)
        ),
        draft=not due,
        held_until=None if due or item.status == "draft" else max(item.date, item.publish_at or item.date),
    )


def item_inputs(portal: Portal, corpus: Corpus, position: int) -> tuple[str, ...]:
    """What `compose_item` takes from the corpus: the item, its neighbours in time, its related items, its tags' ids."""
    around = corpus.digests[max(0, position - 1) : position + 2]
    related = [
        part
        for name, term, positions in portal.related(corpus, position)
        for part in (name, term, *(corpus.digests[other] for other in positions))
    ]
    return (str(min(position, 1)), *around, *related, *(tag.address for tag in _tags(corpus, corpus.items[position])))


def _tags(corpus: Corpus, item: NewsItem) -> tuple[Link, ...]:
    ids = dict.fromkeys(corpus.tag_id(tag) for tag in item.tags)
    return tuple(Link(corpus.tag_names[tag_id], TAG.term_address(tag_id)) for tag_id in ids)


def _neighbour(corpus: Corpus, position: int) -> Link | None:
    if not 0 <= position < len(corpus.items):
        return None
    item = corpus.items[position]
    return Link(item.title, item.address)
