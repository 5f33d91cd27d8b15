"""The calendar, and what the pages of officials and regions tell of their items."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

PROJECT = Path(__file__).parents[1]


def page_of(site, address):
    return BeautifulSoup(site.page(address), "lxml")


def tally(page, heading):
    """The rows of a list with counts: label, address, count."""
    section = page.find(id=heading).find_parent("section")
    return [
        (row.a.get_text() if row.a else "", row.a["href"] if row.a else "", row.span.find(string=True))
        for row in section.select("li")
    ]


# The calendar


def test_an_item_stands_on_the_day_of_its_event_and_not_on_that_of_its_publication(site):
    site.write("hop", title="Họp", date="2022-07-01T08:00:00+07:00", event_date="2022-06-30", region="Long An")
    site.write("le", title="Lễ", date="2022-07-02T08:00:00+07:00")
    site.build()
    june, july = page_of(site, "/lich/2022/06/"), page_of(site, "/lich/2022/07/")
    day = june.find(id="ngay-30")
    assert day.time["datetime"] == "2022-06-30"
    assert [link["href"] for link in day.select("a")] == ["/tin/2022/07/hop/"]
    assert "Long An" in day.get_text()
    assert "/tin/2022/07/hop/" not in str(july.main)
    assert july.find(id="ngay-2").a["href"] == "/tin/2022/07/le/"
    assert page_of(site, "/tin/2022/07/hop/").select('a[href="/lich/2022/06/#ngay-30"]')


def test_a_month_is_a_table_of_whole_weeks_under_the_names_of_the_days(site):
    site.write("a", event_date="2022-06-30")
    site.build()
    table = page_of(site, "/lich/2022/06/").table
    assert table.caption.get_text(strip=True) == "Lịch sự kiện tháng 6/2022"
    heads = table.select("thead th[scope=col]")
    assert [head.get_text() for head in heads] == [
        "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật",
    ]  # fmt: skip
    rows = table.select("tbody tr")
    assert [len(row.find_all("td")) for row in rows] == [7] * 5
    assert rows[4].find_all("td").index(table.find(id="ngay-30")) == 3
    text = table.find(id="ngay-30").get_text(" ", strip=True)
    assert "Thứ Năm, 30/06/2022" in text  # so that the day can be read without the head of its column


def test_months_lead_to_the_nearest_ones_with_events(site):
    for month in ("2021-12", "2022-03", "2023-01"):
        site.write(month, date=f"{month}-05T08:00:00+07:00")
    site.build()
    ways = page_of(site, "/lich/2022/03/").find("nav", class_="calendar-ways")
    assert [link["href"] for link in ways.find_all("a")] == ["/lich/2021/12/", "/lich/", "/lich/2023/01/"]
    assert [link.get("rel") for link in ways.find_all("a")] == [["prev"], None, ["next"]]
    ends = page_of(site, "/lich/2021/12/").find("nav", class_="calendar-ways")
    assert [link["href"] for link in ends.find_all("a")] == ["/lich/", "/lich/2022/03/"]
    index = page_of(site, "/lich/")
    assert [link["href"] for link in index.select(".term-group a")] == [
        "/lich/2023/01/", "/lich/2022/03/", "/lich/2021/12/",
    ]  # fmt: skip
    assert b"/lich/2022/03/" in site.tree()["sitemaps/trang.xml"]


def test_a_notice_is_an_event_only_where_it_names_a_day(site):
    site.write("a", title="Thông báo", category="Thông báo")
    site.write("b", title="Thông báo họp", category="Thông báo", event_date="2022-05-09")
    site.build()
    calendar = [name for name in site.tree() if name.startswith("lich/")]
    assert sorted(calendar) == ["lich/2022/05/index.html", "lich/index.html"]


def changed(site):
    """Files of the calendar that the next build makes other than they are."""
    before = site.tree()
    site.build()
    after = site.tree()
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name) and "lich/" in name}


def test_a_new_event_changes_its_own_month_and_a_new_month_the_two_beside_it(site):
    for month in ("2022-01", "2022-03", "2022-05", "2022-07"):
        site.write(month, date=f"{month}-05T08:00:00+07:00")
    site.build()
    site.write("them", date="2022-03-09T08:00:00+07:00")
    assert changed(site) == {"lich/2022/03/index.html"}
    site.write("moi", date="2022-08-09T08:00:00+07:00")
    assert changed(site) == {"lich/2022/07/index.html", "lich/2022/08/index.html", "lich/index.html"}
    site.write("giua", date="2022-04-09T08:00:00+07:00")
    assert changed(site) == {
        "lich/2022/03/index.html", "lich/2022/04/index.html", "lich/2022/05/index.html", "lich/index.html",
    }  # fmt: skip


def test_an_edit_of_a_text_renders_no_calendar(site):
    site.write("a")
    site.build()
    calendar = site.output / "lich/2022/07/index.html"
    before = calendar.stat().st_mtime_ns
    site.write("a", body="Khác.")
    assert changed(site) == set()
    assert calendar.stat().st_mtime_ns == before


def test_drafts_stand_in_the_calendar_only_where_they_are_previewed_and_are_marked(site):
    site.write("nhap", title="Bản thảo", status="draft")
    site.build()
    assert not [name for name in site.tree() if name.startswith("lich/2")]
    site.build(drafts=True)
    assert page_of(site, "/lich/2022/07/").find(id="ngay-1").strong.get_text() == "Bản nháp"


def test_the_calendar_of_a_site_without_events_says_so(site):
    site.build()
    assert page_of(site, "/lich/").select_one(".empty").get_text(strip=True)


# Officials


REGISTER = """
- id: nguyen-van-a
  name: Nguyễn Văn A
  positions:
    - {title: Chức vụ không rõ ngày}
    - {title: Trưởng Ban, since: 2015-01-01, until: 2019-12-31, region: long-an}
    - {title: Bí thư, since: 2020-01-01}
    - {title: Phó Trưởng Ban, until: 2014-12-31}
