"""Regions with their history, officials with dated positions, categories: what items are looked up in.

In: the folder `portal.config.vocabulary`. Out: `portal.regions`, `portal.officials`, `portal.categories`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from pelican import signals

from plugins.model import Portal, SiteError, portal_of
from plugins.vocabulary.categories import CategoryList, read_categories
from plugins.vocabulary.loading import VocabularyFile
from plugins.vocabulary.officials import OfficialRegister, read_officials
from plugins.vocabulary.region_file import read_regions
from plugins.vocabulary.regions import RegionVocabulary

FILES = ("regions.json", "categories.yaml", "officials.yaml")


def provide_vocabularies(portal: Portal) -> None:
    """Load the three vocabularies and put them on the portal; SiteError with every fault of every file."""
    folder = portal.config.vocabulary
    portal.sources.update(folder / name for name in FILES)
    loaded = _load(folder, tuple(_content(folder / name) for name in FILES))
    portal.regions, portal.categories, portal.officials = loaded


@lru_cache(maxsize=1)
def _load(folder: Path, contents: tuple[bytes, ...]) -> tuple[RegionVocabulary, CategoryList, OfficialRegister]:
    """A process that builds again and again loads the same files once."""
    del contents
    files = [VocabularyFile(folder / name) for name in FILES]
    region_file, category_file, official_file = files
    # Without regions every official's region would be reported too, which helps nobody.
    regions = RegionVocabulary(rows) if (rows := read_regions(region_file)) else None
    categories = CategoryList(read_categories(category_file))
    officials = OfficialRegister(read_officials(official_file, regions))
    faults = [fault for file in files for fault in file.faults]
    if faults or regions is None:
        raise SiteError("Danh mục của cổng có lỗi.", faults)
    return regions, categories, officials


def _content(file: Path) -> bytes:
    """Nothing for a file that cannot be read, which loading tells as a fault."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def load_vocabularies(pelican: Any) -> None:
    provide_vocabularies(portal_of(pelican.settings))


def register() -> None:
    signals.initialized.connect(load_vocabularies)
