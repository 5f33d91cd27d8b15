"""Spaces, quotation marks, dashes and the mark that ends an official letter.

In: prose of head and body. Out: findings; nearly all can be mended, since only marks and spaces change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from plugins.desk.manuscript import BLANK, PROSE, Manuscript, Passage
from plugins.desk.rules.rule import Edit, Example, Finding, Rule, Standards

_TEXTS = PROSE | {"alt", "position", "author", "source", "credit"}
_SPACES = re.compile(r"(?<=[^\s|])[ \u00a0]{2,}(?=[^\s|])")
_SPACE_BEFORE = re.compile(
    r"(?<=[^\s|*_])(?<![:.…])[ \u00a0]+(?=[,;!?][\s)”’]|[,;!?]$|\.(?![.\w])|:(?:\s|$)|[)”](?:[\s.,;:!?]|$))"
    r"|(?<=[“(])[ \u00a0]+(?=[\w“(])"
)
_SPACE_AFTER = re.compile(r"(?<=[^\W\d_])[,;](?=[^\W\d_])")
_DASH_SIDE = re.compile(r"(?<=\w)(?P<left>[-–])(?= \w)(?! \d)|(?<=\w )(?P<right>[-–])(?=[^\W\d_])")
_DOCUMENT = r"(?:QĐ|NQ|CT|TB|KL|HD|QC|KH|BC|CV|NĐ|TT|TTr|ĐA|CTr|QyĐ)"
_NUMBER = re.compile(
    rf"(?:(?<![\w/])(?P<number>\d{{1,4}}(?:/\d{{4}}/?)?)|(?<=/)(?P<kind>{_DOCUMENT}))(?: +[-–] *|[-–] +)"
    rf"(?=(?(number){_DOCUMENT}(?:[/-]|\b)|[A-ZĐ]{{2}}))"
)
_SPACED_DASH = re.compile(r"(?<=[\w”)]) ([-–]) (?=[\w“(])")
# Compounds by the syllables beside the dash, and names of places that are written with a hyphen.
_COMPOUND = re.compile(
    r"\b(?:tế|trị|ninh|phòng|h[oó]a|hoá|nghệ|học|thuật|giáo dục|thể thao|hội)"
    r" [-–] (?:xã|quốc|an|văn|khoa|kỹ|công|kinh|chính|đào|du|thể|giáo)\b",
    re.IGNORECASE,
)
_PLACE_NAME = re.compile(r"(?:Rịa|Thiên|Rang|Vĩnh) [-–] (?:Vũng|Huế|Tháp|Thạnh)")
_ENDING = re.compile(r"(?P<before>\s*(?:…|\.{2,})?[\s.]*)\./\.(?P<after>\s*)$")
_NEAR_OPENING = re.compile(r"[\s(\[“*_/–—-]")
_NEAR_CLOSING = re.compile(r"[\s.,;:!?…)\]”*_/–—-]")


def _edit(passage: Passage, start: int, end: int, text: str) -> tuple[Edit, ...]:
    return (Edit(passage.start + start, passage.start + end, text),) if passage.exact else ()


def find_spaces(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(_TEXTS):
        for match in _SPACES.finditer(passage.text):
            place = manuscript.place(passage, match.start())
            edits = _edit(passage, match.start(), match.end(), " ")
            yield Finding(place, f"thừa dấu cách {_around(passage, match)}", "giữ một dấu cách", edits)


def find_spaces_before(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(_TEXTS):
        for match in _SPACE_BEFORE.finditer(passage.text):
            place = manuscript.place(passage, match.start())
            edits = _edit(passage, match.start(), match.end(), "")
            yield Finding(place, f"dấu cách thừa cạnh dấu câu {_around(passage, match)}", "bỏ dấu cách", edits)


def find_spaces_missing(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(_TEXTS):
        for match in _SPACE_AFTER.finditer(passage.text):
            place = manuscript.place(passage, match.start())
            edits = _edit(passage, match.end(), match.end(), " ")
            yield Finding(place, f"thiếu dấu cách sau dấu câu {_around(passage, match)}", "thêm một dấu cách", edits)


def find_quotes(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    """A finding for each pair, or for each mark of a passage whose marks do not pair."""
    for passage in manuscript.of(PROSE):
        if '"' not in passage.text:
            continue
        places = [match.start() for match in re.finditer('"', passage.text)]
        hint = "dùng “…”"
        if not _pairs(passage.text, places):
            yield Finding(manuscript.place(passage, places[0]), 'ngoặc kép thẳng «"», không thành cặp', hint)
            continue
        for opening, closing in zip(places[::2], places[1::2], strict=True):
            edits = _edit(passage, opening, opening + 1, "“") + _edit(passage, closing, closing + 1, "”")
            yield Finding(manuscript.place(passage, opening), 'ngoặc kép thẳng «"»', hint, edits)


def _pairs(text: str, places: list[int]) -> bool:
    """Whether the marks open and close by turns, as what stands beside them shows."""
    if len(places) % 2:
        return False
    before = (place == 0 or _NEAR_OPENING.match(text[place - 1]) is not None for place in places[::2])
    after = (place + 1 == len(text) or _NEAR_CLOSING.match(text[place + 1]) is not None for place in places[1::2])
    return all(before) and all(after)


def find_dashes(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(_TEXTS | {"chair"}):
        for match in _DASH_SIDE.finditer(passage.text):
            start = match.start()
            if _NUMBER.match(passage.text, max(passage.text.rfind(" ", 0, start - 1), 0)) or _is_number(passage, start):
                continue
            place = manuscript.place(passage, start)
            edits = _edit(passage, start, start, " ") if match["left"] else _edit(passage, start + 1, start + 1, " ")
            message = f"gạch ngang chỉ có dấu cách một bên {_around(passage, match)}"
            yield Finding(place, message, "để dấu cách cả hai bên, hoặc không bên nào", edits)


def _is_number(passage: Passage, start: int) -> bool:
    """Whether the dash belongs to the number of a document, which another rule looks at."""
    return any(match.start() <= start < match.end() for match in _NUMBER.finditer(passage.text, max(start - 14, 0)))


def find_numbers(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(_TEXTS):
        for match in _NUMBER.finditer(passage.text):
            place = manuscript.place(passage, match.start())
            kept = match["number"] or match["kind"]
            edits = _edit(passage, match.start() + len(kept), match.end(), "-")
            message = f"số hiệu văn bản viết rời {_around(passage, match)}"
            yield Finding(place, message, f"viết liền: {kept}-…, ví dụ 217-QĐ/TW", edits)


def find_mixed_dashes(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    """The rarer of two dashes, wherever it stands; at a tie the longer one.

    A dash within a compound and one between two clauses are two things, and each may have its own sign.
    """
    found: dict[bool, list[tuple[Passage, re.Match[str]]]] = {True: [], False: []}
    for passage in manuscript.of(PROSE):
        for match in _SPACED_DASH.finditer(passage.text):
            if not _PLACE_NAME.search(passage.text, max(match.start() - 12, 0), match.end() + 8):
                is_compound = _COMPOUND.search(passage.text, max(match.start() - 8, 0), match.end() + 8) is not None
                found[is_compound].append((passage, match))
    for matches in found.values():
        counts = Counter(match[1] for _, match in matches)
        usual = "–" if counts["–"] > counts["-"] else "-"
        for passage, match in matches if len(counts) > 1 else ():
            if match[1] != usual:
                place = manuscript.place(passage, match.start())
                message = f"gạch «{match[1]}» lẫn với «{usual}» {_around(passage, match)}"
                hint = f"dùng «{usual}» như những chỗ khác"
                yield Finding(place, message, hint, _edit(passage, match.start(1), match.end(1), usual))


def find_endings(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(PROSE):
        match = _ENDING.search(passage.text) if "./." in passage.text else None
        if match:
            before = match["before"]
            end = "…" if "…" in before or ".." in before else "."
            start = match.start() + len(before) - len(before.lstrip()) if end == "…" else match.start()
            edits = _edit(passage, start, match.end() - len(match["after"]), end)
            message = f"«{match[0].strip()}» ở cuối là dấu kết của công văn"
            yield Finding(manuscript.place(passage, match.start()), message, f"thay bằng «{end}»", edits)


def _around(passage: Passage, match: re.Match[str]) -> str:
    """The words beside a place, for a message."""
    before = passage.text[: match.start()].split(" ")
    after = passage.text[match.end() :].split(" ")
    left = " ".join(_shown(before)[-2:])
    right = " ".join(_shown(after)[:2])
    return f"ở «{left[-30:]}{match[0]}{right[:30]}»".replace("\n", " ")


def _shown(words: Iterable[str]) -> list[str]:
    return [word.replace(BLANK, "") for word in words]


RULES = (
    Rule(
        "W-SPACES",
        "Thừa dấu cách",
        "Hai dấu cách liền nhau giữa câu, thường do canh chữ trong Word.",
        Example(body="Kiểm tra quy chế dân chủ ở cơ sở  6 tháng đầu năm."),
        Example(body="Kiểm tra quy chế dân chủ ở cơ sở 6 tháng đầu năm."),
        find_spaces,
        mends=True,
    ),
    Rule(
        "W-SPACE-BEFORE",
        "Dấu cách đứng trước dấu câu",
        "Dấu câu đứng liền chữ trước nó; dấu mở ngoặc đứng liền chữ sau nó.",
        Example(body="Đại biểu thảo luận , góp ý ."),
        Example(body="Đại biểu thảo luận, góp ý."),
        find_spaces_before,
        mends=True,
    ),
    Rule(
        "W-SPACE-AFTER",
        "Thiếu dấu cách sau dấu câu",
        "Sau dấu phẩy và chấm phẩy có một dấu cách.",
        Example(body="Đại biểu thảo luận,góp ý."),
        Example(body="Đại biểu thảo luận, góp ý."),
        find_spaces_missing,
        mends=True,
    ),
    Rule(
        "W-QUOTES",
        "Ngoặc kép thẳng",
        "Văn bản tiếng Việt dùng ngoặc kép cong “…”. Ngoặc thẳng không cho biết chỗ mở, chỗ đóng, và hay lẫn với ngoặc "
        "cong trong cùng một bài.",
        Example(body='Phong trào "Dân vận khéo" lan rộng.'),
        Example(body="Phong trào “Dân vận khéo” lan rộng."),
        find_quotes,
        mends=True,
    ),
    Rule(
        "W-DASH",
        "Gạch ngang lệch dấu cách",
        "Gạch ngang giữa hai vế có dấu cách ở cả hai bên; gạch nối trong một từ thì không có bên nào.",
        Example(body="Đồng chí Dương Văn Út- Phó Bí thư Huyện ủy phát biểu."),
        Example(body="Đồng chí Dương Văn Út - Phó Bí thư Huyện ủy phát biểu."),
        find_dashes,
        mends=True,
    ),
    Rule(
        "W-DASH-MIXED",
        "Lẫn hai loại gạch ngang",
        "Một bài chỉ nên dùng một loại gạch giữa hai vế: «-» hoặc «–».",
        Example(body="Phát triển kinh tế - xã hội, giữ vững an ninh – quốc phòng."),
        Example(body="Phát triển kinh tế - xã hội, giữ vững an ninh - quốc phòng."),
        find_mixed_dashes,
        mends=True,
    ),
    Rule(
        "W-NUMBER",
        "Số hiệu văn bản viết rời",
        "Cổng chỉ nhận ra văn bản được nhắc tới (và nối các tin cùng nhắc tới nó) khi số hiệu viết liền.",
        Example(body="Thực hiện Quyết định số 217 - QĐ/TW của Bộ Chính trị."),
        Example(body="Thực hiện Quyết định số 217-QĐ/TW của Bộ Chính trị."),
        find_numbers,
        mends=True,
    ),
    Rule(
        "W-ENDING",
        "Dấu kết của công văn",
        "`./.` là dấu kết của văn bản hành chính, không dùng trong tin.",
        Example(body="Các đơn vị kiểm tra việc thực hiện quy chế dân chủ…./."),
        Example(body="Các đơn vị kiểm tra việc thực hiện quy chế dân chủ…"),
        find_endings,
        mends=True,
    ),
)
