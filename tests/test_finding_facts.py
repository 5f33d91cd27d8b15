"""Finding facts: headline, dates, chairs, regions, bylines and subjects of a document, and nothing else.

All names of people, papers and events are made up.
"""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.desk.importing.document import Block, Document
from plugins.desk.importing.facts import find_facts
from plugins.model import Official, Portal, Position, normalise, spelling_key
from plugins.vocabulary import provide_vocabularies
from plugins.vocabulary.officials import OfficialRegister
from tests.stand_ins import stand_in_portal

FILLER = (
    "Sáu tháng qua, các đơn vị đã triển khai nhiều việc theo kế hoạch, trong đó có việc sửa đường, trồng cây, khám "
    "bệnh và dạy nghề; kết quả được các ngành ghi nhận, tuy còn vài chỗ chậm cần khắc phục trong thời gian tới theo "
    "đúng tiến độ đã được giao từ đầu kỳ."
)
MORE = FILLER.replace("Sáu tháng qua", "Bên cạnh đó")


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Portal:
    from plugins.build.settings import PROJECT

    portal = stand_in_portal(tmp_path_factory.mktemp("facts"))
    object.__setattr__(portal.config, "vocabulary", PROJECT / "content" / "vocabulary")
    provide_vocabularies(portal)
    portal.officials = OfficialRegister(
        [
            Official(
                "tran-van-mau", "Trần Văn Mẫu", positions=(Position("Bí thư Huyện ủy", region="huyen-ben-luc-long-an"),)
            ),
            Official("giang-a-pao", "Giàng A Páo", positions=(Position("Phó Bí thư Tỉnh ủy", region="dien-bien"),)),
            Official("le-thi-dau", "Lê Thị Dậu", positions=(Position("Chủ tịch UBND tỉnh", region="long-an"),)),
            Official(
                "le-thi-dau-2", "Lê Thị Dậu", positions=(Position("Trưởng ban Dân vận Thành ủy", region="ho-chi-minh"),)
            ),
            Official("do-van-cu", "Đỗ Văn Cử", positions=(Position("Chủ tịch HĐND", until=dt.date(2020, 1, 1)),)),
        ]
    )
    return portal


@pytest.fixture(scope="module")
def held(portal) -> tuple[Portal]:
    """The portal in a tuple: Hypothesis asks its arguments for attributes, and a portal answers none it has not."""
    return (portal,)


def paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(Block("paragraph", text, text) for text in texts)


def document(*texts: str, **given) -> Document:
    return Document("tin.txt", paragraphs(*texts), **given)


def report(sentence: str, *others: str, **given) -> Document:
    """A made-up report: headline, date line, the sentence as its opening, text."""
    return document(
        "Nhiều việc làm thiết thực vì cuộc sống của người dân",
        "Thứ Sáu, 01/07/2022 14:43",
        sentence,
        FILLER,
        *others,
        **given,
    )


def people(facts) -> list[tuple[str, str]]:
    return [(chair.value.name, chair.value.position) for chair in facts.chairs]


# Chairs

