"""What readers may see anyway: a phrase that stands here tells nothing of a hidden item.

In: the published items and pages, what is left of withdrawn ones, the vocabularies, the settings and the theme. Out:
their texts by name, and each as the pieces a scanner reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from plugins.model import NewsItem, Portal, Publication, StaticPage, Tombstone, slugify

from .phrases import names_and_lines
from .words import END, TEXTS

PLUGINS = Path(__file__).resolve().parents[2]
CODE = (".py", ".js", ".css", ".html")
PAGE = "page:"  # what names of pages' texts begin with
SEPARATORS = (" ", ", ", " – ")  # between what templates put together


def texts_of_items(
    publication: Publication, pages: tuple[StaticPage, ...], with_body: Callable[[NewsItem], NewsItem]
) -> Iterator[tuple[str, str]]:
    """(name, text) of the published items and pages, and of the notices of withdrawn items."""
    for item in publication.shown:
        yield f"item:{item.path}", _text_of(with_body(item))
    for page in pages:
        yield f"{PAGE}{page.path}", END.join((page.title, page.slug, page.summary, page.body))
    yield "tombstones", END.join(map(_text_of_tombstone, publication.tombstones))


def texts_of_portal(portal: Portal) -> Iterator[tuple[str, str]]:
    """(name, text) of all that pages are made from beside items: settings, vocabularies, theme, code."""
    yield "portal", _text_of_portal(portal)
    for folder, endings in ((portal.config.vocabulary, TEXTS), (portal.config.theme, TEXTS), (PLUGINS, CODE)):
        for file in sorted(folder.rglob("*")):
            if file.suffix in endings and file.is_file():
                yield f"file:{folder.name}/{file.relative_to(folder).as_posix()}", file.read_text("utf-8", "replace")


def _text_of(item: NewsItem) -> str:
    """Also what templates put together of it: a name with the post, a picture's text with its maker."""
    joined = [
        f"{first}{between}{second}"
        for between in SEPARATORS
        for chair in item.chairs
        for first, second in ((chair.name, chair.position), (chair.position, chair.name))
        if chair.position
    ]
    return END.join((*names_and_lines(item), item.address, *joined, item.body))


def _text_of_tombstone(tombstone: Tombstone) -> str:
    return END.join((tombstone.address, tombstone.reason, *tombstone.aliases))


def _text_of_portal(portal: Portal) -> str:
    config = portal.config
    names = [config.name, config.tagline, config.organisation, config.url]
    for edition in config.editions.values():
        names += [edition.name, edition.tagline, edition.organisation]
    labels = [portal.regions.label(region.id) for region in portal.regions]
    names += [*labels, *map(slugify, labels)]
    for official in portal.officials:
        names += [official.name, slugify(official.name), official.id]
    return END.join(names)
