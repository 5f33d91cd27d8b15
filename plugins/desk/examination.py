"""One file held against the reader and against every rule about single files.

In: a path of the content. Out: its `Digest`, and the manuscript that mending starts from.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from plugins.desk.digests import Digest, digest_of
from plugins.desk.manuscript import Manuscript, read_manuscript
from plugins.desk.rules import RULES
from plugins.desk.rules.letters import INVISIBLE
from plugins.desk.rules.names import NameIndex
from plugins.desk.rules.rule import Finding, Rule, Standards
from plugins.desk.rules.terms import read_terms
from plugins.model import Fault, NewsItem, Portal, StaticPage, normalise
from plugins.model.paths import join

MOST_OF_A_KIND = 20  # faults with one code that are told of a file
LARGEST = 1_000_000  # bytes; the reader refuses what is larger


def standards_of(portal: Portal, tone: str = "") -> Standards:
    """What the portal's vocabularies ask of a text; SiteError when the list of terms cannot be read."""
    return Standards(NameIndex(portal.officials), read_terms(portal.config.vocabulary), tone)


def examine(path: Path, portal: Portal, standards: Standards) -> Digest | None:
    """All faults of a file; None for one that is neither an item nor a page."""
    config = portal.config
    if path.is_relative_to(config.pages):
        result = portal.read_page(path)
        folder = config.pages.parent if not path.is_relative_to(config.content) else config.content
    elif path.is_relative_to(config.content):
        result, folder = portal.read_item(path), config.content
    else:
        return None
    name = _name(path, folder)
    raw = read_raw(path)
    if raw is None or not raw.strip():
        return Digest(name, result.faults, (False,) * len(result.faults))
    text = INVISIBLE.sub("", normalise(raw))
    stands_in = isinstance(result.item, NewsItem) and bool(result.item.missing)  # for what it has not: it says nothing
    manuscript = read_manuscript(name, text, None if stands_in else result.item, raw)
    told: dict[Fault, bool] = {}
    for rule in RULES:
        if rule.find is not None:
            told |= _faults(rule, manuscript, standards)
    same = {(fault.code, fault.line) for fault in told}
    replaced = {rule.code for rule in RULES if rule.reader_s}
    for fault in result.faults:
        if not (fault.code in replaced and (fault.code, fault.line) in same):
            told.setdefault(fault, False)
    faults = tuple(sorted(told))
    mendable = tuple(told[fault] for fault in faults)
    shown = result.item.pictures if result.item else ()
    below = config.pages.parent if isinstance(result.item, StaticPage) else config.content
    return digest_of(manuscript, faults, mendable, tuple(picture_mark(below, picture) for picture in shown))


def line_of(rule: Rule, manuscript: Manuscript, finding: Finding) -> int:
    if rule.on_raw:
        return manuscript.raw.count("\n", 0, finding.place) + 1
    return manuscript.line(finding.place)


def picture_mark(folder: Path, picture: str) -> tuple[str, int, int]:
    """What changes when a picture does; zeros for one that is gone."""
    try:
        status = os.lstat(join(folder, picture))
    except OSError:
        return picture, 0, 0
    return picture, status.st_size, status.st_mtime_ns


def read_raw(path: Path) -> str | None:
    """The text of a regular file with plain line feeds; None for what the reader refuses."""
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return None
        text = path.read_bytes().decode("utf-8")
    except (OSError, ValueError):
        return None
    return None if "\0" in text else text.replace("\r\n", "\n").replace("\r", "\n")


def _name(path: Path, folder: Path) -> str:
    return normalise(path.relative_to(folder).as_posix())


def _faults(rule: Rule, manuscript: Manuscript, standards: Standards) -> dict[Fault, bool]:
    assert rule.find is not None
    told: dict[Fault, bool] = {}
    for finding in rule.find(manuscript, standards):
        if len(told) == MOST_OF_A_KIND:
            break
        line = line_of(rule, manuscript, finding)
        fault = Fault(manuscript.path, line, rule.code, finding.message, finding.hint)
        told[fault] = told.get(fault, False) or (rule.mends and bool(finding.edits))
    return told