A, B = "Trần Văn Bốn", "Phạm Thị Năm"
CHAIRS = {
    f"Chiều 30/6, đồng chí {A}, Bí thư Huyện ủy chủ trì hội nghị.": [(A, "Bí thư Huyện ủy")],
    f"Chiều 30/6, đồng chí {A} - Bí thư Huyện ủy, chủ trì hội nghị.": [(A, "Bí thư Huyện ủy")],
    f"Ông {A}- Phó Chủ tịch UBND huyện chủ trì cuộc họp.": [(A, "Phó Chủ tịch UBND huyện")],
    f"Bà {B} (Trưởng ban Dân vận Tỉnh ủy) chủ trì buổi làm việc.": [(B, "Trưởng ban Dân vận Tỉnh ủy")],
    f"Phó Bí thư Đảng ủy, Trưởng ban Pháp chế HĐND huyện - {A} chủ trì hội nghị.": [
        (A, "Phó Bí thư Đảng ủy, Trưởng ban Pháp chế HĐND huyện")
    ],
    f"Phó Bí thư Thường trực Tỉnh ủy {A} chủ trì hội nghị.": [(A, "Phó Bí thư Thường trực Tỉnh ủy")],
    f"Phó Chủ tịch UBND huyện Cao Lãnh {A} chủ trì phiên họp.": [(A, "Phó Chủ tịch UBND huyện Cao Lãnh")],
    f"Bí thư Huyện ủy Bến Lức {A} chủ trì hội nghị.": [(A, "Bí thư Huyện ủy Bến Lức")],
    f"Chủ tịch UBND tỉnh, đồng chí {A} chủ trì phiên họp.": [(A, "Chủ tịch UBND tỉnh")],
    f"Hội nghị diễn ra dưới sự chủ trì của đồng chí {A}, Bí thư Đảng ủy.": [(A, "Bí thư Đảng ủy")],
    f"Dưới sự chủ trì của đồng chí {A}, Bí thư Đảng ủy, hội nghị đã thảo luận nhiều việc.": [(A, "Bí thư Đảng ủy")],
    f"Hội nghị do đồng chí {A}, Phó Chủ tịch UBND tỉnh chủ trì.": [(A, "Phó Chủ tịch UBND tỉnh")],
    f"Hội nghị do các đồng chí: {A}, Phó Chủ tịch UBND tỉnh; {B}, Giám đốc Sở Y tế đồng chủ trì.": [
        (A, "Phó Chủ tịch UBND tỉnh"),
        (B, "Giám đốc Sở Y tế"),
    ],
    f"Chủ trì hội nghị có các đồng chí: {A}, Bí thư Huyện ủy; {B}, Phó Bí thư, Chủ tịch UBND huyện.": [
        (A, "Bí thư Huyện ủy"),
        (B, "Phó Bí thư, Chủ tịch UBND huyện"),
    ],
    f"Chủ trì hội nghị là đồng chí {A}, Bí thư Huyện ủy.": [(A, "Bí thư Huyện ủy")],
    f"Đồng chủ trì hội nghị có ông {A} - Chủ tịch Hội Nông dân và bà {B} - Phó Chủ tịch Hội Phụ nữ.": [
        (A, "Chủ tịch Hội Nông dân"),
        (B, "Phó Chủ tịch Hội Phụ nữ"),
    ],
    f"Chủ trì: đồng chí {A}, Bí thư Đảng ủy xã.": [(A, "Bí thư Đảng ủy xã")],
    f"Đồng chí {A}, Bí thư Huyện ủy và đồng chí {B}, Chủ tịch UBND huyện đồng chủ trì hội nghị.": [
        (A, "Bí thư Huyện ủy"),
        (B, "Chủ tịch UBND huyện"),
    ],
    f"Các đồng chí {A}, {B} chủ trì hội nghị.": [(A, ""), (B, "")],
    f"Các Phó Chủ tịch UBND tỉnh: {A} và {B} đồng chủ trì hội nghị.": [
        (A, "Phó Chủ tịch UBND tỉnh"),
        (B, "Phó Chủ tịch UBND tỉnh"),
    ],
    f"Bí thư Huyện ủy {A} và Chủ tịch UBND huyện {B} chủ trì buổi đối thoại.": [
        (A, "Bí thư Huyện ủy"),
        (B, "Chủ tịch UBND huyện"),
    ],
    f"Đồng chí {A}, Giám đốc Sở Lao động - Thương binh và Xã hội chủ trì hội nghị.": [
        (A, "Giám đốc Sở Lao động - Thương binh và Xã hội")
    ],
    f"Đồng chí {A}, Ủy viên Ban Thường vụ, Trưởng Ban Tổ chức Tỉnh ủy đến dự và chủ trì hội nghị.": [
        (A, "Ủy viên Ban Thường vụ, Trưởng Ban Tổ chức Tỉnh ủy")
    ],
    f"Dự hội nghị có đồng chí {A}, Bí thư Huyện ủy; đồng chí {B}, Chủ tịch UBND huyện chủ trì hội nghị.": [
        (B, "Chủ tịch UBND huyện")
    ],
    f"Đồng chí {A}, Bí thư Huyện ủy dự hội nghị; đồng chí {B}, Phó Bí thư chủ trì hội nghị.": [(B, "Phó Bí thư")],
    f"Đồng chí {A} phát biểu tại hội nghị do đồng chí {B}, Bí thư Đảng ủy chủ trì.": [(B, "Bí thư Đảng ủy")],
    f"Chủ trì hội nghị, đồng chí {A}, Bí thư Tỉnh ủy nhấn mạnh ba việc.": [(A, "Bí thư Tỉnh ủy")],
    f"Thiếu tướng {A}, Giám đốc Công an tỉnh chủ trì hội nghị.": [(A, "Giám đốc Công an tỉnh")],
    f"PGS.TS. {A}, Viện trưởng chủ trì hội thảo.": [(A, "Viện trưởng")],
    "Đồng chí Sùng A Chứ, Chủ tịch UBND xã chủ trì hội nghị.": [("Sùng A Chứ", "Chủ tịch UBND xã")],
    "Đồng chí H'Lan Niê, Phó Chủ tịch HĐND tỉnh chủ trì hội nghị.": [("H'Lan Niê", "Phó Chủ tịch HĐND tỉnh")],
    "Đồng chí Trần văn Mẫu, Bí thư Huyện ủy chủ trì hội nghị.": [("Trần Văn Mẫu", "Bí thư Huyện ủy")],
    "Đồng chí PHẠM THỊ NĂM, Bí thư Huyện ủy chủ trì hội nghị.": [("Phạm Thị Năm", "Bí thư Huyện ủy")],
    f"Đồng chí {A} chủ trì hội nghị. Đồng chí {A}, Bí thư Huyện ủy chủ trì hội nghị.": [(A, "Bí thư Huyện ủy")],
    f"Ngày 30/6 Phó Chủ tịch UBND tỉnh {A} chủ trì phiên họp.": [(A, "Phó Chủ tịch UBND tỉnh")],
    f"Tham dự và chủ trì hội nghị có đồng chí {A}, Bí thư Huyện ủy.": [(A, "Bí thư Huyện ủy")],
    f"Kỳ họp do bà {B}, Chủ tịch HĐND tỉnh chủ tọa.": [(B, "Chủ tịch HĐND tỉnh")],
    f"Đồng chí {A}, nguyên Bí thư Huyện ủy, Chủ nhiệm câu lạc bộ chủ trì buổi gặp mặt.": [
        (A, "nguyên Bí thư Huyện ủy, Chủ nhiệm câu lạc bộ")
    ],
    f"Thay mặt Ban Thường vụ Huyện ủy, đồng chí {A}, Phó Bí thư chủ trì hội nghị.": [(A, "Phó Bí thư")],
    f"Thừa ủy quyền của Bí thư Huyện ủy, đồng chí {A} - Phó Bí thư chủ trì hội nghị.": [(A, "Phó Bí thư")],
    f"Theo đồng chí {A}, Bí thư Huyện ủy, người chủ trì hội nghị, các xã cần khẩn trương.": [(A, "Bí thư Huyện ủy")],
    f"Hội nghị được chủ trì bởi đồng chí {A}, Bí thư Huyện ủy.": [(A, "Bí thư Huyện ủy")],
    f"Đồng chí {A}, Chủ tịch Hội đồng chủ trì phiên họp.": [(A, "Chủ tịch Hội đồng")],
    f"Kỳ họp dưới sự chủ tọa của các đồng chí: {A} và {B}, các Phó Chủ tịch HĐND tỉnh.": [
        (A, "Phó Chủ tịch HĐND tỉnh"),
        (B, "Phó Chủ tịch HĐND tỉnh"),
    ],
    f"Giám đốc Sở Lao động - Thương binh và Xã hội {A} chủ trì hội nghị.": [
        (A, "Giám đốc Sở Lao động - Thương binh và Xã hội")
    ],
    f"Chiều nay 30/6, Chủ tịch UBND TP Hà Nội {A} và Phó Chủ tịch {B} chủ trì cuộc họp.": [
        (A, "Chủ tịch UBND TP Hà Nội"),
        (B, "Phó Chủ tịch"),
    ],
    "Phó Bí thư Thường trực Tỉnh ủy Rah Lan Chung chủ trì hội nghị.": [
        ("Rah Lan Chung", "Phó Bí thư Thường trực Tỉnh ủy")
    ],
    f"Bí thư Tỉnh ủy {A} và các Phó Chủ tịch HĐND tỉnh {B}, Hồ Văn Tám đồng chủ trì kỳ họp.": [
        (A, "Bí thư Tỉnh ủy"),
        (B, "Phó Chủ tịch HĐND tỉnh"),
        ("Hồ Văn Tám", "Phó Chủ tịch HĐND tỉnh"),
    ],
    f"Các đồng chí Ủy viên Ban Thường vụ, Phó Chủ tịch UBND tỉnh: Thượng tướng {A}, {B} đồng chủ trì hội nghị.": [
        (A, "Ủy viên Ban Thường vụ, Phó Chủ tịch UBND tỉnh"),
        (B, "Ủy viên Ban Thường vụ, Phó Chủ tịch UBND tỉnh"),
    ],
    f"Dưới sự chủ trì của đồng chí {A}, Ủy viên dự khuyết Trung ương Đảng, Bí thư Tỉnh ủy, Ban Thường vụ Tỉnh ủy thảo "
    "luận về ba dự thảo.": [(A, "Ủy viên dự khuyết Trung ương Đảng, Bí thư Tỉnh ủy")],
    f"Chủ trì hội nghị đồng chí {A} - Bí thư Đảng ủy xã, đồng chí {B} - Chủ tịch UBND xã.": [
        (A, "Bí thư Đảng ủy xã"),
        (B, "Chủ tịch UBND xã"),
    ],
    f"Đồng chí {A}, UVT.Ư Đảng, Bí thư Tỉnh ủy dự và chủ trì hội nghị.": [(A, "UVT.Ư Đảng, Bí thư Tỉnh ủy")],
    f"Đồng chí {A}- HUV, PCT UBND huyện chủ trì buổi lễ.": [(A, "HUV, PCT UBND huyện")],
    f"Bà {B} – Phó Chủ tịch UBND thành phố Tuy Hòa (Phú Yên) chủ trì buổi họp.": [
        (B, "Phó Chủ tịch UBND thành phố Tuy Hòa (Phú Yên)")
    ],
    f"Tại điểm cầu huyện, Phó Chủ tịch UBND huyện {A} chủ trì, tham dự có lãnh đạo các phòng.": [
        (A, "Phó Chủ tịch UBND huyện")
    ],
    f"Chủ tọa kỳ họp gồm Chủ tịch HĐND thành phố {A} và Phó Chủ tịch HĐND thành phố {B}.": [
        (A, "Chủ tịch HĐND thành phố"),
        (B, "Phó Chủ tịch HĐND thành phố"),
    ],
    f"Điều hành và chủ trì buổi tọa đàm: Thạc sĩ {A}, Phó Trưởng ban.": [(A, "Phó Trưởng ban")],
    f"Hội nghị có sự tham dự của ông {A}, Bí thư Tỉnh ủy và sự chủ trì của bà {B}, Chủ tịch UBND tỉnh.": [
        (B, "Chủ tịch UBND tỉnh")
    ],
    # Nobody chairs here.
    f"Hội thảo do Viện Nghiên cứu chủ trì, ông {A}, Phó Chủ tịch UBND tỉnh dự.": [],
    f"Thường trực Tỉnh ủy chủ trì hội nghị với sự tham dự của ông {A}, Bí thư Tỉnh ủy.": [],
    f"Dưới sự chủ trì của Ban Thường vụ Huyện ủy, đồng chí {A} trình bày báo cáo.": [],
    f"Bà {B}, chủ trì nhóm nghiên cứu, cho biết kết quả khả quan.": [],
    "UBND tỉnh chủ trì hội nghị trực tuyến.": [],
    "Sở Nội vụ chủ trì, phối hợp với các địa phương thực hiện.": [],
    f"Hội nghị giao đồng chí {A}, Phó Bí thư chủ trì cuộc họp kiểm điểm.": [],
    f"Đồng chí {A}, Bí thư Huyện ủy phát biểu chỉ đạo hội nghị.": [],
    f"Dự hội nghị có đồng chí {A}, Bí thư Huyện ủy; {B}, Chủ tịch UBND huyện.": [],
    "Đồng chí chủ trì hội nghị kết luận ba việc.": [],
    f"Thẩm phán {A} chủ tọa phiên tòa.": [],
    "Phó Chủ tịch UBND tỉnh chủ trì hội nghị.": [],
    "Cơ quan chủ trì đề tài là Viện Nghiên cứu.": [],
    f"Trước đó, đồng chí {A} chủ trì hội nghị của huyện.": [],
}


