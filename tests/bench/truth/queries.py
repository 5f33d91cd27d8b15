"""Questions about known items, of seven kinds, drawn by rule.

In: items. Out: queries with the slugs of the items that answer them. The kinds: five neighbouring words of a headline
as they stand (`title`), without accents (`title-nodiacritics`), with two letters swapped (`title-typo`) and with the
tone mark in its other place (`tone-placement`); the rarest four neighbouring words of a text (`body-phrase`); a name of
three syllables that a few items hold (`name`, `name-nodiacritics`).
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plugins.model import fold

TITLE_WORDS, PHRASE_WORDS = 5, 4
NAMED = range(2, 31)  # how many items may hold a name that is asked for
TONES = "\u0300\u0301\u0303\u0309\u0323"
OLD_PLACE = re.compile(rf"(?<!q)([ou])([{TONES}])([aey])(?!\w)")
NEW_PLACE = re.compile(rf"(?<!q)([ou])([aey])([{TONES}])(?!\w)")
WORD = re.compile(r"\w+")
CAPITALISED = re.compile(r"(?<![.!?:“\"] )(?<!\n)\b([^\W\d_a-zà-ỹđ][^\W\d_]+(?: [^\W\d_a-zà-ỹđ][^\W\d_]+){2})\b")


@dataclass(frozen=True)
class Text:
    """An item as a reader of its page sees it; `body` holds a paragraph a line."""

    slug: str
    title: str
    standfirst: str
    body: str


@dataclass(frozen=True)
class Query:
    kind: str
    text: str
    slugs: tuple[str, ...]


def draw_queries(texts: Sequence[Text], per_kind: int, seed: int) -> list[Query]:
    """At most `per_kind` of each kind, spread over all items by chance; the same for the same seed."""
    draw = random.Random(seed)
    shuffled = list(texts)
    draw.shuffle(shuffled)
    kept: dict[str, list[Query]] = defaultdict(list)
    frequency = Counter(word for text in texts for word in set(map(fold, WORD.findall(text.body))))
    for text in shuffled:
        for query in (*_from_title(text, draw), *_from_body(text, frequency)):
            if len(kept[query.kind]) < per_kind:
                kept[query.kind].append(query)
    names = list(_from_names(texts))
    draw.shuffle(names)
    for name, slugs in names[:per_kind]:
        kept["name"].append(Query("name", name.lower(), slugs))
        kept["name-nodiacritics"].append(Query("name-nodiacritics", fold(name), slugs))
    return [query for kind in sorted(kept) for query in kept[kind]]


def _from_title(text: Text, draw: random.Random) -> Iterator[Query]:
    words = WORD.findall(unicodedata.normalize("NFC", text.title).lower())
    if len(words) < TITLE_WORDS + 3:
        return
    first = draw.randrange(len(words) - TITLE_WORDS + 1)
    part = words[first : first + TITLE_WORDS]
    slugs = (text.slug,)
    phrase, plain = " ".join(part), fold(" ".join(part))
    yield Query("title", phrase, slugs)
    yield Query("title-nodiacritics", plain, slugs)
    slip = swap_letters(plain, draw)
    if slip != plain:
        yield Query("title-typo", slip, slugs)
    moved = move_tones(phrase)
    if moved != phrase:
        yield Query("tone-placement", moved, slugs)


def _from_body(text: Text, frequency: Counter[str]) -> Iterator[Query]:
    """The phrase whose words, taken together, stand in the fewest items."""
    words = WORD.findall(text.body.lower())
    if len(words) < 10 * PHRASE_WORDS:
        return
    counts = [frequency[fold(word)] for word in words]
    starts = range(len(words) - PHRASE_WORDS + 1)
    start = min(starts, key=lambda start: (sum(counts[start : start + PHRASE_WORDS]), start))
    yield Query("body-phrase", " ".join(words[start : start + PHRASE_WORDS]), (text.slug,))


def _from_names(texts: Iterable[Text]) -> Iterator[tuple[str, tuple[str, ...]]]:
    holders: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for name in set(CAPITALISED.findall(f"{text.title}\n{text.standfirst}\n{text.body}")):
            holders[name].add(text.slug)
    for name in sorted(holders):
        if len(holders[name]) in NAMED:
            yield name, tuple(sorted(holders[name]))


def swap_letters(text: str, draw: random.Random) -> str:
    """Two letters inside the longest word change places; a word too short or of equal letters stays."""
    words = text.split()
    place = max(range(len(words)), key=lambda place: len(words[place]))
    word = words[place]
    if len(word) >= 4:
        at = draw.randrange(1, len(word) - 2)
        words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def move_tones(text: str) -> str:
    """`hòa` becomes `hoà` and `thuỷ` becomes `thủy`: each mark goes to its other place."""
    decomposed = unicodedata.normalize("NFD", text)
    if OLD_PLACE.search(decomposed):
        moved = OLD_PLACE.sub(r"\1\3\2", decomposed)
    else:
        moved = NEW_PLACE.sub(r"\1\3\2", decomposed)
    return unicodedata.normalize("NFC", moved)
