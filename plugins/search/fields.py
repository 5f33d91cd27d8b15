"""An item's text as the index sees it.

In: an item of the frozen corpus and the vocabularies. Out: its fields as plain text, with every name by which its
officials and regions may be looked for.
"""

from __future__ import annotations

import html
import re
from functools import cache
from itertools import chain
from typing import NamedTuple

import brotli

from plugins.model import Corpus, NewsItem, Portal, short_digest

_TAG = re.compile(r"<(/?)([a-zA-Z0-9]+)[^>]*>")
_INLINE = frozenset(("a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "mark", "q", "s", "small", "span",
                     "strong", "sub", "sup", "u"))  # fmt: skip
WINDOW = 16  # base-2 logarithm of bytes in which a compressor looks for what was before; few texts are longer


class Fields(NamedTuple):
    """An item's text by where it stands; `names` are apart from each other, like paragraphs of `body`."""

    headline: str
    standfirst: str
    names: tuple[str, ...]
    body: str


class Draft(NamedTuple):
    """An item with all its names: what its fields are made from, wherever that is done."""

    item: NewsItem
    names: tuple[str, ...]

    def finish(self) -> Fields:
        return Fields(self.item.title, self.item.summary, self.names, text_of(self.item.body))


class Mark(NamedTuple):
    """What an item's fields are made from: `item` stands for its file, `names` for what the vocabularies say of it."""

    item: str
    names: str


class FieldReader:
    """Makes the fields of items. Names from the vocabularies are looked up once and remembered."""

    def __init__(self, portal: Portal, corpus: Corpus) -> None:
        self._portal = portal
        self._corpus = corpus
        self._official_names = cache(self._name_official)
        self._region_names = cache(self._name_region)
        self._mark_names = cache(lambda *ids: short_digest(repr(self._names(*ids)), 8))

    def read(self, item: NewsItem) -> Fields:
        return self.draft(item).finish()

    def draft(self, item: NewsItem) -> Draft:
        names = (*(chair.name for chair in item.chairs), *item.authors, *item.tags, *self._known_names(item))
        return Draft(item, tuple(dict.fromkeys(filter(None, names))))

    def describe(self, position: int) -> Mark:
        """What the fields of the item at `position` depend on."""
        item = self._corpus.items[position]
        officials, regions = tuple([chair.official for chair in item.chairs]), item.regions
        return Mark(mark_item(item, self._corpus.digests[position]), self._mark_names(officials, regions))

    def _known_names(self, item: NewsItem) -> tuple[str, ...]:
        """Names of the item's officials and regions in the vocabularies."""
        return self._names(tuple(chair.official for chair in item.chairs), item.regions)

    def _names(self, officials: tuple[str, ...], regions: tuple[str, ...]) -> tuple[str, ...]:
        names = [*map(self._official_names, officials), *map(self._region_names, regions)]
        return tuple(chain.from_iterable(names))

    def _name_official(self, official_id: str) -> tuple[str, ...]:
        official = self._corpus.officials[official_id]
        return official.name, *official.aliases

    def _name_region(self, region_id: str) -> tuple[str, ...]:
        """Old names of a region reach its present one and the other way round."""
        regions = self._portal.regions
        aliases = (alias.name for alias in regions[region_id].aliases)
        listings = (regions.label(listing) for listing in regions.listing_ids(region_id))
        return regions.label(region_id), *aliases, *listings, regions.present_name(region_id)


def mark_item(item: NewsItem, digest: str) -> str:
    """`digest` is that of the item's file, if it has one."""
    return digest or short_digest(repr(item), 16)


def pack_fields(fields: Fields) -> bytes:
    text = "\0".join((fields.headline, fields.standfirst, fields.body, *fields.names))
    packed: bytes = brotli.compress(text.encode(), mode=brotli.MODE_TEXT, quality=0, lgwin=WINDOW)
    return packed


def unpack_fields(content: bytes) -> Fields:
    """ValueError, TypeError or brotli.error when they are damaged."""
    headline, standfirst, body, *names = brotli.decompress(content).decode().split("\0")
    return Fields(headline, standfirst, tuple(names), body)


def text_of(body: str) -> str:
    """The text of sanitised HTML; elements that are no part of a line divide it with a full stop."""
    return html.unescape(_TAG.sub(lambda tag: "" if tag[2].lower() in _INLINE else " . ", body))
