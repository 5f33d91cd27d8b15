"""Release folders on this machine or on a server: rsync fills a new one, a renamed link makes it live.

In: an output folder and a plan. Out, below the target's path: `releases/ID/` with the files, `passports/ID.record` with
their record, `history` with the ids in the order they went live, and `current`, the link that the web server follows. A
file that is the same as in the release before is a hard link to it and keeps its time. What a broken-off deploy left in
`releases/.incoming` the next one goes on with.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shlex
import socket
import tempfile
import threading
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from plugins.model import SiteError

from ..plan import Plan
from ..record import Record, decode_record, encode_record, lend_assets
from ..release import DIGITS
from .programs import TargetError, retry, run
from .target import Advance, Live, Say, Sent, unseen

STALE = 600  # seconds without a sign of life, after which a lock counts as left behind
HEARTBEAT = 60  # seconds
_SENT_FILES, _SENT_BYTES = "regular files transferred", "Total transferred file size"  # as `rsync --stats` says
CONNECTION = ("BatchMode=yes", "ConnectTimeout=15", "ServerAliveInterval=15", "ServerAliveCountMax=4")

# The lock is a folder, which only one can make; its time is the target's own, and so is the clock it is held against.
_LOCK = """
cd "$root"
if ! mkdir lock 2>/dev/null; then
  [ -d lock ] || { echo "mkdir: cannot create lock: $(mkdir lock 2>&1)" >&2; exit 1; }
  age=$(( $(date +%s) - $(stat -c %Y lock 2>/dev/null || date +%s) ))
  if [ "$age" -lt "$stale" ]; then echo "busy $age $(cat lock/owner 2>/dev/null)"; exit 0; fi
  echo "stale $age $(cat lock/owner 2>/dev/null)"
  mv lock ".lock.$owner" && rm -rf ".lock.$owner" && mkdir lock
fi
printf '%s' "$owner $who" > lock/owner || { rm -rf lock; exit 1; }
"""
_BEAT = 'cd "$root" && case "$(cat lock/owner)" in "$owner "*) touch lock;; esac'
_UNLOCK = 'cd "$root" && case "$(cat lock/owner 2>/dev/null)" in "$owner "*) rm -rf lock;; esac'
_READ = """
date +%s
[ -d "$root" ] || exit 0
cd "$root"
if [ -e current ] && [ ! -L current ]; then echo '!'; exit 0; fi
live=$(readlink current || true); live=${live##*/}; live=${live%'~'}
echo "$live"
[ -f history ] && tr '\\n' ' ' < history || true
echo
[ -z "$live" ] || cat "passports/$live.record" 2>/dev/null || true
"""
_FINISH = """
cd "$root"
case "$(cat lock/owner 2>/dev/null)" in "$owner "*) ;; *) echo 'lock lost' >&2; exit 76;; esac
cat > passports/.new
mv passports/.new "passports/$id.record"
live=$(readlink current || true); live=${live##*/}
name=$id; [ "$live" != "$id" ] || name="$id~"
if [ -d releases/.incoming ]; then rm -rf "releases/$name"; mv releases/.incoming "releases/$name"; fi
[ -d "releases/$name" ] || name=$live
printf '%s\\n' $history "$id" > .history.new
mv .history.new history
ln -sfn "releases/$name" .current.new
mv -fT .current.new current
for old in $(ls releases); do
  [ "$old" != "$name" ] || continue
  case " $history " in *" ${old%'~'} "*) ;; *) rm -rf "releases/$old"
       [ "${old%'~'}" = "$id" ] || rm -f "passports/${old%'~'}.record";;
  esac
