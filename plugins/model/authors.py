"""What the name of an author says of who it is: bylines name people and offices alike, and nobody registers them.

In: a name as a byline has it. Out: whether it is an office's. Every syllable of a person's name has a capital, but for
a careless `văn` or `thị`; an office's name has syllables without (`Ban biên tập`, `Cổng thông tin điện tử`) or is
written in capitals alone (`TTXVN`).
"""

from __future__ import annotations

from plugins.model.text import fold

_MIDDLE_NAMES = ("văn", "thị")
_OFFICES = ("báo",)  # its name may be a place's: Báo Điện Biên Phủ


def is_office(name: str) -> bool:
    first, *others = name.split() or [""]
    if not others:
        # An abbreviation bears no tone marks, which a name in capitals may.
        return len(first) > 1 and first.isupper() and fold(first) == first.lower().replace("đ", "d")
    if first[0].islower():
        return False
    return first.lower() in _OFFICES or any(word[0].islower() and word not in _MIDDLE_NAMES for word in others)
