"""What a deploy would change, and the reasons not to.

In: the record of the live release and the release that is to follow it. Out: a `Plan` with the files to send, in an
order in which no file names one that is not there yet, those to delete and those that stay for pages still open.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plugins.model import SiteError
from plugins.model.delivery import encoding_of, kind_of

from .record import Record
from .release import Release

SKEW = dt.timedelta(minutes=5)  # how far clocks may lie apart
SHOWN = 10  # files named of each kind


@dataclass(frozen=True)
class Plan:
    """`added`, `changed` and `deleted` are paths; `kept` as in a Record. `unsure` may be on the target already."""

    release: Release
    live: Record | None
    added: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    kept: Mapping[str, str]
    unsure: frozenset[str] = frozenset()

    @property
    def sent(self) -> tuple[str, ...]:
        """All files to send, in their order."""
        return tuple(sorted((*self.added, *self.changed), key=lambda path: (kind_of(path).rank, path)))

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.deleted)

    @property
    def record(self) -> Record:
        return Record(self.release, self.kept)

    def steps(self) -> list[tuple[str, ...]]:
        """The files to send, those of one rank together."""
        groups = itertools.groupby(self.sent, key=lambda path: kind_of(path).rank)
        return [tuple(paths) for _, paths in groups]


def make_plan(
    release: Release,
    live: Record | None,
    recent: Sequence[str],
    begun: Release | None = None,
    damaged: Iterable[str] = (),
) -> Plan:
    """The way from the live release to this one.

    `recent` are the ids of releases whose assets are kept, `begun` a release whose deploy broke off; `damaged` are
    files that are not on the target as they should be.
    """
    files, before = release.files, live.release.files if live else {}
    unsure = set(damaged)
    if begun is not None:
        unsure |= {path for path, file in begun.files.items() if path not in before or before[path][:2] != file[:2]}
    there = {*before, *(live.kept if live else ()), *(begun.files if begun else ())}
    kept = {path: since for path, since in (live.kept if live else {}).items() if since in recent and path not in files}
    if live is not None and live.release.id in recent:
        kept |= {path: live.release.id for path in before if path not in files and kind_of(path).rank == 0}
    return Plan(
        release=release,
        live=live,
        added=tuple(path for path in files if path not in before),
        changed=tuple(
            path for path, file in files.items() if path in before and (before[path][:2] != file[:2] or path in unsure)
        ),
        deleted=tuple(sorted(there - files.keys() - kept.keys())),
        kept=dict(sorted(kept.items())),
        unsure=frozenset(unsure),
    )


def refuse_harm(plan: Plan, now: dt.datetime, most_deleted: float, *, shrink: bool, overwrite: bool) -> None:
    """SiteError where the release is empty, has shrunk, deletes too much, comes from the future or goes back in time.

    `most_deleted` is a share of the live files and items; `shrink` and `overwrite` are the operator's word.
    """
    release, live = plan.release, plan.live
    moment = dt.datetime.fromisoformat(release.moment)
    if moment > now + SKEW:
        raise SiteError(
            f"Bản dựng ghi giờ {moment:%d/%m/%Y %H:%M} UTC, muộn hơn giờ của đích ({now:%d/%m/%Y %H:%M} UTC): đồng hồ "
            "của máy dựng hoặc của đích bị sai. Hãy chỉnh lại giờ rồi chạy lại publish."
        )
    if "index.html" not in release.files:
        raise SiteError("Bản dựng không có trang nhất (index.html) nên không triển khai; hãy chạy lại publish.")
    accept = "Nếu đúng là muốn vậy, hãy thêm --chap-nhan-xoa."
    if not release.items and not shrink:
        raise SiteError(f"Bản dựng không có tin nào nên không triển khai. {accept}")
    if live is None:
        return
    before = live.release
    if release.items < before.items * (1 - most_deleted) and not shrink:
        raise SiteError(
            f"Bản dựng chỉ còn {release.items} tin, trong khi trang đang chạy có {before.items} tin. {accept}"
        )
    deleted, files = _count_originals(plan.deleted), _count_originals(before.files)
    if deleted > most_deleted * files and not shrink:
        raise SiteError(
            f"Lần triển khai này sẽ xóa {deleted} trong {files} tệp, quá mức cho phép "
            f"({most_deleted:.0%}, mục max_deleted của đích). {accept}"
        )
    if moment < dt.datetime.fromisoformat(before.moment) and release.digest != before.digest and not overwrite:
        raise SiteError(
            f"Trang đang chạy ({before.id}) mới hơn bản dựng này ({release.id}). Hãy dựng lại từ nội dung mới "
            "nhất; nếu đúng là muốn thay bằng bản cũ hơn, hãy thêm --ghi-de."
        )


def _count_originals(paths: Iterable[str]) -> int:
    """Without compressed copies: another host has others, and no reader misses one."""
    return sum(not encoding_of(path) for path in paths)


def describe_plan(plan: Plan) -> list[str]:
    """What would change, for a terminal."""
    sizes, before = plan.release.files, plan.live.release.files if plan.live else {}
    lines = []
    for sign, name, paths, files in (
        ("+", "thêm", plan.added, sizes),
        ("~", "sửa", plan.changed, sizes),
        ("-", "xóa", plan.deleted, before),
    ):
        size = sum(files[path].size for path in paths if path in files)
        lines.append(f"{name}: {len(paths)} tệp, {format_size(size)}")
        lines += [f"  {sign} {path}" for path in paths[:SHOWN]]
        if len(paths) > SHOWN:
            lines.append(f"  … và {len(paths) - SHOWN} tệp nữa")
    if plan.kept:
        lines.append(f"giữ lại cho trang người đọc đang mở: {len(plan.kept)} tệp của các bản trước")
    return lines


def format_size(size: float) -> str:
    for unit in ("B", "KB", "MB"):
        if size < 1000:
            return f"{size:.1f} {unit}".replace(".", ",") if unit != "B" else f"{size:.0f} B"
        size /= 1000
    return f"{size:.1f} GB".replace(".", ",")
