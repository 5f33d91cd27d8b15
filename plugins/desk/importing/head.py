"""What a page's head says of the page: the `meta` of a `Document`, and the page's own address.

In: the parsed page. Out: strings as written, by the names of `Document.meta`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from plugins.desk.importing.markdown import single_spaced

# Names of meta elements, the surer first, for each name in `Document.meta`.
_NAMES = {
    "title": ("og:title", "twitter:title", "dc.title", "headline"),
    "description": ("og:description", "description", "twitter:description", "dc.description"),
    "author": ("article:author", "author", "dc.creator", "dable:author"),
    "published": ("article:published_time", "datepublished", "pubdate", "dc.date.issued", "dc.date", "publishdate"),
    "modified": ("article:modified_time", "datemodified", "lastmod", "og:updated_time", "dc.date.modified"),
    "site_name": ("og:site_name", "application-name", "dc.publisher"),
    "image": ("og:image", "twitter:image", "image"),
    "section": ("article:section",),
    "keywords": ("news_keywords", "keywords", "article:tag"),
}
_IN_DATA = {  # schema.org's names
    "headline": "title",
    "description": "description",
    "datePublished": "published",
    "dateModified": "modified",
    "articleSection": "section",
}
_ARTICLES = {"NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting"}
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_HTTP = re.compile(r"https?://[^\s<>\"]+")


def read_head(tree: HtmlElement) -> dict[str, str]:
    """Meta elements first, then JSON-LD, then the title element (as `page_title`)."""
    given: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        given.setdefault(name.strip().lower(), single_spaced(element.get("content") or ""))
    meta = {key: next((given[name] for name in names if given.get(name)), "") for key, names in _NAMES.items()}
    for data in _read_data(tree):
        for name, key in _IN_DATA.items():
            meta[key] = meta.get(key) or (single_spaced(data[name]) if isinstance(data.get(name), str) else "")
        for name, key in (("author", "author"), ("publisher", "site_name")):
            meta[key] = meta[key] or ", ".join(_names(data.get(name)))
    meta["page_title"] = next((single_spaced("".join(element.itertext())) for element in tree.iter("title")), "")
    return {key: value for key, value in meta.items() if value}


def read_address(tree: HtmlElement, text: str) -> str:
    """The page's own address: canonical, as it is shared, or what the browser that saved it wrote into it."""
    for element in tree.iter("link"):
        if "canonical" in element.get("rel", "").lower().split() and _HTTP.fullmatch(element.get("href", "").strip()):
            return str(element.get("href")).strip()
    for element in tree.iter("meta"):
        if (element.get("property") or "").lower() == "og:url" and _HTTP.fullmatch(element.get("content", "").strip()):
            return str(element.get("content")).strip()
    saved = _SAVED_FROM.search(text, 0, 3000)
    return saved[1] if saved and _HTTP.fullmatch(saved[1]) else ""


def _read_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for element in tree.iter("script"):
        if (element.get("type") or "").lower().startswith("application/ld+json"):
            try:
                data = json.loads(element.text or "")
            except (ValueError, RecursionError):
                continue
            entries = data if isinstance(data, list) else [data]
            for entry in entries:
                graph = entry.get("@graph", [entry]) if isinstance(entry, dict) else []
                for part in graph if isinstance(graph, list) else []:
                    kind = part.get("@type") if isinstance(part, dict) else None
                    if _ARTICLES & set(kind if isinstance(kind, list) else [str(kind)]):
                        yield part


def _names(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in entries]
    return [single_spaced(name) for name in names if isinstance(name, str) and name.strip()]
