"""What can be found of an item, and how well each key stands for it.

In: an item's fields as text. Out: its postings, each a key (see keys.py) with its impact and accent mark. A key is a
pair of adjacent tokens; a token of headline, names, tags and places, or a rare one of the text; a compound such as
`217-QĐ/TW`; the beginning of a word in the headline; three tokens of which two have capitals, as names do. A pair that
a comma or full stop divides is no pair, but since readers type no punctuation it gets the lowest impact, so that it can
be found. The impact is BM25F's, in eight steps.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import chain, pairwise
from typing import NamedTuple

from .abbreviations import Abbreviations
from .fields import Fields
from .keys import ALONE, NAME_BITS, pair_key, triple_key
from .lexicon import BEGINNING, MOST_CHUNKS, Lexicon

HEADLINE, STANDFIRST, NAMES = 12, 3, 2  # weights of an occurrence; 1 in the text
SATURATION, LENGTH_SHARE, USUAL_LENGTH = 2.0, 0.4, 450  # BM25's k1 and b; tokens of a usual item
FIELD = 1 << 12  # a weight is that many times that of the other fields, and the times in the text
LEVELS, LOWEST = 8, 0.25  # steps of the impact, which are even in its logarithm, and its value at the lowest
TRIPLE, BEGUN = 1 << 5, 1 << 6  # mark the postings of three tokens and of beginnings of words
RARE = 1 << 7  # marks those of single tokens that stand only in the text, to be left out where they are not rare
NAMES_APART = " . . "  # two full stops: over one alone, words are still a pair of the lowest impact

# The least impact of each level but the lowest.
IMPACTS = [LOWEST * ((SATURATION + 1) / LOWEST) ** ((level - 0.5) / (LEVELS - 1)) for level in range(1, LEVELS)]


class _Counts(NamedTuple):
    """Weights by key, in `pairs` times 4 with the accent mark in the last bits.

    `triples` says of each whether all three have capitals.
    """

    pairs: dict[int, int]
    singles: dict[int, int]
    triples: dict[int, int]


class KeyFinder:
    """Finds the keys of an item; `own` are the bits of triples' own in their keys. BlockFinder does the same for many.

    Chunks of text are analysed once and remembered.
    """

    def __init__(self, abbreviations: Abbreviations, own: int = NAME_BITS) -> None:
        self._abbreviations = abbreviations
        self._own = own
        self._forget()

    def _forget(self) -> None:
        self._lexicon = Lexicon(self._abbreviations)
        self._wholes: dict[str, tuple[int, ...]] = {}
        self._chunks = _Chunks(self._lexicon, self._wholes)

    def find(self, fields: Fields) -> list[int]:
        """The postings as numbers: key (32 bits), item (24, still empty), RARE, BEGUN, TRIPLE, mark (2), level (3)."""
        if len(self._chunks) > MOST_CHUNKS:
            self._forget()
        counts = _Counts({}, {}, {})
        body = counts._replace(singles={})
        length = self._count(fields.headline, HEADLINE * FIELD, counts)
        length += self._count(fields.standfirst, STANDFIRST * FIELD, counts)
        length += self._count(NAMES_APART.join(fields.names), NAMES * FIELD, counts)
        length += self._count(fields.body, 1, body)
        levels, singles = _Levels(length), counts.singles
        postings = [key << 32 | (value & 3) << 3 | levels[value >> 2] for key, value in counts.pairs.items()]
        postings += [key << 32 | levels[weight + body.singles.get(key, 0)] for key, weight in singles.items()]
        postings += [key << 32 | BEGUN | LEVELS - 1 for key in self._beginnings(fields.headline)]
        postings += [key << 32 | TRIPLE | level for key, level in counts.triples.items()]
        postings += [key << 32 | RARE | levels[weight] for key, weight in body.singles.items() if key not in singles]
        return postings

    def _count(self, text: str, weight: int, counts: _Counts) -> int:
        """Add a text's keys to the counts; the number of its tokens."""
        pairs, singles, triples = counts
        lexicon = self._lexicon
        chunks = text.split()
        numbers = list(chain.from_iterable(map(self._chunks.__getitem__, chunks)))
        openings = lexicon.openings
        numbers += lexicon.other_forms(numbers, [place for place, number in enumerate(numbers) if openings[number]])
        self._count_pairs(numbers, weight, pairs)
        for one, two, three in _find_triples(numbers):
            pair = lexicon.pair(one, two)
            # Very many words follow a name such as a country's, and go before it: each then has a pair of its own.
            beside = lexicon.pair(two, three) if one & 1 else pair
            key = triple_key(beside, pair, lexicon.hashes[three], self._own)
            triples[key] = max(triples.get(key, 0), one & two & three & 1)
        for number, count in Counter(numbers).items():
            if number:
                key = lexicon.alone[number]
                singles[key] = singles.get(key, 0) + count * weight
        for chunk in self._wholes.keys() & chunks:
            for key in self._wholes[chunk]:
                singles[key] = singles.get(key, 0) + weight
        return len(numbers)

    def _count_pairs(self, numbers: list[int], weight: int, pairs: dict[int, int]) -> None:
        lexicon, accents = self._lexicon, self._lexicon.accents
        for (first, second), count in Counter(pairwise(numbers)).items():
            if first and second:
                key = lexicon.pair(first, second)
                if key in pairs:
                    pairs[key] += count * weight << 2
                else:  # the accent mark is that of the first place
                    pairs[key] = count * weight << 2 | (accents[first] + 3 * accents[second]) >> 7 & 3
        place, last = 0, len(numbers) - 1
        for _ in range(numbers.count(0)):
            place = numbers.index(0, place) + 1
            if 1 < place <= last and numbers[place - 2] and numbers[place]:
                pairs.setdefault(lexicon.pair(numbers[place - 2], numbers[place]), 0)

    def _beginnings(self, headline: str) -> set[int]:
        lexicon = self._lexicon
        numbers = [0, *(number for chunk in headline.split() for number in self._chunks[chunk])]
        keys = set()
        for before, number in pairwise(numbers):
            for length in range(lexicon.beginnings[number]):
                beginning = lexicon.begun[length][number]
                if length + 1 == BEGINNING:
                    keys.add(pair_key(beginning, ALONE))
                if before:
                    keys.add(pair_key(lexicon.hashes[before], beginning))
        return keys


