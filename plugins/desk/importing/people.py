"""People and their posts in a list: `đồng chí A, chức vụ; B, chức vụ, chức vụ và chức vụ - C`.

In: a part of a sentence. Out: the persons in order, each with its name and post as written and its place.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from plugins.desk.importing.names import HONORIFIC_INSIDE, leading_name, split_honorific, trailing_name
from plugins.desk.importing.positions import begins_with_post, find_post, find_prose, skip_connective

# What parts the pieces of a list. A hyphen without any space belongs to a word.
_BREAK = re.compile(
    r"\s*;\s*|\s*,\s+|\s+[-–—]\s*|(?<=\w)[-–—]\s+|\s*[–—]\s*|\s*:\s*|\s*[()]\s*|\s+(?:và|cùng(?:\s+với)?|với)\s+"
)
_AND = re.compile(r"và|cùng|với")
_END = " .!?…/"  # of a sentence
_CONNECTIVE = re.compile(r"^(?:(?:và|cùng|với|có|gồm|bao gồm|là|do|của|bởi|thuộc về)\s+)+", re.IGNORECASE)
_ATTENDS = re.compile(
    r"(?<!\w)(?:dự|mời|tham gia|phát biểu|có mặt|hiện diện|với sự có mặt|cảm ơn)(?!\w)", re.IGNORECASE
)
_UNIT_BEFORE = re.compile(
    r"(?:huyện|quận|tỉnh|thành phố|tp\.?|thị xã|tx\.?|xã|phường|thị trấn|đặc khu|[uủ][ỷy])\s*$", re.IGNORECASE
)
_COMMUNE_BEFORE = re.compile(r"(?<!\w)(?:xã|phường|thị trấn)\s*$", re.IGNORECASE)
_PLURAL = re.compile(r"(?:các|hai|ba)\s+", re.IGNORECASE)
_NOT_OF_PERSON = re.compile(r"(?:^|\s)(?:tại|ở|trụ sở)\s[^,;]*$|(?:^|\s)(?:của|mặt|theo)\s+$", re.IGNORECASE)
_LONGEST_MORE = 12  # words of what may be a part of a post's name
_UNIT_WORDS = ("TP", "TP.", "TX", "TX.", "Tp.", "Tp")

# `more` goes on with a post whose name holds a comma or dash: «Sở Lao động - Thương binh và Xã hội».
Kind = Literal["name", "post", "post+name", "name+post", "more", "more+name", "prose"]


@dataclass
class Person:
    """`start` and `end` are places in the text; `attends` where the words before only say that one was there."""

    name: str
    position: str
    start: int
    end: int
    attends: bool = False


@dataclass
class People:
    """`broken` is the end of the last prose that is no part of the list; -1 where there is none."""

    persons: list[Person]
    broken: int


@dataclass
class _Piece:
    kind: Kind
    start: int
    end: int
    group: int
    name: tuple[int, int] = (0, 0)
    post: tuple[int, int] = (0, 0)
    plural: bool = False
    attends: bool = False
    opens: bool = False  # a title or a semicolon before it begins a new person


def read_people(text: str, places: AbstractSet[str]) -> People:
    """Every person that the text lists, left to right."""
    return _gather(text, _pieces(text, places))


def _pieces(text: str, places: AbstractSet[str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    start, group, opens, depth = 0, 0, True, 0
    for end, after, mark in _cuts(text):
        if text[start:end].strip():
            for piece in _classify(text, start, end, places):
                piece.group, piece.opens = group, piece.opens or opens
                pieces.append(piece)
                opens = False
        depth += mark == "("
        depth -= mark == ")"
        if (mark == ";" and depth <= 0) or _AND.fullmatch(mark):
            group, opens = group + 1, mark == ";"
        start = after
    return pieces


def _cuts(text: str) -> list[tuple[int, int, str]]:
    """The end of each piece, where the next one begins and what stands between."""
    cuts = []
    for match in _BREAK.finditer(text):
        mark = match[0].strip()
        if _AND.match(mark):
            rest = text[match.end() :]
            title, named = split_honorific(rest)
            if not (leading_name(named, trusted=bool(title)) or begins_with_post(named)):
                continue
            mark = "và"
        cuts.append((match.start(), match.end(), mark))
    cuts.append((len(text.rstrip(_END)), len(text), ""))
    return cuts


def _classify(text: str, start: int, end: int, places: AbstractSet[str]) -> list[_Piece]:
    raw = text[start:end]
    start += len(raw) - len(raw.lstrip())
    raw = raw.strip()
    if lead := _CONNECTIVE.match(raw):
        start += lead.end()
        raw = raw[lead.end() :]
    if not raw:
        return []
    title, rest = split_honorific(raw)
    plural = bool(_PLURAL.match(raw))
    if title and not rest:
        return []  # «Các đồng chí:» opens a list
    at = start + len(title)
    if begins_with_post(rest):
        return _post(text, at, rest, places, plural=plural, opens=bool(title))
    if name := leading_name(rest, trusted=bool(title)):
        return _named(text, start, at, rest, name, opens=bool(title))
    return _inside_prose(text, start, raw, places)


def _post(text: str, at: int, rest: str, places: AbstractSet[str], *, plural: bool, opens: bool) -> list[_Piece]:
    at += skip_connective(rest)
    rest = rest[skip_connective(rest) :]
    if several := _PLURAL.match(rest):
        rest, at = rest[several.end() :], at + several.end()
    prose = find_prose(rest)
    post = rest if prose < 0 else rest[:prose].rstrip()
    inner = HONORIFIC_INSIDE.search(post)
    tail = leading_name(post[inner.end() :], trusted=True) if inner else ""
    if inner and tail and not post[inner.end() + len(tail) :].strip():
        name_at, cut = at + inner.end(), inner.start()
    else:
        run = _run_start(post)
        tail = trailing_name(post[run:], places, after_place=bool(_UNIT_BEFORE.search(post[:run])))
        if tail == post[run:].strip() and _COMMUNE_BEFORE.search(post[:run]) and len(tail.split()) < 3:
            tail = ""
        name_at, cut = at + len(post) - len(tail), len(post) - len(tail)
    end = at + len(post)
    if tail:
        post_end = at + len(post[:cut].rstrip(" ,-–"))
        post_at = (at, post_end)
        pieces = [_Piece("post+name", at, end, 0, (name_at, name_at + len(tail)), post_at, bool(several), opens=opens)]
    else:
        pieces = [_Piece("post", at, end, 0, post=(at, end), plural=plural, opens=opens)]
    return pieces if prose < 0 else [*pieces, _Piece("prose", end, at + len(rest), 0)]


def _named(text: str, start: int, at: int, rest: str, name: str, *, opens: bool) -> list[_Piece]:
    left = rest[len(name) :]
    offset = at + len(name) + len(left) - len(left.lstrip())
    piece = _Piece("name", start, at + len(name), 0, (at, at + len(name)), opens=opens)
    left = left.strip()
    if not left:
        return [piece]
    if begins_with_post(left):
        offset += skip_connective(left)
        prose = find_prose(left)
        end = offset + len(left[skip_connective(left) :] if prose < 0 else left[skip_connective(left) : prose].rstrip())
        piece = _Piece("name+post", start, end, 0, piece.name, (offset, end), opens=opens)
        return [piece] if prose < 0 else [piece, _Piece("prose", end, end, 0)]
    return [piece, _Piece("prose", offset, offset + len(left), 0)]


def _inside_prose(text: str, start: int, raw: str, places: AbstractSet[str]) -> list[_Piece]:
    """Prose, with a person at its end where there is one: `Tại hội nghị đồng chí A`, `Ngày 5/6 Phó Chủ tịch A`."""
    attends = bool(_ATTENDS.search(raw))
    titles = list(HONORIFIC_INSIDE.finditer(raw))
    cut = titles[-1].start() if titles else find_post(raw)
    if not titles and cut > 0 and _NOT_OF_PERSON.search(raw[:cut]):
        cut = -1  # «tại Phủ Chủ tịch», «thay mặt Bí thư»
    if cut > 0:
        inner = _classify(text, start + cut, start + len(raw), places)
        if inner and inner[0].kind != "prose":
            inner[0].attends = attends
            inner[0].opens = True
            return [_Piece("prose", start, start + cut, 0, attends=attends), *inner]
    run = _run_start(raw)
    tail = trailing_name(raw[run:], places, after_place=bool(_UNIT_BEFORE.search(raw[:run]))) if cut < 0 else ""
    if len(tail.split()) > 2:
        name, end = start + len(raw) - len(tail), start + len(raw)
        before = raw[: len(raw) - len(tail)].rstrip()
        if before[-1:].isdigit():  # «Ngày 5/6 Lê Văn A»
            prose = _Piece("prose", start, name, 0, attends=attends)
            return [prose, _Piece("name", name, end, 0, (name, end), attends=attends, opens=True)]
        if before and raw[0].isupper() and find_prose(raw) < 0:  # «… - Thương binh và Xã hội Lê Văn A»
            return [_Piece("more+name", start, end, 0, (name, end), (start, start + len(before)))]
    more = raw[0].isupper() and find_prose(raw) < 0 and not any(letter.isdigit() for letter in raw)
    more = more and len(raw.split()) <= _LONGEST_MORE
    return [_Piece("more" if more else "prose", start, start + len(raw), 0, attends=attends)]


def _run_start(text: str) -> int:
    """Where the capitals at the end of a text begin; the abbreviation of a unit is none of them."""
    start = len(text)
    for match in reversed(list(re.finditer(r"\S+", text))):
        if not match[0][0].isupper() or match[0] in _UNIT_WORDS:
            break
        start = match.start()
    return start


def _gather(text: str, pieces: list[_Piece]) -> People:
    gathering = _Gathering(text, pieces)
    for place, piece in enumerate(pieces):
        gathering.add(place, piece)
    gathering.close()
    return gathering.found


class _Gathering:
    """Gives each name its posts, piece by piece; names may stand before or after them."""

    def __init__(self, text: str, pieces: list[_Piece]) -> None:
        self.text, self.pieces = text, pieces
        self.found = People([], -1)
        self.current: Person | None = None
        self.post: tuple[int, int] | None = None  # of the current person
        self.waiting: tuple[int, int] | None = None  # a post whose bearer's name comes after it
        self.shared = ""  # «các Phó Chủ tịch: A và B»
        self.sharing: tuple[int, int] | None = None  # where the shared post stands, until the first name
        self.post_first = self.attends = False
        self.current_group = 0

    def add(self, place: int, piece: _Piece) -> None:
        if piece.kind == "more+name" and self.waiting is not None:
            piece.kind = "post+name"
        if piece.kind in ("name", "post+name", "name+post"):
            self._add_name(piece)
        elif piece.kind == "post":
            self._add_post(place, piece)
        elif piece.kind == "more" and self.waiting:
            self.waiting = (self.waiting[0], piece.end)
        elif piece.kind == "more" and self.post:
            self.post = (self.post[0], piece.end)
        else:
            self.close()
            self.waiting, self.sharing, self.shared, self.post_first = None, None, "", False
            self.attends = piece.attends
            self.found.broken = piece.end

    def close(self) -> None:
        """End the current person."""
        if self.current is not None and self.post is not None:
            start, end = self.post
            opened = self.text[start:end].count("(") > self.text[start:end].count(")")
            end += opened and self.text[end : end + 1] == ")"  # «Chủ tịch UBND thành phố Tuy Hòa (Phú Yên)»
            self.current.position = _clean(self.text[start:end])
            self.current.end = max(self.current.end, self.post[1])
        self.current, self.post = None, None

    def _add_name(self, piece: _Piece) -> None:
        self.close()
        start = piece.start
        self.sharing = None
        self.post = piece.post if piece.kind != "name" else None
        if piece.plural:  # «các Phó Chủ tịch A, B»
            self.shared = _clean(self.text[slice(*piece.post)])
        if self.waiting is not None:
            start = self.waiting[0]
            self.post = (start, piece.post[1] if piece.kind == "post+name" else self.waiting[1])
            self.waiting, self.post_first = None, True
        elif piece.kind != "name":
            self.post_first = piece.kind == "post+name"
        self.attends = piece.attends or self.attends
        name = _clean(self.text[slice(*piece.name)])
        self.current = Person(name, self.shared, start, piece.end, self.attends)
        self.current_group = piece.group
        self.found.persons.append(self.current)

    def _add_post(self, place: int, piece: _Piece) -> None:
        if (piece.plural or self.sharing) and _more_names(self.pieces, place):
            self.close()
            self.sharing = (self.sharing[0] if self.sharing else piece.post[0], piece.post[1])
            self.shared, self.waiting = _clean(self.text[slice(*self.sharing)]), None
        elif self.current is None or (piece.opens and _more_names(self.pieces, place)):
            self.close()
            self.waiting = (self.waiting[0], piece.post[1]) if self.waiting else piece.post
        elif self.post_first and self.post is not None and _name_in_group(self.pieces, place):
            self.close()
            self.waiting = piece.post
        elif self.post_first and piece.group != self.current_group:
            self.close()  # an official who is not named: «… và Chủ tịch UBND huyện»
            self.found.persons[-1].end = piece.end
        elif piece.plural:
            self._share(_clean(self.text[slice(*piece.post)]))
            self.current.end = piece.end
        else:
            self.shared = ""
            self.post = (self.post[0] if self.post else piece.post[0], piece.post[1])

    def _share(self, post: str) -> None:
        """`A và B, các Phó Chủ tịch`: the post of all who have none yet, from the last one back."""
        for person in reversed(self.found.persons):
            if person.position:
                break
            person.position = post


def _more_names(pieces: list[_Piece], place: int) -> bool:
    return any("name" in piece.kind for piece in pieces[place + 1 :])


def _name_in_group(pieces: list[_Piece], place: int) -> bool:
    """Whether the person whose post this may be follows before the next prose or titled person."""
    for piece in pieces[place + 1 :]:
        if "name" in piece.kind:
            return piece.kind != "name+post"
        if piece.kind != "post" or piece.opens:
            return False
    return False


def _clean(text: str) -> str:
    text = text.strip().strip(" ,;:-–—").removesuffix(".")
    if text.count("(") > text.count(")"):
        text = text.rstrip("( ")
    return " ".join(text.split())
