"""Patterns of personal data: numbers of identity cards, of telephones, of bank accounts.

In: prose. Out: warnings; whether a number may be published is for an editor to say. Numbers are shown only in part, so
that logs of a check do not spread them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.desk.manuscript import PROSE, Manuscript
from plugins.desk.rules.rule import Example, Finding, Rule, Standards

_LONG_NUMBER = re.compile(r"\d[\d .]{5,}\d")
_CARD = re.compile(r"(?<![\d.,/])(?:\d{12}|\d{9}|\d{3}[ .]\d{3}[ .]\d{3}(?:[ .]\d{3})?)(?![\d/]|[.,]\d)")
_CARD_WORDS = re.compile(
    r"CCCD|CMND|CMTND|căn cước|chứng minh (?:nhân dân|thư)|định danh cá nhân|hộ chiếu", re.IGNORECASE
)
_WHOLE_CARD = re.compile(r"0\d{11}")  # province, century and sex, year, number: hardly anything else begins so
_ACCOUNT = re.compile(r"(?:số tài khoản|STK|tài khoản số)\D{0,12}(\d[\d ]{6,18}\d)", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d.,/-])(?:\+84|0084|0)[ .-]?[235789]\d{0,2}(?:[ .-]?\d{2,4}){2,3}(?![\d/]|[.,]\d)")
_NEAR = 60  # characters before a number in which its kind is named


def find_cards(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(PROSE | {"table", "alt"}):
        if not _LONG_NUMBER.search(passage.text):
            continue
        for match in _CARD.finditer(passage.text):
            before = passage.text[max(match.start() - _NEAR, 0) : match.start()]
            if _CARD_WORDS.search(before) or _WHOLE_CARD.fullmatch(match[0]):
                place = manuscript.place(passage, match.start())
                message = f"«{_masked(match[0])}» giống số căn cước hoặc chứng minh nhân dân"
                yield Finding(place, message, "không đăng số giấy tờ của cá nhân")
        for match in _ACCOUNT.finditer(passage.text):
            place = manuscript.place(passage, match.start(1))
            message = f"«{_masked(match[1])}» giống số tài khoản ngân hàng"
            yield Finding(place, message, "chỉ đăng tài khoản của tổ chức, khi được phép")


def find_phones(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(PROSE | {"table", "alt"}):
        for match in _PHONE.finditer(passage.text):
            digits = re.sub(r"\D", "", match[0])
            national = "0" + digits.removeprefix("00").removeprefix("84") if digits[:2] in ("84", "00") else digits
            if len(national) in (10, 11):
                place = manuscript.place(passage, match.start())
                message = f"«{_masked(match[0])}» giống số điện thoại"
                yield Finding(place, message, "chỉ đăng số của cơ quan, không đăng số riêng của cá nhân")


def _masked(number: str) -> str:
    """All but the first and the last two digits as dots."""
    digits = [place for place, letter in enumerate(number) if letter.isdigit()]
    hidden = set(digits[2:-2])
    return "".join("•" if place in hidden else letter for place, letter in enumerate(number))


RULES = (
    Rule(
        "W-PERSONAL",
        "Có thể là số giấy tờ hoặc số tài khoản",
        "Số căn cước (12 số), chứng minh nhân dân (9 số) và số tài khoản là dữ liệu cá nhân.",
        Example(body="Ông A, số CCCD 012345678901, được mời dự."),
        Example(body="Ông A được mời dự."),
        find_cards,
    ),
    Rule(
        "W-PHONE",
        "Có thể là số điện thoại riêng",
        "Chỉ đăng số điện thoại của cơ quan. Nếu số này là của cơ quan thì bỏ qua cảnh báo.",
        Example(body="Liên hệ ông A qua số 0912 345 678."),
        Example(body="Liên hệ bộ phận một cửa."),
        find_phones,
    ),
)
