"""Reading without a network: the app's manifest and icons, the service worker, and the pages of what a browser keeps.

Provides `worker`, the renderers `offline` and `icon` and the composer `offline`; reads `gettext` and the addresses of
style sheet and script. Under `serve` there is no worker: an editor must never see a page that was kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from pelican import signals

from plugins.model import Corpus, Job, Portal, portal_of, short_digest
from plugins.model.views import Head, OfflineView, SavedView

from .app import MANIFEST_ADDRESS, describe_app
from .icons import ICONS, draw_icon
from .kept import KEPT_ADDRESS, OFFLINE_ADDRESS, SAVED_ADDRESS, list_kept
from .script import WORKER_ADDRESS, read_worker

SHORT_NAME_SETTING = "PORTAL_SHORT_NAME"


def compose_offline(short_name: str, portal: Portal, corpus: Corpus) -> Iterator[Job]:
    offline = Head(title=portal.gettext("Không có mạng"), address=OFFLINE_ADDRESS, indexed=False)
    saved = Head(title=portal.gettext("Bài đã lưu"), address=SAVED_ADDRESS, indexed=False)
    yield Job(OFFLINE_ADDRESS, "offline.html", partial(OfflineView, offline), ())
    yield Job(SAVED_ADDRESS, "saved.html", partial(SavedView, saved), ())
    app = describe_app(portal.config, short_name)
    yield Job(MANIFEST_ADDRESS, "offline", partial(str, app), (app,))
    for icon in ICONS:
        yield Job(icon.address, "icon", partial(icon._replace), ())
    if portal.worker:
        # Neither the worker nor the list of what it keeps is long: their text is their input.
        for address, text in ((portal.worker, read_worker()), (KEPT_ADDRESS, list_kept(portal, corpus))):
            yield Job(address, "offline", partial(str, text), (short_digest(text, 32),))


def provide_offline(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    portal.worker = "" if portal.config.drafts else WORKER_ADDRESS
    portal.renderers["offline"] = str.encode
    portal.renderers["icon"] = draw_icon
    short_name = pelican.settings.get(SHORT_NAME_SETTING, "") or portal.config.name
    portal.composers["offline"] = partial(compose_offline, short_name)
    portal.tail_composers.add("offline")


def register() -> None:
    signals.initialized.connect(provide_offline)
