"""Which file of the content a page was made of.

In: the address of an item or static page. Out: the file, or another that claims the address. The build's own records
are not asked: a file that cannot be read any more is wanted too, while the browser still shows what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from plugins.model import Portal, slugify
from plugins.model.paths import join

_ITEM = re.compile(r"/(?:([a-z]{2})/)?tin/(\d{4})/(\d{2})/([a-z0-9-]+)/")
_PAGE = re.compile(r"/([a-z0-9-]+)/")
_SLUG = re.compile(r"^slug[ \t]*:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE | re.IGNORECASE)
_TITLE = re.compile(r"^title[ \t]*:[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)
_HEAD = 4000  # bytes in which slug and title stand


class SourceFinder:
    """Remembers what it found; a file is looked for again when it has another address by now."""

    def __init__(self) -> None:
        self._found: dict[str, Path] = {}

    def find(self, portal: Portal, address: str) -> Path | None:
        """None for a page that no single file makes."""
        known = self._found.get(address)
        if known is not None and _may_be(portal, known, address):
            return known
        for path in _candidates(portal, address):
            if _may_be(portal, path, address):
                self._found[address] = path
                return path
        return None


def _may_be(portal: Portal, path: Path, address: str) -> bool:
    """Whether the file makes this page, or bears its name and cannot be read."""
    if not path.is_file():
        return False
    made = _address_of(portal, path)
    if not made:
        return path.name.split(".")[0] == address.rstrip("/").rsplit("/", 1)[-1]
    return made == address


def _address_of(portal: Portal, path: Path) -> str:
    """Empty for a file that cannot be read."""
    read = portal.read_item if path.is_relative_to(portal.config.content / "news") else portal.read_page
    item = read(path).item
    return item.address if item else ""


def find_other(portal: Portal, address: str, path: Path) -> Path | None:
    """A file other than this one that makes the page at the address."""
    others = (other for other in _candidates(portal, address) if other != path and other.is_file())
    return next((other for other in others if _address_of(portal, other) == address), None)


def _candidates(portal: Portal, address: str) -> Iterator[Path]:
    """Files by their names first, for that is how `new` and `import` name them; then all that speak of the slug."""
    item, page = _ITEM.fullmatch(address), _PAGE.fullmatch(address)
    if item:
        language, year, month, slug = item.groups(default="")
        name = f"{slug}.{language}.md" if language else f"{slug}.md"
        yield join(portal.config.content, f"news/{year}/{month}/{name}")
        files = portal.find_files().news
        yield from (file for file in files if file.stem.split(".")[0] == slug)
        yield from (file for file in files if _speaks_of(file, slug))
    elif page:
        yield join(portal.config.pages, f"{page[1]}.md")
        yield from (file for file in portal.find_files().pages if _speaks_of(file, page[1]))


def _speaks_of(file: Path, slug: str) -> bool:
    try:
        if not file.is_file():  # opening a pipe would wait for ever
            return False
        with file.open("rb") as stream:
            head = stream.read(_HEAD).decode("utf-8", "ignore")
    except OSError:
        return False
    given = _SLUG.search(head)
    if given:
        return given[1] == slug
    title = _TITLE.search(head)
    return title is not None and slugify(title[1]) == slug
