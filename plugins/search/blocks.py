"""The postings of many items at once: what KeyFinder (postings.py) finds in each, by arrays in a fraction of its time.

In: the fields of a block of items. Out: their entries, which are KeyFinder's postings with the items' numbers in them.
Loading numpy takes longer than finding the postings of a few items: who has few leaves this module alone.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .abbreviations import Abbreviations
from .fields import Fields
from .keys import ALONE, FACTOR, KEY_BITS, NAME_BITS, hash_token, pair_key
from .lexicon import BEGINNING, MOST_CHUNKS, Lexicon
from .postings import (
    BEGUN,
    FIELD,
    HEADLINE,
    IMPACTS,
    LENGTH_SHARE,
    LEVELS,
    NAMES,
    NAMES_APART,
    RARE,
    SATURATION,
    STANDFIRST,
    TRIPLE,
    USUAL_LENGTH,
)

Array = NDArray[Any]

WEIGHTS = np.array([HEADLINE * FIELD, STANDFIRST * FIELD, NAMES * FIELD, 1])  # by text
TEXTS = len(WEIGHTS)  # of an item: a power of two, for to shift is ten times as fast as to divide
TEXT_BITS = TEXTS.bit_length() - 1
HEADLINES, BODIES = 0, TEXTS - 1
APART = 2  # zeros after each text: over one alone, tokens are still a pair
ITEM = np.uint64(8)  # where an item begins in an entry
KEY = np.uint64(32)
_MASK = np.uint64((1 << KEY_BITS) - 1)
_FACTOR, _ALONE = np.uint32(FACTOR), np.uint32(ALONE)


class _Tokens(NamedTuple):
    """Token numbers one after another, and the text of each: the item's place in the block × TEXTS + which text."""

    numbers: Array
    texts: Array


class BlockFinder:
    """Finds the keys of many items; `own` as for KeyFinder."""

    def __init__(self, abbreviations: Abbreviations, own: int = NAME_BITS) -> None:
        self._abbreviations = abbreviations
        self._own = np.uint32((1 << own) - 1)
        openings = [[hash_token(token) for token in tokens] for tokens in abbreviations.openings]
        self._openings = np.array([pair_key(*(*tokens, ALONE)[:2]) for tokens in openings], np.uint32)
        self._forget()

    def _forget(self) -> None:
        self._lexicon = Lexicon(self._abbreviations)
        self._chunks = _Chunks(self._lexicon)

    def find(self, first: int, fields: Sequence[Fields]) -> Array:
        """The entries of the items from number `first` on, as sorted numbers of 64 bits."""
        if len(self._chunks) > MOST_CHUNKS:
            self._forget()
        plain, compounds = self._read(fields)
        if len(fields) > 1 and (2 * len(plain.numbers) * len(fields)).bit_length() >= KEY_BITS:
            middle = len(fields) // 2  # more than _find_pairs can tell apart in one number
            parts = self.find(first, fields[:middle]), self.find(first + middle, fields[middle:])
            return np.sort(np.concatenate(parts))
        tokens = self._with_other_forms(plain)
        tables = _Tables(self._lexicon)
        sizes = np.bincount(tokens.texts >> TEXT_BITS, minlength=len(fields)) - APART * TEXTS
        norms = 1 - LENGTH_SHARE + LENGTH_SHARE * sizes / USUAL_LENGTH
        entries = np.concatenate((
            _find_pairs(tokens, tables, norms),
            _find_singles(tokens, compounds, tables, norms),
            self._find_triples(tokens, tables),
            _find_beginnings(plain, tables),
        ))  # fmt: skip
        entries += np.uint64(first) << ITEM
        entries.sort()
        return entries[firsts(entries)]

    def _read(self, fields: Sequence[Fields]) -> tuple[_Tokens, _Tokens]:
        """The tokens of all texts as they are, and the keys of their compounds, each once in a text."""
        words: list[str] = []
        counts = []
        for each in fields:
            for text in (each.headline, each.standfirst, NAMES_APART.join(each.names), each.body):
                chunks = text.split()
                chunks.append("")  # stands for the APART zeros
                words += chunks
                counts.append(len(chunks))
        ids = np.fromiter(map(self._chunks.__getitem__, words), np.int64, len(words))
        texts = np.repeat(np.arange(len(counts)), counts)
        whole = np.flatnonzero(np.array(self._chunks.wholes.counts)[ids])
        once = np.unique(texts[whole] << 32 | ids[whole])
        return _Tokens(*self._chunks.tokens.gather(ids, texts)), _Tokens(
            *self._chunks.wholes.gather(once & 0xFFFFFFFF, once >> 32)
        )

    def _with_other_forms(self, tokens: _Tokens) -> _Tokens:
        """With what abbreviations and long forms stand for, at the end of each text."""
        numbers, texts = tokens
        tables = _Tables(self._lexicon)
        at = np.flatnonzero(tables.openings[numbers])
        begun = np.isin(tables.alone[numbers[at]], self._openings)
        begun |= np.isin(tables.pair(numbers[at], numbers[at + 1]), self._openings)
        at = at[begun]
        added: list[int] = []
        places: list[int] = []
        for text, places_in in _group(texts[at].tolist(), at.tolist()):
            start, end = np.searchsorted(texts, (text, text + 1)).tolist()
            forms = self._lexicon.other_forms(
                numbers[start : end - APART].tolist(), [place - start for place in places_in]
            )
            added += forms
            places += [end - APART] * len(forms)
        if not added:
            return tokens
        return _Tokens(np.insert(numbers, places, added), np.insert(texts, places, texts[places]))

    def _find_triples(self, tokens: _Tokens, tables: _Tables) -> Array:
        """Three tokens in a row of which two at least begin with a capital."""
        one, two, three = (tokens.numbers[place : len(tokens.numbers) - 2 + place] for place in range(3))
        is_row = (one != 0) & (two != 0) & (three != 0) & ((one & 1) + (two & 1) + (three & 1) > 1)
        one, two, three = one[is_row], two[is_row], three[is_row]
        pairs = tables.pair(one, two)
        beside = np.where(one & 1, tables.pair(two, three), pairs)
        keys = beside & ~self._own | (pairs * _FACTOR + tables.hashes[three]) & self._own
        found = np.sort(
            _place(tokens.texts[:-2][is_row], keys) << np.uint64(1) | (one & two & three & 1).view(np.uint64)
        )
        best = found[firsts(found[::-1] >> np.uint64(1))[::-1]]
        return _entries(best >> np.uint64(1), np.uint64(TRIPLE) | best & np.uint64(1))


