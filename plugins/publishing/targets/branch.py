"""A branch of a git repository, as GitHub Pages, GitLab Pages and others serve it.

In: an output folder and a plan. Out: one commit of the whole site on the branch, without the one before as its parent
unless `history` is wanted, and on `BRANCH-ho-so` the records of the last two releases, whose commits are its parents
and so are kept. Both are pushed at once, and only where nobody has pushed since: that is the lock. Git itself hashes,
compares and sends only what is new; what of the branch is not needed to tell that is not fetched. The clone below
`.cache/deploy/` may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Container, Iterator, Sequence
from pathlib import Path

import msgspec

from plugins.model import SiteError, short_digest

from ..plan import Plan
from ..record import Record, decode_record, encode_record, lend_assets
from .programs import TargetError, retry, run
from .rclone import HOME
from .target import Advance, Live, Say, Sent, unseen

PLAIN = ("core.autocrlf=false", "core.excludesFile=/dev/null", "core.attributesFile=/dev/null", "core.quotePath=false",
         "advice.detachedHead=false", "gc.auto=0", "core.compression=1")  # fmt: skip
AUTHOR = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Cổng tin"), ("EMAIL", "cong-tin@localhost"))
}
COPIES = (":(exclude,glob)**/*.br", ":(exclude,glob)**/*.gz")
FILE = "100644"


class _Shown(msgspec.Struct, frozen=True):
    id: str
    commit: str


class _State(msgspec.Struct, frozen=True):
    current: _Shown
    previous: _Shown | None = None


class BranchTarget:
    """The branch of a repository; `cname` is the host name that GitHub Pages reads from a file of the site."""

    serves_copies = False
    keep = 2

    def __init__(self, name: str, repository: str, branch: str, cname: str = "", *, history: bool = False) -> None:
        self.name = name
        self._repository, self._cname, self._history = repository, cname, history
        self._site, self._records = f"refs/heads/{branch}", f"refs/heads/{branch}-ho-so"
        self._folder = HOME / f"{name}-{short_digest(repository + branch, 12)}.git"
        self._tips = {self._site: "", self._records: ""}

    @contextlib.contextmanager
    def locked(self, say: Say) -> Iterator[None]:
        del say
        yield  # a push is refused where the branch is not as `read` found it

    def read(self) -> Live:
        now = dt.datetime.now(dt.UTC)
        self._fetch()
        if not self._tips[self._records]:
            fault = f"Nhánh {self._site.rpartition('/')[2]} đã có, và không do cổng triển khai."
            return Live(None, None, (), now, fault if self._tips[self._site] else "")
        try:
            state = self._read_state()
            record = self._read_record(state.current.id)
        except SiteError as error:
            return Live(None, None, (), now, str(error))
        fault = "Nhánh có commit không do cổng đẩy lên." if state.current.commit != self._tips[self._site] else ""
        return Live(record, None, (state.previous.id,) if state.previous else (), now, fault)

    def send(self, output: Path, plan: Plan, live: Live, say: Say, advance: Advance = unseen) -> Sent:
        del advance  # a push tells nothing of files
        tip, tree = self._tips[self._site], self._stage(output, plan)
        commit = self._commit(tree, f"Bản {plan.release.id}", [tip] if tip and self._history else [])
        last = self._read_state().current if live.record is not None else None
        passport = encode_record(plan.record)
        records = {plan.release.id: passport}
        if last is not None and live.record is not None and last.id != plan.release.id:
            records[last.id] = encode_record(live.record)
        else:
            last = None
        new = self._git("diff-tree", "-r", "-z", "--name-only", tip, commit, "--diff-filter=AM") if tip else b""
        sent = [path for path in new.decode().split("\0") if path] if tip else list(plan.release.files)
        retry(lambda: self._push(commit, _State(_Shown(plan.release.id, commit), last), records), say)
        sizes = [plan.release.files[path].size for path in sent if path in plan.release.files]
        return Sent(len(sizes), sum(sizes), len(passport))

    def roll_back(self, live: Live, to: str, say: Say) -> Record:
        previous = self._read_state().previous
        if previous is None or previous.id != to:
            raise TargetError(f"Nhánh không giữ bản {to}.")
        record = lend_assets(self._read_record(to), live.record)
        self._git("read-tree", previous.commit)
        self._add(self._entries(record.kept, self._tips[self._site]))
        commit = self._commit(self._git("write-tree").decode().strip(), f"Bản {to}", [])
        retry(lambda: self._push(commit, _State(_Shown(to, commit)), {to: encode_record(record)}), say)
        return record

    def lost(self, live: Live) -> Sequence[str]:
        return ()  # a commit holds the whole site anyway

    def differences(self, live: Live, output: Path | None) -> Sequence[str]:
        if live.record is None or not self._tips[self._site]:
            return ()
        told = self._git(
            "diff-tree", "-r", "-z", "--name-only", self._read_state().current.commit, self._tips[self._site]
        )
        return [path for path in told.decode().split("\0") if path]

    def _fetch(self) -> None:
        if not self._folder.is_dir():
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            run(["git", "init", "--quiet", "--bare", str(self._folder)])
        self._git("config", "remote.origin.url", self._repository)
        told = retry(lambda: self._git("ls-remote", "origin", *self._tips), lambda _: None).decode()
        self._tips = dict.fromkeys(self._tips, "") | {ref: tip for tip, ref in map(str.split, told.splitlines())}
        if found := [f"+{ref}:{ref.replace('heads', 'portal')}" for ref, tip in self._tips.items() if tip]:
            # The records' parents are the commits of the site.
            fetch = ("fetch", "--quiet", "--no-tags", "--depth=2", "--filter=blob:none", "origin", *found)
            retry(lambda: self._git(*fetch), lambda _: None)

    def _stage(self, output: Path, plan: Plan) -> str:
        """The tree of the site: the output, what is kept of releases before, and what the host wants to see."""
        self._git("add", "--all", "--force", "--", ".", *COPIES, tree=output)
        entries = self._entries(plan.kept, self._tips[self._site])
        extra = {".nojekyll": b""} | ({"CNAME": f"{self._cname}\n".encode()} if self._cname else {})
        for path, content in extra.items():
            blob = self._git("hash-object", "-w", "--stdin", feed=content).decode().strip()
            entries.append(f"{FILE} {blob}\t{path}")
        self._add(entries)
        return self._git("write-tree").decode().strip()

    def _entries(self, paths: Container[str], commit: str) -> list[str]:
        """Those of the paths that a commit has, as the index takes them."""
        listed = self._git("ls-tree", "-r", "-z", commit).decode().split("\0") if commit else []
        return [line for line in listed if line.rpartition("\t")[2] in paths]

    def _add(self, entries: Sequence[str]) -> None:
        self._git("update-index", "-z", "--index-info", feed="".join(f"{line}\0" for line in entries).encode())

    def _commit(self, tree: str, message: str, parents: Sequence[str]) -> str:
        named = [part for parent in parents for part in ("-p", parent)]
        return self._git("commit-tree", tree, *named, "-m", message).decode().strip()

    def _push(self, commit: str, state: _State, records: dict[str, bytes]) -> None:
        files = {"state.json": msgspec.json.encode(state)} | {f"{name}.record": data for name, data in records.items()}
        lines = [
            f"{FILE} blob {self._git('hash-object', '-w', '--stdin', feed=data).decode().strip()}\t{name}\0"
            for name, data in files.items()
        ]
        tree = self._git("mktree", "-z", feed="".join(lines).encode()).decode().strip()
        shown = [each.commit for each in (state.current, state.previous) if each is not None]
        kept = self._commit(tree, f"Hồ sơ của bản {state.current.id}", list(dict.fromkeys(shown)))
        leases = [f"--force-with-lease={ref}:{tip}" for ref, tip in self._tips.items()]
        refs = [f"{commit}:{self._site}", f"{kept}:{self._records}"]
        self._git("push", "--quiet", "--atomic", *leases, "origin", *refs)
        self._tips = {self._site: commit, self._records: kept}

    def _read_state(self) -> _State:
        try:
            return msgspec.json.decode(self._git("show", f"{self._tips[self._records]}:state.json"), type=_State)
        except msgspec.MsgspecError:
            raise TargetError("Hồ sơ trên nhánh bị hỏng: đã có người sửa.") from None

    def _read_record(self, name: str) -> Record:
        return decode_record(self._git("show", f"{self._tips[self._records]}:{name}.record"), name)

    def _git(self, *arguments: str, feed: bytes | None = None, tree: Path | None = None) -> bytes:
        surroundings = os.environ | AUTHOR | {
            "GIT_DIR": str(self._folder),
            "GIT_INDEX_FILE": str(self._folder / "site-index"),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=15"),
        }  # fmt: skip
        place = ["-C", str(tree), f"--work-tree={tree}"] if tree else []
        options = [part for option in PLAIN for part in ("-c", option)]
        return run(["git", *place, *options, *arguments], feed=feed, environment=surroundings)
