"""The scripts of the search page, from the theme's modules to what is served.

In: `theme/blocks/search/*.js`. Out: one script for the page, and the worker's. Modules import each other, so that each
can be read, run and tested by itself; the bundle puts them into one scope in an order that needs no imports.
"""

from __future__ import annotations

import re

from rjsmin import jsmin

from plugins.model import Portal, SiteError

from .cards import write_json

ENGINE = (
    "analysis", "keys", "spelling", "decoding", "files", "shards", "query", "ranking", "marking", "engine",
)  # fmt: skip
INTERFACE = ("search",)
# Few readers need these, and every kilobyte of the page's script keeps all the others waiting.
NARROWING = ("narrowing", "tag-field")
_IMPORT = re.compile(r"^import\b[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const|function|class|async)", re.MULTILINE)


def bundle_page(portal: Portal) -> str:
    """What the search page loads."""
    return bundle_engine(portal) + bundle_interface(portal)


def bundle_engine(portal: Portal) -> str:
    """The modules that make the global `portalSearch`."""
    return _bundle(portal, ENGINE)


def bundle_interface(portal: Portal) -> str:
    """The modules that need the page and `portalSearch`."""
    return _bundle(portal, INTERFACE)


def write_narrowing(portal: Portal, data: object) -> str:
    """The module that the page imports when a reader opens the filters; `data` is what they offer, as JSON."""
    modules = "".join(_read(portal, name) for name in NARROWING)
    return f"{_slim(modules)}export const data={write_json(data)};\n"


def bundle_worker(portal: Portal) -> str:
    return _slim(_read(portal, "worker"))


def _bundle(portal: Portal, names: tuple[str, ...]) -> str:
    """The modules in a scope of their own."""
    modules = "".join(_EXPORT.sub("", _IMPORT.sub("", _read(portal, name))) for name in names)
    return _slim(f'(() => {{\n"use strict";\n{modules}}})();')


def _slim(script: str) -> str:
    return f"{jsmin(script)}\n"


def _read(portal: Portal, name: str) -> str:
    path = portal.config.theme / "blocks/search" / f"{name}.js"
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"Không đọc được tập lệnh tìm kiếm {path}: {error}") from error
