"""The tokens that texts are made of, as numbers, with what the index needs to know of each.

In: chunks of text, which are what stands between spaces. Out: token numbers and tables by them. A number is odd where
the token begins with a capital; 0 divides runs.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import cache

from .abbreviations import Abbreviations
from .analysis import Token, clean, make_token, split_chunk
from .keys import ALONE, FACTOR, MASK, hash_token, pair_key

BEGINNING = 3  # letters of a word whose beginnings can be found
MOST_CHUNKS = 300_000  # that are remembered: a corpus never runs out of new ones
_WINDOW = 9  # tokens in which a long form is looked for


class Lexicon:
    """By token number: `hashes` of the folded form, `scaled` (hash × FACTOR, for pairs), `alone` (the key of the token
    alone), `accents` (hash of the spelling); `begun` has the hashes of its beginnings by their length less one, as many
    as `beginnings` says; `openings` is 1 where something that has another form may begin.
    """

    def __init__(self, abbreviations: Abbreviations) -> None:
        self._abbreviations = abbreviations
        self._parts: dict[str, int] = {}
        self._numbers: dict[Token, int] = {}
        self._folded: list[str] = []
        self.hashes, self.scaled, self.alone, self.accents = array("I"), array("I"), array("I"), array("I")
        self.begun = tuple(array("I") for _ in range(BEGINNING))
        self.beginnings, self.openings = array("B"), array("B")
        self._number("-")  # 0 and 1 are no token's
        self._folded[0] = ""

    def read_chunk(self, chunk: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The numbers of its tokens, and the keys of its compounds."""
        if chunk.isascii() and chunk.isalpha():
            return (self._number(chunk),), ()
        numbers, wholes = [], []
        for word in split_chunk(clean(chunk)):
            if word is None:
                numbers.append(0)
                continue
            numbers += map(self._number, word.parts)
            if word.whole:
                wholes.append(pair_key(hash_token(word.whole), ALONE))
        return tuple(numbers), tuple(wholes)

    def pair(self, first: int, second: int) -> int:
        return (self.scaled[first] + self.hashes[second]) & MASK

    def other_forms(self, numbers: Sequence[int], places: Iterable[int]) -> list[int]:
        """What the abbreviations and long forms that begin at these places stand for, each as a run of its own."""
        added: list[int] = []
        folded, abbreviations = self._folded, self._abbreviations
        for place in places:
            following = numbers[place + 1] if place < len(numbers) - 1 else 0
            if not abbreviations.may_begin(folded[numbers[place]], folded[following]):
                continue
            start = place - 1 if place and numbers[place - 1] else place
            window = numbers[start : place + _WINDOW]
            run = [folded[n] for n in (window[: window.index(0)] if 0 in window else window)]
            for form in abbreviations.expand(run, place - start):
                added += [0, *map(self._number, form)]
        return added

    def _number(self, part: str) -> int:
        number = self._parts.get(part)
        if number is None:
            lower = part.lower()
            number = self._number(lower) & ~1 if lower != part else self._number_token(make_token(part))
            number = self._parts[part] = number + part[0].isupper()
        return number

    def _number_token(self, token: Token) -> int:
        """The same for a token without a capital."""
        number = self._numbers.get(token)
        if number is None:
            number = self._numbers[token] = len(self._folded)
            folded, value = token.folded, hash_token(token.folded)
            # Each twice: without a capital and with one.
            self._folded += [folded] * 2
            self.hashes.extend([value] * 2)
            self.scaled.extend([value * FACTOR & MASK] * 2)
            self.alone.extend([pair_key(value, ALONE)] * 2)
            self.accents.extend([value if token.spelt == folded else hash_token(token.spelt)] * 2)
            for length, table in enumerate(self.begun, 1):
                table.extend([_hash_beginning(folded[:length])] * 2)
            self.beginnings.extend([min(max(len(folded) - 1, 0), BEGINNING)] * 2)
            self.openings.extend([folded in self._abbreviations.first_tokens] * 2)
        return number


@cache
def _hash_beginning(beginning: str) -> int:
    return hash_token(f"{beginning}*")
