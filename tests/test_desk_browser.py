"""The desk in the browser without a browser: its configuration, the protocol it speaks, and all that it refuses."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import http.server
import io
import json
import os
import shutil
import tarfile
import threading
import typing
from functools import partial
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plugins.build import Options, open_portal
from plugins.desk.browser import package, page
from plugins.desk.browser.configuration import BODY, WIDGETS, Desk, configure, describe_field
from plugins.desk.browser.local import LARGEST_REQUEST, LocalDesk
from plugins.desk.browser.package import MissingCmsError, fetch_cms
from plugins.desk.browser.places import Places, RefusedError
from plugins.desk.browser.rewriting import keep_untouched, spell_out
from plugins.model import FIELDS, Field, SiteError
from plugins.model.fields import Kind
from plugins.model.item import Status
from plugins.model.serving import Request

PROJECT = Path(__file__).parents[1]
DESK = Desk({"name": "proxy"}, "content", (2026, 2022), ("Dân vận", "Thông báo"), local=True)
HOST = "127.0.0.1:8000"
HEADERS = {"Host": HOST, "Origin": f"http://{HOST}", "Content-Type": "application/json; charset=utf-8"}
PNG = next((PROJECT / "content/images").glob("*.png")).read_bytes()
ITEM = """---
title: "Tin a"
# Giờ do người viết nhớ lại.
date: 2022-07-01T08:00:00+07:00
category: Dân vận
---

