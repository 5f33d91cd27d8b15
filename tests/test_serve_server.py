"""The preview server: which changes it notices, what it tells the browser, and whom it answers."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import threading
from http import HTTPStatus
from pathlib import Path

import pytest

from plugins.build import Options
from plugins.build.serve import Listeners, PreviewHandler, PreviewServer, SavedFiles, watch_files
from plugins.model.policy import CONTENT_SECURITY_POLICY
from plugins.model.serving import Answer

PROJECT = Path(__file__).parents[1]
WATCH = """
import logging, signal, sys
from pathlib import Path
from plugins.build import Options
from plugins.build.serve import watch_files
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
logging.basicConfig()
try:
    for _ in watch_files(Options(content=Path(sys.argv[1]))):
        print("watching", flush=True)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""

# What is watched.


@pytest.mark.parametrize("name", ["a.md", "anh.png", "officials.yaml", "item.html", "items.py"])
def test_saved_files_are_noticed(name):
    assert SavedFiles()("modified", f"/x/content/news/{name}")


@pytest.mark.parametrize(
    "name", [".a.md.swp", "a.md~", "#a.md#", ".#a.md", ".~lock.a.md#", "4913", "a.md.tmp", ".a.md.XyZ12", "a.pyc"]
)
def test_what_editors_put_beside_a_file_is_not(name):
    assert not SavedFiles()("modified", f"/x/content/news/{name}")


def test_a_save_a_new_folder_and_a_deletion_are_told_with_their_paths(site):
    path = site.write("a")
    options = Options(content=site.content)
    changes = watch_files(options)
    next(changes)

    def until(wanted):
        found = set()
        while wanted not in found:
            found |= next(changes)

    site.write("a", body="Câu mới.")
    until(str(path))
    new = site.content / "news/2024/02/b.md"
    new.parent.mkdir(parents=True)
    until(str(site.content / "news/2024"))
    path.unlink()
    until(str(path))
    changes.close()


def test_ctrl_c_ends_the_watch_without_a_word_of_a_library(site):
    command = [sys.executable, "-c", WATCH, str(site.content)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=PROJECT, text=True, **pipes) as process:
        assert process.stdout.readline() == "watching\n"
        process.send_signal(signal.SIGINT)
        said, complaints = process.communicate(timeout=60)
    assert said.endswith("stopped\n")
    assert complaints == ""


# What the browser is told.


def receive(mailbox):
    return json.loads(mailbox.get(timeout=30))


def test_a_page_that_was_loaded_before_the_last_build_is_told_to_reload_at_once():
    listeners = Listeners()
    seen = listeners.number
    assert listeners.join(seen).empty()
    listeners.tell(())
    assert receive(listeners.join(seen)) == {"faults": []}
    assert listeners.join(listeners.number).empty()


def test_faults_are_told_to_pages_that_come_later_until_a_build_goes_well():
    listeners = Listeners()
    listeners.tell(("a.md:1: E-X sai",))
    mailbox = listeners.join(listeners.number)
    assert receive(mailbox) == {"faults": ["a.md:1: E-X sai"]}
    listeners.tell(())
    assert receive(mailbox) == {"faults": []}
    assert listeners.join(listeners.number).empty()


def echo(request):
    body = request.read(10)
    told = f"{request.method} {request.path} {request.query} {request.header('X-Word')} {body}"
    return Answer(f"<body>{told}</body>".encode(), "text/html", HTTPStatus.ACCEPTED, {"X-Own": "1"})


@pytest.fixture
def server(tmp_path):
    def handler(*arguments):
        return PreviewHandler(*arguments, listeners=Listeners(), routes={"/ban/": echo}, directory=str(tmp_path))

    with PreviewServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def get(server, path):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_pages_carry_the_reload_script_and_a_missing_page_is_404(server, tmp_path):
    (tmp_path / "index.html").write_text("<body>Chào</body>", "utf-8")
    (tmp_path / "404.html").write_text("<body>Không thấy</body>", "utf-8")
    status, text = get(server, "/")
    assert status == 200
    assert '<script src="/-/reload.js" data-build="' in text
    assert get(server, "/x/")[0] == 404
    assert "Không thấy" in get(server, "/x/")[1]


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//etc/passwd"])
def test_nothing_outside_the_output_is_served(server, tmp_path, path):
    (tmp_path.parent / "secret.txt").write_text("secret")
    status, text = get(server, path)
    assert status == 404
    assert "secret" not in text


def test_a_link_in_the_output_that_leads_out_of_it_is_not_followed(server, tmp_path):
    (tmp_path / "a.txt").write_text("trong")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "passwd.txt").symlink_to("/etc/passwd")
    (tmp_path / "etc").symlink_to("/etc")
    assert get(server, "/b.txt") == (200, "trong")
    for path in ("/passwd.txt", "/etc/passwd", "/etc/"):
        status, text = get(server, path)
        assert status == 404
        assert "root:" not in text


def test_every_file_of_the_site_comes_with_the_policy_of_the_published_one(server, tmp_path):
    (tmp_path / "index.html").write_text("<body>Chào</body>", "utf-8")
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    for path in ("/", "/khong-co/"):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.getheader("Content-Security-Policy") == CONTENT_SECURITY_POLICY
        assert answer.getheader("X-Content-Type-Options") == "nosniff"


def ask(server, method, path, body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    own = {"X-Word": "chào".encode().decode("latin-1")} if method == "POST" else {}
    connection.request(method, path, body, own | {key.replace("_", "-"): value for key, value in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.getheader("X-Own"), answer.read().decode()


def test_a_room_answers_for_its_addresses_and_its_pages_do_not_reload_by_themselves(server):
    status, own, text = ask(server, "POST", "/ban/a%20b?x=1", b"0123456789")
    assert (status, own) == (202, "1")
    assert "POST /ban/a b x=1" in text
    assert "b'0123456789'" in text
    assert "reload.js" not in text
    assert "GET /ban/" in ask(server, "GET", "/ban/")[2]
    assert ask(server, "GET", "/ban")[0] == 301
    assert ask(server, "GET", "/banh/")[0] == 404


def test_a_body_that_is_larger_than_the_room_takes_is_not_read(server):
    assert ask(server, "POST", "/ban/", b"0123456789a")[2].endswith("None</body>")


def test_a_length_of_thousands_of_digits_is_too_large_too(server):
    assert ask(server, "POST", "/ban/", b"x", Content_Length="9" * 5_000)[2].endswith("None</body>")


@pytest.mark.parametrize("path", ["/", "/ban/", "/-/reload.js", "/-/events"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
@pytest.mark.parametrize("host", ["example.vn:8000", "example.vn", "127.0.0.1.example.vn:8000", "localhost.vn", ""])
def test_a_foreign_name_that_leads_here_is_not_answered(server, tmp_path, method, path, host):
    (tmp_path / "index.html").write_text("<body>Bản nháp</body>", "utf-8")
    status, own, text = ask(server, method, path, Host=host)
    assert (status, own) == (403, None)
    assert "Bản nháp" not in text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "LOCALHOST", "[::1]:8000", "[::1]"])
def test_every_name_of_this_machine_is_answered(server, host):
    assert ask(server, "GET", "/ban/", Host=host)[0] == 202


def test_nothing_else_takes_a_post(server):
    assert ask(server, "POST", "/", b"x")[0] == 405
