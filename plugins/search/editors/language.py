"""The query language of the editors' search: Whoosh's, with Vietnamese names of fields and faults told in Vietnamese.

In: what an editor typed. Out: a Whoosh query and notices. `AND OR NOT`, parentheses, "phrases", wild*cards, slips~,
`[a TO b]` and `field:` are understood; accents are optional everywhere.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from whoosh import query as queries
from whoosh.qparser import FuzzyTermPlugin, OrGroup, QueryParser, plugins
from whoosh.qparser.syntax import AndGroup
from whoosh.util.times import datetime_to_long

from plugins.model import Standing, fold, normalise

from ..analysis import fold_token
from .documents import SEARCH_FIELDS, TEXT_FIELDS, field_named, utc

LONGEST_QUERY = 1000
DEEPEST_GROUP = 20
MOST_SLIPS = 2
NAMES = ", ".join(field.names[1] if len(field.names) > 1 else field.names[0] for field in SEARCH_FIELDS)
FIELD_NAME = re.compile(r"(?<![^\s(])(?P<name>[^\W\d_][\w-]*):(?![\s/])")
QUOTED = re.compile(r'"[^"]*"')

# What editors write after `trang-thai:`, folded, and the standing they mean.
STATUS_WORDS: dict[str, Standing] = {
    "nhap": "draft", "draft": "draft", "duyet": "review", "review": "review", "giu": "embargoed", "held": "embargoed",
    "embargoed": "embargoed", "dang": "published", "published": "published", "het": "expired", "expired": "expired",
    "go": "withdrawn", "withdrawn": "withdrawn",
}  # fmt: skip


class QueryError(Exception):
    """A query that cannot be understood; the message is Vietnamese and says what to write instead."""


class ParsedQuery(NamedTuple):
    """`query` is for Whoosh; `is_plain` tells that it was words alone, without fields, operators or quotes."""

    query: Any
    is_plain: bool
    notices: tuple[str, ...] = ()


def parse_query(text: str, schema: Any, now: dt.datetime, *, any_word: bool = False) -> ParsedQuery:
    """QueryError when it is empty, too long, unbalanced or names a day or status that does not exist.

    `any_word` joins words by OR where Whoosh would join them by AND.
    """
    text = normalise(" ".join(text.split()))
    _check_shape(text)
    notices: list[str] = []

    def name_field(match: re.Match[str]) -> str:
        field = field_named(match["name"])
        if field is None:
            notices.append(f"Không có mục «{match['name']}», nên tìm như chữ thường. Các mục: {NAMES}.")
            return f"{match['name']} "
        return f"{field}:"

    renamed = _outside_quotes(text, lambda part: FIELD_NAME.sub(name_field, part))
    parser = _make_parser(schema, OrGroup.factory(0.9) if any_word else AndGroup)
    parsed = parser.parse(renamed, normalize=False)
    for node in walk(parsed, excluded=True):
        if node.error:
            raise QueryError(f"{str(node.error).rstrip('.')}.")
    query = parsed.accept(lambda node: _adapt(node, now)).normalize()
    if isinstance(query, queries.NullQuery.__class__):
        raise QueryError("Câu tìm không có chữ hay số nào để tìm; hãy gõ ít nhất một từ.")
    is_plain = not re.search(r'["():*?~\[\]^]|\b(?:AND|OR|NOT|ANDNOT|ANDMAYBE)\b', text)
    return ParsedQuery(query, is_plain, tuple(dict.fromkeys(notices)))


def walk(query: Any, *, excluded: bool = False) -> Iterator[Any]:
    """The query and all parts of it; what it excludes by NOT only with `excluded`."""
    yield query
    if excluded or not isinstance(query, queries.Not):
        for part in query.children():
            yield from walk(part, excluded=excluded)


def _make_parser(schema: Any, group: Any) -> Any:
    weights = {field.name: field.weight for field in TEXT_FIELDS if field.weight}
    parser = QueryParser(None, schema, group=group)
    parser.add_plugins([plugins.MultifieldPlugin(list(weights), weights), FuzzyTermPlugin()])
    return parser


def _check_shape(text: str) -> None:
    if not text:
        raise QueryError('Hãy gõ điều cần tìm: python3 tasks.py search "dân vận khéo".')
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"Câu tìm dài {len(text)} ký tự; rút còn tối đa {LONGEST_QUERY} ký tự.")
    if text.count('"') % 2:
        raise QueryError('Thiếu một dấu ngoặc kép; cụm từ đặt giữa hai dấu ".')
    depth = 0
    for character in QUOTED.sub("", text):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            raise QueryError("Có dấu ) mà không có dấu ( ở trước.")
        if depth > DEEPEST_GROUP:
            raise QueryError(f"Ngoặc lồng nhau quá {DEEPEST_GROUP} lớp.")
    if depth:
        raise QueryError("Thiếu dấu ) để đóng ngoặc.")
    words = text.split()
    if words[0] in {"AND", "OR"} or words[-1] in {"AND", "OR", "NOT"}:
        raise QueryError("AND và OR đứng giữa hai điều cần tìm, NOT đứng trước điều cần loại.")


def _outside_quotes(text: str, change: Any) -> str:
    pieces = re.split(r'("[^"]*")', text)
    return "".join(piece if number % 2 else change(piece) for number, piece in enumerate(pieces))


def _adapt(node: Any, now: dt.datetime) -> Any:
    """Spell beginnings of words as the index does, and let the clock decide about the status."""
    if isinstance(node, queries.FuzzyTerm) and node.maxdist > MOST_SLIPS:
        raise QueryError(f"Sau ~ chỉ ghi được 1 hoặc {MOST_SLIPS} (số chữ cái gõ lệch).")
    if isinstance(node, queries.Term) and node.fieldname == "status":
        return _status_query(node, now)
    if isinstance(node, queries.Prefix):
        # `quy*` means quyền as well as quy itself, which the index spells with an i.
        return queries.Or([node, queries.Term(node.fieldname, fold_token(node.text), boost=node.boost)])
    return node


def _status_query(node: Any, now: dt.datetime) -> Any:
    standing = STATUS_WORDS.get(fold(getattr(node, "text", "") or ""))
    if standing is None:
        raise QueryError("Trạng thái là một trong: nháp, duyệt, giữ, đăng, hết, gỡ.")
    if standing in ("draft", "review", "withdrawn"):
        return queries.Term("status", standing)
    moment = datetime_to_long(utc(now))
    bounds = {
        "embargoed": [_after("opens", moment), _after("closes", moment)],
        "published": [queries.NumericRange("opens", None, moment), _after("closes", moment)],
        "expired": [queries.NumericRange("closes", None, moment)],
    }
    return queries.And([queries.Term("status", "published"), *bounds[standing]])


def _after(field: str, moment: int) -> Any:
    return queries.NumericRange(field, moment, None, startexcl=True)
