"""What templates see, and nothing else: one frozen view per page type, made of small frozen parts.

In: facts that the pages and taxonomies rooms compose. Out: everything a template may print. Strings are plain text
and escaped by the template, except those typed `Html`, which hold sanitised HTML. Addresses are root-relative. A
`published` that is a date and no datetime has no known time of day, and templates show none.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NewType, dataclass_transform

import msgspec

from plugins.model.item import LANGUAGE, Cause, Correction, Source, Standing

Html = NewType("Html", str)


@dataclass_transform(frozen_default=True)
class View(msgspec.Struct, frozen=True, gc=False):
    """Made and compared by its fields, as a frozen dataclass, in a tenth of the time: a page has dozens of parts."""


# Parts


class Link(View):
    """`language` is that of the label."""

    label: str
    address: str
    language: str = LANGUAGE


class Feed(View):
    """`mime` is the feed's media type, `title` its name for readers (`Atom`, `RSS`, `JSON Feed`)."""

    title: str
    address: str
    mime: str


class Alternate(View):
    """A page in one of its languages: `language` is the code (`en`), `label` the language's own name (`English`)."""

    language: str
    label: str
    address: str


class Comments(View):
    """The path of the comment server, and the addresses of what pages load.

    `loader` is an item's script, which fetches `program` and `styles` when they are needed; `counts` is a listing's.
    """

    server: str
    loader: str = ""
    program: str = ""
    styles: str = ""
    counts: str = ""


class Head(View):
    """What a page says of itself in `<head>`.

    `address` is the page's own (canonical) address; `newer` and `older` are its neighbours in a listing; `image` is the
    address of the picture shown when the page is shared; `indexed` is false for pages search engines should leave out.
    `alternates` are all versions of a page that has more than one, this one too, the original first.
    """

    title: str
    address: str
    description: str = ""
    newer: str = ""
    older: str = ""
    feeds: tuple[Feed, ...] = ()
    image: str = ""
    kind: str = "website"
    indexed: bool = True
    alternates: tuple[Alternate, ...] = ()

    @property
    def others(self) -> tuple[Alternate, ...]:
        """The versions in other languages."""
        return tuple(version for version in self.alternates if version.address != self.address)


class Rendition(View):
    """One size of a picture, in pixels, and the addresses of its three files."""

    width: int
    height: int
    avif: str
    webp: str
    jpeg: str


class Crop(View):
    """A part of a picture in one of the shapes that search engines show, as a JPEG; its size in pixels."""

    address: str
    width: int
    height: int


class Picture(View):
    """A picture with its words; an empty `alt` marks one that says nothing.

    `address` is the largest JPEG, `width` and `height` are its pixels, 0 when not known; `renditions` ascend by
    width and end with the size of `address`. `crops` are only made of a cover, and only what it is large enough
    for. `tone` is the class that fills the picture's place with its main colour until it is there.
    """

    address: str
    alt: str
    caption: str = ""
    credit: str = ""
    width: int = 0
    height: int = 0
    renditions: tuple[Rendition, ...] = ()
    tone: str = ""
    crops: tuple[Crop, ...] = ()

    @property
    def thumbnail(self) -> str:
        """The address of the smallest JPEG."""
        return self.renditions[0].jpeg if self.renditions else self.address


class BodyPicture(View):
    """A picture where it stands in running text; `in_gallery` when it is one of several in a row."""

    picture: Picture
    in_gallery: bool = False


# Running text in its order: HTML and, between two pieces of it, pictures. A piece need not be whole by itself.
Body = tuple[Html | BodyPicture, ...]


class RegionLabel(View):
    """`label` is the name held at the time (`Bến Lức, Long An`), `now` the present province if another (`Tây Ninh`)."""

    label: str
    address: str
    now: str = ""
    now_address: str = ""


class Teaser(View):
    """An item as lists show it. `standing` is told where it is not published, which only `serve` shows.

    `language` is that of its own words.
    """

    title: str
    address: str
    published: dt.date
    section: Link
    standfirst: str = ""
    event_date: dt.date | None = None
    regions: tuple[RegionLabel, ...] = ()
    cover: Picture | None = None
    standing: Standing = "published"
    language: str = LANGUAGE


class Chairing(View):
    """One who chaired, with the position held then (may be empty)."""

    name: str
    address: str
    position: str = ""


class Shared(View):
    """What two items have in common: a term of the taxonomy named `kind`, with the address of its listing."""

    kind: str
    term: Link


class Related(View):
    """An older item and why it stands beside this one. `standing` is that of a `Teaser`."""

    link: Link
    published: dt.date
    reasons: tuple[Shared, ...]
    standing: Standing = "published"


