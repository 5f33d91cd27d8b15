"""Readers' voice: what readers say and what they read. Each part is off unless the settings turn it on.

Comments: provides `comments`, a backend, the renderer `voice` and the composer `comments`; reads `interface`.
Views: provides `views`, `most_read`, the renderer `views` and the composer `views`; reads `teaser` and `interface`.
"""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.model import portal_of

from .comments.loading import CommentFiles
from .comments.setting import VOICE, read_server
from .views.figures import FOLDER
from .views.publishing import Views
from .views.setting import read_setting


def provide_comments(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    server = read_server(pelican.settings)
    is_preview = portal.config.drafts and not pelican.settings.get(VOICE)  # without the server it would be a dead end
    if server and not is_preview:
        files = CommentFiles(server, portal)
        portal.comments = files.facts
        portal.backends.add(server)
        portal.renderers["voice"] = str.encode
        portal.composers["comments"] = files.compose
        portal.outline_composers.add("comments")


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
    portal.outline_composers.add("views")
    portal.outside["views"] = views.digest


def register() -> None:
    signals.initialized.connect(provide_comments)
    signals.initialized.connect(provide_views)
