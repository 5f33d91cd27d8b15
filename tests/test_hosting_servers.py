"""The portal's configurations on the real servers: what they answer, and with which headers."""

from __future__ import annotations

import datetime as dt
import gzip
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest

from plugins.hosting.headers import COMMON, headers_of
from plugins.hosting.servers import Backend, Site
from plugins.model.delivery import HASHED, is_compressed, kind_of, media_type_of
from plugins.model.policy import CONTENT_SECURITY_POLICY
from plugins.model.redirects import Redirect
from plugins.voice.comments.configuring import Server as CommentServer
from plugins.voice.comments.configuring import write_caddy, write_nginx, write_nginx_limits
from tests.access_logs import count, counts
from tests.comment_servers import wait_for
from tests.hosting_sample import ADDRESS, GONE, files_of, lay_out
from tests.web_servers import (
    BROTLI_MODULE,
    Server,
    describe_site,
    free_port,
    running_caddy,
    running_nginx,
)

REDIRECTS = (
    Redirect("/Tin.aspx?id=7", ADDRESS),
    Redirect("/thư mục/bài $1/", ADDRESS),
    Redirect("/tin-tuc/5.html", ADDRESS),
)
RUN = {"nginx": running_nginx, "caddy": running_caddy}


@pytest.fixture(scope="session")
def release(fill_once: Callable[..., Path]) -> Path:
    return fill_once("hosting", lay_out) / "output"


