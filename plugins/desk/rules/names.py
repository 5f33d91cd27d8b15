"""Names of officials as the register writes them, and one way of writing a name within an item.

In: prose, chairs, and the register. Out: findings. Capitals and the tone mark's place can be mended; another accent may
make another person, so that only an editor can tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from plugins.desk.manuscript import PROSE, Manuscript, Passage, Word, folded
from plugins.desk.rules.rule import Edit, Example, Finding, Rule, Standards
from plugins.model import Official, normalise, spelling_key

_PLACES = PROSE | {"alt"}
# Family names that begin most Vietnamese names; those that also begin names of places or offices are left out.
_FAMILIES = (
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý mai lò mùa đinh trịnh lương trương cao tạ "
    "lâm tô quách kiều đào vương lưu triệu giàng vàng sùng thào đàm tống tôn"
)
_FAMILY = frozenset(_FAMILIES.split())
_SHORTEST, _LONGEST = 3, 5  # syllables of a name that is looked for


class Named(NamedTuple):
    """A name in a text: where, as written, and the register's names that it may stand for."""

    start: int
    end: int
    written: str
    names: tuple[str, ...]
    exact: bool


class NameIndex:
    """Finds names of the register by their folded syllables."""

    def __init__(self, officials: Iterable[Official]) -> None:
        self._names: dict[str, Official] = {}
        self._by_id: dict[str, Official] = {}
        self._by_syllables: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for official in officials:
            self._by_id[official.id] = official
            for name in (official.name, *official.aliases):
                self._add(" ".join(normalise(name).split()), official)
        self._lengths = sorted({len(key) for key in self._by_syllables}, reverse=True)
        self._first = {key[0] for key in self._by_syllables}

    def _add(self, name: str, official: Official) -> None:
        syllables = tuple(folded(part) for part in name.split())
        if _SHORTEST <= len(syllables) <= _LONGEST and name not in self._names:
            self._names[name] = official
            self._by_syllables[syllables].append(name)

    def by_id(self, official_id: str) -> Official | None:
        return self._by_id.get(official_id)

    def official(self, name: str) -> Official:
        return self._names[name]

    def find(self, words: list[Word], text: str) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
        """Places in `text` that read like a name without accents: start, end, as written, the register's names."""
        next_number = 0
        for number in [number for number, word in enumerate(words) if folded(word.text) in self._first]:
            if number >= next_number and (found := self._at(words, number, text)):
                yield found
                next_number = number + len(found[2].split())

    def _at(self, words: list[Word], number: int, text: str) -> tuple[int, int, str, tuple[str, ...]] | None:
        for length in self._lengths:
            run = words[number : number + length]
            if len(run) < length:
                continue
            names = self._by_syllables.get(tuple(folded(word.text) for word in run))
            written = text[run[0].start : run[-1].end]
            if names and len(written.split()) == length and "\n" not in written:
                return run[0].start, run[-1].end, written, tuple(names)
        return None


def find_names(manuscript: Manuscript, standards: Standards) -> Iterator[Finding]:
    """Names of the register written another way; other accents only where the item also names that official."""
    found = names_in(manuscript, standards.names)
    meant = {name for _, _, written, names, _ in found for name in names if written == name}
    if manuscript.news:
        meant |= {chair.name for chair in manuscript.news.chairs}
    for start, end, written, names, exact in found:
        if written in names or written.isupper():
            continue
        same = [name for name in names if spelling_key(name) == spelling_key(written)]
        if len(same) == 1:
            edits = (Edit(start, end, same[0]),) if exact and len(written.split(" ")) == len(same[0].split()) else ()
            yield Finding(start, f"«{written}» viết khác sổ cán bộ", f"ghi «{same[0]}»", edits)
        elif near := [name for name in names if name in meant]:
            yield Finding(start, f"«{written}» khác dấu với sổ cán bộ", f"có phải «{near[0]}»?")


def names_in(manuscript: Manuscript, index: NameIndex) -> list[Named]:
    """Places where prose reads like a name of the register, with or without its accents."""
    found: list[Named] | None = manuscript.shared.get("names")
    if found is None:
        found = []
        for passage in manuscript.of(_PLACES):
            text = manuscript.text if passage.exact else passage.text
            for start, end, written, names in index.find(manuscript.words(passage), text):
                place = start if passage.exact else passage.start
                found.append(Named(place, end, written, names, passage.exact))
        manuscript.shared["names"] = found
    return found


