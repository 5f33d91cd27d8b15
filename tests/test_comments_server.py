"""The server of comments, real Isso behind real nginx: what it takes, shows and keeps, and what an operator does."""

from __future__ import annotations

import json
import re
import shutil
import socket
import socketserver
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from invoke import Context

from plugins.build import Options, build_site, open_portal
from plugins.build.settings import PROJECT
from plugins.model import SiteError
from plugins.model.redirects import Redirect
from plugins.model.serving import Answer, Request
from plugins.tasks import voice
from plugins.voice.comments.configuring import Server, write_configuration, write_files
from plugins.voice.comments.local import Proxy
from plugins.voice.comments.operating import operate, write_moves
from tests.comment_servers import (
    BODY,
    ITEM,
    CommentSite,
    Reply,
    build_voice_site,
    free_port,
    page_of,
    running_site,
    wait_for,
)

POLICY = "default-src 'none'"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, fill_once: Callable[..., Path]) -> Iterator[CommentSite]:
    built = fill_once("voice", build_voice_site) / "site"
    with running_site(tmp_path_factory.mktemp("comments"), built, POLICY) as running:
        yield running


# The server


def test_a_comment_awaits_review_and_is_shown_once_it_is_approved(site: CommentSite) -> None:
    page, link = page_of(1), site.review_link()
    sent = site.write(page, "Bài rất rõ.", author="A & <b>")
    assert sent.status == 202
    assert site.show(page) == {"total": 0, "hidden_replies": 0, "replies": []}
    review = link.removeprefix(site.address)
    assert "Bài rất rõ." in site.ask("GET", review).body.decode()
    done = _decide(site, review, sent.json["id"], "activate")
    assert done.status == 200
    assert "Đã duyệt ý kiến." in done.body.decode()
    shown = site.show(page)
    assert (shown["total"], shown["replies"][0]["author"]) == (1, "A & <b>")
    assert set(shown["replies"][0]) == {
        "id", "parent", "text", "author", "created", "mode", "replies", "total_replies", "hidden_replies",
    }  # fmt: skip


def test_opening_a_link_decides_nothing_and_a_link_decides_on_its_own_comment_alone(site: CommentSite) -> None:
    first = site.write(page_of(2), "Ý kiến thứ nhất.").json["id"]
    queue = site.review_link().removeprefix(site.address)
    for _ in range(3):
        site.ask("GET", queue)
    assert site.show(page_of(2))["total"] == 0
    assert _decide(site, "/y-kien/duyet/khong-co/", first, "activate").status == 403
    assert _decide(site, queue[:-3] + "x/", first, "activate").status == 403
    assert _decide(site, queue, first, "no such deed").status == 403
    assert _decide(site, queue, 10**9, "delete").status == 200  # nothing is there any more
    assert _decide(site, queue, first, "delete").status == 200
    assert site.database.find(first) is None


def test_another_site_s_page_cannot_write_or_decide(site: CommentSite) -> None:
    page = f"/y-kien/new?uri={page_of(3)}"
    for origin in ("https://xau.example", "null", site.address + ".xau.example", ""):
        assert site.ask("POST", page, {"text": "Chào bạn"}, {"Origin": origin}).status == 403
    assert site.ask("POST", page, {"text": "Chào bạn"}, {"Content-Type": "application/json"}, own=False).status == 403
    queue = site.review_link().removeprefix(site.address)
    assert site.ask("POST", queue, b"id=1&action=delete", {"Origin": "https://xau.example"}).status == 403
    assert site.database.find_waiting(99) == [] or site.show(page_of(3))["total"] == 0


