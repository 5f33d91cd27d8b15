"""What feeds say: one view for the newest items of the whole portal or of a term.

In: the corpus, the vocabularies and `picture`. Out: a job per feed and format, whose view the format's renderer takes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath

from plugins.model import (
    CATEGORY,
    FEED_KINDS,
    LANGUAGE,
    REGION,
    TAG,
    TAXONOMIES,
    Corpus,
    Job,
    NewsItem,
    Portal,
    Taxonomy,
    edition_address,
    feed_address,
)
from plugins.model.views import View

from .addresses import absolute, public_base
from .characters import writable

LENGTH = 20

# What a feed without items gives as its last change: the format asks for one, and the build's time would change it.
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

# Not the `mimetypes` module's table, which differs from machine to machine.
_MEDIA_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


class Subject(View):
    """A term of an entry: its id, its name for readers and the absolute address of its taxonomy."""

    term: str
    label: str
    scheme: str


class FeedPicture(View):
    address: str
    media_type: str


class FeedEntry(View):
    """An item as feeds show it: plain text, absolute addresses.

    `address` is its id as well; `updated` equals `published` until it changes; `source` is the address of the original
    or empty.
    """

    title: str
    address: str
    summary: str
    published: dt.datetime
    updated: dt.datetime
    authors: tuple[str, ...]
    subjects: tuple[Subject, ...]
    picture: FeedPicture | None
    source: str


class FeedView(View):
    """A feed: `address` is its own, `page` the one it follows, both absolute; entries come newest first."""

    title: str
    description: str
    language: str
    publisher: str
    home: str
    page: str
    address: str
    updated: dt.datetime
    entries: tuple[FeedEntry, ...]
    hubs: tuple[str, ...] = ()  # where readers may ask to be told of what is new


class FeedComposer:
    """Composes feeds of one corpus and remembers entries: an item stands in several feeds, each in three formats."""

    def __init__(self, portal: Portal, corpus: Corpus, language: str = "") -> None:
        self._portal = portal
        self._language = language  # of the edition whose corpus it is
        self._names = portal.config.editions[language] if language else portal.config
        self._corpus = corpus
        self._base = public_base(portal.config)
        self._entries: dict[int, FeedEntry] = {}
        self._subjects: dict[tuple[str, str], Subject] = {}

    def jobs(self) -> Iterator[Job]:
        whole = self._inputs()
        for kind in FEED_KINDS:
            address = feed_address(kind, term_id=self._language or "all")
            yield Job(address, f"feed.{kind}", partial(self.feed, kind, term=self._language or "all"), whole)
        if self._language:
            return
        for taxonomy in TAXONOMIES:
            if taxonomy.feeds:
                for term in self._corpus.terms[taxonomy.name]:
                    inputs = self._inputs(taxonomy, term)
                    for kind in taxonomy.feeds:
                        compose = partial(self.feed, kind, taxonomy, term)
                        yield Job(feed_address(kind, taxonomy, term), f"feed.{kind}", compose, inputs)

    def _inputs(self, taxonomy: Taxonomy | None = None, term: str = "") -> tuple[str, ...]:
        """What a feed takes from the corpus: its name, its entries, and the ids and names of their tags."""
        corpus = self._corpus
        name = self._portal.term_name(self._corpus, taxonomy, term) if taxonomy else ""
        positions = corpus.positions(taxonomy, term) if taxonomy else range(len(corpus.items))
        newest = positions[-LENGTH:]
        tags = dict.fromkeys(corpus.tag_id(tag) for position in newest for tag in corpus.items[position].tags)
        names = (part for tag in tags for part in (tag, corpus.tag_names[tag]))
        return (name, *(corpus.outlines[position] for position in newest), *names)

    def feed(self, kind: str, taxonomy: Taxonomy | None = None, term: str = "all") -> FeedView:
        """The feed of a term, or of the whole portal when no taxonomy is given; `kind` is one of FEED_KINDS."""
        names = self._names
        positions: Sequence[int] = range(len(self._corpus.items))
        title, page = names.name, edition_address(self._language) if self._language else "/"
        if taxonomy is not None:
            positions = self._corpus.positions(taxonomy, term)
            title, page = (
                f"{self._portal.term_name(self._corpus, taxonomy, term)} – {names.name}",
                taxonomy.term_address(term),
            )
        entries = tuple(self.entry(position) for position in reversed(positions[-LENGTH:]))
        return FeedView(
            title=writable(title),
            description=writable(names.tagline or names.name),
            language=self._language or LANGUAGE,
            publisher=writable(names.organisation or names.name),
            home=absolute(self._base, "/"),
            page=absolute(self._base, page),
            address=absolute(self._base, feed_address(kind, taxonomy, term)),
            updated=max((entry.updated for entry in entries), default=NEVER),
            entries=entries,
            hubs=self._portal.config.announced.hubs,
        )

    def entry(self, position: int) -> FeedEntry:
        entry = self._entries.get(position)
        if entry is None:
            entry = self._entries[position] = self._make_entry(self._corpus.items[position])
        return entry

    def _make_entry(self, item: NewsItem) -> FeedEntry:
        subjects = [self._subject(CATEGORY, item.category)]
        subjects += [self._subject(REGION, region) for region in item.regions]
        subjects += [self._subject(TAG, self._corpus.tag_id(tag)) for tag in item.tags]
        return FeedEntry(
            title=writable(item.title),
            address=absolute(self._base, item.address),
            summary=writable(item.summary),
            published=item.date,
            updated=item.modified,
            authors=tuple(filter(None, map(writable, item.authors))),
            subjects=tuple(dict.fromkeys(subjects)),
            picture=self._picture(item),
            source=absolute("", item.source.url) if item.source else "",
        )

    def _picture(self, item: NewsItem) -> FeedPicture | None:
        if item.cover is None:
            return None
        cover = item.cover
        picture = self._portal.picture(cover.src, cover.alt, cover.caption, cover.credit)
        media_type = _MEDIA_TYPES.get(PurePosixPath(picture.address).suffix.lower())
        return FeedPicture(absolute(self._base, picture.address), media_type) if media_type else None

    def _subject(self, taxonomy: Taxonomy, term: str) -> Subject:
        key = taxonomy.name, term
        if key not in self._subjects:
            label = self._portal.categories[term].name_in(self._language) if taxonomy is CATEGORY else ""
            label = writable(label or self._portal.term_name(self._corpus, taxonomy, term))
            self._subjects[key] = Subject(term, label, absolute(self._base, taxonomy.address))
        return self._subjects[key]
