"""Reading without a network: what the service worker keeps, in a real browser against hosts that fail as hosts do."""

from __future__ import annotations

import contextlib
import gzip
import json
import shutil
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from plugins.build import Options, build_site
from tests.browser.accessibility import broken_rules
from tests.browser.conftest import Server, StrictHandler
from tests.browser.search_page import ask, keep, links
from tests.browser.waiting import wait_until

PROJECT = Path(__file__).parents[2]
COUNT = 13
OLD, MIDDLE, NEW = (f"/tin/2022/07/tin-so-{number}/" for number in (1, 8, COUNT))
PAGES, FILES = "portal-1-pages", "portal-1-files"


def write_item(content: Path, number: int, body: str) -> None:
    path = content / f"news/2022/07/tin-so-{number}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    front = f"title: Tin số {number} & bạn\ndate: 2022-07-{number:02}T08:00:00+07:00\ncategory: Dân vận"
    path.write_text(f"---\n{front}\nslug: tin-so-{number}\n---\n\n{body}\n", "utf-8")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three outputs by name: `old`; `new`, with another look, an edit and one more item; `preview`, as served."""
    folder = tmp_path_factory.mktemp("offline")
    content = folder / "content"
    for number in range(1, COUNT + 1):
        write_item(content, number, f"Nội dung {number}.")
    outputs = {name: folder / name for name in ("old", "new", "preview")}
    build_site(Options(content=content, output=outputs["preview"], jobs=1, drafts=True))
    build_site(Options(content=content, output=outputs["old"], jobs=1))
    write_item(content, 8, "Nội dung đã sửa.")
    write_item(content, COUNT + 1, "Tin sau cùng.")
    shutil.copytree(PROJECT / "theme", content / "theme")
    with (content / "theme/static/base.css").open("a", encoding="utf-8") as file:
        file.write("h1 { outline: 7px solid; }\n")
    build_site(Options(content=content, output=outputs["new"], jobs=1))
    return outputs


class Host:
    """A static host whose folder can be exchanged, that can go down, be slow (seconds) and lack files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_down = False
        self.delay = 0.0
        self.missing: set[str] = set()
        self.failing = False
        self.log: list[str] = []
        host = self

        class Handler(StrictHandler):
            def do_GET(self) -> None:  # noqa: N802 — the base class names it
                self.directory = str(host.folder)
                del self.headers["If-Modified-Since"]  # releases that are made within a second have the same times
                path = self.path.split("?")[0]
                host.log.append(path)
                if host.is_down:
                    self.close_connection = True
                    self.connection.close()
                elif host.failing:
                    self.send_error(503)
                elif path in host.missing:
                    self.send_error(404)
                else:
                    time.sleep(host.delay if path.endswith("/") else 0)
                    super().do_GET()

            def end_headers(self) -> None:
                self.send_header("Cache-Control", "no-cache")
                super().end_headers()

            def handle(self) -> None:
                with contextlib.suppress(OSError, ValueError):  # the browser, or the test, has closed the connection
                    super().handle()

        self.server = Server(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def release(self, folder: Path) -> None:
        self.folder = folder


@pytest.fixture
def host(releases: dict[str, Path]) -> Iterator[Host]:
    host = Host(releases["old"])
    yield host
    host.server.shutdown()
    host.server.server_close()


@pytest.fixture
def context(browser: Browser, host: Host) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=host.address)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    assert [fault for fault in faults if "Failed to load" not in fault] == []


def kept(page: Page, cache: str = PAGES) -> set[str]:
    """The addresses in a cache, without those of lists."""
    script = "name => caches.open(name).then(c => c.keys()).then(all => all.map(r => new URL(r.url).pathname))"
    return {address for address in page.evaluate(script, cache) if not address.endswith(".json")}


def wait_for(page: Page, *addresses: str, cache: str = PAGES) -> None:
    wait_until(page, lambda: set(addresses) <= kept(page, cache), f"{addresses} are not kept")