def find_chairs(manuscript: Manuscript, standards: Standards) -> Iterator[Finding]:
    """Chairs that the reader does not find in the register because of capitals or the tone mark alone."""
    for passage in manuscript.of(("chair",)):
        if not passage.exact or ";" in passage.text:
            continue
        for start, end, written, names in standards.names.find(manuscript.words(passage), manuscript.text):
            same = [name for name in names if spelling_key(name) == spelling_key(written)]
            if written not in names and written == passage.text and len(same) == 1:
                message = f"«{written}» chưa có trong sổ cán bộ"
                yield Finding(start, message, f"có phải «{same[0]}»?", (Edit(start, end, same[0]),))


def find_variants(manuscript: Manuscript, standards: Standards) -> Iterator[Finding]:
    """A name that is not in the register, written with other capitals than elsewhere in the item."""
    runs = [run for passage in manuscript.of(_PLACES) if passage.exact for run in _runs(manuscript, passage)]
    usual = {
        _key(run): _written(run, manuscript.text) for run in runs if all(part.text.istitle() for part in run)
    }  # fmt: skip
    for run in runs:
        parts = (run[:length] for length in range(len(run), _SHORTEST - 1, -1))
        part = next((part for part in parts if _key(part) in usual), None)
        if part is None:
            continue
        written, name = _written(part, manuscript.text), usual[_key(part)]
        known = next(standards.names.find(list(part), manuscript.text), None)
        if written != name and not written.isupper() and known is None:
            yield Finding(part[0].start, f"«{written}» viết khác chỗ khác trong bài", f"có phải «{name}»?")


def _runs(manuscript: Manuscript, passage: Passage) -> Iterator[tuple[Word, ...]]:
    """What begins with a family name and may be a name."""
    words = manuscript.words(passage)
    for number, word in enumerate(words):
        if word.text[0].isupper() and word.text.lower() in _FAMILY:
            run = _run(words, number, manuscript.text)
            if len(run) >= _SHORTEST:
                yield run


def _key(run: tuple[Word, ...]) -> tuple[str, ...]:
    return tuple(word.text.lower() for word in run)


def _run(words: list[Word], number: int, text: str) -> tuple[Word, ...]:
    """Syllables from a family name on, with single spaces between them; the last begins with a capital."""
    run = [words[number]]
    for word in words[number + 1 : number + _LONGEST]:
        if text[run[-1].end : word.start] != " " or word.text[0].isdigit():
            break
        run.append(word)
    # A middle name may be in small letters by a slip; what follows the given name is not part of the name.
    capitals = [place for place, word in enumerate(run) if word.text[0].isupper()]
    end, small = 0, 0
    for place in range(1, len(run)):
        small = 0 if place in capitals else small + 1
        if small > 1:
            break
        if place in capitals:
            end = place
    return tuple(run[: end + 1])


def _written(run: tuple[Word, ...], text: str) -> str:
    return text[run[0].start : run[-1].end]


RULES = (
    Rule(
        "W-NAME",
        "Tên cán bộ viết khác sổ",
        "Tên trong bài chỉ khác tên trong `vocabulary/officials.yaml` ở chữ hoa, chỗ đặt dấu thanh, hoặc khác dấu với "
        "người mà bài cũng nhắc tới.",
        Example(body="Đồng chí Dương văn Út chủ trì hội nghị."),
        Example(body="Đồng chí Dương Văn Út chủ trì hội nghị."),
        find_names,
        mends=True,
    ),
    Rule(
        "W-CHAIR",
        "Người chủ trì chưa có trong sổ cán bộ",
        "Tên gõ nhầm, hoặc người chưa có trong `vocabulary/officials.yaml`.",
        Example(head="chairs: [Dương văn Út]"),
        Example(head="chairs: [Dương Văn Út]"),
        find_chairs,
        mends=True,
        reader_s=True,
    ),
    Rule(
        "W-NAME-TWO",
        "Một tên viết hai cách",
        "Cùng một tên mà trong bài có chỗ viết hoa khác nhau.",
        Example(body="Ông Lê Văn Thử dự họp.\n\nÔng Lê văn Thử phát biểu."),
        Example(body="Ông Lê Văn Thử dự họp.\n\nÔng Lê Văn Thử phát biểu."),
        find_variants,
    ),
)
