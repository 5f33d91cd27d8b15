"""Reads the examples that lie in each block's folder.

In: `blocks/NAME/examples.yaml`: a list of {macro, name, arguments}, where tags such as `!Link` make the parts of views.
Out: a `PatternBlock` for each block; `SiteError` names the file that cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import yaml

from plugins.model import SiteError, item, short_digest, views
from plugins.model.views import PatternBlock, PatternExample

_OPENING = re.compile(r"\{#(.*?)#\}", re.DOTALL)
_OWN_ID = re.compile(r' id="([^"]+)"')
_REFERENCE = re.compile(
    r'( (?:id="|for="|aria-labelledby="|aria-controls="|aria-describedby="|list="|popovertarget="|href="#))([^"]+)"'
)


class _Loader(yaml.SafeLoader):
    """Makes nothing but plain values and the frozen parts of views."""


def _maker(part: Any) -> Callable[[yaml.SafeLoader, yaml.MappingNode], Any]:
    def make(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Any:
        values = loader.construct_mapping(node, deep=True)
        return part(**{str(name): tuple(v) if isinstance(v, list) else v for name, v in values.items()})

    return make


for _module in (views, item):
    for _part in vars(_module).values():
        if isinstance(_part, type) and issubclass(_part, msgspec.Struct):
            _Loader.add_constructor(f"!{_part.__name__}", _maker(_part))


def read_blocks(theme: Path) -> tuple[PatternBlock, ...]:
    """All blocks of the theme that have examples, by name."""
    return tuple(_read_block(file) for file in _files(theme))


def digest_blocks(theme: Path) -> str:
    """Changes when an example or a block's template does: the page names its templates by what it finds."""
    files = sorted([*_files(theme), *theme.glob("blocks/*/*.html")])
    return short_digest("\n".join(file.read_bytes().decode("utf-8", "replace") for file in files), 16)


def distinct_ids(html: str, number: int) -> str:
    """The HTML of one example with ids that no other example has, in elements and in what refers to them."""
    own = set(_OWN_ID.findall(html))

    def rename(found: re.Match[str]) -> str:
        names = " ".join(f"{name}-mau-{number}" if name in own else name for name in found[2].split())
        return f'{found[1]}{names}"'

    return _REFERENCE.sub(rename, html)


def _files(theme: Path) -> list[Path]:
    return sorted(theme.glob("blocks/*/examples.yaml"))


def _read_block(file: Path) -> PatternBlock:
    name = file.parent.name
    try:
        template = (file.parent / f"{name}.html").read_text("utf-8")
        examples = yaml.load(file.read_text("utf-8"), _Loader)  # noqa: S506 — the loader is a safe one
        opening = _OPENING.search(template)
        return PatternBlock(
            name,
            f"{name}/{name}.html",
            tuple(PatternExample(example["name"], example["macro"], example["arguments"]) for example in examples),
            " ".join(opening[1].split()) if opening else "",
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise SiteError(f"Không đọc được các ví dụ trong {file}: {error}") from error
