"""Stands a pseudonym for each reader's address, so that rates can be limited and no address is ever stored.

In: an IP address. Out: an address of the reserved range fd00::/8 that differs for each reader and from day to day. It
is a keyed hash whose key is drawn each day, kept in memory alone and then forgotten: afterwards nobody can tell, not
even with the database, which address it stood for.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from collections.abc import Callable

DAY = 24 * 60 * 60  # seconds
_WIDE = 64  # bits of an IPv6 address that tell one household from another


class Pseudonyms:
    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._day = -1
        self._key = b""

    def of(self, address: str) -> str:
        day = int(self._clock() // DAY)
        if day != self._day:
            self._day, self._key = day, secrets.token_bytes(32)
        digest = hashlib.blake2b(_household(address), key=self._key, digest_size=5).digest()
        # Isso keeps the first 48 bits of an IPv6 address.
        return str(ipaddress.IPv6Address(b"\xfd" + digest + bytes(10)))


def _household(address: str) -> bytes:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return b"?"
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.ipv4_mapped.packed if ip.ipv4_mapped else ip.packed[: _WIDE // 8]
    return ip.packed
