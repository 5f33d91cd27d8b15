"""Lets many builds in one process of the tests be as fast as they can without being less new."""

from __future__ import annotations

import os
from collections import defaultdict

from plugins.build import Memory, Options

# Compiling the templates is most of the time that a small site takes; the settings have a say in it.
_COMPILED: defaultdict[tuple[str, ...], Memory] = defaultdict(Memory)


def new_process(options: Options) -> Memory:
    """What a new process remembers of earlier builds, which is nothing, but with templates compiled by their source."""
    settings = options.settings.read_text("utf-8"), options.url, os.environ.get("SITEURL", "")
    compiled = _COMPILED[settings]
    return Memory(templates=compiled.templates)
