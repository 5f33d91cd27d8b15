"""Text as Markdown that reads as the same text.

In: plain text, or runs of text with their emphasis and links. Out: Markdown in which no character of the text is taken
for markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_SPECIAL = re.compile(r"[\\`*_\[\]<]|&(?=#?\w+;)")
_ENTITIES = {"<": "&lt;", "&": "&amp;"}  # a backslash would not keep an HTML block from beginning
_LINE_START = re.compile(r"^(?:(#{1,6})(?=\s|$)|([-+>=])(?=\s|$)|(\d{1,9})([.)])(?=\s|$))|^(>|---|===)")
_SPACES = re.compile(r"[ \t\n\u00a0\u2000-\u200a\u202f\u3000]+")


NOWHERE = "#"  # the address of a link whose own cannot be kept


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one look; `href` is the address it links to, or NOWHERE."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


def single_spaced(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def escape(text: str) -> str:
    """The text with what Markdown would take for markup within a line kept from being it."""
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text)


def paragraph(text: str) -> str:
    """A paragraph's Markdown; what would begin a list, heading or quote is kept a paragraph."""
    return _LINE_START.sub(_keep_start, escape(text))


def _keep_start(match: re.Match[str]) -> str:
    return f"{match[3]}\\{match[4]}" if match[3] else f"\\{match[0]}"


def join_runs(runs: list[Run]) -> tuple[str, str]:
    """Text and Markdown of runs; emphasis of the whole is no emphasis and is left out."""
    joined: list[Run] = []
    for run in runs:
        text = _SPACES.sub(" ", run.text)
        if joined and joined[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if not text:
            continue
        if joined and (not text.strip() or replace(joined[-1], text="") == replace(run, text="")):
            joined[-1] = replace(joined[-1], text=joined[-1].text + text)
        else:
            joined.append(replace(run, text=text))
    plain = "".join(run.text for run in joined).strip()
    bold, italic = all(run.bold for run in joined), all(run.italic for run in joined)
    marked = "".join(_mark(replace(r, bold=r.bold and not bold, italic=r.italic and not italic)) for r in joined)
    return plain, _LINE_START.sub(_keep_start, marked.strip())


def _mark(run: Run) -> str:
    core = run.text.strip()
    if not core:
        return run.text
    before, after = run.text[: len(run.text) - len(run.text.lstrip())], run.text[len(run.text.rstrip()) :]
    core = escape(core)
    if run.italic:
        core = f"*{core}*"
    if run.bold:
        core = f"**{core}**"
    if run.href not in ("", NOWHERE):
        core = f"[{core}]({run.href})"
    return before + core + after