def test_a_foreign_name_that_leads_to_the_server_is_refused(site: CommentSite) -> None:
    for host in ("xau.example", "127.0.0.1", f"127.0.0.1:{site.place}", "localhost"):
        assert site.ask("GET", f"/y-kien/?uri={page_of(3)}", headers={"Host": host}).status == 421


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "a" * 501}, 400),
        ({"text": "  \u200b\u202e "}, 400),
        ({"text": "Chào", "author": "x" * 61}, 400),
        ({"text": "Chào", "parent": "1"}, 400),
        ({"text": "Chào", "parent": True}, 400),
        ({"text": "Chào", "parent": 10**30}, 400),
        ({"text": "Chào", "parent": 10**8}, 400),
        ({"text": 5}, 400),
        ({}, 400),
        ([], 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 5000, 400),
        ({"text": "a" * 9000}, 413),
        (b"x" * 70_000, 413),
    ],
)
def test_bad_bodies_are_refused_and_kept_nowhere(site: CommentSite, body: object, status: int) -> None:
    before = site.database.count_waiting()
    reply = site.ask("POST", f"/y-kien/new?uri={page_of(3)}", body)
    assert reply.status == status
    assert site.database.count_waiting() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_can_be_written(site: CommentSite, kind: str) -> None:
    reply = site.ask("POST", f"/y-kien/new?uri={page_of(3)}", {"text": "Chào bạn"}, {"Content-Type": kind})
    assert reply.status == 415


@pytest.mark.parametrize(
    "page",
    ["", "/", "/gioi-thieu/", "//xau.example/tin/2022/07/x/", "/tin/2022/07/../../x/", "/tin/2022/07/x", "https://xau/",
     "/tin/2022/07/x%252e/", "/tin/2022/07/a?b/", "/tin/2022/07/" + "x" * 300 + "/", "/tin/2022/07/x%00/"],
)  # fmt: skip
def test_an_address_that_is_no_item_s_has_no_comments(site: CommentSite, page: str) -> None:
    assert site.ask("GET", f"/y-kien/?uri={page}").status == 400
    assert site.ask("POST", f"/y-kien/new?uri={page}", {"text": "Chào bạn"}).status == 400


def test_a_page_that_does_not_exist_takes_no_comment(site: CommentSite) -> None:
    reply = site.write("/tin/2022/07/khong-co/", "Chào bạn")
    assert (reply.status, reply.json["code"]) == (404, "closed")
    assert not site.database.has_thread("/tin/2022/07/khong-co/")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "admin/"), ("POST", "login/"), ("GET", "latest?limit=5"), ("GET", "config"), ("GET", "demo/"),
     ("GET", "js/embed.min.js"), ("POST", "preview"), ("POST", "id/1/like"), ("PUT", "id/1"), ("DELETE", "id/1"),
     ("GET", "id/1"), ("GET", "id/1/activate/x"), ("POST", "id/1/activate/x"), ("GET", "feed?uri=/tin/2022/07/bai-1/"),
     ("OPTIONS", "new"), ("GET", "new"), ("PUT", ""), ("GET", "../../etc/passwd")],
)  # fmt: skip
def test_isso_s_other_doors_are_shut(site: CommentSite, method: str, path: str) -> None:
    assert site.ask(method, f"/y-kien/{path}", {"text": "x"} if method == "POST" else None).status in {
        400,
        403,
        404,
        405,
    }


def test_no_answer_sets_a_cookie_opens_the_server_to_other_sites_or_may_be_stored(site: CommentSite) -> None:
    sent = site.write(page_of(4), "Một ý kiến.")
    for reply in (sent, site.ask("GET", f"/y-kien/?uri={page_of(4)}"), site.ask("GET", "/y-kien/x")):
        assert not {name for name in reply.headers if "cookie" in name or name.startswith("access-control")}
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "script" not in reply.headers["content-security-policy"]


def test_the_database_holds_no_address_of_a_reader(site: CommentSite) -> None:
    number = site.write(page_of(4), "Một ý kiến nữa.").json["id"]
    with sqlite3.connect(site.database.path) as connection:
        stored = connection.execute("SELECT remote_addr FROM comments WHERE id = ?", (number,)).fetchone()[0]
    assert stored.startswith("fd")
    assert "127" not in stored.split(":")[0]


