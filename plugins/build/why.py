"""Why a page was rendered: noted in each build, told in Vietnamese when somebody asks.

In: the jobs that were not fresh, what was known of their files, and what fingerprints are made of. Out: a journal
beside the manifest, with one line for each build that rendered something, and sentences about one page. A build in
which nothing changed neither reads nor writes it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from plugins.model import Corpus, Job, Portal

from .fingerprints import Fingerprints
from .manifest import NOT_MADE
from .output import OutputFolder

LARGEST = 4_000_000  # bytes of the journal; then it is begun anew
MOST_NAMES = 5

# Why a file was made. «parts» and «inputs» have names: of the parts of the fingerprint, of the content files.
ALWAYS, FIRST, NEW, UNSURE, MISSING, TOUCHED, LOST, PARTS, INPUTS = (
    "always", "first", "new", "unsure", "missing", "touched", "lost", "parts", "inputs",
)  # fmt: skip

SENTENCES = {
    ALWAYS: "được dựng lại trong mọi lần dựng, vì không biết trước nó dùng những gì; chỉ ghi khi khác tệp cũ.",
    FIRST: "đây là lần dựng đầu tiên, hoặc dựng lại từ đầu (--clean): mọi trang đều được dựng.",
    NEW: "trang này mới có.",
    UNSURE: "lần dựng trước bị ngắt giữa chừng khi đang ghi tệp này.",
    MISSING: "tệp đã bị xoá khỏi thư mục kết quả.",
    LOST: "không rõ, vì ghi chép về lần dựng trước không còn.",
    TOUCHED: "tệp trong thư mục kết quả đã bị ai đó sửa.",
}
KINDS = {
    "template": "mẫu {} đã đổi",
    "vocabulary": "danh mục {} đã đổi",
    "locale": "bản dịch giao diện {} đã đổi",
    "code": "mã nguồn {} đã đổi",
    "library": "thư viện {} có phiên bản khác",
    "setting": "cài đặt {} đã đổi",
    "site": "phần chung của mọi trang đã đổi (tên cổng, các mục, trang tĩnh, tệp CSS hoặc JavaScript)",
}
CHANGES = {"new": "mới", "edited": "đã sửa", "removed": "đã xoá"}


class Reason(msgspec.Struct, frozen=True):
    kind: str
    names: tuple[str, ...] = ()


class Entry(msgspec.Struct):
    """One build: when, what content changed (path → one of CHANGES), and which files were rendered for which reason.

    A first build has no files: its reason holds for all.
    """

    at: dt.datetime
    content: dict[str, str]
    reasons: list[tuple[Reason, list[str]]]

    def reason_of(self, file: str) -> Reason | None:
        for reason, files in self.reasons:
            if reason.kind == FIRST or file in files:
                return reason
        return None


class Journal:
    """What is known of the builds of one output; anything damaged in it is as if it were not there."""

    def __init__(self, state: Path) -> None:
        self._path = state / "journal.jsonl"
        self._parts = state / "parts.json"

    def load_parts(self) -> dict[str, dict[str, str]]:
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            return msgspec.json.decode(self._parts.read_bytes(), type=dict[str, dict[str, str]])
        return {}

    def note(self, entry: Entry, parts: Mapping[str, Mapping[str, str]]) -> None:
        """Failing to write it fails no build."""
        with contextlib.suppress(OSError):
            self._parts.write_bytes(msgspec.json.encode(parts))
            is_first = any(reason.kind == FIRST for reason, _ in entry.reasons)
            is_large = self._path.exists() and self._path.stat().st_size > LARGEST
            with self._path.open("wb" if is_first or is_large else "ab") as file:
                file.write(msgspec.json.encode(entry) + b"\n")

    def last(self, file: str) -> tuple[Entry, Reason] | None:
        """The newest build that rendered this file."""
        lines: list[bytes] = []
        with contextlib.suppress(OSError):
            lines = self._path.read_bytes().splitlines()
        for line in reversed(lines):
            with contextlib.suppress(msgspec.MsgspecError):
                entry = msgspec.json.decode(line, type=Entry)
                if reason := entry.reason_of(file):
                    return entry, reason
        return None


class Reasons:
    """Finds and notes the reasons of one build."""

    def __init__(self, output: OutputFolder, prints: Fingerprints, content: Mapping[str, str], corpus: Corpus) -> None:
        self._output = output
        self._prints = prints
        self._content = dict(content)
        self._journal = Journal(output.state)
        self._entry: Entry | None = None
        self._paths: dict[str, str] = {}  # by what stands for the file among a job's inputs
        for part in (corpus, *corpus.editions.values()):
            for item, *digests in zip(part.items, part.digests, part.outlines, strict=True):
                if item.path in content:
                    self._paths |= dict.fromkeys(digests, item.path)
        pages = zip(corpus.pages, corpus.page_digests, strict=True)
        self._paths |= {digest: page.path for page, digest in pages if page.path in content}

    def find(self, stale: Iterable[Job], files: Mapping[str, str]) -> None:
        """Find why each stale job is; `files` are the fingerprints. To be called before anything is written."""
        if self._output.is_empty:
            self._entry = Entry(self._prints.now, {}, [(Reason(FIRST), [])])
            return
        grouped: dict[Reason, list[str]] = defaultdict(list)
        changed: dict[str, tuple[str, ...] | None] = {}
        before: dict[str, dict[str, str]] | None = None
        for job in stale:
            if job.inputs is None:
                continue
            if before is None:
                before = self._journal.load_parts()
            if job.renderer not in changed:
                changed[job.renderer] = _differences(before, self._prints.parts_of(job.renderer))
            grouped[self._reason(job, files[job.file], changed[job.renderer])].append(job.file)
        if grouped:
            self._entry = Entry(self._prints.now, self._content, list(grouped.items()))

    def note(self) -> None:
        """Keep what was found, once the build is done."""
        if self._entry is not None:
            self._journal.note(self._entry, self._prints.parts())

    def explain(self, target: str, portal: Portal, corpus: Corpus, jobs: Sequence[Job], written: set[str]) -> list[str]:
        """Sentences on the page that an address, an output file or a content file means."""
        by_file = {job.file: job for job in jobs}
        file = next((file for file in _meant(target, portal, corpus, self._output) if file in by_file), None)
        if file is None:
            return [f"{target}: lần dựng này không có trang nào như vậy (tin nháp, đã xoá, hoặc sai đường dẫn)."]
        job = by_file[file]
        if job.inputs is None:
            return [f"{job.address}: {SENTENCES[ALWAYS]}"]
        reason = self._entry.reason_of(file) if self._entry is not None else None
        if self._entry is not None and reason is not None:
            done = "được dựng lại và ghi" if file in written else "được dựng lại, ra đúng nội dung cũ nên không ghi"
            return [f"{job.address}: {done}.", *_sentences(self._entry, reason)]
        lines = [f"{job.address}: không dựng lại trong lần này, vì mọi thứ trang dùng đến vẫn như cũ."]
        if found := self._journal.last(file):
            entry, reason = found
            lines.append(f"Lần dựng lại gần nhất: {entry.at.astimezone(portal.config.zone):%H:%M ngày %d/%m/%Y}.")
            lines += _sentences(entry, reason)
        return lines

    def _reason(self, job: Job, fingerprint: str, parts: tuple[str, ...] | None) -> Reason:
        made = self._output.known(job.file)
        if made is None:
            return Reason(NEW)
        if made == NOT_MADE:
            return Reason(UNSURE)
        if made.fingerprint == fingerprint:
            return Reason(TOUCHED if self._output.has(job.file) else MISSING)
        if parts:
            return Reason(PARTS, parts)
        shown = dict.fromkeys(self._paths[part] for part in job.inputs or () if part in self._paths)
        return Reason(LOST) if parts is None and not shown else Reason(INPUTS, tuple(shown))


def _differences(
    before: Mapping[str, Mapping[str, str]], parts: Mapping[str, Mapping[str, str]]
) -> tuple[str, ...] | None:
    """Names of the parts that are not what they were; None when it is not known what they were."""
    if not before.keys() >= parts.keys():
        return None
    pairs = [(before[group], now) for group, now in parts.items()]
    return tuple(
        name for then, now in pairs for name in sorted(now.keys() | then.keys()) if now.get(name) != then.get(name)
    )


def _sentences(entry: Entry, reason: Reason) -> Iterator[str]:
    if reason.kind in SENTENCES:
        yield "Lý do: " + SENTENCES[reason.kind]
    elif reason.kind == PARTS:
        told = []
        for name in reason.names:
            kind, _, what = name.partition(":")
            told.append(KINDS.get(kind, "{} đã đổi").format(what))
        yield f"Lý do: {_list(told)}."
    else:
        names = reason.names or tuple(entry.content)
        told = [f"{name} ({CHANGES.get(entry.content.get(name, ''), 'đã đổi')})" for name in names]
        lead = "nội dung mà trang này hiển thị đã đổi" if reason.names else "trang này tổng hợp từ nhiều tin"
        if told:
            yield f"Lý do: {lead}: {_list(told)}."
        else:
            yield "Lý do: nội dung mà trang này hiển thị đã đổi (chẳng hạn một tin đã đến giờ đăng)."


def _list(names: Sequence[str]) -> str:
    more = f" và {len(names) - MOST_NAMES} chỗ khác" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _meant(target: str, portal: Portal, corpus: Corpus, output: OutputFolder) -> Iterator[str]:
    """Files of the output that somebody may mean, likeliest first."""
    with contextlib.suppress(ValueError):  # what no path or address can hold
        yield from _files_meant(target, portal, corpus, output)


def _files_meant(target: str, portal: Portal, corpus: Corpus, output: OutputFolder) -> Iterator[str]:
    config = portal.config
    path = Path(target).resolve()
    translations = tuple(item for edition in corpus.editions.values() for item in edition.items)
    sources = [(item.path, item.address, config.content) for item in corpus.items + translations]
    sources += [(tombstone.path, tombstone.address, config.content) for tombstone in corpus.tombstones]
    sources += [(page.path, page.address, config.pages.parent) for page in corpus.pages]
    for file, address, folder in sources:
        if path == folder / file or target == file:
            yield f"{address.strip('/')}/index.html"
    if named := output.name_of(target):
        yield from (named, f"{named}/index.html")
    address = unquote(urlsplit(target).path if "://" in target else target).strip("/")
    yield from (f"{address}/index.html".lstrip("/"), address)
