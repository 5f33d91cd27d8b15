"""Reads the region file.

In: `regions.json`, an object with a list `regions` of rows {id, name, kind, level, parent, since, until, successors,
aliases, tile, written}; dates are ISO, an alias is a name or {name, since, until}. Out: regions with their
predecessors, which follow from the others' successors.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Any

from plugins.model import COMMUNE, DISTRICT, PROVINCE, Alias, Region
from plugins.vocabulary.loading import VocabularyFile, iso_date

KEYS = dict.fromkeys(
    ("id", "name", "kind", "level", "parent", "since", "until", "successors", "aliases", "tile", "written")
).keys()  # a set that keeps its order for messages
ALIAS_KEYS = ("name", "since", "until")
LEVELS = (PROVINCE, DISTRICT, COMMUNE)

_GAP = re.compile(r"[\s,]*")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_regions(file: VocabularyFile) -> list[Region]:
    """The regions of the file in its order, or none when it has faults, which are left in `file.faults`."""
    text = file.text()
    if text is None:
        return []
    # Thousands of new objects, all kept, would set the collector off on everything alive: half the loading time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _read(file, unicodedata.normalize("NFC", text))
    finally:
        if collecting:
            gc.enable()


def _read(file: VocabularyFile, text: str) -> list[Region]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        file.report(error.lineno, "SYNTAX", f"sai cú pháp JSON: {error.msg}", "kiểm tra dấu phẩy và dấu ngoặc kép")
        return []
    except RecursionError:
        file.report(1, "SYNTAX", "các danh sách lồng nhau quá sâu", "tạo lại tệp theo README.md")
        return []
    rows = content.get("regions") if isinstance(content, dict) else None
    if not isinstance(rows, list) or not rows:
        file.report(1, "MISSING", "thiếu danh sách «regions»", "tạo lại tệp theo README.md")
        return []
    reading = _Reading(file, text, _predecessors(rows))
    regions = [region for number, row in enumerate(rows) if (region := reading.region(number, row)) is not None]
    reading.check_references(regions)
    return [] if file.faults else regions


def _predecessors(rows: list[Any]) -> dict[str, list[str]]:
    predecessors: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if isinstance(row, dict) and isinstance(successors := row.get("successors"), list):
            for successor in successors:
                predecessors[str(successor)].append(str(row.get("id")))
    return predecessors


class _Reading:
    """Turns rows into regions, reporting each fault at its row's line."""

    def __init__(self, file: VocabularyFile, text: str, predecessors: dict[str, list[str]]) -> None:
        self._file = file
        self._text = text
        self._predecessors = predecessors
        self._numbers: dict[str, int] = {}

    @cached_property
    def _lines(self) -> list[int]:
        # The JSON parser tells no lines, so the rows are walked once more, but only when there is a fault to report.
        decoder = json.JSONDecoder()
        start = re.search(r'"regions"\s*:\s*\[', self._text)
        place = self._after_gap(start.end()) if start else len(self._text)
        lines = []
        while place < len(self._text) and self._text[place] != "]":
            lines.append(self._text.count("\n", 0, place) + 1)
            _, place = decoder.raw_decode(self._text, place)
            place = self._after_gap(place)
        return lines

    def _after_gap(self, place: int) -> int:
        gap = _GAP.match(self._text, place)
        return gap.end() if gap else place

    def _report(self, number: int, code: str, message: str, hint: str = "") -> None:
        line = self._lines[number] if number < len(self._lines) else 1
        self._file.report(line, code, message, hint)

    def region(self, number: int, row: Any) -> Region | None:
        if not isinstance(row, dict):
            self._report(number, "VALUE", "mỗi địa phương phải là một đối tượng JSON", 'ví dụ {"id": …, "name": …}')
            return None
        known = len(self._file.faults)
        if not row.keys() <= KEYS:
            self._check_keys(number, row, KEYS)
        for key in ("id", "name", "kind"):
            if not isinstance(value := row.get(key), str) or not value:
                self._report_text(number, key, value)
                row = {**row, key: ""}
        self._check_id(number, row["id"])
        if row.get("level") not in LEVELS:
            self._report(number, "VALUE", "«level» phải là 1, 2 hoặc 3", "1 là tỉnh, 2 là huyện, 3 là xã")
        if row.get("parent") is not None and not isinstance(row["parent"], str):
            self._report(number, "VALUE", "«parent» phải là mã của tỉnh, thành phố", 'ví dụ "long-an"')
        since, until = self._term(number, row)
        region = Region(
            row["id"],
            row["name"],
            row["kind"],
            row.get("level", PROVINCE),
            row.get("parent"),
            since,
            until,
            self._successors(number, row) if "successors" in row else (),
            tuple(self._predecessors[row["id"]]) if row["id"] in self._predecessors else (),
            self._aliases(number, row) if "aliases" in row else (),
            self._tile(number, row) if "tile" in row else None,
            self._written(number, row) if "written" in row else "",
        )
        return region if len(self._file.faults) == known else None

    def _check_id(self, number: int, region_id: str) -> None:
        if region_id and not _SLUG.fullmatch(region_id):
            self._report(number, "VALUE", f"mã «{region_id}» không dùng được trong địa chỉ trang",
                         "chỉ gồm chữ thường không dấu, số và «-»")  # fmt: skip
        if self._numbers.setdefault(region_id, number) != number and region_id:
            line = self._lines[self._numbers[region_id]]
            self._report(number, "DUPLICATE", f"mã «{region_id}» đã có ở dòng {line}", "mỗi mã chỉ dùng một lần")

    def _check_keys(self, number: int, row: dict[str, Any], keys: Collection[str]) -> None:
        for key in row:
            if key not in keys:
                near = get_close_matches(key, keys, 1)
                hint = f"có phải «{near[0]}»?" if near else "các khoá được dùng: " + ", ".join(keys)
                self._report(number, "KEY", f"không có khoá «{key}»", hint)

    def _report_text(self, number: int, key: str, value: object) -> None:
        if value is None or value == "":
            self._report(number, "MISSING", f"thiếu «{key}»", f"thêm «{key}» vào dòng này")
        else:
            self._report(number, "VALUE", f"«{key}» phải là chữ", "đặt trong ngoặc kép")

    def _term(self, number: int, row: dict[str, Any]) -> tuple[dt.date | None, dt.date | None]:
        try:
            since, until = _date(row.get("since")), _date(row.get("until"))
        except (TypeError, ValueError):
            written = " và ".join(f"«{row[key]}»" for key in ("since", "until") if row.get(key) is not None)
            self._report(number, "DATE", f"ngày không hợp lệ: {written}", "ghi năm-tháng-ngày, ví dụ 2025-06-30")
            return None, None
        if since and until and until < since:
            self._report(number, "DATE", "«until» sớm hơn «since»", "kiểm tra lại hai ngày")
        return since, until

    def _successors(self, number: int, row: dict[str, Any]) -> tuple[str, ...]:
        value = row["successors"]
        if isinstance(value, list) and all(isinstance(successor, str) for successor in value):
            return tuple(value)
        self._report(number, "VALUE", "«successors» phải là danh sách mã", 'ví dụ ["tay-ninh"]')
        return ()

    def _aliases(self, number: int, row: dict[str, Any]) -> tuple[Alias, ...]:
        value = row["aliases"]
        if not isinstance(value, list):
            self._report(number, "VALUE", "«aliases» phải là danh sách tên", 'ví dụ ["Sài Gòn"]')
            return ()
        aliases = []
        for entry in value:
            alias = {"name": entry} if isinstance(entry, str) else entry
            if not isinstance(alias, dict):
                self._report(number, "VALUE", "tên gọi khác phải là chữ hoặc {name, since, until}", "sửa «aliases»")
                continue
            self._check_keys(number, alias, ALIAS_KEYS)
            if not isinstance(name := alias.get("name"), str) or not name:
                self._report_text(number, "name", name)
                continue
            aliases.append(Alias(name, *self._term(number, alias)))
        return tuple(aliases)

    def _written(self, number: int, row: dict[str, Any]) -> str:
        if isinstance(row["written"], str):
            return row["written"]
        self._report(number, "VALUE", "«written» phải là chữ", 'ví dụ "TP. Hồ Chí Minh"')
        return ""

    def _tile(self, number: int, row: dict[str, Any]) -> tuple[int, int] | None:
        match row["tile"]:
            case [int(column), int(line)] if column >= 0 and line >= 0:
                return column, line
        self._report(number, "VALUE", "«tile» phải là [cột, hàng], đếm từ 0", "ví dụ [2, 13]")
        return None

    def check_references(self, regions: list[Region]) -> None:
        """Reports parents, successors and tiles that do not fit the other regions."""
        levels = {region.id: region.level for region in regions}
        faulty = self._numbers.keys() - levels  # reported already, each at its own row
        tiles: dict[tuple[int, int], str] = {}
        for region in regions:
            number = self._numbers[region.id]
            if region.level == PROVINCE:
                if region.parent is not None:
                    self._report(number, "REFERENCE", f"tỉnh «{region.name}» không có «parent»", "xoá «parent»")
            elif levels.get(region.parent or "") != PROVINCE and region.parent not in faulty:
                self._report(number, "REFERENCE", f"«parent» của «{region.id}» không phải tỉnh nào: {region.parent}",
                             "ghi mã của tỉnh, thành phố")  # fmt: skip
            for successor in region.successors:
                if successor not in self._numbers or successor == region.id:
                    self._report(number, "REFERENCE", f"«successors» của «{region.id}» có mã sai: {successor}",
                                 "ghi mã của địa phương kế thừa")  # fmt: skip
            if region.tile and tiles.setdefault(region.tile, region.id) != region.id:
                self._report(number, "DUPLICATE", f"«{region.id}» và «{tiles[region.tile]}» cùng một ô bản đồ",
                             "đổi «tile»")  # fmt: skip


@lru_cache(maxsize=512)
def _date(text: str | None) -> dt.date | None:
    return None if text is None else iso_date(text)
