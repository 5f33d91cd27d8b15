"""Stable pagination: pages are numbered from the oldest item, so that a full page keeps its items for ever.

In: how many items a listing has. Out: which of them stand on the front and which on each numbered page.
"""

from __future__ import annotations

from typing import NamedTuple


class Slice(NamedTuple):
    """Items `start` to `stop` (exclusive) counted from the oldest. The front has `number` 0.

    `older` and `newer` are page numbers; None where there is no such page. `newer` 0 is the front.
    """

    number: int
    start: int
    stop: int
    older: int | None
    newer: int | None


def paginate(count: int, size: int) -> list[Slice]:
    """The front first, then the numbered pages from the newest to the oldest.

    Page k holds the items (k-1)*size to k*size for ever. The front holds the newest full page and what came since,
    between `size` and 2*size - 1 items, so that it is never nearly empty; with fewer items there is the front alone.
    An item more changes the front only; each time a page fills, one page appears and its older neighbour's link
    to the newer page moves there from the front.
    """
    numbered = max(0, count // size - 1)
    front = Slice(0, numbered * size, count, older=numbered or None, newer=None)
    return [front] + [
        Slice(k, (k - 1) * size, k * size, older=k - 1 or None, newer=k + 1 if k < numbered else 0)
        for k in range(numbered, 0, -1)
    ]
