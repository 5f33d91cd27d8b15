"""Who chaired, with which post, matched to the register."""

from __future__ import annotations

import pytest

from plugins.desk.importing.facts import find_facts
from tests.facts.sample import people, report

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
