"""Real web servers on loopback, with the portal's own configurations.

In: a folder with a built site and redirects. Out: the server's address, while it runs.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from plugins.hosting.caddy import configure_caddy
from plugins.hosting.nginx import configure_nginx
from plugins.hosting.servers import Site
from tests.programs import find_program

PATIENCE = 15  # seconds for a server to start or to end
BROTLI_MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes
    every: dict[str, list[str]]  # all values of a header


@dataclass(frozen=True)
class Server:
    """`plain` is the address without TLS, which leads to the other one; the same where there is none."""

    name: str
    address: str
    plain: str = ""

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Reply:
        """The answer as it comes, nothing followed and nothing unpacked; header names are in small letters."""
        return self.ask(self.address, path, method, body, **headers)

    @staticmethod
    def ask(address: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Reply:
        parts = urlsplit(address)
        connection: http.client.HTTPConnection
        if parts.scheme == "https":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            connection = http.client.HTTPSConnection("localhost", parts.port, timeout=PATIENCE, context=context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": parts.netloc, **named})
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        every = {name: answer.headers.get_all(name, []) for name in found}
        reply = Reply(answer.status, found, answer.read(), every)
        connection.close()
        return reply


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def require(name: str) -> str:
    program = find_program(name)
    if program is None:
        pytest.fail(f"The tests need {name}: `python -m tests.programs` installs it.")
    return program


def make_certificate(folder: Path) -> tuple[str, str]:
    """A certificate for localhost that nobody vouches for, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(command, check=True, capture_output=True)
    return str(certificate), str(key)


def describe_site(folder: Path, **options: Any) -> Site:
    """A site on localhost with TLS, whose root is `current` in the folder."""
    certificate, key = make_certificate(folder)
    address = f"https://localhost:{free_port()}"
    return Site(address, str(folder / "current"), "max-age=31536000", certificate, key, **options)


@contextmanager
def running_nginx(folder: Path, site: Site, plain_port: int = 0, workers: int = 1) -> Iterator[Server]:
    """A server with the configuration of the site in `folder`, where it keeps its own files."""
    program = require("nginx")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "portal.conf").write_text(configure_nginx(site, plain_port or 80), "utf-8")
    module = f"load_module {BROTLI_MODULE};\n" if site.brotli else ""
    temporary = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{module}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes {workers};\n"
        # Under root, nginx would give its workers a user that may not read a test's folder.
        f"{_user()}events {{ worker_connections 1024; }}\nhttp {{\naccess_log off;\n{temporary}\n"
        f"include {folder}/portal.conf;\n}}\n",
        "utf-8",
    )
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr, checked.stderr
    plain = f"http://localhost:{plain_port}" if plain_port else ""
    with _running([command[0], *command[1:]], site.port):
        yield Server("nginx", site.url, plain)


@contextmanager
def running_caddy(folder: Path, site: Site, plain_port: int = 0) -> Iterator[Server]:
    program = require("caddy")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "portal.caddy").write_text(configure_caddy(site), "utf-8")
    (folder / "Caddyfile").write_text(
        f"{{\n\tadmin off\n\tskip_install_trust\n\thttp_port {plain_port or free_port()}\n"
        f"\tstorage file_system {folder}/storage\n}}\nimport {folder}/portal.caddy\n",
        "utf-8",
    )
    plain = f"http://localhost:{plain_port}" if plain_port else ""
    command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    own = {"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder), "HOME": str(folder)}
    with _running(command, site.port, folder / "log", own):
        yield Server("caddy", site.url, plain)


def _user() -> str:
    return "user root;\n" if os.geteuid() == 0 else ""


@contextmanager
def _running(command: list[str], port: int, log: Path | None = None, own: Mapping[str, str] = {}) -> Iterator[None]:
    with (log or Path("/dev/null")).open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, stdin=subprocess.DEVNULL, env=os.environ | own)
        try:
            _await(process, port, log)
            yield
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(process: subprocess.Popen[bytes], port: int, log: Path | None) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise AssertionError(log.read_text() if log else f"the server ended: {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError("the server did not start")
