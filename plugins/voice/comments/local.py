"""The comment server under `serve --voice`: a process of its own, and the way to it through the preview server.

In: the preview's port. Out: a route, so that the page asks its own host as it does when published. Comments lie below
`.cache/voice/` and outlive the preview.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from plugins.model import SiteError
from plugins.model.serving import Answer, Request, Route

from .configuring import PROGRAM, Server, write_configuration
from .installing import HOME, install_isso

PATIENCE = 20  # seconds for the server to start
ANSWER_TIME = 15  # seconds for it to answer
MOST_BODY = 64 * 1024
LOCAL_RATE = 30  # comments in a minute: who tries the form out writes often
PASSED_ON = ("Host", "Origin", "Content-Type")


@contextmanager
def running_server(port: int, path: str, say: Callable[[str], None], folder: Path = HOME / "serve") -> Iterator[Route]:
    """A route for what lies below the path, while the server runs; SiteError when it cannot be installed or started."""
    packages, own = install_isso(), _free_port()
    sites = (f"http://127.0.0.1:{port}", f"http://localhost:{port}")
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(sites, path, f"http://127.0.0.1:{own}", str(folder / "y-kien.db"), rate=LOCAL_RATE)
    file = folder / "y-kien.conf"
    file.write_text(write_configuration(server), "utf-8")
    with started(file, packages, own):
        say(f"Duyệt ý kiến: {ask_program(file, packages, 'link')}")
        yield Proxy(own).answer


@contextmanager
def started(file: Path, packages: Path, place: int | str) -> Iterator[subprocess.Popen[bytes]]:
    """The server's process, which answers at the place: a port of this machine, or a socket's path."""
    log = file.with_suffix(".log")
    with log.open("wb") as told:
        process = subprocess.Popen(  # noqa: S603
            _command(file, "run", "--attached"),  # however this process ends, its input is then closed
            env=_environment(packages),
            stdin=subprocess.PIPE,
            stdout=told,
            stderr=told,
        )
    try:
        _await(process, place, log)
        yield process
    finally:
        process.terminate()
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ask_program(file: Path, packages: Path, *arguments: str) -> str:
    """What one of the program's commands says; SiteError with what it complains of."""
    done = subprocess.run(  # noqa: S603
        _command(file, *arguments), env=_environment(packages), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SiteError(done.stderr.strip().rpartition("\n")[2] or "Máy chủ ý kiến không chạy được.")
    return done.stdout.strip()


class Proxy:
    """Hands requests on to the server at a port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port

    def answer(self, request: Request) -> Answer:
        body = request.read(MOST_BODY) if request.method == "POST" else b""
        if body is None:
            return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "long", "Nội dung gửi lên quá lớn.")
        headers = {name: value for name in PASSED_ON if (value := request.header(name))}
        target = quote(request.path) + (f"?{request.query}" if request.query else "")
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_TIME)
        try:
            connection.request(request.method, target, body, {**headers, "X-Forwarded-For": "127.0.0.1"})
            answer = connection.getresponse()
            kept = {
                name: value for name, value in answer.getheaders() if name.startswith(("Content-Sec", "Referrer", "X-"))
            }
            kind = answer.headers.get_content_type()
            return Answer(answer.read(), kind, HTTPStatus(answer.status), kept)
        except (OSError, http.client.HTTPException, ValueError):
            return _refuse(HTTPStatus.BAD_GATEWAY, "failed", "Máy chủ ý kiến chưa trả lời.")
        finally:
            connection.close()


def _refuse(status: HTTPStatus, code: str, message: str) -> Answer:
    return Answer(
        json.dumps({"code": code, "message": message}, ensure_ascii=False).encode(), "application/json", status
    )


def _command(file: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", PROGRAM.name, "-c", str(file), *arguments]


def _environment(packages: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": f"{packages}{os.pathsep}{PROGRAM.parent}", "PYTHONDONTWRITEBYTECODE": "1"}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _await(process: subprocess.Popen[bytes], place: int | str, log: Path) -> None:
    family, address = (socket.AF_UNIX, place) if isinstance(place, str) else (socket.AF_INET, ("127.0.0.1", place))
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.socket(family) as connection:
            connection.connect(address)
            return
        time.sleep(0.05)
    raise SiteError(f"Máy chủ ý kiến không khởi động được; xem {log}.")
