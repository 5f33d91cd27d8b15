"""Deploy, rollback and status of a target: the order of things, whatever kind of target it is.

In: a target's settings and an output folder that passed its gates. Out: lines for the operator, the live site as
wanted, or a SiteError and the live site as it was.
"""

from __future__ import annotations

import datetime as dt
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple, NoReturn

from plugins.model import SiteError

from .afterwards import do_afterwards
from .plan import SHOWN, Plan, describe_plan, format_size, make_plan, refuse_harm
from .release import Release, read_release, without_copies
from .targets import Live, Target
from .targets.opening import TargetSettings
from .targets.target import Advance, unseen

Say = Callable[[str], object]
Progress = Callable[[str, int], AbstractContextManager[Advance]]  # a label and the number of steps


def no_progress(label: str, total: int) -> AbstractContextManager[Advance]:
    del label, total
    return nullcontext(unseen)


class Word(NamedTuple):
    """What the operator takes upon himself: that items or many files go; that what is newer or foreign is replaced."""

    shrink: bool = False
    overwrite: bool = False


def deploy(
    chosen: TargetSettings,
    output: Path,
    version: str,
    say: Say,
    *,
    dry_run: bool = False,
    word: Word | None = None,
    progress: Progress = no_progress,
) -> None:
    """Make the build in `output` live; with `dry_run` only tell what would change."""
    started, target, word = time.perf_counter(), chosen.target, word or Word()
    release = _read(target, output, version)
    if dry_run:
        live = target.read()
        plan = _plan(target, release, live, word)
        say("\n".join([*_head(plan), *describe_plan(plan)]))
        refuse_harm(plan, live.now, chosen.max_deleted, shrink=word.shrink, overwrite=word.overwrite)
        return
    with _ending_cleanly(), target.locked(say):
        live = target.read()
        plan = _plan(target, release, live, word)
        refuse_harm(plan, live.now, chosen.max_deleted, shrink=word.shrink, overwrite=word.overwrite)
        if live.begun is not None:
            say(f"Lần triển khai trước (bản {live.begun.id}) dở dang; làm tiếp.")
        if _is_live(plan, live) and not word.overwrite:
            say(f"Không có gì thay đổi: đích «{target.name}» đang chạy đúng nội dung này (0 tệp gửi).")
            return
        with progress("Gửi tệp", len(plan.sent)) as advance:
            sent = target.send(output, plan, live, say, advance)
    seconds = time.perf_counter() - started
    say(
        f"Đã triển khai bản {release.id} tới «{target.name}»: {sent.files} tệp gửi, {format_size(sent.size)}, hồ sơ "
        f"{format_size(sent.record)}; {len(plan.deleted)} tệp xóa; {seconds:.1f} giây."
    )
    changed = [*plan.added, *plan.changed, *plan.deleted]
    do_afterwards(chosen.after, chosen.url or release.url, release, changed, say)


def roll_back(chosen: TargetSettings, say: Say) -> None:
    """Make the release before the live one live again."""
    started, target = time.perf_counter(), chosen.target
    with _ending_cleanly(), target.locked(say):
        live = target.read()
        if not live.previous:
            raise SiteError(f"Đích «{target.name}» không giữ bản nào trước bản đang chạy, nên không quay lui được.")
        if live.fault:
            say(f"Lưu ý: {live.fault}")
        record = target.roll_back(live, live.previous[0], say)
    say(f"Đích «{target.name}» đã quay lui về bản {record.release.id} ({time.perf_counter() - started:.1f} giây).")
    before = live.record.release.files if live.record else {}
    files = record.release.files
    changed = [path for path in sorted({*before, *files}) if before.get(path) != files.get(path)]
    do_afterwards(chosen.after, chosen.url or record.release.url, record.release, changed, say)


def status(chosen: TargetSettings, output: Path, say: Say) -> bool:
    """Tell which release is live, how the build differs from it and what was changed by hand; whether all is well."""
    target, live = chosen.target, chosen.target.read()
    if live.fault:
        say(f"Lỗi: {live.fault}")
    if live.record is None:
        if not live.fault:
            say(f"Đích «{target.name}» chưa có bản nào.")
        return False
    shown = live.record.release
    say(
        f"Đích «{target.name}» đang chạy bản {shown.id}: {shown.items} tin, {len(shown.files)} tệp, "
        f"dựng lúc {_time(shown)}."
    )
    say(f"Quay lui được về: {', '.join(live.previous) or 'không có bản nào'}.")
    if live.begun is not None:
        say(f"Dở dang: bản {live.begun.id}; hãy chạy lại deploy.")
    same = None
    try:
        release = _read(target, output, "")
        plan = make_plan(release, live.record, ())
        same = output if plan.is_empty else None
        say(
            "Bản dựng trên máy này giống bản đang chạy."
            if plan.is_empty
            else f"Bản dựng trên máy này ({release.id}) khác:"
        )
        if not plan.is_empty:
            say("\n".join(describe_plan(plan)))
    except SiteError as error:
        say(f"Không so với bản dựng trên máy này: {error}")
    wrong = target.differences(live, same)
    for path in wrong[:SHOWN]:
        say(f"  ! {path}")
    if wrong:
        say(
            f"{len(wrong)} tệp ở đích không đúng như đã triển khai (bị sửa tay, mất hoặc thêm vào); "
            "deploy --ghi-de để phục hồi."
        )
    else:
        say("Các tệp ở đích đúng như đã triển khai.")
    return not (wrong or live.fault or live.begun)


def _read(target: Target, output: Path, version: str) -> Release:
    release = read_release(output, version=version)
    return release if target.serves_copies else without_copies(release)


def _plan(target: Target, release: Release, live: Live, word: Word) -> Plan:
    if live.fault and not word.overwrite:
        raise SiteError(f"{live.fault} Nếu đúng là muốn ghi đè lên đó, hãy thêm --ghi-de.")
    last = live.record.release.id if live.record else ""
    recent = [*([last] if last else []), *live.previous][: target.keep - 1]
    return make_plan(release, live.record, recent, live.begun, target.lost(live))


def _is_live(plan: Plan, live: Live) -> bool:
    return plan.is_empty and live.record is not None and live.begun is None and not live.fault


def _head(plan: Plan) -> Iterator[str]:
    live = plan.live.release.id if plan.live else "chưa có"
    yield f"Bản đang chạy: {live}. Bản sẽ triển khai: {plan.release.id} ({plan.release.items} tin)."


def _time(release: Release) -> str:
    return f"{dt.datetime.fromisoformat(release.moment).astimezone():%H:%M ngày %d/%m/%Y}"


@contextmanager
def _ending_cleanly() -> Iterator[None]:
    """A CI that ends a job asks first: the lock on the target is then given back."""

    def leave(*_: object) -> NoReturn:
        raise SystemExit("Đã dừng giữa chừng; chạy lại deploy để làm tiếp.")

    try:
        before = signal.signal(signal.SIGTERM, leave)
    except ValueError:  # not in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
