"""Pictures of items: their renditions, what pages show of them, and the cards that stand for items without one.

Provides `picture`, `body`, `social_card`, `inspect_picture`, the renderers `rendition` and `card`, and the composer
`images`; reads the vocabularies and the format of dates. Only pictures that an item or page of this build shows are
published, and none of them as the editor's file: what a camera wrote into it stays at home.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from pelican import signals

from plugins.model import Corpus, Fault, Job, NewsItem, Portal, SiteError, StaticPage, portal_of
from plugins.model.views import Picture

from .cards import Card, draw_card
from .catalogue import Catalogue, file_names
from .inspection import PictureFault, inspect_picture
from .showing import FOLDER, picture_folder, show, show_body

CARD_FOLDER = f"{FOLDER}cards/"
CARDS_SETTING = "PORTAL_SOCIAL_CARDS"


def describe_picture(
    portal: Portal, catalogue: Catalogue, src: str, alt: str, caption: str = "", credit: str = ""
) -> Picture:
    return show(catalogue[portal.config.content / src], alt, caption, credit)


def card_of(portal: Portal, item: NewsItem) -> Card:
    section = portal.categories[item.category].name
    config = portal.config
    language, site = (item.language, config.editions[item.language]) if item.original else (config.language, config)
    return Card(item.title, section, portal.interface(language).filters["long_date"](item.date), site.name)


def card_address(portal: Portal, item: NewsItem) -> str:
    return "" if item.cover else f"{CARD_FOLDER}{card_of(portal, item).name}.png"


def compose_images(catalogue: Catalogue, cards: bool, portal: Portal, corpus: Corpus) -> Iterator[Job]:
    users: dict[Path, list[NewsItem | StaticPage]] = defaultdict(list)
    items = [*corpus.items, *(item for edition in corpus.editions.values() for item in edition.items)]
    contents: Iterator[NewsItem | StaticPage] = chain(items, corpus.pages)
    for content in contents:
        for src in content.pictures:
            users[picture_folder(portal, content) / src].append(content)
    faults = catalogue.update(users)
    if faults:
        found = [_report(portal, content, path, fault) for path, fault in faults.items() for content in users[path]]
        raise SiteError("Có ảnh không dùng được.", found)
    catalogue.sweep()
    # One file under two names has one set of renditions.
    for name in sorted({name for path in users for name in file_names(catalogue[path])}):
        yield Job(FOLDER + name, "rendition", partial(Path, catalogue.folder, name), ())
    if cards:
        drawn = {card.name: card for item in items if not item.cover for card in (card_of(portal, item),)}
        for name, card in drawn.items():
            yield Job(f"{CARD_FOLDER}{name}.png", "card", partial(replace, card), ())


def _report(portal: Portal, content: NewsItem | StaticPage, path: Path, fault: PictureFault) -> Fault:
    """The fault where the picture is named: at the first line of the item that has its name."""
    code, message, hint = fault
    root = portal.config.content if isinstance(content, NewsItem) else portal.config.pages.parent
    try:
        lines = (root / content.path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    line = next((number for number, text in enumerate(lines, 1) if path.name in text), 1)
    return Fault(content.path, line, code, message, hint)


def provide_images(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    catalogue = Catalogue(portal)
    cards = bool(pelican.settings.get(CARDS_SETTING, True))
    portal.picture = partial(describe_picture, portal, catalogue)
    portal.body = partial(show_body, portal, catalogue)
    portal.social_card = partial(card_address, portal) if cards else lambda item: ""
    portal.inspect_picture = inspect_picture
    portal.renderers["rendition"] = Path.read_bytes
    portal.renderers["card"] = draw_card
    portal.composers["images"] = partial(compose_images, catalogue, cards)


def register() -> None:
    signals.initialized.connect(provide_images)
