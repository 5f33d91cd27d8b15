"""Composes the pages that are not listings: items, tombstones, home, static pages, 404; and what every page shares.

Provides `teaser`, `change_text`, `describe_site`, `interface`, `gettext`, the Jinja filters, the policy that pages
carry and the composers of pages; reads the vocabularies, `picture`, `body`, `social_card`, `related`, `fresh`,
`comments`, `views` and `most_read`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from pelican import signals

from plugins.model import CORRECTIONS_ADDRESS, Corpus, Job, Portal, portal_of
from plugins.model.policy import META_POLICY

from .catalogue import load_interface
from .front import front_inputs, plan_front
from .gone import compose_tombstones
from .home import compose_home
from .items import change_text, compose_item, item_inputs
from .site import describe_site
from .static import compose_not_found, compose_static_page
from .teasers import TeaserComposer


def compose_item_page(teasers: TeaserComposer, portal: Portal, corpus: Corpus, position: int, language: str) -> Job:
    compose = partial(compose_item, portal, teasers, corpus, position)
    inputs = item_inputs(portal, corpus, position)
    return Job(corpus.items[position].address, "item.html", compose, inputs, language=language)


def compose_pages(teasers: TeaserComposer, portal: Portal, corpus: Corpus) -> Iterator[Job]:
    yield from compose_tombstones(portal, corpus)
    for page, digest in zip(corpus.pages, corpus.page_digests, strict=True):
        if page.address == CORRECTIONS_ADDRESS:
            continue  # it opens the list of corrections, which another room makes
        yield Job(page.address, "page.html", partial(compose_static_page, portal, page), (digest,))
    front = plan_front(portal, corpus)
    inputs = (*front_inputs(corpus, front), *corpus.languages)
    yield Job("/", "home.html", partial(compose_home, portal, teasers, corpus, front), inputs)
    yield Job("/404.html", "not_found.html", partial(compose_not_found, portal.gettext("Không tìm thấy trang")), ())


def provide_pages(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    config = portal.config
    teasers = TeaserComposer(portal)
    portal.interface = cache(partial(load_interface, config))
    portal.gettext = portal.interface(config.language).translations.gettext
    portal.filters.update(portal.interface(config.language).filters)
    portal.globals["content_policy"] = META_POLICY
    portal.teaser = teasers
    portal.describe_site = partial(describe_site, portal)
    portal.composers["pages"] = partial(compose_pages, teasers)
    portal.outline_composers.add("pages")
    portal.change_text = partial(change_text, portal)
    portal.item_composer = partial(compose_item_page, teasers)


def register() -> None:
    signals.initialized.connect(provide_pages)