@pytest.fixture(scope="module", params=list(RUN))
def server(request: pytest.FixtureRequest, release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    work = tmp_path_factory.mktemp(request.param)
    (work / "current").symlink_to(release, target_is_directory=True)
    with RUN[request.param](work / "server", describe_site(work, redirects=REDIRECTS), free_port()) as running:
        yield running


def test_each_file_comes_with_its_type_and_all_headers_of_its_kind(server, release):
    found = list(files_of(release))
    assert len({kind_of(path).name for _, path, _ in found}) >= 8
    for address, path, file in found:
        reply = server.get(address)
        assert (reply.status, reply.body) == (200, file.read_bytes()), address
        assert reply.headers["content-type"] == media_type_of(path), address
        for name, value in headers_of(path).items():
            assert reply.headers[name.lower()] == value, (address, name)


def test_a_page_may_run_nothing_but_the_site_s_own_scripts(server):
    policy = server.get("/").headers["content-security-policy"]
    assert policy == CONTENT_SECURITY_POLICY
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


def test_the_desk_brings_its_own_policy_and_may_not_be_framed(server):
    headers = server.get("/bien-tap/").headers
    assert headers["content-security-policy"] == "frame-ancestors 'none'"
    assert headers["cross-origin-opener-policy"] == "same-origin-allow-popups"


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_compressed_copies_are_sent_to_whom_takes_them(server, release, encoding):
    if server.name == "nginx" and encoding == "br":
        pytest.skip("nginx needs a module for Brotli; another test has it")
    for address, path, file in files_of(release):
        copy = file.with_name(f"{file.name}.{'gz' if encoding == 'gzip' else 'br'}")
        reply = server.get(address, Accept_Encoding=encoding)
        if copy.is_file():
            unpack = gzip.decompress if encoding == "gzip" else brotli.decompress
            assert unpack(reply.body) == file.read_bytes(), address
            assert reply.headers["content-encoding"] == encoding
            assert reply.headers["content-type"] == media_type_of(path)
            assert reply.headers["vary"] == "Accept-Encoding"
            assert server.get(address).headers["vary"] == "Accept-Encoding"
        elif encoding == "gzip" and is_compressed(path, file.stat().st_size):
            assert gzip.decompress(reply.body) == file.read_bytes(), address
            assert reply.headers["content-encoding"] == "gzip", f"{address} has no copy and is packed on request"
            assert reply.headers["content-type"] == media_type_of(path)
            assert reply.headers["vary"] == "Accept-Encoding"
        else:
            assert "content-encoding" not in reply.headers


@pytest.mark.skipif(not BROTLI_MODULE.is_file(), reason="nginx has no module for Brotli here")
def test_nginx_sends_brotli_where_it_has_the_module(release, tmp_path):
    (tmp_path / "current").symlink_to(release, target_is_directory=True)
    with running_nginx(tmp_path / "server", describe_site(tmp_path, brotli=True)) as server:
        reply = server.get(ADDRESS, Accept_Encoding="gzip, br")
        assert reply.headers["content-encoding"] == "br"
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert brotli.decompress(reply.body) == (release / f"{ADDRESS[1:]}index.html").read_bytes()


def test_what_a_browser_has_is_not_sent_again_and_encodings_are_not_mixed_up(server):
    plain, packed = server.get(ADDRESS), server.get(ADDRESS, Accept_Encoding="gzip")
    assert plain.headers["etag"] != packed.headers["etag"]
    for reply, encoding in ((plain, "identity"), (packed, "gzip")):
        again = server.get(ADDRESS, Accept_Encoding=encoding, If_None_Match=reply.headers["etag"])
        assert (again.status, again.body) == (304, b"")
    other = server.get(ADDRESS, Accept_Encoding="gzip", If_None_Match=plain.headers["etag"])
    assert other.status == 200


def test_a_part_of_a_file_can_be_asked_for(server, release):
    path = next(path for _, path, _ in files_of(release) if path.endswith(".css"))
    reply = server.get(f"/{path}", Range="bytes=10-19")
    assert (reply.status, reply.body) == (206, (release / path).read_bytes()[10:20])


def test_an_address_without_its_slash_leads_to_the_one_with_it(server):
    reply = server.get(ADDRESS.rstrip("/"))
    assert reply.status in (301, 308)
    assert reply.headers["location"] == ADDRESS


def test_what_is_not_there_answers_404_with_the_site_s_own_page(server, release):
    page = (release / "404.html").read_bytes()
    for address in ("/khong-co/", "/khong-co.jpg", "/theme/portal.00000000.css", "/images/", "/404.html", "/%C4%91"):
        reply = server.get(address)
        assert (reply.status, reply.body) == (404, page), address
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert reply.headers["x-content-type-options"] == COMMON["X-Content-Type-Options"]
        assert reply.headers["cache-control"] != HASHED.cache, "a file that comes later would not be seen for a year"
    packed = server.get("/khong-co/", Accept_Encoding="gzip")
    assert (packed.status, gzip.decompress(packed.body)) == (404, page)


def test_the_notice_of_an_item_that_is_gone_answers_410(server, release):
    page = (release / f"{GONE[1:]}index.html").read_bytes()
    for address in (GONE, GONE.rstrip("/")):
        reply = server.get(address)
        assert (reply.status, reply.body) == (410, page)
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    packed = server.get(GONE, Accept_Encoding="gzip")
    assert packed.status == 410
    assert gzip.decompress(packed.body) == page


@pytest.mark.parametrize(
    "address",
    ["/tin-tuc/5.html", "/tin-tuc/5.html?utm_source=x", "/th%C6%B0%20m%E1%BB%A5c/b%C3%A0i%20$1/", "/Tin.aspx?id=7"],
)
def test_an_old_address_leads_to_the_new_one_for_good(server, address):
    reply = server.get(address)
    assert (reply.status, reply.headers["location"]) == (301, ADDRESS)


@pytest.mark.parametrize("address", ["/Tin.aspx?id=8", "/Tin.aspx", "/tin-tuc/5.htm"])
def test_another_address_than_an_old_one_leads_nowhere(server, address):
    assert server.get(address).status == 404


@pytest.mark.parametrize(
    "address",
    ["/.git/config", "/tin/.htpasswd", "/_headers", "/_redirects", "/index.html.gz", "/index.html.br",
     "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/.%67it/config"],
)  # fmt: skip
def test_what_readers_are_not_meant_to_see_is_refused(server, address):
    reply = server.get(address)
    assert reply.status in (400, 403, 404)
    assert "bí mật".encode() not in reply.body
    assert b"root:" not in reply.body


def test_requests_that_would_change_something_are_refused(server):
    assert {server.get("/", method).status for method in ("POST", "PUT", "DELETE")} == {405}


def test_an_address_without_tls_leads_to_the_one_with_it(server):
    reply = Server.ask(server.plain, f"{ADDRESS}?a=b")
    assert reply.status in (301, 308)
    assert reply.headers["location"] == f"{server.address}{ADDRESS}?a=b"


@pytest.mark.parametrize("name", list(RUN))
def test_a_release_is_seen_at_once_when_the_link_is_switched(name, tmp_path):
    for number in (1, 2):
        folder = tmp_path / f"release-{number}"
        folder.mkdir()
        for file in ("index.html", "404.html", "a.js"):
            (folder / file).write_text(f"{number} {file}" * 300)
            (folder / f"{file}.gz").write_bytes(gzip.compress(f"{number} {file}".encode() * 300, mtime=0))
    (tmp_path / "current").symlink_to("release-1", target_is_directory=True)
    with RUN[name](tmp_path / "server", describe_site(tmp_path)) as server:
        for number in (1, 2, 1, 2):
            (tmp_path / "next").symlink_to(f"release-{number}", target_is_directory=True)
            (tmp_path / "next").replace(tmp_path / "current")
            for address in ("/", "/a.js", "/khong-co"):
                assert server.get(address).body.startswith(f"{number} ".encode())
                packed = server.get(address, Accept_Encoding="gzip").body
                assert gzip.decompress(packed).startswith(f"{number} ".encode())


def test_a_site_without_tls_promises_none(tmp_path, release):
    (tmp_path / "current").symlink_to(release, target_is_directory=True)
    for name, run in RUN.items():
        site = Site(f"http://localhost:{free_port()}", str(tmp_path / "current"), "max-age=31536000")
        with run(tmp_path / name, site) as server:
            reply = server.get("/")
            assert reply.status == 200
            assert "strict-transport-security" not in reply.headers


# What readers say and what they read


class _Backend(http.server.BaseHTTPRequestHandler):
    """Stands in for the comment server: tells what came, under headers of its own."""

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(202)
        told = f"{self.path} {self.headers['X-Forwarded-For']} {self.headers['Cookie']} ".encode() + said
        for name, value in {"Content-Type": "application/xhtml+xml", "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module", params=list(RUN))
def voiced(request: pytest.FixtureRequest, release: Path, tmp_path_factory: pytest.TempPathFactory):
    """A server whose site takes comments and counts views, and its log."""
    work = tmp_path_factory.mktemp(f"voiced-{request.param}")
    (work / "current").symlink_to(release, target_is_directory=True)
    (work / "dem").mkdir()
    (work / "dem/2022-07.json").write_text("{}")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Backend) as behind:
        threading.Thread(target=behind.serve_forever, daemon=True).start()
        comments = CommentServer(("https://tin.example.vn",), "/y-kien/", f"http://127.0.0.1:{behind.server_port}")
        backend = {
            "nginx": Backend("/y-kien/", write_nginx(comments), write_nginx_limits()),
            "caddy": Backend("/y-kien/", write_caddy(comments)),
        }[request.param]
        log = work / "access.log"
        site = describe_site(work, backend=backend, log=str(log), figures=str(work / "dem"))
        with RUN[request.param](work / "server", site, free_port()) as running:
            yield running, log
        behind.shutdown()


