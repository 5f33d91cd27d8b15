"""The headers that a host sends with each file.

In: what the settings say of the host. Out: headers by name, and how some of them differ between parts of the site. The
values come from here for every kind of host, be it by a server's configuration or by a file that the host reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from plugins.model import SiteError
from plugins.model.delivery import kind_of
from plugins.model.policy import CONTENT_SECURITY_POLICY

HSTS_SETTING = "PORTAL_HSTS"
USUAL_HSTS = "max-age=31536000"
_HSTS = re.compile(r"max-age=[0-9]{1,10}(?:; ?includeSubDomains)?(?:; ?preload)?")

# What no page of the portal needs; sharing, copying and speaking are not among it.
_REFUSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get", "usb",
    "xr-spatial-tracking",
)  # fmt: skip

# The same for every file.
COMMON: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _REFUSED),
}
TRANSPORT = "Strict-Transport-Security"  # only over HTTPS

POLICY, OPENER, RESOURCE = "Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"
# The desk's page brings its own policy; browsers would apply both. It signs in through a window of another site.
DESK = r"bien-tap(?:/.*)?"
# Feed readers on the web show pictures and read feeds from their own address.
SHARED = r"(?:images|feeds)/.+"


class Varying(NamedTuple):
    """A header with the value that most files have, and those of paths that match an expression."""

    name: str
    usual: str
    others: tuple[tuple[str, str], ...]

    def value_of(self, path: str) -> str:
        return next((value for pattern, value in self.others if re.fullmatch(pattern, path)), self.usual)


FRAMES_ONLY = "frame-ancestors 'none'"
VARYING = (
    Varying(POLICY, CONTENT_SECURITY_POLICY, ((DESK, FRAMES_ONLY),)),
    Varying(OPENER, "same-origin", ((DESK, "same-origin-allow-popups"),)),
    Varying(RESOURCE, "same-origin", ((SHARED, "cross-origin"),)),
)


def read_hsts(settings: Mapping[str, object]) -> str:
    """For how long browsers are to use HTTPS alone; empty for not telling them. SiteError when it cannot stand."""
    value = settings.get(HSTS_SETTING, USUAL_HSTS)
    if value == "" or (isinstance(value, str) and _HSTS.fullmatch(value)):
        return value
    raise SiteError(f"{HSTS_SETTING} là «{value}»; ghi ví dụ «{USUAL_HSTS}; includeSubDomains», hoặc để trống.")


def headers_of(path: str, hsts: str = USUAL_HSTS) -> dict[str, str]:
    """All that a host should send with a file over HTTPS, beside its type and encoding."""
    headers = {**COMMON, **{varying.name: varying.value_of(path) for varying in VARYING}}
    return headers | ({TRANSPORT: hsts} if hsts else {}) | {"Cache-Control": kind_of(path).cache}
