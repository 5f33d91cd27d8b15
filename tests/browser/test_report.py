"""The editors' report in a browser: on a phone and a desk, light and dark, and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from plugins.build import Options
from plugins.build.settings import open_pelican
from plugins.desk.desk import open_desk
from plugins.desk.report.writing import write_report
from plugins.model import portal_of
from tests.browser.accessibility import broken_rules
from tests.conftest import SiteFolder


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The address of a report with something in every part."""
    folder = tmp_path_factory.mktemp("report")
    site = SiteFolder(folder)
    for year in (2024, 2025, 2026):
        for month in (1, 4, 10):
            name = f"a{year}{month}"
            place = "Bến Lức, Long An" if year < 2025 else "Tây Ninh"
            date = f"{year}-{month:02}-03"
            site.write(name, date=date, region=place, chairs=["Dương Văn Út", "Tên Rất Dài Chưa Có Trong Sổ Cán Bộ"])
    site.write(
        "nhap", title="Tin nháp có tên thật dài để xem bảng có vỡ không khi hẹp", status="draft", body="Câu  một."
    )
    site.write("giu", date="2026-11-01", publish_at="2030-01-01T06:00:00+07:00")
    site.write("hong", date="hôm qua")
    pelican = open_pelican(Options(content=site.content))
    portal = portal_of(pelican.settings)
    portal.spread = lambda work, count, *_: map(work, range(count))
    desk = open_desk(portal, pelican.settings, folder / "desk", "salt")
    return write_report(desk, folder / "bao-cao.html", 24).as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_report_breaks_no_rule_of_accessibility_and_scrolls_one_way(browser, report, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(report)
    for details in page.locator("details").all():
        details.locator("summary").click()
    assert broken_rules(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_on_paper_the_tables_are_whole_and_what_is_for_the_screen_is_gone(browser, report):
    page = browser.new_page()
    page.goto(report)
    page.emulate_media(media="print")
    expect(page.get_by_role("table")).to_have_count(page.locator("table").count())
    expect(page.locator(".sheet__contents")).to_be_hidden()
    assert len(page.pdf()) > 10_000
    page.close()


def test_the_report_asks_for_nothing_and_runs_nothing(browser, report):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report)
    assert asked == [report]
    page.close()
