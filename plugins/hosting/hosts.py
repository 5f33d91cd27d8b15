"""The hosts that the portal knows, and what each of them takes.

In: its name, from the setting PORTAL_HOST. Out: a `Host`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from plugins.model import SiteError


class Host(NamedTuple):
    """What a build makes for a host.

    `copies`: compressed copies beside the files; `packs` is whether the host packs on request what has none. `marks`:
    files that tell a server which pages are gone. `headers`: a file `_headers`. `rules`: how many lines of `_redirects`
    it heeds; the other old addresses have pages. `forced` is what follows a status where a rule is to hold although
    there is a file, `gone` the status of a notice of an item that is gone, `queries` whether a rule can ask for a
    query, `detach` whether a header can be taken away again.
    """

    copies: bool = False
    packs: bool = False
    marks: bool = False
    headers: bool = False
    rules: int = 0
    forced: str = ""
    gone: int = 0
    queries: bool = False
    detach: bool = False


HOSTS: Mapping[str, Host] = {
    "": Host(),  # whatever it is: works everywhere
    "nginx": Host(copies=True, packs=True, marks=True),
    "caddy": Host(copies=True, packs=True, marks=True),
    "netlify": Host(headers=True, rules=10_000, forced="!", gone=410, queries=True),
    "cloudflare": Host(headers=True, rules=2_000, detach=True),
    "gitlab": Host(copies=True, rules=1_000),
    "github": Host(),
    "storage": Host(),
}


def find_host(name: str) -> Host:
    """SiteError when there is none of this name."""
    if name in HOSTS:
        return HOSTS[name]
    raise SiteError(f"PORTAL_HOST là «{name}»; các nơi đặt trang: {', '.join(filter(None, HOSTS))}, hoặc để trống.")
