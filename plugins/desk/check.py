"""All faults of some files or of the whole content.

In: paths as an editor names them. Out: faults sorted by path and line, and which of them `--fix` mends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from plugins.desk.digests import Digest
from plugins.desk.examination import examine, picture_mark, standards_of
from plugins.desk.formats import format_faults
from plugins.desk.keeping import DigestStore, Kept, mark_of
from plugins.desk.levels import Levels
from plugins.desk.rules import RULES
from plugins.desk.rules.rule import Circumstances, Standards
from plugins.model import (
    Fault,
    NewsItem,
    Portal,
    bound_files,
    complete_translations,
    find_collisions,
    find_rival_leads,
    name_file,
    normalise,
)
from plugins.model.redirects import MAP_NAME, find_alias_faults, read_map

__all__ = ["Outcome", "check_content", "check_paths", "choose_files", "format_faults"]

_LABEL = "Kiểm tra"


@dataclass(frozen=True)
class Outcome:
    """`faults` sorted by path and line; `mendable` are those among them that `--fix` mends.

    `digests` are what was found in all files of the content, whichever were checked.
    """

    faults: tuple[Fault, ...]
    mendable: frozenset[Fault] = frozenset()
    digests: tuple[Digest, ...] = ()


def check_paths(portal: Portal, paths: Iterable[Path] = ()) -> list[Fault]:
    """Every fault in the given files and folders, or in all news and pages when none is given."""
    return list(check_content(portal, paths).faults)


def check_content(
    portal: Portal,
    paths: Iterable[Path] = (),
    levels: Levels | None = None,
    tone: str = "",
    store: DigestStore | None = None,
) -> Outcome:
    """What is wrong with the given files and folders, or with everything when none is given.

    Rules about many files hold the given ones against all there are. Files that have not changed since the `store` was
    filled are not read again.
    """
    levels, paths = levels or Levels(), list(paths)
    standards = standards_of(portal, tone)
    faults: list[Fault] = []
    known = portal.find_files()
    everything = (*known.news, *known.pages)
    chosen = choose_files(portal, paths, faults) if paths else list(everything)
    if not paths:
        faults += known.faults
    digests = _digests(portal, standards, dict.fromkeys((*everything, *chosen)), store or DigestStore())
    wanted = {digest.path for path in chosen if (digest := digests.get(path)) is not None}
    told: dict[Fault, bool] = dict.fromkeys(faults, False)
    for path in chosen:
        digest = digests.get(path)
        if digest is None:
            told[_outside(portal, path)] = False
        else:
            told |= dict(zip(digest.faults, digest.mendable, strict=True))
    found = [digest for digest in digests.values() if digest is not None]
    told |= dict.fromkeys(_far_faults(portal, found, wanted), False)
    settled = {settled: mends for fault, mends in told.items() if (settled := levels.apply(fault)) is not None}
    mendable = frozenset(fault for fault, mends in settled.items() if mends)
    return Outcome(tuple(sorted(settled)), mendable, tuple(found))


def choose_files(portal: Portal, paths: Sequence[Path], faults: list[Fault]) -> list[Path]:
    """The files meant by the paths, each once; a fault for each path that is none."""
    files = portal.find_files()
    known = (*files.news, *files.pages)
    chosen: dict[Path, None] = {}
    for path in paths:
        place = _below_content(portal, path)
        if place.is_dir():
            chosen.update(dict.fromkeys(file for file in known if file.is_relative_to(place)))
        elif place.exists() or place.is_symlink():
            chosen[place] = None
        else:
            faults.append(_unreadable(path, "không có tệp hay thư mục này", "kiểm tra lại đường dẫn"))
    return list(chosen)


def _digests(
    portal: Portal, standards: Standards, paths: Iterable[Path], store: DigestStore
) -> dict[Path, Digest | None]:
    """The digest of each file, kept or new; None for files outside the content."""
    known = store.load()
    marks = {path: mark_of(path) for path in paths}
    found: dict[Path, Digest | None] = {}
    new: list[Path] = []
    for path, mark in marks.items():
        kept = known.get(str(path))
        if kept is not None and mark and kept.mark == mark and _has_same_pictures(portal, kept.digest):
            found[path] = kept.digest
        else:
            new.append(path)
    work = partial(_examine_nth, new, portal, standards)
    bounds = bound_files([(path, name_file(path, portal.config)) for path in new], portal.config.limits, _refuse)
    found |= zip(new, portal.spread(work, len(new), _LABEL, bounds) if new else (), strict=True)
    if new or len(known) != len(marks):
        # What the reader refused is not kept: another file may mend it, such as a picture that was missing.
        good = (
            (path, digest) for path, digest in found.items() if digest is not None and digest.address and marks[path]
        )
        store.save({str(path): Kept(marks[path], digest) for path, digest in good})
    return {path: found[path] for path in marks}


def _examine_nth(paths: Sequence[Path], portal: Portal, standards: Standards, number: int) -> Digest | None:
    return examine(paths[number], portal, standards)


def _refuse(fault: Fault) -> Digest | None:
    return Digest(fault.path, (fault,), (False,))


def _has_same_pictures(portal: Portal, digest: Digest) -> bool:
    if not digest.pictures:
        return True
    folder = portal.config.content if digest.moments else portal.config.pages.parent
    return all(picture_mark(folder, mark[0]) == tuple(mark) for mark in digest.pictures)


def _far_faults(portal: Portal, digests: Sequence[Digest], wanted: set[str]) -> Iterator[Fault]:
    """Faults between files, as far as the wanted ones take part in them."""
    circumstances = Circumstances(
        portal.config.now, frozenset(category.id for category in portal.categories), portal.regions.listing_ids
    )
    for rule in RULES:
        if rule.find_among is not None:
            for finding in rule.find_among(digests, circumstances):
                if finding.path in wanted:
                    yield Fault(finding.path, finding.line, rule.code, finding.message, finding.hint)
    taken = {digest.address.casefold() for digest in digests if digest.path in wanted and digest.address}
    yield from find_collisions([digest for digest in digests if digest.address.casefold() in taken])
    yield from _alias_faults(portal, digests, wanted)
    yield from _mismatches(portal, digests, wanted)
    claims = [digest.claim for digest in digests if digest.claim is not None]
    yield from (fault for fault in find_rival_leads(claims, portal.config.now) if fault.path in wanted)


def _alias_faults(portal: Portal, digests: Iterable[Digest], wanted: set[str]) -> Iterator[Fault]:
    """What is wrong with old addresses: those of the wanted files, and where all are wanted those of the map."""
    try:
        moved = read_map(portal.config.content)
    except (OSError, ValueError) as error:
        yield Fault(MAP_NAME, 1, "E-READ", f"không đọc được: {error}", "sửa tệp, hoặc lấy lại bản trước")
        return
    standing = [digest for digest in digests if digest.address]
    everything = wanted.issuperset(digest.path for digest in standing)
    for fault in find_alias_faults(standing, moved):
        if everything or fault.path in wanted:
            yield fault


def _mismatches(portal: Portal, digests: Iterable[Digest], wanted: set[str]) -> Iterator[Fault]:
    """What is wrong between the wanted files' translations and their originals, which are read again: they are few."""
    originals = {digest.original for digest in digests if digest.original and {digest.path, digest.original} & wanted}
    if not originals:
        return
    content = portal.config.content
    sources = {normalise(file.relative_to(content).as_posix()): file for file in portal.find_files().news}
    concerned = [digest.path for digest in digests if digest.path in originals or digest.original in originals]
    read = (portal.read_item(sources[path]).item for path in concerned if path in sources)
    _, faults = complete_translations((item for item in read if isinstance(item, NewsItem)), sources)
    yield from (fault for fault in faults if fault.path in wanted)


def _outside(portal: Portal, path: Path) -> Fault:
    config = portal.config
    where = " và ".join(dict.fromkeys((str(config.content), str(config.pages))))
    return _unreadable(path, "tệp nằm ngoài thư mục nội dung", f"nội dung ở {where}")


def _below_content(portal: Portal, path: Path) -> Path:
    """The true path; one that starts at the content folder, as faults print it, is understood too."""
    for root in (Path(), portal.config.content, portal.config.pages.parent):
        place = root / path
        if place.is_dir():
            return place.resolve()
        if place.exists() or place.is_symlink():
            return place.parent.resolve() / place.name
    return path


def _unreadable(path: Path, message: str, hint: str) -> Fault:
    return Fault(normalise(path.as_posix()), 1, "E-READ", message, hint)
