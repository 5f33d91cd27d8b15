"""Tells a server which pages are notices of items that are gone, so that it answers with the status 410.

In: the tombstones. Out: a file `gone.txt` beside each of their pages; servers look for it, so that nothing in their
configuration changes when an item goes.
"""

from __future__ import annotations

from collections.abc import Iterator

from plugins.model import Corpus, Job

MARK_NAME = "gone.txt"
MARK = b"410 Gone\n"
PATTERN = "(?:[a-z]{2}/)?tin/"  # addresses below which items are


def mark_tombstones(corpus: Corpus) -> Iterator[Job]:
    for tombstone in corpus.tombstones:
        yield Job(tombstone.address + MARK_NAME, "bytes", lambda: MARK, ())
