"""Settings of the published site: those of pelicanconf.py with the public address, taken from the environment."""

import os

from pelicanconf import *  # noqa: F403 — a Pelican settings file extends another this way

SITEURL = os.environ.get("SITEURL", "").rstrip("/")
# Where the site goes: nginx, caddy, netlify, cloudflare, gitlab, github or storage; empty for what works anywhere.
PORTAL_HOST = os.environ.get("PORTAL_HOST", "")

# Where `deploy` may release to, by name: docs/publishing.md tells of each kind. No secret stands here: keys and
# passwords come from ssh-agent, from rclone's own configuration or from the environment.
PORTAL_TARGETS: dict[str, dict[str, object]] = {
    # "may-chu": {"kind": "ssh", "host": "trien-khai@www.tinh.gov.vn", "path": "/srv/www/cong-tin", "keep": 5},
    # "thu": {"kind": "folder", "path": "/srv/www/thu"},
    # "kho": {"kind": "rclone", "remote": "kho:cong-tin", "state": "kho:cong-tin-ho-so"},
    # "trang": {"kind": "git", "repository": "git@github.com:to-chuc/cong-tin.git", "branch": "gh-pages"},
}
