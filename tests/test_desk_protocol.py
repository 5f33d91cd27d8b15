"""The protocol of the desk in the browser: what it reads and writes, and all that it refuses."""

from __future__ import annotations

import base64
import json
import os
import shutil
from functools import partial
from pathlib import Path

import pytest

from plugins.build import Options, open_portal
from plugins.desk.browser.local import LARGEST_REQUEST, LocalDesk
from plugins.model import FIELDS
from tests.desk_page import HOST, ITEM, PNG, Browser, open_page

PROJECT = Path(__file__).parents[1]


@pytest.fixture
def browser(site):
    return open_page(site)


def asset(path, content=PNG):
    return {"path": path, "content": base64.b64encode(content).decode(), "encoding": "base64"}


def no_trial_files(site):
    return not [path for path in site.content.rglob("*") if path.name.startswith(".")]


def test_an_item_is_listed_opened_and_written(browser, site):
    path = site.write_raw("a", ITEM)
    _, entries = browser.call("entriesByFolder", folder="content/news/2022", extension="md", depth=2)
    assert [entry["file"]["path"] for entry in entries] == ["content/news/2022/07/a.md"]
    text = browser.open("content/news/2022/07/a.md")
    assert text == ITEM
    assert browser.save("content/news/2022/07/a.md", text.replace("Tin a", "Tin b"))[0] == 200
    assert path.read_text("utf-8") == ITEM.replace('"Tin a"', '"Tin b"')
    assert browser.save("content/news/2022/07/a.md", text.replace("Tin a", "Tin c"))[0] == 200
    assert no_trial_files(site)


def test_a_new_item_is_written_with_its_picture_in_a_folder_that_was_not_there(browser, site):
    path = "content/news/2026/11/moi.md"
    assert browser.open(path) is None
    text = ITEM.replace("category", "cover: {src: images/a.png, alt: Tranh, caption: Tranh}\ncategory")
    assert browser.save(path, text, [asset("content/images/a.png")])[0] == 200
    assert (site.content / "images/a.png").read_bytes() == PNG
    _, (shown,) = browser.call("getMedia", mediaFolder="content/images")
    assert base64.b64decode(shown["content"]) == PNG
    assert browser.call("getDeployPreview", collection="tin-2026", slug="11/moi")[1]["url"].endswith(
        "/tin/2022/07/tin-a/"
    )


def test_translations_hidden_files_and_pelican_heads_are_not_listed(browser, site):
    site.write_raw("a", ITEM)
    site.write_raw("a.en", ITEM)
    site.write_raw(".a", ITEM)
    site.write_raw("p", "Title: P\nDate: 2022-07-01\nCategory: Dân vận\n\nx\n")
    _, entries = browser.call("entriesByFolder", folder="content/news/2022", extension="md", depth=2)
    assert len(entries) == 1


def test_an_item_that_another_program_changed_meanwhile_is_not_overwritten(browser, site):
    path = site.write_raw("a", ITEM)
    browser.open("content/news/2022/07/a.md")
    path.write_text(ITEM.replace("Nội dung", "Câu mới"), "utf-8")
    status, answer = browser.save("content/news/2022/07/a.md", ITEM)
    assert status == 409
    assert "đã được sửa ở nơi khác" in answer["error"]
    assert "Câu mới" in path.read_text("utf-8")


def test_neither_is_one_that_this_page_never_opened_nor_one_deleted_meanwhile(browser, site):
    path = site.write_raw("a", ITEM)
    assert browser.save("content/news/2022/07/a.md", ITEM)[0] == 409
    browser.open("content/news/2022/07/a.md")
    path.unlink()
    assert browser.save("content/news/2022/07/a.md", ITEM)[0] == 409
    assert not path.exists()


