"""The pattern page `/mau/`: every block of the theme with its examples, for those who work on the look.

Provides the composer `patterns` and the filter `distinct_ids`. Only `serve` shows the page: it is never published.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from pelican import signals

from plugins.model import Corpus, Job, Portal, portal_of
from plugins.model.views import Head, PatternsView

from .examples import digest_blocks, distinct_ids, read_blocks

ADDRESS = "/mau/"
FILES = ("patterns.css", "tranh.svg")  # the page's own style, and the picture that examples show
TEMPLATE = "patterns.html"


def compose_patterns(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    del corpus
    theme = portal.config.theme
    if not portal.config.drafts or not (theme / "templates" / TEMPLATE).is_file():
        return
    yield Job(ADDRESS, TEMPLATE, partial(compose_pattern_page, portal), (digest_blocks(theme),))
    for name in FILES:
        yield Job(ADDRESS + name, "patterns.file", partial(Path, Path(__file__).parent / name), ())


def compose_pattern_page(portal: Portal) -> PatternsView:
    head = Head(title=portal.gettext("Mẫu giao diện"), address=ADDRESS, indexed=False)
    return PatternsView(head, read_blocks(portal.config.theme), f"{ADDRESS}{FILES[0]}")


def provide_patterns(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    portal.filters["distinct_ids"] = distinct_ids
    portal.renderers["patterns.file"] = Path.read_bytes
    portal.composers["patterns"] = compose_patterns
    portal.outline_composers.add("patterns")


def register() -> None:
    signals.initialized.connect(provide_patterns)