Nội dung.
"""


def fields_of(desk):
    return {each["name"]: each for each in configure(desk)["collections"][0]["fields"]}


# The configuration.


def test_every_field_of_the_shared_list_stands_in_each_year_with_its_label():
    for collection in configure(DESK)["collections"]:
        described = {each["name"]: each for each in collection["fields"]}
        assert set(described) == {*(field.name for field in FIELDS), "body"}
        for field in FIELDS:
            assert described[field.name]["label"] == field.label
            assert described[field.name]["required"] == field.required


def test_a_field_that_is_added_to_the_list_appears_by_itself():
    added = Field("subtitle", "text", "Tiêu đề phụ", "Một dòng dưới tiêu đề.", "Phụ")
    described = fields_of(dataclasses.replace(DESK, fields=(*FIELDS, added)))["subtitle"]
    assert (described["label"], described["hint"], described["widget"]) == ("Tiêu đề phụ", added.description, "text")


@pytest.mark.parametrize("kind", typing.get_args(Kind))
def test_every_kind_of_field_has_a_widget_that_shows_it(kind):
    described = describe_field(Field("x", kind, "X", "X.", "x"), DESK)
    assert described["widget"] != "hidden"


def test_a_kind_that_nobody_described_is_kept_out_of_sight_and_so_untouched():
    assert describe_field(Field("x", typing.cast("Kind", "new"), "X", "X.", "x"), DESK)["widget"] == "hidden"


def test_choices_are_those_of_vocabularies_and_model():
    described = fields_of(DESK)
    assert described["category"]["options"] == ["Dân vận", "Thông báo"]
    assert [option["value"] for option in described["status"]["options"]] == list(typing.get_args(Status))
    assert all(option["label"] != option["value"] for option in described["status"]["options"])


def test_dates_are_written_as_the_contract_wants_them():
    described = fields_of(DESK)
    assert described["date"]["format"] == "YYYY-MM-DDTHH:mm:ssZ"
    assert described["event_date"]["format"] == "YYYY-MM-DD"
    assert described["event_date"]["default"] == ""  # else the CMS would put today there


def test_new_items_are_written_in_the_first_year_as_drafts_and_below_their_month():
    first, second = configure(DESK)["collections"]
    assert (first["name"], first["create"], first["path"]) == ("tin-2026", True, "{{month}}/{{slug}}")
    assert (second["folder"], second["create"]) == ("content/news/2022", False)
    assert not first["delete"]
    assert fields_of(DESK)["status"]["default"] == "draft"


def test_where_changes_are_merged_they_are_reviewed_first_and_merging_publishes():
    remote = dataclasses.replace(DESK, local=False)
    assert configure(remote)["publish_mode"] == "editorial_workflow"
    assert fields_of(remote)["status"]["default"] == "published"


def test_the_text_stands_below_the_standfirst():
    names = list(fields_of(DESK))
    assert names[names.index("summary") + 1] == BODY["name"]


def test_hints_name_no_braces_of_yaml():
    for each in (*fields_of(DESK).values(), *WIDGETS.values()):
        assert "{" not in each.get("hint", "")


# Where it may write.


@pytest.fixture
def places(tmp_path):
    (tmp_path / "content/news/2026/11").mkdir(parents=True)
    (tmp_path / "content/images").mkdir()
    return Places(tmp_path / "content")


def test_items_and_pictures_have_their_places(places, tmp_path):
    assert places.item("content/news/2026/11/a-b.md") == tmp_path / "content/news/2026/11/a-b.md"
    assert places.picture("content/images/2026/Ảnh 1.png") == tmp_path / "content/images/2026/Ảnh 1.png"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "content",
        "content/news",
        "content/news/a.md",
        "content/news/2026/a.md",
        "content/news/2026/11/../../../secret.md",
        "content/news/2026/../11/a.md",
        "content/../content/news/2026/11/a.md",
        "../content/news/2026/11/a.md",
        "/content/news/2026/11/a.md",
        "/etc/passwd",
        "content/news/2026/11/.hidden.md",
        "content/news/2026/11/a.txt",
        "content/news/2026/11/a.md/",
        "content/news/2026/11/a.md\0.png",
        "content\\news\\2026\\11\\a.md",
        "content/news/2026/11/a\n.md",
        "content/news/２０２６/11/a.md",
        "content/pages/gioi-thieu.md",
        "content/vocabulary/officials.yaml",
        "content/news/2026/11/" + "a" * 300 + ".md",
        "C:/content/news/2026/11/a.md",
        "content/news/2026/11/C:a.md",
    ],
)
def test_an_item_lies_nowhere_else(places, path):
    with pytest.raises(RefusedError):
        places.item(path)


@pytest.mark.parametrize(
    "path",
    [
        "content/images/a.svg",
        "content/images/a.html",
        "content/images/a.png.md",
        "content/images/.a.png",
        "content/images/../news/a.png",
        "content/images",
        "content/images/",
        "content/images/a/../../../b.png",
        "content/news/2026/11/a.png",
        "images/a.png",
    ],
)
def test_a_picture_lies_nowhere_else(places, path):
    with pytest.raises(RefusedError):
        places.picture(path)


@pytest.mark.parametrize(
    "path", ["content/pages", "content", "content/news/..", "content/images/..", "/", "content/newsx"]
)
def test_no_other_folder_is_listed(places, path):
    with pytest.raises(RefusedError):
        places.folder(path)


def test_links_that_lead_elsewhere_are_not_followed(places, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.md").write_text("x")
    (tmp_path / "content/news/2025").symlink_to(tmp_path / "outside")
    (tmp_path / "content/news/2026/11/b.md").symlink_to(tmp_path / "outside/a.md")
    (tmp_path / "content/news/2026/12").symlink_to(tmp_path / "outside")
    for path in ("content/news/2026/11/b.md", "content/news/2026/12/a.md"):
        with pytest.raises(RefusedError, match="liên kết"):
            places.item(path)
    with pytest.raises(RefusedError, match="liên kết"):
        places.folder("content/news/2025")


# What an edit leaves as it was.


OLD = """---
# đầu
title: "Tin a"   # cũ

# vì sao
date: 2022-07-01
tags: [một,
  hai]
# cuối
---