def test_a_file_that_is_not_utf_8_is_neither_shown_nor_overwritten(browser, site):
    path = site.write_raw("a", ITEM)
    path.write_bytes(ITEM.encode("utf-16"))
    status, answer = browser.call("getEntry", path="content/news/2022/07/a.md")
    assert status == 403
    assert "lưu lại tệp với bảng mã UTF-8" in answer["error"]
    assert browser.save("content/news/2022/07/a.md", ITEM)[0] == 409
    assert path.read_bytes() == ITEM.encode("utf-16")


def test_what_one_page_saw_does_not_stand_for_another(browser, site):
    path = site.write_raw("a", ITEM)
    other = Browser(browser.desk, [])
    browser.open("content/news/2022/07/a.md")
    path.write_text(ITEM.replace("Nội dung", "Câu mới"), "utf-8")
    other.open("content/news/2022/07/a.md")
    assert browser.save("content/news/2022/07/a.md", ITEM)[0] == 409


def test_an_item_with_a_fault_is_not_written_nor_its_picture_and_the_remedy_is_told(browser, site):
    path = site.write_raw("a", ITEM)
    browser.open("content/news/2022/07/a.md")
    wrong = ITEM.replace("Dân vận", "Dân vân")
    status, answer = browser.save("content/news/2022/07/a.md", wrong, [asset("content/images/a.png")])
    assert status == 422
    assert "Chưa lưu" in answer["error"]
    assert "«Dân vận»" in answer["error"]
    assert path.read_text("utf-8") == ITEM
    assert not (site.content / "images/a.png").exists()
    assert no_trial_files(site)


@pytest.mark.parametrize("other", ["2022/07/a.md", "2022/07/ten-khac.md", "cu.md"])
def test_an_address_that_another_item_has_is_not_given_again(browser, site, other):
    text = ITEM.replace("category", "slug: tin-a\ncategory")
    first = site.content / "news" / other
    first.parent.mkdir(parents=True, exist_ok=True)
    first.write_text(ITEM, "utf-8")
    browser.open("content/news/2022/07/tin-a-1.md")
    status, answer = browser.save("content/news/2022/07/tin-a-1.md", text)
    assert status == 422
    assert f"/tin/2022/07/tin-a/ đã thuộc về tin khác (content/news/{other})" in answer["error"]
    assert "«Đường dẫn»" in answer["error"]
    assert browser.save("content/news/2022/07/tin-a-1.md", text.replace("slug: tin-a", "slug: tin-a-1"))[0] == 200
    assert browser.save("content/news/2022/07/tin-a-1.md", text)[0] == 422
    first.unlink()
    assert browser.save("content/news/2022/07/tin-a-1.md", text)[0] == 200
    assert no_trial_files(site)


def test_a_changed_vocabulary_holds_at_once(browser, site):
    shutil.copytree(PROJECT / "content/vocabulary", site.content / "vocabulary")
    later = Browser(LocalDesk(partial(open_portal, Options(content=site.content, drafts=True)), []), [])
    text = ITEM.replace("Dân vận", "Chuyên mục mới")
    assert later.save("content/news/2026/11/a.md", text)[0] == 422
    file = site.content / "vocabulary/categories.yaml"
    file.write_text(file.read_text("utf-8") + "\n- id: moi\n  name: Chuyên mục mới\n", "utf-8")
    os.utime(file, (1, 1))
    assert later.save("content/news/2026/11/a.md", text)[0] == 200


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("content/images/a.png", b"not a picture", 422),
        ("content/images/a.png", b"", 422),
        ("content/images/a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 403),
        ("content/images/../a.png", PNG, 403),
        ("content/images/a.png", b"x" * 25_000_001, 413),
    ],
)
def test_a_picture_that_cannot_be_shown_is_refused(browser, site, path, content, status):
    assert browser.call("persistMedia", asset=asset(path, content), options={"commitMessage": "x"})[0] == status
    assert not (site.content / "images").exists() or not list((site.content / "images").iterdir())


