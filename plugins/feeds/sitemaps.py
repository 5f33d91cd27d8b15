"""What search engines read: sitemaps, the news sitemap and robots.txt.

In: the corpus and the configuration. Out: a job per file with its view, and the renderers of these views.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby, takewhile
from typing import NamedTuple, TypeVar
from xml.sax.saxutils import escape, quoteattr

from plugins.model import (
    CALENDAR_ADDRESS,
    CORRECTIONS_ADDRESS,
    LANGUAGE,
    TAXONOMIES,
    Categories,
    Config,
    Corpus,
    Job,
    Portal,
    calendar_address,
    corrections_page,
    edition_address,
    event_months,
    is_public,
    list_corrections,
)
from plugins.model.views import Alternate, View

from .addresses import absolute, public_base
from .characters import writable

T = TypeVar("T")

LIMIT = 50_000  # addresses in one sitemap
NEWS_LIMIT = 1_000
NEWS_AGE = dt.timedelta(days=2)

INDEX_ADDRESS = "/sitemap.xml"
NEWS_ADDRESS = "/news-sitemap.xml"
ROBOTS_ADDRESS = "/robots.txt"

_HEADER = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_LINK_NAMESPACE = "http://www.w3.org/1999/xhtml"
_NEWS_NAMESPACE = "http://www.google.com/schemas/sitemap-news/0.9"


class Page(NamedTuple):
    """`address` is root-relative; `modified` is when the page last changed, if known; `alternates` are its versions."""

    address: str
    modified: dt.datetime | None = None
    alternates: tuple[Alternate, ...] = ()


class Entry(NamedTuple):
    """`address` is absolute, `modified` an ISO 8601 date and time or empty; `alternates` are (language, address)."""

    address: str
    modified: str
    alternates: tuple[tuple[str, str], ...] = ()


class Story(NamedTuple):
    """`published` is an ISO 8601 date and time, `language` a code of two letters."""

    address: str
    title: str
    published: str
    language: str = LANGUAGE


class SitemapView(View):
    """A sitemap, or the index of all: then the entries are sitemaps."""

    entries: tuple[Entry, ...]


class NewsSitemapView(View):
    """`publication` is the portal's name; stories come newest first."""

    publication: str
    stories: tuple[Story, ...]


class RobotsView(View):
    sitemaps: tuple[str, ...]


