"""Pages about the portal itself, and the page shown when an address leads nowhere."""

from __future__ import annotations

from plugins.model import Portal, StaticPage
from plugins.model.views import Head, NotFoundView, StaticPageView


def compose_static_page(portal: Portal, page: StaticPage) -> StaticPageView:
    return StaticPageView(
        head=Head(title=page.title, address=page.address, description=page.summary),
        crumbs=(),
        title=page.title,
        body=portal.body(page),
        updated=page.updated,
    )


def compose_not_found(title: str) -> NotFoundView:
    return NotFoundView(head=Head(title=title, address="/404.html", indexed=False))
