"""The vocabulary room: regions by the names they had, officials by their positions, categories, and faulty files."""

from __future__ import annotations

import datetime as dt
import json
import time
import zoneinfo
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model import COMMUNE, DISTRICT, PROVINCE, Config, Official, Portal, Position, SiteError, UnknownNameError
from plugins.vocabulary import provide_vocabularies
from plugins.vocabulary.categories import CategoryList, read_categories
from plugins.vocabulary.gazetteer import compile_regions, display_name, render
from plugins.vocabulary.loading import VocabularyFile
from plugins.vocabulary.names import name_key
from plugins.vocabulary.officials import OfficialRegister, read_officials
from plugins.vocabulary.region_file import read_regions
from plugins.vocabulary.regions import RegionVocabulary

CONTENT = Path(__file__).parent.parent / "content" / "vocabulary"
THEN, NOW = dt.date(2022, 6, 30), dt.date(2026, 8, 1)
LAST, FIRST = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


def load() -> RegionVocabulary:
    file = VocabularyFile(CONTENT / "regions.json")
    regions = read_regions(file)
    assert file.faults == []
    return RegionVocabulary(regions)


REGIONS = load()
ALL = list(REGIONS)
PRESENT = [region for region in ALL if region.level == PROVINCE and region.until is None]


def fault(name: str, day: dt.date, regions: RegionVocabulary = REGIONS) -> UnknownNameError:
    with pytest.raises(UnknownNameError) as caught:
        regions.resolve(name, day)
    return caught.value


def held_day(region_id: str) -> dt.date:
    region = REGIONS[region_id]
    return region.until or region.since or THEN


# The region file


def test_the_file_holds_both_eras_whole():
    counts = Counter((region.level, region.until is None) for region in ALL)
    assert counts == {(PROVINCE, True): 34, (PROVINCE, False): 29, (DISTRICT, False): 696, (COMMUNE, True): 3321}


def test_a_province_that_kept_its_name_is_one_region_and_an_abolished_one_points_to_its_heir():
    assert REGIONS["tay-ninh"].since is None
    assert REGIONS["tay-ninh"].until is None
    assert REGIONS["tay-ninh"].predecessors[0] == "long-an"
    assert REGIONS["long-an"].until == LAST
    assert REGIONS["long-an"].successors == ("tay-ninh",)
    merged = {region.id for region in ALL if region.level == PROVINCE} - {region.id for region in PRESENT}
    assert {p for region in PRESENT for p in region.predecessors if REGIONS[p].level == PROVINCE} == merged


def test_every_abolished_unit_has_successors_that_hold_on_the_day_after_and_point_back():
    for region in ALL:
        assert bool(region.successors) == (region.until is not None), region.id
        for successor in region.successors:
            assert REGIONS[successor].held_on(region.until + dt.timedelta(days=1)), region.id
            assert region.id in REGIONS[successor].predecessors
            assert REGIONS[successor].parent in (None, *REGIONS.listing_ids(region.id))


def test_every_unit_below_a_province_lies_in_one_that_stood_at_the_time():
    for region in ALL:
        if region.level != PROVINCE:
            assert REGIONS[region.parent].level == PROVINCE
            assert REGIONS[region.parent].held_on(held_day(region.id))


def test_every_commune_has_a_predecessor_district():
    assert [region.id for region in ALL if region.level == COMMUNE and not region.predecessors] == []


def test_names_are_displayed_in_one_style_of_tone_placement():
    assert {display_name(region.name) for region in ALL} == {region.name for region in ALL}
    assert display_name("Khánh Hoà") == "Khánh Hòa"
    assert display_name("Thuỵ Quý Thuỷ Hoài Huỳnh") == "Thụy Quý Thủy Hoài Huỳnh"
    assert display_name("Phan Rang-Tháp Chàm") == "Phan Rang - Tháp Chàm"


