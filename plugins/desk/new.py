"""The start of a new item: a draft that already reads without errors.

In: a title, a category and what else is known. Out: a file below `news/YYYY/MM/` with every field of the shared list
in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from plugins.model import FIELDS, Config, Field, SiteError, normalise, slugify
from plugins.model.paths import PathError, confine

LONGEST_TITLE = 300


def new_item(title: str, config: Config, category: str, values: Mapping[str, str] = MappingProxyType({})) -> Path:
    """Write the draft and return its path; an existing file is never touched.

    `category` is a name or id the vocabulary holds; `values` are the YAML of other fields by their names. The date is
    the build's `now`. Raises SiteError when the title is empty or too long, or the file cannot be written.
    """
    title = " ".join(normalise(title).split())
    if not title or not title.isprintable():
        raise SiteError('Hãy cho biết tiêu đề: python3 tasks.py new "Tiêu đề tin".')
    if len(title) > LONGEST_TITLE:
        raise SiteError(f"Tiêu đề dài {len(title)} ký tự; rút còn tối đa {LONGEST_TITLE} ký tự.")
    plain = slugify(title)
    stem = plain or f"tin-{config.now:%d-%H%M}"
    try:
        folder = confine(config.content, f"news/{config.now:%Y}/{config.now:%m}")
    except PathError as error:
        raise SiteError(f"Không ghi vào {config.content}: {error.message}; {error.hint}.") from None
    number = 1
    while True:
        slug = stem if number == 1 else f"{stem}-{number}"
        given = dict(values) | {
            "title": _quoted(title),
            "date": config.now.isoformat(timespec="seconds"),
            "category": _quoted(category),
            "status": "draft",
        }
        if slug != plain:
            given["slug"] = slug
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / f"{slug}.md").open("x", encoding="utf-8", newline="\n") as file:
                file.write(_draft(given))
        except FileExistsError:
            if not (folder / f"{slug}.md").exists():
                raise SiteError(f"Không tạo được thư mục {folder}.") from None
            number += 1
        except OSError as error:
            raise SiteError(f"Không ghi được {folder / slug}.md: {error.strerror}.") from None
        else:
            return folder / f"{slug}.md"


def _draft(given: dict[str, str]) -> str:
    lines = ["---"]
    for field in FIELDS:
        lines += _lines(field, given.get(field.name))
    return "\n".join([*lines, "---", "", ""])


def _lines(field: Field, value: str | None) -> list[str]:
    explanation = f"# {field.label}: {field.description}"
    return [explanation, f"{field.name}: {value}" if value is not None else f"# {field.name}: {field.example}"]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML double-quoted scalar
