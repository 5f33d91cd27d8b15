"""The configuration of Caddy for the portal.

In: a `Site`. Out: a site block for a Caddyfile, or for a file that it imports. What holds of nginx's configuration
holds of this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plugins.hosting.gone import MARK_NAME, PATTERN
from plugins.hosting.headers import COMMON, TRANSPORT, VARYING
from plugins.hosting.servers import FIGURES, Site
from plugins.model.delivery import (
    COPY_PATTERN,
    FEED_JSON,
    HTML,
    LEAST_BYTES,
    MEDIA_TYPES,
    PAGE,
    PATTERNS,
    TEXT_PATTERN,
    TEXT_TYPES,
    UNKNOWN,
)


def configure_caddy(site: Site) -> str:
    return "\n".join(
        [
            "# Do `tasks.py hosting caddy` lập; sửa thiết lập rồi lập lại, đừng sửa ở đây.",
            f"{site.url} {{",
            *(f"\t{line}" if line else "" for line in _lines(site)),
            "}",
            "",
        ]
    )


def _lines(site: Site) -> Iterator[str]:
    if site.certificate:
        yield f"tls {site.certificate} {site.key}"
    yield f"root * {site.root}"
    yield from _map("{path}", "portal_cache", PAGE.cache, ((pattern, kind.cache) for pattern, kind in PATTERNS))
    for number, varying in enumerate(VARYING):
        yield from _map("{path}", f"portal_header_{number}", varying.usual, varying.others)
    yield from _map("{path}", "portal_type", UNKNOWN, _media_types())
    # What another program answers has headers of its own, and Caddy would send both.
    yield f"@portal_own not path {site.backend.path}*" if site.backend else "@portal_own path *"
    yield "header @portal_own {"
    yield from (f"\t{name} {_quote(value)}" for name, value in COMMON.items())
    yield from (f"\t{varying.name} {{portal_header_{number}}}" for number, varying in enumerate(VARYING))
    if site.is_secure and site.hsts:
        yield f"\t{TRANSPORT} {_quote(site.hsts)}"
    yield "\tCache-Control {portal_cache}"
    yield "\tContent-Type {portal_type}"
    yield "}"
    yield from _LATE
    yield from _PACKING
    yield f"@portal_packed path_regexp {_quote(rf'(?:/|{TEXT_PATTERN})$')}"
    yield from _vary("@portal_packed")
    for name, source, has_query in (("portal_moved", "{path}", False), ("portal_moved_query", "{path}?{query}", True)):
        moved = [redirect for redirect in site.redirects if redirect.has_query is has_query]
        if moved:
            yield f"map {source} {{{name}}} {{"
            yield from (f"\t{_quote(redirect.old)} {_quote(redirect.new)}" for redirect in moved)
            yield '\tdefault ""'
            yield "}"
            yield f'@{name} not vars {{{name}}} ""'
            yield f"redir @{name} {{{name}}} 301"
    # Caddy's expressions cannot say "but not /.well-known/", which certificates and security.txt need.
    hidden = rf"(?:^|/)\.(?:[^w]|w[^e]|we[^l])|^/(?:_headers|_redirects|CNAME|404\.html|{COPY_PATTERN})$"
    yield f"@portal_hidden path_regexp {_quote(hidden)}"
    yield "error @portal_hidden 404"
    yield "@portal_writing not method GET HEAD"
    yield "error @portal_writing 405"
    yield "@portal_gone {"
    yield f"\tpath_regexp {_quote(f'^/{PATTERN}')}"
    yield f"\tfile {{path}}/{MARK_NAME}"
    yield "}"
    yield "error @portal_gone 410"
    if site.backend:
        yield from site.backend.inside.splitlines()
    if site.figures:
        yield f"handle_path {FIGURES}* {{"
        yield f"\troot * {site.figures}"
        yield "\tfile_server"
        yield "}"
    if site.log:
        yield "log {"
        yield f"\toutput file {site.log}"
        yield "}"
    yield "file_server {"
    yield "\tprecompressed br gzip"
    yield "}"
    yield from _errors()


# Taken away when all is written; in the same block, the others would wait too, and errors would lack them.
_LATE = ("header -Server",)
# For what has no copy beside it.
_PACKING = (
    "encode {",
    "\tgzip 5",
    f"\tminimum_length {LEAST_BYTES}",
    "\tmatch {",
    *(f"\t\theader Content-Type {kind.partition(';')[0]}*" for kind in TEXT_TYPES),
    "\t}",
    "}",
)


def _vary(matcher: str) -> Iterator[str]:
    """Caddy itself says so only where it found a copy that the browser takes."""
    yield f"header {matcher} {{"
    yield "\tVary Accept-Encoding"
    yield "\tdefer"
    yield "}"


def _media_types() -> Iterator[tuple[str, str]]:
    yield r"feeds/.+\.json", FEED_JSON
    yield from ((".+" + end.replace(".", r"\."), kind) for end, kind in MEDIA_TYPES)
    yield r"(?:.*/)?[^./]*", HTML


def _errors() -> Iterator[str]:
    yield "handle_errors {"
    yield from (f"\t{line}" for line in (*_LATE, *_PACKING))
    yield f"\theader Content-Type {_quote(HTML)}"
    yield from (f"\t{line}" for line in _vary("*"))
    yield f"\theader Cache-Control {_quote(PAGE.cache)}"
    yield "\t@portal_410 expression {err.status_code} == 410"
    yield "\t@portal_404 expression {err.status_code} != 410"
    yield "\trewrite @portal_410 {path}/index.html"
    yield "\trewrite @portal_404 /404.html"
    yield "\tfile_server {"
    yield "\t\tprecompressed br gzip"
    yield "\t}"
    yield "}"


def _map(source: str, name: str, usual: str, others: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"map {source} {{{name}}} {{"
    for pattern, value in others:
        yield f"\t{_quote(f'~^/(?:{pattern})$')} {_quote(value)}"
    yield f"\tdefault {_quote(usual)}"
    yield "}"


def _quote(text: str) -> str:
    """A token that is just this text; within backquotes nothing else has a meaning."""
    return f"`{text}`"
