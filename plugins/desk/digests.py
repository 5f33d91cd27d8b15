"""What a check keeps of each file: its faults, and what rules about many files need to know of it.

In: a file of the content. Out: a `Digest`, small enough to be kept for ten thousand items and loaded at once.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib

import msgspec

from plugins.desk.manuscript import BODY, Manuscript
from plugins.model import Claim, Fault, NewsItem, Timeline, claim_of, public_from, slugify, timeline_of

SKETCH = 64  # smallest numbers of a text's runs that are kept
_RUN = 4  # words
_MASK = 0xFFFFFFFF
_FACTORS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F)
_ID = re.compile(r'<h[2-6] id="([^"]+)"')
_LINK = re.compile(r"(?<!!)\[(?:[^\]\\]|\\.)*\]\((/[^()\s]*)|<a\s[^>]*href=[\"'](/[^\"']*)")


class Digest(msgspec.Struct, frozen=True, gc=False):
    """One file as checked.

    `faults` are those of reader and rules, `mendable` tells of each whether `--fix` mends it. `moments` are (field,
    when, line) of the dates that should have passed; `timeline` tells when readers see it; `waits` that it is held back
    on purpose. `sketch` stands for the words of the body, ascending; `pictures` are (path below the content, size, time
    in ns) of those it shows.
    `address` is empty where the reader made nothing of the file; `claim` is what the item says of the home page's lead;
    `original` is the path of the file that it translates; `chairs` are the names of the `officials` as published.
    """

    path: str
    faults: tuple[Fault, ...]
    mendable: tuple[bool, ...]
    address: str = ""
    title: str = ""
    title_line: int = 1
    day: dt.date | None = None
    waits: bool = False
    timeline: Timeline = ()
    moments: tuple[tuple[str, dt.datetime, int], ...] = ()
    category: str = ""
    regions: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    links: tuple[tuple[str, int], ...] = ()
    anchors: tuple[str, ...] = ()
    sketch: tuple[int, ...] = ()
    pictures: tuple[tuple[str, int, int], ...] = ()
    claim: Claim | None = None
    original: str = ""
    chairs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


def digest_of(
    manuscript: Manuscript,
    faults: tuple[Fault, ...],
    mendable: tuple[bool, ...],
    pictures: tuple[tuple[str, int, int], ...] = (),
) -> Digest:
    item = manuscript.item
    if item is None:
        return Digest(manuscript.path, faults, mendable)
    title = next(manuscript.of(("title",)), None)
    line = manuscript.line(title.start) if title else 1
    common = Digest(
        manuscript.path,
        faults,
        mendable,
        address=item.address,
        title=item.title,
        title_line=line,
        links=tuple(_links(manuscript)),
        anchors=tuple(_ID.findall(item.body)),
        pictures=pictures,
        aliases=item.aliases,
    )
    if not isinstance(item, NewsItem):
        return common
    timeline = timeline_of(item)
    moments = [("date", item.date), *([("updated", item.updated)] if item.updated else [])]
    if item.withdrawn:
        moments.append(("withdrawn", dt.datetime.combine(item.withdrawn.date, dt.time(), item.date.tzinfo)))
    return msgspec.structs.replace(
        common,
        day=item.event_day,
        timeline=timeline,
        waits=public_from(timeline) is None or item.publish_at is not None,
        moments=tuple((name, moment, _line_of(manuscript, name)) for name, moment in moments),
        category=item.category,
        regions=item.regions,
        officials=tuple(chair.official for chair in item.chairs),
        tags=tuple(slugify(tag) for tag in item.tags),
        documents=tuple(document.id for document in item.documents),
        sketch=sketch_of(manuscript),
        claim=claim_of(item),
        original=item.original,
        chairs=tuple(chair.name for chair in item.chairs),
    )


def sketch_of(manuscript: Manuscript) -> tuple[int, ...]:
    """The smallest numbers of all runs of four words; two texts share as large a part of them as of their runs."""
    words = [word.text.lower() for passage in manuscript.of(BODY) for word in manuscript.words(passage)]
    if len(words) < 2 * _RUN:
        return ()
    known: dict[str, int] = {}
    numbers = [known.get(word) or known.setdefault(word, zlib.crc32(word.encode())) for word in words]
    a, b, c, d = _FACTORS
    runs = zip(numbers, numbers[1:], numbers[2:], numbers[3:], strict=False)
    return tuple(sorted({(a * w + b * x + c * y + d * z) & _MASK for w, x, y, z in runs})[:SKETCH])


def _links(manuscript: Manuscript) -> list[tuple[str, int]]:
    body = re.sub(r"`[^`\n]+`", lambda match: " " * len(match[0]), manuscript.text[manuscript.head_end :])
    fences = [match.span() for match in re.finditer(r"^(?:```|~~~).*?^(?:```|~~~)", body, re.MULTILINE | re.DOTALL)]
    found = []
    for match in _LINK.finditer(body):
        if not any(start <= match.start() < end for start, end in fences):
            place = manuscript.head_end + match.start()
            found.append((match[1] or match[2], manuscript.line(place)))
    return found


def _line_of(manuscript: Manuscript, key: str) -> int:
    match = re.search(rf"^{key}[ ]*:", manuscript.text[: manuscript.head_end], re.MULTILINE | re.IGNORECASE)
    return manuscript.line(match.start()) if match else 1
