"""What Word, other portals and templates leave in a text that was pasted.

In: the body of a manuscript. Out: findings for an editor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.desk.manuscript import BODY, Manuscript
from plugins.desk.rules.rule import Example, Finding, Rule, Standards
from plugins.model import fold

# Lines that say nothing but this, folded.
_LINES = re.compile(
    r"(?:luot (?:xem|doc)|so lan xem|views?|luot truy cap) ?:? ?[\d.,]*"
    r"|in (?:bai viet|trang|bai nay)|ban in|gui (?:bai viet|email|cho ban be)|gui phan hoi"
    r"|back to top|ve dau trang|len dau trang|tro ve dau trang|len tren"
    r"|tin (?:khac|lien quan|cung chuyen muc|moi hon|cu hon|cung su kien|noi bat)|bai (?:khac|lien quan|viet lien quan)"
    r"|cac tin (?:khac|da dua|lien quan)(?: ngay)?|xem them|doc them|xem tiep|chi tiet"
    r"|y kien(?: ban doc)? ?(?:\(\d*\))?|binh luan ?(?:\(\d*\))?|gui (?:y kien|binh luan)"
    r"|tong luot binh luan|\d+ ?/ ?\d+ ky tu"
    r"|chia se(?: (?:facebook|zalo|twitter|bai viet))?|facebook|zalo|twitter|theo doi chung toi"
    r"|dang tai du lieu.*|loading(?:\.\.\.|…)?|refresh|guest|read more|share|print"
    r"|comments? ?(?:\(\d+\))?|sign in|search|home"
    r"|a ?[-+]? ?a ?[-+]? ?a|[-+]?a a[-+]?|gmt ?\+ ?7|mac dinh co chu"
)
_ANYWHERE = re.compile(
    r"mso-[a-z-]+\s*:|MsoNormal|class=\"?Mso|<o:p|\[if (?:gte|!support)|<w:|StartFragment|Normal 0 false"
    r"|[Ll]orem ipsum|dolor sit amet|[Ll]ượt xem: ?\d|\bIn bài viết\b|Back To Top|&nbsp;"
    r"|\[caption id=|\[/?(?:vc_|et_pb_)"
)


def find_leftovers(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    seen: set[int] = set()
    for passage in manuscript.of(BODY - {"heading"}):  # a heading may well be called `Tin liên quan`
        place = passage.start
        for line in passage.text.split("\n"):
            told = line.strip(" \t*_#.|:-–")
            if told and len(told) < 60 and _LINES.fullmatch(fold(told)):
                seen.add(manuscript.line(place))
                yield Finding(place, f"«{told}» là chữ của trang khác còn sót", "xoá dòng này")
            place += len(line) + 1
    code = re.compile(r"^(?:```|~~~).*?^(?:```|~~~)|`[^`\n]+`", re.MULTILINE | re.DOTALL)
    body = code.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), manuscript.text[manuscript.head_end :])
    for match in _ANYWHERE.finditer(body):
        place = manuscript.head_end + match.start()
        if manuscript.line(place) not in seen:
            message = f"«{match[0].strip()}» là chữ còn sót của Word hoặc trang khác"
            yield Finding(place, message, "xoá đi, dán lại ở dạng văn bản thường")


RULES = (
    Rule(
        "W-LEFTOVER",
        "Chữ còn sót khi dán",
        "Nút bấm, số lượt xem, mục «Tin khác» của trang nguồn, mã của Word, hay chữ mẫu «lorem ipsum».",
        Example(body="Hội nghị kết thúc lúc 17 giờ.\n\nLượt xem: 5546\n\nBack To Top"),
        Example(body="Hội nghị kết thúc lúc 17 giờ."),
        find_leftovers,
    ),
)
