"""Serving well: headers, compressed copies, redirects from old addresses, and the configurations of hosts.

Provides `compress` where the host sends compressed copies, and the composer `hosting`; reads `gettext` and the
addresses of style sheet and script.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from pelican import signals

from plugins.hosting.compression import compress
from plugins.hosting.gone import mark_tombstones
from plugins.hosting.headers import read_hsts
from plugins.hosting.host_files import ruled, write_headers, write_rules
from plugins.hosting.hosts import Host, find_host
from plugins.hosting.moved import compose_moved, find_site_redirects, standing_in
from plugins.model import Corpus, Job, Portal, portal_of, short_digest
from plugins.model.redirects import MAP_NAME

DESK_SETTING = "PORTAL_DESK"


def compose_hosting(host: Host, hsts: str, has_desk: bool, portal: Portal, corpus: Corpus) -> Iterator[Job]:
    redirects = find_site_redirects(portal.config.content, standing_in(corpus))
    rules = ruled(host, redirects)
    if host.marks:
        yield from mark_tombstones(corpus)
    yield from compose_moved(portal, [redirect for redirect in redirects if redirect not in set(rules)])
    files = {f"/{key}.txt": key for key in portal.config.announced.keys}
    if host.rules:
        files["/_redirects"] = write_rules(host, rules, corpus.tombstones)
    if host.headers:
        files["/_headers"] = write_headers(host, hsts, (portal.styles, portal.script), has_desk=has_desk)
    for address, text in files.items():
        yield Job(address, "bytes", text.encode, (short_digest(text, 32),))


def provide_hosting(pelican: Any) -> None:
    portal, settings = portal_of(pelican.settings), pelican.settings
    host = find_host(portal.config.host)
    if host.copies and not portal.config.drafts:
        portal.compress = partial(compress, packs=host.packs)
    has_desk = bool(settings.get(DESK_SETTING))
    portal.sources.add(portal.config.content / MAP_NAME)
    portal.composers["hosting"] = partial(compose_hosting, host, read_hsts(settings), has_desk)
    portal.outline_composers.add("hosting")


def register() -> None:
    signals.initialized.connect(provide_hosting)
