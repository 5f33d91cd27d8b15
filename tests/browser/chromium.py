"""Finds a Chromium for the browser tests, and installs one where there is none.

`python -m tests.browser.chromium` is what `tasks.py test` runs first.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"  # the same browser without windows, in which a page takes two thirds of the time
# No sandbox because CI runs as root; no background traffic because tests speak to loopback only; letters without hints,
# as browsers with windows draw them where there is no screen.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
)


def find_chromium(*first: str) -> str | None:
    """The browser that CHROMIUM names, the first one on the PATH, or Playwright's own; None without any.

    `first` are names to look for before all others.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in (*first, *NAMES):
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
        _run(command)
        if find_chromium():
            return True
    return False


def install_shell() -> None:
    """The browser without windows, for the tests alone, where it takes no more than a package: in a container."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _run(["apt-get", "install", "-y", "-qq", SHELL], stderr=subprocess.DEVNULL)


def _run(command: list[str], **options: int) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with contextlib.suppress(FileNotFoundError):
        nothing = subprocess.DEVNULL
        subprocess.run(command, stdin=nothing, stdout=nothing, env=environment, check=False, **options)


def main() -> None:
    if not find_chromium():
        print("Chưa có Chromium cho các bài kiểm bằng trình duyệt; đang cài…", file=sys.stderr)
        if not install_chromium():
            sys.exit("Không cài được Chromium; hãy cài gói «chromium» của hệ thống, hoặc đặt biến CHROMIUM=/đường/dẫn.")
    if "CHROMIUM" not in os.environ and not shutil.which(SHELL):
        install_shell()


if __name__ == "__main__":
    main()
