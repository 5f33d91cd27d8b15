"""The figures that a reader with an old telephone on slow 4G feels, measured by Lighthouse: median of three runs."""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.browser.test_pages import ITEM, PAGES
from tests.gates.conftest import HostedSite
from tests.gates.tools import Tools

RUNS = 3
MEASURED = ("home", "item", "category", "region", "official", "search")
# What each median must reach, as Lighthouse scores it; and may not exceed, in ms, and without unit for the shift.
SCORES = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 98}
FIGURES = {"largestPaint": 1500, "shift": 0.01}
SCRIPT = Path(__file__).with_name("lighthouse.mjs")


@dataclass(frozen=True)
class Measurement:
    """The medians of a page's runs, and what Lighthouse found wrong in any."""

    scores: dict[str, float]
    figures: dict[str, float]
    failed: tuple[str, ...]


@pytest.fixture(scope="session")
def measured(tools: Tools, hosted: HostedSite) -> dict[str, Measurement]:
    """Every page by its name, measured one after another: on a busy machine every page looks slow."""
    addresses = [hosted.address + PAGES[name] for name in MEASURED]
    chromium = find_chromium()
    assert chromium, "Lighthouse needs Chromium: `python -m tests.browser.chromium` installs one."
    command = [str(tools.node), str(SCRIPT), str(tools.modules), chromium, str(RUNS), json.dumps(ARGUMENTS)]
    done = subprocess.run([*command, *addresses], stdout=subprocess.PIPE, text=True, check=True)
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    medians = {
        name: _median([run for run in runs if run["address"] == address])
        for name, address in zip(MEASURED, addresses, strict=True)
    }
    for name, page in medians.items():
        print(f"{name}: {page.scores} {page.figures}")  # so that a change within the limits is seen too
    return medians


def _median(runs: Sequence[dict]) -> Measurement:
    assert len(runs) == RUNS
    scores, figures = (
        {name: statistics.median(run[part][name] for run in runs) for name in runs[0][part]}
        for part in ("scores", "figures")
    )
    return Measurement(scores, figures, tuple(dict.fromkeys(fault for run in runs for fault in run["failed"])))


@pytest.mark.parametrize("name", MEASURED)
def test_a_page_reaches_its_scores_and_paints_soon_on_slow_4g(name: str, measured: dict[str, Measurement]) -> None:
    page = measured[name]
    low = {key: page.scores[key] for key, least in SCORES.items() if page.scores[key] < least}
    high = {key: page.figures[key] for key, most in FIGURES.items() if page.figures[key] > most}
    assert (low, high) == ({}, {}), page.failed


def test_the_measured_item_has_a_picture_and_its_page_is_the_one_meant(hosted: HostedSite) -> None:
    assert "<picture" in (hosted.folder / ITEM.strip("/") / "index.html").read_text("utf-8")