@pytest.mark.parametrize("sentence", CHAIRS)
def test_chairs_are_those_of_whom_the_text_says_so(portal, sentence):
    assert people(find_facts(report(sentence), portal)) == CHAIRS[sentence]


def test_a_chair_is_matched_to_the_register_with_the_capitals_mended_and_told(portal):
    facts = find_facts(report("Chiều 30/6, đồng chí Trần văn Mẫu, Bí thư Huyện ủy chủ trì hội nghị."), portal)
    chair = facts.chairs[0]
    assert chair.value.official == "tran-van-mau"
    assert chair.certainty == "certain"
    assert "Trần văn Mẫu" in chair.where
    assert any("Trần văn Mẫu" in note for note in facts.notes)


def test_a_post_that_stands_with_the_name_elsewhere_is_the_chair_s_and_only_likely(portal):
    told = f"Tiếp đoàn có ông {A}, Chủ tịch UBND huyện, và bà {B}."
    facts = find_facts(report(f"{told} Ông {A} và bà {B} đồng chủ trì buổi làm việc."), portal)
    assert people(facts) == [(A, "Chủ tịch UBND huyện"), (B, "")]
    assert facts.chairs[0].certainty == "likely"
    assert f"chức vụ ở «{told}»" in facts.chairs[0].where
    assert facts.chairs[1].certainty == "certain"


def test_a_name_without_its_surname_is_completed_from_the_text(portal):
    opening = "Chiều 30/6, ông Vừ A Lềnh thăm bản. Ông Lềnh chủ trì buổi gặp mặt."
    facts = find_facts(report(opening), portal)
    assert people(facts) == [("Vừ A Lềnh", "")]


