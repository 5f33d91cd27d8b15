"""The draft of an item: every field found with a comment that says where and how surely, the others empty.

In: a document and its facts. Out: a file below `news/YYYY/MM/`, `status: draft`, which never takes another's place.
What was not found is commented out, so that `check` asks for it where an item cannot do without.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plugins.desk.importing.document import Block, Certainty, Document, Facts, Finding, FoundChair
from plugins.desk.importing.faults import SourceError, unwritable
from plugins.desk.importing.markdown import paragraph, single_spaced
from plugins.desk.importing.marks import mark_lines
from plugins.desk.importing.parts import part_of, place
from plugins.model import FIELDS, Config, Field, Portal, UnknownNameError, slugify
from plugins.model.paths import PathError, confine

LONGEST_TITLE = 300
LONGEST_EVIDENCE = 160
LARGEST = 1_000_000  # bytes: what the reader takes

_SURENESS: dict[Certainty, str] = {"certain": "chắc chắn", "likely": "có lẽ đúng", "guess": "đoán, cần xem lại"}


@dataclass(frozen=True)
class Draft:
    """A draft that is not yet written.

    `values` are YAML by field, `evidence` the comment above each; `empty` are the labels of the fields not found.
    `notes` stand in the draft; what was dropped or converted is `told` in the report only.
    """

    source: str
    address: str
    stem: str
    month: tuple[int, int]
    values: Mapping[str, str]
    evidence: Mapping[str, str]
    body: str
    marks: tuple[str, ...]
    notes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def found(self) -> list[str]:
        return [field.label.lower() for field in FIELDS if field.name in self.values and field.name != "status"]

    @property
    def empty(self) -> list[str]:
        return [field.label.lower() for field in _ASKED if field.name not in self.values]


# Fields that nobody expects to find in a source.
_NOT_ASKED = ("status", "publish_at", "unpublish_at", "corrections", "withdrawn", "slug", "updated")
_ASKED = tuple(field for field in FIELDS if field.name not in _NOT_ASKED)


def draft_day(facts: Facts, config: Config) -> dt.date:
    """The day that decides where draft and pictures go: of publication, else of the event, else today."""
    finding = facts.published or facts.event_date
    return finding.value if finding else config.now.date()


def compose_draft(
    document: Document, facts: Facts, portal: Portal, marks: tuple[str, ...], pictures: Mapping[str, str]
) -> Draft:
    """The draft; `pictures` are the paths that the document's pictures have got, empty for those left out."""
    cover = _placed(facts.cover, pictures) if facts.cover else None
    whole = facts.body
    if facts.cover and cover and not _at_hand(cover):  # it cannot be shown: the text keeps its place
        whole = _put_back(facts.cover, facts.body, document.blocks)
    body = [_placed(block, pictures) for block in whole]
    values: dict[str, str] = {"status": "draft"}
    evidence: dict[str, str] = {}
    for name, findings, value in _fields(facts, cover, portal):
        if findings and value:
            values[name], evidence[name] = value, _evidence(findings)
    title = facts.headline.value if facts.headline else ""
    if len(title) > LONGEST_TITLE:
        del values["title"]
        evidence["title"] = f"dài {len(title)} ký tự, hãy rút gọn: {title}"
    day = draft_day(facts, portal.config)
    stem = slugify(title) or slugify(Path(document.source).stem, 60) or f"tin-{day:%d}"
    written = "\n\n".join(filter(None, map(_markdown, body)))
    return Draft(
        document.source,
        document.address,
        stem,
        (day.year, day.month),
        values,
        evidence,
        written,
        marks,
        (*facts.notes, *_missing_pictures(body)),
        document.notes,
    )


def write_draft(draft: Draft, config: Config) -> Path:
    """Write the draft under a name that is free; it is there whole or not at all. SourceError when it cannot be."""
    number = 1
    try:
        folder = confine(config.content, f"news/{draft.month[0]:04}/{draft.month[1]:02}")
        folder.mkdir(parents=True, exist_ok=True)
        while True:
            slug = draft.stem if number == 1 else f"{draft.stem}-{number}"
            target = folder / f"{slug}.md"
            if not target.exists() and _write(_text(draft, slug), target):
                return target
            number += 1
    except PathError as error:
        raise SourceError(error.message, error.hint) from None
    except OSError as error:
        raise unwritable(error) from None


def _write(text: str, target: Path) -> bool:
    if len(text.encode()) > LARGEST:
        raise SourceError("bài dài quá 1 MB", "chia thành nhiều bài rồi nhập từng bài")
    part = part_of(target)
    try:
        part.write_text(text, "utf-8", newline="\n")
        return place(part, target)
    finally:
        part.unlink(missing_ok=True)


