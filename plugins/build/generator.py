"""The portal as a Pelican generator, which builds in the way that costs least.

In: Pelican's settings with the portal in them. Out: the output folder, and a `BuildReport` left in the settings.
Pelican calls `generate_context` of all generators before any `generate_output`, so a fault in the content is raised
before anything is written.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from pelican.generators import Generator

from plugins.model import portal_of
from plugins.model.delivery import ENCODINGS

from .amending import Amendment
from .building import Site
from .fingerprints import digest, reading_salt
from .memory import Memory
from .output import OutputFolder
from .rendering import prepare_environment
from .scanning import Changes, Scan, ScanFile
from .settings import Options
from .settled import Settled, SettledFile, sign
from .whole import WholeBuild


class PortalGenerator(Generator):  # type: ignore[misc]  # Pelican ships no types
    def generate_context(self) -> None:
        site = self._look_around()
        self.way = Amendment.find(site) or WholeBuild(site)

    def generate_output(self, writer: Any) -> None:
        del writer  # Pelican's own writes a page as soon as it is rendered; ours waits until all are
        self.settings["BUILD_REPORT"] = self.way.build()

    def _look_around(self) -> Site:
        portal, settings = portal_of(self.settings), self.settings
        config, options = portal.config, settings["BUILD_OPTIONS"]
        output: OutputFolder = settings["BUILD_OUTPUT"]
        memory: Memory = settings["BUILD_MEMORY"]
        changes: Changes | None = settings["BUILD_CHANGES"]
        prepare_environment(self.env, portal)
        output.endings = tuple(ENCODINGS) if portal.compress else ()
        outside = (part for pair in sorted(portal.outside.items()) for part in pair)
        signature = digest([sign(config, settings, options.settings), *outside])
        scan = None
        if changes is None:
            before = ScanFile(output.state / "scan").load()
            scan = Scan.of((config.content, config.pages), before, portal.spread, portal.gettext("Xem lại tệp"))
            changes = scan.changes_since(before) if before is not None else None
        store = memory.store(output.state / "items.db", reading_salt(config))
        portal.with_body = store.with_body
        return Site(
            portal=portal,
            environment=self.env,
            options=options,
            output=output,
            memory=memory,
            store=store,
            read=settings["BUILD_READ"],
            signature=signature,
            last=_load_last(output, options, signature, config.now),
            changes=changes,
            scan=scan,
        )


def _load_last(output: OutputFolder, options: Options, signature: str, now: dt.datetime) -> Settled | None:
    """What the last build left, unless everything is to be looked at."""
    if options.clean or options.why:
        return None
    return SettledFile(output.state / "settled.json", Settled).load(signature, now)