def test_namesakes_in_the_register_are_told_apart_by_the_post_and_left_to_the_editor(portal):
    facts = find_facts(report("Chiều 30/6, bà Lê Thị Dậu, Trưởng ban Dân vận Thành ủy chủ trì hội nghị."), portal)
    assert (facts.chairs[0].value.official, facts.chairs[0].certainty) == ("le-thi-dau-2", "guess")
    facts = find_facts(report("Chiều 30/6, bà Lê Thị Dậu chủ trì hội nghị."), portal)
    assert (facts.chairs[0].value.official, facts.chairs[0].certainty) == ("", "guess")
    assert any("le-thi-dau-2" in note for note in facts.notes)


def test_a_post_that_the_register_does_not_know_lowers_the_certainty(portal):
    facts = find_facts(report("Chiều 30/6, ông Trần Văn Mẫu, Hiệu trưởng Trường Mầm non chủ trì hội nghị."), portal)
    assert facts.chairs[0].certainty == "guess"
    facts = find_facts(report("Chiều 30/6, ông Đỗ Văn Cử, Chủ tịch HĐND chủ trì hội nghị."), portal)
    assert facts.chairs[0].certainty == "likely"


def test_a_name_that_differs_in_accents_is_another_person(portal):
    facts = find_facts(report("Chiều 30/6, ông Trần Văn Mậu, Bí thư Huyện ủy chủ trì hội nghị."), portal)
    assert facts.chairs[0].value == type(facts.chairs[0].value)("Trần Văn Mậu", "Bí thư Huyện ủy", "")
    assert any("Trần Văn Mẫu" in note for note in facts.notes)


# Dates

HEADLINE = "Nhiều việc làm thiết thực vì cuộc sống của người dân"
EVENTS = {
    ("Chiều 30/6/2022, UBND huyện tổ chức hội nghị.", ""): ("2022-06-30", "certain"),
    ("Ngày 30 tháng 6 năm 2022, UBND huyện tổ chức hội nghị.", ""): ("2022-06-30", "certain"),
    ("Sáng ngày 30-06-2022, UBND huyện họp.", ""): ("2022-06-30", "certain"),
    ("Chiều 30/6, UBND huyện tổ chức hội nghị.", "Thứ Sáu, 01/07/2022 08:00"): ("2022-06-30", "likely"),
    ("Chiều nay (1/7), UBND huyện tổ chức hội nghị.", "Thứ Sáu, 01/07/2022 08:00"): ("2022-07-01", "likely"),
    ("Sáng 5-10, UBND huyện tổ chức hội nghị.", "06/10/2022 | 14:43"): ("2022-10-05", "likely"),
    ("Sáng 28/12, UBND huyện tổ chức hội nghị.", "02/01/2023 14:43"): ("2022-12-28", "likely"),
    ("Ngày 17 – 9, UBND tỉnh họp phiên thường kỳ.", "18/09/2022 14:43"): ("2022-09-17", "likely"),
    ("Sáng 28.5, HĐND tỉnh khai mạc kỳ họp.", "28/05/2022 14:43"): ("2022-05-28", "likely"),
    ("Sáng nay, UBND huyện tổ chức hội nghị.", "01/07/2022 14:43"): ("2022-07-01", "likely"),
    ("Chiều qua, UBND huyện tổ chức hội nghị.", "01/07/2022 14:43"): ("2022-06-30", "likely"),
    ("Sáng thứ Năm (30/6), UBND huyện họp.", "01/07/2022 14:43"): ("2022-06-30", "likely"),
    ("Sáng thứ Hai (30/6), UBND huyện họp.", "01/07/2022 14:43"): ("2022-06-30", "guess"),
    ("Từ ngày 28 đến 30/6/2022, UBND huyện mở lớp tập huấn.", ""): ("2022-06-28", "certain"),
    ("Trong 2 ngày 28 và 29/6/2022, UBND huyện mở lớp tập huấn.", ""): ("2022-06-28", "certain"),
    ("(CTTĐT) - Chiều 30/6, huyện sơ kết 6 tháng đầu năm 2022.", ""): ("2022-06-30", "likely"),
    ("Ngày 9/1, huyện tổng kết năm 2022 và triển khai nhiệm vụ năm 2023.", ""): ("2023-01-09", "likely"),
    ("Ngày 28/12, huyện tổng kết năm 2022 và triển khai nhiệm vụ năm 2023.", ""): ("2022-12-28", "likely"),
    ("Ngày 5/4, huyện sơ kết quý I/2023.", ""): ("2023-04-05", "likely"),
    ("Thực hiện Kế hoạch số 12 ngày 3/2/2020, ngày 30/6/2022 huyện tổ chức hội nghị.", ""): ("2022-06-30", "likely"),
    ("Hội nghị diễn ra vào ngày 30/6/2022 tại huyện.", ""): ("2022-06-30", "certain"),
    ("Ngày 10/7 tới, huyện sẽ tổ chức ngày hội.", "01/07/2022 14:43"): ("2022-07-10", "likely"),
    ("Nhân 92 năm Ngày thành lập Đảng (3/2/1930 - 3/2/2022), chiều 28/1/2022 huyện gặp mặt.", ""): (
        "2022-01-28",
        "certain",
    ),
    ("Theo Công văn số 12/CV-UB ngày 5/3/2022 của tỉnh, sáng 10/3/2022, huyện họp.", ""): ("2022-03-10", "certain"),
    ("Ngày 5, 6 và 7/7/2022, huyện mở ba lớp tập huấn.", ""): ("2022-07-05", "certain"),
    ("Tối 31/12/2022, huyện tổ chức chương trình đón năm mới.", ""): ("2022-12-31", "certain"),
    ("Vào lúc 8 giờ 30 ngày 12/8/2022, huyện tổ chức lễ ra quân.", ""): ("2022-08-12", "certain"),
    ("Sáng ngày 12 tháng Tám năm 2022, huyện họp.", ""): ("2022-08-12", "certain"),
    # The year is not told.
    ("Nhân kỷ niệm Ngày thành lập Đảng (3/2/1930 - 3/2/2022), huyện gặp mặt.", ""): None,
    ("Hưởng ứng Ngày Chuyển đổi số quốc gia 10/10, huyện ra quân.", ""): None,
    ("Anh Sáu, sinh ngày 5/6/1980, được huyện khen.", ""): None,
    ("Từ ngày 1/7/2022, quy định mới có hiệu lực.", ""): None,
    ("Chiều 30/6, UBND huyện tổ chức hội nghị.", ""): None,
    ("Sáng nay, UBND huyện tổ chức hội nghị.", ""): None,
    ("Chiều 30/2/2022, UBND huyện tổ chức hội nghị.", ""): None,
    ("Huyện thực hiện Nghị quyết số 5 ngày 3/2/2020 của tỉnh.", ""): None,
    ("Hồ sơ nộp trước ngày 30/7/2022.", ""): None,
    ("Từ 7 – 9 giờ mỗi sáng, 5 - 10 người trực ở nhà văn hóa.", "01/07/2022 14:43"): None,
    ("Trong đó, 2/3 số hộ và 24/7 giờ trực được ghi nhận, giảm 5-10 phần trăm.", ""): None,
    ("Ngày 15 tháng Giêng âm lịch, huyện mở hội.", ""): None,
}


