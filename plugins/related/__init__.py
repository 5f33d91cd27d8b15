"""Older news beside an item: of its region, of its first chair, of its section.

Provides `related`. Only older items are named, so that a page does not change when later ones are published.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from pelican import signals

from plugins.model import CATEGORY, OFFICIAL, REGION, Corpus, Taxonomy, portal_of

COUNT = 3

Neighbours = tuple[tuple[str, str, tuple[int, ...]], ...]


def find_related(corpus: Corpus, position: int) -> Neighbours:
    """Up to COUNT older items each, newest first, none twice, as (taxonomy name, term id, positions)."""
    item = corpus.items[position]
    terms: list[tuple[Taxonomy, str]] = [(REGION, region) for region in item.regions[:1]]
    terms += [(OFFICIAL, chair.official) for chair in item.chairs[:1]]
    terms.append((CATEGORY, item.category))
    shown: set[int] = set()
    found = []
    for taxonomy, term in terms:
        positions = corpus.positions(taxonomy, term)
        end = bisect_left(positions, position)
        newest = positions[max(0, end - COUNT - len(shown)) : end]
        chosen = [p for p in reversed(newest) if p not in shown][:COUNT]
        shown.update(chosen)
        if chosen:
            found.append((taxonomy.name, term, tuple(chosen)))
    return tuple(found)


def provide_related(pelican: Any) -> None:
    portal_of(pelican.settings).related = find_related


def register() -> None:
    signals.initialized.connect(provide_related)
