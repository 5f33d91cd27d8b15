"""Settings of the published site: those of pelicanconf.py with the public address, taken from the environment."""

import os

from pelicanconf import *  # noqa: F403 — a Pelican settings file extends another this way

SITEURL = os.environ.get("SITEURL", "").rstrip("/")