done
"""
_PEEK = 'cat "$root/passports/$id.record"'
# What follows a name that was taken twice, and where the live release lies.
_PLACES = """
cd "$root"
live=$(readlink current); live=${live##*/}
name=$id; [ -f "releases/$name/index.html" ] || name="$id~"
[ -f "releases/$name/index.html" ] || { echo "releases/$id does not exist" >&2; exit 77; }
"""
_SIZES = """
cd "releases/$name"
find . -type f -printf '%s %P\\0'
"""
_LEND = """
rsync -r --from0 --ignore-missing-args --ignore-existing --files-from=- "--link-dest=../$live" \\
  "releases/$live/" "releases/$name/"
"""
_SWITCH = """
case "$(cat lock/owner 2>/dev/null)" in "$owner "*) ;; *) echo 'lock lost' >&2; exit 76;; esac
cat > passports/.new
mv passports/.new "passports/$id.record"
ln -sfn "releases/$name" .current.new
mv -fT .current.new current
"""


class SshAddress(NamedTuple):
    """`host` as ssh takes it; `key` and `known_hosts` are files, empty for ssh's own choice."""

    host: str
    port: int = 22
    key: str = ""
    known_hosts: str = ""

    def command(self, shared: str = "") -> list[str]:
        """Ssh up to the host; commands with the same `shared` path go over one connection."""
        options = [part for option in CONNECTION for part in ("-o", option)]
        options += ["-i", os.path.expanduser(self.key), "-o", "IdentitiesOnly=yes"] if self.key else []  # noqa: PTH111
        options += ["-o", f"UserKnownHostsFile={os.path.expanduser(self.known_hosts)}"] if self.known_hosts else []  # noqa: PTH111
        if shared:
            options += [
                "-o",
                "ControlMaster=auto",
                "-o",
                f"ControlPath={shared}",
                "-o",
                f"ControlPersist={HEARTBEAT * 2}",
            ]
        return ["ssh", *options, "-p", str(self.port)]