def wait_for_newest(page: Page) -> None:
    """Until the record is written, which is the last thing done."""
    script = "caches.match('/ngoai-tuyen/tin.json?kept').then(Boolean)"
    wait_until(page, lambda: bool(page.evaluate(script)), "the newest items are not kept")


def wait_for_text(page: Page, address: str, text: str) -> None:
    """Until the page that is kept says this."""
    script = "([address, text]) => caches.match(address).then(r => r.text()).then(kept => kept.includes(text))"
    wait_until(page, lambda: bool(page.evaluate(script, [address, text])), f"{address} is not kept anew")


def forget_the_last_look(page: Page) -> None:
    """The list is looked at every ten minutes at most."""
    page.evaluate(
        "caches.open('portal-1-pages').then(async (cache) => {"
        "  const key = '/ngoai-tuyen/tin.json?kept', record = await (await cache.match(key)).json();"
        "  await cache.put(key, new Response(JSON.stringify({ ...record, time: 0 }))); })"
    )


def look(page: Page) -> str:
    return str(page.locator("h1").evaluate("node => getComputedStyle(node).outlineWidth"))


def is_styled(page: Page) -> bool:
    return bool(page.evaluate("document.styleSheets.length && document.styleSheets[0].cssRules.length > 50"))


def test_the_first_item_a_reader_opens_can_be_read_again_without_a_network(page, host):
    page.goto(OLD)
    wait_for(page, OLD)
    host.is_down = True
    page.goto(OLD + "?utm_source=thu")
    expect(page.get_by_text("Nội dung 1.")).to_be_visible()
    assert is_styled(page)


def test_the_newest_items_and_the_home_page_are_there_without_having_been_opened(page, host):
    page.goto("/gioi-thieu/")
    wait_for_newest(page)
    host.is_down = True
    page.goto(NEW)
    expect(page.get_by_text(f"Nội dung {COUNT}.")).to_be_visible()
    assert is_styled(page)
    page.goto("/")
    expect(page.get_by_role("link", name=f"Tin số {COUNT} & bạn").first).to_be_visible()


def test_in_place_of_a_page_that_is_not_kept_stands_one_that_lists_those_that_are(page, host):
    page.goto(OLD)
    wait_for(page, OLD)
    wait_for_newest(page)
    host.is_down = True
    page.goto("/tin/2022/07/tin-so-2/")
    expect(page.get_by_role("heading", level=1, name="Không có mạng")).to_be_visible()
    listed = page.locator("[data-kept-list] a")
    expect(listed).to_have_text([f"Tin số {number} & bạn" for number in (*range(COUNT, 3, -1), 1)])
    expect(page.locator("[data-kept-empty]")).to_be_hidden()
    expect(page.locator("[data-kept-list] time").last).to_have_text("Thứ Sáu, 01/07/2022, 08:00 (GMT+7)")
    listed.last.click()
    expect(page.get_by_text("Nội dung 1.")).to_be_visible()
    page.go_back()
    host.is_down = False
    page.get_by_role("button", name="Thử lại").click()
    expect(page.get_by_text("Nội dung 2.")).to_be_visible()


def test_where_data_are_to_be_saved_nothing_is_fetched_in_advance(page, host):
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    page.goto(OLD)
    wait_for(page, OLD)
    page.wait_for_timeout(500)
    assert kept(page) == {OLD, "/ngoai-tuyen/", "/da-luu/"}
    assert NEW not in host.log


def test_a_page_that_is_kept_is_read_anew_while_there_is_a_network(page, host, releases):
    page.goto(MIDDLE)
    wait_for(page, MIDDLE)
    host.release(releases["new"])
    page.goto(MIDDLE)
    expect(page.get_by_text("Nội dung đã sửa.")).to_be_visible()