class _Tables:
    """A lexicon's tables as they are now."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.hashes, self.scaled = np.array(lexicon.hashes), np.array(lexicon.scaled)
        self.alone, self.accents = np.array(lexicon.alone), np.array(lexicon.accents)
        self.begun, self.beginnings = [np.array(table) for table in lexicon.begun], np.array(lexicon.beginnings)
        self.openings = np.array(lexicon.openings)

    def pair(self, first: Array, second: Array) -> Array:
        keys: Array = self.scaled[first] + self.hashes[second]
        return keys


def _find_pairs(tokens: _Tokens, tables: _Tables, norms: Array) -> Array:
    numbers, texts = tokens
    is_token = numbers != 0
    beside = np.flatnonzero(is_token[:-1] & is_token[1:])
    divided = np.flatnonzero(is_token[:-2] & ~is_token[1:-1] & is_token[2:])
    at = np.concatenate((beside, divided))
    seconds = np.concatenate((beside + 1, divided + 2))
    # What KeyFinder sees first settles the mark: text by text, and in a text the divided pairs last.
    order = np.argsort(texts[at] * 2 + (np.arange(len(at)) >= len(beside)), kind="stable")
    is_divided = order >= len(beside)
    at, seconds = at[order], seconds[order]
    one, two = numbers[at], numbers[seconds]
    marks = np.where(is_divided, 0, (tables.accents[one] + np.uint32(3) * tables.accents[two]) >> 7 & 3)
    weights = np.where(is_divided, 0, WEIGHTS[texts[at] & BODIES])
    shift = np.uint64(len(at).bit_length())
    found = _place(texts[at], tables.pair(one, two)) << shift | np.arange(len(at), dtype=np.uint64)
    found.sort()
    seen = (found & ((np.uint64(1) << shift) - np.uint64(1))).view(np.int64)
    found >>= shift
    begin = np.flatnonzero(firsts(found))
    found, weights = found[begin], np.add.reduceat(weights[seen], begin) if len(begin) else weights
    return _entries(found, marks[seen[begin]].astype(np.uint64) << np.uint64(3) | _levels(found, weights, norms))


def _find_singles(tokens: _Tokens, compounds: _Tokens, tables: _Tables, norms: Array) -> Array:
    is_token = tokens.numbers != 0
    keys = np.concatenate((tables.alone[tokens.numbers[is_token]], compounds.numbers.astype(np.uint32)))
    texts = np.concatenate((tokens.texts[is_token], compounds.texts))
    found = _place(texts, keys) << np.uint64(2) | (texts & BODIES).view(np.uint64)
    found.sort()
    which = (found & np.uint64(3)).view(np.int64)
    found >>= np.uint64(2)
    begin = np.flatnonzero(firsts(found))
    found, weights = found[begin], np.add.reduceat(WEIGHTS[which], begin) if len(begin) else which
    rare = np.where(which[begin] == BODIES, np.uint64(RARE), np.uint64(0))
    return _entries(found, rare | _levels(found, weights, norms))


def _find_beginnings(tokens: _Tokens, tables: _Tables) -> Array:
    """Beginnings of words in headlines, after the token before and, at their longest, alone."""
    is_headline = tokens.texts & BODIES == HEADLINES
    numbers, texts = tokens.numbers[is_headline], tokens.texts[is_headline]
    before = np.concatenate(([0], numbers[:-1]))
    found = []
    for length, begun in enumerate(tables.begun):
        has = tables.beginnings[numbers] > length
        after = has & (before != 0)
        found.append(_place(texts[after], tables.scaled[before[after]] + begun[numbers[after]]))
        if length + 1 == BEGINNING:
            found.append(_place(texts[has], begun[numbers[has]] * _FACTOR + _ALONE))
    return _entries(np.concatenate(found), np.uint64(BEGUN | LEVELS - 1))


def _levels(places: Array, weights: Array, norms: Array) -> Array:
    frequency = weights // FIELD + weights % FIELD / norms[(places >> KEY).view(np.int64)]
    impacts = frequency * (SATURATION + 1) / (frequency + SATURATION)
    return np.searchsorted(IMPACTS, impacts, side="right").astype(np.uint64)


def _place(texts: Array, keys: Array) -> Array:
    """The item's place in the block, then the key."""
    return (texts >> TEXT_BITS).view(np.uint64) << KEY | keys


