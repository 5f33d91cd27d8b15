"""What the documentation says of each code, for pages that the desk makes.

In: `docs/faults.md`. Out: an `Explanation` for each code, in the order of the documentation.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import markdown

SOURCE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"

_ENTRY = re.compile(r"^### `([EW]-[A-Z0-9-]+)` ([^\n]+)\n(.*?)(?=^##|^<!--|\Z)", re.MULTILINE | re.DOTALL)


class Explanation(NamedTuple):
    """`label` names the fault; `html` says why it is one and shows it, wrong and right."""

    code: str
    label: str
    html: str


def read_explanations(source: Path = SOURCE) -> dict[str, Explanation]:
    """By code; nothing where the documentation does not lie beside the code."""
    try:
        text = source.read_text("utf-8")
    except OSError:
        return {}
    return dict(_parse(text))


def find_explanation(code: str, explanations: dict[str, Explanation]) -> Explanation | None:
    """Also of a warning that a setting has made an error."""
    return explanations.get(code) or explanations.get("W" + code[1:])


@lru_cache(maxsize=2)
def _parse(text: str) -> tuple[tuple[str, Explanation], ...]:
    return tuple(
        (code, Explanation(code, label.strip(), markdown.markdown(body.strip(), output_format="html")))
        for code, label, body in _ENTRY.findall(text)
    )
