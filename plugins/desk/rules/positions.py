"""Positions of officials against the register on the day of the event, and against each other within an item.

In: chairs with their positions, prose, the register. Out: findings for an editor to decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from plugins.desk.manuscript import Manuscript
from plugins.desk.rules.names import names_in
from plugins.desk.rules.rule import Example, Finding, Rule, Standards
from plugins.model import Chair, Official, spelling_key

# What a position begins with.
_HEADS = (
    "Phó Bí thư|Bí thư|Phó Chủ tịch|Chủ tịch|Phó Trưởng|Trưởng|Phó Giám đốc|Giám đốc|Phó Chánh|Chánh|Ủy viên|Uỷ viên"
    "|Phó Thủ tướng|Thủ tướng|Thứ trưởng|Bộ trưởng|Viện trưởng|Tổng Giám đốc"
)
_POSITION = re.compile(rf"(?:{_HEADS})\b", re.IGNORECASE)
_END = re.compile(
    r"[;.:()\n“”]| [-–—] |,? (?:đã|cùng|và|đồng|chủ trì|phát biểu|đề nghị|dự|tham dự|cho biết|cho rằng|nhấn mạnh"
    r"|ghi nhận|tại|trao|yêu cầu|khẳng định|chỉ đạo|kết luận|báo cáo"
    r"|trình bày|đánh giá|là|ông|bà|đại diện|thăm|tiếp|làm|nêu)\b"
)
_LONGEST = 160
_FORMER = re.compile(r"(?:nguyên|cựu)[ ,]*$", re.IGNORECASE)


def find_chair_positions(manuscript: Manuscript, standards: Standards) -> Iterator[Finding]:
    """Positions typed beside a registered chair that are not those held on the day of the event."""
    news = manuscript.news
    if news is None:
        return
    passages = list(manuscript.of(("position",)))
    for chair in news.chairs:
        official = _registered(chair, standards)
        if official is None or not official.positions or not chair.position:
            continue
        passage = next((passage for passage in passages if passage.text.strip() == chair.position), None)
        if passage is None:
            continue  # it was taken from the register
        held = [position.title for position in official.positions if position.held_on(news.event_day)]
        # As a whole, part for part, and each part within one that the register joins with a comma.
        known = {_key(title) for title in held} | {_key(official.position_on(news.event_day))}
        if _key(chair.position) in known or all(_key(part) in known for part in chair.position.split(",")):
            exact = {*held, official.position_on(news.event_day), *(", ".join(held).split(", "))}
            if chair.position not in exact and not all(part.strip() in exact for part in chair.position.split(",")):
                title = next((title for title in sorted(exact) if _key(title) == _key(chair.position)), "")
                hint = f"ghi «{title}»" if title else "bỏ position, để cổng lấy theo sổ"
                yield Finding(passage.start, f"chức vụ «{chair.position}» viết khác sổ cán bộ", hint)
            continue
        day = f"{news.event_day:%d/%m/%Y}"
        hint = f"sổ ghi «{', '.join(held)}»" if held else "sổ không ghi chức vụ nào vào ngày ấy; kiểm tra lại"
        yield Finding(passage.start, f"chức vụ «{chair.position}» của {chair.name} không có trong sổ ngày {day}", hint)


def _registered(chair: Chair, standards: Standards) -> Official | None:
    return standards.names.by_id(chair.official)


def find_text_positions(manuscript: Manuscript, standards: Standards) -> Iterator[Finding]:
    """Positions beside a registered name that the register knows of another time."""
    news = manuscript.news
    if news is None:
        return
    for named in names_in(manuscript, standards.names):
        if not named.exact or len(named.names) != 1:
            continue
        official = standards.names.official(named.names[0])
        others = {_key(post.title) for post in official.positions if not post.held_on(news.event_day)}
        others -= {_key(post.title) for post in official.positions if post.held_on(news.event_day)}
        if not others:
            continue
        for position in _beside(manuscript.text, named.start, named.end):
            if _key(position) in others:
                now = official.position_on(news.event_day)
                day = f"{news.event_day:%d/%m/%Y}"
                hint = f"ngày ấy là «{now}»" if now else "viết «nguyên …», hoặc kiểm tra ngày diễn ra"
                yield Finding(named.start, f"ngày {day} {official.name} không giữ chức «{position}»", hint)


def find_two_ways(manuscript: Manuscript, standards: Standards) -> Iterator[Finding]:
    """One position of one person, written with other capitals, or once cut short."""
    told: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for named in names_in(manuscript, standards.names):
        if named.exact:
            name = named.names[0] if len(named.names) == 1 else named.written
            told[name] += [
                (position, named.start) for position in _beside(manuscript.text, named.start, named.end)
            ]  # fmt: skip
    for name, positions in told.items():
        seen: list[str] = []
        for position, start in positions:
            if other := next((other for other in seen if _differs(position, other)), None):
                message = f"chức vụ của {name} viết hai cách: «{other}» và «{position}»"
                yield Finding(start, message, "viết như nhau trong cả bài")
            elif position not in seen:
                seen.append(position)


def _beside(text: str, start: int, end: int) -> list[str]:
    """The positions that stand after a name, or before it, each by itself."""
    if match := re.compile(r"(?:,| ?[-–—])\s*").match(text, end):
        rest = text[match.end() : match.end() + _LONGEST]
        if _POSITION.match(rest):
            stop = _END.search(rest)
            return _parts(rest[: stop.start()] if stop else rest)
    before = text[max(start - _LONGEST, 0) : start]
    before = re.split(r"[;.:()\n“”]", before)[-1]
    before = re.sub(r"\s*(?:[-–—]|,)?\s*(?:(?:đồng chí|ông|bà)\s*)?$", "", before, flags=re.IGNORECASE)
    heads = [match for match in _POSITION.finditer(before) if _starts(before, match.start())]
    if not heads or _FORMER.search(before[: heads[0].start()]):
        return []
    first = heads[0].start()
    return _parts(before[first:]) if not _END.search(before[first:]) else []


def _starts(text: str, place: int) -> bool:
    """Whether a position begins here, and not a word within another one (`Phó Trưởng`, `Phó Bí thư`)."""
    return place == 0 or not re.search(r"Phó $", text[:place])


def _parts(text: str) -> list[str]:
    parts = [" ".join(part.split()) for part in text.split(",")]
    found = []
    for part in parts:
        if not _POSITION.match(part):
            break
        found.append(part)
    return found


def _differs(one: str, other: str) -> bool:
    """Whether two positions are the same but for capitals or for words that one leaves out at its end."""
    if one == other:
        return False
    first, second = _key(one), _key(other)
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    return len(short.split()) > 2 and long.startswith(short + " ") and _last_unit(long, short)


def _last_unit(long: str, short: str) -> bool:
    """Whether the longer one only says which office it is of: `chủ tịch hđnd` and `chủ tịch hđnd huyện`."""
    return long[len(short) :].split()[0] in ("huyện", "tỉnh", "thành", "xã", "phường", "quận", "thị", "tp", "tphcm")


def _key(position: str) -> str:
    return spelling_key(position.replace("Uỷ", "Ủy")).replace("uỷ", "ủy")


RULES = (
    Rule(
        "W-POSITION",
        "Chức vụ khác sổ cán bộ",
        "Chức vụ ghi ở `chairs` không phải chức vụ trong sổ vào ngày diễn ra, hoặc viết khác sổ.",
        Example(
            head="date: 2022-07-01\nchairs: [{name: Dương Văn Út, position: Bí thư Huyện ủy}]",
        ),
        Example(head="date: 2022-07-01\nchairs: [{name: Dương Văn Út, position: Phó Bí thư Huyện ủy}]"),
        find_chair_positions,
    ),
    Rule(
        "W-POSITION-DAY",
        "Chức vụ trong bài không phải của ngày ấy",
        "Bài gọi một người bằng chức vụ mà theo sổ người ấy chưa giữ, hoặc đã thôi giữ, vào ngày diễn ra.",
        Example(head="date: 2022-07-01", body="Ông Dương Văn Út, Bí thư Huyện ủy, phát biểu."),
        Example(head="date: 2022-07-01", body="Ông Dương Văn Út, Phó Bí thư Huyện ủy, phát biểu."),
        find_text_positions,
    ),
    Rule(
        "W-POSITION-TWO",
        "Một chức vụ viết hai cách",
        "Chức vụ của một người trong cùng bài có chỗ viết hoa khác nhau, hoặc có chỗ thiếu tên đơn vị.",
        Example(
            body="Ông Dương Văn Út, Chủ tịch HĐND huyện, chủ trì.\n\nÔng Dương Văn Út - Chủ tịch HĐND phát biểu.",
        ),
        Example(
            body="Ông Dương Văn Út, Chủ tịch HĐND huyện, chủ trì.\n\nÔng Dương Văn Út, Chủ tịch HĐND huyện, phát biểu.",
        ),
        find_two_ways,
    ),
)