def _find_triples(numbers: list[int]) -> set[tuple[int, int, int]]:
    """Three tokens in a row of which two at least begin with a capital."""
    triples = set()
    capitals = [place for place, number in enumerate(numbers) if number & 1]
    for place, following in pairwise(capitals):
        for start in (place - 1, place) if following == place + 1 else (place,) if following == place + 2 else ():
            triple = tuple(numbers[max(start, 0) : start + 3])
            if start >= 0 and len(triple) == 3 and all(triple):
                triples.add(triple)
    return triples


class _Chunks(dict[str, tuple[int, ...]]):
    """The numbers of each chunk's tokens, made when first asked for; `wholes` gets the keys of its compounds."""

    def __init__(self, lexicon: Lexicon, wholes: dict[str, tuple[int, ...]]) -> None:
        self._lexicon, self._wholes = lexicon, wholes

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        numbers, wholes = self._lexicon.read_chunk(chunk)
        self[chunk] = numbers
        if wholes:
            self._wholes[chunk] = wholes
        return numbers


class _Levels(dict[int, int]):
    """The level of each weight in an item of `length` tokens. Only the share of the text sinks with the length."""

    def __init__(self, length: int) -> None:
        self._norm = 1 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH

    def __missing__(self, weight: int) -> int:
        others, times = divmod(weight, FIELD)
        frequency = others + times / self._norm
        level = self[weight] = bisect_right(IMPACTS, frequency * (SATURATION + 1) / (frequency + SATURATION))
        return level
