"""One Markdown file → one item or page: front matter, values, Markdown, sanitising, and every fault with its line."""

from __future__ import annotations

from functools import partial

from pelican import Pelican, signals

from plugins.model import portal_of
from plugins.reader.codes import CODES
from plugins.reader.files import find_files
from plugins.reader.items import ItemReader


def provide_readers(pelican: Pelican) -> None:
    portal = portal_of(pelican.settings)
    reader = ItemReader(portal)
    portal.find_files = partial(find_files, portal.config)
    portal.read_item = reader.read_item
    portal.read_page = reader.read_page
    portal.codes = CODES


def register() -> None:
    signals.initialized.connect(provide_readers)
