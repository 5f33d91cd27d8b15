"""Finds a Chromium for the browser tests, and installs one where there is none.

`python -m tests.browser.chromium` is what `tasks.py test` runs first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox because CI runs as root; no background traffic because tests speak to loopback only.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The browser that CHROMIUM names, the first one on the PATH, or Playwright's own; None without any."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install_chromium() -> bool:
    """Try the system's packages, then Playwright's download; whether a browser is there now."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    attempts = []
    if shutil.which("apt-get"):
        attempts.append([*root, "apt-get", "update", "-qq"])
        attempts.append([*root, "apt-get", "install", "-y", "-qq", "chromium"])
    attempts.append([sys.executable, "-m", "playwright", "install", "chromium"])
    for command in attempts:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment, check=False)
        except FileNotFoundError:
            continue
        if find_chromium():
            return True
    return False


def main() -> None:
    if find_chromium():
        return
    print("Chưa có Chromium cho các bài kiểm bằng trình duyệt; đang cài…", file=sys.stderr)
    if not install_chromium():
        sys.exit("Không cài được Chromium; hãy cài gói «chromium» của hệ thống, hoặc đặt biến CHROMIUM=/đường/dẫn.")


if __name__ == "__main__":
    main()
