"""What results are narrowed by: the items of each category, region, official and tag.

In: the frozen corpus. Out: ascending lists of the numbers of the base's items, cut into chunks from the newest on, so
that a reader fetches the newest items of what was chosen and no others; where the chunks begin; and the terms of the
newest items, which are in no list. FORMAT.md describes the files.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from plugins.model import CATEGORY, OFFICIAL, REGION, TAG, Corpus, Job, Portal

from .bits import RICE, gamma, pack, plain, rice_width
from .cards import FOLDER, region_choices
from .keys import ITEM_BITS
from .shards import Base

CHUNK = 1 << 13  # items of a term in a file
TAXONOMIES = (CATEGORY, REGION, OFFICIAL, TAG)


def compose_filters(portal: Portal, corpus: Corpus, base: Base) -> Iterator[Job]:
    """A file for each term that may be chosen, without items too, and for each older chunk of those with very many."""
    if not base.size:
        return
    offered = {
        CATEGORY.name: [category.id for category in portal.categories],
        REGION.name: [region for region, _ in region_choices(portal, corpus)],
    }
    for taxonomy in TAXONOMIES:
        for term in sorted({*corpus.terms[taxonomy.name], *offered.get(taxonomy.name, ())}):
            positions = corpus.positions(taxonomy, term)
            numbers = positions[: bisect_left(positions, base.size)]
            digest = hashlib.blake2b(array("I", numbers).tobytes(), digest_size=8).hexdigest()
            for chunk in range(max(1, -(-len(numbers) // CHUNK))):
                name = f"{term}.{chunk}" if chunk else term
                address = f"{FOLDER}filters/{taxonomy.name}/{name}.{base.name}.bin"
                yield Job(address, "search.bytes", partial(write_chunk, numbers, chunk), (digest,))


def write_chunk(numbers: Sequence[int], chunk: int) -> bytes:
    """A chunk of ascending numbers, the newest with 0."""
    end = len(numbers) - CHUNK * chunk
    held = numbers[max(0, end - CHUNK) : end]
    codes = [gamma(len(held) + 1)]
    if held:
        width = rice_width(held[-1] - held[0], len(held))
        codes += [plain(held[0], ITEM_BITS), plain(width, 5)]
        codes += [RICE[width][number - before - 1] for before, number in pairwise(held)]
    return pack(codes)


def list_starts(corpus: Corpus, base: Base) -> dict[str, list[int]]:
    """Of each term with several chunks, as `category/dan-van`, the first item of each but the oldest, newest first.

    The newest chunk's is a number, each of the others how far it is before the one after it.
    """
    found = {}
    for taxonomy in TAXONOMIES:
        for term, positions in sorted(corpus.terms[taxonomy.name].items()):
            places = range(bisect_left(positions, base.size) - CHUNK, 0, -CHUNK)
            starts = [positions[place] for place in places]
            if starts:
                found[f"{taxonomy.name}/{term}"] = [starts[0], *(newer - older for newer, older in pairwise(starts))]
    return found


def newest_terms(corpus: Corpus, base: Base) -> list[list[str]]:
    """The day, `category/dan-van` and so on, of each item after the base."""
    found = [[item.date.date().isoformat()] for item in corpus.items[base.size :]]
    for taxonomy in TAXONOMIES:
        for term, positions in sorted(corpus.terms[taxonomy.name].items()):
            for number in positions[bisect_left(positions, base.size) :]:
                found[number - base.size].append(f"{taxonomy.name}/{term}")
    return found
