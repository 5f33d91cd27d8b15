"""What several tasks need that no room has alone: the desk, and where old addresses lead.

In: the options of a task. Out: the desk over the opened portal; the redirects of the site.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from plugins.build.executor import spread
from plugins.build.fingerprints import reading_salt
from plugins.build.settings import CACHE, Options, open_pelican
from plugins.model import Portal, portal_of, short_digest

if TYPE_CHECKING:
    from plugins.desk.desk import Desk
    from plugins.model.redirects import Redirect


def open_desk(options: Options) -> Desk:
    from plugins.desk import desk  # the rules take a while to load, and few tasks need them

    pelican = open_pelican(options)
    portal = portal_of(pelican.settings)
    portal.spread = partial(spread, options.workers)
    cache = CACHE / "desk" / short_digest(str(portal.config.content), 16)
    return desk.open_desk(portal, pelican.settings, cache, reading_salt(portal.config))


def find_redirects(portal: Portal, options: Options, *, refuse: bool = True) -> tuple[Redirect, ...]:
    """From old addresses to what readers can open; SiteError while the content has errors, if these are refused."""
    from plugins.build.reading import read_content
    from plugins.build.store import ItemStore
    from plugins.hosting.moved import find_site_redirects
    from plugins.model import publish as publish_items

    config = portal.config
    folder = CACHE / "hosting" / short_digest(str(config.content), 16)
    portal.spread = partial(spread, options.workers)
    found = read_content(portal, ItemStore(folder / "items.db", reading_salt(config)))
    if refuse:
        found.refuse_errors()
    public = publish_items(found.items, config.now)
    return find_site_redirects(config.content, (*public.shown, *found.pages, *public.tombstones))
