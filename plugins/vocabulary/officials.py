"""The register of officials with their dated positions.

In: `officials.yaml`, a list of {id, name, aliases, positions: [{title, since, until, region}]}. Out: look-up by id,
name or alias on a day. Names that are not registered still work; each exact spelling has an address of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from plugins.model import (
    Official,
    Position,
    Regions,
    UnknownNameError,
    fold,
    normalise,
    short_digest,
    slugify,
    spelling_key,
)
from plugins.vocabulary.loading import Entry, VocabularyFile
from plugins.vocabulary.names import quoted

KEYS = ("id", "name", "aliases", "positions")
POSITION_KEYS = ("title", "since", "until", "region")

# The last day of the districts and the first of the communes: a position without dates may name a unit of either.
_ERA_DAYS = (dt.date(2025, 6, 30), dt.date(2025, 7, 1))
_LETTERS = 2  # names that differ by more letters are not taken for slips
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


class OfficialRegister:
    """Look-up of officials. Names are compared exactly (NFC, single spaces): accents and case tell people apart."""

    def __init__(self, officials: Iterable[Official]) -> None:
        self._by_id = {official.id: official for official in officials}
        self._by_name: dict[str, list[Official]] = defaultdict(list)
        for official in self._by_id.values():
            for name in dict.fromkeys(map(exact, (official.name, *official.aliases))):
                self._by_name[name].append(official)
        self._compared = [(name, spelling_key(name), fold(name)) for name in self._by_name]
        self._unregistered: dict[str, Official] = {}
        self._look_alikes: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, official_id: str) -> Official:
        return self._by_id[official_id]

    def __iter__(self) -> Iterator[Official]:
        return iter(self._by_id.values())

    def resolve(self, name: str, day: dt.date) -> Official:
        """The official of this id, name or alias; an unregistered one is made from the name.

        Of several who bear the name, the one who held a position on that day. UnknownNameError with their ids when
        that does not decide, and for an empty name or an id that is not in the register.
        """
        name = exact(name)
        if name in self._by_id:
            return self._by_id[name]
        namesakes = self._by_name.get(name, ())
        if len(namesakes) == 1:
            return namesakes[0]
        if namesakes:
            return _decide(name, namesakes, day)
        if name not in self._unregistered:
            self._unregistered[name] = self._make(name)
        return self._unregistered[name]

    def _make(self, name: str) -> Official:
        if not any(letter.isalnum() for letter in name):
            raise UnknownNameError(f"«{name}» không phải tên người", "ghi họ và tên, ví dụ «Nguyễn Văn A»")
        if _ID.fullmatch(name):
            ids = sorted((_distance(name, known, _LETTERS), known) for known in self._by_id)
            near = [known for distance, known in ids if distance <= _LETTERS]
            hint = f"có phải {quoted(near)}?" if near else "ghi họ tên đầy đủ, hoặc thêm mã này vào officials.yaml"
            raise UnknownNameError(f"không có mã «{name}» trong danh sách cán bộ", hint, near)
        return Official(f"{slugify(name) or 'ten'}-{short_digest(name)}", name, registered=False)

    def look_alikes(self, name: str) -> tuple[str, ...]:
        """Registered names that differ from this one only in case, accents or a letter or two, nearest first."""
        name = exact(name)
        if name not in self._look_alikes:
            key, folded = spelling_key(name), fold(name)
            ranked = []
            for other, other_key, other_folded in self._compared:
                # Case and tone place first, then accents, then letters.
                rank = -2 if other_key == key else -1 if other_folded == folded else 0
                rank = rank or _distance(folded, other_folded, _LETTERS)
                if other != name and rank <= _LETTERS:
                    ranked.append((rank, other))
            self._look_alikes[name] = tuple(other for _, other in sorted(ranked))
        return self._look_alikes[name]


def exact(name: str) -> str:
    return " ".join(normalise(name).split())


def _decide(name: str, namesakes: list[Official], day: dt.date) -> Official:
    serving = [official for official in namesakes if any(post.held_on(day) for post in official.positions)]
    if len(serving) == 1:
        return serving[0]
    ids = [official.id for official in serving or namesakes]
    raise UnknownNameError(
        f"có {len(namesakes)} cán bộ tên «{name}», chức vụ vào ngày {day:%d/%m/%Y} chưa đủ để phân biệt",
        f"hãy ghi mã thay cho tên: {quoted(ids)}",
        ids,
    )


def _distance(first: str, second: str, limit: int) -> int:
    """Edit distance (insert, delete, replace); anything above `limit` may come back as `limit` + 1."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    previous = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != other)))
        if min(current) > limit:
            return limit + 1
        previous = current
    return previous[-1]


def read_officials(file: VocabularyFile, regions: Regions | None) -> list[Official]:
    """The officials of the file; its faults are left in `file.faults`. A missing file is an empty register.

    A position's region is an id or a name that held while the position did; without `regions` it is not looked up.
    """
    if not file.path.exists():
        return []
    entries = file.entries(KEYS, required=("id", "name"))
    file.check_ids((entry.text("id"), entry.line) for entry in entries if entry.text("id"))
    return [
        Official(
            entry.text("id"),
            entry.text("name"),
            entry.texts("aliases"),
            tuple(
                _read_position(file, post, regions)
                for post in entry.entries("positions", POSITION_KEYS, required=("title",))
            ),
        )
        for entry in entries
    ]


def _read_position(file: VocabularyFile, post: Entry, regions: Regions | None) -> Position:
    since, until = post.term()
    region_id = None
    if (name := post.text("region")) and regions is not None:
        errors = []
        for day in [day for day in (since, until) if day] or _ERA_DAYS:
            try:
                region_id = regions.resolve(name, day).id
                break
            except UnknownNameError as error:
                errors.append(error)
        else:
            file.report(post.line_of("region"), "REFERENCE", errors[0].message, errors[0].hint)
    return Position(post.text("title"), since, until, region_id)
