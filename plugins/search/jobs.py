"""The jobs of the index: all of them, or those alone that show the new bodies of a few items.

In: the index, or the edited items. Out: jobs for the shards, their tails and the delta.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from plugins.model import BodyEdit, Job, Portal

from .abbreviations import Abbreviations, read_abbreviations
from .cards import FOLDER
from .entries import DamagedError
from .fields import mark_item, text_of
from .index import Index, open_store
from .keys import name_bits
from .postings import KeyFinder
from .shards import SHARDS_PER_TAIL, Shards


def compose_index(index: Index) -> Iterator[Job]:
    numbers, store = index.shards.base.shards, index.store
    revisions = dict(zip(numbers, store.revisions(numbers), strict=True))
    yield from _compose_shards(index.shards, store.state, revisions, numbers)
    yield Job(f"{FOLDER}delta.{index.delta_digest}.bin", "search.bytes", index.write_delta, ())


def amend_index(portal: Portal, edits: Sequence[BodyEdit], stands: Callable[[Job], bool]) -> list[Job] | None:
    """The jobs of the files that change when nothing of the corpus does but these bodies; all other files stand.

    `stands` tells whether the output has a job's file as that job would make it. None when only composing all can tell
    what changes: where the output is not of what the store holds, an item is one of the newest, which the delta has, or
    a word comes to be common or ceases to be.
    """
    abbreviations = Abbreviations(read_abbreviations(portal.config.vocabulary))
    store = open_store(portal, abbreviations)
    if not store.load() or any(edit.position >= store.base.size for edit in edits):
        return None
    base, shards = store.base, Shards(store.base, store)

    def compose(numbers: Sequence[int]) -> list[Job]:
        revisions = dict[int, str]()
        for number in {number // SHARDS_PER_TAIL for number in numbers}:
            beside = base.tail_shards(number)
            revisions |= zip(beside, store.revisions(beside), strict=True)
        return list(_compose_shards(shards, store.state, revisions, numbers))

    bodies = {edit.position: (mark_item(edit.item, edit.digest), text_of(edit.item.body)) for edit in edits}
    with contextlib.suppress(DamagedError):
        if base.size and stands(compose([0])[0]):
            changed = store.edit_bodies(bodies, KeyFinder(abbreviations, name_bits(base.bits)).find)
            return None if changed is None else compose(sorted({0, *changed}))
    return None


def _compose_shards(shards: Shards, state: str, revisions: Mapping[int, str], numbers: Iterable[int]) -> Iterator[Job]:
    """Shards with the tails that they are part of. The first bears witness of the store's state the output is of."""
    base = shards.base
    for number in numbers:
        address = f"{FOLDER}shards/{number:x}.{base.name}.bin"
        state_of = () if number else (state,)
        yield Job(address, "search.bytes", partial(shards.write, number), (revisions[number], *state_of))
    for number in sorted({number // SHARDS_PER_TAIL for number in numbers}):
        made_from = tuple(revisions[shard] for shard in base.tail_shards(number))
        for span in range(len(base.spans)):
            address = f"{FOLDER}tails/{number:x}.{span}.{base.name}.bin"
            yield Job(address, "search.bytes", partial(shards.write_tail, number, span), made_from)
