"""Translations: items in another language, each in the file `slug.en.md` beside its original, `slug.md`.

In: all items as their files give them. Out: the same with every translation completed by what it has from its
original, and the faults between the two files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec

from plugins.model.faults import Fault
from plugins.model.item import STATUSES, NewsItem

_OWN = (
    "path", "title", "slug", "date", "body", "has_time", "updated", "summary", "cover", "corrections", "pictures",
    "language", "original", "missing", "aliases",
)  # fmt: skip


def complete_translations(
    items: Iterable[NewsItem], sources: Collection[str]
) -> tuple[tuple[NewsItem, ...], tuple[Fault, ...]]:
    """The items in their order, translations completed, and what is wrong with these.

    `sources` are the paths of all news files. A translation is left out where its original could not be read, whose own
    faults say why, and where it has a fault that is an error.
    """
    items = tuple(items)
    if not any(item.original for item in items):
        return items, ()
    originals = {item.path: item for item in items if not item.original}
    first: dict[tuple[str, str], NewsItem] = {}
    completed, faults = [], []
    for item in items:
        if item.original:
            found = list(_find_faults(item, originals.get(item.original), sources))
            holder = first.setdefault((item.original, item.language), item)
            if holder is not item:
                message = f"tin gốc đã có bản dịch «{item.language}» ở {holder.path}"
                found.append(_fault(item, message, "giữ một tệp"))
            faults += found
            if item.original not in originals or any(fault.is_error for fault in found):
                continue
        completed.append(_complete(item, originals[item.original]) if item.original else item)
    return tuple(completed), tuple(faults)


def _find_faults(item: NewsItem, original: NewsItem | None, sources: Collection[str]) -> Iterator[Fault]:
    if item.original not in sources:
        yield _fault(item, f"không có tin gốc {item.original}", "đặt bản dịch cạnh tin gốc, tên tệp như tin gốc")
    if original is None:
        return
    if original.status == "draft" and item.status == "published":
        yield _fault(item, f"tin gốc {original.path} còn là bản nháp", "đăng tin gốc, hoặc để bản dịch là draft")
    if original.status == "review" and item.status == "published":
        yield _doubt(item, f"tin gốc {original.path} đang chờ duyệt", "bản dịch được giữ lại cùng tin gốc")
    if original.cover and not item.cover:
        yield _doubt(item, "tin gốc có ảnh chính, bản dịch thì không", "chép khoá cover sang, dịch alt và caption")
    if original.updated and original.updated > (item.updated or item.date):
        hint = "xem lại bản dịch, rồi ghi updated"
        yield _doubt(item, f"tin gốc sửa ngày {original.updated:%d/%m/%Y}, sau bản dịch", hint)
    if len(original.corrections) > len(item.corrections):
        yield _doubt(item, "đính chính của tin gốc chưa có ở bản dịch", "chép khoá corrections sang và dịch")


def _complete(item: NewsItem, original: NewsItem) -> NewsItem:
    """The original with what the translation's file says; readers see it at most while they see the original."""
    due = max(moment for moment in (item.publish_at, original.publish_at, original.date) if moment)
    ends = [moment for moment in (item.unpublish_at, original.unpublish_at) if moment]
    return msgspec.structs.replace(
        original,
        **{name: getattr(item, name) for name in _OWN},
        authors=item.authors or original.authors,
        publish_at=due if due > item.date else item.publish_at,
        unpublish_at=min(ends, default=None),
        withdrawn=item.withdrawn or original.withdrawn,
        status=min(item.status, original.status, key=STATUSES.index),
    )


def _fault(item: NewsItem, message: str, hint: str) -> Fault:
    return Fault(item.path, 1, "E-TRANSLATION", message, hint)


def _doubt(item: NewsItem, message: str, hint: str) -> Fault:
    return Fault(item.path, 1, "W-TRANSLATION", message, hint)