Câu  một.
"""
NEW = "---\ntitle: Tin b\ndate: 2022-07-01\ntags:\n  - một\n  - hai\nsummary: Mới\n---\nCâu  một.\n"


def test_lines_of_untouched_keys_comments_and_the_body_stay_as_they_were_typed():
    written = OLD.replace('"Tin a"   # cũ', "Tin b").replace("# cuối", "summary: Mới\n# cuối")
    assert keep_untouched(OLD, NEW) == written


def test_a_key_that_was_taken_away_goes_and_its_comment_stays():
    assert "region" not in keep_untouched("---\n# dựa vào bài\nregion: X\ntitle: A\n---\n", "---\ntitle: A\n---\n")
    assert "# dựa vào bài" in keep_untouched("---\n# dựa vào bài\nregion: X\ntitle: A\n---\n", "---\ntitle: A\n---\n")


def test_one_moment_in_two_spellings_is_no_change():
    old, new = "---\ndate: 2022-07-01T08:00:00Z\n---\n\nx\n", "---\ndate: 2022-07-01T08:00:00.000Z\n---\nx\n"
    assert keep_untouched(old, new) == old


def test_widgets_get_a_mapping_where_an_editor_typed_its_main_part_alone():
    text = '---\n# ảnh\ncover: "images/a.png"  # cũ\nsource: Báo A, B\ntitle: "x: y"\n---\n\ncover: x\n'
    assert spell_out(text) == (
        '---\n# ảnh\ncover: {"src": "images/a.png"}\nsource: {"name": "Báo A, B"}\ntitle: "x: y"\n---\n\ncover: x\n'
    )


@pytest.mark.parametrize("head", ["cover: {src: a}", "cover:\n  src: a", "cover:", "source: [", "title: a\n  cover: b"])
def test_all_other_heads_are_handed_on_as_they_are(head):
    assert spell_out(f"---\n{head}\n---\n\ncover: x\n") == f"---\n{head}\n---\n\ncover: x\n"


@pytest.mark.parametrize("old", ["", "Title: A\n\nx\n", "---\ntitle: A\n", "---\n- a\n---\n", "---\na: [\n---\n"])
def test_a_head_that_cannot_be_taken_apart_gives_way(old):
    new = "---\ntitle: B\n---\nx\n"
    assert keep_untouched(old, new) == new


TEXTS = st.text("abă #:-'\"{}[],&*!|>%@\n1~", max_size=12)
VALUES = st.one_of(TEXTS, st.lists(TEXTS, max_size=3), st.dictionaries(st.sampled_from(["x", "y"]), TEXTS, max_size=2))
HEADS = st.dictionaries(st.sampled_from(["title", "date", "tags", "cover", "no"]), VALUES, max_size=4)


@given(HEADS, HEADS, st.booleans())
def test_what_is_written_says_what_the_browser_sent(old, new, flow):
    def text(head, flow):
        dumped = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, default_flow_style=flow) if head else ""
        return f"---\n{dumped}---\n\nx\n"

    merged = keep_untouched(text(old, None), text(new, None if flow else False))
    head = merged.split("\n---\n")[0].removeprefix("---")
    assert (yaml.load(head, yaml.BaseLoader) or {}) == (yaml.load(yaml.safe_dump(new), yaml.BaseLoader) if new else {})


# The protocol.


class Browser:
    """A page of the desk, without a browser."""

    def __init__(self, desk, said):
        self.desk = desk
        self.said = said
        self.key = yaml.safe_load(self.get("config.yml").content)["backend"]["proxy_url"].partition("=")[2]

    def get(self, name, host=HOST):
        return self.desk.answer(Request("GET", f"/bien-tap/{name}", "", {"Host": host}.get, lambda _: b""))

    def post(self, body, key=None, method="POST", name="api", **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        header = partial(dict.get, HEADERS | {key.replace("_", "-"): value for key, value in headers.items()})
        key = self.key if key is None else key

        def read(most):
            return body if len(body) <= most else None

        request = Request(method, f"/bien-tap/{name}", f"phien={key}", lambda name: header(name) or "", read)
        return self.desk.answer(request)

    def call(self, action, **params):
        answer = self.post({"action": action, "params": {"branch": "local", **params}})
        return int(answer.status), json.loads(answer.content)

    def open(self, path):
        return self.call("getEntry", path=path)[1]["data"]

    def save(self, path, text, assets=()):
        options = {"commitMessage": "x", "useWorkflow": False, "status": "draft"}
        files = [{"slug": "a", "path": path, "raw": text}]
        return self.call("persistEntry", dataFiles=files, assets=list(assets), options=options)


@pytest.fixture
def browser(site):
    said = []
    options = Options(content=site.content, output=site.output, drafts=True)
    return Browser(LocalDesk(partial(open_portal, options), said.append), said)


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
    assert browser.call(action, path="content/news/2022/07/a.md", paths=["content/news/2022/07/a.md"])[0] == 403
    assert path.exists()


def test_a_file_is_not_renamed(browser, site):
    site.write_raw("a", ITEM)
    browser.open("content/news/2022/07/a.md")
    files = [{"slug": "a", "path": "content/news/2022/07/a.md", "raw": ITEM, "newPath": "content/news/2022/07/b.md"}]
    assert browser.call("persistEntry", dataFiles=files, assets=[], options={})[0] == 403


def test_a_folder_without_rights_is_told(browser, site, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("plugins.desk.browser.files.tempfile.mkstemp", refuse)
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
        {"Host": "example.vn:8000", "Origin": "http://example.vn:8000"},
        {"Host": "127.0.0.1.example.vn:8000", "Origin": "http://127.0.0.1.example.vn:8000"},
        {"Host": "", "Origin": "http://"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": ""},
    ],
)
def test_pages_of_other_sites_are_not_heard(browser, site, headers):
    answer = browser.post({"action": "info"}, **headers)
    assert answer.status in (403, 415)


@pytest.mark.parametrize("name", ["", "config.yml", "decap-cms.js"])
def test_a_foreign_name_that_leads_here_is_not_answered(browser, name):
    assert browser.get(name, host="example.vn:8000").status == 403


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


# Its page.


def test_the_page_has_a_policy_of_its_own_and_is_not_for_search_engines(browser):
    answer = browser.get("")
    text = answer.content.decode()
    assert answer.kind == "text/html"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert '<meta name="robots" content="noindex, nofollow">' in text
    policy = text.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]


def test_names_are_proposed_with_their_time_and_post(browser):
    lists = json.loads(browser.get("goi-y.json").content)
    regions = dict(lists["regions"])
    assert regions["Bến Lức, Long An"] == "đến 30/06/2025"
    assert regions["Tây Ninh"] == ""
    assert "Dương Văn Út" in dict(lists["officials"])


# Fetching the CMS.


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """A registry on loopback with one package, whose hash is the pinned one."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name in (package.SCRIPT, package.LICENCES, "../../evil"):
            info = tarfile.TarInfo(f"package/dist/{name}")
            info.size = 4
            archive.addfile(info, io.BytesIO(b"code"))
    content = packed.getvalue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", f"http://127.0.0.1:{server.server_port}/")
        digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
        monkeypatch.setattr(package, "INTEGRITY", f"sha512-{digest}")
        yield server
        server.shutdown()


