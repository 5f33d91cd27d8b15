"""The listings and the index of each taxonomy, one function a taxonomy.

In: the corpus and the vocabularies. Out: a `Listing` for every term that has a page, and the index of all terms.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby

from plugins.model import (
    AUTHOR,
    CATEGORY,
    DOCUMENT,
    OFFICIAL,
    PROVINCE,
    REGION,
    TAG,
    Corpus,
    Document,
    Portal,
    Region,
    Taxonomy,
    feed_links,
    fold,
    is_office,
)
from plugins.model.views import Head, Link, RegionHistory, TermCount, TermGroup, TermIndexView

from .descriptions import describe_index
from .listings import Facts, Listing
from .profiles import Profiles, positions_with_predecessors


def category_listings(portal: Portal, corpus: Corpus) -> Iterator[Listing]:
    for category in portal.categories:
        yield _listing(portal, corpus, CATEGORY, category.id, category.name, partial(Facts, category.description))


def tag_listings(portal: Portal, corpus: Corpus) -> Iterator[Listing]:
    for tag_id, name in corpus.tag_names.items():
        yield _listing(portal, corpus, TAG, tag_id, name)


def official_listings(portal: Portal, corpus: Corpus) -> Iterator[Listing]:
    profiles = Profiles(portal, corpus)
    for official in corpus.officials.values():
        facts = partial(profiles.of_official, official)
        yield _listing(portal, corpus, OFFICIAL, official.id, official.name, facts)


def document_listings(portal: Portal, corpus: Corpus) -> Iterator[Listing]:
    note = portal.gettext(
        "Các tin có nhắc đến văn bản này. Văn bản của các năm, các nhiệm kỳ khác nhau có thể trùng số và ký hiệu."
    )
    for document in corpus.documents.values():
        yield _listing(portal, corpus, DOCUMENT, document.id, document.name, partial(Facts, note))


def author_listings(portal: Portal, corpus: Corpus) -> Iterator[Listing]:
    for author_id, name in corpus.author_names.items():
        yield _listing(portal, corpus, AUTHOR, author_id, name)


def region_listings(portal: Portal, corpus: Corpus) -> Iterator[Listing]:
    shown = regions_with_pages(portal, corpus)
    paged = frozenset(region.id for region in shown)
    labels = Counter(portal.regions.label(region.id) for region in shown)
    profiles = Profiles(portal, corpus)
    for region in shown:
        facts = partial(region_facts, profiles, region, paged)
        label = portal.regions.label(region.id)
        # A commune may bear the name of the district it came from.
        title = f"{region.kind} {label}" if labels[label] > 1 else label
        listing = _listing(portal, corpus, REGION, region.id, title, facts)
        yield replace(listing, positions=positions_with_predecessors(corpus, region))


def taxonomy_title(portal: Portal, taxonomy: Taxonomy) -> str:
    return {
        CATEGORY: portal.gettext("Chuyên mục"),
        REGION: portal.gettext("Địa phương"),
        OFFICIAL: portal.gettext("Người chủ trì"),
        TAG: portal.gettext("Thẻ"),
        DOCUMENT: portal.gettext("Văn bản"),
        AUTHOR: portal.gettext("Tác giả"),
    }[taxonomy]


def compose_term_index(portal: Portal, corpus: Corpus, taxonomy: Taxonomy) -> TermIndexView:
    """All terms of a taxonomy that have items, by first letter.

    Categories stand in the order of the section bar, documents by kind and number.
    """
    if taxonomy is CATEGORY:
        terms = [(category.name, category.id) for category in portal.categories]
    elif taxonomy is OFFICIAL:
        terms = sorted(((o.name, o.id) for o in corpus.officials.values()), key=_given_name_first)
    elif taxonomy is AUTHOR:
        terms = sorted(((name, author_id) for author_id, name in corpus.author_names.items()), key=_given_name_first)
    elif taxonomy is DOCUMENT:
        terms = [(document.symbol, document.id) for document in sorted(corpus.documents.values(), key=_kind_and_number)]
    else:
        terms = sorted(((name, tag_id) for tag_id, name in corpus.tag_names.items()), key=lambda term: fold(term[0]))
    named = [TermCount(Link(name, taxonomy.term_address(term))) for name, term in terms]
    groups: tuple[TermGroup, ...]
    if taxonomy is CATEGORY:
        groups = (TermGroup("", tuple(named)),)
    elif taxonomy is DOCUMENT:
        kinds = {DOCUMENT.term_address(document.id): document.kind for document in corpus.documents.values()}
        other = portal.gettext("Văn bản khác")
        groups = tuple(
            TermGroup(kind or other, tuple(group))
            for kind, group in groupby(named, key=lambda term: kinds[term.link.address])
        )
    else:
        initial = partial(_initial, taxonomy)
        groups = tuple(TermGroup(letter, tuple(group)) for letter, group in groupby(named, key=initial))
    title = taxonomy_title(portal, taxonomy)
    head = Head(title, taxonomy.address, describe_index(portal, taxonomy))
    return TermIndexView(head=head, crumbs=(), kind=taxonomy.name, groups=groups)


def regions_with_pages(portal: Portal, corpus: Corpus) -> list[Region]:
    """Today's provinces, regions with items, and the units that came before or after those with items of their own."""
    shown = dict.fromkeys(region.id for region in portal.regions if region.level == PROVINCE and region.until is None)
    shown.update(dict.fromkeys(corpus.terms[REGION.name]))
    named = {region for item in corpus.items for region in item.regions}
    for region_id in sorted(named):
        region = portal.regions[region_id]
        shown.update(dict.fromkeys((*region.successors, *region.predecessors)))
    return [portal.regions[region_id] for region_id in shown]


