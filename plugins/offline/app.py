"""The web app manifest, by which a phone installs the portal beside its apps.

In: the configuration. Out: JSON text.
"""

from __future__ import annotations

import json

from plugins.model import Config

from .icons import GROUND, ICONS

MANIFEST_ADDRESS = "/manifest.webmanifest"


def describe_app(config: Config, short_name: str) -> str:
    """The manifest; `short_name` stands below the icon, where some twelve letters have room."""
    manifest = {
        "id": "/",
        "name": config.name,
        "short_name": short_name,
        "description": config.tagline,
        "lang": config.language,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        # An item leads to other sites: where there can be a way back, it is shown.
        "display": "standalone",
        "display_override": ["minimal-ui"],
        "theme_color": GROUND,
        "background_color": GROUND,
        "icons": [
            {
                "src": icon.address,
                "sizes": f"{icon.size}x{icon.size}",
                "type": "image/png",
                "purpose": "maskable" if icon.maskable else "any",
            }
            for icon in ICONS
        ],
    }
    return json.dumps({key: value for key, value in manifest.items() if value}, ensure_ascii=False, indent=1) + "\n"
