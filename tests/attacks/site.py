"""The portal under attack: one site with all that is published, and what the refused cases were refused with.

In: an empty folder. Out: `content/`, `output/`, and `outcome.json`: the codes by file, what was imported, and whether
the site stayed as it was when all refused cases were added.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from plugins.build import Options, build_site, open_portal
from plugins.desk.importing.run import Outcome, import_sources
from plugins.model import SiteError
from tests.attacks.case import Case, lay_secrets, write_files
from tests.attacks.table import CASES
from tests.import_samples import one_by_one
from tests.processes import new_process

CONTENT, OUTPUT, OUTCOME = "content", "output", "outcome.json"


def cases_of(way: str) -> list[Case]:
    return [case for case in CASES if case.way == way]


def files_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build_attacked_site(folder: Path) -> None:
    content, output = folder / CONTENT, folder / OUTPUT
    lay_secrets(folder)
    published = [case for case in cases_of("content") if not case.code]
    for case in published:
        write_files(content, case.files)
    before = _names(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("plugins.build.CACHE", folder / "cache")
        imported = _import(folder, cases_of("import"))
        warnings = _build(content, output)
        made = files_below(output)
        for case in cases_of("content"):
            if case.code:
                write_files(content, case.files)
        try:
            _build(content, output)
        except SiteError as error:
            faults = _codes(error.faults)
        else:
            faults = {}
        intact = files_below(output) == made
        for case in cases_of("content"):
            if case.code:
                _remove(content, case)
    places = (OUTPUT, "cache", CONTENT, "sources")
    outside = [name for name in sorted(_names(folder) - before) if name.split("/")[0] not in places]
    outcome = {"warnings": warnings, "faults": faults, "intact": intact, "outside": outside, "imported": imported}
    (folder / OUTCOME).write_text(json.dumps(outcome, ensure_ascii=False), "utf-8")


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink()}


def _build(content: Path, output: Path) -> dict[str, list[str]]:
    options = Options(content=content, output=output, jobs=1)
    return _codes(build_site(options, new_process(options)).faults)


def _codes(faults: Iterable[Any]) -> dict[str, list[str]]:
    codes: dict[str, set[str]] = {}
    for fault in faults:
        codes.setdefault(fault.path, set()).add(fault.code)
    return {path: sorted(found) for path, found in codes.items()}


def _import(folder: Path, cases: Sequence[Case]) -> dict[str, str]:
    """Import all sources and publish the drafts; for each case the draft's name, or the fault it was refused with."""
    for case in cases:
        write_files(folder / "sources" / case.name, case.files)
    portal = open_portal(Options(content=folder / CONTENT))
    told: dict[str, str] = {}
    for case in cases:
        outcomes: list[Outcome] = []
        sources = [str(folder / "sources" / case.name / name) for name in case.files]
        import_sources(portal, sources, one_by_one, outcomes)
        for outcome in outcomes:
            told[case.name] = str(outcome.fault) if outcome.fault else ""
            if outcome.path:
                told[case.name] = outcome.path.relative_to(folder / CONTENT).as_posix()
                publish_draft(outcome.path)
    return told


def publish_draft(path: Path) -> None:
    """As an editor would who fills in what is missing and reads nothing."""
    text = path.read_text("utf-8")
    head, mark, body = text.partition("\n---\n")
    head = re.sub(r"(?m)^status: .*$", "status: published", head)
    for key, value in (("date", "2022-07-01"), ("category", "Dân vận")):
        if not re.search(rf"(?m)^{key}: \S", head):
            head = re.sub(rf"(?m)^{key}:.*\n?", "", head) + f"\n{key}: {value}"
    path.write_text(head + mark + body, "utf-8")


def _remove(content: Path, case: Case) -> None:
    for name in case.files:
        (content / name).unlink()
