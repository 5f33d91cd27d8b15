"""What fails on the search page is said and can be tried again; what was kept is searched without a network."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.search.sample import (
    ITEMS,
    MANIFEST,
    card,
    made,
    search_page,
)
from tests.browser.search_page import (
    ask,
    keep,
    links,
    titles,
)

# Failures


def test_data_that_cannot_be_loaded_are_said_and_can_be_tried_again(page, site):
    manifest = site.files.pop("/search/manifest.json")
    page.goto("/tim-kiem/?q=vuon+quyt")
    status, retry = page.locator("[data-search-status]"), page.locator("[data-search-retry]")
    expect(status).to_contain_text("Chưa tải được dữ liệu tìm kiếm")
    expect(page.locator("[data-search-otherwise]")).to_be_visible()
    expect(page.locator("[data-search-empty]")).to_be_hidden()
    retry.click()
    page.wait_for_load_state("networkidle")  # the second try fails too
    expect(retry).to_be_focused()
    site.files["/search/manifest.json"] = manifest
    retry.click()
    expect(links(page)).to_have_text(["Vườn quýt được mùa"])
    expect(retry).to_be_hidden()


def test_results_that_may_be_incomplete_say_so_and_can_be_completed(page, site):
    site.write_json("/search/manifest.json", MANIFEST | {"partial": True})
    ask(page, "hoa binh")
    expect(page.locator("[data-search-partial]")).to_have_text("Một phần dữ liệu chưa tải được, kết quả có thể thiếu.")
    assert titles(page) == ["Hoà Bình hôm nay"]
    site.write_json("/search/manifest.json", MANIFEST)
    page.locator("[data-search-retry]").click()
    expect(page.locator("[data-search-partial]")).to_be_hidden()
    expect(links(page).first).to_be_focused()
    assert page.evaluate("asked.opened") == 2


def test_nothing_found_in_incomplete_data_is_not_called_nothing(page, site):
    site.write_json("/search/manifest.json", MANIFEST | {"partial": True})
    page.goto("/tim-kiem/?q=khong+co")
    expect(page.locator("[data-search-status]")).to_contain_text("Chưa tải được dữ liệu tìm kiếm")
    expect(page.locator("[data-search-empty]")).to_be_hidden()


def test_a_card_that_is_missing_says_so_in_its_place(page, site):
    lost = site.files.pop("/search/cards/0.json")
    ask(page, "bến lức")
    first = page.locator("[data-search-results] > li").first
    expect(first).to_contain_text("Chưa tải được tin này.")
    assert titles(page) == [ITEMS[1]["title"]]
    site.files["/search/cards/0.json"] = lost
    first.get_by_role("button", name="Thử lại").click()
    expect(links(page)).to_have_text([ITEMS[0]["title"], ITEMS[1]["title"]])
    expect(links(page).first).to_be_focused()


def test_a_reader_without_a_network_is_told_and_the_search_goes_on_once_there_is_one(page):
    page.goto("/tim-kiem/")
    page.context.set_offline(True)
    page.fill("[data-search] [name=q]", "hoa binh")
    expect(page.locator("[data-search-status]")).to_contain_text("ngoại tuyến")
    page.context.set_offline(False)
    expect(links(page)).to_have_text(["Hoà Bình hôm nay"])
    expect(page.locator("[data-search-retry]")).to_be_hidden()


def test_a_tab_left_open_during_a_release_finds_the_new_data(page, site):
    """The old tab names a manifest that is gone: opening it anew fails, so the page itself is loaded anew."""
    page.goto("/tim-kiem/")
    site.write_json("/search/manifest.2.json", {**MANIFEST, "items": [made("Bản mới")]})
    site.write_json("/search/cards/0.json", card(made("Bản mới"), 0))
    site.files["/tim-kiem/"] = search_page(index="/search/manifest.2.json")
    del site.files["/search/manifest.json"]
    fresh = ask(page.context.new_page(), "bản mới")
    assert titles(fresh) == ["Bản mới"]
    page.fill("[data-search] [name=q]", "ban moi")
    retry = page.locator("[data-search-retry]")
    retry.click()
    expect(retry).to_be_focused()
    retry.click()
    expect(links(page)).to_have_text(["Bản mới"])


def test_a_browser_that_refuses_storage_workers_and_history_still_searches(page, site):
    site.files["/tim-kiem/"] = search_page(worker="/tim-kiem/worker.js")
    page.add_init_script(
        "const refuse = () => { throw new DOMException('no', 'SecurityError'); };"
        "for (const name of ['localStorage', 'sessionStorage', 'caches', 'indexedDB'])"
        "  Object.defineProperty(window, name, { get: refuse });"
        "history.pushState = history.replaceState = navigator.serviceWorker.register = refuse;"
    )
    ask(page, "vuon quyt")
    page.fill("[data-search] [name=q]", "ban tin")
    expect(links(page)).to_have_count(5)
    page.locator("[data-search-more]").click()
    expect(links(page).nth(10)).to_be_focused()


def test_without_scripts_the_page_leads_to_the_archive_and_the_indexes(windows, site):
    page = windows.open(base_url=site.address, java_script_enabled=False)
    page.goto("/tim-kiem/?q=hoa+binh")
    shown = page.get_by_role("main").get_by_role("link")
    assert {link.get_attribute("href") for link in shown.all()} >= {"/luu-tru/", "/dia-phuong/", "/chu-tri/", "/the/"}
    expect(page.locator("[data-search] form")).to_be_hidden()


# Offline


def test_a_search_page_once_loaded_opens_and_searches_without_a_network(page, site):
    site.files["/tim-kiem/"] = search_page(worker="/tim-kiem/worker.js")
    ask(page, "hoa binh")
    keep(page)
    page.fill("[data-search] [name=q]", "vuon quyt")
    expect(links(page)).to_have_text(["Vườn quýt được mùa"])
    page.context.set_offline(True)
    ask(page, "vườn quýt")
    assert titles(page) == ["Vườn quýt được mùa"]
    page.fill("[data-search] [name=q]", "ben luc hop")
    expect(page.locator("[data-search-results]")).to_contain_text("Chưa tải được tin này.")


def test_the_worker_serves_no_stale_page_or_data_while_there_is_a_network(page, site):
    site.files["/tim-kiem/"] = search_page(worker="/tim-kiem/worker.js")
    ask(page, "hoa binh")
    keep(page)
    site.files["/tim-kiem/"] = site.files["/tim-kiem/"].replace("Từ khoá".encode(), "Từ khoá mới".encode())
    site.write_json("/search/cards/2.json", card(made("Hoà Bình ngày mai"), 2))
    ask(page, "hoa binh")
    assert titles(page) == ["Hoà Bình ngày mai"]
    expect(page.get_by_label("Từ khoá mới")).to_be_visible()


def test_the_worker_leaves_the_other_pages_alone(page, site):
    site.files["/tim-kiem/"] = search_page(worker="/tim-kiem/worker.js")
    ask(page, "hoa binh")
    keep(page)
    page.goto("/tin/2/")
    assert page.evaluate("navigator.serviceWorker.controller") is None
    assert [
        scope.split(site.address)[1]
        for scope in page.evaluate(
            "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => one.scope))"
        )
    ] == ["/tim-kiem/"]
