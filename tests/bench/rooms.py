"""Builds with some rooms only: `python -m tests.bench.rooms CONTENT OUTPUT [ROOM …]`; to tell what a room costs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pelican import signals

from plugins.build import Options, build_site
from plugins.model import portal_of


def keep_rooms(pelican: Any) -> None:
    """Runs when all rooms have provided their composers and nothing has been composed yet."""
    portal = portal_of(pelican.settings)
    portal.composers = {name: composer for name, composer in portal.composers.items() if name in sys.argv[3:]}
    if "pages" not in portal.composers:
        portal.item_composer = None


if __name__ == "__main__":
    signals.get_generators.connect(keep_rooms)
    build_site(Options(content=Path(sys.argv[1]), output=Path(sys.argv[2]), clean=True))