def test_the_tile_map_has_one_tile_for_each_present_province_and_follows_the_country():
    tiles = {region.id: region.tile for region in PRESENT}
    assert len(set(tiles.values())) == 34
    assert None not in tiles.values()
    assert [region.id for region in ALL if region.tile and region not in PRESENT] == []
    south = ["lai-chau", "son-la", "ha-noi", "ninh-binh", "thanh-hoa", "nghe-an", "ha-tinh", "quang-tri",
             "hue", "da-nang", "quang-ngai", "gia-lai", "dak-lak", "khanh-hoa", "ho-chi-minh", "vinh-long",
             "ca-mau"]  # fmt: skip
    rows = [tiles[name][1] for name in south]
    assert rows == sorted(set(rows))
    for west, east in [("dien-bien", "son-la"), ("phu-tho", "lang-son"), ("ha-noi", "quang-ninh"),
                       ("tay-ninh", "dong-nai"), ("lam-dong", "khanh-hoa"), ("an-giang", "dong-thap"),
                       ("can-tho", "vinh-long")]:  # fmt: skip
        assert tiles[west][0] < tiles[east][0]
    columns, heights = zip(*tiles.values(), strict=True)
    assert max(heights) > 2 * max(columns)


def test_island_districts_without_communes_became_the_special_zones_of_their_names():
    assert REGIONS.resolve("huyện Côn Đảo, Bà Rịa - Vũng Tàu", THEN).successors == ("dac-khu-con-dao-ho-chi-minh",)
    assert REGIONS.resolve("huyện đảo Lý Sơn", THEN).parent == "quang-ngai"
    assert REGIONS.resolve("Bạch Long Vỹ", NOW).kind == "Đặc khu"
    assert REGIONS.resolve("Kiên Hải", THEN).kind == "Huyện"


# Regions by name


@given(st.sampled_from(ALL))
def test_every_id_resolves_to_its_region_on_a_day_it_held(region):
    assert REGIONS.resolve(region.id, held_day(region.id)) is region


def test_every_label_resolves_back_to_its_region_on_a_day_it_held():
    assert [
        region.id for region in ALL if REGIONS.resolve(REGIONS.label(region.id), held_day(region.id)) is not region
    ] == []


@given(st.sampled_from(ALL), st.sampled_from([str.upper, str.lower, str.title]))
def test_every_kind_with_a_label_resolves_in_any_case(region, change):
    province = REGIONS[region.parent].name if region.parent else ""
    name = f"{region.kind} {region.name}" + (f", {province}" if province else "")
    assert REGIONS.resolve(change(name), held_day(region.id)) is region


@given(st.sampled_from(PRESENT), st.dates(dt.date(2015, 1, 1), dt.date(2026, 12, 31)))
def test_every_present_province_resolves_by_its_name_on_any_day(region, day):
    assert REGIONS.resolve(region.name, day) is region


@settings(max_examples=60)
@given(st.text(max_size=40), st.dates(dt.date(2015, 1, 1), dt.date(2026, 12, 31)))
def test_any_text_is_a_region_or_a_complete_vietnamese_error(name, day):
    try:
        region = REGIONS.resolve(name, day)
    except UnknownNameError:
        error = fault(name, day)
        assert error.message
        assert error.hint
    else:
        assert region.held_on(day)


