"""What a deploy would change, told before it does; and what follows a deploy."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import threading
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import SiteError
from plugins.model.delivery import kind_of
from plugins.publishing.afterwards import address_of, check_live, do_afterwards
from plugins.publishing.plan import make_plan, refuse_harm
from plugins.publishing.record import Record, decode_record, encode_record
from plugins.publishing.release import Release, ReleasedFile
from plugins.publishing.targets.opening import list_targets, open_target
from plugins.publishing.targets.programs import explain, hide_secrets
from tests.publishing_sample import host, write_output

PATHS = ["index.html", "tin/2026/07/a/index.html", "feeds/all.atom.xml", "theme/portal.aaaaaaaa.css", "sitemap.xml",
         "theme/portal.bbbbbbbb.css", "search/manifest.json", "gioi-thieu/index.html"]  # fmt: skip
FILES = st.dictionaries(st.sampled_from(PATHS), st.sampled_from("0123"), min_size=1)


def release_of(files: dict[str, str]) -> Release:
    contents = {path: ReleasedFile(digit * 20, int(digit)) for path, digit in sorted(files.items())}
    return Release(version="v", moment="2026-07-01T00:00:00+00:00", url="", items=1, files=contents)


@given(FILES, FILES, st.booleans())
def test_a_plan_turns_the_live_files_into_the_release_s_and_keeps_only_assets(before, after, recent):
    live = Record(release_of(before))
    plan = make_plan(release_of(after), live, [live.release.id] if recent else [])
    place = dict(before)
    for path in plan.sent:
        place[path] = after[path]
    for path in plan.deleted:
        del place[path]
    assert {path: place[path] for path in after} == after
    assert place.keys() - after.keys() == plan.kept.keys()
    assert all(kind_of(path).rank == 0 for path in plan.kept)
    assert [kind_of(path).rank for path in plan.sent] == sorted(kind_of(path).rank for path in plan.sent)
    assert not set(plan.deleted) & set(after)
    assert set(plan.changed) == {path for path in after if path in before and after[path] != before[path]}


def test_compressed_copies_that_go_are_no_harm_but_pages_are():
    pages = {f"tin/2026/07/{number}/index.html": "1" for number in range(10)} | {"index.html": "1"}
    copies = {f"{path}{end}": "1" for path in pages for end in (".br", ".gz")}
    live = Record(release_of(pages | copies))
    now = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    refuse_harm(make_plan(release_of(pages), live, []), now, 0.2, shrink=False, overwrite=False)
    fewer = dict(list(pages.items())[-7:])
    with pytest.raises(SiteError, match="xóa 4 trong 11 tệp"):
        refuse_harm(make_plan(release_of(fewer | copies), live, []), now, 0.2, shrink=False, overwrite=False)


@given(FILES, FILES, FILES)
def test_whatever_a_broken_off_deploy_sent_the_next_puts_right(before, begun, after):
    plan = make_plan(release_of(after), Record(release_of(before)), [], release_of(begun))
    for sent in range(len(begun) + 1):
        place = before | dict(list(begun.items())[:sent])
        place |= {path: after[path] for path in plan.sent}
        place = {path: digit for path, digit in place.items() if path not in plan.deleted}
        assert place == after


@given(FILES, st.dictionaries(st.sampled_from(PATHS), st.just("x")))
def test_a_record_is_read_back_as_it_was_written(files, kept):
    release = release_of(files)
    assert decode_record(encode_record(Record(release, kept)), release.id) == Record(release, kept)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_record_are_refused(data):
    with pytest.raises(SiteError):
        decode_record(data, "x")


def test_a_record_under_another_name_or_with_a_byte_changed_is_refused():
    release = release_of({"index.html": "1"})
    data = encode_record(Record(release))
    with pytest.raises(SiteError, match="đã có người sửa"):
        decode_record(data, "khac")
    for place in range(len(data)):
        broken = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        try:
            assert decode_record(broken, release.id).release.digest == release.digest
        except SiteError:
            continue


SSH = {"kind": "ssh", "host": "a@b", "path": "/srv/x"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "kind phải là một trong"),
        ("ssh", "kind phải là một trong"),
        ({"kind": "ftp"}, "kind phải là một trong: folder, ssh, rclone, git"),
        ({"kind": "ssh", "host": "a@b"}, "thiếu mục path"),
        (SSH | {"pathh": "x"}, "có phải «path»"),
        (SSH | {"port": "22"}, "mục port sai kiểu"),
        (SSH | {"keep": 1}, "keep từ 2"),
        (SSH | {"keep": True}, "mục keep sai kiểu"),
        (SSH | {"max_deleted": 2}, "max_deleted từ 0 đến 1"),
        (SSH | {"host": "-oProxyCommand=x"}, "host dạng"),
        (SSH | {"path": "srv"}, "đường dẫn từ gốc"),
        (SSH | {"password": "x"}, "không ghi mật khẩu"),
        ({"kind": "rclone", "remote": "kho/trang", "state": "kho:x"}, "tên-kho:đường-dẫn"),
        ({"kind": "rclone", "remote": "kho:a", "state": "kho:a/b"}, "tách nhau"),
        ({"kind": "rclone", "remote": ":s3,secret_access_key=abc:x", "state": "kho:b"}, "không ghi mật khẩu"),
        ({"kind": "git", "repository": "https://u:matkhau@x/y.git", "branch": "b"}, "không ghi mật khẩu"),
        ({"kind": "git", "repository": "x", "branch": "../b"}, "không hợp lệ"),
    ],
)
def test_settings_that_are_wrong_or_hold_secrets_are_refused_by_name(given, message):
    with pytest.raises(SiteError, match=message):
        open_target({"PORTAL_TARGETS": {"dich": given}}, "dich")


def test_an_unknown_target_is_told_with_the_nearest_name():
    settings = {"PORTAL_TARGETS": {"may-chu": SSH}}
    with pytest.raises(SiteError, match="Có phải «may-chu»"):
        open_target(settings, "maychu")
    with pytest.raises(SiteError, match="Chưa khai báo đích nào"):
        open_target({}, "x")
    assert list_targets(settings) == ["may-chu: máy chủ qua SSH"]


def test_no_secret_of_the_environment_is_ever_shown(monkeypatch):
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "rat-bi-mat")
    assert "rat-bi-mat" not in str(explain("x", "bad token rat-bi-mat and https://u:mk@host"))
    assert hide_secrets("https://u:mk@host/x") == "https://u:…@host/x"


class Heard(list[tuple[str, str, bytes]]):
    pass


@contextmanager
def listening(code: int = 200):
    """A server that hears posts: (path, authorisation, body)."""
    heard = Heard()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, self.headers.get("Authorization", ""), body))
            self.send_response(code)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", heard
        server.shutdown()


@pytest.fixture
def release(tmp_path):
    return write_output(tmp_path / "output", "aaaaaaaa")


def test_a_release_asks_nothing_of_the_network_unless_told(release):
    said: list[object] = []
    do_afterwards({}, "https://tin.example", release, ["index.html"], said.append)
    assert said == []


def test_changed_addresses_are_purged_and_told_to_search_engines_and_hubs(release, monkeypatch):
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "ma-bi-mat")
    said: list[object] = []
    changed = ["index.html", "index.html.br", "tin/2026/07/tin-1/index.html", "feeds/all.atom.xml", "_headers"]
    with listening() as (address, heard):
        after = {
            "purge": {"cloudflare_zone": "z1", "endpoint": address},
            "indexnow": {"key": "k1", "endpoint": f"{address}/indexnow"},
            "websub": f"{address}/hub",
        }
        do_afterwards(after, "https://tin.example", release, changed, said.append)
    purge, index, hub = heard
    assert purge[:2] == ("/zones/z1/purge_cache", "Bearer ma-bi-mat")
    assert json.loads(purge[2])["files"] == [
        "https://tin.example/", "https://tin.example/tin/2026/07/tin-1/", "https://tin.example/feeds/all.atom.xml"
    ]  # fmt: skip
    assert json.loads(index[2])["urlList"] == ["https://tin.example/", "https://tin.example/tin/2026/07/tin-1/"]
    assert b"hub.mode=publish&hub.url=https%3A%2F%2Ftin.example%2Ffeeds%2Fall.atom.xml" in hub[2]
    assert "ma-bi-mat" not in " ".join(map(str, said))


def test_a_command_of_the_operator_s_purges_with_an_address_a_line(release, tmp_path):
    after = {"purge": {"command": ["tee", str(tmp_path / "heard")]}}
    do_afterwards(after, "https://tin.example", release, ["index.html"], print)
    assert (tmp_path / "heard").read_text() == "https://tin.example/\n"


def test_pings_that_fail_are_notices_only(release):
    said: list[object] = []
    with listening(500) as (address, _):
        do_afterwards({"websub": address}, "https://x", release, ["feeds/all.atom.xml"], said.append)
    do_afterwards({"websub": "http://127.0.0.1:1"}, "https://x", release, ["feeds/all.atom.xml"], said.append)
    do_afterwards({"websub": "file:///etc/passwd"}, "https://x", release, ["feeds/all.atom.xml"], said.append)
    assert [str(line).split(":")[0] for line in said] == ["Bỏ qua websub"] * 3


def test_an_unknown_step_is_refused(release):
    with pytest.raises(SiteError, match="không có mục «sms»"):
        do_afterwards({"sms": True}, "https://x", release, ["index.html"], print)
    with pytest.raises(SiteError, match="mục smoke sai kiểu"):
        do_afterwards({"smoke": "x"}, "https://x", release, ["index.html"], print)


def test_a_smoke_test_sees_that_the_live_address_shows_the_release_and_that_it_does_not(release, tmp_path):
    with host(tmp_path / "output") as address:
        assert "đang hiện đúng bản" in check_live(address, release, [0])
        (tmp_path / "output" / "tin/2026/07/tin-0/index.html").write_text("cũ")
        (tmp_path / "output" / "feeds/all.atom.xml").unlink()
        with pytest.raises(SiteError, match=r"trả lời 404.*nội dung khác"):
            check_live(address, release, [0])
    with pytest.raises(SiteError, match="không tới được"):
        check_live(address, release, [0])


def test_addresses_are_those_that_readers_use():
    assert address_of("https://x", "index.html") == "https://x/"
    assert address_of("https://x", "the/dân/index.html") == "https://x/the/d%C3%A2n/"
    assert address_of("https://x", "404.html") == "https://x/404.html"
    assert dt.datetime.fromisoformat(release_of({"a": "1"}).moment).tzinfo
