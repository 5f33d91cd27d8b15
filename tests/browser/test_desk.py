"""The desk in a browser, under `serve`: write an item, give it a picture, save, change it, and see it on its page.

Decap CMS comes from the npm registry when it is first needed; where that cannot be reached, these tests are skipped.
"""

from __future__ import annotations

import http.server
import re
import shutil

import pytest
from playwright.sync_api import expect

from plugins.build.settings import PROJECT
from plugins.desk.browser.package import MissingCmsError, fetch_cms
from plugins.model import slugify
from tests.browser.conftest import strict_host
from tests.browser.serving import serve
from tests.conftest import SiteFolder

PICTURE = PROJECT / "content/images/kenh-hau-giang.png"
PATIENCE = 30_000
DESK = """
from plugins.desk.browser.local import LocalDesk
routes["/bien-tap/"] = LocalDesk(partial(plugins.build.open_portal, options), say).answer
"""
KEPT = """---
title: "Tin cũ"   # viết từ trước
# Giờ do người viết nhớ lại.
date: 2026-03-01T08:00:00+07:00
category: 'Dân vận'
chairs:
  - Dương Văn Út
  - {name: Người Chủ Trì, position: Trưởng ban}
region: Tây Ninh
---

Câu đầu với [liên kết](https://example.vn/).

1. Một
2. Hai
"""
OTHER = KEPT.replace("Tin cũ", "Tin khác")
LISTS = """---
title: Tin có danh sách
date: 2026-03-02
category: Dân vận
cover: images/anh.png
---

Câu đầu.

- một
    - trong một

1. hai
    1. trong hai

Dòng một  
dòng hai.

![Tranh](images/anh.png "Kênh. Ảnh: Người Chụp")
"""  # noqa: W291 - two spaces end a line


@pytest.fixture(scope="module", autouse=True)
def cms():
    try:
        return fetch_cms()
    except MissingCmsError as error:
        pytest.skip(f"Decap CMS is not to be had: {error}")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = SiteFolder(tmp_path_factory.mktemp("desk"))
    site.write_raw("tin-cu", KEPT, folder="2026/03")
    site.write_raw("tin-khac", OTHER, folder="2026/03")
    site.write_raw("danh-sach", LISTS, folder="2026/03")
    (site.content / "images").mkdir()
    shutil.copy(PICTURE, site.content / "images/anh.png")
    return site


@pytest.fixture(scope="module")
def address(site):
    with serve(site, DESK) as address:
        yield address