class Fresh(View):
    """What the script needs to find newer news for an item.

    `address` is that of the file of the newest items, `since` the time of the item; the others are ids of its terms.
    """

    address: str
    since: dt.datetime
    officials: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


class Day(View):
    """A day of a listing with its items, newest first."""

    date: dt.date
    teasers: tuple[Teaser, ...]


class Bar(View):
    """A bar of a chart. `share` is its height from 0 to 1 of the highest; `address` is empty when there is no page."""

    label: str
    name: str
    count: int
    share: float
    address: str = ""


class Tile(View):
    """A present-day province on the tile map: `column` and `row` from 0; `shade` from 0 (no items) to 4 (most)."""

    name: str
    address: str
    count: int
    column: int
    row: int
    shade: int


class TermCount(View):
    """`count` is None where a page names the term alone: it would be another page with each new item."""

    link: Link
    count: int | None = None
    note: str = ""


class TermGroup(View):
    label: str
    terms: tuple[TermCount, ...]


class Band(View):
    """A section on the home page: one large teaser and up to three small."""

    section: Link
    teasers: tuple[Teaser, ...]


class MostRead(View):
    """What was read most in a `period` (`week`, `month`), each with its views, 0 where they are not told."""

    period: str
    items: tuple[tuple[Teaser, int], ...]


class RegionNews(View):
    """A region on the home page with its newest items."""

    region: Link
    teasers: tuple[Teaser, ...]


class RegionHistory(View):
    """What a region was and became. Links with an empty address name units that have no page.

    `names` are those it bore before, each with the last day on which it did.
    """

    kind: str
    parent: Link | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    successors: tuple[Link, ...] = ()
    predecessors: tuple[Link, ...] = ()
    present: Link | None = None
    districts: tuple[Link, ...] = ()
    names: tuple[tuple[str, dt.date], ...] = ()


class Post(View):
    """A position of an official with its dates and region, if known."""

    title: str
    since: dt.date | None = None
    until: dt.date | None = None
    region: Link | None = None


class Event(View):
    """An item on the day of what it tells of; `place` is its first region as it was called then."""

    link: Link
    place: str = ""
    standing: Standing = "published"


class Hidden(View):
    """Why readers do not see an item that `serve` shows.

    `moment` is when it will be published, expired or was withdrawn; `reason` is the public one of a withdrawal;
    `missing` are the labels of required fields that a draft still lacks.
    """

    standing: Standing
    moment: dt.date | None = None
    reason: str = ""
    missing: tuple[str, ...] = ()


class ListedCorrection(View):
    """A correction with the item it belongs to, which was `published` at its time."""

    date: dt.date
    text: str
    item: Link
    published: dt.date


class CalendarDay(View):
    """A day with its events; `outside` marks one that fills a week but belongs to another month."""

    date: dt.date
    events: tuple[Event, ...] = ()
    outside: bool = False


# Pages


class ItemView(View):
    """`updated` has no time of day where that is not known; `minutes` is how long reading takes, 0 when not known."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    section: Link
    published: dt.date
    body: Body
    regions: tuple[RegionLabel, ...] = ()
    event_date: dt.date | None = None
    updated: dt.date | None = None
    standfirst: str = ""
    cover: Picture | None = None
    chairs: tuple[Chairing, ...] = ()
    authors: tuple[Link, ...] = ()
    source: Source | None = None
    tags: tuple[Link, ...] = ()
    documents: tuple[Link, ...] = ()
    corrections: tuple[Correction, ...] = ()
    previous: Link | None = None
    related: tuple[Related, ...] = ()
    fresh: Fresh | None = None
    minutes: int = 0
    hidden: Hidden | None = None
    language: str = LANGUAGE


class ListingView(View):
    """A page of a term's or month's items, newest first.

    `kind` is a taxonomy's name, `month` or `edition` (all that is translated into one language). The front has `number`
    0, says the `total` and carries the term's facts; an older page has its stable number (1 is the oldest) and the
    address of the `front`, and says nothing that later items could change. Of an official, `years` tell how much was
    chaired in each, `places` where and `officials` with whom; of a region, `officials` are those who chaired there.
    """

    head: Head
    crumbs: tuple[Link, ...]
    kind: str
    title: str
    days: tuple[Day, ...]
    number: int = 0
    total: int = 0
    older: str = ""
    newer: str = ""
    front: str = ""
    description: str = ""
    region: RegionHistory | None = None
    posts: tuple[Post, ...] = ()
    years: tuple[Bar, ...] = ()
    places: tuple[TermCount, ...] = ()
    officials: tuple[TermCount, ...] = ()


class HomeView(View):
    """`coming` are announcements of events, the next one first; all others come newest first."""

    head: Head
    lead: Teaser | None
    seconds: tuple[Teaser, ...] = ()
    newest: tuple[Teaser, ...] = ()
    bands: tuple[Band, ...] = ()
    notices: tuple[Teaser, ...] = ()
    coming: tuple[Teaser, ...] = ()
    regions: tuple[RegionNews, ...] = ()
    most_read: MostRead | None = None


class MostReadView(View):
    """`/doc-nhieu/`: `until` is the moment up to which views are counted, None where there are no figures."""

    head: Head
    until: dt.datetime | None
    lists: tuple[MostRead, ...]


class ArchiveView(View):
    """`/luu-tru/` (bars are years, `year` 0) and `/luu-tru/YYYY/` (bars are its months, `years` the others)."""

    head: Head
    crumbs: tuple[Link, ...]
    year: int
    total: int
    bars: tuple[Bar, ...]
    years: tuple[Link, ...] = ()


class RegionIndexView(View):
    """`/dia-phuong/`: the tile map of today's provinces, and former units that have items."""

    head: Head
    crumbs: tuple[Link, ...]
    tiles: tuple[Tile, ...]
    former: tuple[TermGroup, ...] = ()


