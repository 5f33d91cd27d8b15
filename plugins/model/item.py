"""One news item, as every room sees it once its file is read."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

Status = Literal["draft", "review", "published"]
STATUSES: tuple[Status, ...] = ("draft", "review", "published")  # the way an item takes
# How an item stands at a moment: `publication.py` says.
Standing = Literal["draft", "review", "embargoed", "published", "expired", "withdrawn"]
Cause = Literal["expired", "withdrawn"]
Placement = Literal["", "lead", "featured"]

PLACED_FOR = dt.timedelta(days=7)  # how long a place on the home page is held where nobody says when it ends

LANGUAGE = "vi"  # of items, pages and vocabularies; a translation has another


class Source(msgspec.Struct, frozen=True, gc=False):
    """The publisher an item was taken from; `url` may be empty."""

    name: str
    url: str = ""


class Cover(msgspec.Struct, frozen=True, gc=False):
    """The lead picture. `src` is a path below the content folder, in POSIX form."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


class Correction(msgspec.Struct, frozen=True, gc=False):
    date: dt.date
    text: str


class Withdrawal(msgspec.Struct, frozen=True, gc=False):
    """That an item was taken back on a day, and why; readers are told both. `language` is that of the reason."""

    date: dt.date
    reason: str
    language: str = LANGUAGE


class Tombstone(msgspec.Struct, frozen=True, gc=False):
    """What stands at the address of an item that is gone: since which day, and why.

    `path` is the item's file; `language` is that of the reason; `edition` that of the item, if it is a translation;
    `aliases` are addresses that it had before.
    """

    path: str
    address: str
    cause: Cause
    date: dt.date
    reason: str = ""
    language: str = LANGUAGE
    edition: str = ""
    aliases: tuple[str, ...] = ()


class Chair(msgspec.Struct, frozen=True, gc=False):
    """Who chaired: the official's id, the name as published and the position held on the event date (may be empty)."""

    official: str
    name: str
    position: str = ""


class Document(msgspec.Struct, frozen=True, gc=False):
    """An official document that an item cites.

    `id` is its slug in addresses, the same for every spelling of its number and symbol; `symbol` is these in their
    regular form (`18-NQ/TW`, `100/2019/NĐ-CP`); `kind` is what it is called (`Nghị quyết`), empty where that is open.
    """

    id: str
    symbol: str
    kind: str = ""

    @property
    def name(self) -> str:
        """As readers see it: `Nghị quyết số 18-NQ/TW`."""
        return f"{self.kind} số {self.symbol}" if self.kind else self.symbol


class NewsItem(msgspec.Struct, frozen=True, gc=False):
    """A news item. Text is NFC; dates carry a zone; `body` is sanitised HTML, empty in a corpus (`Portal.with_body`).

    `path` is the source file below the content folder; `regions` and `category` are ids; `summary` is plain text;
    `pictures` are the paths below the content folder that cover and body show; `documents` are those that headline,
    standfirst or body cite, in the order of their first mention. Where only the day of publication is known, `date` is
    its midnight and `has_time` is false. `placement` is the place on the home page that editors chose. A translation is
    an item in another `language`, and `original` is the path of the file that it translates; as its own file gives it,
    it has no category yet. `missing` are the required fields that a draft still lacks; it bears stand-ins for them.
    `aliases` are addresses that it had before (`redirects.py`).
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
    unpublish_at: dt.datetime | None = None
    withdrawn: Withdrawal | None = None
    placement: Placement = ""
    expires: dt.date | None = None
    corrections: tuple[Correction, ...] = ()
    pictures: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    language: str = LANGUAGE
    original: str = ""
    missing: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

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

    @property
    def due(self) -> dt.datetime:
        """From when on it may be published: neither embargoed nor dated in the future."""
        return max(self.date, self.publish_at or self.date)

    @property
    def changed(self) -> dt.date | None:
        """When its content was last changed, if it was: a datetime, or a date where a correction came later."""
        last = self.corrections[-1].date if self.corrections else None
        if last is not None and last > (self.updated or self.date).date():
            return last
        return self.updated

    @property
    def modified(self) -> dt.datetime:
        """When it was published or last changed, for machines, which ask for a time of day."""
        changed = self.changed or self.date
        if isinstance(changed, dt.datetime):
            return changed
        return dt.datetime.combine(changed, dt.time(), self.date.tzinfo)

    def is_current(self, day: dt.date) -> bool:
        """Whether an announcement still holds: it has not expired, nor is the event over that it announced."""
        return self._last_day is None or day <= self._last_day

    def placement_on(self, day: dt.date) -> Placement:
        """The place on the home page that it holds on that day."""
        if not self.placement:
            return ""
        return self.placement if self.last_day and day <= self.last_day else ""

    @property
    def last_day(self) -> dt.date | None:
        """The last day of what it announces, or of its place on the home page; None where no day changes anything."""
        return self._last_day or ((self.due + PLACED_FOR).date() if self.placement else None)

    @property
    def announces_event(self) -> bool:
        return self.event_date is not None and self.event_date > self.date.date()

    @property
    def _last_day(self) -> dt.date | None:
        return self.expires or (self.event_date if self.announces_event else None)


class StaticPage(msgspec.Struct, frozen=True, gc=False):
    """A page about the portal itself, from `pages/`; `body` is sanitised HTML, `order` its place in the footer."""

    path: str
    title: str
    slug: str
    body: str
    summary: str = ""
    updated: dt.datetime | None = None
    order: int = 0
    pictures: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        return f"/{self.slug}/"
