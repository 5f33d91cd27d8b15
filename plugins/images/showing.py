"""Pictures as views show them, and bodies in parts so that templates can show the pictures within.

In: sources of the catalogue and sanitised HTML. Out: `Picture` and `Body` of the views.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import unquote

from plugins.model import NewsItem, Portal, StaticPage
from plugins.model.paths import join
from plugins.model.views import Body, BodyPicture, Crop, Html, Picture, Rendition

from .catalogue import Catalogue
from .renditions import FORMATS, Source, crop_name, crop_sizes, rendition_name, rendition_sizes

FOLDER = "/images/"

# As the reader's sanitiser writes them: attributes always quoted, their quotes always escaped.
_IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')


def show(source: Source, alt: str, caption: str = "", credit: str = "") -> Picture:
    sizes = rendition_sizes(source.width, source.height)
    renditions = tuple(_rendition(source.stem, width, height) for width, height in sizes)
    largest = renditions[-1]
    cropped = crop_sizes(source.width, source.height) if source.is_cropped else []
    crops = tuple(Crop(FOLDER + crop_name(source.stem, *size), *size) for size in cropped)
    return Picture(largest.jpeg, alt, caption, credit, largest.width, largest.height, renditions, source.tone, crops)


def show_body(portal: Portal, catalogue: Catalogue, content: NewsItem | StaticPage) -> Body:
    """The body with each of its pictures as a part of its own."""
    if not content.pictures:
        return (Html(content.body),)
    folder = picture_folder(portal, content)
    parts: list[Html | BodyPicture] = []
    end = 0
    for image in _IMAGE.finditer(content.body):
        attributes = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(image[1])}
        src = unquote(attributes.get("src", "").removeprefix("/"))
        if src not in content.pictures:
            continue  # its source was taken out by the reader, which has reported why
        picture = show(catalogue[join(folder, src)], attributes.get("alt", ""))
        shown = BodyPicture(picture, in_gallery=attributes.get("class") == "gallery__picture")
        parts += [Html(content.body[end : image.start()]), shown]
        end = image.end()
    return (*parts, Html(content.body[end:]))


def picture_folder(portal: Portal, content: NewsItem | StaticPage) -> Path:
    """The folder that the paths of an item's or page's pictures start from."""
    return portal.config.content if isinstance(content, NewsItem) else portal.config.pages.parent


def _rendition(stem: str, width: int, height: int) -> Rendition:
    jpeg, webp = (FOLDER + rendition_name(stem, width, suffix) for suffix in ("jpg", "webp"))
    avif = FOLDER + rendition_name(stem, width, "avif") if "avif" in FORMATS else ""
    return Rendition(width, height, avif, webp, jpeg)
