"""Waits for what the browser is about to do, where Playwright's own expectations do not reach."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

PATIENCE = 15_000  # milliseconds
STEP = 50


def wait_until(page: Page, is_true: Callable[[], bool], what: str) -> None:
    for _ in range(PATIENCE // STEP):
        if is_true():
            return
        page.wait_for_timeout(STEP)
    raise AssertionError(what)