def test_what_is_written_reaches_the_comment_server_whose_headers_stand_alone(voiced):
    server, _ = voiced
    reply = server.get("/y-kien/new?uri=/x/", "POST", Cookie="a=b", X_Forwarded_For="203.0.113.9", body=b"abc")
    assert reply.status == 202
    assert reply.body.decode().endswith(" None abc")
    assert "203.0.113.9" not in reply.body.decode()
    told = ("content-type", "cache-control", "content-security-policy")
    assert [reply.every[name] for name in told] == [["application/xhtml+xml"], ["no-store"], ["default-src 'none'"]]
    assert server.get("/y-kien/new", "POST", body=b"x" * 70_000).status in {413, 502}


def test_figures_that_the_server_writes_are_kept_for_minutes(voiced):
    server, _ = voiced
    reply = server.get("/luot-xem/2022-07.json")
    assert (reply.status, reply.body, reply.headers["content-type"]) == (200, b"{}", "application/json")
    assert reply.headers["cache-control"] == kind_of("luot-xem/2022-07.json").cache == "public, max-age=600"
    assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert server.get("/luot-xem/2020-01.json").status == 404
    assert server.get("/luot-xem/../current/robots.txt").status in {200, 400, 404}


def test_the_log_tells_of_readers_and_of_no_key_to_the_queue(voiced):
    server, log = voiced
    browser = {"User_Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    server.get(ADDRESS, **browser)
    server.get(f"{ADDRESS}?truoc", Sec_Purpose="prefetch", **browser)
    server.get("/y-kien/duyet/khoa/", "POST", body=b"")
    server.get("/robots.txt")
    wait_for(lambda: "/robots.txt" in log.read_text())
    tally = count(log.with_name("so.db"), log, now=dt.datetime.now(dt.UTC))
    assert (counts(log.with_name("so.db")), tally.broken) == ({ADDRESS: 1}, 0)
    assert "/y-kien/" not in log.read_text()