@pytest.mark.parametrize(("opening", "line"), EVENTS)
def test_the_event_day_takes_its_year_from_evidence_only(portal, opening, line):
    facts = find_facts(document(*filter(None, (HEADLINE, line, opening, FILLER))), portal)
    found = facts.event_date and (facts.event_date.value.isoformat(), facts.event_date.certainty)
    assert found == EVENTS[opening, line]


def test_the_evidence_of_the_year_is_quoted(portal):
    facts = find_facts(document(HEADLINE, "Chiều 30/6, huyện sơ kết 6 tháng đầu năm 2022.", FILLER), portal)
    assert "Chiều 30/6" in facts.event_date.where
    assert "6 tháng đầu năm 2022" in facts.event_date.where


@pytest.mark.parametrize(
    ("opening", "told"),
    [
        ("Chiều 30/2/2022, UBND huyện họp.", "30/2"),
        ("Sáng thứ Hai (30/6), UBND huyện họp.", "thứ Năm"),
        ("Chiều 30/6/2023, UBND huyện họp.", "muộn hơn ngày xuất bản"),
        ("Chiều 30/6, huyện sơ kết 6 tháng đầu năm 2021.", "2021"),
        ("Từ ngày 28 đến 30/6/2022, UBND huyện mở lớp.", "nhiều ngày"),
        ("Chiều nay (29/6), UBND huyện họp.", "trong ngày"),
    ],
)
def test_a_date_that_contradicts_is_noted(portal, opening, told):
    facts = find_facts(document(HEADLINE, "Thứ Sáu, 01/07/2022 14:43", opening, FILLER), portal)
    assert any(told in note for note in facts.notes)


def test_the_clock_over_the_headline_is_not_the_publication(portal):
    clock, own = "Thứ Tư, 17/08/2022 09:15 (GMT +7)", "Thứ 6, 01/07/2022 | 08:20:05 [GMT +7]"
    facts = find_facts(document(clock, HEADLINE, own, "Chiều 30/6, huyện họp.", FILLER), portal)
    assert facts.published.value == dt.datetime(2022, 7, 1, 8, 20, 5, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    assert facts.published.certainty == "certain"
    assert any("đồng hồ" in note and "17/08/2022" in note for note in facts.notes)
    facts = find_facts(document(clock, HEADLINE, "Chiều 30/6, huyện họp.", FILLER), portal)
    assert facts.published is None
    assert facts.event_date is None


def test_a_clock_that_the_reader_left_out_is_only_a_bound(portal):
    given = {"clocks": ("Thứ Sáu, ngày 6 tháng 10 năm 2023",)}
    facts = find_facts(document(HEADLINE, "Chiều 30/6, huyện sơ kết 6 tháng đầu năm 2022.", FILLER, **given), portal)
    assert facts.published is None
    assert facts.event_date.value == dt.date(2022, 6, 30)


def test_of_lines_in_the_margin_the_later_is_the_clock(portal):
    margin = ("17/08/2022 09:15", "Thứ 6, 01/07/2022 | 08:20")
    facts = find_facts(document(HEADLINE, "Chiều 30/6, huyện họp.", FILLER, margin=margin), portal)
    assert facts.published.value.date() == dt.date(2022, 7, 1)
    assert facts.published.certainty == "likely"


def test_a_lone_line_in_the_margin_counts_when_it_is_near_the_event(portal):
    facts = find_facts(document(HEADLINE, "Chiều 30/6, huyện họp.", FILLER, margin=("01/07/2022 14:43",)), portal)
    assert (facts.published.value.date(), facts.event_date.value) == (dt.date(2022, 7, 1), dt.date(2022, 6, 30))
    line = ("Thứ Sáu, ngày 6 tháng 10 năm 2023",)
    facts = find_facts(document(HEADLINE, "Chiều 30/6/2022, huyện họp.", FILLER, margin=line), portal)
    assert facts.published is None


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Ngày đăng: 01/07/2022 - 2:43 PM", "2022-07-01T14:43"),
        ("Cập nhật lúc 14h43 ngày 1/7/2022", "2022-07-01T14:43"),
        ("Thứ Sáu, ngày 01 tháng 7 năm 2022", "2022-07-01"),
        ("16:05 - Thứ Sáu, 01/07/2022 Lượt xem: 120 In bài viết", "2022-07-01T16:05"),
        ("01.07.2022", "2022-07-01"),
        ("2022-07-01T07:43:00Z", "2022-07-01T14:43"),
    ],
)
def test_date_lines_are_read_in_many_forms(portal, line, value):
    found = find_facts(document(HEADLINE, line, "Chiều 30/6, huyện họp.", FILLER), portal).published.value
    if isinstance(found, dt.datetime):
        found = found.astimezone(portal.config.zone).replace(tzinfo=None)
    assert found.isoformat().startswith(value)


