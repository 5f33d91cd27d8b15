"""The gazetteer: from the public lists of units to the region file."""

from __future__ import annotations

import json

import pytest

from plugins.vocabulary.gazetteer import compile_regions, render
from plugins.vocabulary.loading import VocabularyFile
from plugins.vocabulary.region_file import read_regions

# The gazetteer


def small_gazetteer() -> dict:
    return {
        "as_of": "2026-01-01",
        "legacy_until": "2025-06-30",
        "provinces": [
            {"code": "80", "type": "Tỉnh", "name": "Tây Ninh"},
            {"code": "38", "type": "Tỉnh", "name": "Thanh Hoá"},
        ],
        "wards": [
            {"code": "27826", "type": "Xã", "name": "Tân Thạnh", "province": "80"},
            {"code": "25534", "type": "Xã", "name": "Tân Thành", "province": "80"},
            {"code": "38000", "type": "Xã", "name": "Thọ", "province": "38"},
        ],
        "legacy_provinces": [
            {"code": "72", "type": "Tỉnh", "name": "Tây Ninh", "successors": ["80"]},
            # 38 and 80 name other provinces in the old era than in the new one.
            {"code": "80", "type": "Tỉnh", "name": "Long An", "successors": ["80"]},
            {"code": "37", "type": "Tỉnh", "name": "Thanh Hóa", "successors": ["38"]},
        ],
        "legacy_districts": [
            {"code": "1", "type": "Huyện", "name": "Tân Thạnh", "province": "80", "successors": ["27826", "38000"]},
            {"code": "2", "type": "Huyện", "name": "Thọ", "province": "37", "successors": ["38000"]},
        ],
    }


def rows_of(gazetteer: dict) -> dict[str, dict]:
    return {row["id"]: row for row in compile_regions(gazetteer)}


def test_the_gazetteer_gives_each_unit_its_id_time_and_successors():
    rows = rows_of(small_gazetteer())
    assert rows["long-an"]["successors"] == ["tay-ninh"]
    assert "until" not in rows["tay-ninh"]
    assert rows["thanh-hoa"]["name"] == "Thanh Hóa"
    assert rows["huyen-tan-thanh-long-an"]["parent"] == "long-an"
    assert rows["xa-tho-thanh-hoa"]["since"] == "2025-07-01"


def test_communes_whose_names_differ_only_in_accents_get_ids_of_their_own():
    rows = rows_of(small_gazetteer())
    assert rows["xa-tan-thanh-tay-ninh"]["name"] == "Tân Thành"
    assert rows["xa-tan-thanh-tay-ninh-27826"]["name"] == "Tân Thạnh"


def test_a_district_keeps_only_successors_where_its_province_went():
    assert rows_of(small_gazetteer())["huyen-tan-thanh-long-an"]["successors"] == ["xa-tan-thanh-tay-ninh-27826"]


def test_a_successor_code_of_no_unit_stops_the_gazetteer():
    gazetteer = small_gazetteer()
    gazetteer["legacy_districts"][1]["successors"] = ["99999"]
    with pytest.raises(ValueError, match="Huyện Thọ: 99999"):
        compile_regions(gazetteer)


def test_the_rendered_file_is_one_region_a_line_with_its_origin_and_loads(tmp_path):
    text = render(small_gazetteer())
    content = json.loads(text)
    assert content["as_of"] == "2026-01-01"
    assert {source["licence"] for source in content["sources"]} == {"MIT"}
    assert sum(line.startswith('{"id"') for line in text.splitlines()) == len(content["regions"]) == 8
    (tmp_path / "regions.json").write_text(text, "utf-8")
    file = VocabularyFile(tmp_path / "regions.json")
    assert len(read_regions(file)) == 8
    assert file.faults == []
