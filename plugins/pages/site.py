"""What is the same on every page: names, section bar, footer links, feeds.

In: configuration, vocabularies and the corpus's static pages. Out: a `SiteView`.
"""

from __future__ import annotations

from plugins.model import CATEGORY, Corpus, Portal, feed_links
from plugins.model.views import Link, SiteView


def describe_site(portal: Portal, corpus: Corpus) -> SiteView:
    config = portal.config
    return SiteView(
        name=config.name,
        tagline=config.tagline,
        organisation=config.organisation,
        url=config.url,
        language=config.language,
        sections=tuple(Link(section.name, CATEGORY.term_address(section.id)) for section in portal.categories),
        pages=tuple(Link(page.title, page.address) for page in corpus.pages),
        feeds=feed_links(),
        styles=portal.styles,
        script=portal.script,
        worker=portal.worker,
    )