def test_pages_of_comments_are_bounded_whatever_is_asked_for(site: CommentSite) -> None:
    page = page_of(5)
    site.load(page, [f"Ý kiến {number}" for number in range(120)])
    assert len(site.show(page, "&limit=100000")["replies"]) == 50
    assert len(site.show(page, "&limit=0")["replies"]) == 1
    first, second = site.show(page, "&limit=20"), site.show(page, "&limit=20&offset=20")
    assert (first["total"], first["hidden_replies"], second["hidden_replies"]) == (120, 100, 80)
    assert [comment["text"] for comment in first["replies"][:2]] == ["Ý kiến 119", "Ý kiến 118"]
    assert not {one["id"] for one in first["replies"]} & {one["id"] for one in second["replies"]}
    for bad in ("&limit=x", "&offset=-1", "&limit=%D9%A1", f"&x={'a' * 3000}", "&parent=1e9"):
        assert site.ask("GET", f"/y-kien/?uri={page}{bad}").status in {400, 414}


def test_counts_of_many_pages_come_in_one_answer(site: CommentSite) -> None:
    site.load(page_of(6), ["Một", "Hai ý"])
    asked = [page_of(6), "/tin/2022/07/khong-co/", "anything' OR 1=1 --"]
    assert site.ask("POST", "/y-kien/count", asked).json == [2, 0, 0]
    for bad in ([1], {"a": 1}, ["/x/"] * 101, "x"):
        assert site.ask("POST", "/y-kien/count", bad).status == 400


def test_a_reader_without_a_script_writes_by_a_form(site: CommentSite) -> None:
    address = f"/y-kien/viet/?uri={page_of(7)}"
    assert "<form" in site.ask("GET", address).body.decode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    told = site.ask("POST", address, b"author=&text=Xin+ch%C3%A0o+%3Cb%3E", form)
    assert (told.status, "Đã nhận ý kiến" in told.body.decode()) == (200, True)
    long = site.ask("POST", address, b"text=" + b"a" * 600, form)
    assert (long.status, "nhiều nhất là 500" in long.body.decode()) == (400, True)


def test_what_was_approved_can_be_taken_away_by_a_link_to_it(site: CommentSite) -> None:
    page = "/tin/2022/07/rut/"
    site.load(page, ["Ý kiến đã duyệt mà bạn đọc muốn rút"])
    number = site.show(page)["replies"][0]["id"]
    link = site.command("link", str(number)).removeprefix(site.address)
    assert "muốn rút" in site.ask("GET", link).body.decode()
    form = {"Origin": site.address, "Content-Type": "application/x-www-form-urlencoded"}
    assert site.ask("POST", link, f"id={number}&action=delete".encode(), form).status == 200
    assert site.show(page)["total"] == 0
    with pytest.raises(SiteError, match="Không có ý kiến số 999999"):
        site.command("link", "999999")


def test_threads_follow_items_to_new_addresses_and_meet_there(site: CommentSite, tmp_path: Path) -> None:
    site.load("/tin/2022/06/cu/", ["Ý kiến ở địa chỉ cũ"])
    site.load("/tin/2022/06/cu-hon/", ["Ý kiến ở địa chỉ cũ hơn"])
    site.load(page_of(8), ["Ý kiến ở địa chỉ mới"])
    table = tmp_path / "moved.csv"
    table.write_text(
        "from,to,file\nhttps://cong.vn/tin/2022/06/cu-hon/,/tin/2022/06/cu/,x\n/tin/2022/06/cu/,"
        f"{page_of(8)},x\n/vong/,/vong/,x\n/a/,/b/,x\n/b/,/a/,x\n"
        f"{page_of(8)}?ban-in=1,/tin/2022/06/in/,x\n",
        "utf-8",
    )
    assert site.command("move", str(table)) == "Đã chuyển 2 ý kiến sang địa chỉ mới."
    assert site.show(page_of(8))["total"] == 3
    assert site.command("move", str(table)) == "Đã chuyển 0 ý kiến sang địa chỉ mới."
    rules = tmp_path / "_redirects"
    rules.write_text(f"# luật\n{page_of(8)} /tin/2022/06/nua/ 301\n", "utf-8")
    site.command("move", str(rules))
    assert site.show(page_of(8))["total"] == 0


