"""What hosts are told: headers, `_headers` and `_redirects`, configurations, compressed copies."""

from __future__ import annotations

import datetime as dt
import gzip
import re
import shutil
import subprocess
import sys
from urllib.parse import unquote

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invoke import Context, Exit

from plugins.build import Options
from plugins.build.settings import PROJECT
from plugins.hosting.compression import compress
from plugins.hosting.configurations import find_server
from plugins.hosting.headers import COMMON, headers_of, read_hsts
from plugins.hosting.host_files import LONGEST_LINE, ruled, write_headers, write_rules
from plugins.hosting.hosts import HOSTS, find_host
from plugins.hosting.servers import Site
from plugins.model import SiteError, Tombstone
from plugins.model.redirects import AliasError, Redirect, read_alias
from plugins.tasks import publishing

HSTS = "max-age=31536000"
REDIRECTS = (
    Redirect("/Tin.aspx?id=5&cat=2", "/tin/2022/07/a/"),
    Redirect("/thư mục/bài 1.html", "/tin/2022/07/b/"),
    Redirect("/tin-tuc/5.html", "/tin/2022/07/c/"),
)
GONE = Tombstone("news/x.md", "/tin/2022/07/x/", "withdrawn", dt.date(2022, 8, 1))


def rules_of(text: str) -> dict[str, dict[str, list[str]]]:
    """Path -> header -> values, and what is taken away under `!`."""
    rules: dict[str, dict[str, list[str]]] = {}
    for line in text.splitlines():
        if not line.startswith(" "):
            rules[line] = {}
            path = line
        else:
            name, _, value = line.strip().partition(": ")
            rules[path].setdefault(name, []).append(value)
    return rules


# headers


