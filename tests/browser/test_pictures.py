"""What readers get of pictures: few bytes, no jump, a colour before the picture, a gallery, the JPEG on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from plugins.build import Options, build_site
from tests.browser.accessibility import broken_rules
from tests.browser.conftest import strict_host
from tests.browser.waiting import wait_until
from tests.browser.windows import Windows
from tests.conftest import NOW, SiteFolder
from tests.photographs import draw_photograph

ITEM = "/tin/2022/07/co-anh/"
MOST_BYTES = 60_000  # of pictures above the fold on a telephone
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 400);
})"""


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with an item that has a detailed photograph, a gallery of three and a picture alone."""
    site = SiteFolder(tmp_path_factory.mktemp("pictured"))
    (site.content / "images").mkdir()
    for number in range(5):
        picture = draw_photograph(number, (2400, 1600), detail=1.3)
        picture.save(site.content / "images" / f"{number}.jpg", quality=90)
    gallery = "\n".join(f'![Ảnh số {number}](images/{number}.jpg "Lời của ảnh {number}.")' for number in (1, 2, 3))
    cover = {"src": "images/0.jpg", "alt": "Quang cảnh", "caption": "Toàn cảnh hội nghị."}
    text = "\n\n".join(["Một đoạn văn để đo nhịp trang. " * 12] * 4)
    body = f"{text}\n\n{gallery}\n\n{text}\n\n![Ảnh đứng riêng](images/4.jpg 'Lời cuối.')"
    site.write("co-anh", title="Tin có ảnh", slug="co-anh", cover=cover, body=body, summary="Đoạn dẫn.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        patch.setattr("plugins.build.CACHE", site.content.parent / "cache")
        build_site(Options(content=site.content, output=site.output))
    with strict_host(site.output) as address:
        yield address


@pytest.mark.parametrize("density", [1, 2, 3])
@pytest.mark.parametrize("address", ["/", ITEM], ids=["home", "item"])
def test_a_telephone_gets_few_bytes_of_picture_above_the_fold(
    windows: Windows, pictured: str, address: str, density: int
) -> None:
    page = windows.open(viewport={"width": 360, "height": 740}, device_scale_factor=density)
    page.goto(pictured + address)
    page.wait_for_load_state("networkidle")
    shown = page.evaluate(
        """() => [...document.images].filter((image) => image.getBoundingClientRect().top < innerHeight)
            .map((image) => image.currentSrc)"""
    )
    sizes = [len(page.request.get(source).body()) for source in dict.fromkeys(shown)]
    assert shown
    assert all(source.endswith(".avif") for source in shown)
    assert sum(sizes) <= MOST_BYTES


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", ["/", ITEM, "/chuyen-muc/dan-van/"], ids=["home", "item", "listing"])
def test_nothing_moves_when_slow_pictures_arrive(page: Page, pictured: str, address: str, width: int) -> None:
    def late(route: Route) -> None:
        page.wait_for_timeout(150)
        route.continue_()

    page.set_viewport_size({"width": width, "height": 800})
    page.route("**/images/**", late)
    page.goto(pictured + address)
    page.wait_for_load_state("networkidle")
    assert page.locator("main img").first.evaluate("node => node.naturalWidth") > 0
    assert page.evaluate(SHIFTS) == 0


def test_before_it_is_there_a_picture_s_place_has_its_main_colour_under_the_strict_policy(
    page: Page, pictured: str
) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if "Policy" in message.text else None)
    page.route("**/images/**", lambda route: route.abort())
    page.goto(pictured + ITEM)
    image = page.locator("main figure img").first
    colour = image.evaluate("node => getComputedStyle(node).backgroundColor")
    assert re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", colour)
    assert colour not in {"rgb(253, 251, 246)", "rgb(0, 0, 0)"}
    box = image.bounding_box()
    assert box is not None
    assert abs(box["width"] / box["height"] - 1.5) < 0.02
    assert errors == []


def test_only_the_lead_picture_is_fetched_before_the_reader_scrolls(page: Page, pictured: str) -> None:
    page.goto(pictured + ITEM)
    images = page.locator("main img")
    assert images.nth(0).get_attribute("fetchpriority") == "high"
    assert [images.nth(number).get_attribute("loading") for number in range(5)] == [None, *["lazy"] * 4]


def test_no_rule_is_broken_and_nothing_is_blocked(page: Page, pictured: str) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(pictured + ITEM)
    page.wait_for_load_state("networkidle")
    for opened in (False, True):
        if opened:
            page.locator("[data-gallery]").first.click()
        assert broken_rules(page) == []
    assert errors == []


def test_the_gallery_opens_large_turns_and_closes_by_keyboard(page: Page, pictured: str) -> None:
    page.goto(pictured + ITEM)
    page.locator("[data-gallery]").nth(1).focus()
    page.keyboard.press("Enter")
    viewer = page.get_by_role("dialog", name="Ảnh của bài")
    image = viewer.get_by_role("img")
    expect(viewer.get_by_text("2 / 3")).to_be_visible()
    expect(viewer.get_by_text("Lời của ảnh 2.")).to_be_visible()
    expect(image).to_have_attribute("alt", "Ảnh số 2")
    page.wait_for_load_state("networkidle")
    box = image.bounding_box()
    assert box is not None
    assert box["width"] > 700
    assert box["height"] <= 900
    for key, alt in (("ArrowRight", "Ảnh số 3"), ("ArrowRight", "Ảnh số 1"), ("ArrowLeft", "Ảnh số 3")):
        page.keyboard.press(key)
        expect(image).to_have_attribute("alt", alt)
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(page.locator("[data-gallery]").nth(2)).to_be_focused()


def test_the_gallery_s_buttons_do_the_same(page: Page, pictured: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(pictured + ITEM)
    page.locator("[data-gallery]").first.click()
    viewer = page.get_by_role("dialog")
    viewer.get_by_role("button", name="Ảnh trước").click()
    expect(viewer.get_by_role("img")).to_have_attribute("alt", "Ảnh số 3")
    viewer.get_by_role("button", name="Ảnh sau").click()
    expect(viewer.get_by_role("img")).to_have_attribute("alt", "Ảnh số 1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    viewer.get_by_role("button", name="Đóng").click()
    expect(viewer).to_be_hidden()


def test_without_a_script_a_gallery_picture_leads_to_the_large_one(windows: Windows, pictured: str) -> None:
    page = windows.open(java_script_enabled=False)
    page.goto(pictured + ITEM)
    with page.expect_navigation():
        page.locator("[data-gallery]").first.click()
    assert page.url.endswith("-1600.jpg")


def test_paper_gets_the_jpeg(page: Page, pictured: str) -> None:
    page.goto(pictured + ITEM)
    lead = page.locator("main figure img").first
    assert lead.evaluate("node => node.currentSrc").endswith(".avif")
    page.emulate_media(media="print")
    wait_until(page, lambda: lead.evaluate("node => node.currentSrc").endswith(".jpg"), "paper gets another picture")
    assert b"/DCTDecode" in page.pdf()
