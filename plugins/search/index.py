"""The readers' index: an immutable base and a small delta with the newest items.

In: the frozen corpus. Out: the shards of the base, still to be written one by one, and the delta's bytes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from plugins.model import Corpus, Portal

from .abbreviations import Abbreviations
from .postings import KeyFinder, PostingTable, fields_of
from .shards import DELTA_SIZE, Shards, write_delta


@dataclass(frozen=True)
class Index:
    base: Shards
    delta: bytes

    @property
    def delta_digest(self) -> str:
        return hashlib.sha256(self.delta).hexdigest()[:8]


def build_index(portal: Portal, corpus: Corpus, abbreviations: Abbreviations) -> Index:
    """Find the keys of every item; the base ends at a multiple of DELTA_SIZE, so that most new items leave it alone."""
    finder, table = KeyFinder(abbreviations), PostingTable()
    count = len(corpus.items) // DELTA_SIZE * DELTA_SIZE
    newest = []
    for number, item in enumerate(corpus.items):
        keys = finder.find(fields_of(portal, corpus, item))
        if number < count:
            table.add(number, keys)
        else:
            newest.append(keys)
    table.close()
    delta = [[*keys.postings, *filter(table.is_rare, keys.rare)] for keys in newest]
    return Index(Shards(table, count), write_delta(delta))
