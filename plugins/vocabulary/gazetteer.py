"""Makes `content/vocabulary/regions.json` from a gazetteer of both eras.

usage: python -m plugins.vocabulary.gazetteer GAZETTEER.json content/vocabulary/regions.json

In: JSON with the provinces and wards of today, and the provinces and districts as they were until `legacy_until` with
the codes of their successors (the codes of the two eras are separate name spaces). Out: the project's region file, one
region a line. Run again with a newer gazetteer; what the gazetteer does not know is in the tables below.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plugins.model import COMMUNE, DISTRICT, PROVINCE, normalise, slugify

Row = dict[str, Any]

SOURCES = [
    {
        "name": "thanglequoc/vietnamese-provinces-database",
        "url": "https://github.com/thanglequoc/vietnamese-provinces-database",
        "licence": "MIT",
    },
    {"name": "dvhcvn/20250701", "url": "https://github.com/dvhcvn/20250701", "licence": "MIT"},
]

# Columns and rows of the tile map: each line is a row from north to south, each place a column from west to east.
TILES = """
lai-chau     lao-cai  tuyen-quang  cao-bang    .            .
dien-bien    son-la   phu-tho      thai-nguyen lang-son     .
.            .        ha-noi       bac-ninh    quang-ninh   .
.            .        ninh-binh    hung-yen    hai-phong    .
.            .        thanh-hoa    .           .            .
.            .        nghe-an      .           .            .
.            .        .            ha-tinh     .            .
.            .        .            quang-tri   .            .
.            .        .            .           hue          .
.            .        .            .           .            da-nang
.            .        .            .           .            quang-ngai
.            .        .            .           .            gia-lai
.            .        .            .           .            dak-lak
.            .        tay-ninh     dong-nai    lam-dong     khanh-hoa
.            an-giang dong-thap    ho-chi-minh .            .
.            can-tho  vinh-long    .           .            .
.            ca-mau   .            .           .            .
"""

# Names that readers would take for something else without the kind of unit.
WRITTEN = {"ho-chi-minh": "TP. Hồ Chí Minh"}

ALIASES: dict[str, list[str | Row]] = {
    "ho-chi-minh": ["TP.HCM", "TPHCM", "Sài Gòn"],
    "ba-ria-vung-tau": ["BR-VT", "BRVT"],
    "hue": [
        {"name": "Thừa Thiên Huế", "until": "2024-12-31"},
        {"name": "tỉnh Thừa Thiên Huế", "until": "2024-12-31"},
        {"name": "TT-Huế", "until": "2024-12-31"},
    ],
    "dong-nai": [{"name": "tỉnh Đồng Nai", "until": "2026-04-29"}],
    "dak-lak": ["Đắc Lắc", "Đăk Lăk"],
    "dak-nong": ["Đắc Nông", "Đăk Nông"],
    "kon-tum": ["Kontum"],
    "bac-kan": ["Bắc Cạn"],
    "huyen-phu-quy-binh-thuan": ["Phú Quí"],
    "huyen-bach-long-vi-hai-phong": ["Bạch Long Vỹ"],
    "dac-khu-bach-long-vi-hai-phong": ["Bạch Long Vỹ"],
}

# Island districts that had no communes, so that a gazetteer compiled from communes misses them: name, province then.
# Each became the special zone of the same name on 2025-07-01.
ISLAND_DISTRICTS = [
    ("Bạch Long Vĩ", "Hải Phòng"),
    ("Cồn Cỏ", "Quảng Trị"),
    ("Hoàng Sa", "Đà Nẵng"),
    ("Lý Sơn", "Quảng Ngãi"),
    ("Côn Đảo", "Bà Rịa - Vũng Tàu"),
]

# Slips of the gazetteer. Its two sources number these two communes differently, and a commune stands for its district.
SUCCESSOR_CODES = {"06970": "06978", "23737": "23938"}  # Ba Chẽ (Quảng Ninh), Ia Mơ (Gia Lai)
DISTRICT_NAMES = {("Xã", "Nam Du"): ("Huyện", "Kiên Hải"), ("Huyện", "Phú Quí"): ("Huyện", "Phú Quý")}

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NEW_TONE_PLACE = re.compile(rf"(o)([ae])([{_TONES}])(?!\w)|(?<!q)(u)(y)([{_TONES}])(?!\w)", re.IGNORECASE)


def display_name(name: str) -> str:
    """The one spelling readers see: `Thanh Hóa`, not `Thanh Hoá`; spaced hyphens; no space after an apostrophe."""

    def move(match: re.Match[str]) -> str:
        first, second, tone = match.group(1, 2, 3) if match[1] else match.group(4, 5, 6)
        return first + tone + second

    moved = _NEW_TONE_PLACE.sub(move, unicodedata.normalize("NFD", normalise(name)))
    tidy = re.sub(r"\s*-\s*", " - ", unicodedata.normalize("NFC", moved).replace("' ", "'"))
    return " ".join(tidy.split())


def compile_regions(gazetteer: Row) -> list[Row]:
    """Every region as a row of the region file: present provinces, former ones, districts, communes.

    Raises ValueError with every successor code that names no unit of today.
    """
    until = gazetteer["legacy_until"]
    since = (dt.date.fromisoformat(until) + dt.timedelta(days=1)).isoformat()
    present = {row["code"]: display_name(row["name"]) for row in gazetteer["provinces"]}
    communes = _communes(gazetteer, present, since)
    unknown: list[str] = []
    provinces = _provinces(gazetteer, present, until, unknown)
    districts = _districts(gazetteer, communes, until, unknown)
    districts += _island_districts(communes.values(), {district["id"] for district in districts}, until)
    if unknown:
        raise ValueError("successors that are no units of today: " + "; ".join(unknown))
    regions = [*provinces, *sorted(districts, key=lambda row: str(row["parent"])), *communes.values()]
    for region in regions:
        if region["id"] in ALIASES:
            region["aliases"] = ALIASES[region["id"]]
        if region["id"] in WRITTEN:
            region["written"] = WRITTEN[region["id"]]
    return regions


def _provinces(gazetteer: Row, present: dict[str, str], until: str, unknown: list[str]) -> list[Row]:
    tiles = tile_places()
    provinces = [_row(PROVINCE, row["type"], present[row["code"]]) for row in gazetteer["provinces"]]
    for province in provinces:
        if province["id"] in tiles:
            province["tile"] = tiles[province["id"]]
    for row in gazetteer["legacy_provinces"]:
        name = display_name(row["name"])
        unknown += [f"{name}: {code}" for code in row["successors"] if code not in present]
        heirs = [present[code] for code in row["successors"] if code in present]
        if name not in heirs:
            provinces.append(_row(PROVINCE, row["type"], name, until=until, successors=list(map(slugify, heirs))))
    return provinces


def _communes(gazetteer: Row, present: dict[str, str], since: str) -> dict[str, Row]:
    """The communes by their code, in its order."""
    communes: dict[str, Row] = {}
    taken: set[str] = set()
    for row in sorted(gazetteer["wards"], key=lambda row: str(row["code"])):
        commune = _row(COMMUNE, row["type"], display_name(row["name"]), present[row["province"]], since=since)
        if commune["id"] in taken:
            commune["id"] += f"-{row['code']}"
        taken.add(commune["id"])
        communes[row["code"]] = commune
    return communes


def _districts(gazetteer: Row, communes: dict[str, Row], until: str, unknown: list[str]) -> list[Row]:
    provinces = {row["code"]: row for row in gazetteer["legacy_provinces"]}
    present = {row["code"]: slugify(row["name"]) for row in gazetteer["provinces"]}
    districts = []
    for row in gazetteer["legacy_districts"]:
        kind, name = DISTRICT_NAMES.get((row["type"], row["name"]), (row["type"], display_name(row["name"])))
        codes = {code if code in communes else SUCCESSOR_CODES.get(code, code) for code in row["successors"]}
        unknown += [f"{kind} {name}: {code}" for code in sorted(codes - communes.keys())]
        # Districts of one name in two provinces are mixed up in places: a district went where its province went.
        heirs = {present.get(code) for code in provinces[row["province"]]["successors"]}
        successors = [
            communes[code]["id"] for code in sorted(codes & communes.keys()) if communes[code]["parent"] in heirs
        ]
        province = display_name(provinces[row["province"]]["name"])
        districts.append(_row(DISTRICT, kind, name, province, until=until, successors=successors))
    return districts


def _row(level: int, kind: str, name: str, province: str = "", **rest: Any) -> Row:
    region_id = slugify(f"{kind} {name} {province}" if province else name)
    parent = {"parent": slugify(province)} if province else {}
    return {"id": region_id, "name": name, "kind": kind, "level": level, **parent, **rest}


def _island_districts(communes: Iterable[Row], known: set[str], until: str) -> list[Row]:
    zones = {row["name"]: row["id"] for row in communes if row["kind"] == "Đặc khu"}
    rows = [
        _row(DISTRICT, "Huyện", name, province, until=until, successors=[zones[name]])
        for name, province in ISLAND_DISTRICTS
        if name in zones
    ]
    return [row for row in rows if row["id"] not in known]


def tile_places() -> dict[str, tuple[int, int]]:
    """Column and row of every present province on the tile map, by id."""
    rows = [line.split() for line in TILES.strip().splitlines()]
    return {
        place: (column, number) for number, row in enumerate(rows) for column, place in enumerate(row) if place != "."
    }


def render(gazetteer: Row) -> str:
    """The region file's text: its origin, then one region a line."""
    head = json.dumps({"as_of": gazetteer["as_of"], "sources": SOURCES}, ensure_ascii=False, indent=1)
    lines = ",\n".join(
        json.dumps(region, ensure_ascii=False, separators=(",", ":")) for region in compile_regions(gazetteer)
    )
    return f'{head.removesuffix("}").rstrip()},\n "regions": [\n{lines}\n]}}\n'


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m plugins.vocabulary.gazetteer GAZETTEER.json REGIONS.json\n")
        return 2
    source, target = map(Path, arguments)
    target.write_text(render(json.loads(source.read_text("utf-8"))), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
