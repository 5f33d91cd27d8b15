"""What the search page shows, as JSON: items, and what its filters offer.

In: the frozen corpus and the vocabularies. Out: cards in groups of four, and the choices. Items go by their numbers,
positions in the corpus: a group that is full does not change when later items come.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from plugins.model import OFFICIAL, PROVINCE, REGION, Corpus, NewsItem, Portal, Taxonomy, fold

FOLDER = "/search/"
GROUP = 4
MOST_CHOICES = 500  # of one list
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


def list_choices(portal: Portal, corpus: Corpus) -> dict[str, list[tuple[str, str]]]:
    """The filters' choices as (id, label): sections in their order, regions and officials by name.

    Where there are very many, those with the most items: an address may name the others too.
    """
    chosen = [corpus.officials[official] for official in _keep_most(corpus, OFFICIAL, corpus.officials)]
    officials = [(fold(official.name), official.name, official.id) for official in chosen]
    return {
        "categories": [(category.id, category.name) for category in portal.categories],
        "regions": region_choices(portal, corpus),
        "officials": [(official_id, name) for _, name, official_id in sorted(officials)],
    }


def region_choices(portal: Portal, corpus: Corpus) -> list[tuple[str, str]]:
    """(id, label) of the provinces of today, then of other regions that have items, each by name."""
    provinces = [region.id for region in portal.regions if region.level == PROVINCE and region.until is None]
    others = _keep_most(corpus, REGION, set(corpus.terms[REGION.name]) - set(provinces))
    choices = [[(region, portal.regions.label(region)) for region in group] for group in (provinces, others)]
    return [choice for group in choices for choice in sorted(group, key=lambda choice: (fold(choice[1]), choice))]


def _keep_most(corpus: Corpus, taxonomy: Taxonomy, terms: Iterable[str]) -> list[str]:
    """The MOST_CHOICES terms with the most items."""
    return sorted(terms, key=lambda term: (-len(corpus.positions(taxonomy, term)), term))[:MOST_CHOICES]


def abridge(term: str, label: str) -> tuple[str, str]:
    """A choice without the part of its id that narrowing.js can make of the label, most of the script's weight.

    What is left is then empty or ends with a hyphen, as no id does.
    """
    letters = unicodedata.normalize("NFD", re.sub("[đĐ]", "d", label)).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", letters).strip("-")
    head = term.removesuffix(slug) if slug else term
    return (head if not head or head.endswith("-") else term), label


def write_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
