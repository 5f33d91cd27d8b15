"""What the editors' index holds of an item, field by field, and what each field is called in a query.

In: an item and the vocabularies. Out: the values Whoosh indexes. Nothing is stored but the path: what a result shows is
read from the item's own file.
"""

from __future__ import annotations

import datetime as dt
import html.parser
from dataclasses import dataclass
from typing import Any

from whoosh import fields

from plugins.model import FIELDS, NewsItem, Portal, Timeline, fold, public_from, slugify, timeline_of

from .analyser import FoldedText
from .dates import DayField

NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)  # a day that no clock will show
BLOCKS = frozenset((
    "blockquote", "br", "dd", "div", "dt", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "table", "td", "th", "tr", "ul",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class SearchField:
    """`names` are what editors may write before the colon, folded; `weight` 0 leaves it out of unfielded queries."""

    name: str
    names: tuple[str, ...]
    weight: float = 0.0


def _named(name: str, *others: str, weight: float = 0.0) -> SearchField:
    """The label of the shared list of fields is a name too: `Địa phương` may be written `dia-phuong`."""
    labels = [slugify(field.label) for field in FIELDS if field.name == name]
    return SearchField(name, tuple(dict.fromkeys([name.replace("_", "-"), *others, *labels])), weight)


TEXT_FIELDS = (
    _named("title", weight=4.0),
    _named("summary", "tom-tat", weight=2.0),
    _named("region", weight=2.0),
    _named("chairs", "chu-tri", "chair", "official", weight=2.0),
    _named("tags", "the", "tag", weight=2.0),
    _named("body", "noi-dung", "bai", weight=1.0),
    _named("category"),
    _named("authors", "tac-gia", "author"),
    _named("source"),
)
DATE_FIELDS = (_named("date", "ngay"), _named("event_date", "su-kien"))
STATUS = _named("status")
SEARCH_FIELDS = (*TEXT_FIELDS, *DATE_FIELDS, STATUS)

FIELD_OF = {name: field.name for field in SEARCH_FIELDS for name in field.names}


def make_schema() -> Any:
    """`opens`, `closes`, `region_ids`, `official_ids` are for the search itself: no query of an editor names them.

    `status` is the item's standing where that never changes; else it is published from `opens` to `closes`.
    """
    schema = fields.Schema(
        path=fields.ID(stored=True, unique=True),
        status=fields.ID(),
        opens=fields.DATETIME(),
        closes=fields.DATETIME(),
        region_ids=fields.KEYWORD(),
        official_ids=fields.KEYWORD(),
    )
    for field in TEXT_FIELDS:
        schema.add(field.name, FoldedText())
    for field in DATE_FIELDS:
        schema.add(field.name, DayField())
    return schema


def make_document(item: NewsItem, portal: Portal) -> dict[str, Any]:
    """The values of one item by field. Dates are as on the page, `due` is UTC; none carries a zone."""
    regions = [name for region in item.regions for name in _region_names(region, portal)]
    chairs = [name for chair in item.chairs for name in (chair.name, *_aliases(chair.official, portal), chair.position)]
    category = portal.categories[item.category]
    shown_in = {listing for region in item.regions for listing in portal.regions.listing_ids(region)}
    return {
        "path": item.path,
        "title": item.title,
        "summary": item.summary,
        "region": join(regions),
        "chairs": join(chairs),
        "tags": join(item.tags),
        "category": join([category.name, category.id]),
        "authors": join(item.authors),
        "source": item.source.name if item.source else "",
        "body": body_text(item),
        "date": item.date.replace(tzinfo=None),
        "event_date": dt.datetime.combine(item.event_day, dt.time()),
        **_standing(timeline_of(item)),
        "region_ids": " ".join(sorted(shown_in)),
        "official_ids": " ".join(chair.official for chair in item.chairs),
    }


def _standing(timeline: Timeline) -> dict[str, Any]:
    (_, first), *later = timeline
    if not later:
        return {"status": first, "opens": NEVER, "closes": NEVER}
    opens, closes = public_from(timeline), next((start for start, standing in later if standing == "expired"), None)
    end = utc(closes) if closes else NEVER
    return {"status": "published", "opens": utc(opens) if opens else end, "closes": end}


def body_text(item: NewsItem) -> str:
    """The text of body, cover and corrections, paragraphs apart."""
    cover = [item.cover.caption, item.cover.alt] if item.cover else []
    return "\n".join([plain_text(item.body), *cover, *(correction.text for correction in item.corrections)])


def plain_text(markup: str) -> str:
    """The text of sanitised HTML, a line for each block."""
    reader = _TextReader()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None)


def join(names: Any) -> str:
    """Names side by side, so that no phrase reaches from one into the next."""
    return " ; ".join(dict.fromkeys(name for name in names if name))


def field_named(name: str) -> str | None:
    """The field an editor means by a name with or without accents, in any case, with hyphens or underscores."""
    return FIELD_OF.get(fold(name).replace("_", "-"))


def _region_names(region_id: str, portal: Portal) -> list[str]:
    """Every name under which readers look for it, and those of the units whose listings show it."""
    ids = dict.fromkeys((region_id, *portal.regions.listing_ids(region_id)))
    names = [portal.regions.label(region_id), portal.regions.present_name(region_id)]
    for region in (portal.regions[listing] for listing in ids):
        names += [region.name, region.written, *(alias.name for alias in region.aliases)]
    return names


def _aliases(official_id: str, portal: Portal) -> tuple[str, ...]:
    try:
        return portal.officials[official_id].aliases
    except KeyError:
        return ()


class _TextReader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        del attrs
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, ())

    def handle_data(self, data: str) -> None:
        self.pieces.append(data.replace("\n", " "))
