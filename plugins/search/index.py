"""The readers' index: a base that changes little and a small delta with the newest items.

In: the frozen corpus. Out: the shards of the base and the delta, all still to be written.
Their names say what they are made from, so that a build can tell which it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
NO_BASE = "0" * DIGEST_LENGTH


@dataclass(frozen=True)
class Index:
    """`revisions` has a text for each shard of the base that changes when the shard does.

    `delta_digest` names the delta, as the base's its shards; `write_delta` makes its bytes.
    """

    base: Shards
    revisions: tuple[str, ...]
    delta_digest: str
    write_delta: Callable[[], bytes]


def build_index(portal: Portal, corpus: Corpus, abbreviations: Abbreviations) -> Index:
    """Bring the kept entries up to date. The base ends at a multiple of DELTA_SIZE; most new items leave it alone."""
    reader, finder = FieldReader(portal, corpus), KeyFinder(abbreviations)
    count = len(corpus.items) // DELTA_SIZE * DELTA_SIZE
    bits = min(MOST_SHARD_BITS, max(0, count.bit_length() - 1))
    code = _digest(file.read_text("utf-8") for file in sorted(Path(__file__).parent.glob("*.py")))
    store = EntryStore(portal.state / "search.db", _digest((code, repr(abbreviations.others))), bits)
    if count:
        store.update(
            [reader.describe(position) for position in range(count)],
            lambda position: reader.read(corpus.items[position]),
            finder.find,
            portal.spread,
        )
    addresses = (item.address for item in corpus.items[:count])
    base = Shards(count, bits, _digest((code, *addresses)) if count else NO_BASE, store.read)

    newest = [reader.read(item) for item in corpus.items[count:]]

    def make_delta() -> bytes:
        return write_delta([
            [posting for posting in finder.find(fields) if not (posting & RARE and posting >> 32 in store.common)]
            for fields in newest
        ])  # fmt: skip

    delta_digest = _digest((code, *map(str, sorted(store.common)), *map(repr, newest)))
    return Index(base, store.revisions, delta_digest, make_delta)


def _digest(parts: Iterable[str]) -> str:
    return short_digest("\0".join(parts), DIGEST_LENGTH)
