"""Composes the jobs of a build: all of them, or those alone that show what changed.

In: the frozen corpus, what the last build that went well was of, and the output folder. Out: the jobs, and the files
that stand as the jobs left out would make them. Most builds meet the edited body of one item, which its own page shows
and the search data hold, or one item more, which no page of an older one shows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from plugins.model import Corpus, Job, Portal

from .executor import in_spare_time
from .output import OutputFolder
from .progress import show_progress


class Outlined(msgspec.Struct, frozen=True):
    """What a build was of: a signature of all but its items, and the time in which the clock changes nothing.

    `outline` stands for all items but their bodies, and `files` are those of the composers that show no bodies; `pages`
    are the items' pages, each with a mark of all the items that it depends on and the fingerprint that it then had.
    """

    signature: str
    since: dt.datetime
    until: dt.datetime | None
    outline: str
    files: tuple[str, ...]
    pages: dict[str, str]


@dataclass(frozen=True)
class Composition:
    """`standing` are the files for which there is no job, with their fingerprints; for the others see `Outlined`."""

    jobs: list[Job]
    standing: Mapping[str, str]
    outline: str
    files: tuple[str, ...]
    pages: dict[str, str]


def compose_site(portal: Portal, corpus: Corpus, output: OutputFolder, last: Outlined | None) -> Composition:
    """Compose in an order that does not depend on which room was loaded first.

    `last` is given if all that pages are made from beside items is what it was then.
    """
    parts = {"": corpus, **corpus.editions}
    outline = "\n".join(part.outline for part in parts.values())
    pages = dict(_mark_pages(parts))
    standing: Mapping[str, str] = {}
    outlined: tuple[str, ...] = ()
    if last is not None:
        same = [file for file, mark in pages.items() if _is_same(file, mark, last, output)]
        outlined = last.files if last.outline == outline else ()
        standing = output.marks_left([*outlined, *same]) or {}
        outlined = outlined if standing else ()
    showing_texts = sorted(portal.composers.keys() - portal.outline_composers)
    others = () if outlined else sorted(portal.composers.keys() & portal.outline_composers)

    def compose_rest() -> tuple[list[Job], list[Job]]:
        """What shows no text, and items' own pages: this process alone makes it."""
        made = [job for name in others for job in portal.composers[name](portal, corpus)]
        compose = portal.item_composer
        if compose is None:
            return made, []
        places = zip(pages, _places(parts), strict=True)
        return made, [compose(portal, *place) for file, place in places if file not in standing]

    jobs: list[Job] = []
    label = portal.gettext("Soạn trang")
    with show_progress(label, len(showing_texts) + 1) as advance, in_spare_time(compose_rest) as rest:
        for name in showing_texts:
            jobs += portal.composers[name](portal, corpus)
            advance(1)
        made, items = rest()
        advance(1)
    outlined = outlined or tuple(job.file for job in made)
    return Composition([*made, *jobs, *items], standing, outline, outlined, pages)


def _is_same(file: str, mark: str, last: Outlined, output: OutputFolder) -> bool:
    """A build of few edits changes pages and leaves what was noted of them."""
    kept, made = last.pages.get(file), output.known(file)
    return kept is not None and made is not None and kept == f"{mark} {made.fingerprint}"


def _mark_pages(parts: Mapping[str, Corpus]) -> Iterator[tuple[str, str]]:
    """The file of each item's page with a mark of what it depends on: the item, the outlines of those before it, and
    its other versions. Terms have their ids and names from their first items, a translation's from the originals.
    """
    for language, part in parts.items():
        before = hashlib.blake2b((parts[""].outline if language else "").encode(), digest_size=8)
        for item, outline, digest in zip(part.items, part.outlines, part.digests, strict=True):
            before.update(outline.encode())
            others = " ".join(version.address for version in part.versions.get(item.path, ()))
            yield f"{item.address[1:]}index.html", f"{before.hexdigest()} {digest} {others}"


def _places(parts: Mapping[str, Corpus]) -> Iterator[tuple[Corpus, int, str]]:
    for language, part in parts.items():
        for position in range(len(part.items)):
            yield part, position, language
