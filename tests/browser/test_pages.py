"""What readers do on the pages of the sample site, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from plugins.build import Options
from tests.browser.accessibility import broken_rules
from tests.browser.conftest import strict_host
from tests.browser.windows import Windows

ITEM = "/tin/2022/07/ben-luc-so-ket-cong-tac-dan-van-nua-dau-nam-2022/"
PAGES = {
    "home": "/",
    "item": ITEM,
    "category": "/chuyen-muc/dan-van/",
    "tag": "/the/dan-van-kheo/",
    "region": "/dia-phuong/tay-ninh/",
    "former region": "/dia-phuong/huyen-ben-luc-long-an/",
    "region without items": "/dia-phuong/ca-mau/",
    "official": "/chu-tri/duong-van-ut/",
    "author": "/tac-gia/viet-hang/",
    "authors": "/tac-gia/",
    "archive": "/luu-tru/",
    "year": "/luu-tru/2022/",
    "month": "/luu-tru/2022/07/",
    "calendar": "/lich/2022/06/",
    "calendar of all months": "/lich/",
    "document": "/van-ban/217-qd-tw/",
    "documents": "/van-ban/",
    "regions": "/dia-phuong/",
    "officials": "/chu-tri/",
    "tags": "/the/",
    "categories": "/chuyen-muc/",
    "guide": "/huong-dan-bien-tap/",
    "corrections": "/dinh-chinh/",
    "search": "/tim-kiem/?q=dan+van",
    "saved": "/da-luu/",
    "offline": "/ngoai-tuyen/",
    "not found": "/404.html",
    "english front": "/en/",
    "english item": "/en/tin/2026/11/what-the-front-page-and-a-news-page-hold/",
    "original of an english item": "/tin/2026/11/trang-nhat-va-trang-tin-co-gi/",
}


@dataclass
class Visit:
    """A page that several tests look at, with all that it asked for and what it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module", params=PAGES)
def visit(request: pytest.FixtureRequest, browser: Browser, sample: str) -> Iterator[Visit]:
    context = browser.new_context()
    visit = Visit(context.new_page())
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on("console", lambda said: visit.errors.append(said.text) if said.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.goto(sample + PAGES[request.param])
    visit.page.wait_for_load_state("networkidle")
    yield visit
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule_of_wcag_22_aa(visit: Visit, scheme: str) -> None:
    visit.page.set_viewport_size({"width": 1280, "height": 720})
    visit.page.emulate_media(color_scheme=scheme)
    assert broken_rules(visit.page) == []


def test_no_page_scrolls_sideways(visit: Visit) -> None:
    for width in (320, 360, 768, 1280, 1920):
        visit.page.set_viewport_size({"width": width, "height": 800})
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_needs_nothing_but_the_site_s_own_files_and_reports_no_error(visit: Visit, sample: str) -> None:
    assert [url for url in visit.requests if not url.startswith(sample)] == []
    assert visit.errors == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_without_a_script(windows: Windows, sample: str, name: str) -> None:
    page = windows.open(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.goto(sample + PAGES[name])
    expect(page.locator("h1")).to_be_visible()
    assert len(page.locator("main").inner_text()) > 40
    for label in ("In trang", "Chép địa chỉ", "A+"):
        expect(page.get_by_role("button", name=label)).to_have_count(0)


def test_on_a_phone_without_a_script_the_button_opens_the_sections(windows: Windows, sample: str) -> None:
    page = windows.open(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.goto(sample + ITEM)
    section = page.locator(".bar__sections").get_by_role("link", name="Kinh tế")
    expect(section).to_be_hidden()
    page.locator(".bar__menu").click()
    section.click()
    expect(page).to_have_url(sample + "/chuyen-muc/kinh-te/")


def test_the_text_size_a_reader_chooses_is_remembered_on_other_pages(page: Page, sample: str) -> None:
    page.goto(sample + ITEM)
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    paragraph = page.locator(".body p").first
    before = paragraph.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    page.get_by_role("button", name="Chữ lớn hơn").click()
    larger = paragraph.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert larger > before
    page.goto(sample + "/huong-dan-bien-tap/")
    page.goto(sample + ITEM)
    assert page.locator(".body p").first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") == larger
    page.get_by_role("button", name="Cỡ chữ thường").click()
    assert page.locator(".body p").first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") == before
    assert page.evaluate(size) > 0


def test_a_browser_that_refuses_storage_still_changes_the_text_size(page: Page, sample: str) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})")
    page.goto(sample + ITEM)
    paragraph = page.locator(".body p").first
    before = paragraph.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    page.get_by_role("button", name="Chữ lớn hơn").click()
    assert paragraph.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") > before


def test_the_first_tab_stop_leads_past_the_navigation(page: Page, sample: str) -> None:
    page.goto(sample + ITEM)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_be_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash.length") > 1
    assert page.evaluate("document.querySelector(location.hash).closest('main') !== null")


def test_every_control_that_has_the_focus_shows_it(page: Page, sample: str) -> None:
    page.goto(sample + ITEM)
    for _ in range(25):
        page.keyboard.press("Tab")
        visible = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 })()"
        )
        assert visible, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_the_printed_page_keeps_text_source_and_address_and_leaves_out_the_controls(page: Page, sample: str) -> None:
    page.goto(sample + ITEM)
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text("Cổng thông tin huyện Bến Lức").first).to_be_visible()
    expect(page.get_by_text(ITEM).first).to_be_visible()
    for label in ("Chữ lớn hơn", "In trang", "Tìm"):
        expect(page.get_by_role("button", name=label)).to_have_count(0)
    expect(page.get_by_role("navigation")).to_have_count(0)


