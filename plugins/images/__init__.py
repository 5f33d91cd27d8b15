"""Pictures of items: their renditions, what pages show of them, and the cards that stand for items without one.

Provides `picture`, `body`, `social_card`, `inspect_picture`, the renderers `rendition` and `card`, and the composer
`images`; reads the vocabularies and the format of dates. Only pictures that an item or page of this build shows are
published, and none of them as the editor's file: what a camera wrote into it stays at home.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

from pelican import signals

from plugins.model import Corpus, Fault, Job, NewsItem, Portal, SiteError, StaticPage, portal_of
from plugins.model.paths import join
from plugins.model.views import Picture

from .cards import Card, draw_card
from .catalogue import Catalogue, file_names
from .inspection import PictureFault, inspect_picture
from .showing import FOLDER, picture_folder, show, show_body

CARD_FOLDER = f"{FOLDER}cards/"
CARDS_SETTING = "PORTAL_SOCIAL_CARDS"

MakeCard = Callable[[str, str, dt.datetime, str], Card]  # title, category id, date, language of a translation or ""


def describe_cover(
    portal: Portal, catalogue: Catalogue, src: str, alt: str, caption: str = "", credit: str = ""
) -> Picture:
    return show(catalogue.cover(join(portal.config.content, src)), alt, caption, credit)


def make_card(portal: Portal, title: str, category: str, date: dt.datetime, language: str) -> Card:
    """`language` is that of a translation; empty for what stands in the portal's own."""
    config = portal.config
    site = config.editions[language] if language else config
    section = portal.categories[category]
    write_day = portal.interface(language or config.language).filters["long_date"]
    return Card(title, section.name_in(language) or section.name, write_day(date), site.name)


def _card_of(make: MakeCard, item: NewsItem) -> Card:
    return make(item.title, item.category, item.date, item.language if item.original else "")


def card_address(make: MakeCard, item: NewsItem) -> str:
    return "" if item.cover else f"{CARD_FOLDER}{_card_of(make, item).name}.png"


def compose_images(catalogue: Catalogue, make: MakeCard | None, portal: Portal, corpus: Corpus) -> Iterator[Job]:
    users: dict[Path, list[NewsItem | StaticPage]] = defaultdict(list)
    items = [*corpus.items, *(item for edition in corpus.editions.values() for item in edition.items)]
    contents: Iterator[NewsItem | StaticPage] = chain(items, corpus.pages)
    for content in contents:
        for src in content.pictures:
            users[join(picture_folder(portal, content), src)].append(content)
    covers = {join(portal.config.content, item.cover.src) for item in items if item.cover}
    faults = catalogue.update(users, covers)
    if faults:
        found = [_report(portal, content, path, fault) for path, fault in faults.items() for content in users[path]]
        raise SiteError("Có ảnh không dùng được.", found)
    catalogue.sweep()
    # One file under two names has one set of renditions.
    for name in sorted({name for path in users for name in file_names(catalogue[path])}):
        yield Job(FOLDER + name, "rendition", partial(Path, catalogue.folder, name), ())
    if make is not None:
        cards = (_card_of(make, item) for item in items if not item.cover)
        for name, drawn in {made.name: made for made in cards}.items():
            yield Job(f"{CARD_FOLDER}{name}.png", "card", partial(replace, drawn), ())


def _report(portal: Portal, content: NewsItem | StaticPage, path: Path, fault: PictureFault) -> Fault:
    """The fault where the picture is named: at the first line of the item that has its name."""
    code, message, hint = fault
    root = portal.config.content if isinstance(content, NewsItem) else portal.config.pages.parent
    try:
        lines = join(root, content.path).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        lines = []
    line = next((number for number, text in enumerate(lines, 1) if path.name in text), 1)
    return Fault(content.path, line, code, message, hint)


def provide_images(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    catalogue = Catalogue(portal)
    # Both the item's page and the composer ask for an item's card.
    make = cache(partial(make_card, portal)) if pelican.settings.get(CARDS_SETTING, True) else None
    portal.picture = partial(describe_cover, portal, catalogue)
    portal.body = partial(show_body, portal, catalogue)
    portal.social_card = partial(card_address, make) if make else lambda item: ""
    portal.inspect_picture = inspect_picture
    portal.renderers["rendition"] = Path.read_bytes
    portal.renderers["card"] = draw_card
    portal.composers["images"] = partial(compose_images, catalogue, make)
    portal.outline_composers.add("images")


def register() -> None:
    signals.initialized.connect(provide_images)
