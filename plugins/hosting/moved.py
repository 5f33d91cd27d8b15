"""Old addresses of items and pages, and the pages that stand at them where a host cannot redirect.

In: the corpus and the map of imports. Out: the redirects of the site, and a job for each page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from plugins.model import Corpus, Job, Portal, SiteError
from plugins.model.redirects import Redirect, alias_file, find_redirects, read_map
from plugins.model.views import Head, MovedView


def find_site_redirects(content: Path, corpus: Corpus) -> tuple[Redirect, ...]:
    """All that lead to what readers can open; SiteError when the map of imports cannot be read."""
    translated = (item for edition in corpus.editions.values() for item in edition.items)
    try:
        moved = read_map(content)
    except (OSError, ValueError) as error:
        raise SiteError(f"Không đọc được bảng địa chỉ cũ – mới của thư mục {content}: {error}") from error
    return find_redirects((*corpus.items, *corpus.pages, *translated, *corpus.tombstones), moved)


def compose_moved(portal: Portal, redirects: Iterable[Redirect]) -> Iterator[Job]:
    title = portal.gettext("Địa chỉ đã đổi")
    for redirect in redirects:
        if address := alias_file(redirect.old):
            head = Head(title=title, address=redirect.new)
            yield Job(address, "moved.html", partial(MovedView, head), (redirect.new,))