def test_meta_and_text_are_compared(portal):
    texts = (HEADLINE, "01/07/2022 14:43", "Chiều 30/6, huyện họp.", FILLER)
    same = find_facts(document(*texts, meta={"published": "2022-07-01T14:43:00+07:00"}), portal)
    assert same.published.certainty == "certain"
    other = find_facts(document(*texts, meta={"published": "2023-10-05T00:00:00+07:00"}), portal)
    assert other.published.value.date() == dt.date(2022, 7, 1)
    assert other.published.certainty == "guess"
    assert any("không khớp" in note for note in other.notes)
    alone = find_facts(document(HEADLINE, "Chiều 30/6, huyện họp.", FILLER, meta={"published": "2022-07-01"}), portal)
    assert alone.published.value == dt.date(2022, 7, 1)


# Regions

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


# Bylines and sources

BYLINES = {
    ("Việt Thử – Kim Mẫu",): (["Việt Thử", "Kim Mẫu"], None),
    ("Tin, ảnh: Quang Thử",): (["Quang Thử"], None),
    ("Bài và ảnh: Quang Thử, Lê Mẫu",): (["Quang Thử", "Lê Mẫu"], None),
    ("Tin: Quang Thử; ảnh: Lê Mẫu",): (["Quang Thử", "Lê Mẫu"], None),
    ("Tin: Quang Thử - Ảnh: Lê Mẫu",): (["Quang Thử", "Lê Mẫu"], None),
    ("Tác giả: Nguyễn Thử",): (["Nguyễn Thử"], None),
    ("V.H",): (["V.H"], None),
    ("Nguyễn Thử (tổng hợp)",): (["Nguyễn Thử"], None),
    ("PV: Nguyễn Thử",): (["Nguyễn Thử"], None),
    ("CTV Nguyễn Thử",): (["Nguyễn Thử"], None),
    ("NGUYỄN THỬ",): (["Nguyễn Thử"], None),
    ("(Theo TTXVN)",): ([], "TTXVN"),
    ("Theo Báo Thử Nghiệm",): ([], "Báo Thử Nghiệm"),
    ("Nguồn: Cổng thông tin huyện Thử",): ([], "Cổng thông tin huyện Thử"),
    ("Theo Nguyễn Thử/Báo Mẫu",): (["Nguyễn Thử"], "Báo Mẫu"),
    ("Lê Mẫu", "Nguồn: Báo Thử"): (["Lê Mẫu"], "Báo Thử"),
    ("Lê Mẫu (TTXVN)",): (["Lê Mẫu"], "TTXVN"),
    ("Lê Mẫu/TTXVN",): (["Lê Mẫu"], "TTXVN"),
    ("Theo TTXVN/Vietnam+",): ([], "TTXVN/Vietnam+"),
    ("Lê Mẫu (Trung tâm Văn hóa huyện Thử)",): (["Lê Mẫu"], None),
    ("(Tin, ảnh: Lê Mẫu)",): (["Lê Mẫu"], None),
    ("T.H.",): (["T.H."], None),
    ("Ban Biên tập",): (["Ban Biên tập"], None),
    (MORE + "./. Tin, ảnh: Quang Thử",): (["Quang Thử"], None),
    (MORE + "./. Việt Thử - Kim Mẫu",): (["Việt Thử", "Kim Mẫu"], None),
    (MORE + " (Theo TTXVN)",): ([], "TTXVN"),
    # No byline.
    ("Hội nghị kết thúc tốt đẹp.",): ([], None),
    ("Theo đó, các đơn vị tiếp tục thực hiện.",): ([], None),
    (MORE,): ([], None),
}


@pytest.mark.parametrize("ending", BYLINES)
def test_bylines_and_sources_stand_at_the_end(portal, ending):
    facts = find_facts(document(HEADLINE, "Chiều 30/6/2022, huyện họp.", FILLER, *ending), portal)
    authors, source = BYLINES[ending]
    assert [author.value for author in facts.authors] == authors
    assert (facts.source_name and facts.source_name.value) == source
    text = " ".join(block.text for block in facts.body)
    assert not any(author in text for author in authors)


@pytest.mark.parametrize(
    ("tag", "source"),
    [
        ("(Trangthu.vn) - ", "Trangthu.vn"),
        ("ĐBP - ", "ĐBP"),
        ("(TTXVN) - ", "TTXVN"),
        ("(Báo Thử) – ", "Báo Thử"),
        ("Long An - ", None),
        ("(Long An) - ", None),
    ],
)
def test_the_tag_at_the_beginning_is_the_source_unless_it_is_a_place(portal, tag, source):
    facts = find_facts(document(HEADLINE, tag + "Chiều 30/6/2022, hội nghị diễn ra. " + MORE, FILLER), portal)
    assert (facts.source_name and facts.source_name.value) == source
    assert facts.body[0].text.startswith(tag)


def test_an_abbreviated_source_gets_the_full_name_that_the_page_tells(portal):
    texts = (HEADLINE, "BTN - Chiều 30/6/2022, hội nghị diễn ra. " + MORE, FILLER)
    facts = find_facts(
        document(*texts, meta={"site_name": "Báo Thử Nghiệm"}, address="https://thu.example.vn/a"), portal
    )
    assert facts.source_name.value == "Báo Thử Nghiệm"
    assert facts.source_url.value == "https://thu.example.vn/a"


def test_the_source_is_named_at_the_end_of_the_page_title(portal):
    texts = (HEADLINE, "Chiều 30/6/2022, huyện họp. " + MORE, FILLER)
    told = find_facts(document(*texts, meta={"page_title": f"{HEADLINE} - Tin tức | Báo Thử Nghiệm"}), portal)
    other = find_facts(document(*texts, meta={"page_title": f"{HEADLINE} - những chuyện kể"}), portal)
    assert (told.source_name.value, told.source_name.certainty) == ("Báo Thử Nghiệm", "likely")
    assert other.source_name is None


def test_lines_in_the_margin_and_the_head_name_authors_too(portal):
    texts = (HEADLINE, "Chiều 30/6/2022, huyện họp.", FILLER)
    margin = find_facts(document(*texts, margin=("Tác giả: Lê Mẫu",)), portal)
    head = find_facts(document(*texts, meta={"author": "Lê Mẫu"}), portal)
    admin = find_facts(document(*texts, meta={"author": "admin"}), portal)
    assert [[author.value for author in facts.authors] for facts in (margin, head, admin)] == [
        ["Lê Mẫu"],
        ["Lê Mẫu"],
        [],
    ]


