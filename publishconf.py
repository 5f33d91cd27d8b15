"""Settings of the published site: those of pelicanconf.py with the public address, taken from the environment."""

import os

from pelicanconf import *  # noqa: F403 — a Pelican settings file extends another this way

SITEURL = os.environ.get("SITEURL", "").rstrip("/")
# Where the site goes: nginx, caddy, netlify, cloudflare, gitlab, github or storage; empty for what works anywhere.
PORTAL_HOST = os.environ.get("PORTAL_HOST", "")
