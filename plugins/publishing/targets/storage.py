"""Storage that rclone speaks to, S3 first: files are put in place one by one, in an order that breaks no page.

In: an output folder and a plan. Out: the site below `remote`, every file with the headers of its kind, and below
`state`, which readers must not reach: `state.json` (what is live, what was begun, what was before),
`releases/ID.record` (records), `backup/ID/` (what the release after ID replaced or deleted) and `lock.json`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from plugins.model import SiteError
from plugins.model.delivery import kind_of, media_type_of

from ..plan import Plan
from ..record import Record, decode_record, encode_record, lend_assets
from ..release import DIGITS
from .programs import TargetError, retry
from .rclone import NOT_FOUND, rclone
from .target import Advance, Live, Say, Sent, unseen

STALE = dt.timedelta(minutes=10)  # without a sign of life, after which a lock counts as left behind
HEARTBEAT = 60  # seconds
BATCH = 500  # files for one run of rclone: what it has sent is told when it ends
SETTLING = 1.0  # seconds in which another deploy that began at the same time writes its lock


class _State(msgspec.Struct, frozen=True):
    current: str = ""
    begun: str = ""
    history: tuple[str, ...] = ()  # in the order they went live


class _Lock(msgspec.Struct, frozen=True):
    owner: str
    who: str
    moment: dt.datetime


class StorageTarget:
    """The site at `site`, what is known of it at `state`; both as rclone writes places."""

    serves_copies = False

    def __init__(self, name: str, site: str, state: str, keep: int) -> None:
        self.name, self.keep = name, keep
        self._site, self._home = site, state
        self._owner = uuid.uuid4().hex

    @contextlib.contextmanager
    def locked(self, say: Say) -> Iterator[None]:
        # Storage has no file that only one can make: each writes its name, waits, and sees whose name stands.
        if (held := self._read_lock()) is not None:
            silent = dt.datetime.now(dt.UTC) - held.moment
            if silent < STALE:
                raise self._busy(held, silent)
            say(f"Tiếp quản khóa bỏ lại của {held.who} (im lặng {silent // dt.timedelta(minutes=1)} phút).")
        self._write_lock()
        time.sleep(SETTLING)
        self._hold()
        ended = threading.Event()
        threading.Thread(target=self._beat, args=(ended,), daemon=True).start()
        try:
            yield
        finally:
            ended.set()
            with contextlib.suppress(SiteError):  # a lock that stays behind goes stale
                if (held := self._read_lock()) is not None and held.owner == self._owner:
                    rclone("deletefile", f"{self._home}/lock.json")

    def read(self) -> Live:
        now, state = dt.datetime.now(dt.UTC), self._read_state()
        if not state.current and not state.begun:
            foreign = rclone("lsf", "-R", "--files-only", "--max-depth=2", self._site, quiet_codes=NOT_FOUND).split(
                b"\n"
            )
            fault = f"«{self._site}» đã có tệp không do cổng triển khai." if foreign[0] else ""
            return Live(None, None, (), now, fault)
        history = state.history
        before = history[: len(history) - 1 - history[::-1].index(state.current)] if state.current in history else ()
        previous = tuple(dict.fromkeys(id_ for id_ in reversed(before) if id_ != state.current))
        try:
            record = self._read_record(state.current) if state.current else None
            begun = self._read_record(state.begun).release if state.begun else None
        except SiteError as error:
            return Live(None, None, previous, now, str(error))
        return Live(record, begun, previous, now)

    def send(self, output: Path, plan: Plan, live: Live, say: Say, advance: Advance = unseen) -> Sent:
        last = live.record.release.id if live.record else ""
        history = (*reversed(live.previous[: self.keep - 2]), *((last,) if last else ()))
        passport = encode_record(plan.record)
        self._put(f"releases/{plan.release.id}.record", passport)
        self._write_state(_State(last, plan.release.id, history))
        if live.record is not None:
            files = live.record.release.files
            replaced = [path for path in (*plan.changed, *plan.deleted) if path in files]
            retry(partial(self._copy, self._site, f"{self._home}/backup/{last}", replaced, "--ignore-existing"), say)
        sent: list[str] = []
        for paths in _alike(plan.sent):
            sent += retry(partial(self._upload, output, paths), say)
            advance(len(paths))
        self._hold()
        retry(partial(self._delete, plan.deleted), say)
        self._write_state(_State(plan.release.id, "", (*history, plan.release.id)))
        self._prune({*history, plan.release.id})
        return Sent(len(sent), sum(plan.release.files[path].size for path in sent), len(passport))

    def roll_back(self, live: Live, to: str, say: Say) -> Record:
        record, state = self._read_record(to), self._read_state()
        files, shown = record.release.files, live.record.release.files if live.record else {}
        begun = live.begun.files if live.begun else {}
        unsure = {path for path in begun if path not in shown or begun[path][:2] != shown[path][:2]}
        replaced = [path for path in files if path not in shown or shown[path][:2] != files[path][:2] or path in unsure]
        replaced = [path for path in replaced if live.record is None or path not in live.record.kept]
        self._verify_backup(record, replaced)
        self._write_state(_State(state.current, to, state.history))
        for _, paths in itertools.groupby(sorted(replaced, key=_rank), key=_rank):
            retry(partial(self._copy, f"{self._home}/backup/{to}", self._site, list(paths), "--checksum"), say)
        self._hold()
        record = lend_assets(record, live.record)
        gone = {path for path in (*shown, *begun) if path not in files and path not in record.kept}
        retry(partial(self._delete, gone), say)
        self._put(f"releases/{to}.record", encode_record(record))
        self._write_state(_State(to, "", state.history))
        return record

    def lost(self, live: Live) -> Sequence[str]:
        if live.record is None:
            return ()
        found = self._sizes()
        return sorted(path for path, file in live.record.release.files.items() if found.get(path) != file.size)

    def differences(self, live: Live, output: Path | None) -> Sequence[str]:
        if live.record is None:
            return ()
        found, files = self._sizes(), live.record.release.files
        wrong = {path for path in files if found.get(path) != files[path].size}
        wrong |= found.keys() - files.keys() - live.record.kept.keys()
        if output is not None:
            same = sorted(files.keys() - wrong)
            listed = rclone(
                "check", str(output), self._site, "--one-way", "--files-from-raw=-", "--combined=-",
                feed=_lines(same), quiet_codes=(1,),
            )  # fmt: skip
            wrong |= {line[2:] for line in listed.decode().splitlines() if line[:1] in {"*", "+"}}
        return sorted(wrong)

    def _upload(self, output: Path, paths: Sequence[str]) -> list[str]:
        """Send files of one kind; those of them that were not there yet."""
        headers = [f"Cache-Control: {kind_of(paths[0]).cache}", f"Content-Type: {media_type_of(paths[0])}"]
        told = rclone(
            "copy", str(output), self._site, "--checksum", "--no-traverse", "--files-from-raw=-", "--combined=-",
            *(f"--header-upload={header}" for header in headers), feed=_lines(paths),
        )  # fmt: skip
        return [line[2:] for line in told.decode().splitlines() if line[:1] in {"*", "+"}]

    def _copy(self, source: str, target: str, paths: Sequence[str], *flags: str) -> None:
        if paths:
            rclone("copy", source, target, "--no-traverse", "--files-from-raw=-", *flags, feed=_lines(paths))

    def _delete(self, paths: Iterable[str]) -> None:
        if listed := sorted(paths):
            rclone("delete", self._site, "--files-from-raw=-", feed=_lines(listed))

    def _verify_backup(self, record: Record, paths: Sequence[str]) -> None:
        """TargetError where not every file to be put back is kept as it was; nothing has been touched yet then."""
        if not paths:
            return
        backup = f"{self._home}/backup/{record.release.id}"
        told = rclone(
            "hashsum", "SHA256", "--download", backup, "--files-from-raw=-", feed=_lines(paths), quiet_codes=NOT_FOUND
        )
        found = {line[66:]: line[:DIGITS] for line in told.decode().splitlines()}
        if wrong := [path for path in paths if found.get(path) != record.release.files[path].digest]:
            raise TargetError(
                f"Bản lưu của {record.release.id} thiếu hoặc hỏng {len(wrong)} tệp (như {wrong[0]}) nên không quay "
                "lui; trang không đổi. Hãy dựng lại nội dung cũ rồi deploy."
            )

    def _sizes(self) -> dict[str, int]:
        told = rclone("lsf", "-R", "--files-only", "--fast-list", "--format=sp", "--separator=\t", self._site,
                      quiet_codes=NOT_FOUND)  # fmt: skip
        pairs = (line.split("\t", 1) for line in told.decode().splitlines())
        return {path: int(size) for size, path in pairs}

    def _read_record(self, name: str) -> Record:
        return decode_record(self._get(f"releases/{name}.record"), name)

    def _read_state(self) -> _State:
        data = self._get("state.json")
        try:
            return msgspec.json.decode(data, type=_State) if data else _State()
        except msgspec.MsgspecError:
            raise TargetError(
                f"{self._home}/state.json bị hỏng: đã có người sửa. Hãy xóa nó rồi deploy --ghi-de."
            ) from None

    def _write_state(self, state: _State) -> None:
        self._put("state.json", msgspec.json.encode(state))

    def _get(self, name: str) -> bytes:
        return rclone("cat", f"{self._home}/{name}", quiet_codes=NOT_FOUND)

    def _put(self, name: str, content: bytes) -> None:
        rclone("rcat", f"{self._home}/{name}", feed=content)

    def _prune(self, kept: set[str]) -> None:
        """Take away what belongs to releases that nobody can go back to any more."""
        # A release that was broken off may have a record and no backup: what is there is asked of each.
        for folder, ending, remove in (("releases", ".record", "deletefile"), ("backup", "/", "purge")):
            names = rclone("lsf", f"{self._home}/{folder}", quiet_codes=NOT_FOUND).decode().splitlines()
            for name in names:
                if name.removesuffix(ending) not in kept:
                    rclone(remove, f"{self._home}/{folder}/{name}", quiet_codes=NOT_FOUND)

    def _read_lock(self) -> _Lock | None:
        with contextlib.suppress(msgspec.MsgspecError):
            return msgspec.json.decode(self._get("lock.json") or b"null", type=_Lock | None)
        return None

    def _write_lock(self) -> None:
        who = f"{os.environ.get('USER', '') or 'CI'}@{socket.gethostname()}"
        self._put("lock.json", msgspec.json.encode(_Lock(self._owner, who, dt.datetime.now(dt.UTC))))

    def _hold(self) -> None:
        """TargetError where the lock is another's."""
        held = self._read_lock()
        if held is None or held.owner != self._owner:
            raise self._busy(held, dt.timedelta())

    def _busy(self, held: _Lock | None, silent: dt.timedelta) -> TargetError:
        who = held.who if held else "không rõ"
        hint = (
            "Hãy đợi nó xong" if silent > -dt.timedelta(minutes=5) else "Khóa ghi giờ ở tương lai: hãy xem lại đồng hồ"
        )
        return TargetError(
            f"Một lần triển khai khác ({who}) đang giữ đích «{self.name}», dấu hiệu cuối cách đây "
            f"{silent.total_seconds():.0f} giây. {hint}; nếu nó đã chết, khóa tự hết sau {STALE.seconds // 60} phút."
        )

    def _beat(self, ended: threading.Event) -> None:
        while not ended.wait(HEARTBEAT):
            with contextlib.suppress(SiteError):
                if (held := self._read_lock()) is not None and held.owner == self._owner and not ended.is_set():
                    self._write_lock()


def _alike(paths: Iterable[str]) -> Iterator[list[str]]:
    """The paths parted by rank, within a rank by the headers they are sent with, and into what is sent at one go."""

    def headers(path: str) -> tuple[int, str, str]:
        return _rank(path), kind_of(path).cache, media_type_of(path)

    for _, group in itertools.groupby(sorted(paths, key=headers), key=headers):
        alike = list(group)
        yield from (alike[start : start + BATCH] for start in range(0, len(alike), BATCH))


def _rank(path: str) -> int:
    return kind_of(path).rank


def _lines(paths: Iterable[str]) -> bytes:
    return "".join(f"{path}\n" for path in paths).encode()