def test_what_is_exported_is_imported_elsewhere_once_and_holds_no_address(site: CommentSite, tmp_path: Path) -> None:
    parent = site.write(page_of(9), "Câu hỏi <gốc>", author="Ông & Bà").json["id"]
    assert site.write(page_of(9), "Trả lời điều chưa ai thấy", parent=parent).json["code"] == "gone"
    _decide(site, site.review_link().removeprefix(site.address), parent, "activate")
    assert site.write(page_of(8), "Trả lời dưới bài khác", parent=parent).json["code"] == "gone"
    assert site.write(page_of(9), "Câu trả lời", parent=parent).status == 202
    file = tmp_path / "y-kien.json"
    site.command("export", str(file))
    exported = json.loads(file.read_text("utf-8"))
    assert "fd" not in {
        str(value)[:2] for thread in exported["threads"] for one in thread["comments"] for value in one.values()
    }
    thread = next(thread for thread in exported["threads"] if thread["uri"] == page_of(9))
    assert [one["author"] for one in thread["comments"]] == ["Ông & Bà", None]
    assert site.command("import", str(file)).startswith("Đã thêm 0 ý kiến")
    elsewhere = tmp_path / "y-kien.conf"
    text = site.file.read_text("utf-8").replace(str(site.database.path), str(tmp_path / "khac.db"))
    elsewhere.write_text(text, "utf-8")
    other = CommentSite(tmp_path, site.packages, site.server._replace(database=str(tmp_path / "khac.db")), 0)
    count = sum(len(one["comments"]) for one in exported["threads"])
    assert other.command("import", str(file)) == f"Đã thêm {count} ý kiến; 0 ý kiến đã có từ trước."
    assert _without_numbers(other.database.export()["threads"]) == _without_numbers(exported["threads"])


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"format": 2, "threads": []}', '{"format": 1, "threads": [{}]}', '{"format": 1, "threads": [5]}',
     '{"format": 1, "threads": [{"uri": "/a/", "title": "A", "comments": [{"id": 1, "parent": 7, "created": 1, '
     '"author": null, "text": "abc", "state": "published"}]}]}'],
)  # fmt: skip
def test_a_file_that_cannot_be_imported_is_named_and_adds_nothing(site: CommentSite, tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text, "utf-8")
    before = site.database.export()
    with pytest.raises(SiteError):
        site.command("import", str(file))
    assert site.database.export() == before


# Rates, letters, a site that is away


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that takes letters and keeps them."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Postbox)
        self.letters: list[EmailMessage] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def server_close(self) -> None:
        self.shutdown()  # on a closed socket its thread would ask without end whether someone calls
        super().server_close()


