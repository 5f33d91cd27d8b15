"""The configurations of the servers that the portal knows, by their names.

In: a server's name. Out: the function that makes text of a `Site`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from plugins.hosting.caddy import configure_caddy
from plugins.hosting.nginx import configure_nginx
from plugins.hosting.servers import Site
from plugins.model import SiteError

SERVERS: Mapping[str, Callable[[Site], str]] = {"nginx": configure_nginx, "caddy": configure_caddy}


def find_server(name: str) -> Callable[[Site], str]:
    """SiteError when there is none of this name."""
    if name in SERVERS:
        return SERVERS[name]
    raise SiteError(f"Không có cấu hình cho «{name}»; các máy chủ: {', '.join(SERVERS)}.")