def test_a_network_that_keeps_a_reader_waiting_is_not_awaited_for_long_but_what_comes_late_is_kept(
    page, host, releases
):
    page.goto(MIDDLE)
    wait_for_newest(page)
    wait_for(page, MIDDLE)
    page.reload()  # answered by the worker from here on
    host.release(releases["new"])
    host.delay = 6
    page.goto(MIDDLE)
    expect(page.get_by_text("Nội dung 8.")).to_be_visible()  # the network would have brought another text
    host.delay = 0
    script = f"caches.match('{MIDDLE}').then((page) => page.text())"
    wait_until(page, lambda: "đã sửa" in page.evaluate(script), "the late page is not kept")


def test_a_host_that_fails_is_like_no_network_where_the_page_is_kept(page, host):
    page.goto(OLD)
    wait_for(page, OLD)
    host.failing = True
    page.goto(OLD)
    expect(page.get_by_text("Nội dung 1.")).to_be_visible()
    answer = page.goto("/tin/2022/07/tin-so-2/")
    assert answer is not None
    assert answer.status == 503


def test_pages_of_two_releases_lie_side_by_side_each_with_its_own_look(page, host, releases):
    page.goto(OLD)
    wait_for(page, OLD)
    wait_for_newest(page)
    before = kept(page, FILES)
    host.release(releases["new"])
    page.goto("/tin/2022/07/tin-so-2/")
    wait_for(page, "/tin/2022/07/tin-so-2/")
    assert before < kept(page, FILES)
    host.is_down = True
    page.goto(OLD)
    assert is_styled(page)
    assert look(page) != "7px"
    page.goto("/tin/2022/07/tin-so-2/")
    assert look(page) == "7px"


def test_after_a_release_the_newest_are_fetched_anew_and_files_no_page_names_are_removed(page, host, releases):
    page.goto("/")
    wait_for_newest(page)
    (sheet,) = (file for file in kept(page, FILES) if file.endswith(".css"))
    host.release(releases["new"])
    forget_the_last_look(page)
    host.log.clear()
    page.goto("/")
    wait_for(page, f"/tin/2022/07/tin-so-{COUNT + 1}/")
    wait_for_text(page, MIDDLE, "Nội dung đã sửa.")
    assert {address for address in host.log if address.startswith("/tin/")} <= {
        f"/tin/2022/07/tin-so-{COUNT + 1}/",
        f"/tin/2022/07/tin-so-{COUNT}/",
        MIDDLE,
    }
    host.is_down = True
    page.goto(MIDDLE)
    expect(page.get_by_text("Nội dung đã sửa.")).to_be_visible()
    assert look(page) == "7px"
    host.is_down = False
    addresses = [address for address in kept(page) if address not in {"/", MIDDLE}]
    for address in addresses:
        page.goto(address)
    forget_the_last_look(page)
    page.goto("/")
    wait_until(page, lambda: sheet not in kept(page, FILES), "the old release's style sheet is still kept")


def test_a_page_whose_style_sheet_is_not_there_yet_does_not_replace_the_one_that_is_kept(page, host, releases):
    page.goto(OLD)
    wait_for(page, OLD)
    wait_for_newest(page)
    host.release(releases["new"])
    host.missing = {f"/theme/{file.name}" for file in (releases["new"] / "theme").glob("portal.*.css")}
    page.goto(OLD)
    page.wait_for_timeout(300)
    host.is_down = True
    page.goto(OLD)
    assert is_styled(page)
    assert look(page) != "7px"


def test_an_item_that_was_withdrawn_is_no_longer_kept(page, host):
    page.goto(OLD)
    wait_for(page, OLD)
    host.missing = {OLD}
    page.goto(OLD)
    wait_until(page, lambda: OLD not in kept(page), "the item is still kept")