@pytest.fixture
def desk(browser, address):
    """A page of the desk that notes what it should not do: ask other hosts, break its policy, fail."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 1000}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.troubles = []
    page.on("request", lambda request: note_foreign(page, request.url, address))
    page.on("console", lambda said: said.type == "error" and page.troubles.append(said.text))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    yield page
    context.close()


def note_foreign(page, url, address):
    if not url.startswith((f"{address}/", f"blob:{address}/", "data:")):
        page.troubles.append(f"asked {url}")


def is_save(answer):
    return "/bien-tap/api" in answer.url and "persistEntry" in (answer.request.post_data or "")


def save(page):
    with page.expect_response(is_save, timeout=PATIENCE) as answer:
        page.get_by_role("button", name="Lưu", exact=True).click()
        page.get_by_text("Lưu vào máy").click()
    assert answer.value.ok, answer.value.text()
    expect(page.get_by_text("Thay đổi đã được lưu")).to_be_visible(timeout=PATIENCE)


def type_text(page, text):
    """The rich text tells its form of a change a moment later: until then the preview does not have it."""
    page.keyboard.type(text)
    expect(page.frame_locator("iframe").get_by_text(text.strip())).to_be_visible(timeout=PATIENCE)


def test_an_item_is_written_with_a_picture_saved_changed_and_seen_on_its_page(desk, address, site, browser):
    desk.goto(f"{address}/bien-tap/")
    desk.get_by_text("Viết tin mới").click(timeout=PATIENCE)
    desk.locator("input[id^=title]").fill("Đồng chí chủ trì hội nghị")
    desk.get_by_label("Địa phương 1").fill("ben luc, tay")
    desk.get_by_role("button", name="Bến Lức, Tây Ninh", exact=True).click()
    desk.locator("input[id^=category]").fill("Dân vận")
    desk.keyboard.press("Enter")
    desk.get_by_label("Họ và tên").fill("Dương Văn Út")
    desk.locator("textarea[id^=summary]").fill("Một câu dẫn.")
    desk.locator("[data-slate-editor]").click()
    type_text(desk, "Câu đầu của bài.")
    desk.get_by_role("button", name="Chọn một hình").click()
    desk.locator("input[type=file]").first.set_input_files(PICTURE)
    desk.get_by_role("button", name="Lấy những cái đã chọn").click()
    desk.locator("input[id^=alt]").fill("Kênh giữa đồng")
    desk.locator("input[id^=caption]").fill("Kênh nhìn từ trên cao.")
    save(desk)

    (path,) = (site.content / "news").rglob("dong-chi*.md")
    assert path.name == "dong-chi-chu-tri-hoi-nghi.md"
    text = path.read_text("utf-8")
    assert re.search(r"^date: '?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00'?$", text, re.MULTILINE)
    assert "status: draft" in text
    assert f"slug: {slugify('Đồng chí chủ trì hội nghị')}\n" in text
    assert (site.content / "images/kenh-hau-giang.png").read_bytes() == PICTURE.read_bytes()

    reader = browser.new_page()
    year_month = re.search(r"date: '?(\d{4})-(\d\d)", text)
    reader.goto(f"{address}/tin/{year_month[1]}/{year_month[2]}/dong-chi-chu-tri-hoi-nghi/")
    expect(reader.get_by_role("heading", name="Đồng chí chủ trì hội nghị")).to_be_visible(timeout=PATIENCE)
    expect(reader.get_by_text("Câu đầu của bài.")).to_be_visible()
    expect(reader.get_by_role("img", name="Kênh giữa đồng")).to_be_visible()

    desk.locator("input[id^=title]").fill("Đồng chí chủ trì hội nghị tổng kết")
    save(desk)
    expect(reader.get_by_role("heading", name="hội nghị tổng kết")).to_be_visible(timeout=PATIENCE)
    reader.close()
    assert desk.troubles == []


def test_an_edit_leaves_the_rest_of_the_file_as_it_was(desk, address, site):
    desk.goto(f"{address}/bien-tap/#/collections/tin-2026/entries/03/tin-cu")
    expect(desk.locator("input[id^=title]")).to_have_value("Tin cũ", timeout=PATIENCE)
    desk.locator("textarea[id^=summary]").fill("Câu dẫn mới.")
    save(desk)
    path = site.content / "news/2026/03/tin-cu.md"
    assert path.read_text("utf-8") == KEPT.replace("---\n\n", "summary: Câu dẫn mới.\n---\n\n")
    assert desk.troubles == []


def test_a_change_in_the_text_keeps_lists_in_lists_line_ends_and_captions(desk, address, site):
    desk.goto(f"{address}/bien-tap/#/collections/tin-2026/entries/03/danh-sach")
    desk.locator("[data-slate-editor]").get_by_text("Câu đầu.").click(timeout=PATIENCE)
    desk.wait_for_timeout(500)  # the rich text follows the selection a moment later
    desk.keyboard.press("End")
    desk.wait_for_timeout(500)
    type_text(desk, " Câu hai.")
    save(desk)
    text = (site.content / "news/2026/03/danh-sach.md").read_text("utf-8")
    assert "Câu đầu. Câu hai." in text, text
    assert re.search(r"^    [*-] trong một$", text, re.MULTILINE)
    assert re.search(r"^    1\. trong hai$", text, re.MULTILINE)
    assert "Dòng một  \ndòng hai." in text
    assert '![Tranh](images/anh.png "Kênh. Ảnh: Người Chụp")' in text
    assert desk.troubles == []


def test_a_change_elsewhere_is_not_overwritten_and_the_editor_is_told(desk, address, site):
    desk.goto(f"{address}/bien-tap/#/collections/tin-2026/entries/03/tin-khac")
    expect(desk.locator("input[id^=title]")).to_have_value("Tin khác", timeout=PATIENCE)
    elsewhere = OTHER.replace("Câu đầu", "Câu sửa ở nơi khác")
    path = site.write_raw("tin-khac", elsewhere, folder="2026/03")
    desk.locator("input[id^=title]").fill("Tin sửa ở bàn biên tập")
    desk.get_by_role("button", name="Lưu", exact=True).click()
    desk.get_by_text("Lưu vào máy").click()
    expect(desk.get_by_text("đã được sửa ở nơi khác")).to_be_visible(timeout=PATIENCE)
    assert path.read_text("utf-8") == elsewhere


def test_the_cms_refuses_a_configuration_that_its_schema_does_not_allow(desk, address):
    """So that the other tests mean something: Decap validates what it is given."""

    def spoil(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("create: true", "create: perhaps"))

    desk.route("**/config.yml", spoil)
    desk.goto(f"{address}/bien-tap/")
    expect(desk.get_by_text("create")).to_be_visible(timeout=PATIENCE)
    expect(desk.get_by_text("boolean")).to_be_visible()


class Host(http.server.SimpleHTTPRequestHandler):
    """A static host without a policy of its own; a stricter one for the whole site would keep the CMS from running."""

    def log_message(self, *_):
        pass


def test_the_published_desk_asks_to_sign_in_at_the_repository_s_service_and_asks_nobody_else(
    browser, tmp_path, monkeypatch
):
    monkeypatch.setattr("plugins.build.CACHE", tmp_path / "cache")
    site = SiteFolder(tmp_path)
    site.write("a")
    settings = tmp_path / "settings.py"
    setting = {"name": "gitlab", "repo": "to-chuc/cong-tin", "auth_type": "pkce", "app_id": "x"}
    settings.write_text(
        f"from pelicanconf import *\nTHEME = {str(PROJECT / 'theme')!r}\nPORTAL_DESK = {setting!r}\n", "utf-8"
    )
    shutil.copytree(PROJECT / "content/vocabulary", tmp_path / "content/vocabulary", dirs_exist_ok=True)
    site.build(settings=settings)
    with strict_host(site.output, Host) as address:
        page = browser.new_page()
        troubles = []
        page.on("requestfinished", lambda request: request.url.startswith(address) or troubles.append(request.url))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(f"{address}/bien-tap/")
        expect(page.get_by_role("button", name="Đăng nhập bằng GitLab")).to_be_visible(timeout=PATIENCE)
        assert page.locator("html").get_attribute("lang") == "vi"
        assert troubles == []
        page.close()