@pytest.mark.parametrize(
    ("name", "day", "region_id"),
    [
        ("Bến Lức, Long An", THEN, "huyen-ben-luc-long-an"),
        ("huyện Bến Lức, tỉnh Long An", THEN, "huyen-ben-luc-long-an"),
        ("H. Bến Lức ,Long An", THEN, "huyen-ben-luc-long-an"),
        ("Bến Lức", THEN, "huyen-ben-luc-long-an"),
        ("Bến Lức", NOW, "xa-ben-luc-tay-ninh"),
        ("xã Bến Lức, Tây Ninh", NOW, "xa-ben-luc-tay-ninh"),
        ("tỉnh Long An", LAST, "long-an"),
        ("Điện Biên", THEN, "dien-bien"),
        ("huyện Điện Biên", THEN, "huyen-dien-bien-dien-bien"),
        ("Châu Thành, Hậu Giang", THEN, "huyen-chau-thanh-hau-giang"),
        ("TX. Kỳ Anh, Hà Tĩnh", THEN, "thi-xa-ky-anh-ha-tinh"),
        ("Thành phố Thanh Hoá", THEN, "thanh-pho-thanh-hoa-thanh-hoa"),
        ("Q.1", THEN, "quan-1-ho-chi-minh"),
        ("Quận 1", THEN, "quan-1-ho-chi-minh"),
        ("Q1, TP.HCM", THEN, "quan-1-ho-chi-minh"),
        ("Quận 01, TP. Hồ Chí Minh", THEN, "quan-1-ho-chi-minh"),
        ("Sài Gòn", THEN, "ho-chi-minh"),
        ("Sài Gòn", NOW, "ho-chi-minh"),
        ("phường Sài Gòn", NOW, "phuong-sai-gon-ho-chi-minh"),
        ("BR-VT", THEN, "ba-ria-vung-tau"),
        ("Bà Rịa–Vũng Tàu", THEN, "ba-ria-vung-tau"),
        ("Thừa Thiên Huế", THEN, "hue"),
        ("tỉnh Thừa Thiên - Huế", THEN, "hue"),
        ("TT-Huế", THEN, "hue"),
        ("TP Huế", NOW, "hue"),
        ("Phú Vang, Thừa Thiên Huế", THEN, "huyen-phu-vang-hue"),
        ("tỉnh Đồng Nai", THEN, "dong-nai"),
        ("thành phố Đồng Nai", NOW, "dong-nai"),
        ("TP. Đà Nẵng", NOW, "da-nang"),
        ("khánh   hoà", NOW, "khanh-hoa"),
        ("KHÁNH HÒA", NOW, "khanh-hoa"),
        ("Kha\u0301nh Ho\u0300a", NOW, "khanh-hoa"),
        ("Phú Quí, Bình Thuận", THEN, "huyen-phu-quy-binh-thuan"),
    ],
)
def test_a_name_resolves_as_it_was_used_on_the_day(name, day, region_id):
    assert REGIONS.resolve(name, day).id == region_id


@pytest.mark.parametrize(
    "name", ["TP.HCM", "TPHCM", "TP. HCM", "tp hcm", "TP. Hồ Chí Minh", "Thành phố Hồ Chí Minh", "Hồ Chí Minh"]
)
def test_ho_chi_minh_city_answers_to_all_its_usual_names(name):
    assert REGIONS.resolve(name, THEN).id == REGIONS.resolve(name, NOW).id == "ho-chi-minh"


def test_the_boundary_day_belongs_to_the_right_era():
    assert REGIONS.resolve("Bến Lức", LAST).level == DISTRICT
    assert REGIONS.resolve("Bến Lức", FIRST).level == COMMUNE


def test_equals_must_be_qualified_and_the_error_lists_them():
    error = fault("Châu Thành", THEN)
    assert "Châu Thành, Hậu Giang" in error.candidates
    assert len(error.candidates) == 10
    assert all(REGIONS.resolve(candidate, THEN).level == DISTRICT for candidate in error.candidates)


def test_equals_in_one_province_are_told_apart_by_kind():
    assert fault("Kỳ Anh, Hà Tĩnh", THEN).candidates == ("huyện Kỳ Anh, Hà Tĩnh", "thị xã Kỳ Anh, Hà Tĩnh")


def test_a_name_that_no_longer_holds_says_until_when_and_what_to_write():
    error = fault("tỉnh Long An", NOW)
    assert "30/06/2025" in error.message
    assert error.candidates == ("Tây Ninh",)
    assert "«Tây Ninh»" in error.hint
    assert "Bến Lức, Tây Ninh" in fault("Bến Lức, Long An", NOW).candidates
    assert fault("huyen-ben-luc-long-an", NOW).candidates[0] == "Bến Lức, Tây Ninh"


