"""Each rule of the desk: its examples, its documentation, and the faults that real portals show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.desk.check import check_content
from plugins.desk.rules import GROUPS, RULES
from plugins.desk.rules.rule import Example, Rule
from plugins.reader.codes import CODES
from tests.desk_sample import ITEM, document, make_portal, write_example

ROOT = Path(__file__).parents[1]
FAULTS = ROOT / "docs/faults.md"
MARKS = re.compile(r"(?<=<!-- desk -->\n).*(?=<!-- /desk -->)", re.DOTALL)

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def codes_of(portal, example: Example, rule: Rule) -> list[str]:
    paths = write_example(portal, example)
    faults = check_content(portal, tone=rule.settings.get("PORTAL_TONE_PLACEMENT", "")).faults
    return [fault.code for fault in faults if fault.path == paths[0]]


@each_rule
def test_the_bad_example_of_a_rule_is_found(rule, tmp_path):
    assert rule.code in codes_of(make_portal(tmp_path), rule.bad, rule)


@each_rule
def test_the_good_example_of_a_rule_bears_no_fault_at_all(rule, tmp_path):
    assert codes_of(make_portal(tmp_path), rule.good, rule) == []


@each_rule
def test_a_rule_looks_at_one_file_or_at_many_and_says_why_in_vietnamese(rule):
    assert (rule.find is None) != (rule.find_among is None)
    assert rule.code.startswith("W-")
    assert rule.label
    assert rule.explanation.endswith((".", "`."))
    assert rule.reader_s == (rule.code in CODES)


def test_a_code_belongs_to_one_rule():
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))


def test_the_faults_page_explains_every_rule_of_the_desk_from_the_table(request):
    text = FAULTS.read_text("utf-8")
    if request.config.getoption("--update-golden"):
        FAULTS.write_text(MARKS.sub(lambda _: document(GROUPS), text), "utf-8")
        return
    assert MARKS.search(text)[0] == document(GROUPS)


def test_a_rule_that_also_is_the_reader_s_is_explained_there():
    text = FAULTS.read_text("utf-8")
    for rule in RULES:
        assert text.count(f"### `{rule.code}` ") == 1, rule.code


# Faults that real portals show


def faults_of(tmp_path, head: str = "", body: str = "", **settings) -> list[str]:
    portal = make_portal(tmp_path)
    path = write_example(portal, Example(head, body))[0]
    return [fault.code for fault in check_content(portal, **settings).faults if fault.path == path]


PORTAL_FAULTS = {
    "the page's date is not the event's": ("date: 2022-07-01", "Chiều 30/6, huyện tổ chức hội nghị.", "W-EVENT-DATE"),
    "no publication date": ("date:", "Nội dung.", "E-VALUE"),
    "no year": ("date: 30/6", "Nội dung.", "E-DATE"),
    "a leading dot in a headline": ("title: .Bến Lức sơ kết", "Nội dung.", "W-TITLE-DOT"),
    "a name in other capitals": ("", "Phó Bí thư Huyện ủy - Dương văn Út chủ trì.", "W-NAME"),
    "a position written two ways": (
        "",
        "Ông Dương Văn Út, Chủ tịch HĐND huyện, chủ trì.\n\nÔng Dương Văn Út, Chủ tịch HĐND, phát biểu.",
        "W-POSITION-TWO",
    ),
    "a dash with one space": ("", "Đồng chí Dương Văn Út- Phó Bí thư phát biểu.", "W-DASH"),
    "mixed dashes": ("", "Phát triển kinh tế - xã hội, an ninh – quốc phòng.", "W-DASH-MIXED"),
    "the mark of an official letter": ("", "Thực hiện quy chế dân chủ ở cơ sở, …./.", "W-ENDING"),
    "a standfirst that repeats the text": (
        "summary: Công tác dân vận của hệ thống chính trị đã bám sát nhiệm vụ năm 2022.",
        "Sáu tháng qua, công tác dân vận của hệ thống chính trị đã bám sát nhiệm vụ năm 2022.",
        "W-SUMMARY",
    ),
    "a caption that repeats the lead": (
        "cover: {src: images/hoi-nghi.jpg, alt: Ba người trên sân khấu, caption: 'Mùa A Sơn, Phó Bí thư Thường trực "
        "Tỉnh ủy chủ trì hội nghị'}",
        "Chiều nay, đồng chí Mùa A Sơn, Phó Bí thư Thường trực Tỉnh ủy chủ trì hội nghị tổng kết.",
        "W-CAPTION-REPEAT",
    ),
    "a slip in a fixed term": ("", "Triển khai thực hiệu quả quy chế.", "W-TERM"),
    "another slip in a fixed term": ("", "Giám sát và phản viện xã hội, góp ý xây dựng Đảng.", "W-TERM"),
    "a long paragraph": ("", "Rà soát các mô hình; " * 80 + "hết.", "W-PARAGRAPH"),
    "a region that no longer exists": ("date: 2026-01-05\nregion: Long An", "Nội dung.", "E-REGION"),
    "interface words": ("", "Hội nghị kết thúc.\n\nrefresh\n\nTổng lượt bình luận", "W-LEFTOVER"),
    "a view count and a print button": ("", "17:59 - Thứ Hai, 09/01/2023 Lượt xem: 5546 In bài viết", "W-LEFTOVER"),
    "another number torn apart": ("", "Nghị định 85/2011/NĐ –CP quy định.", "W-NUMBER"),
    "an accent missing in a fixed term": ("", "Kỳ họp của Hôi đồng nhân dân huyện.", "W-TERM"),
    "a number of a document torn apart": ("", "Theo Quyết định số 217 -QĐ/TW của Bộ Chính trị.", "W-NUMBER"),
}


@pytest.mark.parametrize("name", PORTAL_FAULTS)
def test_what_real_portals_do_wrong_is_found(name, tmp_path):
    head, body, code = PORTAL_FAULTS[name]
    assert code in faults_of(tmp_path, head, body)


CLEAN = [
    "Giai đoạn 2020-2025, tỷ lệ 3:2, nhiệt độ -5 độ, giá 1.200.000 đồng, 24/7, TP.HCM, v.v.",
    "Ngày 30/6, thứ Năm, hội nghị diễn ra; thứ Sáu, 01/07/2022, 14:43 (GMT+7).",
    "Xem `Dương văn Út`, `  hai  dấu`, <https://example.vn/a,b> và https://example.vn/x,y.",
    "| Đơn vị  | Số |\n|---|---|\n| Xã A  |  3 |",
    '```\nLượt xem: 5546  "thẳng" ./.\n```',
    "Các đại biểu đứng xa xa, dần dần tiến lại; từ từ bước.",
    "Bà Nguyễn Thị Hoa và ông Trần Văn Hòa phát biểu.",
    "Dòng ngắt  \ncòn tiếp.",
    "Ông Dương Văn Út, nguyên Bí thư Huyện ủy, dự họp.",
    "Ban Chỉ đạo gồm Москва và Ελλάδα.",
    "Phong trào “Dân vận khéo” (năm 2022) – một cách làm…",
    "> Làm dân vận phải khéo.\n>\n> — Người phát biểu",
    "- mục một;\n- mục hai,\n- mục ba.",
    "Bài [này](/dinh-chinh-khac-han/), [kia](/chuyen-muc/dan-van/) và [kho](/luu-tru/).",
    "Nghị quyết số 18-NQ/TW và Nghị định 79/2012/NĐ-CP; ngày 29/2/2024 là ngày nhuận.",
    "Ông Trưởng Ban Quản lý và trưởng ban Quản trị; Quân khu I, Quân Khu I.",
    "Chăm lo tới cựu chiến binh và các hộ cựu chiến binh; giữ an ninh xã hội.",
    "Tuyến Bà Rịa - Vũng Tàu – một cách làm; phát triển kinh tế - xã hội – việc của tỉnh.",
    "### Tin liên quan\n\nCổng chọn ba tin.",
    "Một cửa  \nmở 7:30 - 17:00; điện thoại nội bộ 113, 114.",
]


@pytest.mark.parametrize("body", CLEAN)
def test_good_text_bears_no_fault(body, tmp_path):
    assert faults_of(tmp_path, "", body) == []


HOSTILE = ["", "\ufeff", "[" * 3000, "`" * 3001, '"' * 2999, "- " * 2000, "\u200b" * 3000,
           "(" * 3000 + ")" * 3000,
           "Nguyễn " * 2000, "1 - " * 2000, "…" * 3000 + "./.", "<" * 3000, "![" * 1500, "0" * 3000, "\\" * 3001,
           " ." * 3000, "Thứ 2 " * 1000, "a\u0301" * 2000, "[caption id=" * 300, "![a](" * 800,
           "0 " * 3000]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_ends_soon(body, tmp_path):
    import time

    from plugins.desk.examination import standards_of
    from plugins.desk.manuscript import read_manuscript

    standards = standards_of(make_portal(tmp_path))
    manuscript = read_manuscript("a.md", ITEM.format(head="title: A", body=body))
    started = time.process_time()
    for rule in RULES:
        if rule.find:
            for number, _ in enumerate(rule.find(manuscript, standards)):
                if number > 50:
                    break
    assert time.process_time() - started < 2


def test_personal_data_is_not_spread_by_the_report(tmp_path):
    portal = make_portal(tmp_path)
    write_example(portal, Example(body="Ông A, CCCD 012345678901, điện thoại 0912 345 678."))
    lines = "\n".join(map(str, check_content(portal).faults))
    assert "W-PERSONAL" in lines
    assert "W-PHONE" in lines
    assert "345" not in lines
