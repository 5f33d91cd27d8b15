"""Tells programs from people by what they call themselves.

In: a User-Agent. Out: whether it is a program's. The list is that of the library crawler-user-agents, which is renewed
nearly every week; what is no browser by its very form is none by name.
"""

from __future__ import annotations

from functools import lru_cache

BROWSERS = ("Mozilla/", "Opera/")  # every browser that people read with begins so, for thirty years now


@lru_cache(maxsize=50_000)
def is_robot(agent: str) -> bool:
    """Also where it gives no name. Robots that call themselves a browser cannot be told."""
    from crawleruseragents import is_crawler  # its patterns take a while to load, and no build needs them

    return not agent.startswith(BROWSERS) or is_crawler(agent)