def compose_sitemaps(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    """An item stands in its year's sitemap, so that a new one leaves those of other years as they are.

    Translations have sitemaps of their own.
    """
    base = public_base(portal.config)
    index: list[Page] = []
    for address, pages in cut("trang", list_pages(corpus, portal.categories, portal.alternates(corpus))):
        index.append(Page(address, latest(page.modified for page in pages)))
        yield Job(address, "sitemap", partial(compose_sitemap, base, pages), (repr(pages),))
    for language, part in [("", corpus), *corpus.editions.items()]:
        years = groupby(range(len(part.items)), key=lambda position: part.items[position].date.year)
        for year, positions in years:
            for address, chosen in cut(f"{language}-tin-{year}" if language else f"tin-{year}", tuple(positions)):
                index.append(Page(address, max(part.items[position].modified for position in chosen)))
                compose = partial(compose_item_sitemap, portal, part, chosen)
                yield Job(address, "sitemap", compose, _inputs(part, chosen))
    yield Job(INDEX_ADDRESS, "sitemap.index", partial(compose_sitemap, base, tuple(index)), (repr(index),))
    # No inputs: which items are of the last two days depends on the clock.
    for part in (corpus, *corpus.editions.values()):
        recent = takewhile(lambda item: item.date >= portal.config.now - NEWS_AGE, reversed(part.items))
        portal.turning_points += [item.date + NEWS_AGE for item in recent]
    yield Job(NEWS_ADDRESS, "sitemap.news", partial(compose_news_sitemap, portal.config, corpus))
    yield Job(ROBOTS_ADDRESS, "robots", partial(compose_robots, base), ())


def _inputs(corpus: Corpus, positions: Sequence[int]) -> tuple[str, ...]:
    """What a sitemap takes from the corpus: items and the addresses of their other versions."""
    versions = (corpus.versions.get(corpus.items[position].path, ()) for position in positions)
    addresses = (version.address for found in versions for version in found)
    return (*(corpus.outlines[position] for position in positions), *addresses)


def cut(name: str, entries: Sequence[T]) -> Iterator[tuple[str, Sequence[T]]]:
    """Sitemaps of at most LIMIT entries in the order given, by their addresses; the first keeps the name."""
    for start in range(0, len(entries), LIMIT):
        number = f"-{start // LIMIT + 1}" if start else ""
        yield f"/sitemaps/{name}{number}.xml", entries[start : start + LIMIT]


def list_pages(corpus: Corpus, categories: Categories, fronts: tuple[Alternate, ...] = ()) -> list[Page]:
    """The pages that are not items and whose address is certain: home, static pages, archive, calendar, fronts.

    `fronts` are home and the fronts of editions. Lists have no time: it would be that of their newest item, which the
    items' own sitemaps tell, and this file would be another with every item.
    """
    pages = [Page("/", None, fronts), *(Page(edition_address(language), None, fronts) for language in corpus.editions)]
    pages += [Page(page.address, page.updated) for page in corpus.pages if page.address != CORRECTIONS_ADDRESS]
    pages += list_corrections_pages(corpus)
    pages.append(Page("/luu-tru/"))
    pages += [Page(f"/luu-tru/{year}/") for year in sorted({year for year, _ in corpus.months})]
    pages += [Page(f"/luu-tru/{year}/{month:02}/") for year, month in corpus.months]
    pages.append(Page(CALENDAR_ADDRESS))
    pages += map(Page, map(calendar_address, event_months(corpus, categories)))
    for taxonomy in TAXONOMIES:
        pages.append(Page(taxonomy.address))
        pages += map(Page, map(taxonomy.term_address, corpus.terms[taxonomy.name]))
    return pages


def list_corrections_pages(corpus: Corpus) -> list[Page]:
    """The front of the list of corrections, where there is one."""
    corrections, page = list_corrections(corpus), corrections_page(corpus)
    last = [one.moment for one in corrections[-1:]]
    if not corrections and page is None:
        return []
    return [Page(CORRECTIONS_ADDRESS, latest([*last, page[0].updated if page else None]))]


def latest(times: Iterable[dt.datetime | None]) -> dt.datetime | None:
    return max((time for time in times if time), default=None)


def compose_sitemap(base: str, pages: Iterable[Page]) -> SitemapView:
    return SitemapView(
        tuple(
            Entry(
                absolute(base, page.address),
                page.modified.isoformat("T", "seconds") if page.modified else "",
                tuple((other.language, absolute(base, other.address)) for other in page.alternates),
            )
            for page in pages
        )
    )


def compose_item_sitemap(portal: Portal, corpus: Corpus, positions: Sequence[int]) -> SitemapView:
    items = [corpus.items[position] for position in positions]
    pages = [Page(item.address, item.modified, portal.alternates(corpus, item)) for item in items]
    return compose_sitemap(public_base(portal.config), pages)


def compose_news_sitemap(config: Config, corpus: Corpus) -> NewsSitemapView:
    """The items of the last two days before the build; the format takes no more than NEWS_LIMIT."""
    base = public_base(config)
    stories: list[Story] = []
    newest = [reversed(part.items) for part in (corpus, *corpus.editions.values())]
    for item in heapq.merge(*newest, key=lambda item: item.date, reverse=True):
        if item.date < config.now - NEWS_AGE or len(stories) == NEWS_LIMIT:
            break
        if is_public(item, config.now):
            published = item.date.isoformat("T", "seconds")
            stories.append(Story(absolute(base, item.address), writable(item.title), published, item.language))
    return NewsSitemapView(writable(config.name), tuple(stories))


def compose_robots(base: str) -> RobotsView:
    return RobotsView((absolute(base, INDEX_ADDRESS), absolute(base, NEWS_ADDRESS)))


def render_sitemap(view: SitemapView) -> bytes:
    return _render_entries("urlset", "url", view)


def render_sitemap_index(view: SitemapView) -> bytes:
    return _render_entries("sitemapindex", "sitemap", view)


def _render_entries(root: str, element: str, view: SitemapView) -> bytes:
    has_alternates = any(entry.alternates for entry in view.entries)
    links = f' xmlns:xhtml="{_LINK_NAMESPACE}"' if has_alternates else ""
    lines = [f'{_HEADER}<{root} xmlns="{_NAMESPACE}"{links}>']
    for address, modified, alternates in view.entries:
        lastmod = f"<lastmod>{modified}</lastmod>" if modified else ""
        versions = [*alternates, *(("x-default", other) for _, other in alternates[:1])]
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(other)}/>'
            for language, other in versions
        )
        lines.append(f"<{element}><loc>{escape(address)}</loc>{lastmod}{others}</{element}>")
    lines.append(f"</{root}>\n")
    return "\n".join(lines).encode()


def render_news_sitemap(view: NewsSitemapView) -> bytes:
    name = f"<news:name>{escape(view.publication)}</news:name>"
    lines = [f'{_HEADER}<urlset xmlns="{_NAMESPACE}" xmlns:news="{_NEWS_NAMESPACE}">']
    lines += [
        f"<url><loc>{escape(story.address)}</loc><news:news>"
        f"<news:publication>{name}<news:language>{story.language}</news:language></news:publication>"
        f"<news:publication_date>{story.published}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>"
        for story in view.stories
    ]
    lines.append("</urlset>\n")
    return "\n".join(lines).encode()


def render_robots(view: RobotsView) -> bytes:
    lines = ["User-agent: *", "Allow: /", "", *(f"Sitemap: {address}" for address in view.sitemaps)]
    return ("\n".join(lines) + "\n").encode()