# Headline and standfirst


@pytest.mark.parametrize(
    ("line", "headline", "note"),
    [
        (".Huyện Thử sơ kết công tác sáu tháng", "Huyện Thử sơ kết công tác sáu tháng", "đầu tiêu đề"),
        ("Huyện Thử sơ kết công tác sáu tháng.", "Huyện Thử sơ kết công tác sáu tháng", "cuối tiêu đề"),
        ("HUYỆN THỬ SƠ KẾT CÔNG TÁC SÁU THÁNG", "HUYỆN THỬ SƠ KẾT CÔNG TÁC SÁU THÁNG", "viết hoa"),
        ("Huyện Thử sơ kết: được gì?", "Huyện Thử sơ kết: được gì?", ""),
        ("Một ngày dài ở bản…", "Một ngày dài ở bản…", ""),
    ],
)
def test_a_headline_loses_stray_dots_and_nothing_else(portal, line, headline, note):
    facts = find_facts(document(line, "01/07/2022", "Chiều 30/6, huyện họp.", FILLER), portal)
    assert facts.headline.value == headline
    assert not note or any(note in told for told in facts.notes)


def test_a_section_label_over_the_headline_is_no_headline(portal):
    facts = find_facts(document("Tin tức", HEADLINE, "01/07/2022", "Chiều 30/6, huyện họp.", FILLER), portal)
    assert facts.headline.value == HEADLINE
    assert all("Tin tức" not in block.text for block in facts.body)


def test_headings_and_the_head_tell_the_headline(portal):
    blocks = (Block("heading", HEADLINE, level=1), *paragraphs("Chiều 30/6, huyện họp.", FILLER))
    assert find_facts(Document("a", blocks), portal).headline.certainty == "certain"
    meta = {"title": f"{HEADLINE} - Báo Thử Nghiệm", "site_name": "Báo Thử Nghiệm"}
    facts = find_facts(Document("a", paragraphs(FILLER, MORE), meta=meta), portal)
    assert facts.headline.value == HEADLINE
    assert len(facts.body) == 2
    assert find_facts(Document("a", paragraphs(FILLER, MORE)), portal).headline is None


SAPO = "Ba mô hình làm hay vừa được huyện giới thiệu tới các xã, trong đó có cách họp dân buổi tối."


@pytest.mark.parametrize(
    ("blocks", "meta", "standfirst"),
    [
        ((Block("paragraph", SAPO, f"**{SAPO}**"), *paragraphs(FILLER)), {}, SAPO),
        (paragraphs(SAPO, "(TTXVN) - Chiều 30/6/2022, huyện họp. " + FILLER), {}, SAPO),
        (paragraphs(SAPO, FILLER), {"description": SAPO}, SAPO),
        (paragraphs(f"Tóm tắt: {SAPO}", FILLER), {}, SAPO),
        (paragraphs(SAPO, SAPO, "Chiều 30/6/2022, huyện họp. " + FILLER), {"description": SAPO}, SAPO),
        (paragraphs("Chiều 30/6/2022, huyện họp.", FILLER), {}, None),
        (paragraphs(FILLER, MORE), {"description": FILLER[:60] + "..."}, None),
        (
            paragraphs(FILLER, MORE),
            {"description": "Trang thông tin của huyện, nơi có nhiều tin khác hẳn bài này."},
            None,
        ),
    ],
)
def test_the_standfirst_is_what_the_source_marks_and_is_not_repeated(portal, blocks, meta, standfirst):
    facts = find_facts(Document("a", (Block("heading", HEADLINE, level=1), *blocks), meta=meta), portal)
    assert (facts.standfirst and facts.standfirst.value) == standfirst
    assert all(block.text != standfirst for block in facts.body)


# Captions

CAPTIONS = {
    "Quang cảnh hội nghị.": True,
    "Toàn cảnh buổi làm việc": True,
    "Đồng chí Lê Văn Sáu phát biểu tại hội nghị": True,
    "Đại biểu Hội Nông dân huyện tham gia ý kiến về đường nội đồng.": True,
    "Các đại biểu chụp ảnh lưu niệm. Ảnh: Quang Thử": True,
    "Quang cảnh hội nghị. Ảnh: TTXVN phát": True,
    "Trao tặng bằng khen cho các tập thể, cá nhân": True,
    "Trao quyền cho cơ sở": False,
    "Tại hội nghị, các đại biểu thảo luận sôi nổi.": False,
    "Đồng chí Lê Văn Sáu đã phát biểu, đề nghị các xã khẩn trương.": False,
    "Dự hội nghị có lãnh đạo các phòng, ban.": False,
    "Chủ trì hội nghị có đồng chí Lê Văn Sáu, Bí thư Huyện ủy.": False,
    "Đồng chí Lê Văn Sáu, Bí thư Huyện ủy chủ trì hội nghị.": False,
}


@pytest.mark.parametrize("line", CAPTIONS)
def test_a_short_line_between_paragraphs_may_be_the_caption_of_a_picture_that_is_not_there(portal, line):
    facts = find_facts(document(HEADLINE, "Chiều 30/6/2022, huyện họp. " + FILLER, line, MORE), portal)
    assert [caption.value for caption in facts.captions] == ([line] if CAPTIONS[line] else [])
    assert any("chưa có ảnh" in note for note in facts.notes) == CAPTIONS[line]
    assert (Block("picture", line) in facts.body) == CAPTIONS[line]


def test_a_caption_that_repeats_the_opening_is_no_paragraph(portal):
    line = "Các đồng chí: Lê Văn Sáu, Bí thư Huyện ủy; Vàng A Lử, Phó Bí thư chủ trì hội nghị."
    opening = "Chiều 30/6/2022, đồng chí Lê Văn Sáu, Bí thư Huyện ủy; Vàng A Lử, Phó Bí thư chủ trì hội nghị tổng kết."
    facts = find_facts(document(HEADLINE, opening, line, FILLER), portal)
    assert [caption.value for caption in facts.captions] == [line]
    assert people(facts) == [("Lê Văn Sáu", "Bí thư Huyện ủy"), ("Vàng A Lử", "Phó Bí thư")]


