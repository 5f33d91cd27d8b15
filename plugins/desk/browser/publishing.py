"""The desk as part of the published site, where it speaks to the repository's own service.

In: the portal, the backend and the content folder in the repository. Out: a job for each file below `/bien-tap/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from plugins.desk.browser import package, page
from plugins.model import Job, Portal, short_digest


def compose(portal: Portal, backend: Mapping[str, Any], content: str) -> Iterator[Job]:
    """The first build fetches Decap CMS; MissingCmsError, which leaves the site as it was, when it is not to be had."""
    config = portal.config
    day = config.now.date()  # of the year in which items are written, and of the posts beside names
    asked = json.dumps(
        [backend, content, config.url, config.name, portal.styles, day, page.years_of(portal)], default=str
    )
    for name in page.NAMES:
        own = (page.HERE / name).read_text("utf-8") if (page.HERE / name).is_file() else asked
        make = partial(page.compose_file, name, portal, backend, content, local=False)
        yield Job(page.ADDRESS + name.replace("index.html", ""), "bytes", make, (short_digest(own, 16),))
    for name in (package.SCRIPT, package.LICENCES):
        yield Job(page.ADDRESS + name, "desk.file", partial(_file, name), (package.VERSION,), package.fetch_cms)


def _file(name: str) -> Path:
    return package.fetch_cms() / name
