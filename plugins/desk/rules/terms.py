"""Fixed terms against the list of official ones: slips of the fingers and wrong capitals.

In: `vocabulary/terms.yaml` and prose. Out: findings. Capitals of a proper name can be mended; a slip needs an editor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import yaml

from plugins.desk.manuscript import PROSE, Manuscript, Passage, Word, folded
from plugins.desk.rules.rule import Edit, Example, Finding, Rule, Standards
from plugins.model import Fault, SiteError, normalise, spelling_key
from plugins.model.limits import MOST_LIST_BYTES

FILE = "terms.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS = frozenset(("term", "slips", "capitals"))
_SHORTEST = 4  # syllables of a term in which a slip is looked for; in shorter ones another word is likelier


@dataclass(frozen=True, slots=True)
class Term:
    """An official term. `slips` are wrong forms seen in the press; with `capitals` its capitals are part of it."""

    text: str
    slips: tuple[str, ...] = ()
    capitals: bool = False


class TermIndex:
    """Finds terms, and what is nearly one, by pairs of their syllables."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._slips: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self._terms: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self._pairs: dict[tuple[str, str], list[tuple[int, tuple[str, ...], str]]] = defaultdict(list)
        self._all = set()
        for term in terms:
            keys = _keys(term.text)
            self._all.add(keys)
            for slip in term.slips:
                slip_keys = _keys(slip)
                self._slips[slip_keys[0]].append((slip_keys, term.text))
            if term.capitals:
                self._terms[keys[0]].append((keys, term.text))
            if len(keys) >= _SHORTEST:
                for place, pair in enumerate(pairwise(keys)):
                    self._pairs[pair].append((place, keys, term.text))

    def find(self, words: list[Word]) -> Iterator[tuple[str, list[Word], str]]:
        """(`slip` or `capitals`, the words, the term); of capitals, all places where the term stands."""
        keys = [_key(word.text) for word in words]
        told: set[int] = set()
        firsts = self._slips.keys() | self._terms.keys()
        for number in [number for number, key in enumerate(keys) if key in firsts]:
            key = keys[number]
            for form, term in self._slips.get(key, ()):
                if tuple(keys[number : number + len(form)]) == form:
                    told.update(range(number, number + len(form)))
                    yield "slip", words[number : number + len(form)], term
            for form, term in self._terms.get(key, ()):
                if tuple(keys[number : number + len(form)]) == form:
                    yield "capitals", words[number : number + len(form)], term
        pairs = list(pairwise(keys))
        for number in [number for number, pair in enumerate(pairs) if pair in self._pairs]:
            pair = pairs[number]
            for place, form, term in self._pairs[pair]:
                start = number - place
                if start < 0 or start + len(form) > len(keys) or not told.isdisjoint(range(start, start + len(form))):
                    continue
                run = tuple(keys[start : start + len(form)])
                if run != form and run not in self._all and _is_slip(run, form):
                    told.update(range(start, start + len(form)))
                    yield "slip", words[start : start + len(form)], term


def read_terms(folder: Path) -> TermIndex:
    """The terms of the vocabulary; none when it has no such file. SiteError with every fault of the file."""
    path = folder / FILE
    if not path.is_file():
        return TermIndex(())
    try:
        if path.stat().st_size > MOST_LIST_BYTES:
            raise _file_error(folder, 1, f"tệp nặng quá {MOST_LIST_BYTES // 1_000_000} MB")
        entries = yaml.load(path.read_text("utf-8-sig"), LOADER)  # noqa: S506 — a safe loader, by its other name
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        line = error.problem_mark.line + 1 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 1
        raise _file_error(folder, line, "không đọc được danh sách thuật ngữ") from None
    if not isinstance(entries, list | None):
        raise _file_error(folder, 1, "tệp phải là một danh sách, mỗi dòng một thuật ngữ")
    return TermIndex([_term(entry, folder) for entry in entries or ()])


def _term(entry: object, folder: Path) -> Term:
    if isinstance(entry, str):
        entry = {"term": entry}
    if isinstance(entry, dict) and entry.keys() <= _KEYS and isinstance(entry.get("term"), str):
        slips = entry.get("slips", [])
        slips = [slips] if isinstance(slips, str) else slips
        is_list = isinstance(slips, list) and all(isinstance(slip, str) and _keys(slip) for slip in slips)
        if _keys(entry["term"]) and is_list and isinstance(entry.get("capitals", False), bool):
            return Term(normalise(entry["term"]), tuple(map(normalise, slips)), entry.get("capitals", False))
    raise _file_error(folder, 1, f"không hiểu mục «{str(entry)[:60]}»")


def _file_error(folder: Path, line: int, message: str) -> SiteError:
    hint = "ghi «- thuật ngữ» hoặc «- {term: …, slips: […], capitals: true}»"
    return SiteError(
        "Danh mục của cổng có lỗi.", [Fault(f"{folder.name}/{FILE}", line, "E-VOCAB-VALUE", message, hint)]
    )


