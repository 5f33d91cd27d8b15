"""The tools of an item's page, in a real browser: listening, citing, sharing, progress; also where they are refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from plugins.build import Options, build_site
from tests.browser.conftest import strict_host
from tests.browser.waiting import wait_until
from tests.browser.windows import Windows

ITEM = "/tin/2022/07/tin-thu/"
TITLE = 'Tin thử "đọc" & chép'
LONG = "Câu thứ nhất dài vừa đủ. " + "Câu tiếp theo có số 1.200 và chữ v.v trong câu; " * 6 + "rồi hết."
BODY = f"Đoạn một **đậm**.\n\n## Mục\n\n- Việc một\n- Việc hai\n\n> Lời trích.\n\n{LONG}\n"
ADDRESS = "https://cong.example.vn/tin/2022/07/tin-thu/"
CITATION = f"“{TITLE}”, Cổng tin địa phương, 01/07/2022, {ADDRESS}"

# A stand-in for the browser's voices: what is said is kept in `said`; `finish()` ends the sentence.
SPEECH = """
(() => {
  const said = (window.said = []), listeners = [];
  let voices = %s, current = null;
  window.finish = () => { const done = current; current = null; done.onend(); };
  window.fail = () => { const done = current; current = null; done.onerror({ error: "network" }); };
  window.arrive = (more) => { voices = more; listeners.forEach((listener) => listener()); };
  const speech = {
    getVoices: () => voices,
    addEventListener: (_, listener) => listeners.push(listener),
    speak(utterance) { current = utterance; said.push([utterance.text, utterance.lang]); },
    cancel() { const cut = current; current = null; said.push("cancel"); if (cut) cut.onerror({ error: "canceled" }); },
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})();
"""
VIETNAMESE = '[{ lang: "en-US", localService: true }, { lang: "vi_VN", localService: true }]'
ENGLISH = '[{ lang: "en-US", localService: true }]'


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("tools")
    item = folder / "content/news/2022/07/tin-thu.md"
    item.parent.mkdir(parents=True)
    front = (
        f"title: '{TITLE}'\nslug: tin-thu\ndate: 2022-07-01T08:00:00+07:00\ncategory: Dân vận\nsummary: Đoạn dẫn.\n"
        "source: {name: Nguồn thử}\ntags: [thẻ thử]"
    )
    item.write_text(f"---\n{front}\n---\n\n{BODY}", "utf-8")
    options = Options(content=folder / "content", output=folder / "site", jobs=1, url="https://cong.example.vn")
    build_site(options)
    with strict_host(folder / "site") as address:
        yield address


@pytest.fixture
def page(windows: Windows, host: str) -> Iterator[Page]:
    page = windows.open(base_url=host, service_workers="block")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    assert faults == []


def said(page: Page) -> list[str]:
    return [one[0] for one in page.evaluate("said") if one != "cancel"]


# Listening


@pytest.mark.parametrize("voices", ["[]", ENGLISH])
def test_without_a_voice_of_the_page_s_language_listening_is_not_offered(page, voices):
    page.add_init_script(SPEECH % voices)
    page.goto(ITEM)
    expect(page.get_by_role("button", name="In trang")).to_be_visible()
    expect(page.get_by_role("button", name="Nghe bài")).to_have_count(0)
    expect(page.locator("[data-listen]")).to_be_hidden()


def test_without_speech_synthesis_listening_is_not_offered(page):
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined })")
    page.goto(ITEM)
    expect(page.get_by_role("button", name="Chép trích dẫn")).to_be_visible()
    expect(page.get_by_role("button", name="Nghe bài")).to_have_count(0)


def test_a_voice_that_is_found_late_is_offered_and_nothing_moves(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.add_init_script(SPEECH % "[]")
    page.goto(ITEM)
    before = page.locator(".body").bounding_box()
    page.evaluate(f"arrive({VIETNAMESE})")
    expect(page.get_by_role("button", name="Nghe bài")).to_be_visible()
    assert page.locator(".body").bounding_box() == before


def test_headline_standfirst_and_text_are_read_one_after_the_other_and_nothing_else(page):
    page.add_init_script(SPEECH % VIETNAMESE)
    page.goto(ITEM)
    page.get_by_role("button", name="Nghe bài").press("Enter")
    expected = [TITLE, "Đoạn dẫn.", "Đoạn một đậm.", "Mục", "Việc một", "Việc hai", "Lời trích."]
    for count, text in enumerate(expected, 1):
        assert said(page) == expected[:count], text
        page.evaluate("finish()")
    assert said(page)[len(expected)] == "Câu thứ nhất dài vừa đủ."  # a long paragraph by sentences
    page.evaluate("finish()")
    assert "1.200" in said(page)[-1]  # a point within a number ends none
    page.evaluate("finish()")
    expect(page.get_by_role("button", name="Nghe bài")).to_be_visible()
    expect(page.get_by_role("button", name="Dừng nghe")).to_have_count(0)
    assert {one[1] for one in page.evaluate("said") if one != "cancel"} == {"vi_VN"}
    assert " ".join(said(page)[len(expected) :]) == " ".join(LONG.split())


def test_listening_can_be_paused_resumed_where_it_was_and_stopped(page):
    page.add_init_script(SPEECH % VIETNAMESE)
    page.goto(ITEM)
    page.get_by_role("button", name="Nghe bài").press("Enter")
    page.evaluate("finish()")
    page.get_by_role("button", name="Tạm dừng").press("Enter")
    assert page.evaluate("said.at(-1)") == "cancel"
    resume = page.get_by_role("button", name="Nghe tiếp")
    expect(resume).to_be_focused()
    resume.press("Enter")
    assert said(page) == [TITLE, "Đoạn dẫn.", "Đoạn dẫn."]
    page.get_by_role("button", name="Dừng nghe").press("Enter")
    start = page.get_by_role("button", name="Nghe bài")
    expect(start).to_be_focused()
    start.press("Enter")
    assert said(page)[-1] == TITLE


def test_a_voice_that_fails_ends_the_reading(page):
    page.add_init_script(SPEECH % VIETNAMESE)
    page.goto(ITEM)
    page.get_by_role("button", name="Nghe bài").click()
    page.evaluate("fail()")
    expect(page.get_by_role("button", name="Nghe bài")).to_be_visible()


def test_the_voice_falls_silent_when_the_reader_leaves(page):
    page.add_init_script(SPEECH % VIETNAMESE)
    page.goto(ITEM)
    page.get_by_role("button", name="Nghe bài").click()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate("said.at(-1)") == "cancel"


# Copying and sharing

CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { %s } } });"


def test_a_citation_names_headline_publisher_date_and_address(page):
    page.add_init_script(CLIPBOARD % "window.copied = text;")
    page.goto(ITEM)
    page.get_by_role("button", name="Chép trích dẫn").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Đã chép.")
    assert page.evaluate("copied") == CITATION
    expect(page.get_by_label("Dòng để chép")).to_be_hidden()


@pytest.mark.parametrize(
    "clipboard",
    [CLIPBOARD % "throw new Error('no');", "Object.defineProperty(navigator, 'clipboard', { value: undefined });"],
    ids=["refused", "missing"],
)
def test_where_the_clipboard_is_refused_the_text_stands_ready_to_be_copied_by_hand(page, clipboard):
    page.add_init_script(clipboard)
    page.goto(ITEM)
    page.get_by_role("button", name="Chép trích dẫn").press("Enter")
    field = page.get_by_label("Dòng để chép")
    expect(field).to_be_focused()
    expect(field).to_have_value(CITATION)
    assert page.evaluate("String(getSelection()) || document.activeElement.selectionEnd") in (CITATION, len(CITATION))
    expect(page.get_by_role("status")).to_contain_text("không cho chép tự động")


def test_the_ways_to_share_are_ordinary_links_to_the_public_address(page):
    page.add_init_script(CLIPBOARD % "window.copied = text;")
    page.goto(ITEM)
    links = page.locator("[data-share] a")
    expect(links.first).to_be_hidden()
    page.get_by_text("Chia sẻ", exact=True).press("Enter")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert [address.split("?")[0] for address in addresses] == [
        "mailto:",
        "https://www.facebook.com/sharer/sharer.php",
        "https://zalo.me/share",
    ]
    assert all("https%3A//cong.example.vn/tin/2022/07/tin-thu/" in address for address in addresses)
    page.get_by_role("button", name="Chép địa chỉ").click()
    expect(page.get_by_role("status")).to_have_text("Đã chép.")
    assert page.evaluate("copied") == ADDRESS


def test_the_links_to_share_open_without_a_script(windows, host):
    page = windows.open(base_url=host, java_script_enabled=False)
    page.goto(ITEM)
    page.get_by_text("Chia sẻ", exact=True).click()
    expect(page.get_by_role("link", name="Chia sẻ qua Zalo")).to_be_visible()
    for name in ("Chép địa chỉ", "Lưu bài", "Nghe bài", "Chép trích dẫn"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_a_device_that_can_share_does_so_itself(page):
    page.add_init_script("navigator.share = async (data) => { window.shared = data; };")
    page.goto(ITEM)
    page.get_by_role("button", name="Chia sẻ").press("Enter")
    assert page.evaluate("shared") == {"title": TITLE, "url": ADDRESS}


@pytest.mark.parametrize(("error", "opens"), [("AbortError", False), ("NotAllowedError", True)])
def test_where_sharing_fails_the_links_stand_in(page, error, opens):
    page.add_init_script(f"navigator.share = async () => {{ throw new DOMException('no', '{error}'); }};")
    page.goto(ITEM)
    page.get_by_role("button", name="Chia sẻ").click()
    expect(page.get_by_role("link", name="Gửi qua thư")).to_have_count(1 if opens else 0)


# Size of text, progress


def test_the_text_size_goes_up_and_down_by_keyboard_and_says_where_it_ends(page):
    page.goto(ITEM)
    larger = page.get_by_role("button", name="Chữ lớn hơn")
    sizes = []
    for _ in range(4):
        sizes.append(page.locator(".body p").first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)"))
        larger.press("Enter")
    assert sizes == sorted(set(sizes))
    expect(larger).to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize(("motion", "count"), [("no-preference", 1), ("reduce", 0)])
def test_a_line_shows_how_far_the_text_is_read_unless_motion_is_unwanted(windows, host, motion, count):
    page = windows.open(base_url=host, reduced_motion=motion, viewport={"width": 360, "height": 400})
    page.goto(ITEM)
    running = "document.getAnimations().filter((one) => one.animationName === 'reading').length"
    assert page.evaluate(running) == count
    if count:
        width = "parseFloat(getComputedStyle(document.querySelector('.bar'), '::after').transform.split('(')[1])"
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        assert page.evaluate(width) == 0
        page.evaluate("document.querySelector('.more').scrollIntoView({ block: 'end', behavior: 'instant' })")
        wait_until(page, lambda: page.evaluate(width) > 0.9, "the line does not reach the end")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_the_tools_get_ready(page, width):
    page.set_viewport_size({"width": width, "height": 740})
    page.add_init_script(
        "window.moved = 0;"
        "new PerformanceObserver((list) => { for (const one of list.getEntries()) moved += one.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page.add_init_script(SPEECH % "[]")
    page.goto(ITEM)
    page.evaluate(f"arrive({VIETNAMESE})")
    page.wait_for_timeout(300)
    assert page.evaluate("moved") <= 0.01


def test_a_link_below_the_text_leads_back_to_the_top(page):
    page.set_viewport_size({"width": 360, "height": 400})
    page.goto(ITEM)
    page.locator("article").get_by_role("link", name="Lên đầu trang").click()
    expect(page.locator("h1")).to_be_in_viewport()


def test_the_voice_is_that_of_the_text_and_the_tools_speak_the_language_of_the_page(windows, english):
    with strict_host(english) as host:
        page = windows.open(base_url=host)
        page.add_init_script(SPEECH % VIETNAMESE)
        page.goto("/tin/2022/07/ben-luc-so-ket-cong-tac-dan-van-nua-dau-nam-2022/")
        page.get_by_role("button", name="Listen").click()
        assert page.evaluate("said.at(-1)[1]").startswith("vi")  # its text is Vietnamese whatever the tools speak
        page.goto("/en/tin/2026/11/what-the-front-page-and-a-news-page-hold/")
        for name in ("Save", "Print", "Copy citation", "Listen"):
            expect(page.get_by_role("button", name=name)).to_have_count(1)
        expect(page.get_by_text("Reading time:")).to_be_visible()
        page.get_by_role("button", name="Listen").click()
        assert page.evaluate("said.at(-1)[1]") == "en-US"
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="View saved items").click()
        expect(page.get_by_role("heading", level=1, name="Saved items")).to_be_visible()
        expect(page.locator("[data-saved-list] button")).to_have_text(["Remove"])
