"""Proves that nothing of an item which readers may not see has come into any file of the site.

In: the site, and its hidden items: drafts, items in review, embargoed, expired and withdrawn ones. Out: a fault for
each file that says a phrase of one, names its picture or its card, or holds its picture, unless what readers may see
says the same. A page that quotes a hidden item at length is no such excuse.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from plugins.model import STANDING_NAMES, Fault, NewsItem
from plugins.model.paths import join
from plugins.publishing.built import BuiltSite, code_of
from plugins.publishing.embargo import phrases, scanning, words
from plugins.publishing.embargo.phrases import RUN, Phrase, card_stem, phrases_of, picture_stem
from plugins.publishing.embargo.public import PAGE, texts_of_items, texts_of_portal
from plugins.publishing.embargo.scanning import Scanner
from plugins.publishing.embargo.words import pieces_of, split_text, unpack, words_of

from .gate import Verdict

SAMPLE = 300  # texts in which words are counted
QUOTATION = 16  # words of a hidden item one after another, longer than the name of an office
SHOWN = 2  # phrases of an item named for one file
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff", ".bmp", ".heic", ".svg")
MANIFEST = "search/manifest.json"
_HINT = "đừng phát hành; chạy lại: python3 tasks.py publish; nếu vẫn còn, xoá .cache/publish, hoặc bỏ chữ ấy khỏi tin"


class _Seen(NamedTuple):
    """What is kept of a file or a public text: a mark of its bytes, and the phrases it says."""

    mark: str
    said: tuple[str, ...]


class _Kept(msgspec.Struct):
    """`looked_for` are digests of all phrases that the rest was scanned for."""

    salt: str = ""
    looked_for: frozenset[int] = frozenset()
    files: dict[str, _Seen] = {}
    texts: dict[str, _Seen] = {}


def prove_embargo(site: BuiltSite) -> Verdict:
    hidden = [*map(site.with_body, site.publication.hidden)]
    if not hidden:
        return Verdict((), "không có tin nào đang giữ lại")
    owners: dict[Phrase, list[NewsItem]] = defaultdict(list)
    for item in hidden:
        for phrase in phrases_of(item, site.portal):
            owners[phrase].append(item)
    proof = _Proof(site, owners)
    faults = (*_report(site, owners, proof.secret()), *_find_sources(site), *_count_index(site))
    proof.keep()
    return Verdict(faults, f"{len(hidden)} tin đang giữ lại, {len(owners)} cụm từ, {len(site.files)} tệp")


class _Proof:
    """Looks for all phrases in the files and, where one is found, in what readers may see anyway.

    What was scanned before for all of these phrases is not scanned again.
    """

    def __init__(self, site: BuiltSite, owners: Mapping[Phrase, list[NewsItem]]) -> None:
        self._site = site
        self._path = site.memory / "embargo.msgpack"
        wanted = frozenset(map(_digest, owners))
        kept = _load(site)
        self._before = kept if wanted <= kept.looked_for else _Kept(code_of(phrases, scanning, words), wanted)
        self._now = _Kept(self._before.salt, self._before.looked_for, {}, dict(self._before.texts))
        items = site.publication.shown
        sample = map(site.with_body, items[:: max(1, len(items) // SAMPLE)])
        self._scanner = Scanner(owners.keys(), Counter(word for item in sample for word in words_of(item.body)))
        self._told = {" ".join(phrase) for phrase in owners}

    def secret(self) -> dict[str, list[str]]:
        """What each file says of hidden items that nothing public says."""
        site = self._site
        states = {file: f"{state.size} {state.time}" for file, state in site.files.items()}
        self._now.files = self._scan(states, self._before.files, self._scan_file, "Tin giữ lại")
        left = {said for seen in self._now.files.values() for said in seen.said} & self._told
        for texts in (texts_of_items(site.publication, site.pages, site.with_body), texts_of_portal(site.portal)):
            if left:
                left -= self._said_in(dict(texts))
        return {file: found for file, seen in self._now.files.items() if (found := [x for x in seen.said if x in left])}

    def _said_in(self, texts: Mapping[str, str]) -> set[str]:
        marks = {name: hashlib.blake2b(text.encode(), digest_size=12).hexdigest() for name, text in texts.items()}
        found = self._scan(marks, self._before.texts, lambda name: {*split_text(texts[name])}, "Đã công bố")
        self._now.texts |= found
        return {said for name, seen in found.items() for said in _excused(name, seen.said)}

    def _scan(
        self, marks: Mapping[str, str], before: Mapping[str, _Seen], pieces: Callable[[str], set[str]], label: str
    ) -> dict[str, _Seen]:
        kept = {name: before[name] for name, mark in marks.items() if name in before and before[name].mark == mark}
        new = [name for name in marks if name not in kept]
        if not new:
            return kept
        found = self._site.portal.spread(lambda at: _said(self._scanner.scan(pieces(new[at]))), len(new), label)
        return kept | {name: _Seen(marks[name], said) for name, said in zip(new, found, strict=True)}

    def _scan_file(self, file: str) -> set[str]:
        return pieces_of(file, unpack(file, self._site.read(file)))

    def keep(self) -> None:
        if self._now != self._before:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_bytes(msgspec.msgpack.encode(self._now))


def _excused(name: str, said: tuple[str, ...]) -> Collection[str]:
    """What a public text makes harmless.

    A page may name the offices that an item names, but not quote it: its writer did not know that it is not due.
    """
    return said if not name.startswith(PAGE) else set(said) - quoted(said)


def quoted(said: Iterable[str]) -> set[str]:
    """Those of the phrases that are runs of six words and follow each other through a quotation."""
    runs = {words for text in said if len(words := tuple(text.split())) == RUN}
    beside: dict[Phrase, list[Phrase]] = defaultdict(list)
    for run in runs:
        beside[run[1:]].append(run)
        beside[run[:-1]].append(run)
    found: set[Phrase] = set()
    while runs:
        chain, waiting = set[Phrase](), [runs.pop()]
        while waiting:
            run = waiting.pop()
            chain.add(run)
            near = {other for part in (run[1:], run[:-1]) for other in beside[part]} & runs
            runs -= near
            waiting += near
        if len(chain) > QUOTATION - RUN:
            found |= chain
    return set(map(" ".join, found))


def _said(found: Iterable[Phrase]) -> tuple[str, ...]:
    return tuple(sorted(map(" ".join, found)))


def _report(
    site: BuiltSite, owners: Mapping[Phrase, list[NewsItem]], secret: Mapping[str, list[str]]
) -> Iterator[Fault]:
    told = {" ".join(phrase): items for phrase, items in owners.items()}
    for file, found in secret.items():
        leaked: dict[str, list[str]] = defaultdict(list)
        for said in found:
            if not _is_shown(site, said, told[said]):
                leaked[told[said][0].path].append(said)
        for source, said_there in leaked.items():
            yield _fault(site, file, source, f"có «{'», «'.join(said_there[:SHOWN])}»")


def _is_shown(site: BuiltSite, name: str, items: Iterable[NewsItem]) -> bool:
    """Whether it is the name of a card or picture that a published item has too; nobody asks while nothing leaks."""
    shown, portal = site.publication.shown, site.portal
    if any(card_stem(item, portal) == name for item in items):
        return any(card_stem(item, portal) == name for item in shown)
    if any(picture_stem(src, portal) == name for item in items for src in item.pictures):
        sources = {src for item in shown for src in item.pictures}
        return any(picture_stem(src, portal) == name for src in sources)
    return False


def _find_sources(site: BuiltSite) -> Iterator[Fault]:
    """Files of the site that are a hidden item's picture as the editor has it."""
    shown = {src for item in site.publication.shown for src in item.pictures}
    sizes: dict[int, list[tuple[str, NewsItem]]] = defaultdict(list)
    for item in site.publication.hidden:
        for src in item.pictures:
            path = join(site.portal.config.content, src)
            if src not in shown and path.is_file():
                sizes[path.stat().st_size].append((src, item))
    for file, state in site.files.items():
        if state.size in sizes and file.lower().endswith(PICTURES):
            for src, item in sizes[state.size]:
                if site.read(file) == join(site.portal.config.content, src).read_bytes():
                    yield _fault(site, file, item.path, f"là ảnh {src}")


def _count_index(site: BuiltSite) -> Iterator[Fault]:
    """The index of the search holds no text, only digests of words with numbers of items: these must be all published.

    How its manifest is written: plugins/search/FORMAT.md.
    """
    if MANIFEST in site.files:
        indexed = int(json.loads(site.read(MANIFEST)).split(".")[1])
        published = sum(not item.original for item in site.publication.shown)
        if indexed != published:
            message = f"chỉ mục tìm kiếm có {indexed} tin, mà cổng đăng {published}"
            yield Fault(MANIFEST, 1, "E-LEAK", message, _HINT)


def _fault(site: BuiltSite, file: str, source: str, what: str) -> Fault:
    standing = STANDING_NAMES[site.publication.standings[source]]
    return Fault(file, 1, "E-LEAK", f"{what} của tin {source} ({standing})", _HINT)


def _load(site: BuiltSite) -> _Kept:
    try:
        kept = msgspec.msgpack.decode((site.memory / "embargo.msgpack").read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError):
        return _Kept()
    return kept if kept.salt == code_of(phrases, scanning, words) else _Kept()


def _digest(phrase: Phrase) -> int:
    return int.from_bytes(hashlib.blake2b(" ".join(phrase).encode(), digest_size=8).digest(), "big")
