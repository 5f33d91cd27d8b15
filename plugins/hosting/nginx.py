"""The configuration of nginx for the portal.

In: a `Site`. Out: text to be included in nginx's `http` block (Debian: a file below `/etc/nginx/conf.d/`).

All headers stand at the server's level and vary by maps: an `add_header` in a location would drop all of the server's.
What changes with the site's content is told by its files, so that a deploy never has to touch the configuration: a
`gone.txt` beside a page says that it is gone. The one exception are redirects, whose pages stand in until nginx reads
a configuration made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plugins.hosting.gone import MARK_NAME, PATTERN
from plugins.hosting.headers import COMMON, TRANSPORT, VARYING
from plugins.hosting.servers import FIGURES, Site
from plugins.model.delivery import (
    COPY_PATTERN,
    FEED_JSON,
    LEAST_BYTES,
    MEDIA_TYPES,
    PAGE,
    PATTERNS,
    TEXT_TYPES,
    UNKNOWN,
)

_PLAIN_PORT = 80


def configure_nginx(site: Site, plain_port: int = _PLAIN_PORT) -> str:
    """`plain_port` is where requests without TLS come in."""
    return "\n".join([*_maps(site), "", *_servers(site, plain_port), ""])


def _maps(site: Site) -> Iterator[str]:
    yield "# Do `tasks.py hosting nginx` lập; sửa thiết lập rồi lập lại, đừng sửa ở đây."
    if site.redirects:  # nginx takes these before the first map alone
        yield f"map_hash_max_size {max(2048, 4 * len(site.redirects))};"
        yield "map_hash_bucket_size 1024;"
    yield from _map("$uri", "portal_cache", PAGE.cache, ((pattern, kind.cache) for pattern, kind in PATTERNS))
    for number, varying in enumerate(VARYING):
        yield from _map("$uri", f"portal_header_{number}", varying.usual, varying.others)
    if site.log:
        yield "map $http_sec_purpose $portal_read {  # trang tải trước khi bạn đọc bấm không phải là lượt xem"
        yield "    default 0;"
        yield '    "" 1;'
        yield "}"
    if site.backend:
        yield from site.backend.beside.splitlines()
    yield "map $https $portal_transport {"
    yield f"    on {_quote(site.hsts)};"
    yield "}"
    for name, source, has_query in (("portal_moved", "$uri", False), ("portal_moved_query", '"$uri?$args"', True)):
        yield f"map {source} ${name} {{"
        yield '    default "";'
        for redirect in site.redirects:
            if redirect.has_query is has_query:
                yield f"    {_quote(redirect.old)} {_quote(redirect.new)};"
        yield "}"


def _map(source: str, name: str, usual: str, others: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"map {source} ${name} {{"
    yield f"    default {_quote(usual)};"
    for pattern, value in others:
        yield f"    {_quote(f'~^/(?:{pattern})$')} {_quote(value)};"
    yield "}"


def _servers(site: Site, plain_port: int) -> Iterator[str]:
    if not site.is_secure:
        yield from _server(site, _listen(site.port))
        return
    certificate = site.certificate or f"/etc/letsencrypt/live/{site.host}/fullchain.pem"
    key = site.key or f"/etc/letsencrypt/live/{site.host}/privkey.pem"
    yield "server {"
    yield from (f"    {line}" for line in _listen(plain_port))
    yield f"    server_name {site.host};"
    yield "    server_tokens off;"
    yield "    location ^~ /.well-known/acme-challenge/ { root /var/www/html; }"
    yield f"    location / {{ return 301 {site.url}$request_uri; }}"
    yield "}"
    tls = (
        *_listen(site.port, " ssl http2"),
        f"ssl_certificate {certificate};",
        f"ssl_certificate_key {key};",
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "ssl_session_cache shared:portal:10m;",
        "ssl_session_timeout 1d;",
        "ssl_session_tickets off;",
    )
    yield from _server(site, tls)


def _listen(port: int, options: str = "") -> tuple[str, ...]:
    return f"listen {port}{options};", f"listen [::]:{port}{options};"


def _server(site: Site, opening: Iterable[str]) -> Iterator[str]:
    yield "server {"
    lines = [
        *opening,
        f"server_name {site.host};",
        f"root {site.root};",
        "index index.html;",
        "server_tokens off;",
        "absolute_redirect off;",
        "# Bộ nhớ tệp mở sẽ giữ lại tệp của bản trước sau khi liên kết current đã chuyển.",
        "open_file_cache off;",
        "sendfile on;",
        "tcp_nopush on;",
        "# Có bản nén sẵn thì gửi bản ấy; tệp ít người hỏi thì nén khi có người hỏi.",
        "gzip_static on;",
        "gzip on;",
        "gzip_comp_level 5;",
        f"gzip_min_length {LEAST_BYTES};",
        f"gzip_types {' '.join(map(_quote, TEXT_TYPES))};",
        "gzip_vary on;",
        *(["brotli_static on;"] if site.brotli else []),
        *([f"access_log {site.log} combined if=$portal_read;"] if site.log else []),
        "",
        *(f"add_header {name} {_quote(value)} always;" for name, value in COMMON.items()),
        *(f"add_header {varying.name} $portal_header_{number} always;" for number, varying in enumerate(VARYING)),
        *([f"add_header {TRANSPORT} $portal_transport always;"] if site.hsts else []),
        "add_header Cache-Control $portal_cache always;",
        "",
        "types {",
        *(f"    {_quote(kind)} {end[1:]};" for end, kind in MEDIA_TYPES if end.count(".") == 1),
        "}",
        f"default_type {UNKNOWN};",
        "",
        'if ($portal_moved != "") { return 301 $portal_moved; }',
        'if ($portal_moved_query != "") { return 301 $portal_moved_query; }',
        "error_page 404 /404.html;",
        "error_page 403 =404 /404.html;",
        "error_page 410 $uri/index.html;",
        "location = /404.html { internal; }",
        r"location ~ /\.(?!well-known/) { return 404; }",
        f"location ~ {_quote(f'^/(?:_headers|_redirects|CNAME|{COPY_PATTERN})$')} {{ return 404; }}",
        f"location ~ {_quote(f'^/{PATTERN}')} {{",
        f"    if (-f $document_root$uri/{MARK_NAME}) {{ return 410; }}",
        "}",
    ]
    if site.figures:
        lines.append(f"location {FIGURES} {{ alias {site.figures.rstrip('/')}/; }}")
    if site.backend:
        lines += site.backend.inside.splitlines()
    by_place = [(f"{end.replace('.', _DOT)}$", kind) for end, kind in MEDIA_TYPES if end.count(".") > 1]
    for place, kind in (*by_place, (rf"^/feeds/.+{_DOT}json$", FEED_JSON)):
        lines.append(f"location ~ {_quote(place)} {{ types {{}} default_type {_quote(kind)}; }}")
    yield from (f"    {line}" if line else "" for line in lines)
    yield "}"


_DOT = r"\."


def _quote(text: str) -> str:
    """A parameter that is just this text; expressions keep their backslashes."""
    return '"' + text.replace('"', r"\"") + '"'
