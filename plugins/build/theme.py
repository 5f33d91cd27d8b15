"""Bundles the theme's style sheets and scripts, and publishes its other static files.

In: the theme folder. Out: one style sheet and one script, without comments and needless spaces, whose names carry a
digest of their content, and a job for each file below `static/` that is neither.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from rjsmin import jsmin

from plugins.model import Corpus, Job, Portal, SiteError

from .rendering import BYTES, COPY

FIRST, LAST = ("tokens.css", "base.css"), ("print.css",)
# Blocks whose script, or style, is loaded by their own pages only.
SEPARATE, SEPARATE_STYLES = ("comments", "search"), ("comments",)
VIEWS = ("most-read", "views")  # blocks that are left out where views are not counted

_SPACE = r"(?:\s|/\*.*?\*/)"
_STYLE = re.compile(
    rf"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|{_SPACE}*;{_SPACE}*(?=}})|{_SPACE}*([{{}};,]){_SPACE}*|({_SPACE}+)""",
    re.DOTALL,
)


def provide_theme(portal: Portal) -> None:
    theme = portal.config.theme
    without = () if portal.config.views else VIEWS
    styles = slim_style(_bundle(style_sheets(theme, without))).encode()
    scripts = [f for f in sorted(theme.glob("blocks/*/*.js")) if f.parent.name not in (*SEPARATE, *without)]
    script = jsmin(_bundle(scripts)).encode()
    portal.styles = f"/theme/portal.{_digest(styles)}.css"
    portal.script = f"/theme/portal.{_digest(script)}.js"
    portal.slim_style = slim_style
    portal.renderers[BYTES] = bytes
    portal.renderers["copy"] = COPY
    portal.composers["theme"] = partial(_compose_theme, styles, script)
    portal.outline_composers.add("theme")


def _compose_theme(styles: bytes, script: bytes, portal: Portal, corpus: Corpus) -> Iterator[Job]:
    del corpus
    # The digest in the address is the input.
    yield Job(portal.styles, BYTES, lambda: styles, ())
    yield Job(portal.script, BYTES, lambda: script, ())
    static = portal.config.theme / "static"
    for file in sorted(static.rglob("*")):
        if file.is_file() and file.suffix not in {".css", ".js"}:
            yield Job(f"/theme/{file.relative_to(static).as_posix()}", "copy", partial(Path, file))


def style_sheets(theme: Path, without: Collection[str] = ()) -> list[Path]:
    """In the order of the cascade, without those of some blocks."""
    static = {file.name: file for file in sorted((theme / "static").glob("*.css"))}
    first = [static.pop(name) for name in FIRST if name in static]
    last = [static.pop(name) for name in LAST if name in static]
    aside = {*SEPARATE_STYLES, *without}
    blocks = [file for file in sorted(theme.glob("blocks/*/*.css")) if file.parent.name not in aside]
    return [*first, *static.values(), *blocks, *last]


def slim_style(text: str) -> str:
    """The style sheet without comments, and without spaces but where one parts two words; strings stay as they are."""
    return _STYLE.sub(lambda found: found[1] or found[2] or (" " if found[3] else ""), text).strip()


def _bundle(files: list[Path]) -> str:
    return "\n".join(map(_read, files))


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"Không đọc được tệp giao diện {file}: {error}") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]