@lru_cache(maxsize=1 << 16)
def _key(word: str) -> str:
    return spelling_key(word).replace("uỷ", "ủy")


def _keys(text: str) -> tuple[str, ...]:
    separated = "".join(letter if letter.isalnum() else " " for letter in normalise(text))
    return tuple(map(_key, separated.split()))


def _is_slip(run: tuple[str, ...], form: tuple[str, ...]) -> bool:
    """Whether one syllable alone is another: by its accents or, between others, by a letter.

    At either end another letter rather makes a word of its own, which happens to stand beside.
    """
    different = [place for place, (one, other) in enumerate(zip(run, form, strict=True)) if one != other]
    if len(different) != 1:
        return False
    one, other = run[different[0]], form[different[0]]
    is_inner = 0 < different[0] < len(form) - 1
    return folded(one) == folded(other) or (is_inner and _is_near(one, other))


@lru_cache(maxsize=1 << 14)
def _is_near(one: str, other: str) -> bool:
    first, second = folded(one), folded(other)
    if first == second:
        return True
    if abs(len(first) - len(second)) > 1 or one.isdigit() or len(second) < 2:
        return False
    short, long = sorted((first, second), key=len)
    start = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = 1 if len(short) == len(long) else 0
    return short[start + rest :] == long[start + 1 :] or sorted(short) == sorted(long)


class Found(NamedTuple):
    """A term, or what is nearly one, in a passage."""

    kind: str
    words: list[Word]
    term: str
    passage: Passage

    @property
    def place(self) -> int:
        return self.words[0].start if self.passage.exact else self.passage.start

    @property
    def written(self) -> str:
        return " ".join(word.text for word in self.words)


def _found(manuscript: Manuscript, standards: Standards) -> list[Found]:
    found: list[Found] | None = manuscript.shared.get("terms")
    if found is None:
        found = [
            Found(kind, run, term, passage)
            for passage in manuscript.of(PROSE | {"alt", "position"})
            for kind, run, term in standards.terms.find(manuscript.words(passage))
            if not _is_interrupted(manuscript, passage.exact, run)
        ]
        manuscript.shared["terms"] = found
    return found


def find_terms(manuscript: Manuscript, standards: Standards) -> Iterator[Finding]:
    """Slips in fixed terms."""
    for found in _found(manuscript, standards):
        if found.kind == "slip":
            yield Finding(found.place, f"«{found.written}» có thể gõ nhầm", f"có phải «{found.term}»?")


def find_capitals(manuscript: Manuscript, standards: Standards) -> Iterator[Finding]:
    """Terms that are proper names, with capitals of their own."""
    for found in _found(manuscript, standards):
        parts = [part for part in found.term.split(" ") if part[:1].isalnum()]
        if found.kind != "capitals" or len(parts) != len(found.words) or found.written.isupper():
            continue
        pairs = zip(found.words, parts, strict=True)
        edits = [
            Edit(word.start, word.end, _recased(word.text, part))
            for word, part in pairs
            if _case(word.text) != _case(part)
        ]
        if edits:
            mending = tuple(edits) if found.passage.exact else ()
            yield Finding(found.place, f"«{found.written}» viết hoa chưa đúng", f"ghi «{found.term}»", mending)


def _is_interrupted(manuscript: Manuscript, exact: bool, run: list[Word]) -> bool:
    """Whether marks stand between the words, so that they are no term."""
    if not exact:
        return False
    between = (manuscript.text[one.end : two.start] for one, two in pairwise(run))
    return any(gap.strip() and gap.strip() not in "-–," for gap in between)


def _case(text: str) -> tuple[bool, ...]:
    return tuple(letter.isupper() for letter in text)


def _recased(word: str, like: str) -> str:
    """The word as it is spelt, with the capitals of another spelling of the same length."""
    if len(word) != len(like):
        return word
    return "".join(a.upper() if b.isupper() else a.lower() for a, b in zip(word, like, strict=True))


RULES = (
    Rule(
        "W-TERM",
        "Thuật ngữ gõ nhầm",
        "Cụm từ gần giống một thuật ngữ trong `vocabulary/terms.yaml`, hoặc là lỗi gõ đã gặp của thuật ngữ ấy.",
        Example(body="Các đoàn thể giám sát và phản viện xã hội, thực hiệu quả kế hoạch."),
        Example(body="Các đoàn thể giám sát và phản biện xã hội, thực hiện hiệu quả kế hoạch."),
        find_terms,
    ),
    Rule(
        "W-TERM-CAPS",
        "Tên riêng viết hoa chưa đúng",
        "Tên cơ quan, tổ chức, ngày lễ có cách viết hoa cố định, ghi ở `vocabulary/terms.yaml` với `capitals: true`.",
        Example(body="Quyết định của Bộ chính trị về Mặt trận tổ quốc."),
        Example(body="Quyết định của Bộ Chính trị về Mặt trận Tổ quốc."),
        find_capitals,
        mends=True,
    ),
)