@pytest.mark.parametrize(("address", "part"), [(ITEM, ".item__meta"), ("/chuyen-muc/dan-van/", ".day__date")])
def test_what_stays_in_view_on_a_screen_keeps_its_place_on_paper(page: Page, sample: str, address: str, part: str):
    """Printed after scrolling, it would cover the text."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(sample + address)
    position = f"getComputedStyle(document.querySelector('{part}')).position"
    assert page.evaluate(position) == "sticky"
    page.emulate_media(media="print")
    assert page.evaluate(position) == "static"


def test_the_printed_map_is_read_without_its_colours(page: Page, sample: str) -> None:
    page.goto(sample + "/dia-phuong/")
    page.emulate_media(media="print")
    for tile in page.locator(".tile a").all():
        assert tile.evaluate("node => getComputedStyle(node).color") == "rgb(0, 0, 0)"


def test_the_print_button_prints(page: Page, sample: str) -> None:
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(sample + ITEM)
    page.get_by_role("button", name="In trang").click()
    assert page.evaluate("window.printed")


def test_today_is_written_in_full_and_in_vietnamese(page: Page, sample: str) -> None:
    page.clock.set_fixed_time("2026-11-20T03:00:00Z")
    page.goto(sample + "/")
    expect(page.get_by_text("Thứ Sáu, ngày 20 tháng 11 năm 2026")).to_be_visible()


def test_the_search_field_of_any_page_leads_to_results(page: Page, sample: str) -> None:
    page.goto(sample + ITEM)
    page.get_by_role("searchbox").first.fill("duong van ut")
    page.keyboard.press("Enter")
    expect(page.locator("[data-search-results] a").first).to_have_attribute("href", ITEM)


def test_a_picture_has_its_place_before_it_is_loaded(page: Page, sample: str) -> None:
    page.route("**/images/**", lambda route: route.abort())
    page.goto(sample + ITEM)
    assert page.locator("main img").first.evaluate("node => node.width && node.getAttribute('height') > 0")


def test_the_interface_is_english_where_the_settings_say_so(english: Path, page: Page) -> None:
    page.goto((english / ITEM.strip("/") / "index.html").as_uri())
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_text("Friday, 1 July 2022, 14:43 (GMT+7)").first).to_be_visible()
    for vietnamese in ("Chủ trì", "Diễn ra", "Nguồn:", "Lên đầu trang", "Tra cứu"):
        expect(page.get_by_text(vietnamese, exact=True)).to_have_count(0)


# The calendar

MONTH = "/lich/2022/06/"


def test_the_calendar_is_a_grid_on_a_wide_screen_and_a_list_of_days_with_events_on_a_phone(
    page: Page, sample: str
) -> None:
    page.goto(sample + MONTH)
    day, empty = page.locator("#ngay-30"), page.get_by_role("cell", name="29", exact=True)
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("columnheader", name="Thứ Năm")).to_be_visible()
    expect(empty).to_be_visible()
    assert day.bounding_box()["width"] < 250  # type: ignore[index]
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.get_by_role("columnheader")).to_have_count(0)
    expect(empty).to_have_count(0)
    expect(day.get_by_text("Thứ Năm, 30/06/2022")).to_be_visible()
    assert day.bounding_box()["width"] > 300  # type: ignore[index]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_calendar_stays_a_table_for_those_who_hear_it(page: Page, sample: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(sample + MONTH)
    table = page.get_by_role("table", name="Lịch sự kiện tháng 6/2022")
    expect(table).to_have_count(1)
    expect(
        table.get_by_role("row").filter(has=page.locator("#ngay-30")).get_by_role("cell").filter(has_text="Bến Lức")
    ).to_have_count(1)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_tab_key_walks_the_calendar_from_the_way_to_other_months_through_its_events_in_their_order(
    page: Page, sample: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(sample + MONTH)
    links = page.locator("main :is(nav.calendar-ways, table) a")
    expected = links.evaluate_all("nodes => nodes.map(node => node.href)")
    assert len(expected) == 4
    links.first.focus()
    walked = []
    for _ in expected:
        walked.append(page.evaluate("document.activeElement.href"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        page.keyboard.press("Tab")
    assert walked == expected


def test_the_day_of_the_event_leads_from_an_item_to_its_place_in_the_calendar(page: Page, sample: str) -> None:
    page.goto(sample + ITEM)
    page.get_by_role("link", name="Thứ Năm, 30/06/2022").click()
    expect(page).to_have_url(sample + MONTH + "#ngay-30")
    expect(page.locator("#ngay-30").get_by_role("link", name="Bến Lức sơ kết")).to_be_in_viewport()


def test_a_document_named_in_a_text_leads_to_the_items_that_name_it(page: Page, sample: str) -> None:
    page.goto(sample + "/tin/2022/06/kiem-tra-cong-tac-dan-van-tai-nam-huyen-cua-tp-hcm/")
    page.locator(".body").get_by_role("link", name="217-QĐ/TW").click()
    expect(page).to_have_url(sample + "/van-ban/217-qd-tw/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quyết định số 217-QĐ/TW")
    expect(page.get_by_role("link", name="Kiểm tra công tác dân vận")).to_be_visible()


def test_the_figures_of_an_official_s_years_open_without_a_script(windows: Windows, sample: str) -> None:
    page = windows.open(java_script_enabled=False)
    page.goto(sample + "/chu-tri/duong-van-ut/")
    expect(page.locator("main figure svg rect").first).to_be_visible()
    table = page.get_by_role("table", name="Số tin chủ trì theo năm diễn ra")
    expect(table).to_have_count(0)
    page.get_by_text("Bảng số liệu").click()
    expect(table.get_by_role("row", name="2022 1")).to_be_visible()


@pytest.fixture(scope="session")
def preview(fill_once: Callable[..., Path], build_sample: Callable[[Options], None]) -> Iterator[str]:
    """The address of the sample site as `serve` builds it."""
    folder = fill_once("preview", lambda folder: build_sample(Options(output=folder / "site", jobs=1, drafts=True)))
    with strict_host(folder / "site") as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_block_breaks_a_rule_of_wcag_22_aa_in_any_of_its_states(
    windows: Windows, preview: str, width: int, scheme: str
) -> None:
    page = windows.open(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(f"{preview}/mau/")
    # Rules of best practice speak of whole pages: one banner, one footer, headings without a gap.
    assert broken_rules(page, best_practice=False) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
