"""Composes the pages that are not listings: items, home, static pages, 404; and what every page shares.

Provides `teaser`, `describe_site`, `gettext`, the Jinja filters and the composer `pages`; reads the vocabularies,
`picture`, `body`, `social_card`, `related` and `fresh`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from pelican import signals

from plugins.model import Corpus, Job, Portal, portal_of

from .catalogue import load_translations
from .formats import make_filters
from .front import front_inputs, plan_front
from .home import compose_home
from .items import compose_item, item_inputs
from .site import describe_site
from .static import compose_not_found, compose_static_page
from .teasers import TeaserComposer


def compose_pages(teasers: TeaserComposer, portal: Portal, corpus: Corpus) -> Iterator[Job]:
    for position, item in enumerate(corpus.items):
        compose = partial(compose_item, portal, teasers, corpus, position)
        yield Job(item.address, "item.html", compose, item_inputs(portal, corpus, position))
    for page, digest in zip(corpus.pages, corpus.page_digests, strict=True):
        yield Job(page.address, "page.html", partial(compose_static_page, portal, page), (digest,))
    front = plan_front(portal, corpus)
    yield Job("/", "home.html", partial(compose_home, portal, teasers, corpus, front), front_inputs(corpus, front))
    yield Job("/404.html", "not_found.html", partial(compose_not_found, portal.gettext("Không tìm thấy trang")), ())


def provide_pages(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    config = portal.config
    teasers = TeaserComposer(portal)
    translations = load_translations(config.theme / "locale", config.language)
    portal.translations = translations
    portal.gettext = translations.gettext
    portal.filters.update(make_filters(config.language, config.url))
    portal.teaser = teasers
    portal.describe_site = partial(describe_site, portal)
    portal.composers["pages"] = partial(compose_pages, teasers)


def register() -> None:
    signals.initialized.connect(provide_pages)
