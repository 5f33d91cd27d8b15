"""The report of an import: a line for each source, and counts.

In: outcomes. Out: lines in Vietnamese.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from plugins.desk.importing.run import Outcome


def report_lines(outcomes: Iterable[Outcome], content: Path) -> list[str]:
    return [_line(outcome, content) for outcome in outcomes]


def count_line(outcomes: Sequence[Outcome], seconds: float) -> str:
    failed = sum(outcome.fault is not None for outcome in outcomes)
    known = sum(outcome.known for outcome in outcomes)
    pending = sum(bool(outcome.faults) and not outcome.known for outcome in outcomes)
    new = len(outcomes) - failed - known
    counts = f"{len(outcomes)} nguồn: {new} tin nháp mới, {known} đã nhập từ trước, {failed} không nhập được"
    rest = f"; {pending} tin nháp còn thiếu thông tin bắt buộc hoặc có lỗi, chạy check để xem" if pending else ""
    time = f"{seconds:.1f}".replace(".", ",")
    return f"{counts}{rest}; {time} s."


def _line(outcome: Outcome, content: Path) -> str:
    if outcome.fault is not None:
        return f"{outcome.source}: LỖI {outcome.fault.message} ({outcome.fault.hint})"
    assert outcome.path is not None
    name = outcome.path.relative_to(content).as_posix()
    if outcome.known:
        return f"{outcome.source}: đã nhập từ trước, xem {name}"
    told = [f"thấy {', '.join(outcome.found)}" if outcome.found else "không thấy thông tin nào"]
    if outcome.empty:
        told.append(f"để trống {', '.join(outcome.empty)}")
    if outcome.faults:
        told.append(f"check sẽ báo {', '.join(outcome.faults)}")
    told += [f"ghi chú: {'; '.join(outcome.notes)}"] if outcome.notes else []
    return f"{outcome.source} → {name}: {'. '.join(told)}"