def test_a_name_that_does_not_hold_yet_says_from_when_and_what_to_write():
    for name in ("xã Bến Lức, Tây Ninh", "Bến Lức, Tây Ninh", "xa-ben-luc-tay-ninh"):
        error = fault(name, THEN)
        assert "01/07/2025" in error.message
        assert error.candidates == ("Bến Lức, Long An",)


def test_a_lapsed_alias_leads_to_the_present_name():
    error = fault("Thừa Thiên Huế", dt.date(2025, 1, 1))
    assert "31/12/2024" in error.message
    assert error.candidates == ("Huế",)
    assert fault("tỉnh Đồng Nai", dt.date(2026, 4, 30)).candidates == ("Đồng Nai",)


def test_the_bare_name_of_a_former_province_never_becomes_the_ward_of_that_name():
    error = fault("Long An", NOW)
    assert error.candidates == ("Tây Ninh", "phường Long An, Tây Ninh")
    assert REGIONS.resolve("phường Long An", NOW).level == COMMUNE
    assert len(fault("Hòa Bình", NOW).candidates) == 6


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("dien bien", "Điện Biên"),
        ("Bến Lứt", "Bến Lức, Long An"),
        ("Bến Lứt, Long An", "Bến Lức, Long An"),
        ("Bến Lức, Long Ăn", "Bến Lức, Long An"),
        ("thị xã Bến Lức", "Bến Lức, Long An"),
        ("xã Mỹ Yên, huyện Bến Lức, tỉnh Long An", "Bến Lức, Long An"),
        ("Hà Nôi", "Hà Nội"),
        ("Hồ Chí Mình", "TP. Hồ Chí Minh"),
        ("1", "Quận 1, TP. Hồ Chí Minh"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(name, nearest):
    error = fault(name, THEN)
    assert error.candidates[0] == nearest
    assert f"«{nearest}»" in error.hint
    assert name in error.message


def test_accents_are_never_ignored():
    assert REGIONS.resolve("Văn Lang, Thái Nguyên", NOW) is not REGIONS.resolve("Văn Lăng, Thái Nguyên", NOW)
    assert fault("Ha Noi", NOW).candidates[0] == "Hà Nội"


@pytest.mark.parametrize("name", ["", "   ", ",", "Long An,,", "huyện", "?", "x" * 5000])
def test_a_senseless_name_is_an_error_with_a_hint(name):
    assert fault(name, THEN).hint


def test_labels_carry_the_kind_only_where_the_name_alone_would_mislead():
    labels = {
        "huyen-ben-luc-long-an": "Bến Lức, Long An",
        "tay-ninh": "Tây Ninh",
        "huyen-dien-bien-dien-bien": "huyện Điện Biên, Điện Biên",
        "quan-1-ho-chi-minh": "Quận 1, TP. Hồ Chí Minh",
        "phuong-2-bao-loc-lam-dong": "Phường 2 Bảo Lộc, Lâm Đồng",
        "thi-xa-ky-anh-ha-tinh": "thị xã Kỳ Anh, Hà Tĩnh",
        "xa-ky-anh-ha-tinh": "Kỳ Anh, Hà Tĩnh",
    }
    assert {region_id: REGIONS.label(region_id) for region_id in labels} == labels


def test_the_present_name_is_said_only_when_the_province_is_another():
    assert REGIONS.present_name("long-an") == REGIONS.present_name("huyen-ben-luc-long-an") == "Tây Ninh"
    assert REGIONS.present_name("quan-ba-dinh-ha-noi") == REGIONS.present_name("tay-ninh") == ""
    assert REGIONS.present_name("xa-ben-luc-tay-ninh") == ""


def test_a_listing_is_shared_with_the_province_then_and_now():
    assert REGIONS.listing_ids("huyen-ben-luc-long-an") == ("huyen-ben-luc-long-an", "long-an", "tay-ninh")
    assert REGIONS.listing_ids("long-an") == ("long-an", "tay-ninh")
    assert REGIONS.listing_ids("tay-ninh") == ("tay-ninh",)
    assert REGIONS.listing_ids("quan-ba-dinh-ha-noi") == ("quan-ba-dinh-ha-noi", "ha-noi")


def test_a_province_knows_its_units_and_a_commune_its_districts():
    assert "huyen-ben-luc-long-an" in REGIONS.children("long-an")
    assert REGIONS.children("huyen-ben-luc-long-an") == ()
    assert REGIONS.predecessors("xa-ben-luc-tay-ninh") == ("huyen-ben-luc-long-an",)


def test_an_unknown_id_is_a_key_error():
    with pytest.raises(KeyError):
        REGIONS["khong-co"]


def test_loading_and_looking_up_stay_fast():
    started = time.process_time()
    regions = load()
    loaded = time.process_time() - started
    fault("Bến Lứt", THEN, regions)  # the first unknown name indexes all names
    started = time.process_time()
    for number in range(20):
        fault(f"Bến Lứt {'x' * (number % 3)}", THEN + dt.timedelta(days=number), regions)
    unknown = (time.process_time() - started) / 20
    started = time.process_time()
    for number in range(10_000):
        regions.resolve("huyện Bến Lức, tỉnh Long An", THEN + dt.timedelta(days=number % 300))
    # Three times the budget of a quiet machine, so that only a change in kind fails.
    assert loaded < 0.180
    assert unknown < 0.015
    assert time.process_time() - started < 0.1


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


# Officials

REGISTER = OfficialRegister(
    [
        Official("le-van-a", "Lê Văn Ả", ("Ả Lê",), (Position("Bí thư", dt.date(2020, 1, 1), dt.date(2022, 12, 31)),)),
        Official("tran-hoa", "Trần Hòa", (), (Position("Chủ tịch", dt.date(2020, 1, 1), dt.date(2021, 12, 31)),)),
        Official("tran-hoa-2", "Trần Hòa", (), (Position("Trưởng ban", dt.date(2022, 1, 1)),)),
        Official("nguyen-van-luong", "Nguyễn Văn Lương"),
    ]
)


def test_an_official_is_found_by_id_name_or_alias():
    assert REGISTER["le-van-a"].name == "Lê Văn Ả"
    for name in ("le-van-a", "Lê Văn Ả", "  Lê  Văn Ả", "Le\u0302 Va\u0306n A\u0309", "Ả Lê"):
        assert REGISTER.resolve(name, THEN).id == "le-van-a"
    assert REGISTER.resolve("Lê Văn Ả", THEN).position_on(THEN) == "Bí thư"


def test_an_unregistered_name_gets_an_address_of_its_exact_spelling():
    names = ["Nguyễn Văn Lượng", "Nguyễn Văn Luong", "Nguyễn văn Lương", "Trần Hoà", "NGUYỄN VĂN LƯƠNG"]
    ids = {REGISTER.resolve(name, THEN).id for name in names}
    assert len(ids | {"nguyen-van-luong"}) == 6
    made = REGISTER.resolve("Nguyễn  Văn Lượng ", THEN)
    assert (made.name, made.registered, made.positions) == ("Nguyễn Văn Lượng", False, ())
    assert made == REGISTER.resolve("Nguyễn Văn Lượng", NOW)
    assert made.id.startswith("nguyen-van-luong-")


@given(
    st.text(alphabet="AĂÂaăâàáảãạ nN", min_size=1, max_size=12),
    st.text(alphabet="AĂÂaăâàáảãạ nN", min_size=1, max_size=12),
)
def test_names_share_an_address_only_when_they_are_spelt_alike(first, second):
    if first.strip() and second.strip():
        same = " ".join(first.split()) == " ".join(second.split())
        assert (REGISTER.resolve(first, THEN).id == REGISTER.resolve(second, THEN).id) == same


def test_namesakes_are_told_apart_by_the_position_held_on_the_day():
    assert REGISTER.resolve("Trần Hòa", dt.date(2021, 5, 1)).id == "tran-hoa"
    assert REGISTER.resolve("Trần Hòa", dt.date(2022, 5, 1)).id == "tran-hoa-2"
    with pytest.raises(UnknownNameError) as caught:
        REGISTER.resolve("Trần Hòa", dt.date(2019, 5, 1))
    assert caught.value.candidates == ("tran-hoa", "tran-hoa-2")
    assert "tran-hoa-2" in caught.value.hint


@pytest.mark.parametrize("name", ["", "  ", "???", "le-van-b", "khong-co-ma-nay"])
def test_an_empty_name_or_an_unknown_id_is_an_error(name):
    with pytest.raises(UnknownNameError) as caught:
        REGISTER.resolve(name, THEN)
    assert caught.value.hint
    assert caught.value.candidates == (("le-van-a",) if name == "le-van-b" else ())


def test_look_alikes_come_nearest_first_and_never_include_the_name_itself():
    register = OfficialRegister(
        [
            Official("d", "Dương Văn Ut"),
            Official("c", "Dương Văn Ta"),
            Official("a", "Dương Văn Út"),
            Official("b", "Lò Văn Mừng"),
        ]
    )
    assert register.look_alikes("Dương văn Út") == ("Dương Văn Út", "Dương Văn Ut", "Dương Văn Ta")
    assert register.look_alikes("Dương Văn Út") == ("Dương Văn Ut", "Dương Văn Ta")
    assert register.look_alikes("Lò Văn Mửng") == ("Lò Văn Mừng",)
    assert register.look_alikes("Nguyễn Phước Lộc") == ()


# Categories


def test_the_categories_stand_in_the_order_of_the_section_bar():
    file = VocabularyFile(CONTENT / "categories.yaml")
    categories = CategoryList(read_categories(file))
    assert file.faults == []
    assert [category.name for category in categories] == [
        "Thời sự", "Dân vận", "Mặt trận - Đoàn thể", "Xây dựng Đảng", "Kinh tế", "Văn hóa - Xã hội", "Thông báo",
    ]  # fmt: skip
    assert [category.id for category in categories if category.notices] == ["thong-bao"]
    assert all(category.description for category in categories)
    for name in ("Văn hóa - Xã hội", "văn hoá – xã hội", "van-hoa-xa-hoi"):
        assert categories.resolve(name) is categories["van-hoa-xa-hoi"]
    with pytest.raises(UnknownNameError) as caught:
        categories.resolve("Dan van")
    assert caught.value.candidates == ("Dân vận",)
    with pytest.raises(UnknownNameError) as caught:
        categories.resolve("Zzz")
    assert len(caught.value.candidates) == 7


# Faulty files


def write(tmp_path: Path, name: str, text: str | bytes) -> VocabularyFile:
    path = tmp_path / "vocabulary" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return VocabularyFile(path)


def codes(file: VocabularyFile) -> list[tuple[int, str]]:
    assert all(str(found).startswith(f"vocabulary/{file.path.name}:") and found.is_error for found in file.faults)
    return sorted((found.line, found.code.removeprefix("E-VOCAB-")) for found in file.faults)


def test_every_fault_of_an_officials_file_is_reported_with_its_line(tmp_path):
    file = write(
        tmp_path,
        "officials.yaml",
        "- id: le-a\n  name: Lê A\n  nam: x\n"
        "- name: Lê B\n"
        "- id: le-a\n  name: Lê C\n  positions:\n"
        "    - title: Bí thư\n      since: 2022-13-01\n      region: Bến Lứt\n"
        "    - since: 2022-01-02\n      until: 2022-01-01\n      region: Long An\n"
        "- Lê D\n"
        "- id: Lê Đ\n  name: Lê Đ\n",
    )
    read_officials(file, REGIONS)
    assert codes(file) == [
        (3, "KEY"), (4, "MISSING"), (5, "DUPLICATE"), (9, "DATE"), (10, "REFERENCE"), (11, "MISSING"), (12, "DATE"),
        (14, "VALUE"), (15, "VALUE"),
    ]  # fmt: skip
    hints = {found.line: found.hint for found in file.faults}
    assert "«name»" in hints[3]
    assert "Bến Lức, Long An" in hints[10]
    assert "le-d" in hints[15]


def test_a_position_names_its_region_as_it_was_called_then_or_by_id(tmp_path):
    text = (
        "- id: le-a\n  name: Lê A\n  positions:\n"
        "    - {title: Bí thư, since: 2020-01-01, region: 'Bến Lức, Long An'}\n"
        "    - {title: Chủ tịch, until: 2021-12-31, region: long-an}\n"
        "    - {title: Trưởng ban, region: huyện Điện Biên}\n"
        "    - {title: Bí thư Đảng ủy, region: 'xã Bến Lức, Tây Ninh'}\n"
        "- id: le-b\n  name: Lê B\n  aliases: Ông B\n"
    )
    file = write(tmp_path, "officials.yaml", text)
    first, second = read_officials(file, REGIONS)
    assert file.faults == []
    assert [post.region for post in first.positions] == [
        "huyen-ben-luc-long-an", "long-an", "huyen-dien-bien-dien-bien", "xa-ben-luc-tay-ninh",
    ]  # fmt: skip
    assert first.position_on(THEN) == "Bí thư, Trưởng ban, Bí thư Đảng ủy"
    assert second.aliases == ("Ông B",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- id: [a\n", (2, "SYNTAX")),
        ("- id: a\n  name: *b\n", (2, "SYNTAX")),
        ("- &a {id: x, name: *a}\n", (1, "SYNTAX")),
        ("- id: a\n  name: !!python/object:os.system x\n  x: 1\n", (3, "KEY")),
        ("id: a\nname: b\n", (1, "VALUE")),
        ("- id: a\n  name: [b, c]\n", (2, "VALUE")),
        ("- id: a\n  name:\n", (1, "MISSING")),
        ("- id: a\n  id: b\n  name: c\n", (2, "DUPLICATE")),
        ("- id: a\n  name: A\n  notices: đúng\n", (3, "VALUE")),
        ("- id: a\n  name: A\n- id: b\n  name: a\n", (3, "DUPLICATE")),
        ("- id: a\n  name: A\n  names: Current affairs\n", (3, "VALUE")),
        ("- id: a\n  name: A\n  names: [en]\n", (3, "VALUE")),
        ("- id: a\n  name: A\n  names: {English: Affairs}\n", (3, "VALUE")),
        ("- id: a\n  name: A\n  names: {en: A, en: B}\n", (3, "DUPLICATE")),
        ("- id: a\n  name: A\n  names: {en: [B]}\n", (3, "VALUE")),
        ("", (1, "MISSING")),
        ("- id: a\n  name: \x00\n", (1, "SYNTAX")),
        (b"- id: a\n  name: \xff\n", (2, "READ")),
        ("[" * 20_000, (1, "SYNTAX")),
    ],
)
def test_a_malformed_yaml_file_is_a_fault_at_its_line_and_nothing_worse(tmp_path, text, expected):
    file = write(tmp_path, "categories.yaml", text)
    read_categories(file)
    assert expected in codes(file)
    assert all(found.message for found in file.faults)


def test_a_category_has_a_name_in_each_language_that_the_file_gives_one_in(tmp_path):
    file = write(tmp_path, "categories.yaml", "- id: a\n  name: A\n  names: {en: ' Current  affairs', fr: ''}\n")
    (category,) = read_categories(file)
    assert (category.name_in("en"), category.name_in("fr"), category.name_in("de")) == ("Current affairs", "", "")
    assert not file.faults


def region_rows(*rows: str) -> str:
    return '{\n "regions": [\n' + ",\n".join(rows) + "\n]}\n"


SOUND = '{"id":"tay-ninh","name":"Tây Ninh","kind":"Tỉnh","level":1,"tile":[0,0]}'


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"sucessors":[]}', "KEY"),
        ('{"name":"A","kind":"Tỉnh","level":1}', "MISSING"),
        ('{"id":"a","name":7,"kind":"Tỉnh","level":1}', "VALUE"),
        ('{"id":"../a","name":"A","kind":"Tỉnh","level":1}', "VALUE"),
        ('{"id":"tay-ninh","name":"A","kind":"Tỉnh","level":1}', "DUPLICATE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":4}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"until":"30/06/2025"}', "DATE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"until":[2025]}', "DATE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"since":"2025-07-01","until":"2025-06-30"}', "DATE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"successors":["b"]}', "REFERENCE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"successors":"tay-ninh"}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"successors":[["b"]]}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Huyện","level":2,"parent":"b"}', "REFERENCE"),
        ('{"id":"a","name":"A","kind":"Huyện","level":2}', "REFERENCE"),
        ('{"id":"a","name":"A","kind":"Huyện","level":2,"parent":["b"]}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"parent":"tay-ninh"}', "REFERENCE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"tile":[0,0]}', "DUPLICATE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"tile":[0]}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"aliases":[7]}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"aliases":[{"nam":"x"}]}', "MISSING"),
        ("[]", "VALUE"),
    ],
)
def test_a_faulty_region_is_reported_at_its_own_line(tmp_path, row, code):
    file = write(tmp_path, "regions.json", region_rows(SOUND, row))
    assert read_regions(file) == []
    assert (4, code) in codes(file)
    assert {line for line, _ in codes(file)} == {4}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{\n "regions": [\n{]}', (3, "SYNTAX")),
        ("[]", (1, "MISSING")),
        ('{"regions": 5}', (1, "MISSING")),
        ("", (1, "SYNTAX")),
        (b'{"regions":\n "\xff"}', (2, "READ")),
        ("[" * 100_000, (1, "SYNTAX")),
    ],
)
def test_a_malformed_region_file_is_a_fault_at_its_line(tmp_path, text, expected):
    file = write(tmp_path, "regions.json", text)
    assert read_regions(file) == []
    assert codes(file) == [expected]


