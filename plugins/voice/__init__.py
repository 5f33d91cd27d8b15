"""Readers' voice: comments on items. Off unless the settings ask for it; no page changes by its being there.

Provides `comments`, the renderer `voice` and the composer `comments` where comments are on; reads `interface`.
"""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.model import portal_of

from .comments.loading import CommentFiles
from .comments.setting import VOICE, read_server


def provide_voice(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    server = read_server(pelican.settings)
    is_preview = portal.config.drafts and not pelican.settings.get(VOICE)  # without the server it would be a dead end
    if server and not is_preview:
        files = CommentFiles(server, portal)
        portal.comments = files.facts
        portal.renderers["voice"] = str.encode
        portal.composers["comments"] = files.compose
        portal.outline_composers.add("comments")


def register() -> None:
    signals.initialized.connect(provide_voice)