def test_the_package_is_fetched_once_and_holds_what_the_page_needs(registry, tmp_path, monkeypatch):
    folder = fetch_cms(tmp_path / "cms")
    assert {path.name for path in folder.iterdir()} == {package.SCRIPT, package.LICENCES}
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:1")
    assert fetch_cms(tmp_path / "cms") == folder


def test_another_package_than_the_pinned_one_is_not_kept(registry, tmp_path, monkeypatch):
    monkeypatch.setattr(package, "INTEGRITY", "sha512-" + base64.b64encode(bytes(64)).decode())
    with pytest.raises(MissingCmsError, match="mã băm"):
        fetch_cms(tmp_path / "cms")
    assert not list((tmp_path / "cms").glob("*")) if (tmp_path / "cms").exists() else True


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "file:///etc", "http://example.invalid"])
def test_without_the_registry_one_sentence_says_so_and_the_rest_works(browser, tmp_path, monkeypatch, address):
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", address)
    monkeypatch.setattr(package.fetch_cms, "__defaults__", (tmp_path / "cms",))
    monkeypatch.setattr(package.find_cms, "__defaults__", (tmp_path / "cms",))
    answer = browser.get("decap-cms.js")
    assert answer.status == 503
    assert browser.said[-1] == answer.content.decode()
    assert browser.said[-1].startswith("Không tải được bàn biên tập")
    assert "\n" not in browser.said[-1]
    told = len(browser.said)
    assert browser.get("decap-cms.js").content == answer.content
    assert len(browser.said) == told  # the page asks again for the reason
    assert browser.get("").status == 200


