"""What editors run: `check` tells every fault and mends the safe ones, `new` starts an item. The tasks call these.

Provides the composer `desk`: the desk in the browser at `/bien-tap/`, published where PORTAL_DESK names a repository.
Under `serve` it needs no setting, and `browser/local.py` answers for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from pelican import signals

from plugins.model import Corpus, Job, Portal, portal_of


def compose_desk(setting: object, portal: Portal, corpus: Corpus) -> Iterator[Job]:
    del corpus
    if not setting or portal.config.drafts:
        return
    from plugins.desk.browser import page, publishing  # few portals publish the desk

    backend, content = page.read_setting(setting)
    yield from publishing.compose(portal, backend, content)


def provide_desk(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    portal.sources.add(portal.config.vocabulary / "terms.yaml")  # which `check` holds items against
    portal.renderers["desk.file"] = Path.read_bytes
    portal.composers["desk"] = partial(compose_desk, pelican.settings.get("PORTAL_DESK"))
    portal.outline_composers.add("desk")


def register() -> None:
    signals.initialized.connect(provide_desk)
