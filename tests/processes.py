"""Lets many builds in one process of the tests be as fast as they can without being less new.

A small site takes half of its time for what depends on nothing but a function's arguments, or the files that they name:
templates that are compiled, icons. One process of the tests makes a hundred sites, and works that out once.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

import pytest

from plugins import offline, search
from plugins.build import Memory, Options, theme
from plugins.offline import icons
from plugins.pages import catalogue
from plugins.search import abbreviations, jobs

# Compiling the templates is most of the time that a small site takes; the settings have a say in it.
_COMPILED: defaultdict[tuple[str, ...], Memory] = defaultdict(Memory)
_CATALOGUE = Path("LC_MESSAGES", f"{catalogue.DOMAIN}.po")


def new_process(options: Options) -> Memory:
    """What a new process remembers of earlier builds, which is nothing, but with templates compiled by their source."""
    settings = options.settings.read_text("utf-8"), options.url, os.environ.get("SITEURL", "")
    compiled = _COMPILED[settings]
    return Memory(templates=compiled.templates)


def keep_results(patch: pytest.MonkeyPatch) -> None:
    """Has each build of this process use such results of the builds before it."""
    patch.setattr(theme, "jsmin", cache(theme.jsmin))
    patch.setattr(theme, "slim_style", cache(theme.slim_style))
    draw_icon = cache(icons.draw_icon)
    for module in (icons, offline):  # both: a function is pickled by its name
        patch.setattr(module, "draw_icon", draw_icon)
    load = _by_content(catalogue.load_translations, lambda folder, language: folder / language / _CATALOGUE)
    patch.setattr(catalogue, "load_translations", load)
    read = _by_content(abbreviations.read_abbreviations, lambda folder: folder / abbreviations.FILE)
    for module in (search, jobs):
        patch.setattr(module, "read_abbreviations", read)


def _by_content(function: Callable[..., Any], file_of: Callable[..., Path]) -> Callable[..., Any]:
    """The function with its results kept by its arguments and the content of the one file it reads."""
    kept: dict[object, object] = {}

    @wraps(function)
    def call(*arguments: object) -> object:
        try:
            key = *arguments[1:], file_of(*arguments).read_bytes()
        except OSError:
            return function(*arguments)
        if key not in kept:
            kept[key] = function(*arguments)
        return kept[key]

    return call
