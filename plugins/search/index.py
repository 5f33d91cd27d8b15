"""The readers' index: a base that changes little and a small delta with the newest items.

In: the frozen corpus, or the new bodies of some items. Out: the shards of the base and the delta, all still to be
written. Their names say what they are made from, so that a build can tell which it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.model import Corpus, Portal, SiteError, short_digest

from .abbreviations import Abbreviations
from .entries import EntryStore
from .fields import Draft, FieldReader, Fields
from .keys import ITEM_BITS, KEY_BITS, MOST_SHARD_BITS, name_bits
from .postings import RARE, KeyFinder
from .shards import DELTA_SIZE, Base, Shards, write_delta

if TYPE_CHECKING:
    from .making import Making

FINE_BITS = 14
DIGEST_LENGTH = 8  # hexadecimal digits in the names of files
NO_BASE = "0" * DIGEST_LENGTH


@dataclass(frozen=True)
class Index:
    """`store` tells what the shards of the base are made from; `delta_digest` names the delta, whose bytes
    `write_delta` makes.
    """

    shards: Shards
    store: EntryStore
    delta_digest: str
    write_delta: Callable[[], bytes]


def build_index(portal: Portal, corpus: Corpus, abbreviations: Abbreviations) -> Index:
    """Bring the kept entries up to date. The base ends at a multiple of DELTA_SIZE; most new items leave it alone."""
    if len(corpus.items) > 1 << ITEM_BITS:
        raise SiteError(
            f"Chỉ mục tìm kiếm đánh số được nhiều nhất {1 << ITEM_BITS} tin, mà cổng có {len(corpus.items)}."
            " Hãy chia cổng, chẳng hạn theo tỉnh, mỗi phần một thư mục nội dung (docs/scale.md)."
        )
    count = len(corpus.items) // DELTA_SIZE * DELTA_SIZE
    addresses = (item.address for item in corpus.items[:count])
    name = _digest((_code(), *addresses)) if count else NO_BASE
    base = Base(name, count, choose_bits(count))
    store, finder = open_store(portal, abbreviations), KeyFinder(abbreviations, name_bits(base.bits))
    reader = FieldReader(portal, corpus)

    def read(position: int) -> Fields:
        return reader.read(portal.with_body(corpus.items[position]))

    def make(folder: Path) -> Making:
        from .making import Making  # it needs numpy, whose loading takes longer than an edit

        def draft(position: int) -> Draft:
            return reader.draft(portal.with_body(corpus.items[position]))

        return Making(portal, folder, base, draft, abbreviations)

    if count:
        store.update(base, [reader.describe(position) for position in range(count)], read, finder.find, make)
    newest = [read(position) for position in range(count, len(corpus.items))]
    common = frozenset(store.common)

    def make_delta() -> bytes:
        return write_delta([
            [posting for posting in finder.find(fields) if not (posting & RARE and posting >> KEY_BITS in common)]
            for fields in newest
        ])  # fmt: skip

    delta_digest = _digest((_code(), *map(str, sorted(common)), *map(repr, newest)))
    return Index(Shards(base, store), store, delta_digest, make_delta)


def choose_bits(count: int) -> int:
    """The base-2 logarithm of the number of shards for so many items of the base.

    A shard weighs about 1 kB for each item that it has its share of: of one or two items in all up to 2**FINE_BITS, of
    two to four from there on, so that a great site has no more files than it needs.
    """
    whole = max(0, count.bit_length() - 1)
    return min(MOST_SHARD_BITS, whole if whole <= FINE_BITS else whole - 1)


def open_store(portal: Portal, abbreviations: Abbreviations) -> EntryStore:
    return EntryStore(portal.state / "search.db", _digest((_code(), repr(abbreviations.others))))


@cache
def _code() -> str:
    """Stands for the code of this room."""
    return _digest(file.read_text("utf-8") for file in sorted(Path(__file__).parent.glob("*.py")))


def _digest(parts: Iterable[str]) -> str:
    return short_digest("\0".join(parts), DIGEST_LENGTH)