def test_a_picture_never_replaces_another_and_the_same_one_may_come_again(browser, site):
    upload = partial(browser.call, "persistMedia", options={"commitMessage": "x"})
    assert upload(asset=asset("content/images/a.png"))[0] == 200
    assert upload(asset=asset("content/images/a.png"))[0] == 200
    other = max((PROJECT / "content/images").glob("*.png")).read_bytes()
    status, answer = upload(asset=asset("content/images/a.png", other))
    assert status == 409
    assert "đổi tên" in answer["error"]
    assert (site.content / "images/a.png").read_bytes() == PNG


@pytest.mark.parametrize("action", ["deleteFile", "deleteFiles"])
def test_nothing_is_deleted(browser, site, action):
    path = site.write_raw("a", ITEM)
    status, answer = browser.call(action, path="content/news/2022/07/a.md", paths=["content/news/2022/07/a.md"])
    assert status == 403
    assert next(field.label for field in FIELDS if field.name == "withdrawn") in answer["error"]
    assert path.exists()


def test_a_file_is_not_renamed(browser, site):
    site.write_raw("a", ITEM)
    browser.open("content/news/2022/07/a.md")
    files = [{"slug": "a", "path": "content/news/2022/07/a.md", "raw": ITEM, "newPath": "content/news/2022/07/b.md"}]
    assert browser.call("persistEntry", dataFiles=files, assets=[], options={})[0] == 403


def test_a_folder_without_rights_is_told(browser, site, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("plugins.desk.replacing.tempfile.mkstemp", refuse)
    status, answer = browser.save("content/news/2026/11/a.md", ITEM)
    assert status == 500
    assert "Không đọc hoặc ghi được tệp" in answer["error"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.vn"},
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": f"https://{HOST}"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": ""},
    ],
)
def test_pages_of_other_sites_are_not_heard(browser, site, headers):
    answer = browser.post({"action": "info"}, **headers)
    assert answer.status in (403, 415)


def test_without_the_key_of_an_open_page_nothing_is_done(browser):
    answer = browser.post({"action": "info"}, key="khac")
    assert answer.status == 401
    assert "tải lại trang" in answer.content.decode()
    assert browser.post({"action": "info"}).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"[]",
        b"3",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        {"action": "x"},
        {"action": ["info"]},
        {"action": "getEntry"},
        {"action": "getEntry", "params": []},
        {"action": "getEntry", "params": {"path": 3}},
        {"action": "getEntry", "params": {"path": None}},
        {"action": "entriesByFiles", "params": {"files": 3}},
        {"action": "persistEntry", "params": {"dataFiles": [], "assets": []}},
        {"action": "persistEntry", "params": {"dataFiles": [1], "assets": []}},
        {"action": "persistEntry", "params": {"dataFiles": [{"path": "x"}, {"path": "y"}], "assets": []}},
        {
            "action": "persistMedia",
            "params": {"asset": {"path": "content/images/a.png", "content": "%", "encoding": "base64"}},
        },
        {
            "action": "persistMedia",
            "params": {"asset": {"path": "content/images/a.png", "content": "", "encoding": "utf8"}},
        },
    ],
)
def test_what_is_not_the_protocol_is_refused(browser, body):
    answer = browser.post(body)
    assert answer.status == 422
    assert json.loads(answer.content)["error"]


def test_what_is_too_large_is_refused(browser, site):
    assert browser.post(b"x" * (LARGEST_REQUEST + 1)).status == 413
    assert browser.save("content/news/2026/11/a.md", ITEM + "x" * 1_000_000)[0] == 413
    assert not (site.content / "news/2026/11/a.md").exists()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "HEAD"])
def test_other_methods_are_refused(browser, method):
    assert browser.post({"action": "info"}, method=method).status == 405


@pytest.mark.parametrize("name", ["x", "../serve.py", "package.py", "api", "config.yml/..", "page.py"])
def test_no_other_file_lies_at_the_desk(browser, name):
    assert browser.get(name).status == 404