def _entries(places: Array, rest: Array | np.uint64) -> Array:
    return (places & _MASK) << KEY | places >> KEY << ITEM | rest


def firsts(values: Array) -> Array:
    """Which of the values differ from the one before."""
    is_first = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=is_first[1:])
    return is_first


def ragged(starts: Array, counts: Array) -> Array:
    """`start` to `start + count - 1` for each, one after another."""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(counts.sum())


class _Lists:
    """Lists of numbers by their ids, one after another."""

    def __init__(self) -> None:
        self._numbers, self.counts = array("I"), array("I")

    def add(self, numbers: Sequence[int]) -> None:
        self.counts.append(len(numbers))
        self._numbers.extend(numbers)

    def gather(self, ids: Array, texts: Array) -> tuple[Array, Array]:
        """The numbers of these lists, and for each the text given for its list."""
        counts = np.array(self.counts, np.int64)
        starts = np.cumsum(counts) - counts
        counts = counts[ids]
        return np.array(self._numbers, np.int64)[ragged(starts[ids], counts)], np.repeat(texts, counts)


class _Chunks(dict[str, int]):
    """The id of each chunk, with its tokens and the keys of its compounds; the empty one is APART zeros."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.tokens, self.wholes = _Lists(), _Lists()

    def __missing__(self, chunk: str) -> int:
        numbers, wholes = self._lexicon.read_chunk(chunk)
        self.tokens.add(numbers if chunk else (0,) * APART)
        self.wholes.add(wholes)
        self[chunk] = len(self)
        return len(self) - 1


def _group(texts: Sequence[int], places: Sequence[int]) -> Sequence[tuple[int, list[int]]]:
    """Places by their text."""
    groups: dict[int, list[int]] = {}
    for text, place in zip(texts, places, strict=True):
        groups.setdefault(text, []).append(place)
    return list(groups.items())
