"""Regions: what the file holds, and a name found as it was called on a day."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model import COMMUNE, DISTRICT, PROVINCE, UnknownNameError
from plugins.vocabulary.gazetteer import display_name
from plugins.vocabulary.regions import RegionVocabulary
from tests.vocabulary_sample import ALL, FIRST, LAST, NOW, PRESENT, REGIONS, THEN, load


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
