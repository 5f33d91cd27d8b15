"""The regions that a text is about."""

from __future__ import annotations

import datetime as dt

import pytest

from plugins.desk.importing.facts import find_facts
from tests.facts.sample import FILLER, HEADLINE, document

REGIONS = {
    "Chiều 30/6/2022, Văn phòng Huyện ủy Bến Lức mở lớp học.": ["Bến Lức, Long An"],
    "Chiều 30/6/2022, Văn phòng Thành ủy TPHCM mở lớp học cho các huyện: Củ Chi, Nhà Bè.": ["TP. Hồ Chí Minh"],
    "Chiều 30/6/2022, Thành ủy Thành phố Hồ Chí Minh tổ chức hội nghị.": ["TP. Hồ Chí Minh"],
    "Chiều 30/6/2022, UBND tỉnh Long An tổ chức hội nghị tại huyện Đức Hòa.": ["Long An", "Đức Hòa, Long An"],
    "Chiều 30/6/2022, UBND xã Mỹ Thử, huyện Bến Lức, tỉnh Long An họp.": ["Bến Lức, Long An"],
    "Chiều 30/6/2022, tại huyện Bến Lức, Sở Nội vụ tổ chức lớp tập huấn.": ["Bến Lức, Long An"],
    "Chiều 30/6/2022, UBND huyện Châu Thành, tỉnh Hậu Giang tổ chức hội nghị.": ["Châu Thành, Hậu Giang"],
    "Chiều 30/6/2022, UBND huyện Châu Thành (Hậu Giang) tổ chức hội nghị.": ["Châu Thành, Hậu Giang"],
    "Vừa qua, ngày 30/6/2022, Đảng ủy xã Mỹ Thử, huyện Bến Lức tổ chức hội nghị.": ["Bến Lức, Long An"],
    "Chiều 30/6/2022, UBND huyện Bến Lúc (Long An) tổ chức hội nghị.": ["Long An"],
    "Chiều 30/6/2022, tại huyện Bến Lúc, tỉnh Long An, đoàn công tác đã làm việc.": ["Long An"],
    "Hậu Giang - Chiều 3/1/2024, hội nghị tổng kết diễn ra.": ["Hậu Giang"],
    "Hà Nội (TTXVN) - Chiều 3/1/2024, hội nghị tổng kết diễn ra.": ["Hà Nội"],
    "Chiều 30/6/2022, Quận ủy Quận 7 tổ chức hội nghị.": ["Quận 7, TP. Hồ Chí Minh"],
    "Chiều 30/6/2022, Quận ủy 7 tổ chức hội nghị.": ["Quận 7, TP. Hồ Chí Minh"],
    "Chiều 30/6/2022, Đảng bộ huyện Điện Biên tổ chức hội nghị.": ["huyện Điện Biên, Điện Biên"],
    "Sáng 5/11/2025, UBND xã Bến Lức tổ chức hội nghị.": ["Bến Lức, Tây Ninh"],
    "Sáng 5/11/2025, Đảng ủy phường Tân An, tỉnh Tây Ninh tổ chức hội nghị.": ["Tân An, Tây Ninh"],
    "Chiều 30/6/2022, đồng chí Lê Văn Sáu, Bí thư Huyện ủy Bến Lức chủ trì hội nghị.": ["Bến Lức, Long An"],
    "Chiều 30/6/2022, đồng chí Giàng A Páo, Phó Bí thư Tỉnh ủy chủ trì hội nghị.": ["Điện Biên"],
    "Chiều 30/6/2022, hội nghị diễn ra tại Long An.": ["Long An"],
    "Chiều 30/6/2022, Công an Long An tổ chức hội nghị.": ["Long An"],
    "Chiều 30/6/2022, tại huyện Cần Đước, Hội LHPN tỉnh Long An mở lớp tập huấn.": ["Long An", "Cần Đước, Long An"],
    "Chiều 30/6/2022, Tỉnh ủy Bà Rịa – Vũng Tàu tổ chức hội nghị.": ["Bà Rịa - Vũng Tàu"],
    "Chiều 30/6/2022, Tỉnh uỷ Thừa Thiên - Huế tổ chức hội nghị.": ["Huế"],
    "Chiều 30/6/2022, Thành ủy Điện Biên Phủ tổ chức hội nghị.": ["Điện Biên Phủ, Điện Biên"],
    "Chiều 30/6/2022, UBND TP Thủ Đức tổ chức hội nghị.": ["Thủ Đức, TP. Hồ Chí Minh"],
    "Sáng 15/9/2025, đặc khu Phú Quốc tổ chức hội nghị.": ["Phú Quốc, An Giang"],
    # No region.
    "Sáng 15/9/2025, UBND xã Châu Thành tổ chức hội nghị.": [],
    "Chiều 30/6/2022, ông Nguyễn Văn Long An dự khai giảng.": [],
    "Chiều 30/6/2022, người dân Hòa Bình ước mong hòa bình.": [],
    "Chiều 30/6/2022, đại biểu các huyện Bến Lức, Đức Hòa và Cần Đước gặp mặt.": [],
    "Chiều 30/6/2022, Huyện ủy tổ chức hội nghị.": [],
    "Chiều 30/6/2022, hội nghị bàn việc giữ vững bình yên, phú thọ và an khang.": [],
}


