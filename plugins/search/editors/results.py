"""The editors' search: a query, or the path of an item, and what was found for it.

In: the portal, the index's folder and what the editor typed. Out: `Found`, and its text for a terminal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plugins.model import NewsItem, Portal, SiteError, Standing, standing_at
from plugins.model.paths import is_within, join

from .documents import TEXT_FIELDS, body_text
from .events import find_earlier
from .excerpts import Pieces, excerpt, mark
from .index import EditorsIndex, Update
from .language import QueryError, parse_query, walk

BOLD, PLAIN = "\033[1m", "\033[0m"
STATUS: dict[Standing, str] = {
    "draft": "nháp",
    "review": "chờ duyệt",
    "embargoed": "giữ",
    "published": "đăng",
    "expired": "hết hạn",
    "withdrawn": "gỡ",
}


@dataclass(frozen=True)
class Result:
    """One item found; `reasons` tell why it may be about the same event."""

    item: NewsItem
    status: str
    regions: tuple[str, ...]
    title: Pieces
    excerpt: Pieces
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """The best `results` of `total`, best first, and notices for the editor."""

    results: tuple[Result, ...]
    total: int
    notices: tuple[str, ...] = ()


def search_items(portal: Portal, index: EditorsIndex, text: str, limit: int = 10) -> Found:
    """Items that match the query, or earlier ones about the same event when the text is the path of an item.

    QueryError when the query cannot be understood, SiteError when the item or the index cannot be read.
    """
    if limit < 1:
        raise QueryError("Số tin hiện ra (--limit) ít nhất là 1.")
    path = item_path(portal, text)
    with index.open() as (opened, update), opened.searcher() as searcher:
        if path is not None:
            found = _search_event(portal, searcher, path, limit)
        else:
            found = _search_query(portal, searcher, opened.schema, text, limit)
    return replace(found, notices=(*update.notices, *_faulty(update), *found.notices))


def item_path(portal: Portal, text: str) -> Path | None:
    """The file that the text names, from here or from the content folder; QueryError when there is none such."""
    name = text.strip()
    if not name.endswith(".md") or "\0" in name:
        return None
    content = portal.config.content
    for path in (Path(name).absolute(), content / name):
        if path.is_file() and is_within(content, path):
            return content / path.resolve().relative_to(content.resolve())
    raise QueryError(f"Không có tin {name} trong {content}.")


def format_found(found: Found, content: Path, *, bold: bool) -> str:
    """A block for each result, and a last line with the count."""
    blocks = [_block(result, content, bold) for result in found.results]
    if not found.total:
        return "Không tìm thấy tin nào."
    shown = f", hiện {len(found.results)}" if len(found.results) < found.total else ""
    return "\n\n".join([*blocks, f"{found.total} tin{shown}."])


def _faulty(update: Update) -> tuple[str, ...]:
    count = len(update.unreadable)
    return (f"{count} tin còn lỗi nên chưa tìm được; xem: python3 tasks.py check",) if count else ()


def _search_query(portal: Portal, searcher: Any, schema: Any, text: str, limit: int) -> Found:
    now = portal.config.now
    parsed = parse_query(text, schema, now)
    hits = searcher.search(parsed.query, limit=limit)
    notices = parsed.notices
    if not len(hits) and parsed.is_plain:
        parsed = parse_query(text, schema, now, any_word=True)
        hits = searcher.search(parsed.query, limit=limit)
        if len(hits):
            notices = (*notices, "Không có tin nào chứa mọi từ; dưới đây là tin chứa một số từ.")
    terms = _matched_terms(parsed.query, searcher)
    results = _read_results(portal, ((hit["path"], ()) for hit in hits), terms, schema["body"].analyzer)
    return Found(results, len(hits), notices)


def _search_event(portal: Portal, searcher: Any, path: Path, limit: int) -> Found:
    read = portal.read_item(path)
    if not isinstance(read.item, NewsItem):
        raise SiteError(f"Tin {path} còn lỗi nên chưa so được với tin khác.", read.faults)
    if read.item.original:
        return _search_event(portal, searcher, join(portal.config.content, read.item.original), limit)
    earlier = find_earlier(read.item, portal, searcher, limit)
    results = _read_results(portal, earlier, frozenset(), None)
    return Found(results, len(results))


def _read_results(portal: Portal, found: Any, terms: frozenset[str], analyser: Any) -> tuple[Result, ...]:
    results = []
    for path, reasons in found:
        item = portal.read_item(join(portal.config.content, path)).item
        if isinstance(item, NewsItem):  # it may have been deleted since the index was brought up to date
            text = f"{item.summary}\n{body_text(item)}"
            regions = tuple(portal.regions.label(region) for region in item.regions)
            status = STATUS[standing_at(item, portal.config.now)]
            title, cut = mark(item.title, terms, analyser), excerpt(text, terms, analyser)
            results.append(Result(item, status, regions, title, cut, tuple(reasons)))
    return tuple(results)


def _matched_terms(query: Any, searcher: Any) -> frozenset[str]:
    """What to show in bold: the terms of the text fields that the query asks for, wildcards spelt out."""
    names = {field.name for field in TEXT_FIELDS}
    terms: set[str] = set()
    for part in walk(query):
        if part.is_leaf() and part.field() in names:
            terms.update(
                bytes_.decode("utf-8")
                for _, bytes_ in part.existing_terms(searcher.reader(), phrases=True, expand=True)
            )
    return frozenset(terms)


def _block(result: Result, content: Path, bold: bool) -> str:
    item = result.item
    day = f"{item.event_day:%d/%m/%Y}"
    chairs = ", ".join(chair.name for chair in item.chairs)
    facts = " · ".join(part for part in (day, result.status, "; ".join(result.regions), chairs) if part)
    path = join(content, item.path)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    lines = [_text(result.title, bold), f"  {facts}", f"  {shown}", f"  {_text(result.excerpt, bold)}"]
    if result.reasons:
        lines.insert(3, f"  {'; '.join(result.reasons)}")
    return "\n".join(line for line in lines if line.strip())


def _text(pieces: Pieces, bold: bool) -> str:
    return "".join(f"{BOLD}{piece}{PLAIN}" if bold and is_match else piece for piece, is_match in pieces)
