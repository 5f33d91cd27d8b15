"""Holds a page against the rules of WCAG 2.2 AA, and of best practice, that axe-core knows."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN = """options => axe.run(options).then(({violations}) =>
    violations.map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 200)}`))"""


def broken_rules(page: Page, *, best_practice: bool = True) -> list[str]:
    """Each rule that the page breaks, with the first of its elements that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    tags = [*WCAG, "best-practice"] if best_practice else [*WCAG]
    broken: list[str] = page.evaluate(RUN, {"runOnly": tags, "resultTypes": ["violations"]})
    return broken