class _Postbox(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 thu\r\n")
        while line := self.rfile.readline():
            match line[:4].upper():
                case b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    text = b""
                    while (line := self.rfile.readline()) != b".\r\n":
                        text += line
                    self.server.letters.append(message_from_bytes(text, policy=policy.default))  # type: ignore[attr-defined]
                    self.wfile.write(b"250 ok\r\n")
                case b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                case _:
                    self.wfile.write(b"250 ok\r\n")


def test_an_editor_approves_by_the_link_in_a_letter_and_who_writes_often_is_asked_to_wait(
    tmp_path: Path, fill_once: Callable[..., Path]
) -> None:
    built = fill_once("voice", build_voice_site) / "site"
    mailbox = Mailbox()
    port = mailbox.server_address[1]
    with mailbox, running_site(tmp_path / "run", built, POLICY, 3, "duyet@example.vn", port, by_socket=True) as site:
        # Whoever says that the request came from elsewhere is not believed.
        comments = [{"text": f"Ý kiến {number}\nBcc: x@y", "author": "A\r\nBcc: x@y.vn"} for number in range(5)]
        statuses = [
            site.ask("POST", f"/y-kien/new?uri={page_of(10)}", one, {"X-Forwarded-For": f"203.0.113.{number}"}).status
            for number, one in enumerate(comments)
        ]
        assert statuses == [202, 202, 202, 429, 429]
        elsewhere = site.ask("POST", f"/y-kien/new?uri={page_of(11)}", {"text": "Từ nơi khác"}, source="127.0.0.2")
        assert elsewhere.status == 202
        wait_for(lambda: len(mailbox.letters) == 4)
        letter = mailbox.letters[0]
        assert (letter["To"], letter["Subject"], letter["Bcc"]) == (
            "duyet@example.vn",
            "Ý kiến chờ duyệt: Bài thử số 10",
            None,
        )
        words = letter.get_content()
        own, queue = re.findall(r"http://\S+", words)
        page = site.ask("GET", own.removeprefix(site.address)).body.decode()
        number = int(re.search(r'name="id" value="(\d+)"', page)[1])  # type: ignore[index]
        assert page.count("<article>") == 1
        assert _decide(site, own.removeprefix(site.address), number + 1, "activate").status == 403
        assert _decide(site, own.removeprefix(site.address), number, "activate").status == 200
        assert site.show(page_of(10))["total"] == 1
        assert site.ask("GET", queue.removeprefix(site.address)).body.decode().count("<article>") == 3
        log = (tmp_path / "run/y-kien.log").read_text("utf-8")
        assert "duyet/" not in log
        assert "Ý kiến 1" not in log


def test_a_server_that_floods_of_half_requests_reach_still_answers(site: CommentSite) -> None:
    half = [socket.create_connection(("127.0.0.1", int(site.place)), timeout=5) for _ in range(40)]
    for connection in half:
        connection.sendall(b"POST /y-kien/new HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
    started = time.monotonic()
    assert site.ask("GET", f"/y-kien/?uri={page_of(1)}").status == 200
    assert time.monotonic() - started < 5
    for connection in half:
        connection.close()


# What an operator does


def test_the_task_writes_all_that_a_server_needs_and_keeps_a_configuration_that_is_there(tmp_path: Path) -> None:
    server = Server(("https://cong.vn",), "/y-kien/", mail="duyet@cong.vn")
    write_files(server, tmp_path / "x")
    file = tmp_path / "x/y-kien.conf"
    file.write_text(file.read_text("utf-8").replace("password =", "password = bí mật"), "utf-8")
    assert "y-kien.conf" not in write_files(server, tmp_path / "x")
    assert "bí mật" in file.read_text("utf-8")
    assert (tmp_path / "x/comment_server/__main__.py").is_file()
    assert "--hash" in (tmp_path / "x/requirements-voice.lock").read_text("utf-8")
    assert "proxy_pass http://unix:/run/y-kien/y-kien.sock:;" in (tmp_path / "x/nginx-vi-tri.conf").read_text("utf-8")
    assert "comment_server -c /opt/y-kien/y-kien.conf run" in (tmp_path / "x/y-kien.service").read_text("utf-8")
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SiteError, match="Không ghi được"):
        write_files(server, tmp_path / "file" / "x")


def test_the_server_ends_with_the_process_that_started_it_however_that_ends(site: CommentSite, tmp_path: Path) -> None:
    place = str(tmp_path / "own.sock")
    file = tmp_path / "y-kien.conf"
    server = site.server._replace(listen=f"unix://{place}", database=str(tmp_path / "y-kien.db"))
    file.write_text(write_configuration(server), "utf-8")
    code = (
        "import os; from pathlib import Path; from plugins.voice.comments.local import started\n"
        f"with started(Path({str(file)!r}), Path({str(site.packages)!r}), {place!r}) as process:\n"
        "    print(process.pid, flush=True); os._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    wait_for(lambda: not _runs(int(done.stdout)))


def test_the_preview_hands_requests_to_the_server_on_its_own_host_and_says_when_it_is_away(
    site: CommentSite,
) -> None:
    host = site.address.removeprefix("http://")

    def ask(method: str, path: str, query: str = "", body: bytes = b"", origin: str = site.address) -> Answer:
        headers = {"Host": host, "Origin": origin, "Content-Type": "application/json", "Cookie": "a=b"}
        take = lambda most: body if len(body) <= most else None  # noqa: E731
        return Proxy(int(site.place)).answer(Request(method, path, query, lambda name: headers.get(name, ""), take))

    sent = json.dumps({"text": "Từ bản xem thử"}).encode()
    assert ask("POST", "/y-kien/new", f"uri={page_of(12)}", sent).status == 202
    assert ask("POST", "/y-kien/new", f"uri={page_of(12)}", sent, "https://xau.example").status == 403
    assert ask("POST", "/y-kien/new", f"uri={page_of(12)}", b"x" * 70_000).status == 413
    shown = ask("GET", "/y-kien/", f"uri={page_of(12)}")
    assert (shown.status, shown.kind, "Content-Security-Policy" in shown.headers) == (200, "application/json", True)
    assert ask("GET", "/y-kien/a b\r\nX: y").status == 404
    away = Proxy(free_port()).answer(Request("GET", "/y-kien/", "", lambda _: "", lambda _: b""))
    assert (away.status, json.loads(away.content)["code"]) == (502, "failed")


def test_actions_that_cannot_be_done_say_why(tmp_path: Path) -> None:
    settings = {"PORTAL": open_portal(Options(url="https://cong.vn"))}
    for action, words in (("xoa", "Không có việc"), ("export", "Chưa có cấu hình"), ("move", "Chưa có cấu hình")):
        with pytest.raises(SiteError, match=words):
            operate(action, settings, None, None, tmp_path / "no.conf", "", tuple)


def test_old_addresses_that_the_site_knows_become_a_table_that_the_server_reads(tmp_path: Path) -> None:
    redirects = (Redirect("/tin/2022/07/cu/", page_of(1)), Redirect("/Tin.aspx?id=5", page_of(2)))
    settings = {"PORTAL": open_portal(Options(url="https://cong.vn"))}
    file = tmp_path / "bang.csv"
    assert "Đã ghi 1 địa chỉ cũ" in operate("move", settings, None, file, None, "", lambda: redirects)
    assert file.read_text("utf-8") == f"from,to\n/tin/2022/07/cu/,{page_of(1)}\n"
    with pytest.raises(SiteError, match="Không ghi được"):
        write_moves(redirects, tmp_path / "khong-co" / "bang.csv")


def test_comments_follow_an_item_by_what_its_front_matter_and_the_map_of_imports_say(
    site: CommentSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    news = tmp_path / "content/news/2022/07"
    news.mkdir(parents=True)
    text = ITEM.format(title="Bài thử", slug="moi", body=BODY)
    (news / "moi.md").write_text(text.replace("slug: moi", "slug: moi\naliases: [/tin/2022/07/ten-cu/]"), "utf-8")
    rows = "from,to,file\nhttps://cu.vn/tin/2022/07/nhap/,/tin/2022/07/ten-cu/,news/2022/07/moi.md\n"
    (tmp_path / "content/redirects.csv").write_text(rows)
    for name in ("pages", "vocabulary"):
        shutil.copytree(PROJECT / "content" / name, tmp_path / "content" / name)
    monkeypatch.setattr("plugins.tasks.joining.CACHE", tmp_path / "cache")
    for number, old in enumerate(("ten-cu", "nhap")):
        site.load(f"/tin/2022/07/{old}/", [f"Ý kiến theo bài {number}"])
    voice.comments(Context(), "move", config=str(site.file), content=str(tmp_path / "content"))
    assert "Đã chuyển 2 ý kiến" in capsys.readouterr().out
    assert site.show("/tin/2022/07/moi/")["total"] == 2


def test_a_build_with_comments_again_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.build.CACHE", tmp_path / "cache")
    build_voice_site(tmp_path)
    options = Options(
        content=tmp_path / "content", output=tmp_path / "site", jobs=1, settings=tmp_path / "voiceconf.py"
    )
    again = build_site(options)
    assert (again.written, again.deleted) == (0, 0)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return "Z" not in state.rpartition(")")[2].split()[0]  # one that ended stays until somebody asks how


def _without_numbers(threads: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [[{**one, "id": 0, "parent": one["parent"] is None} for one in thread["comments"]] for thread in threads]


def _decide(site: CommentSite, path: str, comment: int, action: str) -> Reply:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return site.ask("POST", path, f"id={comment}&action={action.replace(' ', '+')}".encode(), form)
