"""Under `serve` the faults of an item stand beside the places they concern, or above the text on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import broken_rules
from tests.browser.serving import serve
from tests.browser.waiting import wait_until
from tests.conftest import SiteFolder

MARGIN = """
from plugins.desk.margin.answering import ADDRESS, SCRIPT, Margin
from plugins.tasks import joining
joining.CACHE = plugins.build.CACHE
routes[ADDRESS] = Margin(partial(joining.open_desk, options)).answer
scripts.append(SCRIPT)
"""
BODY = """Đoạn đầu **không** có gì sai, kể về hội nghị của huyện.

Đoạn hai có  hai dấu cách, và [liên kết](/tin/2022/07/tin-a/) ở giữa.

- Mục một bình thường
- Mục hai ghi của của công tác

Câu cuối, cũng không có gì sai cả."""
FRONT = {"title": ".Tin a", "slug": "tin-a", "status": "draft", "summary": "Sapo của tin.", "chairs": ["Dương văn Út"]}


@pytest.fixture(scope="module")
def module_site(tmp_path_factory):
    return SiteFolder(tmp_path_factory.mktemp("margin"))


@pytest.fixture(scope="module")
def address(module_site):
    module_site.write("a", body=BODY, **FRONT)
    module_site.write("b", body="Câu không có gì sai.", title="Tin b")
    with serve(module_site, MARGIN) as address:
        yield address


@pytest.fixture
def open_item(browser, address):
    contexts = []

    def open_(width=1280, name="tin-a", **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        with page.expect_response(lambda answer: "among" in answer.url):
            page.goto(f"{address}/tin/2022/07/{name}/")
        return page

    yield open_
    for context in contexts:
        context.close()


def marked(page):
    """How the marked places begin."""
    return sorted(" ".join(text.split()[:2]) for text in page.locator("[data-faults]").all_text_contents())


def note(page, code):
    return page.locator(".faults__note").filter(has_text=code)


def test_each_fault_stands_beside_its_place_with_message_and_hint(open_item):
    page = open_item()
    expect(page.get_by_role("heading", name="Cần xem lại: 4 chỗ")).to_be_visible()
    assert marked(page) == [".Tin a", "Chủ trì", "Mục hai", "Đoạn hai"]
    spaces = note(page, "W-SPACES")
    expect(spaces).to_contain_text("giữ một dấu cách")
    place = page.get_by_text("Đoạn hai có")
    beside, text = spaces.bounding_box(), place.bounding_box()
    assert beside["x"] >= text["x"] + text["width"]
    doubled, item = note(page, "W-DOUBLED").bounding_box(), page.get_by_text("Mục hai ghi").bounding_box()
    assert doubled["y"] >= beside["y"] + beside["height"]
    assert doubled["y"] >= item["y"] - 1


def test_the_built_pages_know_nothing_of_it(open_item, module_site):
    open_item()
    pages = list((module_site.content.parent / "served").rglob("*.html"))
    assert pages
    assert not [page for page in pages if b"/-/faults" in page.read_bytes()]


def test_on_a_phone_the_faults_are_a_list_above_the_text_and_lead_to_their_places(open_item):
    page = open_item(360)
    notes = page.locator(".faults__note")
    expect(notes).to_have_count(4)
    tops = [box["y"] for box in (notes.nth(number).bounding_box() for number in range(4))]
    assert tops == sorted(tops)
    assert tops[-1] < page.locator(".item__text").bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    note(page, "W-DOUBLED").get_by_role("link", name="dòng").click()
    expect(page.get_by_text("Mục hai ghi")).to_be_in_viewport()


def test_a_code_leads_to_its_explanation(open_item):
    page = open_item()
    with page.expect_popup() as opened:
        note(page, "W-SPACES").get_by_role("link", name="W-SPACES").click()
    explanation = opened.value
    expect(explanation.locator("#W-SPACES")).to_be_in_viewport()
    assert broken_rules(explanation) == []


def test_the_notes_can_be_put_away_and_stay_away(open_item):
    page = open_item()
    page.get_by_role("button", name="Ẩn").click()
    expect(page.locator(".faults__note").first).to_be_hidden()
    side, text = page.locator(".item__side").bounding_box(), page.locator(".item__text").bounding_box()
    assert side["x"] > text["x"] + text["width"] / 2  # the page as readers will see it
    with page.expect_response(lambda answer: "among" in answer.url):
        page.reload()
    expect(page.get_by_role("button", name="Hiện")).to_be_visible()
    expect(page.locator(".faults__note").first).to_be_hidden()
    page.get_by_role("button", name="Hiện").click()
    expect(page.locator(".faults__note").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_notes_break_no_rule_of_accessibility(open_item, width, scheme):
    page = open_item(width, color_scheme=scheme)
    expect(page.locator(".faults__note")).to_have_count(4)
    assert broken_rules(page) == []


def test_an_item_without_faults_has_no_notes_and_a_listing_asks_for_none(open_item, address):
    page = open_item(name="tin-b")
    expect(page.locator(".faults")).to_have_count(0)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/chuyen-muc/dan-van/")
    assert not [url for url in asked if "/-/faults?" in url]


def test_what_an_editor_wrote_is_shown_as_text(open_item, module_site, address):
    module_site.write("c", title="Tin c", chairs=["<img src=x onerror=alert(1)>"], status="draft", body="Câu  một.")
    page = open_item(name="tin-b")
    wait_until(page, lambda: page.goto(f"{address}/tin/2022/07/tin-c/").status == 200, "the new item is not served")
    expect(note(page, "W-CHAIR")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator(".faults img").count() == 0


def test_a_mended_fault_goes_after_the_save(open_item, module_site):
    page = open_item()
    expect(note(page, "W-SPACES")).to_have_count(1)
    module_site.write("a", body=BODY.replace("  ", " "), **FRONT)
    expect(page.get_by_role("heading", name="Cần xem lại: 3 chỗ")).to_be_visible()
    expect(note(page, "W-SPACES")).to_have_count(0)
    module_site.write("a", body=BODY, **FRONT)
    expect(note(page, "W-SPACES")).to_have_count(1)
