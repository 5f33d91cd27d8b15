"""Data for machines: feeds, sitemaps, robots.txt and structured data.

Provides the composer `feeds`, the renderers of its files and the Jinja global `structured_data`; reads the
vocabularies and `picture`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pelican import signals

from plugins.model import Corpus, Job, Portal, portal_of

from .corrections import compose_corrections_feed
from .entries import FeedComposer
from .sitemaps import compose_sitemaps, render_news_sitemap, render_robots, render_sitemap, render_sitemap_index
from .structured_data import StructuredData
from .syndication import render_atom, render_json, render_rss


def compose_feeds(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    yield from FeedComposer(portal, corpus).jobs()
    for language, edition in corpus.editions.items():
        yield from FeedComposer(portal, edition, language).jobs()
    yield from compose_corrections_feed(portal, corpus)
    yield from compose_sitemaps(portal, corpus)


def provide_feeds(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    portal.composers["feeds"] = compose_feeds
    portal.outline_composers.add("feeds")
    portal.renderers |= {
        "feed.atom.xml": render_atom,
        "feed.rss.xml": render_rss,
        "feed.json": render_json,
        "sitemap": render_sitemap,
        "sitemap.index": render_sitemap_index,
        "sitemap.news": render_news_sitemap,
        "robots": render_robots,
    }
    portal.globals["structured_data"] = StructuredData(portal.config)


def register() -> None:
    signals.initialized.connect(provide_feeds)
