"""Small outputs for the tests of deploying, the targets that take them, and servers on loopback."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import http.server
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from plugins.publishing.deploying import Word, deploy, roll_back, status
from plugins.publishing.release import Release, write_release
from plugins.publishing.targets.opening import TargetSettings, open_target
from tests.programs import find_program

MOMENT = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
ITEMS = 30


def page(version: str, name: str) -> str:
    """A page that names its version and its style sheet."""
    return f"<!doctype html><title>{name} {version}</title><link href='/theme/portal.{version}.css'><p>{version}</p>"


def write_output(output: Path, version: str, *, items: int = ITEMS, minutes: int = 0) -> Release:
    """A build of which all is marked with its version (eight hex digits), and its passport."""
    shutil.rmtree(output, ignore_errors=True)
    files = {
        f"theme/portal.{version}.css": f"/* {version} */",
        f"search/facets.{version}.json": f'"{version}"',
        "search/manifest.json": f'{{"facets": "search/facets.{version}.json"}}',
        "feeds/all.atom.xml": f"<feed>{version}</feed>",
        "sitemap.xml": f"<urlset>{version}</urlset>",
        "tim-kiem/index.html": page(version, "Tìm kiếm"),
        "index.html": page(version, "Trang nhất"),
        "moi-nhat.json": '[{"address": "/tin/2026/07/tin-0/"}]',
        "gioi-thieu/index.html": "<!doctype html><title>Giới thiệu</title>",
        "_headers": "/*\n",
    }
    files |= {f"tin/2026/07/tin-{number}/index.html": page(version, f"Tin {number}") for number in range(items)}
    for name, content in files.items():
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    (output / "index.html.br").write_bytes(version.encode())
    moment = MOMENT + dt.timedelta(minutes=minutes)
    return write_release(output, version="v1", items=items, url="http://127.0.0.1", moment=moment)


class Desk:
    """An operator at a target: builds, deploys, and hears what is said."""

    def __init__(self, folder: Path, kind: str, **keys: Any) -> None:
        self.folder, self.output = folder, folder / "output"
        self.settings = {"PORTAL_TARGETS": {"dich": {"kind": kind, **keys}}}
        self.minutes = 0
        self.said: list[str] = []

    @property
    def chosen(self) -> TargetSettings:
        return open_target(self.settings, "dich")

    def build(self, version: str, items: int = ITEMS) -> Release:
        self.minutes += 1
        return write_output(self.output, version, items=items, minutes=self.minutes)

    def deploy(self, *, dry_run: bool = False, version: str = "", **word: bool) -> str:
        self.said = []
        deploy(self.chosen, self.output, version, self.said.append, dry_run=dry_run, word=Word(**word))
        return "\n".join(map(str, self.said))

    def deploy_with_progress(self) -> tuple[str, int, int]:
        """The label and the length of the bar, and how far it came."""
        bars: list[tuple[str, int]] = []
        steps: list[int] = []

        @contextlib.contextmanager
        def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
            bars.append((label, total))
            yield steps.append

        deploy(self.chosen, self.output, "", self.said.append, progress=progress)
        ((label, total),) = bars
        return label, total, sum(steps)

    def roll_back(self) -> str:
        self.said = []
        roll_back(self.chosen, self.said.append)
        return "\n".join(map(str, self.said))

    def status(self) -> tuple[bool, str]:
        self.said = []
        return status(self.chosen, self.output, self.said.append), "\n".join(map(str, self.said))


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port: int = place.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert process.poll() is None, "the server ended before it served"
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


def needed(name: str) -> str:
    """A program's path; a machine without it fails, since `tests.programs` installs it."""
    path = find_program(name)
    assert path, f"{name} is missing: run python -m tests.programs"
    return path


@contextlib.contextmanager
def running(command: list[str], port: int, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextlib.contextmanager
def ssh_server(folder: Path) -> Iterator[dict[str, Any]]:
    """Sshd on loopback for the user of the tests; the keys of a target that reach it."""
    folder.mkdir()
    folder.chmod(0o700)
    for name in ("host", "client", "other"):
        subprocess.run([needed("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    port = free_port()
    shutil.copy(folder / "client.pub", folder / "authorized_keys")
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized_keys\n"
        f"PidFile {folder}/pid\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin prohibit-password\n"
        "KbdInteractiveAuthentication no\nMaxStartups 100\n"
    )
    with running([needed("sshd"), "-D", "-f", str(folder / "config")], port):
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        yield {"host": f"{user}@127.0.0.1", "port": port, "key": str(folder / "client"),
               "known_hosts": str(folder / "known_hosts")}  # fmt: skip


@contextlib.contextmanager
def s3_server(folder: Path, rclone: str) -> Iterator[int]:
    """An S3 server over a folder, whose subfolders are its buckets; its port."""
    port = free_port()
    command = [rclone, "serve", "s3", str(folder), "--addr", f"127.0.0.1:{port}", "--auth-key", "chia-khoa,bi-mat-dai",
               "--config", str(folder.parent / "none.conf")]  # fmt: skip
    with running(command, port):
        yield port


@contextlib.contextmanager
def nginx_server(folder: Path, root: Path) -> Iterator[str]:
    """Nginx over `root`, a link that may be switched; its address."""
    folder.mkdir()
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; client_body_temp_path {folder}/a; "
        f"proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;"
        f" uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e; types {{ text/html html; text/css css; "
        f"text/javascript js; application/json json; }}\nserver {{ listen 127.0.0.1:{port}; root {root}; "
        "location / { index index.html; } } }\n"
    )
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    command = [
        needed("nginx"),
        "-p",
        str(folder),
        "-e",
        str(folder / "error.log"),
        "-c",
        str(folder / "nginx.conf"),
        *user,
    ]
    with running(command, port):
        yield f"http://127.0.0.1:{port}"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def host(folder: Path) -> Iterator[str]:
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