def test_a_line_below_a_picture_is_its_caption_and_the_first_picture_the_cover(portal):
    blocks = paragraphs(HEADLINE, "Chiều 30/6/2022, huyện họp. " + FILLER)
    picture = Block("picture", "", src="images/a.jpg", alt="Hội trường")
    facts = find_facts(Document("a", (*blocks, picture, *paragraphs("Hội trường trước giờ họp", MORE))), portal)
    assert facts.cover == Block("picture", "Hội trường trước giờ họp", src="images/a.jpg", alt="Hội trường")
    assert [block.text for block in facts.body] == ["Chiều 30/6/2022, huyện họp. " + FILLER, MORE]


# Category and tags


def test_category_and_tags_are_proposed_with_evidence(portal):
    text = "Hội nghị bàn công tác dân vận, rồi bàn quy chế dân chủ ở từng xã; mô hình “Dân vận khéo” được nhân rộng."
    facts = find_facts(
        document("Sơ kết công tác dân vận của huyện Thử", text, text + FILLER, MORE), portal, ["dân vận khéo", "y tế"]
    )
    assert facts.category.value == "Dân vận"
    assert facts.category.certainty == "likely"
    assert "dân vận" in facts.category.where
    assert "dân vận khéo" in [tag.value for tag in facts.tags]
    assert "y tế" not in [tag.value for tag in facts.tags]
    assert all(tag.certainty != "certain" for tag in facts.tags)


def test_no_category_where_nothing_fits(portal):
    facts = find_facts(
        document("Mèo con ngủ trưa bên thềm nắng", "Con mèo mướp nằm im. Nắng nhẹ.", "Gió thổi qua sân."), portal
    )
    assert facts.category is None
    assert facts.tags == ()


def test_a_notice_is_known_by_its_headline(portal):
    facts = find_facts(document("Thông báo lịch tiếp công dân tháng 7", FILLER, MORE), portal)
    assert facts.category.value == "Thông báo"


# Nothing but what the text says

PARTS = [
    HEADLINE,
    FILLER,
    SAPO,
    *[opening for opening, _ in EVENTS],
    *[line for _, line in EVENTS if line],
    *CHAIRS,
    *REGIONS,
    *CAPTIONS,
    *[ending for endings in BYLINES for ending in endings],
]
WORD = re.compile(r"[^\W_]+")


def words(text: object) -> set[str]:
    return {spelling_key(word) for word in WORD.findall(str(text))}


def values(facts) -> list[str]:
    """Every text that was found, but for regions and the category, which are named as the vocabularies do."""
    found = [facts.headline, facts.standfirst, facts.source_name, *facts.authors, *facts.tags, *facts.captions]
    texts = [finding.value for finding in found if finding]
    return texts + [text for chair in facts.chairs for text in (chair.value.name, chair.value.position)]


made_up = st.lists(st.sampled_from(PARTS) | st.text(max_size=60), min_size=0, max_size=9)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=made_up)
def test_every_word_that_is_found_stands_in_the_document(held, texts):
    (portal,) = held
    texts = [" ".join(normalise(text).split()) for text in texts]
    facts = find_facts(document(*filter(None, texts)), portal)
    said = words(" ".join(texts))
    for value in values(facts):
        assert words(value) <= said
    for region in facts.regions if facts.event_date else ():
        named = portal.regions.resolve(region.value, facts.event_date.value)
        written = [named.name, *(alias.name for alias in named.aliases)]
        derived = "sổ cán bộ" in region.where or region.where.startswith("bài chỉ ghi")
        assert derived or any(words(name) <= said for name in written)
    for date in (facts.event_date, facts.published):
        if date and date.certainty == "certain":
            assert {str(date.value.year), str(date.value.day)} <= said | {word.lstrip("0") for word in said}
    for finding in (facts.headline, facts.published, facts.event_date, *facts.chairs, *facts.regions, *facts.authors):
        assert finding is None or finding.where


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(st.text(alphabet="abcdeghiklmnoăâêôơưđáàảãạ ,.", min_size=1, max_size=300), max_size=6))
def test_a_text_without_facts_gives_none(held, texts):
    (portal,) = held
    facts = find_facts(document(*(" ".join(text.split()) for text in texts)), portal)
    assert (facts.published, facts.event_date, facts.source_name, facts.source_url) == (None, None, None, None)
    assert (facts.regions, facts.chairs, facts.authors, facts.category) == ((), (), (), None)


@settings(max_examples=150, deadline=None)
@given(
    blocks=st.lists(
        st.builds(
            Block,
            kind=st.sampled_from(["heading", "paragraph", "list", "quote", "table", "picture"]),
            text=st.text(max_size=200),
            markdown=st.text(max_size=40),
            src=st.sampled_from(["", "images/a.jpg"]),
        ),
        max_size=8,
    ),
    meta=st.dictionaries(
        st.sampled_from(["title", "description", "published", "author", "site_name", "keywords"]), st.text()
    ),
    margin=st.lists(st.text(max_size=80), max_size=3),
)
def test_any_document_is_read_to_the_end(held, blocks, meta, margin):
    (portal,) = held
    facts = find_facts(
        Document("a", tuple(blocks), meta=meta, margin=tuple(margin), address="https://a.example/"), portal
    )
    assert all(isinstance(block, Block) for block in facts.body)


@pytest.mark.parametrize(
    "text",
    [
        "đồng chí " * 4000,
        "chủ trì " * 4000,
        "Lê Văn Sáu, " * 4000 + "chủ trì hội nghị.",
        "1/1, " * 4000,
        "ngày 1, " * 4000,
        "huyện Bến Lức, " * 2000,
        "A" * 60000,
        ", " * 20000 + "chủ trì",
        "( " * 20000,
        "Tin, ảnh, " * 4000,
        "- " * 20000,
        "năm 2022 nhiệm vụ kết quả " * 2000,
    ],
)
def test_long_and_odd_texts_cost_no_more_than_their_length(portal, text):
    begun = time.process_time()
    find_facts(document(HEADLINE, text, FILLER, text[:300]), portal)
    assert time.process_time() - begun < 5
