"""What is the same on every page: names, section bar, footer links, feeds.

In: configuration, vocabularies and the corpus's static pages. Out: a `SiteView`.
"""

from __future__ import annotations

from plugins.model import CATEGORY, Corpus, Portal, edition_address, feed_links
from plugins.model.views import Link, SiteView


def describe_site(portal: Portal, corpus: Corpus, language: str = "") -> SiteView:
    """The site as pages in its own language see it, or as those of an edition do, whose bar has no sections."""
    config = portal.config
    names = config.editions[language] if language else config
    sections = tuple(Link(section.name, CATEGORY.term_address(section.id)) for section in portal.categories)
    return SiteView(
        name=names.name,
        tagline=names.tagline,
        organisation=names.organisation,
        url=config.url,
        language=language or config.language,
        sections=() if language else sections,
        pages=tuple(Link(page.title, page.address) for page in corpus.pages),
        feeds=feed_links(term_id=language or "all"),
        styles=portal.styles,
        script=portal.script,
        worker=portal.worker,
        home=edition_address(language) if language else "/",
        editions=portal.alternates(corpus),
        comments=portal.comments(language or config.language) if portal.comments else None,
        views=portal.views,
    )
