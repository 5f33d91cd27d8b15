"""Names in a text against the register of officials.

In: a name and a post as a source has them, and the day. Out: the official they mean, how sure that is, and what an
editor should look at.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from plugins.desk.importing.document import Certainty
from plugins.model import Official, Portal, UnknownNameError, fold, spelling_key


class Match(NamedTuple):
    """`official` is empty where the register does not know the name."""

    name: str
    official: str = ""
    certainty: Certainty = "certain"
    notes: tuple[str, ...] = ()


def match_official(name: str, position: str, portal: Portal, day: dt.date | None) -> Match:
    """The official of this name; of several, the one whose post that day is the one the text gives."""
    day = day or portal.config.now.date()
    try:
        official = portal.officials.resolve(name, day)
    except UnknownNameError as error:
        return _decide(name, position, portal, day, error)
    if not official.registered:
        return _similar(name, position, portal, day)
    return _found(official, name, position, day)


def _found(official: Official, name: str, position: str, day: dt.date) -> Match:
    held = official.position_on(day)
    known = ", ".join(post.title for post in official.positions)
    if position and known and _overlap(position, known) < _ALIKE:
        note = f"Sổ cán bộ ghi {official.name} là «{held or known}», nguồn ghi «{position}»; có phải cùng một người?"
        return Match(official.name, official.id, "guess", (note,))
    if position and official.positions and not held:
        note = f"Theo sổ cán bộ, ngày {day:%d/%m/%Y} {official.name} không giữ chức vụ nào; nguồn ghi «{position}»."
        return Match(official.name, official.id, "likely", (note,))
    same = spelling_key(name) == spelling_key(official.name) or name in official.aliases
    return Match(official.name, official.id, "certain" if same else "likely")


def _similar(name: str, position: str, portal: Portal, day: dt.date) -> Match:
    near = portal.officials.look_alikes(name)
    for other in near:
        if spelling_key(other) == spelling_key(name):
            return match_official(other, position, portal, day)
    if near:
        note = f"Tên «{name}» gần giống «{near[0]}» trong sổ cán bộ; chưa coi là một người."
        return Match(name, certainty="likely", notes=(note,))
    return Match(name)


def _decide(name: str, position: str, portal: Portal, day: dt.date, error: UnknownNameError) -> Match:
    bearers = []
    for candidate in error.candidates:
        try:
            bearers.append(portal.officials[candidate])
        except KeyError:
            continue
    shared = [(_overlap(position, official.position_on(day)), official) for official in bearers]
    best = sorted(shared, key=lambda pair: -pair[0])
    if best and best[0][0] and (len(best) == 1 or best[0][0] > best[1][0]):
        official = best[0][1]
        note = f"Sổ cán bộ có nhiều người tên «{name}»; chọn mã {official.id} vì chức vụ «{position}»."
        return Match(official.name, official.id, "guess", (note,))
    ids = ", ".join(error.candidates)
    return Match(name, certainty="guess", notes=(f"Sổ cán bộ có nhiều người tên «{name}» ({ids}); hãy chọn mã.",))


_ALIKE = 0.34  # share of words from which two posts may be one
_SAME = (
    ("thuong truc", "tt"),
    ("uy vien ban thuong vu", "uv btv"),
    ("ban thuong vu", "btv"),
    ("hoi dong nhan dan", "hdnd"),
)


def _overlap(first: str, second: str) -> float:
    """How much two posts share, from 0 to 1, by the words of the shorter one that tell posts apart."""
    one, two = _words(first), _words(second)
    if not one or not two:
        return 0.0
    return len(one & two) / min(len(one), len(two)) if (one & two) else 0.0


def _words(position: str) -> set[str]:
    folded = fold(position)
    for full, short in _SAME:
        folded = folded.replace(short, full)
    return set(folded.replace(",", " ").replace(";", " ").split())
