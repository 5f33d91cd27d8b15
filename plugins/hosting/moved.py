"""Old addresses of items and pages, and the pages that stand at them where a host cannot redirect.

In: all that has an address, and the map of imports. Out: the redirects of the site, and a job for each page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from plugins.model import Corpus, Job, Portal, SiteError
from plugins.model.redirects import Aliased, Redirect, alias_file, find_redirects, read_map
from plugins.model.views import Head, MovedView


def find_site_redirects(content: Path, standing: Iterable[Aliased]) -> tuple[Redirect, ...]:
    """All that lead to what readers can open; SiteError when the map of imports cannot be read."""
    try:
        moved = read_map(content)
    except (OSError, ValueError) as error:
        raise SiteError(f"Không đọc được bảng địa chỉ cũ – mới của thư mục {content}: {error}") from error
    return find_redirects(standing, moved)


def standing_in(corpus: Corpus) -> Iterator[Aliased]:
    """All that has an address of its own."""
    yield from corpus.items
    yield from corpus.pages
    yield from corpus.tombstones
    for edition in corpus.editions.values():
        yield from edition.items


def compose_moved(portal: Portal, redirects: Iterable[Redirect]) -> Iterator[Job]:
    title = portal.gettext("Địa chỉ đã đổi")
    for redirect in redirects:
        if address := alias_file(redirect.old):
            head = Head(title=title, address=redirect.new)
            yield Job(address, "moved.html", partial(MovedView, head), (redirect.new,))
