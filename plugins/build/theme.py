"""Bundles the theme's style sheets and scripts, and publishes its other static files.

In: the theme folder. Out: one style sheet and one script whose names carry a digest of their content, and a job for
each file below `static/` that is neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from plugins.model import Corpus, Job, Portal

FIRST, LAST = ("tokens.css", "base.css"), ("print.css",)
SEPARATE = ("search",)  # blocks whose script is loaded by their own page only


def provide_theme(portal: Portal) -> None:
    theme = portal.config.theme
    styles = _bundle(style_sheets(theme))
    script = _bundle(file for file in sorted(theme.glob("blocks/*/*.js")) if file.parent.name not in SEPARATE)
    portal.styles = f"/theme/portal.{_digest(styles)}.css"
    portal.script = f"/theme/portal.{_digest(script)}.js"
    portal.renderers["bytes"] = bytes
    portal.renderers["copy"] = Path.read_bytes
    portal.composers["theme"] = partial(_compose_theme, styles, script)


def _compose_theme(styles: bytes, script: bytes, portal: Portal, corpus: Corpus) -> Iterator[Job]:
    del corpus
    # The digest in the address is the input.
    yield Job(portal.styles, "bytes", lambda: styles, ())
    yield Job(portal.script, "bytes", lambda: script, ())
    static = portal.config.theme / "static"
    for file in sorted(static.rglob("*")):
        if file.is_file() and file.suffix not in {".css", ".js"}:
            yield Job(f"/theme/{file.relative_to(static).as_posix()}", "copy", partial(Path, file))


def style_sheets(theme: Path) -> list[Path]:
    static = {file.name: file for file in sorted((theme / "static").glob("*.css"))}
    first = [static.pop(name) for name in FIRST if name in static]
    last = [static.pop(name) for name in LAST if name in static]
    return [*first, *static.values(), *sorted(theme.glob("blocks/*/*.css")), *last]


def _bundle(files: Iterator[Path] | list[Path]) -> bytes:
    return b"\n".join(file.read_bytes() for file in files)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]
