"""Keeps of a file what an edit in the browser did not touch: its comments, the order and the spelling of its head.

In: the text of a file and the text that the CMS would put in its place. Out: the text to write: lines of keys whose
values are the same stay as they were typed, and so does the body. Comments are kept in any case.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
MAIN_PARTS = {"cover": "src", "source": "name"}  # what a plain text in place of the mapping means
_SHORT = re.compile(rf"^(?:{'|'.join(MAIN_PARTS)})[ ]*:[ \t]+(?![{{#\s])", re.MULTILINE)
_CATEGORY = re.compile(r"^category:[ \t]+([a-z0-9-]+)[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"([A-Za-z_][\w-]*)[ ]*:(?=\s|$)")


@dataclass
class _Head:
    """`before` are comments and blank lines above a key, `lines` the key with its value; `rest` follows the last."""

    before: dict[str, list[str]] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def keep_untouched(old: str, new: str) -> str:
    """The new text as an edit of the old one; the new one alone where either has no head that can be taken apart."""
    old_parts, new_parts = _split(old), _split(new)
    if old_parts is None or new_parts is None:
        return new
    (old_head, old_body), (new_head, new_body) = old_parts, new_parts
    lines: list[str] = []
    for key, typed in old_head.lines.items():
        lines += old_head.before[key]
        if key in new_head.lines:
            lines += typed if _same(old_head.values[key], new_head.values[key]) else new_head.lines[key]
    for key, written in new_head.lines.items():
        if key not in old_head.lines:
            lines += written
    body = old_body if old_body.strip() == new_body.strip() else f"\n{new_body.strip()}\n"
    return "\n".join(["---", *lines, *old_head.rest, "---", body])


def spell_out(text: str, categories: Mapping[str, str]) -> str:
    """The text as widgets can show it: mappings where a plain text stands for one (`cover: images/x.jpg`), the name of
    a category where its id stands. `categories` are names by id.
    """
    top, dashes, rest = text.partition("\n---")

    def named(match: re.Match[str]) -> str:
        name = categories.get(match[1])
        return f"category: {json.dumps(name, ensure_ascii=False)}" if name else match[0]

    text = _CATEGORY.sub(named, top) + dashes + rest
    if not _SHORT.search(text):
        return text
    parts = _split(text)
    if parts is None:
        return text
    head, body = parts
    lines: list[str] = []
    for key, typed in head.lines.items():
        value, main = head.values[key], MAIN_PARTS.get(key)
        is_short = main and isinstance(value, str) and value
        lines += [
            *head.before[key],
            *([f"{key}: {json.dumps({main: value}, ensure_ascii=False)}"] if is_short else typed),
        ]
    return "\n".join(["---", *lines, *head.rest, "---", body])


def _split(text: str) -> tuple[_Head, str] | None:
    lines = text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != "---":
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        return None
    head = _read_head(lines[1:end])
    return None if head is None else (head, "\n".join(lines[end + 1 :]))


def _read_head(lines: list[str]) -> _Head | None:
    head, key, waiting = _Head(), "", list[str]()
    for line in lines:
        match = _KEY.match(line)
        if match:
            key = match[1]
            if key in head.lines:
                return None
            head.before[key], head.lines[key], waiting = waiting, [line], []
        elif not line.strip() or line.startswith("#"):
            waiting.append(line)  # of the value above, if that goes on below
        elif key:
            head.lines[key] += [*waiting, line]
            waiting = []
        else:
            return None
    head.rest = waiting
    try:
        values = yaml.load("\n".join(lines), LOADER)  # noqa: S506 - the base loader makes text of everything
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    head.values = values if isinstance(values, dict) else {}
    return head if set(head.values) == set(head.lines) else None


def _same(old: object, new: object) -> bool:
    """Whether two values mean the same, however they are spelt; so do two spellings of one moment."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_same(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(_same(one, other) for one, other in zip(old, new, strict=True))
    if isinstance(old, str) and isinstance(new, str) and old != new:
        return _moment(old) is not None and _moment(old) == _moment(new)
    return old == new


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
