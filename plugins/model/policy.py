"""What a page may do in a reader's browser: the Content-Security-Policy, told in this place alone.

Out: the policy as a host's header, and as the page's own `meta`, for hosts that send no headers. A page runs the site's
scripts and shows its styles and pictures, and nothing else: no inline script or style, nothing from other hosts, no
markup made of strings. The desk's page (`/bien-tap/`), whose editor cannot work like that, brings a policy of its own;
a host's header must leave it out, since a browser applies both.
"""

from __future__ import annotations

# The policies that the theme's scripts make under Trusted Types: each lets one service worker's address through.
TRUSTED_TYPES = ("portal-offline", "portal-search")

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": " ".join(TRUSTED_TYPES),
}
# Browsers heed this one in a header only.
FRAMES = {"frame-ancestors": "'none'"}


def _join(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in directives.items())


CONTENT_SECURITY_POLICY = _join(DIRECTIVES | FRAMES)
META_POLICY = _join(DIRECTIVES)
