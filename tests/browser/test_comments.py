"""What readers and editors do with comments, in a real browser, with real nginx and real Isso behind."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from plugins.model.policy import CONTENT_SECURITY_POLICY
from tests.browser.accessibility import broken_rules
from tests.browser.windows import Windows
from tests.comment_servers import CommentSite, build_voice_site, page_of, running_site, wait_for

MOST_GROWTH = 1400  # bytes, as they are sent; with what view counts add, two kilobytes
# Which addresses the browser's caches hold.
KEPT = """async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    return (await Promise.all(caches_.map((cache) => cache.keys()))).flat().map(({url}) => new URL(url).pathname);
}"""
HOSTILE = (
    '<script>document.title = "bad"</script><img src=x onerror="document.title = \'bad\'">\n'
    "[bấm](javascript:document.title='bad') javascript:alert(1)\n\u202eabc\u202c <b>đậm</b> &lt;i&gt;"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, fill_once: Callable[..., Path]) -> Iterator[CommentSite]:
    built = fill_once("voice", build_voice_site) / "site"
    with running_site(tmp_path_factory.mktemp("comments"), built, CONTENT_SECURITY_POLICY) as running:
        yield running


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the page's console says of errors, a broken policy among them."""
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def open_comments(page: Page, site: CommentSite, number: int) -> None:
    page.goto(site.address + page_of(number))
    page.locator("#y-kien").scroll_into_view_if_needed()
    expect(page.get_by_label("Ý kiến của bạn")).to_be_visible()


def write(page: Page, text: str, name: str = "") -> None:
    page.get_by_label("Ý kiến của bạn").fill(text)
    if name:
        page.get_by_label("Tên của bạn").fill(name)
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_text("Ý kiến đang chờ duyệt")).to_be_focused()


def approve(page: Page, site: CommentSite, text: str) -> None:
    """As an editor does, on the page that the link leads to."""
    page.goto(site.review_link())
    page.get_by_role("article").filter(has_text=text).get_by_role("button", name="Duyệt").click()
    expect(page.get_by_text("Đã duyệt ý kiến.")).to_be_visible()


def test_a_comment_is_written_reviewed_shown_and_answered(page: Page, site: CommentSite, complaints: list[str]) -> None:
    open_comments(page, site, 1)
    expect(page.get_by_role("heading", name="Ý kiến bạn đọc (0)")).to_be_visible()
    expect(page.get_by_text("Chưa có ý kiến nào.")).to_be_visible()
    write(page, "Bài rất rõ.\nMong có thêm.", "Trần Thị Thử")
    expect(page.locator(".comment")).to_have_count(0)
    approve(page, site, "Bài rất rõ.")
    open_comments(page, site, 1)
    expect(page.get_by_role("heading", name="Ý kiến bạn đọc (1)")).to_be_visible()
    comment = page.locator(".comment").first
    expect(comment).to_contain_text("Trần Thị Thử")
    expect(comment.locator("time")).to_have_text(re.compile(r"^\d\d:\d\d, \d\d/\d\d/\d{4}$"))
    assert "Bài rất rõ.\nMong có thêm." in comment.inner_text()
    comment.get_by_role("button", name="Trả lời").click()
    expect(page.get_by_role("heading", name="Trả lời Trần Thị Thử")).to_be_visible()
    expect(page.get_by_label("Ý kiến của bạn")).to_be_focused()
    write(page, "Xin cảm ơn bạn.")
    approve(page, site, "Xin cảm ơn bạn.")
    open_comments(page, site, 1)
    expect(page.locator(".comment .comment")).to_contain_text("Xin cảm ơn bạn.")
    expect(page.locator(".comment .comment")).to_contain_text("Bạn đọc")
    assert complaints == []


def test_nothing_of_comments_is_asked_for_until_the_reader_reaches_them_and_then_of_the_site_alone(
    page: Page, site: CommentSite
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.address + page_of(2))
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "comments" in url or "y-kien" in url] == [
        url for url in asked if "comments-loader" in url
    ]
    page.locator("#y-kien").scroll_into_view_if_needed()
    expect(page.get_by_label("Ý kiến của bạn")).to_be_visible()
    assert [url for url in asked if not url.startswith(site.address)] == []
    assert len([url for url in asked if "/y-kien/" in url]) == 1


def test_an_item_s_page_grows_by_two_kilobytes_at_most(site: CommentSite) -> None:
    html = site.ask("GET", page_of(2)).body
    own = rb'  <script src="/theme/comments-loader[^\n]*\n|  <section class="comments".*?</section>\n?'
    without = re.sub(own, b"", html, flags=re.DOTALL)
    assert len(html) - len(without) > 300
    loader = re.search(rb'src="(/theme/comments-loader[^"]*)"', html)[1].decode()  # type: ignore[index]
    grown = len(gzip.compress(html)) - len(gzip.compress(without)) + len(gzip.compress(site.ask("GET", loader).body))
    assert 0 < grown <= MOST_GROWTH


