"""Composes the jobs of a build: all of them, or those alone that show what changed.

In: the frozen corpus, what the last build that went well was of, and the output folder. Out: the jobs, and the files
that stand as the jobs left out would make them. Most edits change the body of one item, which its own page shows and
the search data hold: the outlines of all items being the same, nothing else can be another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from plugins.model import Corpus, Job, Portal

from .output import OutputFolder
from .progress import show_progress


class Outlined(msgspec.Struct, frozen=True):
    """What a build was of: a signature of all but the bodies, and since and until when the clock changes nothing.

    `files` are those of the composers that show no bodies; `pages` are the items' pages with the digests of the items.
    """

    signature: str
    since: dt.datetime
    until: dt.datetime | None
    files: tuple[str, ...]
    pages: dict[str, str]


@dataclass(frozen=True)
class Composition:
    """`standing` are the files for which there is no job, with their fingerprints; for the others see `Outlined`."""

    jobs: list[Job]
    standing: Mapping[str, str]
    files: tuple[str, ...]
    pages: dict[str, str]


def compose_site(portal: Portal, corpus: Corpus, output: OutputFolder, last: Outlined | None) -> Composition:
    """Compose in an order that does not depend on which room was loaded first.

    `last` is given if the outlines, and all else that pages are made from beside bodies, are what they were then.
    """
    parts = {"": corpus, **corpus.editions}
    pages = {
        f"{item.address[1:]}index.html": digest
        for part in parts.values()
        for item, digest in zip(part.items, part.digests, strict=True)
    }
    standing: Mapping[str, str] = {}
    if last is not None:
        same = [file for file, digest in pages.items() if last.pages.get(file) == digest]
        standing = output.marks_left([*last.files, *same]) or {}
    names = sorted(portal.composers.keys() - (portal.outline_composers if standing else set()))
    jobs = []
    outlined = list(last.files) if last is not None and standing else []
    with show_progress(portal.gettext("Soạn trang"), len(names) + 1) as advance:
        for name in names:
            found = list(portal.composers[name](portal, corpus))
            if name in portal.outline_composers:
                outlined += [job.file for job in found]
            jobs += found
            advance(1)
        jobs += _compose_items(portal, parts, standing)
        advance(1)
    return Composition(jobs, standing, tuple(outlined), pages)


def _compose_items(portal: Portal, parts: Mapping[str, Corpus], standing: Mapping[str, str]) -> Iterator[Job]:
    if portal.item_composer is not None:
        for language, part in parts.items():
            for position, item in enumerate(part.items):
                if f"{item.address[1:]}index.html" not in standing:
                    yield portal.item_composer(portal, part, position, language)
