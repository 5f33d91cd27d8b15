"""The engine: reads the content, renders what the rooms compose, writes the output folder.

Provides `styles`, `script` and the composer `theme`; `build_site` is what the tasks call.
"""

from __future__ import annotations

import contextlib
import gc
import io
import shutil
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pelican import log, signals

from plugins.model import Portal, SiteError, Spread, portal_of

from .accounting import Read
from .build_report import ReportFile
from .building import BuildReport
from .executor import spread
from .fingerprints import digest, libraries
from .generator import PortalGenerator
from .memory import Memory
from .output import OutputFolder, write_error
from .settings import CACHE, SOURCE, TARGET, Options, configure, open_portal, start_pelican
from .store import DamagedStoreError
from .theme import provide_theme

PELICANS = "pelican"  # its own templates, which it loads in every build though none of its pages is wanted

__all__ = ["BuildReport", "Memory", "Options", "build_site", "open_portal", "register"]


def build_site(options: Options, memory: Memory | None = None, changed: Collection[str] = ()) -> BuildReport:
    """Build the site; SiteError, with all faults, when it cannot be built, and then the output is as it was.

    A process that builds again and again keeps a `memory` for it, and names the paths that have `changed` since the
    last build. Whatever it keeps, each build has a portal and a clock of its own.
    """
    started = time.perf_counter()
    memory = memory or Memory()
    with _without_collector():
        try:
            report = _build(options, memory, changed)
        except DamagedStoreError as damage:
            memory.discard_store()
            report = _build(options, memory, changed)
            report = replace(report, notices=(str(damage), *report.notices))
    return replace(report, seconds=time.perf_counter() - started)


def _build(options: Options, memory: Memory, changed: Collection[str]) -> BuildReport:
    changes = memory.changes(changed)
    settings = configure(options)
    output = memory.output(settings[TARGET] or Path(settings["OUTPUT_PATH"]), CACHE)
    read = Read()
    settings |= {"BUILD_MEMORY": memory, "BUILD_CHANGES": changes, "BUILD_OUTPUT": output, "BUILD_READ": read}
    compiled = memory.templates[PELICANS]
    compiled.open(digest(libraries()))
    settings["JINJA_ENVIRONMENT"] |= {"bytecode_cache": compiled}
    portal = portal_of(settings)
    portal.state = output.state / "rooms"
    with (
        output.locked(),
        _reporting_failure(ReportFile(output.state), portal, read),
        _spreading(settings, output) as portal.spread,
    ):
        pelican = start_pelican(settings)
        if options.clean:
            shutil.rmtree(portal.state, ignore_errors=True)
        with _quiet_pelican():
            try:
                pelican.run()
            except OSError as error:
                raise write_error(error.filename or output.where, error) from error
        compiled.keep()
    report: BuildReport = pelican.settings["BUILD_REPORT"]
    if portal.config.drafts:
        return report
    file = ReportFile(output.state)
    counts = file.write(portal, read)
    return replace(report, accounts=counts, account=file.describe(counts))


@contextlib.contextmanager
def _spreading(settings: Mapping[str, Any], output: OutputFolder) -> Iterator[Spread]:
    """What spreads the work of this build: over processes of this machine, or a cluster where one is named."""
    options: Options = settings["BUILD_OPTIONS"]
    # A preview is for one editor's machine, whatever the settings say of the office's.
    address = options.executor or ("" if options.drafts else settings.get("BUILD_EXECUTOR", ""))
    if not address:
        yield partial(spread, options.workers)
        return
    from .cluster.bundle import keep_settings
    from .cluster.spreading import Cluster

    # Where all lies in storage, no folder need be shared.
    portal, source = portal_of(settings), settings[SOURCE] if settings[TARGET] else None
    portal.is_apart = source is not None
    with Cluster(address, options.workers, portal, keep_settings(settings), output, source) as cluster:
        yield cluster.spread


@contextlib.contextmanager
def _reporting_failure(file: ReportFile, portal: Portal, read: Read) -> Iterator[None]:
    """Have the report tell of a build that was stopped, and the error where it lies; under `serve` there is none."""
    try:
        yield
    except SiteError as error:
        if not portal.config.drafts:
            error.add_note(file.describe(file.write_failed(portal, read, error)))
        raise


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Nearly all that a build makes lives to its end; looking through it for garbage takes a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


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