def test_a_new_worker_takes_over_in_all_tabs_removes_old_caches_and_leaves_what_the_reader_saved(
    page, context, host, releases, tmp_path
):
    page.goto(OLD)
    wait_for_newest(page)
    other = context.new_page()
    other.goto(NEW)
    other.get_by_role("button", name="Lưu bài").click()
    wait_for(other, NEW, cache="portal-saved")
    page.evaluate("caches.open('portal-search')")
    later = tmp_path / "later"
    shutil.copytree(releases["new"], later)
    script = (later / "worker.js").read_text("utf-8")
    assert "FORM=1" in script
    (later / "worker.js").write_text(script.replace("FORM=1", "FORM=2"), "utf-8")
    host.release(later)
    page.goto("/gioi-thieu/")
    names = "caches.keys().then((names) => names.filter((name) => /^portal-1-/.test(name)).length)"
    wait_until(page, lambda: page.evaluate(names) == 0, "old caches are still there")
    assert {"portal-saved", "portal-search"} <= set(page.evaluate("caches.keys()"))
    wait_for(page, "/ngoai-tuyen/", cache="portal-2-pages")
    host.is_down = True
    for tab in (page, other):
        tab.goto(NEW)
        expect(tab.get_by_text(f"Nội dung {COUNT}.")).to_be_visible()
        tab.goto("/tin/2022/07/tin-so-3/")
        expect(tab.get_by_role("heading", level=1, name="Không có mạng")).to_be_visible()


def test_a_preview_at_the_address_of_a_site_keeps_nothing_and_removes_its_worker(page, host, releases):
    page.goto(OLD)
    wait_for(page, OLD)
    host.release(releases["preview"])
    page.goto("/")
    registrations = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    wait_until(page, lambda: page.evaluate(registrations) == 0, "the worker is still there")


def test_the_search_page_keeps_its_own_worker_and_both_work_without_a_network(page, host):
    page.goto(OLD)
    wait_for(page, OLD)
    ask(page, "tin so")
    keep(page)
    scopes = "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => new URL(one.scope).pathname))"
    assert set(page.evaluate(scopes)) == {"/", "/tim-kiem/"}
    page.goto(NEW)
    wait_for(page, NEW)
    host.is_down = True
    ask(page, "tin so")
    expect(links(page).first).to_be_visible()
    page.goto(NEW)
    expect(page.get_by_text(f"Nội dung {COUNT}.")).to_be_visible()