def test_the_counter_tells_what_is_left_and_too_long_a_text_is_not_sent(page: Page, site: CommentSite) -> None:
    open_comments(page, site, 2)
    field, sent = page.get_by_label("Ý kiến của bạn"), list[str]()
    page.on("request", lambda request: sent.append(request.method))
    expect(field).to_have_accessible_description("Còn 500 ký tự")
    field.fill("ế" * 470)
    expect(page.locator("#y-kien-dem")).to_have_text("Còn 30 ký tự")
    expect(page.locator("form [role=status]")).to_have_text("Còn 30 ký tự")  # near the end it is read out
    field.fill("e\u0302\u0301" * 503)  # as some keyboards compose them
    expect(page.locator("#y-kien-dem")).to_have_text("Quá 3 ký tự")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("dài hơn 500 ký tự"))
    assert len(field.input_value()) > 500
    field.fill("a")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_text("Hãy viết ít nhất 3 ký tự.")).to_be_visible()
    assert "POST" not in sent


def test_a_script_in_a_comment_is_nothing_but_words(page: Page, site: CommentSite, complaints: list[str]) -> None:
    open_comments(page, site, 3)
    write(page, HOSTILE, "<script>x</script>")
    page.goto(site.review_link())
    article = page.get_by_role("article").filter(has_text="onerror")
    assert article.locator("script, img, b, a[href^='javascript']").count() == 0
    approve(page, site, "onerror")
    open_comments(page, site, 3)
    comment = page.locator(".comment")
    text = comment.locator(".comment__text").inner_text()
    assert text == HOSTILE.replace("\u202e", "").replace("\u202c", "")
    assert comment.locator("script, img, b, i, a").count() == 0
    expect(comment).to_contain_text("<script>x</script>")
    expect(page).not_to_have_title("bad")
    assert complaints == []


def test_where_the_server_is_away_the_page_is_unharmed_and_the_draft_stays(page: Page, site: CommentSite) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    open_comments(page, site, 4)
    site.stop()
    try:
        page.get_by_label("Ý kiến của bạn").fill("Một ý kiến dài mà không ai muốn viết lại.")
        page.get_by_role("button", name="Gửi ý kiến").click()
        expect(page.get_by_text("Máy chủ ý kiến chưa trả lời")).to_be_visible()
        expect(page.get_by_label("Ý kiến của bạn")).to_have_value("Một ý kiến dài mà không ai muốn viết lại.")
        page.goto(site.address + page_of(4))
        expect(page.locator("h1")).to_be_visible()
        page.locator("#y-kien").scroll_into_view_if_needed()
        expect(page.get_by_text("Chưa mở được phần ý kiến")).to_be_visible()
        expect(page.locator("main").get_by_role("link", name="Lên đầu trang")).to_be_visible()
        assert broken_rules(page) == []
    finally:
        site.start()
    page.get_by_role("button", name="Thử lại").click()
    expect(page.get_by_label("Ý kiến của bạn")).to_have_value("Một ý kiến dài mà không ai muốn viết lại.")
    expect(page.get_by_text("Chưa mở được phần ý kiến")).to_be_hidden()
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_text("Ý kiến đang chờ duyệt")).to_be_visible()
    page.reload()
    page.locator("#y-kien").scroll_into_view_if_needed()
    expect(page.get_by_label("Ý kiến của bạn")).to_have_value("")
    assert errors == []