def region_facts(profiles: Profiles, region: Region, paged: frozenset[str]) -> Facts:
    """History and parts of a region, and who chaired there; only units whose id is in `paged` are linked."""
    corpus, regions = profiles.corpus, profiles.portal.regions

    def links(ids: Iterable[str]) -> tuple[Link, ...]:
        return tuple(Link(regions.label(i), REGION.term_address(i) if i in paged else "") for i in ids)

    last = regions.listing_ids(region.id)[-1]
    with_items = corpus.terms[REGION.name]
    children = (i for i in with_items if regions[i].parent == region.id)
    return Facts(
        region=RegionHistory(
            kind=region.kind,
            parent=links([region.parent])[0] if region.parent else None,
            since=region.since,
            until=region.until,
            successors=links(region.successors),
            predecessors=links(region.predecessors),
            present=links([last])[0] if regions.present_name(region.id) else None,
            districts=links(sorted(children, key=lambda i: fold(regions[i].name))),
            names=_former_names(region),
        ),
        officials=profiles.officials(positions_with_predecessors(corpus, region)),
    )


def _former_names(region: Region) -> tuple[tuple[str, dt.date], ...]:
    """In full where the vocabulary has them with the kind of unit (`tỉnh Thừa Thiên Huế`), else each form it has."""
    names = [(alias.name, alias.until) for alias in region.aliases if alias.until]
    return tuple([(name, until) for name, until in names if name[0].islower()] or names)


def _listing(
    portal: Portal, corpus: Corpus, taxonomy: Taxonomy, term_id: str, title: str, facts: Callable[[], Facts] = Facts
) -> Listing:
    positions = corpus.positions(taxonomy, term_id)
    return Listing(
        kind=taxonomy.name,
        title=title,
        address=taxonomy.term_address(term_id),
        crumbs=(Link(taxonomy_title(portal, taxonomy), taxonomy.address, portal.config.language),),
        positions=positions,
        feeds=feed_links(taxonomy, term_id) if taxonomy.feeds and positions else (),
        facts=facts,
    )


def _given_name_first(term: tuple[str, str]) -> tuple[str, str]:
    return fold(_filed_under(term[0])), fold(term[0])


def _filed_under(name: str) -> str:
    """A person's given name, as in Vietnamese lists; an office's name as it is."""
    return name if is_office(name) else (name.split() or [name])[-1]


def _kind_and_number(document: Document) -> tuple[object, ...]:
    """Kinds by name, the unknown last; of one kind by number, the oldest year first."""
    number, _, rest = document.id.partition("-")
    digits = int("".join(filter(str.isdigit, number)))
    return not document.kind, fold(document.kind), rest, digits, document.id


def _initial(taxonomy: Taxonomy, term: TermCount) -> str:
    """The letter a term is filed under."""
    name = _filed_under(term.link.label) if taxonomy in (OFFICIAL, AUTHOR) else term.link.label
    letter = fold(name)[:1].upper()
    return letter if letter.isalpha() else "#"