class FolderTarget:
    """Release folders below `path`; on a server where `address` is given."""

    serves_copies = True

    def __init__(self, name: str, path: str, keep: int, address: SshAddress | None = None) -> None:
        self.name, self.keep = name, keep
        self._path, self._address = path, address
        self._owner, self._shared = uuid.uuid4().hex, ""

    @contextlib.contextmanager
    def locked(self, say: Say) -> Iterator[None]:
        with self._connected(), self._holding(say):
            yield

    @contextlib.contextmanager
    def _connected(self) -> Iterator[None]:
        """Let all commands share one connection: opening one takes longer than a rollback."""
        if self._address is None:
            yield
            return
        with tempfile.TemporaryDirectory(prefix="deploy-") as folder:
            self._shared = f"{folder}/ssh"
            try:
                yield
            finally:
                with contextlib.suppress(SiteError):
                    run([*self._address.command(self._shared), "-O", "exit", "--", self._address.host])
                self._shared = ""

    @contextlib.contextmanager
    def _holding(self, say: Say) -> Iterator[None]:
        who = f"{os.environ.get('USER', '') or 'CI'}@{socket.gethostname()}"
        prepare = 'mkdir -p "$root/releases" "$root/passports"\n'
        answer = self._shell(prepare + _LOCK, stale=str(STALE), who=who).decode("utf-8", "replace").split()
        owner = " ".join(answer[3:]) or "không rõ"
        if answer[:1] == ["busy"]:
            raise TargetError(
                f"Một lần triển khai khác ({owner}) đang giữ đích «{self.name}», dấu hiệu cuối cách đây "
                f"{answer[1]} giây. Hãy đợi nó xong; nếu nó đã chết, khóa tự hết sau {STALE // 60} phút."
            )
        if answer[:1] == ["stale"]:
            say(f"Tiếp quản khóa bỏ lại của {owner} (im lặng {int(answer[1]) // 60} phút).")
        ended = threading.Event()
        beating = threading.Thread(target=self._beat, args=(ended,), daemon=True)
        beating.start()
        try:
            yield
        finally:
            ended.set()
            with contextlib.suppress(SiteError):  # a lock that stays behind goes stale
                self._shell(_UNLOCK)

    def read(self) -> Live:
        head, _, rest = self._shell(_READ).partition(b"\n")
        name, _, rest = rest.partition(b"\n")
        past, _, passport = rest.partition(b"\n")
        now, live, history = dt.datetime.fromtimestamp(int(head), dt.UTC), name.decode(), past.decode().split()
        if live == "!":
            raise TargetError(
                f"{self._path}/current ở đích «{self.name}» không phải liên kết do cổng tạo; hãy dời nó đi."
            )
        if not live:
            return Live(None, None, (), now)
        # A rollback leaves the history as it is: what came after the live release is no more to go back to.
        before = history[: len(history) - 1 - history[::-1].index(live)] if live in history else history
        previous = tuple(dict.fromkeys(id_ for id_ in reversed(before) if id_ != live))
        try:
            record = decode_record(passport, live)
        except SiteError as error:
            return Live(None, None, previous, now, str(error))
        return Live(record, None, previous, now)

    def send(self, output: Path, plan: Plan, live: Live, say: Say, advance: Advance = unseen) -> Sent:
        last = live.record.release.id if live.record else ""
        history = [*reversed(live.previous[: self.keep - 2]), *([last] if last else [])]
        incoming = f"{self._path}/releases/.incoming/"
        # Contents decide, not times: a file that is the same is linked, whenever and wherever it was built.
        command = ["rsync", "-r", "--checksum", "--delete", "--chmod=D755,F644", "--stats", "--no-human-readable",
                   "--out-format=%n", "--8-bit-output"]  # fmt: skip
        awaited = set(plan.sent)

        def hear(line: bytes) -> None:
            """Rsync names each file as it comes, and after a broken connection those that come again."""
            if (path := line.decode("utf-8", "replace").rstrip("\n")) in awaited:
                awaited.discard(path)
                advance(1)

        links = [f"--link-dest=../{last}"] if last else []
        told = retry(
            lambda: run([*command, *links, *self._remote(), f"{output}/", self._place(incoming)], hear=hear), say
        ).decode()
        if last and plan.kept:
            kept = "".join(f"{path}\0" for path in plan.kept).encode()
            retry(lambda: self._shell(
                'cd "$root/releases" && rsync -r --from0 --ignore-missing-args --files-from=- "--link-dest=../$last" '
                '"$last/" .incoming/', feed=kept, last=last), say)  # fmt: skip
        passport = encode_record(plan.record)
        retry(lambda: self._shell(_FINISH, feed=passport, id=plan.release.id, history=" ".join(history)), say)
        files, size = (int(re.search(rf"{label}: (\d+)", told)[1]) for label in (_SENT_FILES, _SENT_BYTES))  # type: ignore[index]
        return Sent(files, size, len(passport))

    def roll_back(self, live: Live, to: str, say: Say) -> Record:
        record = lend_assets(decode_record(self._shell(_PEEK, id=to), to), live.record)
        # Releases share what is the same in both: who changed it in one changed it in all. Sizes are told in no time.
        lines = retry(lambda: self._shell(_PLACES + _SIZES, id=to), say).decode("utf-8", "replace").split("\0")
        found = {path: int(size) for size, _, path in (line.partition(" ") for line in lines if line)}
        if wrong := [path for path, file in record.release.files.items() if found.get(path) != file.size]:
            say(
                f"Lưu ý: {len(wrong)} tệp của bản {to} đã bị sửa tay hoặc bị mất (như {wrong[0]}); quay lui xong, hãy "
                "chạy publish rồi deploy --ghi-de để phục hồi."
            )
        lent = "".join(f"{path}\0" for path in record.kept).encode()
        retry(lambda: self._shell(_PLACES + _LEND, feed=lent, id=to), say)
        retry(lambda: self._shell(_PLACES + _SWITCH, feed=encode_record(record), id=to), say)
        return record

    def lost(self, live: Live) -> Sequence[str]:
        return ()  # rsync compares every file with the live one anyway

    def differences(self, live: Live, output: Path | None) -> Sequence[str]:
        if live.record is None:
            return []
        here = 'cd "$root/current/" && find . -type f -exec sha256sum -z {} +'
        lines = self._shell(here).split(b"\0")
        found = {
            line[66:].decode("utf-8", "replace").removeprefix("./"): line[:DIGITS].decode() for line in lines if line
        }
        wanted = {path: file.digest for path, file in live.record.release.files.items()}
        paths = (wanted.keys() | found.keys()) - live.record.kept.keys()
        return sorted(path for path in paths if found.get(path) != wanted.get(path))

    def _beat(self, ended: threading.Event) -> None:
        while not ended.wait(HEARTBEAT):
            with contextlib.suppress(SiteError):
                self._shell(_BEAT)

    def _shell(self, script: str, feed: bytes | None = None, **values: str) -> bytes:
        """What the script writes on the target; its values are never part of its text."""
        values |= {"root": self._path, "owner": self._owner}
        assignments = "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())
        text = f"set -eu\n{assignments}{script}"
        if self._address is None:
            command = ["sh", "-c", text]
        else:
            command = [
                *self._address.command(self._shared),
                "--",
                self._address.host,
                f"exec sh -c {shlex.quote(text)}",
            ]
        try:
            return run(command, feed=feed)
        except TargetError as error:
            if "lock lost" in str(error):
                raise TargetError(
                    f"Đích «{self.name}» đã bị một lần triển khai khác tiếp quản; lần này dừng, trang không đổi."
                ) from None
            raise

    def _remote(self) -> list[str]:
        return ["-s", "-e", shlex.join(self._address.command(self._shared))] if self._address else []

    def _place(self, path: str) -> str:
        return f"{self._address.host}:{path}" if self._address else path
