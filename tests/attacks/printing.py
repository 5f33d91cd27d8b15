"""The attack table for people: in a terminal, and as `docs/attacks.md`.

In: the cases and what was measured of stock Pelican. Out: rows of name, what it tries, stock Pelican, the portal.
"""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

from tests.attacks.case import Case, Way
from tests.attacks.stock import DATA
from tests.attacks.table import CASES

DOCUMENT = Path(__file__).parents[2] / "docs" / "attacks.md"
NOTHING = "no harm seen"
TITLES: dict[Way, str] = {
    "content": "Content",
    "store": "What is kept between builds",
    "import": "Sources of an import",
    "query": "The search page",
    "request": "The preview server and the desk",
}
LACKING: dict[Way, str] = {"import": "imports nothing of the kind", "query": "has no search"}
OPENING = """# Attacks and what becomes of them

Content is not trusted: an imported page or a hijacked account may hold anything. This table tells what hostile input
tries, what stock Pelican {version} lets through, and what the portal does. Nothing in it is written by hand: the cases
are in `tests/attacks/cases/`, the middle column was measured (`tests/attacks/stock.json`), tests hold the last one.

    .venv/bin/python -m tests.attacks          # print the table; words after it choose cases
    .venv/bin/python -m tests.attacks.stock    # measure stock Pelican again, with both of its themes and in Chromium
    .venv/bin/python -m pytest tests/test_attacks.py tests/browser/test_attacks.py    # hold the portal to it

Stock Pelican has its default settings, and autoescape as it comes (off); where its themes differ, what either does
counts. `script ran` was seen in the browser; an element, attribute or address is named where it stands in a page or
feed and acts, or would after a click. Numbers in brackets count pages. Nothing of the kind is found on any page of the
portal, with or without the Content-Security-Policy that hosts are told to send. Codes are explained in `faults.md`.

What the table does not promise: whoever may write into `.cache/` or the output folder writes the site, as whoever may
change templates and settings does. Take neither from a place that others may write to.

{count} cases; stock Pelican does harm in {harmed} of the {measured} that were measured.
"""


def rows(cases: tuple[Case, ...] = CASES) -> list[tuple[str, str, str, str]]:
    kept = json.loads(DATA.read_text("utf-8"))["cases"]
    return [(case.name, case.tries, _stock(case, kept), case.ours) for case in cases]


def _stock(case: Case, kept: dict[str, dict[str, list[str]]]) -> str:
    if case.name not in kept:
        return LACKING.get(case.way, "not measured")
    found = dict.fromkeys(what for findings in kept[case.name].values() for what in findings)
    # One finding may be on more pages of one theme than of another.
    by_kind = {what.partition(" (")[0]: what for what in found}
    return " ".join("; ".join(by_kind.values()).split()) or NOTHING


def compose_document() -> str:
    data = json.loads(DATA.read_text("utf-8"))
    harmed = sum(any(found.values()) for found in data["cases"].values())
    counts = {"count": len(CASES), "harmed": harmed, "measured": len(data["cases"])}
    lines = [OPENING.format(version=data["pelican"], **counts)]
    for way, cases in groupby(CASES, lambda case: case.way):
        lines += [f"## {TITLES[way]}", "", "| case | tries | stock Pelican | here |", "|---|---|---|---|"]
        lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows(tuple(cases))]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    escaped = text.replace("|", "\\|")
    return f"`{escaped}`" if "<" in escaped else escaped
