"""What may not be found: phrases of an item that readers may not see.

In: hidden items. Out: for each phrase the items that say it. A text gives all runs of six words in it, so that any part
of a sentence is known again; a name, a headline or a caption with fewer words is a phrase as a whole. What any page may
say by chance, such as a date or a single short word, is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from plugins.model import NewsItem, Portal, fold, slugify
from plugins.model.paths import join

from .words import END, split_text, words_of

RUN = 6  # words
LEAST_LETTERS = 5  # of a phrase of one or two words
LEAST_IN_TEXT = 4  # words of a short piece of the body, such as a subheading
# Words that templates write beside numbers.
_OF_DATES = frozenset(
    ("ngày", "tháng", "năm", "thứ", "hai", "ba", "tư", "sáu", "bảy", "chủ", "nhật", "giờ", "phút", "lúc", "quý", "gmt")
)

Phrase = tuple[str, ...]


def phrases_of(item: NewsItem, portal: Portal) -> set[Phrase]:
    found: set[Phrase] = set()
    for text in names_and_lines(item):
        found.update(_phrases(text, 1))
    found.update(_phrases(item.body, LEAST_IN_TEXT))
    for stem in (card_stem(item, portal), *(picture_stem(src, portal) for src in item.pictures)):
        if stem:
            found.add((stem,))
    return found


def names_and_lines(item: NewsItem) -> Iterator[str]:
    """Every text of an item but its body, and what addresses make of them."""
    plain = [item.title, *item.tags, *item.authors, *(chair.name for chair in item.chairs)]
    yield from plain
    yield from map(slugify, plain)
    yield from (fold(item.title), item.slug, item.summary)
    yield from (chair.position for chair in item.chairs)
    yield from (correction.text for correction in item.corrections)
    yield from (text for document in item.documents for text in (document.name, document.symbol, document.id))
    yield from (*item.pictures, *item.aliases)
    if item.cover is not None:
        yield from (item.cover.alt, item.cover.caption, item.cover.credit)
    if item.source is not None:
        yield from (item.source.name, item.source.url.partition("//")[2])
    if item.withdrawn is not None:
        yield item.withdrawn.reason


def picture_stem(src: str, portal: Portal) -> str:
    """What the names of a picture's renditions begin with; empty where the file is gone."""
    try:
        return portal.picture_stem(join(portal.config.content, src))
    except OSError:
        return ""


def card_stem(item: NewsItem, portal: Portal) -> str:
    return portal.social_card(item).rpartition("/")[2].partition(".")[0]


def _phrases(text: str, least: int) -> Iterator[Phrase]:
    for piece in split_text(text):
        for is_end, group in groupby(words_of(piece), END.__eq__):
            words = () if is_end else tuple(group)
            if len(words) >= RUN:
                runs: Iterable[Phrase] = zip(*(words[start:] for start in range(RUN)), strict=False)
                yield from (run for run in runs if len(_telling(run)) * 2 >= RUN)
            elif len(words) >= least and _is_telling(words):
                yield words


def _is_telling(words: Phrase) -> bool:
    telling = _telling(words)
    return bool(telling) and (len(words) > 2 or sum(map(len, telling)) >= LEAST_LETTERS)


def _telling(words: Phrase) -> list[str]:
    return [word for word in words if not word.isdigit() and word not in _OF_DATES]
