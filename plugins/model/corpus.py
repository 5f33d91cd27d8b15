"""All items of one build, sorted and frozen, with the terms they belong to.

In: items that readers may see, and the region vocabulary. Out: positions (indices into `items`) per term.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from plugins.model.item import Document, NewsItem, StaticPage, Tombstone
from plugins.model.paths import name_fault
from plugins.model.taxonomy import AUTHOR, CATEGORY, DOCUMENT, OFFICIAL, REGION, TAG, TAXONOMIES, Taxonomy
from plugins.model.text import short_digest, slugify, spelling_key
from plugins.model.vocabularies import Official, Officials, Regions

K = TypeVar("K", bound=Any)
V = TypeVar("V")

_SHARED = ("tag_ids", "tag_names", "author_ids", "author_names", "officials")  # an edition has those of the originals


class Digests(NamedTuple):
    """`whole` stands for all that the file of an item or page and its pictures say, `outline` for all but its body."""

    whole: str = ""
    outline: str = ""


_NONE = Digests()


@dataclass(frozen=True)
class Corpus:
    """The frozen content of one build.

    `items` ascend by (date, slug). `terms[taxonomy.name][term_id]` are ascending positions of the term's items, a
    region's with those of its districts and predecessors. `tag_ids` maps a tag's spelling key to its id, `tag_names`
    the id to the name readers see; `author_ids` and `author_names` do the same for authors. `officials` holds everyone
    who chairs an item, registered or not; `documents` all that are cited, as their first item names them. `months` maps
    (year, month) to positions. `digests[position]` stands for everything an item's file and pictures say,
    `outlines[position]` for all of it but the text of its body, and `outline` for the outlines of all items and pages
    together.

    Translations are no part of all this. `editions` holds, for each language that something is translated into, a
    corpus of the translations alone, with the tags, authors and officials of this one. `versions` are the original of a
    translated item and its translations, by the path of each of them.

    `tombstones` stand at the addresses of items that are gone, of translations too; nothing else is made of those.
    """

    items: tuple[NewsItem, ...]
    pages: tuple[StaticPage, ...]
    terms: Mapping[str, Mapping[str, tuple[int, ...]]]
    tag_ids: Mapping[str, str]
    tag_names: Mapping[str, str]
    author_ids: Mapping[str, str]
    author_names: Mapping[str, str]
    officials: Mapping[str, Official]
    documents: Mapping[str, Document]
    months: Mapping[tuple[int, int], tuple[int, ...]]
    digests: tuple[str, ...]
    page_digests: tuple[str, ...]
    outlines: tuple[str, ...]
    outline: str
    editions: Mapping[str, Corpus] = field(default_factory=dict)
    versions: Mapping[str, tuple[NewsItem, ...]] = field(default_factory=dict)
    tombstones: tuple[Tombstone, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that something is translated into."""
        return tuple(self.editions)

    def positions(self, taxonomy: Taxonomy, term_id: str) -> tuple[int, ...]:
        return self.terms[taxonomy.name].get(term_id, ())

    def tag_id(self, tag: str) -> str:
        return self.tag_ids[spelling_key(tag)]

    def author_id(self, author: str) -> str:
        """Empty for one who has translated, and written nothing that is listed."""
        return self.author_ids.get(spelling_key(author), "")


def freeze_corpus(
    items: Iterable[NewsItem],
    pages: Iterable[StaticPage],
    regions: Regions,
    officials: Officials,
    digests: Mapping[str, Digests] = MappingProxyType({}),
) -> Corpus:
    """Sort the items, group them by term and month, and give each tag its id.

    `digests` are those of the files by their path; what has none has the empty one.

    Tags whose names differ only in accents stay apart: the first used keeps the plain slug, later ones carry a mark. So
    do authors.
    """
    languages = _by_language(items)
    originals = languages.pop("", [])
    corpus = _freeze_items(originals, pages, regions, officials, digests)
    editions = {code: _freeze_items(chosen, (), regions, officials, digests) for code, chosen in languages.items()}
    return _with_editions(corpus, editions)


def _freeze_items(
    items: Iterable[NewsItem],
    pages: Iterable[StaticPage],
    regions: Regions,
    officials: Officials,
    digests: Mapping[str, Digests],
) -> Corpus:
    ordered = tuple(sorted(items, key=attrgetter("date", "slug")))
    groups: dict[str, dict[str, list[int]]] = {taxonomy.name: defaultdict(list) for taxonomy in TAXONOMIES}
    by_category, by_region, by_official = groups[CATEGORY.name], groups[REGION.name], groups[OFFICIAL.name]
    by_tag, by_author, by_document = groups[TAG.name], groups[AUTHOR.name], groups[DOCUMENT.name]
    months: dict[tuple[int, int], list[int]] = defaultdict(list)
    tags, authors = _Names(TAG), _Names(AUTHOR)
    chairs: dict[str, Official] = {}
    documents: dict[str, Document] = {}
    # A site has many items and few different regions and groups of regions.
    listed: dict[tuple[str, ...], tuple[str, ...]] = {}
    for position, item in enumerate(ordered):
        months[item.date.year, item.date.month].append(position)
        by_category[item.category].append(position)
        if item.regions not in listed:
            shown = chain.from_iterable(map(regions.listing_ids, item.regions))
            listed[item.regions] = tuple(dict.fromkeys(shown))
        for region in listed[item.regions]:
            by_region[region].append(position)
        for tag in dict.fromkeys([tags[name] for name in item.tags]):
            by_tag[tag].append(position)
        for author in dict.fromkeys([authors[name] for name in item.authors]):
            by_author[author].append(position)
        for chair in item.chairs:
            if chair.official not in chairs:
                chairs[chair.official] = _official(officials, chair.official, chair.name)
        for official in dict.fromkeys([chair.official for chair in item.chairs]):
            by_official[official].append(position)
        for document in item.documents:
            documents.setdefault(document.id, document)
            by_document[document.id].append(position)
    return Corpus(
        **_contents(ordered, pages, digests),
        terms=_freeze({name: _freeze({k: tuple(v) for k, v in group.items()}) for name, group in groups.items()}),
        tag_ids=_freeze(tags.ids),
        tag_names=_freeze(tags.names),
        author_ids=_freeze(authors.ids),
        author_names=_freeze(authors.names),
        officials=_freeze(chairs),
        documents=_freeze(documents),
        months=_freeze({month: tuple(v) for month, v in months.items()}),
    )