@pytest.mark.parametrize("opening", REGIONS)
def test_regions_are_those_of_office_place_and_posts(portal, opening):
    facts = find_facts(document(HEADLINE, opening, FILLER), portal)
    assert [found.value for found in facts.regions] == REGIONS[opening]


def test_a_district_that_no_vocabulary_has_is_noted_where_its_province_stands_for_it(portal):
    opening = "Chiều 30/6/2022, UBND huyện Bến Lúc (Long An) tổ chức hội nghị."
    facts = find_facts(document(HEADLINE, opening, FILLER), portal)
    assert any("huyện Bến Lúc" in note for note in facts.notes)


def test_a_unit_without_a_name_belongs_to_the_source(portal):
    opening = "Chiều 30/6/2022, Ban Dân vận Tỉnh ủy tổ chức hội nghị."
    by_host = find_facts(document(HEADLINE, opening, FILLER, address="https://baodienbienphu.example.vn/a"), portal)
    by_name = find_facts(document(HEADLINE, opening, FILLER, meta={"site_name": "Báo Long An"}), portal)
    assert [found.value for found in (*by_host.regions, *by_name.regions)] == ["Điện Biên", "Long An"]
    assert {found.certainty for found in (*by_host.regions, *by_name.regions)} == {"likely"}


def test_a_province_without_a_name_is_that_of_the_districts_that_the_text_names(portal):
    opening = "Chiều 30/6/2022, Ban Dân vận Tỉnh ủy tổ chức hội nghị."
    body = "Huyện Tủa Chùa và huyện Mường Ảng đã làm xong. " + FILLER
    facts = find_facts(document(HEADLINE, opening, body), portal)
    assert [(found.value, found.certainty) for found in facts.regions] == [("Điện Biên", "guess")]
    facts = find_facts(document(HEADLINE, opening, "Quận 7 đã làm xong. " + FILLER), portal)
    assert facts.regions == ()  # a city has no Tỉnh ủy


@pytest.mark.parametrize(
    ("opening", "regions"),
    [
        ("Hậu Giang (TTXVN) - Ngày 30/6/2022, Thành ủy Vị Thanh tổ chức hội nghị.", ["Vị Thanh, Hậu Giang"]),
        ("Hậu Giang (TTXVN) - Ngày 30/6/2022, Tỉnh ủy Hậu Giang tổ chức hội nghị.", ["Hậu Giang"]),
        ("Tối 30/6/2022, UBND phường 5, quận 8, TP.HCM tổ chức hội nghị.", ["Quận 8, TP. Hồ Chí Minh"]),
        (
            "Ngày 30/6/2022, tại huyện Bác Ái, Tỉnh ủy Ninh Thuận tổ chức buổi đối thoại.",
            ["Ninh Thuận", "Bác Ái, Ninh Thuận"],
        ),
    ],
)
def test_the_office_that_acts_is_named_first_and_as_narrowly_as_the_text_does(portal, opening, regions):
    facts = find_facts(document(HEADLINE, opening, FILLER), portal)
    assert [region.value for region in facts.regions] == regions


def test_a_date_line_under_the_headline_is_the_publication_s_even_without_evidence(portal):
    given = {"date_lines": ("27/09/2022 10:31",)}
    facts = find_facts(document(HEADLINE, "Sáng 27/9, huyện họp về chương trình năm 2023.", FILLER, **given), portal)
    assert (facts.published.value.date(), facts.event_date.value) == (dt.date(2022, 9, 27), dt.date(2022, 9, 27))


def test_a_paper_is_no_author(portal):
    facts = find_facts(document(HEADLINE, "Sáng 27/9, huyện họp.", FILLER, meta={"author": "Báo Thử Nghiệm"}), portal)
    assert facts.authors == ()


def test_a_region_by_a_name_that_had_lapsed_is_noted_and_not_asserted(portal):
    facts = find_facts(document(HEADLINE, "Sáng 5/11/2025, UBND huyện Bến Lức tổ chức hội nghị.", FILLER), portal)
    assert facts.regions == ()
    assert any("huyện Bến Lức" in note and "30/06/2025" in note for note in facts.notes)


def test_a_written_region_leads_back_to_itself(portal):
    for opening, names in REGIONS.items():
        facts = find_facts(document(HEADLINE, opening, FILLER), portal)
        day = facts.event_date.value
        labels = [portal.regions.label(portal.regions.resolve(found.value, day).id) for found in facts.regions]
        assert labels == names