def test_without_a_network_a_reader_is_told_that_comments_need_one(page: Page, site: CommentSite) -> None:
    page.goto(site.address + page_of(5))
    page.context.set_offline(True)
    page.locator("#y-kien").scroll_into_view_if_needed()
    expect(page.get_by_text("Phần này cần có mạng")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Thử lại").click()
    page.get_by_label("Ý kiến của bạn").fill("Viết khi mất mạng.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_text("Thiết bị đang ngoại tuyến")).to_be_visible()
    expect(page.get_by_label("Ý kiến của bạn")).to_have_value("Viết khi mất mạng.")


def test_a_thousand_comments_come_twenty_at_a_time_with_the_focus_on_the_first_new_one(
    page: Page, site: CommentSite
) -> None:
    site.load(page_of(6), [f"Ý kiến thứ {number} của bạn đọc." for number in range(1, 1001)])
    open_comments(page, site, 6)
    expect(page.get_by_role("heading", name="Ý kiến bạn đọc (1.000)")).to_be_visible()
    expect(page.locator(".comment")).to_have_count(20)
    expect(page.locator(".comment").first).to_contain_text("Ý kiến thứ 1000 ")
    page.get_by_role("button", name="Xem thêm ý kiến (còn 980)").click()
    expect(page.locator(".comment")).to_have_count(40)
    expect(page.locator(".comment").nth(20)).to_be_focused()
    expect(page.locator(".comment").nth(20)).to_contain_text("Ý kiến thứ 980 ")
    expect(page.get_by_role("button", name="Xem thêm ý kiến (còn 960)")).to_be_visible()


def test_many_replies_come_a_few_at_a_time(page: Page, site: CommentSite) -> None:
    replies = [
        {
            "id": n,
            "parent": 1 if n > 1 else None,
            "created": 1.6e9 + n,
            "author": None,
            "text": f"Lời {n}.",
            "state": "published",
        }
        for n in range(1, 10)
    ]
    site.database.load({"format": 1, "threads": [{"uri": page_of(7), "title": "Bài", "comments": replies}]})
    open_comments(page, site, 7)
    expect(page.locator(".comment .comment")).to_have_count(5)
    page.get_by_role("button", name="Xem thêm trả lời (còn 3)").click()
    expect(page.locator(".comment .comment")).to_have_count(8)
    expect(page.locator(".comment .comment").last).to_contain_text("Lời 9.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_section_breaks_no_rule_of_wcag_22_aa_and_never_scrolls_sideways(
    windows: Windows, site: CommentSite, scheme: str
) -> None:
    page = windows.open(viewport={"width": 1280, "height": 800}, service_workers="block", color_scheme=scheme)
    site.load(page_of(8), ["Một ý kiến", "x" * 400, "Ý kiến nữa " * 30])
    open_comments(page, site, 8)
    page.get_by_label("Ý kiến của bạn").fill("ế" * 520)
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.locator(".comment").first.get_by_role("button", name="Trả lời").click()
    assert broken_rules(page) == []
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for address in (site.review_link(), f"{site.address}/y-kien/viet/?uri={page_of(8)}"):
        page.goto(address)
        assert broken_rules(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_everything_is_done_by_keyboard_and_the_focus_comes_back_from_a_reply(page: Page, site: CommentSite) -> None:
    site.load(page_of(9), ["Ý kiến để trả lời"])
    open_comments(page, site, 9)
    page.get_by_label("Ý kiến của bạn").focus()
    walked = []
    for _ in range(4):
        walked.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("Tab")
    assert walked == ["y-kien-chu", "y-kien-nguoi", "Gửi ý kiến", "Trả lời"]
    answer = page.get_by_role("button", name="Trả lời Người 1")
    answer.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Ý kiến của bạn")).to_be_focused()
    page.get_by_role("button", name="Thôi trả lời").press("Enter")
    expect(answer).to_be_focused()
    expect(page.get_by_role("heading", name="Viết ý kiến")).to_be_visible()


def test_controls_are_seen_in_forced_colours_and_paper_has_no_comments(page: Page, site: CommentSite) -> None:
    open_comments(page, site, 9)
    page.emulate_media(forced_colors="active")
    field = page.get_by_label("Ý kiến của bạn")
    assert field.evaluate("node => getComputedStyle(node).borderTopStyle") == "solid"
    page.emulate_media(forced_colors="none", media="print")
    expect(page.locator("#y-kien")).to_be_hidden()


def test_without_a_script_a_link_leads_to_a_form_that_takes_the_comment(windows: Windows, site: CommentSite) -> None:
    page = windows.open(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.goto(site.address + page_of(10))
    page.get_by_role("link", name="Đọc và gửi ý kiến không cần JavaScript").click()
    page.get_by_role("textbox", name="Ý kiến (nhiều nhất").fill("Viết không cần JavaScript.")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_text("Đã nhận ý kiến.")).to_be_visible()
    approve(page, site, "Viết không cần JavaScript.")
    page.goto(f"{site.address}/y-kien/viet/?uri={page_of(10)}")
    expect(page.get_by_text("Viết không cần JavaScript.")).to_be_visible()


def test_a_listing_asks_once_how_many_comments_its_items_have(page: Page, site: CommentSite) -> None:
    site.load(page_of(13), ["Một ý kiến", "Hai ý kiến"])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.address + "/chuyen-muc/dan-van/")
    teaser = page.locator(".teaser").filter(has_text="Bài thử số 13")
    expect(teaser.locator(".teaser__time")).to_contain_text("2 ý kiến")
    expect(page.locator(".teaser").filter(has_text="Bài thử số 12")).not_to_contain_text("ý kiến")
    assert [url for url in asked if "/y-kien/" in url] == [f"{site.address}/y-kien/count"]


def test_an_english_item_has_its_own_comments_and_words(page: Page, site: CommentSite) -> None:
    page.goto(site.address + "/en/tin/2022/07/bai-0/")
    page.locator("#y-kien").scroll_into_view_if_needed()
    page.get_by_label("Your comment").fill("Thank you.")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_text("Your comment awaits review")).to_be_visible()
    approve(page, site, "Thank you.")
    assert site.show("/en/tin/2022/07/bai-0/")["total"] == 1
    assert site.show(page_of(0))["total"] == 0


def test_no_device_keeps_the_page_where_editors_review(windows: Windows, site: CommentSite) -> None:
    page = windows.open(viewport={"width": 1280, "height": 800})
    page.goto(site.address + page_of(11))
    page.evaluate("navigator.serviceWorker.ready")
    wait_for(lambda: page.evaluate("navigator.serviceWorker.controller !== null"))
    page.goto(site.review_link())
    expect(page.get_by_role("heading", name="Duyệt ý kiến")).to_be_visible()
    page.goto(site.address + page_of(12))
    wait_for(lambda: page_of(12) in page.evaluate(KEPT))  # one after another: what came before was decided on
    assert not [path for path in page.evaluate(KEPT) if path.startswith("/y-kien/")]
