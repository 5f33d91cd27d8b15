"""One news item, as every room sees it once its file is read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Status = Literal["published", "draft"]

LANGUAGE = "vi"  # of items, pages and vocabularies; a translation has another


@dataclass(frozen=True, slots=True)
class Source:
    """The publisher an item was taken from; `url` may be empty."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """The lead picture. `src` is a path below the content folder, in POSIX form."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    date: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Chair:
    """Who chaired: the official's id, the name as published and the position held on the event date (may be empty)."""

    official: str
    name: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A news item. Text is NFC; dates carry a zone; `body` is sanitised HTML.

    `path` is the source file below the content folder; `regions` and `category` are ids; `summary` is plain text;
    `pictures` are the paths below the content folder that cover and body show. Where only the day of publication is
    known, `date` is its midnight and `has_time` is false. A translation is an item in another `language`, and
    `original` is the path of the file that it translates; as its own file gives it, it has no category yet.
    """

    path: str
    title: str
    slug: str
    date: dt.datetime
    category: str
    body: str
    has_time: bool = True
    event_date: dt.date | None = None
    updated: dt.datetime | None = None
    regions: tuple[str, ...] = ()
    chairs: tuple[Chair, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str = ""
    authors: tuple[str, ...] = ()
    source: Source | None = None
    cover: Cover | None = None
    status: Status = "published"
    publish_at: dt.datetime | None = None
    corrections: tuple[Correction, ...] = ()
    pictures: tuple[str, ...] = ()
    language: str = LANGUAGE
    original: str = ""

    @property
    def address(self) -> str:
        edition = f"/{self.language}" if self.original else ""
        return f"{edition}/tin/{self.date.year}/{self.date.month:02}/{self.slug}/"

    @property
    def published(self) -> dt.date:
        """When it was published, as readers may be told: a datetime, or a date where the time is not known."""
        return self.date if self.has_time else self.date.date()

    @property
    def event_day(self) -> dt.date:
        """The day by which regions and positions are looked up."""
        return self.event_date or self.date.date()

    def is_due(self, now: dt.datetime) -> bool:
        """Whether readers may see it: published, not embargoed and not dated in the future."""
        return self.status == "published" and max(self.date, self.publish_at or self.date) <= now


@dataclass(frozen=True, slots=True)
class StaticPage:
    """A page about the portal itself, from `pages/`; `body` is sanitised HTML, `order` its place in the footer."""

    path: str
    title: str
    slug: str
    body: str
    summary: str = ""
    updated: dt.datetime | None = None
    order: int = 0
    pictures: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        return f"/{self.slug}/"
