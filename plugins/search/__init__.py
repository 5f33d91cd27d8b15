"""The search page with its data and its script, all static files.

Provides the composer `search` and the renderer `search`; reads the vocabularies and `gettext`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from pelican import signals

from plugins.model import PROVINCE, REGION, Corpus, Job, Portal, SiteError, fold, portal_of, short_digest
from plugins.model.views import Head, SearchView

from .index import write_index

ADDRESS = "/tim-kiem/"
INDEX_ADDRESS = "/search/items.json"


def compose_search(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    path = portal.config.theme / "blocks/search/search.js"
    try:
        script = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"Không đọc được tập lệnh tìm kiếm {path}: {error}") from error
    script_address = f"/search/search.{short_digest(script, 8)}.js"
    yield Job(script_address, "search", partial(str, script))
    yield Job(INDEX_ADDRESS, "search", partial(write_index, portal, corpus))
    yield Job(ADDRESS, "search.html", partial(compose_search_page, portal, corpus, script_address))


def compose_search_page(portal: Portal, corpus: Corpus, script_address: str) -> SearchView:
    return SearchView(
        head=Head(title=portal.gettext("Tìm kiếm"), address=ADDRESS, indexed=False),
        crumbs=(),
        categories=tuple((category.name, category.id) for category in portal.categories),
        regions=region_choices(portal, corpus),
        index=INDEX_ADDRESS,
        script=script_address,
    )


def region_choices(portal: Portal, corpus: Corpus) -> tuple[tuple[str, str], ...]:
    """(label, id) of the provinces of today, then of every other region that has items, each by name."""
    provinces = [region.id for region in portal.regions if region.level == PROVINCE and region.until is None]
    others = set(corpus.terms[REGION.name]) - set(provinces)
    choices = [[(portal.regions.label(region), region) for region in group] for group in (provinces, others)]
    return tuple(choice for group in choices for choice in sorted(group, key=lambda choice: (fold(choice[0]), choice)))


def provide_search(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    portal.renderers["search"] = str.encode
    portal.composers["search"] = compose_search


def register() -> None:
    signals.initialized.connect(provide_search)
