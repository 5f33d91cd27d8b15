"""What a page says of itself to machines: schema.org vocabulary as JSON-LD.

In: the view of a page. Out: JSON texts, each for a `<script type="application/ld+json">` of its own, where they stand
as they are: nothing in them can end the element.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec

from plugins.model import LANGUAGE, Config, is_office
from plugins.model.views import Chairing, Crop, HomeView, ItemView, Link, RegionLabel

from .addresses import absolute, public_base
from .characters import writable

Data = dict[str, Any]

CONTEXT = "https://schema.org"
LOGO = "/theme/favicon.svg"

PARTS = 4096  # authors, regions and officials whose JSON is kept

_encoder = msgspec.json.Encoder()
# `<` could end the script element; the two line ends were no part of JavaScript strings before 2019.
_REPLACED = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"} | dict.fromkeys("\ufffe\uffff", "")


def to_script(data: Data) -> str:
    """JSON that may stand inside a script element."""
    text = _encode({"@context": CONTEXT, **data})
    for char, other in _REPLACED.items():
        text = text.replace(char, other)
    return text


def _encode(data: Data) -> str:
    """Control characters stand in it as JSON writes them."""
    try:
        return _encoder.encode(data).decode()
    except UnicodeEncodeError:  # half of a character, which is no UTF-8
        return writable(json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=msgspec.json.decode))


def _pack(data: Data) -> Data | msgspec.Raw:
    """As it is encoded, so that what many items have is encoded once."""
    try:
        return msgspec.Raw(_encoder.encode(data))
    except UnicodeEncodeError:
        return data


class StructuredData:
    """Describes a page: called with its view, it gives the JSON texts; none for a page that has nothing to say."""

    def __init__(self, config: Config) -> None:
        self._base = public_base(config)
        self._name = config.name
        self._tagline = config.tagline
        self._language = config.language
        self._publisher: Data = {
            "@type": "NewsMediaOrganization",
            "@id": self._url("/#organisation"),
            "name": config.organisation or config.name,
            "url": self._url("/"),
        }
        if (config.theme / "static" / LOGO.rpartition("/")[2]).is_file():
            self._publisher["logo"] = {"@type": "ImageObject", "url": self._url(LOGO)}
        self._packed_publisher = _pack(self._publisher)
        self._author = lru_cache(PARTS)(self._describe_author)
        self._region = lru_cache(PARTS)(self._describe_region)
        self._chair = lru_cache(PARTS)(self._describe_chair)

    def __call__(self, view: Any) -> tuple[str, ...]:
        return tuple(to_script(data) for data in self._describe(view))

    def _describe(self, view: Any) -> Iterator[Data]:
        if isinstance(view, ItemView):
            yield self._article(view)
        elif isinstance(view, HomeView):
            yield self._publisher
            yield self._site()
        if getattr(view, "crumbs", ()):
            yield self._trail(view)

    def _url(self, address: str) -> str:
        return absolute(self._base, address)

    def _site(self) -> Data:
        site: Data = {
            "@type": "WebSite",
            "@id": self._url("/#site"),
            "name": self._name,
            "url": self._url("/"),
            "inLanguage": self._language,
            "publisher": {"@id": self._publisher["@id"]},
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": self._url("/tim-kiem/?q=") + "{search_term_string}",
                },
                "query-input": "required name=search_term_string",
            },
        }
        if self._tagline:
            site["description"] = self._tagline
        return site

    def _trail(self, view: Any) -> Data:
        """From the home page to this one, which the view's crumbs may leave out."""
        links = [Link(self._name, "/"), *(crumb for crumb in view.crumbs if crumb.address not in ("/", ""))]
        if links[-1].address != view.head.address:
            links.append(Link(getattr(view, "title", "") or view.head.title, view.head.address))
        steps = [
            {"@type": "ListItem", "position": position, "name": link.label, "item": self._url(link.address)}
            for position, link in enumerate(links, 1)
        ]
        return {"@type": "BreadcrumbList", "itemListElement": steps}

    def _article(self, view: ItemView) -> Data:
        url = self._url(view.head.address)
        article: Data = {
            "@type": "NewsArticle",
            "@id": f"{url}#article",
            "mainEntityOfPage": {"@type": "WebPage", "@id": url},
            "url": url,
            "headline": view.title,
            "description": view.standfirst,
            "inLanguage": view.language,
            **self._versions(view),
            "isAccessibleForFree": True,
            "datePublished": view.published.isoformat(),
            "dateModified": (view.updated or view.published).isoformat(),
            "temporalCoverage": view.event_date.isoformat() if view.event_date else None,
            "articleSection": view.section.label,
            "keywords": [tag.label for tag in view.tags],
            "author": [self._author(author) for author in view.authors] or [self._packed_publisher],
            "publisher": self._packed_publisher,
            "image": self._image(view),
            "contentLocation": [self._region(region) for region in view.regions],
            "mentions": [self._chair(chair) for chair in view.chairs],
            "correction": [
                {"@type": "CorrectionComment", "text": correction.text, "datePublished": correction.date.isoformat()}
                for correction in view.corrections
            ],
        }
        if view.source:
            publisher = {"@type": "Organization", "name": view.source.name}
            work = {"@type": "CreativeWork", "url": absolute("", view.source.url), "publisher": publisher}
            article["isBasedOn"] = _filled(work)
        return _filled(article)

    def _describe_author(self, author: Link) -> Data | msgspec.Raw:
        kind = "Organization" if is_office(author.label) else "Person"
        url = self._url(author.address) if author.address else ""
        return _pack(_filled({"@type": kind, "name": author.label, "url": url}))

    def _describe_region(self, region: RegionLabel) -> Data | msgspec.Raw:
        return _pack({"@type": "AdministrativeArea", "name": region.label, "url": self._url(region.address)})

    def _describe_chair(self, chair: Chairing) -> Data | msgspec.Raw:
        url = self._url(chair.address)
        return _pack(_filled({"@type": "Person", "name": chair.name, "url": url, "jobTitle": chair.position}))

    def _versions(self, view: ItemView) -> Data:
        """The translations of an original, or the original of a translation."""
        works = [
            {
                "@type": "NewsArticle",
                "@id": f"{self._url(version.address)}#article",
                "url": self._url(version.address),
                "inLanguage": version.language,
            }
            for version in view.head.alternates
        ]
        if not works:
            return {}
        return {"translationOfWork": works[0]} if view.language != LANGUAGE else {"workTranslation": works[1:]}

    def _image(self, view: ItemView) -> list[Data]:
        if view.cover is None:
            return [{"@type": "ImageObject", "url": self._url(view.head.image)}] if view.head.image else []
        cover = view.cover
        words = {"caption": cover.caption, "creditText": cover.credit}
        shapes = (Crop(cover.address, cover.width, cover.height), *cover.crops)
        return [
            _filled(
                {
                    "@type": "ImageObject",
                    "url": self._url(shape.address),
                    "width": shape.width,
                    "height": shape.height,
                    **words,
                }
            )
            for shape in shapes
        ]


def _filled(data: Data) -> Data:
    """Without the properties that say nothing."""
    return {name: value for name, value in data.items() if value}
