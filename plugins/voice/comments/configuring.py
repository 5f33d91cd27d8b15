"""Writes what an operator needs to run the comment server beside the published site.

In: the site's address and the server's path. Out: a folder with the program, its lock, its configuration, what nginx
includes, and units of systemd; `docs/voice.md` tells what to do with it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from plugins.model import SiteError

from .installing import LOCK, builder_lock

PROGRAM = Path(__file__).parent / "comment_server"
HOME, DATA, RUN = "/opt/y-kien", "/var/lib/y-kien", "/run/y-kien"
RATE, DIRECT = 3, 20  # comments in a minute, and below one item in a day, that one household may send
PURGE = "30d"  # until what nobody reviewed is removed


class Server(NamedTuple):
    """`sites` are the site's addresses, the public one first; `listen` and `database` as Isso writes them."""

    sites: tuple[str, ...]
    path: str
    listen: str = f"unix://{RUN}/y-kien.sock"
    database: str = f"{DATA}/y-kien.db"
    mail: str = ""
    rate: int = RATE


def write_configuration(server: Server) -> str:
    """Isso's configuration. Its own letters, votes, previews and administration stay off: the gate has others."""
    sites = "".join(f"    {site}/\n" for site in server.sites)
    return f"""\
# Cấu hình máy chủ ý kiến, do cổng lập. Ý nghĩa từng mục: docs/voice.md.
[general]
dbpath = {server.database}
host =
{sites}max-age = 1m
notify = stdout

[moderation]
enabled = true
purge-after = {PURGE}

[server]
listen = {server.listen}
public-endpoint = {server.sites[0]}{server.path.rstrip("/")}

[guard]
enabled = true
ratelimit = {server.rate}
direct-reply = {max(DIRECT, server.rate)}
reply-to-self = true

[admin]
enabled = false

[smtp]
# Để trống «to» thì không gửi thư báo ý kiến chờ duyệt.
to = {server.mail}
from = {server.mail}
host = localhost
port = 25
security = none
username =
password =
"""


def write_nginx(server: Server) -> str:
    """What stands inside nginx's `server` block of the site; `write_nginx_limits` belongs beside that block."""
    target = server.listen.replace("unix://", "unix:")
    upstream = f"http://{target}:" if target.startswith("unix:") else target.rstrip("/")
    return f"""\
location ^~ {server.path} {{
    proxy_pass {upstream};
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header Connection "";
    proxy_pass_request_headers on;
    proxy_set_header Cookie "";
    proxy_hide_header Server;
    proxy_connect_timeout 3s;
    proxy_read_timeout 15s;
    client_max_body_size 64k;
    client_body_timeout 10s;
    gzip on;
    gzip_types application/json;
    # Khoá duyệt nằm trong địa chỉ, địa chỉ mạng của bạn đọc không được giữ lại: không ghi nhật ký.
    access_log off;
    limit_req zone=portal_voice burst=20 nodelay;
    limit_req_status 429;
    # Máy chủ ý kiến tự gửi các tiêu đề an toàn; dòng này thay những tiêu đề chung của cổng.
    add_header X-Frame-Options DENY always;
}}
"""


def write_nginx_limits() -> str:
    return "limit_req_zone $binary_remote_addr zone=portal_voice:10m rate=5r/s;\n"


def write_caddy(server: Server) -> str:
    """What stands inside Caddy's block of the site. Caddy itself limits no rates."""
    target = server.listen.replace("unix://", "unix/").removeprefix("http://").rstrip("/")
    return f"""\
# Khoá duyệt nằm trong địa chỉ, địa chỉ mạng của bạn đọc không được giữ lại: không ghi nhật ký.
vars {server.path}* {{
\tskip_log true
\tlog_skip true
}}
handle {server.path}* {{
\trequest_body {{
\t\tmax_size 64KB
\t}}
\treverse_proxy {target} {{
\t\theader_up -Cookie
\t\theader_down -Server
\t}}
}}
"""


def write_unit(server: Server) -> str:
    """The unit runs under a user of its own that may write its database and nothing else."""
    folder = str(Path(server.database).parent)
    state = f"StateDirectory={Path(folder).name}" if folder == DATA else f"ReadWritePaths={folder}"
    return f"""\
[Unit]
Description=Máy chủ ý kiến bạn đọc của {urlsplit(server.sites[0]).hostname}
After=network.target

[Service]
User=y-kien
Group=y-kien
WorkingDirectory={HOME}
ExecStart={HOME}/venv/bin/python -m comment_server -c {HOME}/y-kien.conf run
Restart=on-failure
RestartSec=3
{state}
StateDirectoryMode=0700
RuntimeDirectory={Path(RUN).name}
UMask=0007
MemoryMax=300M
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
LockPersonality=yes
SystemCallFilter=@system-service

[Install]
WantedBy=multi-user.target
"""


def write_files(server: Server, folder: Path) -> list[str]:
    """The names of what was written; SiteError when the folder cannot be. A configuration that is there is kept."""
    texts = {
        "requirements-build.lock": builder_lock(),
        "y-kien.conf": write_configuration(server),
        "nginx-vi-tri.conf": f"# Đặt trong khối server của cổng.\n{write_nginx(server)}",
        "nginx-gioi-han.conf": f"# Đặt trong khối http, ví dụ ở /etc/nginx/conf.d/.\n{write_nginx_limits()}",
        "y-kien.service": write_unit(server),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "y-kien.conf").exists():
            del texts["y-kien.conf"]  # it holds the operator's mail server and password
        shutil.copytree(
            PROGRAM, folder / PROGRAM.name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
        )
        shutil.copy(LOCK, folder / LOCK.name)
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8")
    except OSError as error:
        raise SiteError(f"Không ghi được vào {folder}: {error.strerror}.") from error
    return [f"{PROGRAM.name}/", LOCK.name, *texts]