"""


@pytest.fixture
def register(site):
    shutil.copytree(PROJECT / "content/vocabulary", site.content / "vocabulary")
    (site.content / "vocabulary/officials.yaml").write_text(REGISTER, "utf-8")


def test_an_official_s_positions_go_from_the_latest_to_those_without_dates(site, register):
    site.write("a", chairs=["Nguyễn Văn A"])
    site.build()
    posts = [post.get_text(" ", strip=True) for post in page_of(site, "/chu-tri/nguyen-van-a/").select(".posts li")]
    assert posts == [
        "Bí thư Từ 01/01/2020",
        "Trưởng Ban, Long An 01/01/2015 – 31/12/2019",
        "Phó Trưởng Ban Đến 31/12/2014",
        "Chức vụ không rõ ngày",
    ]


def test_an_official_s_items_are_counted_by_year_region_and_co_chair(site, register):
    site.write("a", chairs=["Nguyễn Văn A", "Trần B"], region=["Long An", "Hà Nội"], event_date="2019-12-31")
    site.write("b", chairs=["Nguyễn Văn A", "Trần B", "Lê C"], region="Long An", date="2022-07-02T08:00:00+07:00")
    site.write("c", chairs=["Nguyễn Văn A"], date="2022-07-03T08:00:00+07:00")
    site.build()
    page = page_of(site, "/chu-tri/nguyen-van-a/")
    rows = [(row.th.get_text(), row.td.get_text()) for row in page.select("figure table tbody tr")]
    assert rows == [("2019", "1"), ("2020", "0"), ("2021", "0"), ("2022", "2")]
    bars = [int(bar["height"]) for bar in page.select("figure svg rect")]
    assert abs(bars[3] - 2 * bars[0]) <= 1
    assert bars[1] == bars[2] == 1
    assert tally(page, "noi-chu-tri") == [
        ("Long An", "/dia-phuong/long-an/", "2"),
        ("Hà Nội", "/dia-phuong/ha-noi/", "1"),
    ]
    (first, second) = tally(page, "nguoi-chu-tri")
    assert (first[0], first[2]) == ("Trần B", "2")
    assert (second[0], second[2]) == ("Lê C", "1")
    assert (site.output / first[1].strip("/") / "index.html").exists()


def test_many_co_chairs_wait_behind_a_control_that_works_without_a_script(site):
    site.write("a", chairs=["Trần B", *(f"Người Thứ {number}" for number in range(14))])
    site.build()
    name = next(name for name in site.tree() if name.startswith("chu-tri/tran-b"))
    section = BeautifulSoup(site.tree()[name], "lxml").find(id="nguoi-chu-tri").find_parent("section")
    assert len(section.select("li")) == 14
    assert len(section.details.select("li")) == 8
    assert section.summary.get_text() == "8 mục nữa"


# Regions


def test_a_region_names_who_chaired_there_and_in_the_units_it_came_from(site):
    site.write("a", chairs=["Trần B"], region="Bến Lức, Long An", event_date="2022-06-30")
    site.write("b", chairs=["Trần B", "Lê C"], region="Tây Ninh", date="2026-01-02T08:00:00+07:00")
    site.build()
    for region, expected in {
        "tay-ninh": [("Trần B", "2"), ("Lê C", "1")],
        "long-an": [("Trần B", "1")],
        "huyen-ben-luc-long-an": [("Trần B", "1")],
    }.items():
        rows = tally(page_of(site, f"/dia-phuong/{region}/"), "nguoi-chu-tri")
        assert [(name, count) for name, _, count in rows] == expected, region


def test_a_commune_lists_the_items_of_the_district_it_came_from_beside_its_own(site):
    site.write("a", title="Tin của huyện", region="Bến Lức, Long An")
    site.write("b", title="Tin của xã", region="Bến Lức, Tây Ninh", date="2026-01-02T08:00:00+07:00")
    site.build()
    page = page_of(site, "/dia-phuong/xa-ben-luc-tay-ninh/")
    assert [link["href"] for link in page.select("main article h3 a")] == [
        "/tin/2026/01/tin-cua-xa/", "/tin/2022/07/tin-cua-huyen/",
    ]  # fmt: skip
    district = page_of(site, "/dia-phuong/huyen-ben-luc-long-an/")
    assert [link["href"] for link in district.select("main article h3 a")] == ["/tin/2022/07/tin-cua-huyen/"]
    other = page_of(site, "/dia-phuong/xa-my-yen-tay-ninh/")
    assert [link["href"] for link in other.select("main article h3 a")] == ["/tin/2022/07/tin-cua-huyen/"]
    assert "/feeds/" not in "".join(link["href"] for link in other.select("main a"))


def test_the_official_of_an_item_without_a_region_or_company_has_neither_list(site):
    site.write("a", chairs=["Trần B"])
    site.build()
    name = next(name for name in site.tree() if name.startswith("chu-tri/tran-b"))
    page = BeautifulSoup(site.tree()[name], "lxml")
    assert page.find(id="noi-chu-tri") is None
    assert page.find(id="nguoi-chu-tri") is None
    assert dt.date(2022, 7, 1).strftime("%Y") in page.figure.get_text()


def test_a_region_tells_under_which_name_it_was_known_before(site):
    site.write("a", region="Huế")
    site.build()
    facts = page_of(site, "/dia-phuong/hue/").select_one(".facts")
    assert "Tên trước đây Tỉnh Thừa Thiên Huế (đến 31/12/2024 )" in " ".join(facts.get_text(" ").split())
    assert "TT-Huế" not in facts.get_text()
    assert "Tên trước đây" not in page_of(site, "/dia-phuong/ca-mau/").main.get_text()
