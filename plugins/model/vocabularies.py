"""What the vocabularies hold and how other rooms look things up: regions, officials, categories.

The look-ups themselves live in the `vocabulary` room, which provides objects of these protocols.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

PROVINCE, DISTRICT, COMMUNE = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a region; it held from `since` to `until`, both days included (None: open)."""

    name: str
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative unit with its history.

    `id` is its slug in addresses and never changes. `kind` is the Vietnamese unit type (`Tỉnh`, `Huyện`, `Xã`, …),
    `level` one of PROVINCE, DISTRICT, COMMUNE. It existed from `since` to `until`, both days included (None: open).
    `parent` is the id of the province it lies in. `successors` and `predecessors` are ids; a province that took others
    in and kept its name is one region whose predecessors are the provinces that went into it. `tile` is the column and
    row of a present-day province on the tile map, counted from 0. `written` is how readers see the name where the bare
    one would mislead: `TP. Hồ Chí Minh`.
    """

    id: str
    name: str
    kind: str
    level: int
    parent: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    successors: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    tile: tuple[int, int] | None = None
    written: str = ""

    def held_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Position:
    """A post held from `since` to `until`, both days included (None: not known or still held); `region` is an id."""

    title: str
    since: dt.date | None = None
    until: dt.date | None = None
    region: str | None = None

    def held_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Official:
    """A person who chairs. `id` is the slug in addresses; `registered` is false for a name found only in items."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    registered: bool = True

    def position_on(self, day: dt.date) -> str:
        """Titles of all posts held on that day, joined by commas; empty when none is known."""
        return ", ".join(position.title for position in self.positions if position.held_on(day))


@dataclass(frozen=True, slots=True)
class Category:
    """A section of the portal.

    `notices` marks the one whose items the home page lists as announcements. `home` is the place of its band there: 0
    for none, and without a number (None) it follows those that have one. `names` are those in other languages, each
    with its language's code.
    """

    id: str
    name: str
    description: str = ""
    notices: bool = False
    home: int | None = None
    names: tuple[tuple[str, str], ...] = ()

    def name_in(self, language: str) -> str:
        """Empty where the vocabulary has no name in that language."""
        return dict(self.names).get(language, "")


class Regions(Protocol):
    def __getitem__(self, region_id: str) -> Region:
        """The region with this id; KeyError when there is none."""

    def __iter__(self) -> Iterator[Region]:
        """Every region, in a fixed order."""

    def resolve(self, name: str, day: dt.date) -> Region:
        """The region so called on that day, by any name, alias, qualified name or id; UnknownNameError otherwise."""

    def label(self, region_id: str) -> str:
        """Its qualified name as of its own time: `Bến Lức, Long An`; `Tây Ninh`; `huyện Điện Biên, Điện Biên`."""

    def present_name(self, region_id: str) -> str:
        """The present province a past unit belongs to (`Tây Ninh`), or nothing when its label is still true."""

    def listing_ids(self, region_id: str) -> tuple[str, ...]:
        """Ids of all regions whose listing shows an item of this one: itself, its province, and their successors."""


class Officials(Protocol):
    def __getitem__(self, official_id: str) -> Official:
        """The registered official with this id; KeyError when there is none."""

    def __iter__(self) -> Iterator[Official]:
        """Every registered official, in the order of the register."""

    def resolve(self, name: str, day: dt.date) -> Official:
        """The official of this id, name or alias; an unregistered one is made from the name. UnknownNameError when
        several registered officials bear the name and their positions on that day do not decide.
        """

    def look_alikes(self, name: str) -> tuple[str, ...]:
        """Registered names that differ from this one only in case, accents or a letter or two, nearest first."""


class Categories(Protocol):
    def __getitem__(self, category_id: str) -> Category:
        """The category with this id; KeyError when there is none."""

    def __iter__(self) -> Iterator[Category]:
        """Every category in the order of the section bar."""

    def resolve(self, name: str) -> Category:
        """The category of this name or id; UnknownNameError with the nearest names otherwise."""
