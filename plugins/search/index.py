"""The data the search page works on: one JSON text with what can be found of every item.

In: the frozen corpus and the vocabularies. Out: JSON, the same bytes for the same corpus. Titles, standfirsts, names of
those who chaired, tags and regions can be found; the text of the items is not in this version.
"""

from __future__ import annotations

import json
import re
from typing import Any

from plugins.model import Corpus, NewsItem, Portal, slugify

STANDFIRST_LENGTH = 160

# Latin text without loose marks folds alike in Python and in every browser, so the browser can make the slug itself.
_FOLDS_ALIKE = re.compile(r"[\u0000-\u02ff\u1e00-\u1eff\u2000-\u206f]*")


def write_index(portal: Portal, corpus: Corpus) -> str:
    """The index as JSON.

    `items` holds columns of equal length, newest item first: `title`; `slug`, empty when it is the title's own; `lead`,
    the standfirst cut at a word; `day`, ISO, in the zone the item was published in; `category`, a number in the
    table `categories`; `regions`, `officials` and `tags`, lists of numbers in their tables. Tables:
    `categories` [id, name], `regions` [id, label, ids of the regions whose listings show its items, other names],
    `officials` [id, name, other names], `tags` names.
    """
    categories, regions, officials, tags = _Table(), _Table(), _Table(), _Table()
    newest_first = corpus.items[::-1]
    items = {
        "title": [item.title for item in newest_first],
        "slug": [_own_slug(item) for item in newest_first],
        "lead": [shorten(item.summary) for item in newest_first],
        "day": [f"{item.date:%Y-%m-%d}" for item in newest_first],
        "category": [categories.number(item.category) for item in newest_first],
        "regions": [regions.numbers(item.regions) for item in newest_first],
        "officials": [officials.numbers(chair.official for chair in item.chairs) for item in newest_first],
        "tags": [tags.numbers(corpus.tag_id(tag) for tag in item.tags) for item in newest_first],
    }
    index = {
        "items": items,
        "categories": [[term, portal.categories[term].name] for term in categories],
        "regions": [_region_row(portal, term) for term in regions],
        "officials": [[term, corpus.officials[term].name, corpus.officials[term].aliases] for term in officials],
        "tags": [corpus.tag_names[term] for term in tags],
    }
    return json.dumps(index, ensure_ascii=False, separators=(",", ":"))


def shorten(text: str, length: int = STANDFIRST_LENGTH) -> str:
    """At most `length` characters and an ellipsis, cut between words unless the first word is longer."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head, _, _ = text[: length + 1].rpartition(" ")
    return (head or text[:length]).rstrip(" ,;:–-") + "…"


def _own_slug(item: NewsItem) -> str:
    is_derived = _FOLDS_ALIKE.fullmatch(item.title) and slugify(item.title) == item.slug
    return "" if is_derived else item.slug


def _region_row(portal: Portal, region_id: str) -> list[Any]:
    label, region = portal.regions.label(region_id), portal.regions[region_id]
    others = dict.fromkeys([portal.regions.present_name(region_id), *(alias.name for alias in region.aliases)])
    return [region_id, label, portal.regions.listing_ids(region_id), [name for name in others if name]]


class _Table(dict[str, int]):
    """Numbers terms in the order of their first use, so that each repeated string stands in the file once."""

    def number(self, term: str) -> int:
        return self.setdefault(term, len(self))

    def numbers(self, terms: Any) -> list[int]:
        return [self.number(term) for term in dict.fromkeys(terms)]
