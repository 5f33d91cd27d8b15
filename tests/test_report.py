"""The editors' report: what is counted, and the page that tells it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest

from plugins.build import Options
from plugins.build.executor import spread
from plugins.build.settings import open_pelican
from plugins.desk.check import check_content
from plugins.desk.desk import open_desk
from plugins.desk.explanations import find_explanation, read_explanations
from plugins.desk.keeping import DigestStore
from plugins.desk.report.figures import count_years, measure, months_before
from plugins.desk.report.page import recent_bars
from plugins.desk.report.writing import write_report
from plugins.desk.rules import RULES
from plugins.model import SiteError, portal_of
from plugins.reader.codes import CODES
from tests.desk_sample import make_portal

ROOT = Path(__file__).parents[1]


@pytest.fixture
def portal(tmp_path):
    return make_portal(tmp_path)


def put(portal, name, *head, date="2026-07-01", body="Đại biểu thảo luận, thống nhất cách làm.", category="Dân vận"):
    path = portal.config.content / "news" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"title: Tin {name}", f"date: {date}", f"category: {category}", *head]
    path.write_text("\n".join(["---", *lines, "---", body, ""]), "utf-8")
    return path


def figures_of(portal, months=6):
    outcome = check_content(portal)
    return measure(portal, outcome.digests, outcome.faults, months)


# Counting; the clock stands at 2026-07-25


def test_an_empty_content_folder_has_figures_all_the_same(portal):
    figures = figures_of(portal)
    assert (figures.published, figures.years, figures.waiting, figures.empty_months) == (0, (), (), ())
    assert [row.name for row in figures.sections] == ["Dân vận", "Thông báo"]
    assert [gap.name for gap in figures.coverage.provinces] == ["Tây Ninh"]


def test_items_are_counted_by_month_section_region_and_official(portal):
    put(portal, "a", "region: Tây Ninh", "chairs: [Dương Văn Út]")
    put(portal, "b", "region: Tây Ninh", "chairs: [Dương Văn Út, Nguyễn Văn Lạ]", date="2026-05-30")
    put(portal, "c", category="Thông báo", date="2025-11-02")
    figures = figures_of(portal)
    assert (figures.published, figures.recent) == (3, 2)
    assert [(year.year, year.total) for year in figures.years] == [(2025, 1), (2026, 2)]
    assert figures.years[1].months == (0, 0, 0, 0, 1, 0, 1, *[None] * 5)
    assert [(row.name, row.total, row.recent) for row in figures.sections] == [("Dân vận", 2, 2), ("Thông báo", 1, 0)]
    assert figures.provinces[0][:4] == ("Tây Ninh", 2, 2, dt.date(2026, 7, 1))
    assert figures.places == ()
    assert [(row.name, row.total, row.note) for row in figures.officials] == [
        ("Dương Văn Út", 2, ""),
        ("Nguyễn Văn Lạ", 1, "chưa có trong sổ cán bộ"),
    ]
    assert (figures.without_region, figures.without_chair) == (1, 1)


def test_months_without_items_are_told_in_runs(portal):
    for number, date in enumerate(["2025-11-02", "2026-02-03", "2026-07-01"]):
        put(portal, f"a{number}", date=date)
    months = [(first.isoformat()[:7], last.isoformat()[:7]) for first, last in figures_of(portal).empty_months]
    assert months == [("2025-12", "2026-01"), ("2026-03", "2026-06")]


def test_a_province_is_a_gap_from_the_day_its_newest_item_is_older_than_the_period(portal):
    put(portal, "a", "region: Tây Ninh", date="2026-01-25")
    assert figures_of(portal, 6).coverage.provinces == ()
    assert [(gap.name, gap.last) for gap in figures_of(portal, 5).coverage.provinces] == [
        ("Tây Ninh", dt.date(2026, 1, 25))
    ]


def test_units_count_as_long_as_they_stood_in_the_period(portal):
    # The district stood until 2025-06-30; its province is its own heir in the stand-in's register.
    put(portal, "a", 'region: "Bến Lức, Long An"', date="2025-06-01")
    outcome = check_content(portal)
    portal.regions.listing_ids = lambda region: (region, "tay-ninh")
    units = measure(portal, outcome.digests, (), 24).coverage.units
    assert [(unit.province, unit.covered, unit.missing) for unit in units] == [("Tây Ninh", 1, ())]
    assert measure(portal, outcome.digests, (), 6).coverage.units == ()


def test_drafts_held_and_future_items_wait_the_oldest_first_and_count_nowhere_else(portal):
    put(portal, "nhap", "status: draft", date="2026-06-25")
    put(portal, "giu", "publish_at: 2026-08-01T06:00:00+07:00", date="2026-05-01")
    put(portal, "sau", date="2026-08-02")
    figures = figures_of(portal)
    assert figures.published == 0
    assert [(item.title, item.status, item.days) for item in figures.waiting] == [
        ("Tin giu", "hẹn giờ", 85),
        ("Tin nhap", "nháp", 30),
        ("Tin sau", "hẹn giờ", -8),
    ]
    assert figures.waiting[0].due.isoformat() == "2026-08-01T06:00:00+07:00"


def test_drafts_that_lack_a_required_field_are_named_and_count_nowhere_else(site, tmp_path):
    site.write("thieu", category=None, status="draft")
    site.write("hong", date="hôm qua", category=None, status="draft")
    page, _ = report_page(site, tmp_path)
    (section,) = page.xpath("//section[@id='nhap']")
    assert [link.text for link in section.xpath(".//a")] == ["news/2022/07/thieu.md"]
    assert "1 bản nháp còn thiếu mục bắt buộc" in section.text_content()
    assert "Không có tin nháp" not in section.text_content()
    totals = dict(zip(page.xpath("//dt/text()"), page.xpath("//dd/text()"), strict=True))
    assert (totals["Tin đã đăng"], totals["Nháp, hẹn giờ"], totals["Lỗi"]) == ("0", "1", "1")


def test_files_with_faults_are_counted_and_named_and_stop_nothing(portal):
    put(portal, "a", body="Câu  một.")
    put(portal, "b", body="Câu  hai  ba.")
    put(portal, "hong", date="hôm qua")
    (portal.config.content / "news/rong.md").write_text("", "utf-8")
    (portal.config.content / "news/rac.md").write_bytes(b"\xff\xfe\x00")
    (portal.config.content / "news/bai.docx").write_bytes(b"PK")
    figures = figures_of(portal)
    assert figures.published == 2
    assert figures.unreadable == ("news/hong.md", "news/rac.md", "news/rong.md")
    assert figures.faults[0][:3] == ("W-SPACES", 3, 2)
    assert figures.faults[0].example.path == "news/a.md"
    assert (figures.errors, figures.warnings) == (3, 4)


def test_the_day_of_an_item_is_that_of_the_portal_however_it_was_kept(portal, tmp_path):
    put(portal, "a", date="2026-07-01T00:30:00+07:00")
    store = DigestStore(tmp_path / "digests", "salt")
    for _ in range(2):
        outcome = check_content(portal, store=store)
        assert measure(portal, outcome.digests, (), 6).first == dt.date(2026, 7, 1)


@pytest.mark.parametrize(
    ("day", "months", "since"),
    [
        ("2026-07-25", 6, "2026-01-25"),
        ("2026-08-31", 6, "2026-02-28"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-07-25", 24, "2024-07-25"),
    ],
)
def test_recent_months_begin_on_the_same_day_or_on_the_last_of_a_shorter_month(day, months, since):
    assert months_before(dt.date.fromisoformat(day), months).isoformat() == since


def test_a_chart_shows_two_years_and_names_the_year_in_january():
    years = count_years([dt.date(2020, 3, 1), dt.date(2026, 2, 1)], dt.date(2026, 7, 25))
    bars = recent_bars(years)
    assert len(bars) == 24
    assert (bars[0].name, bars[-1].name) == ("Tháng 8/2024", "Tháng 7/2026")
    assert [bar.label for bar in bars if len(bar.label) > 2] == ["2025", "2026"]
    assert [bar.name for bar in bars if bar.count] == ["Tháng 2/2026"]


# The page


def make_desk(site, tmp_path):
    options = Options(content=site.content, jobs=1)
    pelican = open_pelican(options)
    portal = portal_of(pelican.settings)
    portal.spread = lambda work, count, label, bounds=None: spread(1, work, count, label, bounds)
    return open_desk(portal, pelican.settings, tmp_path / "desk", "salt")


def report_page(site, tmp_path, months=6):
    file = write_report(make_desk(site, tmp_path), tmp_path / "bao cao/trang.html", months)
    text = file.read_text("utf-8")
    return lxml.html.fromstring(text), text


def test_the_page_stands_alone_and_has_its_figures_as_tables(site, tmp_path):
    site.write("a", region="Tây Ninh", date="2026-11-01", chairs=["Dương Văn Út"])
    site.write("b", date="2024-01-01", body="Câu  một.")
    page, _ = report_page(site, tmp_path)
    assert page.xpath("//script | //link | //img | //@style") == []
    captions = [caption.text_content() for caption in page.iter("caption")]
    assert len(page.xpath("//svg")) >= 5
    assert captions[0] == "Số tin mỗi tháng"
    assert "Số tin của từng chuyên mục" in captions
    assert "Theo tỉnh, thành phố ngày nay" in captions
    assert "Những người chủ trì nhiều nhất" in captions
    assert "Mỗi mã với số lần, số tệp và một ví dụ" in captions
    cells = [cell.text_content() for cell in page.xpath("//table[contains(@class, 'months')]//tbody/tr[1]/*")]
    assert cells[0] == "2026"
    assert cells[11:] == ["1", "", "1"]


def test_links_lead_to_the_files_and_to_explanations_on_the_page(site, tmp_path):
    site.write("nháp 1", status="draft", date="2026-01-01", body="Câu  một.")
    page, _ = report_page(site, tmp_path)
    folder = tmp_path / "bao cao"
    targets = {(folder / unquote(link)).resolve() for link in page.xpath("//a/@href") if not link.startswith("#")}
    assert targets == {(site.content / "news/2022/07/nháp 1.md").resolve()}
    ids = set(page.xpath("//@id"))
    inner = {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")}
    assert "W-SPACES" in inner
    assert inner <= ids
    assert len(ids) == len(page.xpath("//@id"))


def test_what_editors_wrote_cannot_become_markup(site, tmp_path):
    site.write("a", title="<script>alert(1)</script> & «b»", status="draft", chairs=["<b>Ai</b> đó"])
    page, _ = report_page(site, tmp_path)
    assert page.xpath("//script | //b") == []
    assert "<script>alert(1)</script> & «b»" in page.text_content()


@pytest.mark.parametrize("count", [0, 1])
def test_no_item_and_one_item_make_a_page(site, tmp_path, count):
    for number in range(count):
        site.write(f"a{number}", date="2026-11-01")
    page, text = report_page(site, tmp_path)
    assert page.xpath("//h1")[0].text == "Báo cáo biên tập"
    assert ("Chưa có tin nào được đăng." in text) == (count == 0)


@pytest.mark.parametrize("months", [0, -3, 10**6])
def test_months_that_make_no_sense_are_refused(site, tmp_path, months):
    with pytest.raises(SiteError, match="--months"):
        write_report(make_desk(site, tmp_path), tmp_path / "a.html", months)


def test_a_report_never_lands_among_the_content_nor_on_a_folder(site, tmp_path):
    desk = make_desk(site, tmp_path)
    for place in (site.content / "a.html", site.content / "news/a.html", tmp_path):
        with pytest.raises(SiteError):
            write_report(desk, place, 6)
    (tmp_path / "tep").write_text("x", "utf-8")
    with pytest.raises(SiteError, match=r"Không ghi được .*--output"):
        write_report(desk, tmp_path / "tep/a.html", 6)
    assert sorted(path.name for path in site.content.rglob("*.html")) == []


def test_the_task_prints_the_page_s_path_last_and_replaces_an_older_one(site, tmp_path):
    site.write("a", date="2026-11-01")
    site.write("hong", date="hôm qua")
    file = tmp_path / "bao-cao.html"
    file.write_text("cũ", "utf-8")
    command = [sys.executable, "tasks.py", "report", "--content", str(site.content), "--output", str(file)]
    result = subprocess.run(
        [*command, "--months", "12"], capture_output=True, text=True, cwd=ROOT, env=os.environ, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == str(file)
    assert "12 tháng gần đây" in file.read_text("utf-8")
    assert "news/2022/07/hong.md" in file.read_text("utf-8")


# Explanations


def test_every_code_is_explained_a_warning_made_an_error_too():
    explanations = read_explanations()
    for code in [*CODES, *(rule.code for rule in RULES)]:
        assert find_explanation(code, explanations), code
    assert find_explanation("E-SPACES", explanations).code == "W-SPACES"
    assert "<code>" in explanations["W-SPACES"].html


def test_without_the_documentation_there_are_no_explanations(tmp_path):
    assert read_explanations(tmp_path / "absent.md") == {}


def test_no_report_is_written_into_the_content_by_way_of_a_link(site, tmp_path):
    (tmp_path / "loi-tat").symlink_to(site.content)
    with pytest.raises(SiteError, match="Không đặt báo cáo trong thư mục nội dung"):
        write_report(make_desk(site, tmp_path), tmp_path / "loi-tat" / "bao-cao.html", 6)
    assert not (site.content / "bao-cao.html").exists()