def test_every_path_gets_the_whole_set():
    headers = headers_of("index.html")
    assert set(headers) > {*COMMON, "Content-Security-Policy", "Strict-Transport-Security", "Cache-Control"}
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers_of("images/0123456789abcdef0123-360.jpg")["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Strict-Transport-Security" not in headers_of("index.html", hsts="")


@pytest.mark.parametrize("value", ["max-age=31536000", "max-age=63072000; includeSubDomains; preload", ""])
def test_how_long_https_holds_is_a_setting(value):
    assert read_hsts({"PORTAL_HSTS": value}) == value


@pytest.mark.parametrize("value", ["31536000", "max-age=1\r\nX: y", 'max-age=1"; add_header X "y', 5, None])
def test_another_value_for_https_is_refused(value):
    with pytest.raises(SiteError, match="PORTAL_HSTS"):
        read_hsts({"PORTAL_HSTS": value})


def test_an_unknown_host_is_refused_with_those_there_are():
    with pytest.raises(SiteError, match=r"apache.*nginx, caddy, netlify"):
        find_host("apache")


# _headers and _redirects


@pytest.mark.parametrize("name", [name for name, host in HOSTS.items() if host.headers])
@pytest.mark.parametrize("has_desk", [False, True])
def test_no_two_rules_give_one_path_the_same_header_unless_the_first_is_taken_away(name, has_desk):
    rules = rules_of(write_headers(HOSTS[name], HSTS, ["/theme/portal.01234567.css"], has_desk=has_desk))
    assert len(rules) <= 100
    usual = rules.pop("/*")
    assert usual["X-Content-Type-Options"] == ["nosniff"]
    for path, headers in rules.items():
        taken = {header.removeprefix("! ") for header in headers if header.startswith("! ")}
        assert set(headers) & set(usual) <= taken, path
    assert all(len(line) <= 2_000 for line in write_headers(HOSTS[name], HSTS, [], has_desk=True).splitlines())


def test_the_desk_gets_another_policy_where_the_host_can_give_it_one():
    rules = rules_of(write_headers(HOSTS["cloudflare"], HSTS, [], has_desk=True))
    assert "default-src 'none'" in rules["/*"]["Content-Security-Policy"][0]
    assert rules["/bien-tap/*"]["Content-Security-Policy"] == ["frame-ancestors 'none'"]
    rules = rules_of(write_headers(HOSTS["netlify"], HSTS, [], has_desk=True))
    assert rules["/*"]["Content-Security-Policy"] == ["frame-ancestors 'none'"], "a stricter one would break the desk"
    assert "default-src 'none'" in write_headers(HOSTS["netlify"], HSTS, [], has_desk=False)


def test_netlify_s_rules_hold_although_there_is_a_page_and_know_queries_and_what_is_gone():
    assert write_rules(HOSTS["netlify"], REDIRECTS, [GONE]).splitlines() == [
        "/Tin.aspx id=5 cat=2 /tin/2022/07/a/ 301!",
        "/th%C6%B0%20m%E1%BB%A5c/b%C3%A0i%201.html /tin/2022/07/b/ 301!",
        "/tin-tuc/5.html /tin/2022/07/c/ 301!",
        "/tin/2022/07/x/ /tin/2022/07/x/index.html 410!",
    ]


def test_cloudflare_s_rules_know_neither_queries_nor_what_is_gone():
    assert write_rules(HOSTS["cloudflare"], REDIRECTS, [GONE]).splitlines() == [
        "/th%C6%B0%20m%E1%BB%A5c/b%C3%A0i%201.html /tin/2022/07/b/ 301",
        "/tin-tuc/5.html /tin/2022/07/c/ 301",
    ]


@pytest.mark.parametrize("name", ["cloudflare", "gitlab"])
def test_no_more_rules_are_written_than_the_host_heeds(name):
    many = [Redirect(f"/cu/{number}.html", "/tin/2022/07/a/") for number in range(5_000)]
    assert len(ruled(HOSTS[name], many)) == HOSTS[name].rules


def test_a_rule_that_is_too_long_for_a_host_is_left_to_a_page():
    long = Redirect(f"/{'ư' * 60}/{'ư' * 60}/{'ư' * 60}", "/tin/2022/07/a/")
    assert len(long.old) < LONGEST_LINE
    assert ruled(HOSTS["cloudflare"], [long, *REDIRECTS]) == [*REDIRECTS[1:]]


# configurations


@pytest.mark.parametrize("name", ["nginx", "caddy"])
@given(path=st.text(max_size=40), query=st.text(max_size=20))
def test_no_old_address_breaks_out_of_its_place_in_a_configuration(name, path, query):
    try:
        old = read_alias(f"/{path}?{query}" if query else f"/{path}")
    except AliasError:
        return
    text = find_server(name)(Site("https://tin.example.vn", redirects=(Redirect(old, "/tin/2022/07/a/"),)))
    quote = '"' if name == "nginx" else "`"
    line = next(line for line in text.splitlines() if "/tin/2022/07/a/" in line)
    assert re.fullmatch(rf"\s+{quote}[^{quote}\\]+{quote} {quote}/tin/2022/07/a/{quote};?", line), line


@pytest.mark.parametrize(
    "asked",
    [{"url": ""}, {"url": "tin.example.vn"}, {"url": "https://tin.example.vn/thu-muc"}, {"url": "ftp://x.vn"},
     {"url": "https://x.vn; }"}, {"root": "srv"}, {"root": "/srv/a b"}, {"root": "/srv/../etc"}, {"root": "/srv;}"},
     {"certificate": "/a.pem"}, {"key": "/a.pem"}],
)  # fmt: skip
def test_what_cannot_stand_in_a_configuration_is_refused(asked):
    with pytest.raises(SiteError):
        Site(**{"url": "https://tin.example.vn", **asked})


def test_an_unknown_server_is_refused_with_those_there_are():
    with pytest.raises(SiteError, match=r"apache.*nginx, caddy"):
        find_server("apache")


# compressed copies


def test_a_text_has_two_copies_that_give_it_back():
    content = "Cổng tin địa phương. ".encode() * 200
    copies = compress("index.html", content)
    assert set(copies) == {".br", ".gz"}
    assert brotli.decompress(copies[".br"]) == gzip.decompress(copies[".gz"]) == content
    assert compress("index.html", content) == copies
    assert copies[".gz"][4:8] == bytes(4), "a time would make each build another"


def test_a_server_that_packs_on_request_has_copies_of_what_is_asked_for_often_alone():
    content = b"a b c " * 1_000
    often = ("index.html", "en/index.html", "tin/2022/07/a/index.html", "theme/portal.01234567.css", "moi-nhat.json")
    seldom = ("luu-tru/2022/index.html", "the/a/index.html", "feeds/all.atom.xml", "sitemap.xml", "the/index.html")
    assert all(set(compress(path, content, packs=True)) == {".br", ".gz"} for path in often)
    assert not any(compress(path, content, packs=True) for path in seldom)
    assert all(compress(path, content) for path in (*often, *seldom)), "GitLab Pages packs nothing itself"


@given(st.binary(max_size=3_000))
def test_no_copy_is_larger_than_its_file(content):
    assert all(len(copy) < len(content) for copy in compress("feeds/all.json", content).values())


@pytest.mark.parametrize("path", ["images/0123456789abcdef0123-360.jpg", "search/shards/0.01234567.bin", "_headers"])
def test_what_is_packed_already_has_no_copy(path):
    assert compress(path, b"a" * 5_000) == {}


def test_a_short_text_has_no_copy():
    assert compress("index.html", b"a" * 1_000) == {}


def test_addresses_in_rules_are_those_of_the_redirects():
    lines = write_rules(HOSTS["netlify"], REDIRECTS[1:], ()).splitlines()
    assert [unquote(line.split()[0]) for line in lines] == [redirect.old for redirect in REDIRECTS[1:]]


# the task


def run_task(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "tasks.py"), "hosting", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=PROJECT)