# On the published site.


def write_settings(folder, **values):
    path = folder / "settings.py"
    lines = [f"{name} = {value!r}" for name, value in {"THEME": str(PROJECT / "theme"), **values}.items()]
    path.write_text("from pelicanconf import *\n" + "\n".join(lines) + "\n", "utf-8")
    shutil.copytree(PROJECT / "content/vocabulary", folder / "content/vocabulary", dirs_exist_ok=True)
    return path


GITHUB = {"name": "github", "repo": "to-chuc/cong-tin"}


def test_the_published_site_has_no_desk_unless_a_setting_names_a_repository(site, tmp_path):
    site.write("a")
    site.build()
    assert not (site.output / "bien-tap").exists()


def test_the_published_desk_speaks_to_the_repository_s_service_and_is_in_no_sitemap(site, tmp_path, monkeypatch):
    cms = tmp_path / "cms"
    cms.mkdir()
    for name in (package.SCRIPT, package.LICENCES):
        (cms / name).write_text("code")
    monkeypatch.setattr(package, "fetch_cms", lambda: cms)
    site.write("a")
    site.build(settings=write_settings(tmp_path, PORTAL_DESK=GITHUB))
    folder = site.output / "bien-tap"
    assert {path.name for path in folder.iterdir()} == {*page.NAMES, package.SCRIPT, package.LICENCES}
    text = (folder / "index.html").read_text("utf-8")
    assert "connect-src 'self' blob: https://api.github.com;" in text
    assert "data-local" not in text
    told = yaml.safe_load((folder / "config.yml").read_text("utf-8"))
    assert told["backend"] == {"branch": "main", **GITHUB}
    assert told["publish_mode"] == "editorial_workflow"
    for path in (*site.output.glob("*.xml"), site.output / "index.html"):
        assert "bien-tap" not in path.read_text("utf-8")
    again = site.build(settings=tmp_path / "settings.py")
    assert again.written == 0


@pytest.mark.parametrize(
    "setting",
    ["github", 3, {"name": "x", "repo": "a/b"}, {"name": "github"}, {"name": "github", "repo": "x"}, {1: 2},
     {**GITHUB, "content": "/etc"}, {**GITHUB, "content": "../x"}, {**GITHUB, "content": 3}],
)  # fmt: skip
def test_a_wrong_setting_is_told_with_an_example(setting):
    with pytest.raises(SiteError, match="PORTAL_DESK"):
        page.read_setting(setting)


def test_hosts_of_one_s_own_service_are_allowed_by_the_policy(site, browser):
    backend, _ = page.read_setting({"name": "gitlab", "repo": "a/b", "api_root": "https://git.example.vn:8443/api/v4"})
    portal = open_portal(Options(content=site.content))
    text = page.compose_file("index.html", portal, backend, "content", local=False).decode()
    assert "https://git.example.vn:8443;" in text
