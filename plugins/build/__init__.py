"""The engine: reads the content, renders what the rooms compose, writes the output folder.

Provides `styles`, `script` and the composer `theme`; `build_site` is what the tasks call.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pelican import log, signals

from plugins.model import portal_of

from .executor import spread
from .generator import BuildReport, PortalGenerator
from .output import OutputFolder
from .settings import CACHE, Options, open_pelican, open_portal
from .theme import provide_theme

__all__ = ["BuildReport", "Options", "build_site", "open_portal", "register"]


def build_site(options: Options) -> BuildReport:
    """Build the site; SiteError, with all faults, when it cannot be built, and then the output is as it was."""
    started = time.perf_counter()
    pelican = open_pelican(options)
    output = OutputFolder(Path(pelican.output_path), CACHE)
    pelican.settings["BUILD_OUTPUT"] = output
    portal = portal_of(pelican.settings)
    portal.state, portal.spread = output.state / "rooms", partial(spread, options.workers)
    with output.locked(), _quiet_pelican():
        if options.clean:
            shutil.rmtree(portal.state, ignore_errors=True)
        pelican.run()
    report: BuildReport = pelican.settings["BUILD_REPORT"]
    return replace(report, seconds=time.perf_counter() - started)


@contextlib.contextmanager
def _quiet_pelican() -> Iterator[None]:
    """Pelican reports on its own articles at the end, of which there are none."""
    screen, log.console.file = log.console.file, io.StringIO()
    try:
        yield
    finally:
        log.console.file = screen


def provide_bundles(pelican: Any) -> None:
    provide_theme(portal_of(pelican.settings))


def offer_generator(pelican: Any) -> type[PortalGenerator]:
    del pelican
    return PortalGenerator


def register() -> None:
    signals.initialized.connect(provide_bundles)
    signals.get_generators.connect(offer_generator)
