"""The readers' index: a base that changes little and a small delta with the newest items.

In: the frozen corpus. Out: the shards of the base, still to be written one by one, and the delta's bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plugins.model import Corpus, Portal, short_digest

from .abbreviations import Abbreviations
from .entries import EntryStore
from .fields import FieldReader
from .postings import RARE, KeyFinder
from .shards import DELTA_SIZE, Shards, write_delta

MOST_SHARD_BITS = 14
DIGEST_LENGTH = 8  # hexadecimal digits in the names of files


@dataclass(frozen=True)
class Index:
    """`revisions` has a text for each shard of the base that changes when the shard does."""

    base: Shards
    revisions: tuple[str, ...]
    delta: bytes

    @property
    def delta_digest(self) -> str:
        return short_digest(self.delta.hex(), DIGEST_LENGTH)


def build_index(portal: Portal, corpus: Corpus, abbreviations: Abbreviations) -> Index:
    """Bring the kept entries up to date. The base ends at a multiple of DELTA_SIZE; most new items leave it alone."""
    reader, finder = FieldReader(portal, corpus), KeyFinder(abbreviations)
    count = len(corpus.items) // DELTA_SIZE * DELTA_SIZE
    bits = min(MOST_SHARD_BITS, max(0, count.bit_length() - 1))
    code = "".join(file.read_text("utf-8") for file in sorted(Path(__file__).parent.glob("*.py")))
    store = EntryStore(portal.state / "search.db", short_digest(f"{code}{abbreviations.others}", 32), bits)
    if count:
        store.update(
            [reader.describe(position) for position in range(count)],
            lambda position: reader.read(corpus.items[position]),
            finder.find,
            portal.spread,
        )
    addresses = "\0".join(item.address for item in corpus.items[:count])
    digest = short_digest(f"{code}\0{addresses}" if count else "", DIGEST_LENGTH)
    newest = [finder.find(reader.read(item)) for item in corpus.items[count:]]
    delta = [
        [posting for posting in postings if not (posting & RARE and posting >> 32 in store.common)]
        for postings in newest
    ]
    return Index(Shards(count, bits, digest, store.read), store.revisions, write_delta(delta))