class _Names(dict[str, str]):
    """The id of a tag or an author by its name as written, given at the first use of any spelling.

    `ids` are the same by spelling key, `names` the first spelling by id.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        super().__init__()
        self._root = taxonomy.root
        self.ids: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def __missing__(self, name: str) -> str:
        key = spelling_key(name)
        if key not in self.ids:
            slug = slugify(name) or self._root
            plain = slug not in self.names and not name_fault(slug)
            self.ids[key] = slug if plain else f"{slug}-{short_digest(key)}"
            self.names[self.ids[key]] = name
        self[name] = self.ids[key]
        return self[name]


def edit_corpus(
    corpus: Corpus, items: Iterable[NewsItem], pages: Iterable[StaticPage], digests: Mapping[str, Digests]
) -> Corpus | None:
    """What `freeze_corpus` would give for these items, in a fraction of its time; `corpus` is of the same vocabularies.

    None where an item came or went, or has another date, slug or term than it had.
    """
    languages = _by_language(items)
    originals = languages.pop("", [])
    edited = _edit_items(corpus, originals, pages, digests)
    if edited is None or languages.keys() != corpus.editions.keys():
        return None
    editions = {}
    for code, chosen in languages.items():
        edition = _edit_items(corpus.editions[code], chosen, (), digests)
        if edition is None:
            return None
        editions[code] = edition
    return _with_editions(edited, editions)


def _edit_items(
    corpus: Corpus, items: Iterable[NewsItem], pages: Iterable[StaticPage], digests: Mapping[str, Digests]
) -> Corpus | None:
    versions = {item.path: item for item in items}
    if len(versions) != len(corpus.items):
        return None
    ordered = []
    for item in corpus.items:
        version = versions.get(item.path)
        if version is None or (version is not item and _place(version) != _place(item)):
            return None
        ordered.append(version)
    return replace(corpus, **_contents(tuple(ordered), pages, digests))


def _by_language(items: Iterable[NewsItem]) -> dict[str, list[NewsItem]]:
    """Originals under the empty name, translations under their language; languages in the order of their codes."""
    languages: dict[str, list[NewsItem]] = defaultdict(list)
    for item in items:
        languages[item.language if item.original else ""].append(item)
    return dict(sorted(languages.items()))


def _with_editions(corpus: Corpus, editions: Mapping[str, Corpus]) -> Corpus:
    if not editions and not corpus.editions:
        return corpus
    translated: dict[str, list[NewsItem]] = defaultdict(list)
    for edition in editions.values():
        for item in edition.items:
            translated[item.original].append(item)
    versions: dict[str, tuple[NewsItem, ...]] = {}
    for item in corpus.items:
        if item.path in translated:
            both = (item, *translated[item.path])
            versions |= dict.fromkeys((version.path for version in both), both)
    shared = {name: getattr(corpus, name) for name in _SHARED}
    return replace(
        corpus,
        editions=_freeze({code: replace(edition, versions=versions, **shared) for code, edition in editions.items()}),
        versions=versions,
    )


def _place(item: NewsItem) -> tuple[object, ...]:
    """All that decides where an item stands and under which terms."""
    return item.date, item.slug, item.category, item.regions, item.tags, item.authors, item.chairs, item.documents


def _contents(
    items: tuple[NewsItem, ...], pages: Iterable[StaticPage], digests: Mapping[str, Digests]
) -> dict[str, Any]:
    """The fields of a corpus that say what its items are, and not how they belong together."""
    ordered_pages = tuple(sorted(pages, key=lambda page: (page.order, page.slug)))
    marks = [digests.get(item.path, _NONE) for item in items]
    page_digests = tuple(digests.get(page.path, _NONE).whole for page in ordered_pages)
    outlines = tuple(mark.outline for mark in marks)
    return {
        "items": items,
        "pages": ordered_pages,
        "digests": tuple(mark.whole for mark in marks),
        "page_digests": page_digests,
        "outlines": outlines,
        "outline": short_digest("\n".join((*outlines, "", *page_digests)), 32),
    }


def _official(officials: Officials, official_id: str, name: str) -> Official:
    try:
        return officials[official_id]
    except KeyError:
        return Official(id=official_id, name=name, registered=False)


def _freeze(mapping: dict[K, V]) -> Mapping[K, V]:
    return MappingProxyType(dict(sorted(mapping.items())))
