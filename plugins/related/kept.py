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

_Kept = dict[str, msgspec.Raw]  # link of the chain -> neighbours, packed
_Packed = tuple[tuple[int, tuple[tuple[str, str], ...]], ...]  # (position, reasons)
_TAXONOMIES = {taxonomy.name: taxonomy for taxonomy in TAXONOMIES}
_CODE = Path(__file__).with_name("ranking.py")
_encode = msgspec.json.Encoder().encode
_unpack = msgspec.json.Decoder(_Packed).decode


def rank_all(ranking: Ranking, regions: Regions, folder: Path) -> list[bytes]:
    """The neighbours of every position, packed: the tuples of all would take ten times as much memory.

    Those that are new are kept too.
    """
    file = folder / "related.json"
    kept = _load(file)
    found: dict[str, bytes] = {}
    for position, link in enumerate(_chain(ranking.corpus, regions)):
        found[link] = bytes(kept[link]) if link in kept else _pack(ranking.neighbours(position))
    if found.keys() != kept.keys():
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_encode({link: msgspec.Raw(packed) for link, packed in found.items()}))
    return list(found.values())


def unpack(packed: bytes) -> tuple[Neighbour, ...]:
    return tuple(
        (other, tuple((_TAXONOMIES[name], term) for name, term in reasons)) for other, reasons in _unpack(packed)
    )


def _pack(neighbours: tuple[Neighbour, ...]) -> bytes:
    return _encode([(other, [(kind.name, term) for kind, term in reasons]) for other, reasons in neighbours])


def _load(file: Path) -> _Kept:
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        kept = msgspec.json.decode(file.read_bytes(), type=_Kept)
        for packed in kept.values():
            _unpack(packed)
        return kept
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