def test_a_browser_that_refuses_workers_and_caches_reads_the_site_all_the_same(page):
    page.add_init_script(
        "const refuse = () => { throw new DOMException('no', 'SecurityError'); };"
        "Object.defineProperty(window, 'caches', { get: refuse });"
        "navigator.serviceWorker.register = refuse;"
    )
    page.goto(OLD)
    expect(page.get_by_text("Nội dung 1.")).to_be_visible()
    page.goto("/ngoai-tuyen/")
    expect(page.locator("[data-kept-empty]")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_lists_of_what_is_kept_and_saved_break_no_rule_of_wcag_22_aa(browser, host, scheme):
    context = browser.new_context(base_url=host.address, color_scheme=scheme)
    page = context.new_page()
    page.goto(OLD)
    page.get_by_role("button", name="Lưu bài").click()
    page.get_by_text("Chia sẻ", exact=True).click()
    wait_for(page, OLD, cache="portal-saved")
    for address, shown in (
        (OLD, "[data-share] a"),
        ("/da-luu/", "[data-saved-list] a"),
        ("/ngoai-tuyen/", "[data-kept-list] a"),
    ):
        if address != OLD:
            page.goto(address)
        expect(page.locator(shown).first).to_be_visible()
        assert broken_rules(page) == [], address
    context.close()


# What the reader saves


def test_an_item_is_saved_listed_read_without_a_network_and_removed(page, host):
    page.goto(OLD)
    page.get_by_role("button", name="Lưu bài").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã lưu bài trên máy này.")).to_be_visible()
    wait_for(page, OLD, cache="portal-saved")
    page.goto(NEW)
    page.get_by_role("button", name="Lưu bài").click()
    wait_for(page, NEW, cache="portal-saved")
    page.get_by_role("link", name="Xem bài đã lưu").click()
    entries = page.locator("[data-saved-list] a")
    expect(entries).to_have_text([f"Tin số {COUNT} & bạn", "Tin số 1 & bạn"])
    host.is_down = True
    page.reload()
    expect(entries).to_have_count(2)
    entries.last.click()
    expect(page.get_by_text("Nội dung 1.")).to_be_visible()
    expect(page.get_by_role("button", name="Bỏ lưu")).to_be_visible()
    page.goto("/da-luu/")
    page.get_by_role("button", name=f"Bỏ lưu: Tin số {COUNT} & bạn").press("Enter")
    expect(page.get_by_role("status")).to_have_text(f"Đã bỏ lưu bài: Tin số {COUNT} & bạn")
    remaining = page.get_by_role("button", name="Bỏ lưu: Tin số 1 & bạn")
    expect(remaining).to_be_focused()
    remaining.press("Enter")
    expect(page.get_by_text("Bạn chưa lưu bài nào.")).to_be_visible()
    expect(page.locator("main")).to_be_focused()
    wait_until(page, lambda: not kept(page, "portal-saved"), "removed items are still kept")


def test_what_one_tab_saves_the_list_in_another_shows(page, context):
    page.goto("/da-luu/")
    expect(page.get_by_text("Bạn chưa lưu bài nào.")).to_be_visible()
    other = context.new_page()
    other.goto(OLD)
    other.get_by_role("button", name="Lưu bài").click()
    expect(page.locator("[data-saved-list] a")).to_have_text(["Tin số 1 & bạn"])
    other.get_by_role("button", name="Bỏ lưu").click()
    expect(page.get_by_text("Bạn chưa lưu bài nào.")).to_be_visible()


def test_a_browser_that_refuses_storage_says_so_on_the_item_and_on_the_list(page):
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
    page.goto(OLD)
    page.get_by_role("button", name="Lưu bài").click()
    expect(page.get_by_role("status")).to_have_text("Trình duyệt không cho lưu trên máy này.")
    page.goto("/da-luu/")
    expect(page.get_by_text("Trình duyệt không cho cổng tin lưu gì trên máy này")).to_be_visible()
    expect(page.locator("[data-saved-empty]")).to_be_hidden()


@pytest.mark.parametrize(
    "stored",
    ["{", "3", "null", '["x"]', '[["javascript:alert(1)", "a", "b", "c"], ["//evil.example/", "a", "b", "c"]]'],
)
def test_a_list_that_was_spoilt_counts_as_empty_and_can_be_written_to_again(page, stored):
    page.goto(OLD)
    page.evaluate("text => localStorage.setItem('da-luu', text)", stored)
    page.goto("/da-luu/")
    expect(page.get_by_text("Bạn chưa lưu bài nào.")).to_be_visible()
    page.goto(OLD)
    page.get_by_role("button", name="Lưu bài").click()
    page.goto("/da-luu/")
    expect(page.locator("[data-saved-list] a")).to_have_text(["Tin số 1 & bạn"])


def test_markup_in_a_saved_headline_is_text(page):
    page.goto(OLD)
    stored = json.dumps([["/tin/x/", "<img src=x onerror=alert(1)>", "2022-07-01", "<b>hôm nay</b>"]])
    page.evaluate("text => localStorage.setItem('da-luu', text)", stored)
    page.goto("/da-luu/")
    expect(page.locator("[data-saved-list] a")).to_have_text(["<img src=x onerror=alert(1)>"])
    expect(page.locator("[data-saved-list] :is(img, b)")).to_have_count(0)


def test_the_scripts_of_an_item_s_page_weigh_no_more_than_10_kb(releases):
    (script,) = (releases["old"] / "theme").glob("portal.*.js")
    assert len(gzip.compress(script.read_bytes())) <= 10_000
