"""One import: sources are read side by side, drafts written one after another, and all told in a report.

In: the portal, what the editor named, and the function that spreads work over processes. Out: drafts, pictures, the
redirect map, and an `Outcome` for each source. A run that was stopped is taken up by running it again: what has its
draft is known by its marks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plugins.desk.importing.document import Document
from plugins.desk.importing.draft import Draft, compose_draft, draft_day, write_draft
from plugins.desk.importing.facts import find_facts
from plugins.desk.importing.faults import SourceError, unreadable, unwritable
from plugins.desk.importing.heads import find_tags_in_use, read_heads
from plugins.desk.importing.html import read_html
from plugins.desk.importing.marks import (
    Imported,
    find_known,
    find_marks,
    mark_document,
    mark_file,
    marks_in_other_formats,
)
from plugins.desk.importing.parts import sweep
from plugins.desk.importing.pictures import Pictures
from plugins.desk.importing.redirects import update_redirects
from plugins.desk.importing.sources import Source, find_sources
from plugins.desk.importing.text import read_txt
from plugins.desk.importing.word import read_docx
from plugins.model import Bounds, Ending, Fault, NewsItem, Portal, Spread, bound_files, name_file
from plugins.model.limits import IMPORT_MEGABYTES, IMPORT_SECONDS, MOST_SOURCE_BYTES
from plugins.model.redirects import AliasError, Moved, read_alias


@dataclass(frozen=True)
class Outcome:
    """What became of a source: a new draft, an item it is already in (`known`), or a fault.

    `faults` are what `check` will say of a new draft, as `CODE message`.
    """

    source: str
    path: Path | None = None
    known: bool = False
    fault: SourceError | None = None
    found: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    address: str = ""


def import_sources(portal: Portal, names: Iterable[str], spread: Spread, outcomes: list[Outcome]) -> list[str]:
    """Import all that is named; `outcomes` is filled as it goes, so that it tells the truth when a run is stopped.

    Returns notices about the run as a whole.
    """
    with contextlib.suppress(OSError):  # a folder that may not be written shows when a draft is
        sweep(portal.config.content)
    sources = find_sources(names)
    heads = list(read_heads(portal.find_files().news))
    known = find_marks(heads)
    tags = find_tags_in_use(head for _, head in heads)

    def read(index: int) -> Draft | Imported | SourceError:
        return read_source(sources[index], portal, known, tags)

    def end(index: int, ending: Ending) -> SourceError:
        _, words = bounds.told(ending)
        return SourceError(f"đọc nguồn này {words}", "lưu lại riêng trang của bài, hoặc chép phần chữ ra một tệp .txt")

    # Anybody may have made a source: each is read in a process that can be ended.
    bounds: Bounds[Draft | Imported | SourceError] = Bounds(IMPORT_SECONDS, IMPORT_MEGABYTES, end, lambda _: True)
    for source, result in zip(sources, spread(read, len(sources), "Nhập", bounds), strict=True):
        outcomes.append(_settle(source, result, portal, known))
    settled = [n for n, outcome in enumerate(outcomes) if outcome.path and (outcome.address or not outcome.known)]

    def look_again(index: int) -> tuple[str, tuple[str, ...]]:
        path = outcomes[settled[index]].path
        assert path is not None
        item, faults = portal.read_item(path)
        told = tuple(
            f"{fault.code} {fault.message}" for fault in faults if fault.is_error or fault.code == "W-REQUIRED"
        )
        return item.address if isinstance(item, NewsItem) and not item.missing else "", told

    redirects = []
    files = [(path, name_file(path, portal.config)) for n in settled if (path := outcomes[n].path) is not None]

    def refuse(fault: Fault) -> tuple[str, tuple[str, ...]]:
        return "", (f"{fault.code} {fault.message}",)

    checking = bound_files(files, portal.config.limits, refuse)
    for n, (new, faults) in zip(settled, spread(look_again, len(settled), "Xem lại", checking), strict=True):
        outcomes[n] = outcome = replace(outcomes[n], faults=faults)
        if outcome.address and new and outcome.path:
            file = outcome.path.relative_to(portal.config.content).as_posix()
            redirects.append(Moved(outcome.address, new, file))
    return _map_addresses(portal.config.content, redirects)


def read_source(
    source: Source, portal: Portal, known: dict[str, Imported], tags_in_use: Sequence[str] = ()
) -> Draft | Imported | SourceError:
    """The draft of a source; its pictures are in place. Any fault is the source's own."""
    if source.fault is not None:
        return source.fault
    try:
        if source.path.stat().st_size > MOST_SOURCE_BYTES:
            return SourceError("tệp quá lớn", "chia tệp, hoặc thu nhỏ ảnh trong tệp")
        data = source.path.read_bytes()
    except OSError as error:
        return unreadable(error)
    mark = mark_file(data)
    if mark in known:
        return replace(known[mark], address=known[mark].address or source.address)
    pictures = Pictures(source.path.parent)
    try:
        document = _read_document(source, data, pictures)
        facts = find_facts(document, portal, tags_in_use)
        marks = (mark, *mark_document(document, source.kind, facts.headline.value if facts.headline else ""))
        again = find_known(marks, known)
        if again is not None:
            return replace(again, address=document.address or again.address)
        used = [block.src for block in (*facts.body, *([facts.cover] if facts.cover else [])) if block.src]
        placed = pictures.store(used, portal, draft_day(facts, portal.config).year)
        draft = compose_draft(document, facts, portal, marks, placed)
    except SourceError as error:
        return error
    except OSError as error:
        return unwritable(error)
    except MemoryError:
        raise
    except Exception as error:  # whatever people save may trip a parser: that concerns this source and no other
        told = f"{type(error).__name__}: {error}"[:200]
        return SourceError(f"chương trình không đọc nổi nguồn này ({told})", "chép phần chữ ra một tệp .txt rồi nhập")
    return replace(draft, told=(*draft.told, *pictures.notes))


