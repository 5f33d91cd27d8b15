"""The desk in the browser: its configuration, its page, where its program comes from, and how it is published."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import http.server
import io
import json
import shutil
import tarfile
import threading
import typing
from pathlib import Path

import pytest
import yaml

from plugins.build import Options, open_portal
from plugins.desk.browser import package, page, publishing
from plugins.desk.browser.configuration import BODY, WIDGETS, Desk, configure, describe_field
from plugins.desk.browser.package import MissingCmsError, fetch_cms
from plugins.model import FIELDS, Field, SiteError
from plugins.model.fields import Kind
from plugins.model.item import Status
from tests.desk_page import open_page

PROJECT = Path(__file__).parents[1]
DESK = Desk({"name": "proxy"}, "content", (2026, 2022), ("Dân vận", "Thông báo"), local=True)


def fields_of(desk):
    return {each["name"]: each for each in configure(desk)["collections"][0]["fields"]}


@pytest.fixture
def browser(site):
    return open_page(site)


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


def test_the_published_lists_are_made_anew_on_another_day_for_posts_begin_and_end(site):
    portal = open_portal(Options(content=site.content, output=site.output))

    def inputs(now):
        portal.config = dataclasses.replace(portal.config, now=now)
        jobs = publishing.compose(portal, {"name": "github"}, "content")
        return {job.address: job.inputs for job in jobs}["/bien-tap/goi-y.json"]

    now = portal.config.now.replace(hour=12)
    assert inputs(now) == inputs(now + dt.timedelta(hours=1))
    assert inputs(now) != inputs(now + dt.timedelta(days=1))


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
