"""The front of an edition: all that is translated into one language, newest first, on stable pages.

In: the corpus and a language. Out: the `Listing` of `/en/`.
"""

from __future__ import annotations

from functools import partial

from plugins.model import Corpus, Portal, edition_address, feed_links

from .listings import Facts, Listing

KIND = "edition"


def edition_listing(portal: Portal, corpus: Corpus, language: str) -> Listing:
    text = portal.interface(language).translations.gettext
    description = text("Những tin đã được dịch. Toàn bộ tin có trên trang tiếng Việt.")
    return Listing(
        kind=KIND,
        title=text("Tin mới nhất"),
        address=edition_address(language),
        crumbs=(),
        positions=range(len(corpus.editions[language].items)),
        feeds=feed_links(term_id=language),
        facts=partial(Facts, description),
        language=language,
        alternates=portal.alternates(corpus),
    )