# The portal


def portal_at(folder: Path) -> Portal:
    zone = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
    now = dt.datetime(2026, 8, 1, tzinfo=zone)
    return Portal(
        Config(folder.parent, folder.parent, folder, folder, "Cổng", "", "", "", "vi", zone, now)
    )  # fmt: skip


def test_the_project_s_own_vocabulary_is_provided_whole():
    portal = portal_at(CONTENT)
    provide_vocabularies(portal)
    assert portal.regions["tay-ninh"].name == "Tây Ninh"
    assert portal.categories.resolve("Dân vận").id == "dan-van"
    assert portal.officials.resolve("Ai Đó", THEN).registered is False


def test_all_faults_of_all_files_are_raised_together(tmp_path):
    write(tmp_path, "regions.json", region_rows('{"id":"a"}'))
    write(tmp_path, "categories.yaml", "- id: a\n")
    folder = write(tmp_path, "officials.yaml", "- name: Lê A\n").path.parent
    with pytest.raises(SiteError) as caught:
        provide_vocabularies(portal_at(folder))
    assert {found.path for found in caught.value.faults} == {
        "vocabulary/regions.json", "vocabulary/categories.yaml", "vocabulary/officials.yaml",
    }  # fmt: skip


def test_a_missing_register_is_empty_but_missing_regions_are_a_fault(tmp_path):
    with pytest.raises(SiteError) as caught:
        provide_vocabularies(portal_at(tmp_path))
    assert [found.path.rpartition("/")[2] for found in caught.value.faults] == ["categories.yaml", "regions.json"]


@given(st.text(max_size=30))
def test_a_name_key_is_stable_and_ignores_case_and_spacing(name):
    assert name_key(name_key(name)) == name_key(name)
    assert name_key(f"  {name} ") == name_key(name)
