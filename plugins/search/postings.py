"""What can be found of an item, and how well each key stands for it.

In: an item's fields as text. Out: its postings, each a key (see keys.py) with its impact and accent mark. A key is a
pair of adjacent tokens; a token of headline, names, tags and places, or a rare one of the text; a compound such as
`217-QĐ/TW`; the beginning of a word in the headline; three tokens of which two have capitals, as names do. A pair that
a comma or full stop divides is no pair, but since readers type no punctuation it gets the lowest impact, so that it can
be found. The impact is BM25F's, in eight steps.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from itertools import chain, pairwise
from typing import NamedTuple

from .abbreviations import Abbreviations
from .analysis import clean, make_token, split_chunk
from .fields import Fields
from .keys import ALONE, FACTOR, MASK, hash_token, pair_key, triple_key

HEADLINE, STANDFIRST, NAMES = 12, 3, 2  # weights of an occurrence; 1 in the text
SATURATION, LENGTH_SHARE, USUAL_LENGTH = 2.0, 0.4, 450  # BM25's k1 and b; tokens of a usual item
FIELD = 1 << 12  # a weight is that many times that of the other fields, and the times in the text
LEVELS, LOWEST = 8, 0.25  # steps of the impact, which are even in its logarithm, and its value at the lowest
TRIPLE, BEGUN = 1 << 5, 1 << 6  # mark the postings of three tokens and of beginnings of words
RARE = 1 << 7  # marks those of single tokens that stand only in the text, to be left out where they are not rare
NAMES_APART = " . . "  # two full stops: over one alone, words are still a pair of the lowest impact
BEGINNING = 3  # letters of a word whose beginnings can be found

_STEP = math.log((SATURATION + 1) / LOWEST) / (LEVELS - 1)


class _Counts(NamedTuple):
    """Weights by key, in `pairs` times 4 with the accent mark in the last bits.

    `triples` says of each whether all three have capitals.
    """

    pairs: dict[int, int]
    singles: dict[int, int]
    triples: dict[int, int]


class KeyFinder:
    """Finds the keys of items. Chunks of text are analysed once and remembered.

    Tokens are numbers here: an index into the tables of hashes, twice, and one more with a capital; 0 divides runs.
    """

    def __init__(self, abbreviations: Abbreviations) -> None:
        self._abbreviations = abbreviations
        self._numbers: dict[tuple[str, str, bool], int] = {}
        self._folded = [""]
        self._hashes = [0]
        self._scaled = [0]  # hash × FACTOR, for pairs
        self._alone = [0]  # the key of the token alone
        self._accents = [0]
        self._wholes: dict[str, tuple[int, ...]] = {}
        self._chunks = _Chunks(self)
        self._openings: set[int] = set()  # tokens that an abbreviation or long form begins with

    def number_chunk(self, chunk: str) -> tuple[int, ...]:
        numbers, wholes = [], []
        for word in split_chunk(clean(chunk)):
            if word is None:
                numbers.append(0)
                continue
            numbers += [self._number(part) for part in word.parts]
            if word.whole:
                wholes.append(pair_key(hash_token(word.whole), ALONE))
        if wholes:
            self._wholes[chunk] = tuple(wholes)
        return tuple(numbers)

    def find(self, fields: Fields) -> list[int]:
        """The postings as numbers: key (32 bits), item (24, still empty), RARE, BEGUN, TRIPLE, mark (2), level (3)."""
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
        alone = self._alone
        chunks = text.split()
        numbers = list(chain.from_iterable(map(self._chunks.__getitem__, chunks)))
        if not self._openings.isdisjoint(numbers):
            numbers += self._other_forms(numbers)
        self._count_pairs(numbers, weight, pairs)
        for one, two, three in _find_triples(numbers):
            key = triple_key(self._pair(one, two), self._hashes[three])
            triples[key] = max(triples.get(key, 0), one & two & three & 1)
        for number, count in Counter(numbers).items():
            if number:
                key = alone[number]
                singles[key] = singles.get(key, 0) + count * weight
        for chunk in sorted(self._wholes.keys() & chunks):  # a set's order differs between processes
            for key in self._wholes[chunk]:
                singles[key] = singles.get(key, 0) + weight
        return len(numbers)

    def _count_pairs(self, numbers: list[int], weight: int, pairs: dict[int, int]) -> None:
        hashes, scaled, accents = self._hashes, self._scaled, self._accents
        for (first, second), count in Counter(pairwise(numbers)).items():
            if first and second:
                key = (scaled[first] + hashes[second]) & MASK
                if key in pairs:
                    pairs[key] += count * weight << 2
                else:  # the accent mark is that of the first place
                    pairs[key] = count * weight << 2 | (accents[first] + 3 * accents[second]) >> 7 & 3
        place, last = 0, len(numbers) - 1
        for _ in range(numbers.count(0)):
            place = numbers.index(0, place) + 1
            if 1 < place <= last and numbers[place - 2] and numbers[place]:
                pairs.setdefault(self._pair(numbers[place - 2], numbers[place]), 0)

    def _pair(self, first: int, second: int) -> int:
        return (self._scaled[first] + self._hashes[second]) & MASK

    def _other_forms(self, numbers: list[int]) -> list[int]:
        """What the abbreviations and long forms among the tokens stand for, each as a run of its own."""
        added: list[int] = []
        openings, folded, abbreviations = self._openings, self._folded, self._abbreviations
        for place, number in enumerate(numbers):
            if number not in openings:
                continue
            following = numbers[place + 1] if place < len(numbers) - 1 else 0
            if not abbreviations.may_begin(folded[number], folded[following]):
                continue
            start = place - 1 if place and numbers[place - 1] else place
            window = numbers[start : place + 9]
            run = [folded[n] for n in (window[: window.index(0)] if 0 in window else window)]
            for form in abbreviations.expand(run, place - start):
                added += [0, *map(self._number, form)]
        return added

    def _beginnings(self, headline: str) -> Iterable[int]:
        numbers = [0, *(number for chunk in headline.split() for number in self._chunks[chunk])]
        keys: dict[int, None] = {}
        for before, number in pairwise(numbers):
            word = self._folded[number]
            for length in range(1, min(len(word) - 1, BEGINNING) + 1):
                beginning = hash_token(word[:length] + "*")
                if length == BEGINNING:
                    keys[pair_key(beginning, ALONE)] = None
                if before:
                    keys[pair_key(self._hashes[before], beginning)] = None
        return keys

    def _number(self, part: str) -> int:
        token = make_token(part)
        name = (*token, part[0].isupper())
        number = self._numbers.get(name)
        if number is None:
            is_capital = name[2]
            number = self._numbers[name] = 2 * len(self._numbers) + 2 + is_capital
            for table in (self._hashes, self._scaled, self._alone, self._accents):
                table += [0] * (number + 1 - len(table))
            self._folded += [""] * (number + 1 - len(self._folded))
            self._folded[number] = token.folded
            self._hashes[number] = hash_token(token.folded)
            self._scaled[number] = self._hashes[number] * FACTOR & MASK
            self._alone[number] = pair_key(self._hashes[number], ALONE)
            self._accents[number] = hash_token(token.spelt)
            if token.folded in self._abbreviations.first_tokens:
                self._openings.add(number)
        return number


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
    """The numbers of each chunk's tokens, made when first asked for."""

    def __init__(self, finder: KeyFinder) -> None:
        self._finder = finder

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        numbers = self[chunk] = self._finder.number_chunk(chunk)
        return numbers


class _Levels(dict[int, int]):
    """The level of each weight in an item of `length` tokens. Only the share of the text sinks with the length."""

    def __init__(self, length: int) -> None:
        self._norm = 1 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH

    def __missing__(self, weight: int) -> int:
        others, times = divmod(weight, FIELD)
        frequency = others + times / self._norm
        impact = max(LOWEST, frequency * (SATURATION + 1) / (frequency + SATURATION))
        level = self[weight] = min(LEVELS - 1, max(0, round(math.log(impact / LOWEST) / _STEP)))
        return level
