"""The place of the tone mark in syllables such as hòa, thủy, khỏe: one way throughout, by setting.

In: prose, and the setting `PORTAL_TONE_PLACEMENT`. Out: findings with edits that move the mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from plugins.desk.manuscript import PROSE, Manuscript
from plugins.desk.rules.rule import Edit, Example, Finding, Rule, Standards

SETTING = "PORTAL_TONE_PLACEMENT"
OLD, NEW = "hòa", "hoà"

_PAIRS = tuple(
    (first + second, third + fourth)
    for first, second, third, fourth in chain(
        zip("òóỏõọ", "aaaaa", "ooooo", "àáảãạ", strict=True),
        zip("òóỏõọ", "eeeee", "ooooo", "èéẻẽẹ", strict=True),
        zip("ùúủũụ", "yyyyy", "uuuuu", "ỳýỷỹỵ", strict=True),
    )
)


def _moves(to_new: bool) -> tuple[re.Pattern[str], dict[str, str]]:
    pairs = {(old if to_new else new): (new if to_new else old) for old, new in _PAIRS}
    pairs |= {key.upper(): value.upper() for key, value in pairs.items()}
    pairs |= {key.title(): value.title() for key, value in list(pairs.items()) if key.islower()}
    vowels = "|".join(pairs)
    # quý, quỳ: u belongs to qu, and the mark is where it can only be.
    return re.compile(rf"(?<![qQ])(?:{vowels})(?!\w)"), pairs


_TO = {OLD: _moves(to_new=False), NEW: _moves(to_new=True)}


def find_tones(manuscript: Manuscript, standards: Standards) -> Iterator[Finding]:
    if standards.tone not in _TO:
        return
    pattern, pairs = _TO[standards.tone]
    for passage in manuscript.of(PROSE | {"alt", "position", "source"}):
        for match in pattern.finditer(passage.text):
            right = pairs[match[0]]
            start = passage.start + match.start()
            edits = (Edit(start, start + len(match[0]), right),) if passage.exact else ()
            word = re.search(r"\w*$", passage.text[: match.start()])
            syllable = (word[0] if word else "") + match[0]
            hint = f"viết «{syllable[: -len(match[0])]}{right}», như cổng đã chọn trong {SETTING}"
            yield Finding(manuscript.place(passage, match.start()), f"dấu thanh của «{syllable}» đặt khác", hint, edits)


RULES = (
    Rule(
        "W-TONE",
        "Dấu thanh đặt khác lối của cổng",
        f"Chỉ kiểm tra khi `{SETTING}` trong `pelicanconf.py` chọn một lối: `{OLD}` hoặc `{NEW}`.",
        Example(body="Công tác hoà giải ở cơ sở."),
        Example(body="Công tác hòa giải ở cơ sở."),
        find_tones,
        mends=True,
        settings={SETTING: OLD},
    ),
)
