"""Complete views of every page type, ordinary and extreme, and an environment to render them in.

The five events are facts of public record; everything else is made up and says so.
"""

from __future__ import annotations

from typing import Any

from plugins.model.views import Head, NotFoundView, OfflineView, SavedView, SearchView, SiteView
from tests.samples.corrections import corrections, corrections_empty, corrections_older, expired, withdrawn
from tests.samples.listings import (
    archive,
    archive_empty,
    archive_year,
    calendar,
    calendar_months,
    documents,
    listing_empty,
    listing_of,
    official_listing,
    officials,
    older_listing,
    region_listing,
    regions,
    sections,
    sections_empty,
    tags,
)
from tests.samples.most_read import most_read, most_read_empty
from tests.samples.news import home, home_empty, home_long, home_one, item, item_extreme, item_plain, static_page
from tests.samples.rendering import THEME, make_environment
from tests.samples.site import SITE

__all__ = ["PAGES", "SITE", "THEME", "item", "listing_of", "make_environment", "render"]


def render(template: str, view: Any, site: SiteView | None = None, **options: str) -> str:
    return make_environment(**options).get_template(template).render(view=view, site=site or SITE)


def search() -> SearchView:
    return SearchView(
        Head("Tìm kiếm", "/tim-kiem/"),
        (),
        "/search/index.json",
        "/search/search.js",
        "/tim-kiem/worker.js",
    )


def not_found() -> NotFoundView:
    return NotFoundView(Head("Không tìm thấy trang", "/404.html", indexed=False))


def saved() -> SavedView:
    return SavedView(Head("Bài đã lưu", "/da-luu/", indexed=False))


def offline() -> OfflineView:
    return OfflineView(Head("Không có mạng", "/ngoai-tuyen/", indexed=False))


PAGES: dict[str, tuple[str, Any]] = {
    "item": ("item.html", item()),
    "item-extreme": ("item.html", item_extreme()),
    "item-plain": ("item.html", item_plain()),
    "home": ("home.html", home()),
    "home-long": ("home.html", home_long()),
    "home-one": ("home.html", home_one()),
    "home-empty": ("home.html", home_empty()),
    "region": ("listing.html", region_listing()),
    "official": ("listing.html", official_listing()),
    "older": ("listing.html", older_listing()),
    "listing-empty": ("listing.html", listing_empty()),
    "archive": ("archive.html", archive()),
    "archive-year": ("archive.html", archive_year()),
    "archive-empty": ("archive.html", archive_empty()),
    "regions": ("region_index.html", regions()),
    "officials": ("term_index.html", officials()),
    "tags": ("term_index.html", tags()),
    "documents": ("term_index.html", documents()),
    "calendar": ("calendar.html", calendar()),
    "calendar-months": ("term_index.html", calendar_months()),
    "sections": ("term_index.html", sections()),
    "sections-empty": ("term_index.html", sections_empty()),
    "page": ("page.html", static_page()),
    "corrections": ("corrections.html", corrections()),
    "corrections-older": ("corrections.html", corrections_older()),
    "corrections-empty": ("corrections.html", corrections_empty()),
    "withdrawn": ("tombstone.html", withdrawn()),
    "expired-one": ("tombstone.html", expired()),
    "most-read": ("most_read.html", most_read()),
    "most-read-empty": ("most_read.html", most_read_empty()),
    "search": ("search.html", search()),
    "saved": ("saved.html", saved()),
    "offline": ("offline.html", offline()),
    "not-found": ("not_found.html", not_found()),
}
