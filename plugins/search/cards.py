"""What the search page shows of items and filters them by, as JSON.

In: the frozen corpus and the vocabularies. Out: cards in groups of four, facets of all items, choices of the filters,
tags with their items. Items go by their numbers, positions in the corpus: a group that is full does not change when
later items come.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from plugins.model import PROVINCE, REGION, TAG, Corpus, NewsItem, Portal, fold

GROUP = 4
STANDFIRST_LENGTH = 160


def group_name(number: int, total: int) -> str:
    """`12`, or `12-3` for a last group of three, so that no cache takes it for the group it grows into."""
    size = min(GROUP, total - number * GROUP)
    return f"{number}" if size == GROUP else f"{number}-{size}"


def write_cards(portal: Portal, corpus: Corpus, number: int) -> str:
    """A group: [address, title, standfirst, date, category id, its name, [region labels], picture] of each item."""
    items = corpus.items[number * GROUP : (number + 1) * GROUP]
    return write_json([_card(portal, item) for item in items])


def _card(portal: Portal, item: NewsItem) -> list[Any]:
    cover = item.cover
    picture = portal.picture(cover.src, cover.alt, cover.caption, cover.credit).thumbnail if cover else ""
    category = portal.categories[item.category]
    labels = [portal.regions.label(region) for region in item.regions]
    summary = shorten(item.summary)
    return [item.address, item.title, summary, item.published.isoformat(), category.id, category.name, labels, picture]


def shorten(text: str, length: int = STANDFIRST_LENGTH) -> str:
    """At most `length` characters and an ellipsis, cut between words unless the first word is longer."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head, _, _ = text[: length + 1].rpartition(" ")
    return (head or text[:length]).rstrip(" ,;:–-") + "…"


def write_facets(portal: Portal, corpus: Corpus) -> str:
    """Columns over all items in order.

    `days` are days since the item before, the first since 1970-01-01; `category` is a place in `categories`; `region`
    and `official` are places in `regionSets` and `officialSets`, lists of ids; an item has all regions whose listings
    show it.
    """
    categories, regions, officials = _Table(), _Table(), _Table()
    days, last = [], 719163  # 1970-01-01 as date.toordinal counts
    for item in corpus.items:
        day = item.date.toordinal()
        days.append(day - last)
        last = day
    listings = portal.regions.listing_ids
    facets = {
        "days": days,
        "category": [categories.number(item.category) for item in corpus.items],
        "region": [
            regions.number(tuple(dict.fromkeys(shown for region in item.regions for shown in listings(region))))
            for item in corpus.items
        ],
        "official": [
            officials.number(tuple(dict.fromkeys(chair.official for chair in item.chairs))) for item in corpus.items
        ],
    }
    return write_json(
        {**facets, "categories": list(categories), "regionSets": list(regions), "officialSets": list(officials)}
    )


def write_choices(portal: Portal, corpus: Corpus) -> str:
    """The filters' choices as [id, label]: sections in their order, regions and officials by name."""
    officials = [(fold(official.name), official.name, official.id) for official in corpus.officials.values()]
    return write_json(
        {
            "categories": [(category.id, category.name) for category in portal.categories],
            "regions": region_choices(portal, corpus),
            "officials": [(official_id, name) for _, name, official_id in sorted(officials)],
        }
    )


def write_tags(corpus: Corpus) -> str:
    """[id, label, numbers of its items] of each tag by label; a number is given as its distance from the one before.

    Apart from the facets, because few readers narrow by tag and there may be thousands.
    """
    rows = sorted((fold(label), label, tag) for tag, label in corpus.tag_names.items())
    return write_json([(tag, label, _gaps(corpus.positions(TAG, tag))) for _, label, tag in rows])


def _gaps(numbers: tuple[int, ...]) -> list[int]:
    return [number - before for before, number in pairwise((0, *numbers))]


def region_choices(portal: Portal, corpus: Corpus) -> list[tuple[str, str]]:
    """(id, label) of the provinces of today, then of every other region that has items, each by name."""
    provinces = [region.id for region in portal.regions if region.level == PROVINCE and region.until is None]
    others = set(corpus.terms[REGION.name]) - set(provinces)
    choices = [[(region, portal.regions.label(region)) for region in group] for group in (provinces, others)]
    return [choice for group in choices for choice in sorted(group, key=lambda choice: (fold(choice[1]), choice))]


def write_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Table(dict[Any, int]):
    """Numbers values in the order of their first use."""

    def number(self, value: Any) -> int:
        return self.setdefault(value, len(self))
