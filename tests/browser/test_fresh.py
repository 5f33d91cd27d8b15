"""Newer news below an item: found, placed without moving anything, and never in the way when something goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from plugins.build import Options, build_site
from tests.browser.conftest import strict_host
from tests.browser.waiting import wait_until
from tests.browser.windows import Windows

OLD = "/tin/2022/06/tin-cu/"
SHIFTS = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""


def write(content: Path, name: str, date: str, body: str = "Nội dung. " * 40, **front: object) -> None:
    path = content / "news" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    front = {"title": f"Tin {name}", "date": date, "category": "Dân vận"} | front
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    path.write_text("---\n" + "\n".join(lines) + f"\n---\n\n{body}\n", "utf-8")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh")
    content = folder / "content"
    (content / "pages").mkdir(parents=True)
    same = {"region": "Long An", "chairs": ["Dương Văn Út"], "tags": ["dân vận khéo"]}
    write(content, "truoc", "2022-05-01T08:00:00+07:00", **same)
    write(content, "cu", "2022-06-01T08:00:00+07:00", "\n\n".join(["Đoạn văn thử. " * 60] * 12), **same)
    write(content, "ke", "2022-06-02T08:00:00+07:00")
    write(content, "nguoi", "2022-07-01T08:00:00+07:00", chairs=["Dương Văn Út"], tags=["dân vận khéo"])
    write(content, "the", "2022-07-02T08:00:00+07:00", tags=["dân vận khéo"], title="Tin <img src=x onerror=alert(1)>")
    write(content, "noi", "2025-08-03T08:00:00+07:00", region="Tây Ninh")
    write(content, "khac", "2025-08-04T08:00:00+07:00", category="Kinh tế")
    write(content, "ngan", "2022-06-03T08:00:00+07:00", "Một câu.", tags=["dân vận khéo"])
    output = folder / "site"
    build_site(Options(content=content, output=output, jobs=1))
    return output


@pytest.fixture(scope="module")
def address(output: Path) -> Iterator[str]:
    with strict_host(output) as address:
        yield address


def read_to_the_end(page: Page) -> None:
    for _ in range(60):
        page.mouse.wheel(0, 350)
        page.wait_for_timeout(60)
        if page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 1"):
            break


def groups(page: Page) -> dict[str, list[str]]:
    script = """nodes => nodes.filter(node => !node.hidden).map(node => [
      node.querySelector('h2').textContent, [...node.querySelectorAll('li a')].map(link => link.textContent)])"""
    return dict(page.locator(".fresh__group").evaluate_all(script))


def test_newer_items_with_the_same_chair_tag_or_region_are_named_and_then_the_newest(page: Page, address: str) -> None:
    page.goto(address + OLD)
    read_to_the_end(page)
    expect(page.get_by_role("heading", name="Tin mới nhất")).to_be_visible()
    assert groups(page) == {
        "Tin mới hơn cùng người chủ trì": ["Tin nguoi"],
        "Tin mới hơn cùng chủ đề": ["Tin <img src=x onerror=alert(1)>", "Tin ngan"],
        "Tin mới hơn cùng địa phương": ["Tin noi"],
        "Tin mới nhất": ["Tin khac", "Tin ke"],
    }
    page.get_by_role("link", name="Tin noi").click()
    expect(page).to_have_url(address + "/tin/2025/08/tin-noi/")


def test_the_file_is_asked_for_only_when_the_reader_nears_the_end(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + OLD)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    assert not [url for url in asked if url.endswith("moi-nhat.json")]
    read_to_the_end(page)
    wait_until(page, lambda: any(url.endswith("moi-nhat.json") for url in asked), "the file is not asked for")
    page.wait_for_timeout(300)
    assert len([url for url in asked if url.endswith("moi-nhat.json")]) == 1


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("path", [OLD, "/tin/2022/06/tin-ngan/"])
def test_nothing_moves_when_the_news_arrive(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + path)
    page.wait_for_timeout(200)
    read_to_the_end(page)
    page.mouse.wheel(0, -20_000)  # where the news came late, they wait until the end is out of sight
    expect(page.locator(".fresh li").first).to_be_attached()
    assert page.evaluate(SHIFTS) == 0


def test_news_that_arrive_while_the_end_is_in_sight_wait_until_it_is_not(
    page: Page, address: str, output: Path
) -> None:
    release: list[object] = []
    page.route("**/moi-nhat.json", lambda route: release.append(route))
    page.goto(address + OLD)
    read_to_the_end(page)
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(200)
    wait_until(page, lambda: bool(release), "the news are not asked for")
    assert page.evaluate("document.querySelector('main').getBoundingClientRect().bottom < innerHeight")
    (route,) = release
    route.fulfill(body=(output / "moi-nhat.json").read_text("utf-8"))  # type: ignore[attr-defined]
    page.wait_for_timeout(300)
    assert groups(page) == {}
    page.mouse.wheel(0, -1500)
    expect(page.locator(".fresh li").first).to_be_attached()
    assert page.evaluate(SHIFTS) == 0


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[",
        "null",
        "{}",
        '"x"',
        "[1, null, [], {}]",
        '[{"title": "Độc", "address": "javascript:alert(1)", "date": "2026-01-01", "day": "01/01/2026"}]',
        '[{"title": "Độc", "address": "//evil.example/", "date": "2026-01-01", "day": "01/01/2026"}]',
        '[{"title": "Độc", "address": "https://evil.example/", "date": "2026-01-01", "day": "01/01/2026"}]',
        '[{"title": {}, "address": "/tin/", "date": "2026-01-01", "day": "01/01/2026"}]',
        '[{"title": "Hỏng", "address": "/tin/", "date": "hôm qua", "day": "01/01/2026"}]',
    ],
)
def test_a_damaged_file_leaves_the_page_as_it_is(page: Page, address: str, body: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/moi-nhat.json", lambda route: route.fulfill(body=body, content_type="application/json"))
    page.goto(address + OLD)
    read_to_the_end(page)
    page.wait_for_timeout(200)
    assert groups(page) == {}
    assert errors == []


@pytest.mark.parametrize("failure", ["offline", "missing"])
def test_a_file_that_cannot_be_had_leaves_the_page_as_it_is(page: Page, address: str, failure: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(
        "**/moi-nhat.json",
        lambda route: route.abort() if failure == "offline" else route.fulfill(status=404, body="không có"),
    )
    page.goto(address + OLD)
    read_to_the_end(page)
    page.wait_for_timeout(200)
    assert groups(page) == {}
    assert errors == []
    expect(page.get_by_role("heading", name="Tin liên quan")).to_have_count(1)


def test_entries_of_which_some_are_damaged_show_the_others(page: Page, address: str) -> None:
    good = {
        "title": "Tin lành",
        "address": "/tin/2026/01/lanh/",
        "date": "2026-01-01T08:00:00+07:00",
        "day": "01/01/2026",
    }
    entries = [{"title": 1}, good | {"tags": "dan-van-kheo", "regions": None}]
    page.route("**/moi-nhat.json", lambda route: route.fulfill(body=json.dumps(entries)))
    page.goto(address + OLD)
    read_to_the_end(page)
    expect(page.get_by_role("link", name="Tin lành")).to_be_visible()
    assert groups(page) == {"Tin mới nhất": ["Tin lành"]}


def test_without_a_script_nothing_is_seen_of_it(windows: Windows, address: str) -> None:
    page = windows.open(java_script_enabled=False)
    page.goto(address + OLD)
    assert page.locator(".fresh").bounding_box()["height"] == 0  # type: ignore[index]
    expect(page.get_by_role("heading", name="Tin liên quan")).to_be_visible()


def test_it_is_not_printed(page: Page, address: str) -> None:
    page.goto(address + OLD)
    read_to_the_end(page)
    expect(page.locator(".fresh li").first).to_be_attached()
    page.emulate_media(media="print")
    expect(page.locator(".fresh")).to_be_hidden()
