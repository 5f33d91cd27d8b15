"""Proves that nothing of an item which readers may not see has come into any file of the site.

In: the site, and its hidden items: drafts, items in review, embargoed, expired and withdrawn ones. Out: a fault for
each file that says a phrase of one, names its picture or its card, or holds its picture, unless what readers may see
says the same.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from plugins.model import STANDING_NAMES, Fault, NewsItem
from plugins.publishing.built import BuiltSite, FileState, code_of
from plugins.publishing.embargo import phrases, scanning, words
from plugins.publishing.embargo.phrases import Phrase, card_stem, phrases_of, picture_stem
from plugins.publishing.embargo.public import public_texts
from plugins.publishing.embargo.scanning import Scanner
from plugins.publishing.embargo.words import pieces_of, split_text, unpack, words_of

from .gate import Verdict

SAMPLE = 300  # texts in which words are counted
SHOWN = 2  # phrases of an item named for one file
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff", ".bmp", ".heic", ".svg")
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
    hidden = site.publication.hidden
    if not hidden:
        return Verdict((), "không có tin nào đang giữ lại")
    told = f"{len(hidden)} tin đang giữ lại, tìm trong {len(site.files)} tệp"
    owners: dict[Phrase, list[NewsItem]] = defaultdict(list)
    for item in hidden:
        for phrase in phrases_of(item, site.portal):
            owners[phrase].append(item)
    files, texts = _look_for(site, owners)
    public = {said for seen in texts.values() for said in seen.said}
    faults = [*_report(site, owners, files, public), *_find_sources(site)]
    return Verdict(tuple(faults), f"{told}: {len(owners)} cụm từ")


def _look_for(
    site: BuiltSite, owners: Mapping[Phrase, list[NewsItem]]
) -> tuple[Mapping[str, _Seen], Mapping[str, _Seen]]:
    """The phrases said by each file and by each public text; what was scanned before for all of them is not again."""
    path = site.memory / "embargo.msgpack"
    kept, wanted = _load(site), frozenset(map(_digest, owners))
    if not wanted <= kept.looked_for:
        kept = _Kept(code_of(phrases, scanning, words), wanted)
    sources = dict(public_texts(site.portal, site.publication, site.pages))
    marks = {name: hashlib.blake2b(text.encode(), digest_size=12).hexdigest() for name, text in sources.items()}
    sample = list(sources)[:: max(1, len(sources) // SAMPLE)]
    common = Counter(word for name in sample for word in words_of(sources[name]))
    scanner = Scanner(owners.keys(), common)
    new = [name for name, mark in marks.items() if name not in kept.texts or kept.texts[name].mark != mark]
    said = _spread(site, lambda at: _said(scanner.scan({*split_text(sources[new[at]])})), len(new), "Điều đã công bố")
    texts = {name: kept.texts[name] for name in marks if name in kept.texts and kept.texts[name].mark == marks[name]}
    texts |= {name: _Seen(marks[name], found) for name, found in zip(new, said, strict=True)}
    states = {file: _mark(state) for file, state in site.files.items()}
    changed = [file for file, mark in states.items() if file not in kept.files or kept.files[file].mark != mark]
    told = _spread(site, lambda at: _said(_scan_file(site, scanner, changed[at])), len(changed), "Tin đang giữ lại")
    files = {file: kept.files[file] for file in states if file in kept.files and kept.files[file].mark == states[file]}
    files |= {file: _Seen(states[file], found) for file, found in zip(changed, told, strict=True)}
    if new or changed or len(files) != len(kept.files) or len(texts) != len(kept.texts):
        kept = _Kept(kept.salt, kept.looked_for, files, texts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.msgpack.encode(kept))
    return files, texts


def _scan_file(site: BuiltSite, scanner: Scanner, file: str) -> frozenset[Phrase]:
    return scanner.scan(pieces_of(file, unpack(file, site.read(file))))


def _spread(site: BuiltSite, work: object, count: int, label: str) -> Iterator[tuple[str, ...]]:
    return site.portal.spread(work, count, label) if count else iter(())  # type: ignore[arg-type]


def _said(found: Iterable[Phrase]) -> tuple[str, ...]:
    return tuple(sorted(map(" ".join, found)))


def _report(
    site: BuiltSite, owners: Mapping[Phrase, list[NewsItem]], files: Mapping[str, _Seen], public: set[str]
) -> Iterator[Fault]:
    told = {" ".join(phrase): items for phrase, items in owners.items()}
    for file, seen in files.items():
        leaked: dict[str, list[str]] = defaultdict(list)
        for said in seen.said:
            # A phrase from before that no hidden item says any more is none.
            if said in told and said not in public and not _is_shown(site, said, told[said]):
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
            path = site.portal.config.content / src
            if src not in shown and path.is_file():
                sizes[path.stat().st_size].append((src, item))
    for file, state in site.files.items():
        if state.size in sizes and file.lower().endswith(PICTURES):
            for src, item in sizes[state.size]:
                if site.read(file) == (site.portal.config.content / src).read_bytes():
                    yield _fault(site, file, item.path, f"là ảnh {src}")


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


def _mark(state: FileState) -> str:
    return f"{state.size} {state.time}"
