"""Readers' voice: what the portal is told by those who read it. Each part is off unless the settings turn it on.

Views: provides `views`, `most_read`, the renderer `views` and the composer `views`; reads `teaser` and `interface`.
"""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.model import portal_of

from .views.figures import FOLDER
from .views.publishing import Views
from .views.setting import read_setting


def provide_views(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    setting = read_setting(pelican.settings)
    if setting is None:
        return
    views = Views(setting, portal)
    portal.views = FOLDER
    portal.most_read = views.most_read
    portal.renderers["views"] = str.encode
    portal.composers["views"] = views.compose
    portal.outside["views"] = views.digest


def register() -> None:
    signals.initialized.connect(provide_views)
