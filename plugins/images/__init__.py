"""Pictures of items: their addresses and sizes, and the files themselves.

Provides `picture`, the renderer `picture` and the composer `images`. Only pictures that an item or page of this build
shows are published, so that a draft's pictures stay private.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pelican import signals
from PIL import Image

from plugins.model import Corpus, Job, Portal, SiteError, portal_of
from plugins.model.views import Picture


def picture_address(src: str) -> str:
    return "/" + quote(src)


@cache
def picture_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, read from the file's header; SiteError when it is no picture."""
    try:
        with Image.open(path) as image:
            return image.size
    except (OSError, Image.DecompressionBombError) as error:
        raise SiteError(f"Không đọc được ảnh {path}: {error}") from error


def describe_picture(content: Path, src: str, alt: str, caption: str, credit: str) -> Picture:
    width, height = picture_size(content / src)
    return Picture(picture_address(src), alt, caption, credit, width, height)


def compose_images(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    config = portal.config
    shown = {src: config.content for item in corpus.items for src in item.pictures}
    shown |= {src: config.pages.parent for page in corpus.pages for src in page.pictures}
    for src, folder in sorted(shown.items()):
        status = (folder / src).stat()
        inputs = (str(status.st_size), str(status.st_mtime_ns))
        yield Job("/" + src, "picture", partial(Path, folder, src), inputs)


def provide_images(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    portal.picture = partial(describe_picture, portal.config.content)
    portal.renderers["picture"] = Path.read_bytes
    portal.composers["images"] = compose_images


def register() -> None:
    signals.initialized.connect(provide_images)
