"""Related items kept from build to build: ranking them all takes longer than all else that a build does after an edit.

In: the ranking of a corpus and the folder for what is kept. Out: the neighbours of each position. What is kept goes by
a chain of digests: the neighbours of an item depend on the days and terms of the items up to it, and on nothing later.
What is damaged, or made by other code, is ranked anew.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from plugins.model import TAXONOMIES, Corpus, NewsItem, Regions

from .ranking import Neighbour, Ranking

_Kept = dict[str, tuple[tuple[int, tuple[tuple[str, str], ...]], ...]]  # link of the chain -> (position, reasons)
_TAXONOMIES = {taxonomy.name: taxonomy for taxonomy in TAXONOMIES}
_CODE = Path(__file__).with_name("ranking.py")


def rank_all(ranking: Ranking, regions: Regions, folder: Path) -> list[tuple[Neighbour, ...]]:
    """The neighbours of every position; those that are new are kept too."""
    file = folder / "related.json"
    kept = _load(file)
    links = list(_chain(ranking.corpus, regions))
    found: _Kept = {}
    for position, link in enumerate(links):
        found[link] = kept[link] if link in kept else _plain(ranking.neighbours(position))
    if found.keys() != kept.keys():
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            file.write_bytes(msgspec.json.encode(found))
    return [_with_taxonomies(found[link]) for link in links]


def _load(file: Path) -> _Kept:
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(file.read_bytes(), type=_Kept)
    return {}


def _chain(corpus: Corpus, regions: Regions) -> Iterator[str]:
    """For each position a digest of the days and terms of all items up to it, and of the code that ranks them."""
    listed: dict[str, tuple[str, ...]] = {}
    link = hashlib.blake2b(_CODE.read_bytes(), digest_size=16).digest()
    for item in corpus.items:
        for region in item.regions:
            if region not in listed:
                listed[region] = regions.listing_ids(region)
        link = hashlib.blake2b(link + _describe(item, listed).encode(), digest_size=16).digest()
        yield link.hex()


def _describe(item: NewsItem, listed: dict[str, tuple[str, ...]]) -> str:
    regions = [(region, listed[region]) for region in item.regions]
    officials = [chair.official for chair in item.chairs]
    return repr((item.date.toordinal(), item.category, regions, item.tags, officials))


def _plain(neighbours: tuple[Neighbour, ...]) -> tuple[tuple[int, tuple[tuple[str, str], ...]], ...]:
    return tuple((other, tuple((kind.name, term) for kind, term in reasons)) for other, reasons in neighbours)


def _with_taxonomies(plain: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]) -> tuple[Neighbour, ...]:
    return tuple((other, tuple((_TAXONOMIES[name], term) for name, term in reasons)) for other, reasons in plain)
