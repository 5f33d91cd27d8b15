"""How the vocabularies compare names: one key for equal names, and the nearest names to one that is unknown.

In: names as editors type them. Out: keys to look up by; names to suggest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from plugins.model import fold, spelling_key

_SEPARATORS = re.compile(r"[\s.'’‘`\-‐‑‒–—−_]+")
_ALIKE = 0.66  # SequenceMatcher's ratio from which two folded names look alike
_CLOSE = 40  # names compared in full after the quick comparison


def name_key(name: str) -> str:
    """Equal for names that differ only in case, spaces, dots, apostrophes, kinds of dash or the tone mark's place.

    Accents count: `Hòa Bình`, `hoà  bình` are one name, `hoa binh` is another.
    """
    return _SEPARATORS.sub(" ", spelling_key(name)).strip()


class NearestNames:
    """Finds the names nearest to a misspelt one, by letters without accents. Made once per list of names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._folded: dict[str, list[str]] = {}
        for name in dict.fromkeys(names):
            self._folded.setdefault(_folded(name), []).append(name)
        # Comparing shared letter pairs first keeps a look-up among thousands of names to a millisecond or two.
        self._pairs = [(folded, _pairs(folded)) for folded in self._folded]

    def __call__(self, name: str, count: int = 5) -> list[str]:
        """At most `count` names, nearest first; none when nothing looks alike."""
        wanted = _folded(name)
        if not wanted:
            return []
        pairs = _pairs(wanted)
        quick = [
            (len(pairs & others) / (len(pairs) + len(others)), folded)
            for folded, others in self._pairs
            if -4 < len(folded) - len(wanted) < 4 and not pairs.isdisjoint(others)
        ]
        matcher = SequenceMatcher(b=wanted, autojunk=False)
        alike = []
        for _, folded in sorted(quick, key=lambda match: (-match[0], match[1]))[:_CLOSE]:
            matcher.set_seq1(folded)
            if (ratio := matcher.ratio()) >= _ALIKE:
                alike.append((-ratio, folded))
        return [match for _, folded in sorted(alike) for match in self._folded[folded]][:count]


def _folded(name: str) -> str:
    return _SEPARATORS.sub(" ", fold(name)).strip()


def _pairs(folded: str) -> frozenset[str]:
    return frozenset(map("".join, zip(f" {folded}", f"{folded} ", strict=True)))


def quoted(names: Iterable[str], limit: int = 6) -> str:
    """Names for a message: `«A», «B»`, cut at `limit` with an ellipsis."""
    listed = [f"«{name}»" for name in names]
    return ", ".join(listed[:limit]) + (" …" if len(listed) > limit else "")