class TermIndexView(View):
    """`/chuyen-muc/`, `/chu-tri/` and `/the/`: all terms of a taxonomy (`kind`), grouped by first letter.

    `/van-ban/` has them by kind of document, `/lich/` (`kind` is `calendar`) its months by year.
    """

    head: Head
    crumbs: tuple[Link, ...]
    kind: str
    groups: tuple[TermGroup, ...]


class CalendarView(View):
    """`/lich/YYYY/MM/`: the weeks of a month, each with its seven days from Monday on.

    `previous` and `next` are the nearest months with events.
    """

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    total: int
    weeks: tuple[tuple[CalendarDay, ...], ...]
    previous: Link | None = None
    next: Link | None = None


class StaticPageView(View):
    head: Head
    crumbs: tuple[Link, ...]
    title: str
    body: Body
    updated: dt.datetime | None = None


class CorrectionsView(View):
    """`/dinh-chinh/`: all corrections, newest first, below the `body` of the page that tells how they are made.

    Numbered pages are as those of a `ListingView`; `total` and `body` stand on the front. `language` is that of the
    title.
    """

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    corrections: tuple[ListedCorrection, ...]
    body: Body = ()
    updated: dt.datetime | None = None
    number: int = 0
    total: int = 0
    older: str = ""
    newer: str = ""
    front: str = ""
    language: str = LANGUAGE


class MovedView(View):
    """What stands at an old address; the head's address is the new one."""

    head: Head


class TombstoneView(View):
    """What stands at the address of an item that is gone; `language` is that of the `reason`, which may be empty."""

    head: Head
    cause: Cause
    date: dt.date
    reason: str = ""
    language: str = LANGUAGE


class SearchView(View):
    """`/tim-kiem/`: addresses of the search data, of the script and of the worker that keeps both for offline use."""

    head: Head
    crumbs: tuple[Link, ...]
    index: str
    script: str
    worker: str = ""


class NotFoundView(View):
    head: Head


class PatternExample(View):
    """A call of one of a block's macros."""

    name: str
    macro: str
    arguments: dict[str, Any]


class PatternBlock(View):
    name: str
    template: str
    examples: tuple[PatternExample, ...]
    description: str = ""


class PatternsView(View):
    """`/mau/`, under `serve` only: the theme's blocks with their examples; `styles` is the page's own style sheet."""

    head: Head
    blocks: tuple[PatternBlock, ...]
    styles: str


class SavedView(View):
    """`/da-luu/`: what a reader has saved, which only the reader's browser knows."""

    head: Head


class OfflineView(View):
    """`/ngoai-tuyen/`: shown where there is no network; lists the pages that the browser keeps."""

    head: Head


class SiteView(View):
    """What is the same on every page of a build: `site` in templates.

    `url` is the public address without a trailing slash, empty while serving; `sections` the section bar; `pages` the
    footer's links; `styles` and `script` the addresses of the bundled style sheet and script; `worker` that of the
    service worker that keeps pages for offline reading, empty while serving. `home` is the front of the edition,
    `editions` are the fronts of all of them, none where nothing is translated. `comments` is None where
    readers write none; `views` is the folder of the files that tell how often items are read, empty where that is not
    counted.
    """

    name: str
    tagline: str
    organisation: str
    url: str
    language: str
    sections: tuple[Link, ...]
    pages: tuple[Link, ...]
    feeds: tuple[Feed, ...]
    styles: str
    script: str
    worker: str = ""
    home: str = "/"
    editions: tuple[Alternate, ...] = ()
    comments: Comments | None = None
    views: str = ""

    @property
    def others(self) -> tuple[Alternate, ...]:
        """The fronts of the other editions."""
        return tuple(edition for edition in self.editions if edition.address != self.home)