def test_the_task_writes_a_configuration_with_the_old_addresses_of_the_content(site, tmp_path):
    site.write("a", slug="a", aliases=["/cu/a.html", "/Tin.aspx?id=5"])
    site.write("b", slug="b", status="draft", aliases=["/cu/b.html"])
    file = tmp_path / "portal.conf"
    asked = ("--content", site.content, "--url", "https://tin.example.vn", "--output", file)
    done = run_task("nginx", *asked)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{file}\n", "")
    text = file.read_text("utf-8")
    assert text.count('"/tin/2022/07/a/";') == 2
    assert "/cu/b.html" not in text
    assert "/tin/2022/07/a/" in run_task("caddy", *asked[:4]).stdout


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_the_configuration_has_what_comments_and_counts_need_where_they_are_on(
    site, tmp_path, monkeypatch, capsys, server
):
    monkeypatch.setattr("plugins.tasks.joining.CACHE", tmp_path / "cache")
    asked = {"url": "https://tin.example.vn", "content": str(site.content)}
    publishing.hosting(Context(), server, **asked)
    assert not re.search("y-kien|luot-xem/ |access.log|sec_purpose", capsys.readouterr().out)
    shutil.copytree(PROJECT / "content/vocabulary", site.content / "vocabulary")
    settings = tmp_path / "voiceconf.py"
    settings.write_text(
        f"from publishconf import *\nTHEME = {str(PROJECT / 'theme')!r}\n"
        "PORTAL_COMMENTS = {'server': '/binh-luan/'}\nPORTAL_VIEWS = {}\n"
    )
    monkeypatch.setattr("plugins.tasks.publishing.Options", lambda **given: Options(**given | {"settings": settings}))
    publishing.hosting(Context(), server, figures="/srv/luot-xem", **asked)
    text = capsys.readouterr().out
    assert all(part in text for part in ("/binh-luan/", "/run/y-kien/y-kien.sock", "/srv/luot-xem", "access.log"))
    with pytest.raises(Exit) as refused:
        publishing.hosting(Context(), server, figures="srv", **asked)
    assert "--figures" in refused.value.message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["apache"], "các máy chủ: nginx, caddy"),
        (["nginx"], "SITEURL"),
        (["nginx", "--url", "https://x.vn/a"], "https://"),
    ],
)
def test_the_task_says_what_is_wrong_and_how_to_mend_it(monkeypatch, arguments, message):
    monkeypatch.delenv("SITEURL", raising=False)
    done = run_task(*arguments)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