def _fields(facts: Facts, cover: Block | None, portal: Portal) -> Iterable[tuple[str, list[Finding[Any]], str]]:
    """Name, findings and YAML of each field that facts can fill."""

    def one(finding: Finding[Any] | None) -> list[Finding[Any]]:
        return [finding] if finding else []

    yield "title", one(facts.headline), _quoted(facts.headline.value) if facts.headline else ""
    yield "date", one(facts.published), _moment(facts.published.value, portal) if facts.published else ""
    yield "event_date", one(facts.event_date), _day(facts.event_date.value) if facts.event_date else ""
    yield "region", list(facts.regions), _listed([finding.value for finding in facts.regions])
    yield "category", one(facts.category), _quoted(facts.category.value) if facts.category else ""
    yield "chairs", list(facts.chairs), _chairs([finding.value for finding in facts.chairs], facts, portal)
    yield "tags", list(facts.tags), _listed([finding.value for finding in facts.tags])
    yield "summary", one(facts.standfirst), _quoted(facts.standfirst.value) if facts.standfirst else ""
    yield "authors", list(facts.authors), _listed([finding.value for finding in facts.authors])
    if facts.source_name:
        parts = {"name": facts.source_name.value} | ({"url": facts.source_url.value} if facts.source_url else {})
        yield "source", [*one(facts.source_name), *one(facts.source_url)], _mapping(parts)
    if cover and _at_hand(cover):
        parts = {"src": cover.src, "alt": cover.alt, "caption": cover.text}
        where = Finding(cover.src, "ảnh đầu tiên của nguồn" + ("" if cover.alt else "; nguồn không có lời mô tả (alt)"))
        yield "cover", [where], _mapping({key: value for key, value in parts.items() if value})


def _evidence(findings: list[Finding[Any]]) -> str:
    """One line: how sure, and where; the least sure counts."""
    worst = max(findings, key=lambda finding: list(_SURENESS).index(finding.certainty)).certainty
    places = dict.fromkeys(_one_line(finding.where) for finding in findings if finding.where)
    return "; ".join([_SURENESS[worst], *places])


def _one_line(text: str) -> str:
    text = "".join(c if c.isprintable() else " " for c in single_spaced(text))
    return text if len(text) <= LONGEST_EVIDENCE else f"{text[: LONGEST_EVIDENCE - 1]}…"


def _chairs(chairs: list[FoundChair], facts: Facts, portal: Portal) -> str:
    day = facts.event_date or facts.published

    def called(chair: FoundChair) -> str:
        """The name, or the register's id where the name alone would mean somebody else or nobody for certain."""
        if chair.official and day:
            value = day.value.date() if isinstance(day.value, dt.datetime) else day.value
            try:
                if portal.officials.resolve(chair.name, value).id != chair.official:
                    return chair.official
            except UnknownNameError:
                return chair.official
        return chair.name

    entries = [_mapping({"name": called(c), **({"position": c.position} if c.position else {})}) for c in chairs]
    return "".join(f"\n  - {entry}" for entry in entries)


def _text(draft: Draft, slug: str) -> str:
    lines = ["---", f"# Nhập từ: {_one_line(draft.source)}"]
    lines += mark_lines(draft.marks, draft.address)
    values = dict(draft.values)
    if slug != slugify(json.loads(values["title"]) if "title" in values else ""):
        values["slug"] = slug
    for field in FIELDS:
        lines += _field_lines(field, values.get(field.name), draft.evidence.get(field.name, ""))
    lines += [f"# Ghi chú: {_one_line(note)}" for note in draft.notes]
    return "\n".join([*lines, "---", "", draft.body, ""])


def _field_lines(field: Field, value: str | None, evidence: str) -> list[str]:
    if value is not None:
        space = "" if value.startswith("\n") else " "
        return [f"# {field.label}: {evidence or field.description}", f"{field.name}:{space}{value}"]
    if field not in _ASKED:
        return []
    wanted = "; cần điền" if field.required else ""
    return [f"# {field.label}: {_one_line(evidence) or f'không thấy trong nguồn{wanted}'}", f"# {field.name}:"]


def _placed(block: Block, pictures: Mapping[str, str]) -> Block:
    return replace(block, src=pictures[block.src]) if block.src in pictures else block


def _put_back(picture: Block, body: tuple[Block, ...], document: tuple[Block, ...]) -> tuple[Block, ...]:
    """The body with a picture where it stood: before the block that followed it in the document."""
    start = next((n for n, block in enumerate(document) if block.src == picture.src), 0)
    for follower in document[start + 1 :]:
        if follower in body:
            place = body.index(follower)
            return (*body[:place], picture, *body[place:])
    return (picture, *body)


def _at_hand(block: Block) -> bool:
    return block.src.startswith("images/")


def _missing_pictures(blocks: Iterable[Block]) -> list[str]:
    count = sum(block.kind == "picture" and not _at_hand(block) for block in blocks)
    return [f"{count} ảnh không có trong nguồn, chỗ của ảnh ghi trong nội dung"] if count else []


def _markdown(block: Block) -> str:
    if block.kind != "picture":
        return block.markdown or paragraph(block.text)
    if _at_hand(block):
        alt = block.alt.replace("[", "(").replace("]", ")")
        caption = block.text.replace('"', "”")
        return f'![{alt}]({block.src} "{caption}")' if caption else f"![{alt}]({block.src})"
    told = [f"Chú thích: «{block.text}»"] if block.text else []
    told += [f"Nguồn: {block.src}"] if block.src else []
    words = "; ".join(told).replace("--", "- -").replace("<", "‹").replace(">", "›")
    return f"<!-- Chỗ của một ảnh chưa có. {words} -->"


def _moment(value: dt.date, portal: Portal) -> str:
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    aware = value if value.tzinfo else value.replace(tzinfo=portal.config.zone)
    return aware.isoformat(timespec="seconds")


def _day(value: dt.date) -> str:
    return (value.date() if isinstance(value, dt.datetime) else value).isoformat()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML double-quoted scalar


def _listed(texts: list[str]) -> str:
    return json.dumps(texts, ensure_ascii=False) if texts else ""


def _mapping(parts: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {_quoted(value)}" for key, value in parts.items()) + "}"