def _read_document(source: Source, data: bytes, pictures: Pictures) -> Document:
    if not data.strip():
        raise SourceError("tệp trống", "kiểm tra tệp, hoặc bỏ nó ra khỏi danh sách nhập")
    if source.kind == "docx":
        return read_docx(data, source.name, pictures)
    if source.kind == "txt":
        return read_txt(data, source.name)
    return read_html(data, source.name, pictures, source.address)


def _settle(
    source: Source, result: Draft | Imported | SourceError, portal: Portal, known: dict[str, Imported]
) -> Outcome:
    """Write the draft, unless another source of this run turned out to be the same."""
    if isinstance(result, SourceError):
        return Outcome(source.name, fault=result)
    if isinstance(result, Imported):
        return Outcome(source.name, result.path, known=True, address=result.address)
    again = find_known(result.marks, known)
    if again is not None:
        return Outcome(source.name, again.path, known=True, address=result.address)
    twin = find_known(marks_in_other_formats(result.marks), known)
    if twin is not None:
        name = twin.path.relative_to(portal.config.content).as_posix()
        result = replace(result, notes=(*result.notes, f"cùng nội dung với {name}, nhập từ tệp dạng khác"))
    try:
        path = write_draft(result, portal.config)
    except SourceError as error:
        return Outcome(source.name, fault=error)
    known.update(dict.fromkeys(result.marks, Imported(path, result.address)))
    return Outcome(
        source.name,
        path,
        found=tuple(result.found),
        empty=tuple(result.empty),
        notes=(*result.notes, *result.told),
        address=result.address,
    )


def _map_addresses(content: Path, redirects: Iterable[Moved]) -> list[str]:
    """What cannot be an old address is told, not mapped: a build would refuse the map for it."""
    usable, notices = [], []
    for moved in redirects:
        try:
            read_alias(moved.old)
            usable.append(moved)
        except AliasError as error:
            notices.append(f"{moved.file}: {error.message}, nên không có chuyển hướng từ địa chỉ đó.")
    if not usable:
        return notices
    try:
        path, count = update_redirects(content, usable)
    except (OSError, ValueError) as error:
        return [*notices, f"Không ghi được bảng địa chỉ cũ – mới: {error}."]
    return [*notices, f"Bảng địa chỉ cũ – mới: {path} ({count} dòng)."]
