"""Recognises official documents by their number and symbol: `217-QĐ/TW`, `15/NQ-CP`, `Luật số 10/2022/QH15`.

In: text, plain or from between the tags of HTML. Out: where documents stand in it, and which. A symbol is a number, a
year where there is one, the code of a kind of document and that of who issued it. Dates (30/6), fractions and hours
(24/7) have no codes; a code that is no kind of document (7005/UBND-ĐT) counts only after a word for one (`Công văn
số`). Spellings of one document (217 - QĐ/TW, 217-Qđ/T.Ư, 217/QĐ-TW) have one id. Numbers start anew with each year or
term of office, so documents of different times may share it: the symbol alone does not tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from plugins.model import Document, slugify

# Code -> its regular form and what such documents are called; the first name is meant where the text has no other.
_KINDS: dict[str, tuple[str, ...]] = {
    "BC": ("BC", "Báo cáo"),
    "CD": ("CĐ", "Công điện"),
    "CĐ": ("CĐ", "Công điện"),
    "CT": ("CT", "Chỉ thị", "Chương trình"),
    "CTR": ("CTr", "Chương trình"),
    "CV": ("CV", "Công văn"),
    "ĐA": ("ĐA", "Đề án"),
    "HD": ("HD", "Hướng dẫn"),
    "KH": ("KH", "Kế hoạch"),
    "KL": ("KL", "Kết luận"),
    "ND": ("NĐ", "Nghị định"),
    "NĐ": ("NĐ", "Nghị định"),
    "NQ": ("NQ", "Nghị quyết"),
    "NQLT": ("NQLT", "Nghị quyết liên tịch"),
    "PL": ("PL", "Pháp lệnh"),
    "QC": ("QC", "Quy chế"),
    "QD": ("QĐ", "Quyết định", "Quy định"),
    "QĐ": ("QĐ", "Quyết định", "Quy định"),
    "QĐI": ("QĐi", "Quy định"),
    "TB": ("TB", "Thông báo"),
    "TBKL": ("TBKL", "Thông báo kết luận"),
    "TT": ("TT", "Thông tư"),
    "TTLT": ("TTLT", "Thông tư liên tịch"),
    "TTR": ("TTr", "Tờ trình"),
}
# What the National Assembly (QH) and its standing committee (UBTVQH) pass; the symbol of these names no kind.
_ASSEMBLY = ("Luật", "Bộ luật", "Nghị quyết", "Pháp lệnh")
_WORDS = (
    *dict.fromkeys(name for _, *names in _KINDS.values() for name in names),
    *("Luật", "Bộ luật", "Văn bản"),
)
# The Party's own documents are written 18-NQ/TW, those of the state 15/NQ-CP.
_PARTY = frozenset(("TW", "TU", "ThU", "HU", "QU", "ĐU"))

_GAP = r"(?:\s|&nbsp;)?"
_BREAK = rf"{_GAP}[-‐‑–—−/]{_GAP}"
_CODE = r"(?:[A-ZĐƯ][A-ZĐƯ0-9]{0,20}T\.?Ư|[A-ZĐƯ][A-ZĐƯ0-9]{1,20}[gr]?|T\.Ư|T[wư]|Ttg|ThU)"
_KNOWN = "|".join(sorted(_KINDS, key=len, reverse=True))
_SYMBOL = re.compile(
    # What stands before it is looked at after its first digit: a search for digits is fast.
    r"(\d(?<![\w/]\d)(?<!\d[-–.,]\d)(?<![A-Za-zĐđ][-–]\d)"
    rf"\d{{0,4}}[a-zđ]?)(?:{_BREAK}((?:19|20)\d\d))?"
    rf"(?:{_GAP}/{_GAP}((?:UBTV)?QH\d\d?)"
    # Several who issued it together: after the first spaces stand around each dash if they did around that one.
    rf"|({_BREAK})((?i:{_KNOWN})|{_CODE})({_BREAK})({_CODE}(?:[-–]{_CODE}|(?=\s|&)\6{_CODE}){{0,6}}))"
    r"(?![^\W_])"
)
# What every symbol has behind its number or year: far rarer than numbers are. The slash of an end tag is none.
_ISSUED = re.compile(rf"[-‐‑–—−/](?<!</){_GAP}(?:(?:UBTV)?QH\d|(?:(?i:{_KNOWN})|{_CODE}){_BREAK})")
_WORD = re.compile(rf"(?i)(?<!\w)({'|'.join(sorted(_WORDS, key=len, reverse=True))})\s+(?:số\s*:?\s*)?$")
_LONGEST_WORD = 36
_AND = re.compile(r"\s*(?:,|;|và|,\s*và)\s*(?:số\s*)?")  # one word may go before several symbols
_CENTRAL = re.compile(r"T\.?[ƯưWw](?![^\W_])")
_DASH = re.compile("[‐‑–—−]")
_SPACE = re.compile(r"\s|&nbsp;")


class Mention(NamedTuple):
    """A document where it stands in a text, with the word for its kind if that comes right before."""

    start: int
    end: int
    document: Document


def may_mention(text: str) -> bool:
    """Whether it is worth looking for documents; cheap, and never wrongly false."""
    return _ISSUED.search(text) is not None


def find_documents(text: str) -> Iterator[Mention]:
    """Every mention of a document in NFC text, in its order."""
    end, called = 0, ""
    for match in _SYMBOL.finditer(text):
        word = _WORD.search(text, max(0, match.start() - _LONGEST_WORD), match.start())
        if word:
            called = word[1].capitalize()
        elif not _AND.fullmatch(text, end, match.start()):
            called = ""
        end = match.end()
        document = _read(match, called)
        if document:
            yield Mention(word.start() if word else match.start(), end, document)


def _read(match: re.Match[str], word: str) -> Document | None:
    number, year, assembly, first, code, second, issuer = match.groups()
    if assembly:
        kind = word if word in _ASSEMBLY else ""
        return _document(number, (year, assembly), "/".join(filter(None, (number, year, assembly))), kind)
    known, *kinds = _KINDS.get(code.upper(), (code,))
    if not kinds and not word:
        return None
    issuer = _DASH.sub("-", _SPACE.sub("", issuer))
    issuer = _CENTRAL.sub("TW", issuer).replace("Ttg", "TTg").replace("TTG", "TTg")
    party = not year and (issuer in _PARTY or issuer.endswith("TW") or ("/" not in first and "/" in second))
    # A QĐ of the Party may be a decision or a rule.
    usual = "" if not kinds or (party and known == "QĐ") else kinds[0]
    kind = usual if kinds and word not in kinds else word
    symbol = f"{number}-{known}/{issuer}" if party else "/".join(filter(None, (number, year, f"{known}-{issuer}")))
    return _document(number, (year, known, issuer), symbol, kind)


def _document(number: str, rest: tuple[str | None, ...], symbol: str, kind: str) -> Document:
    return Document(slugify("-".join(filter(None, (number.lstrip("0") or "0", *rest)))), symbol, kind)
