"""The project's own regions, read once, and days before and after the reform of 2025."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from plugins.model import PROVINCE
from plugins.vocabulary.loading import VocabularyFile
from plugins.vocabulary.region_file import read_regions
from plugins.vocabulary.regions import RegionVocabulary

CONTENT = Path(__file__).parent.parent / "content" / "vocabulary"
THEN, NOW = dt.date(2022, 6, 30), dt.date(2026, 8, 1)
LAST, FIRST = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


def load() -> RegionVocabulary:
    file = VocabularyFile(CONTENT / "regions.json")
    regions = read_regions(file)
    assert file.faults == []
    return RegionVocabulary(regions)


REGIONS = load()
ALL = list(REGIONS)
PRESENT = [region for region in ALL if region.level == PROVINCE and region.until is None]
