"""How long it takes to read an item.

In: its text as HTML. Out: whole minutes, at least one. The speeds are those of quiet reading, on the slow side: most
readers finish a little earlier than told.
"""

from __future__ import annotations

import re

# A minute's words between spaces: syllables (tiếng) in Vietnamese, whole words in English. For English the usual figure
# of studies, rounded down; a Vietnamese syllable is shorter than an English word, so that more of them are read.
WORDS_A_MINUTE = {"vi": 250, "en": 230}

_TAG = re.compile(r"<[^>]*>")


def reading_minutes(html: str, language: str) -> int:
    """Minutes that reading `html` takes at the speed of `language`; another language is read as fast as English."""
    words = len(_TAG.sub(" ", html).split())
    return max(1, round(words / WORDS_A_MINUTE.get(language, WORDS_A_MINUTE["en"])))
