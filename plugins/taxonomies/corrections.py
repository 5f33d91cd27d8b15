"""The list of all corrections, newest first, on stable pages below the page that tells how they are made.

In: the corpus. Out: the jobs of `/dinh-chinh/` and its numbered pages; none where there is nothing to tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.model import (
    CORRECTIONS_ADDRESS,
    CORRECTIONS_FEEDS,
    CORRECTIONS_TERM,
    LANGUAGE,
    Corpus,
    Corrected,
    Job,
    Portal,
    StaticPage,
    corrections_page,
    feed_links,
    list_corrections,
)
from plugins.model.views import CorrectionsView, Head, Link, ListedCorrection

from .pagination import Slice, paginate


def compose_corrections(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    corrections, found = list_corrections(corpus), corrections_page(corpus)
    page, digest = found or (None, "")
    if not corrections and page is None:
        return
    title = page.title if page else portal.gettext("Đính chính")
    for part in paginate(len(corrections), portal.config.page_size):
        shown = corrections[part.start : part.stop]
        compose = partial(_compose_page, portal, page, title, shown, part, len(corrections))
        about = (digest, str(len(corrections))) if part.number == 0 else ()
        inputs = (title, repr(part), *about, *(one.mark for one in shown))
        yield Job(_address(part.number), "corrections.html", compose, inputs)


def _compose_page(
    portal: Portal, page: StaticPage | None, title: str, shown: tuple[Corrected, ...], part: Slice, total: int
) -> CorrectionsView:
    is_front = part.number == 0
    opening = page if is_front else None
    described = portal.gettext("Các đính chính đã đăng trên cổng tin, lần mới nhất trước.")
    older, newer = _address(part.older), _address(part.newer)
    language = LANGUAGE if page else portal.config.language
    return CorrectionsView(
        head=Head(
            title=title,
            address=_address(part.number),
            description=(opening.summary if opening else "") or described,
            older=older,
            newer=newer,
            feeds=feed_links(term_id=CORRECTIONS_TERM, kinds=CORRECTIONS_FEEDS),
        ),
        crumbs=() if is_front else (Link(title, CORRECTIONS_ADDRESS, language),),
        title=title,
        corrections=tuple(
            ListedCorrection(
                one.correction.date, one.correction.text, Link(one.item.title, one.address), one.item.published
            )
            for one in reversed(shown)
        ),
        body=portal.body(opening) if opening else (),
        updated=opening.updated if opening else None,
        number=part.number,
        total=total if is_front else 0,
        older=older,
        newer=newer,
        front="" if is_front else CORRECTIONS_ADDRESS,
        language=language,
    )


def _address(number: int | None) -> str:
    """The address of a page; of the front for 0; nothing for None."""
    if number is None:
        return ""
    return f"{CORRECTIONS_ADDRESS}trang/{number}/" if number else CORRECTIONS_ADDRESS
