"""Writes feeds as Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1.

In: a `FeedView`. Out: the file's bytes, the same for the same view.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed

from .characters import as_html
from .entries import FeedEntry, FeedView


class AtomFeed(Atom1Feed):  # type: ignore[misc]  # the library ships no types
    """Adds what the library leaves out: hubs, several authors, named categories, the source."""

    def latest_post_date(self) -> dt.datetime:
        return self.feed["updated"]  # type: ignore[no-any-return]

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for hub in self.feed["hubs"]:
            handler.addQuickElement("link", None, {"rel": "hub", "href": hub})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry: FeedEntry = item["entry"]
        for author in entry.authors:
            handler.startElement("author", {})
            handler.addQuickElement("name", author)
            handler.endElement("author")
        for subject in entry.subjects:
            attributes = {"term": subject.term, "label": subject.label, "scheme": subject.scheme}
            handler.addQuickElement("category", None, attributes)
        if entry.picture:
            attributes = {"rel": "enclosure", "href": entry.picture.address, "type": entry.picture.media_type}
            handler.addQuickElement("link", None, attributes)
        if entry.source:
            handler.addQuickElement("link", None, {"rel": "via", "href": entry.source})


class RssFeed(Rss201rev2Feed):  # type: ignore[misc]  # the library ships no types
    """Adds what the library leaves out: hubs, several authors, categories with their domain."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:dc": "http://purl.org/dc/elements/1.1/"}

    def latest_post_date(self) -> dt.datetime:
        return self.feed["updated"]  # type: ignore[no-any-return]

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for hub in self.feed["hubs"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": hub})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry: FeedEntry = item["entry"]
        for author in entry.authors:
            handler.addQuickElement("dc:creator", author)
        for subject in entry.subjects:
            handler.addQuickElement("category", subject.label, {"domain": subject.scheme})
        if entry.picture:
            # The format asks for the size in bytes and the RSS profile for 0 where it is not known.
            attributes = {"url": entry.picture.address, "type": entry.picture.media_type, "length": "0"}
            handler.addQuickElement("enclosure", None, attributes)


def render_atom(view: FeedView) -> bytes:
    return _write(AtomFeed, view)


def render_rss(view: FeedView) -> bytes:
    return _write(RssFeed, view)


def _write(make: type[AtomFeed] | type[RssFeed], view: FeedView) -> bytes:
    feed = make(
        title=view.title,
        link=view.page,
        description=view.description,
        language=view.language,
        author_name=view.publisher,
        feed_url=view.address,
        feed_guid=view.address,
        updated=view.updated,
        hubs=view.hubs,
    )
    for entry in view.entries:
        feed.add_item(
            title=entry.title,
            link=entry.address,
            description=as_html(entry.summary) or None,
            unique_id=entry.address,
            unique_id_is_permalink=True,
            pubdate=entry.published,
            updateddate=entry.updated,
            entry=entry,
        )
    out = io.StringIO()
    feed.write(out, "utf-8")
    return out.getvalue().encode()


def render_json(view: FeedView) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.title,
        "home_page_url": view.page,
        "feed_url": view.address,
        "description": view.description,
        "authors": [{"name": view.publisher, "url": view.home}],
        "language": view.language,
        "items": [_json_item(entry) for entry in view.entries],
    }
    if view.hubs:
        feed["hubs"] = [{"type": "WebSub", "url": hub} for hub in view.hubs]
    return json.dumps(feed, ensure_ascii=False).encode()


def _json_item(entry: FeedEntry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.address,
        "url": entry.address,
        "title": entry.title,
        "content_text": entry.summary or entry.title,  # the format asks for some content
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": list(dict.fromkeys(subject.label for subject in entry.subjects)),
    }
    if entry.summary:
        item["summary"] = entry.summary
    if entry.authors:
        item["authors"] = [{"name": author} for author in entry.authors]
    if entry.picture:
        item["image"] = entry.picture.address
    return item
