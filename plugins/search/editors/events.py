"""Earlier items about the event of a given one, so that an editor sees what was already said of it.

In: an item and the index. Out: paths with the reasons, most reasons first. An item counts as about the same event when
it happened on the same day in the same region, was chaired by the same person within some days, or reads much alike.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, NamedTuple

from whoosh import query as queries

from plugins.model import NewsItem, Portal

from .dates import EARLIEST, number
from .documents import body_text

NEAR = 7  # days between two events with the same chair that may be one
ALIKE = 0.5  # of the score that the item has with itself; most pairs above it tell one story
KEY_TERMS = 30
MOST = 200  # candidates looked at for each reason

SAME_DAY = "cùng ngày, cùng địa phương"
SAME_CHAIR = f"cùng người chủ trì trong {NEAR} ngày"
SIMILAR = "nội dung gần giống"


class Earlier(NamedTuple):
    path: str
    reasons: tuple[str, ...]


def find_earlier(item: NewsItem, portal: Portal, searcher: Any, limit: int) -> list[Earlier]:
    """Items published no later than the day of this one, at most `limit`; the item itself is left out."""
    day, near = item.event_day, dt.timedelta(days=NEAR)
    shown_in = sorted({listing for region in item.regions for listing in portal.regions.listing_ids(region)})
    reasons: dict[str, list[str]] = defaultdict(list)
    scores: dict[str, float] = defaultdict(float)

    same_day = queries.And([_days("event_date", day, day), _any_of("region_ids", shown_in)])
    near_day = queries.And(
        [
            _days("event_date", day - near, day + near),
            _any_of("official_ids", [chair.official for chair in item.chairs]),
        ]
    )
    for query, reason in ((same_day, SAME_DAY), (near_day, SAME_CHAIR)):
        for hit in searcher.search(query, limit=MOST, filter=_until(item)):
            reasons[hit["path"]].append(reason)
    for path, share in _similar(item, searcher):
        scores[path] = share
        if share >= ALIKE:
            reasons[path].append(SIMILAR)
    reasons.pop(item.path, None)
    ranked = sorted(reasons, key=lambda path: (-len(reasons[path]), -scores[path], path))
    return [Earlier(path, tuple(reasons[path])) for path in ranked[:limit]]


def _similar(item: NewsItem, searcher: Any) -> list[tuple[str, float]]:
    """Items that share this one's key terms, with their score as a share of the item's own."""
    text = "\n".join([item.title, item.summary, body_text(item)])
    terms = searcher.key_terms_from_text("body", text, numterms=KEY_TERMS)
    query = queries.Or([queries.Term("body", term, boost=weight) for term, weight in terms])
    own = max((hit.score for hit in searcher.search(query, limit=1, filter=queries.Term("path", item.path))), default=0)
    if not own:
        return []
    return [(hit["path"], hit.score / own) for hit in searcher.search(query, limit=MOST, filter=_until(item))]


def _until(item: NewsItem) -> Any:
    after = number(item.date.date() + dt.timedelta(days=1))
    return queries.NumericRange("date", EARLIEST, after, endexcl=True)


def _days(field: str, first: dt.date, last: dt.date) -> Any:
    return queries.NumericRange(field, number(first), number(last + dt.timedelta(days=1)), endexcl=True)


def _any_of(field: str, ids: list[str]) -> Any:
    return queries.Or([queries.Term(field, name) for name in ids]) if ids else queries.NullQuery
