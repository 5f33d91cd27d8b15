"""The day of the event and that of publication."""

from __future__ import annotations

import datetime as dt

import pytest

from plugins.desk.importing.facts import find_facts
from tests.facts.sample import FILLER, HEADLINE, document

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
