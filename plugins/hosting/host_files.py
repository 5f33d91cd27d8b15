"""The files `_headers` and `_redirects`, which Netlify, Cloudflare Pages and (the second) GitLab Pages read.

In: the host, the redirects and the tombstones. Out: their text. Each host limits lines and rules, and joins the values
of a header that two rules set; so no two rules that fit one path set the same header, but where a host can take the
first away again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from plugins.hosting.headers import COMMON, FRAMES_ONLY, OPENER, POLICY, TRANSPORT, VARYING
from plugins.hosting.hosts import Host
from plugins.model import Tombstone
from plugins.model.delivery import HASHED, SHARD
from plugins.model.redirects import Redirect

LONGEST_LINE = 1_000  # characters of a rule of Cloudflare's
_USUAL = {varying.name: varying.usual for varying in VARYING}
_DESK_ADDRESS = "/bien-tap/*"


def write_headers(host: Host, hsts: str, hashed: Iterable[str], *, has_desk: bool) -> str:
    """`hashed` are addresses that may be kept for ever, beside those of pictures.

    Where the desk is published and a host cannot give its pages other headers, every page has those; the pages' own
    policy, in their `meta`, then holds alone.
    """
    usual = {**COMMON, POLICY: _USUAL[POLICY], OPENER: _USUAL[OPENER]} | ({TRANSPORT: hsts} if hsts else {})
    desk = {POLICY: FRAMES_ONLY, OPENER: "same-origin-allow-popups"}
    rules: list[tuple[str, list[str]]] = [("/*", _lines(usual if host.detach or not has_desk else usual | desk))]
    if has_desk and host.detach:
        rules.append((_DESK_ADDRESS, [*(f"! {name}" for name in desk), *_lines(desk)]))
    rules += [(address, _lines({"Cache-Control": HASHED.cache})) for address in ("/images/*", *hashed)]
    rules += [(f"/search/{name}/*", _lines({"Cache-Control": SHARD.cache})) for name in ("shards", "tails", "filters")]
    return "".join("\n  ".join((path, *lines)) + "\n" for path, lines in rules)


def _lines(headers: dict[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers.items()]


def write_rules(host: Host, redirects: Sequence[Redirect], tombstones: Iterable[Tombstone]) -> str:
    """The text of `_redirects`; those of `redirects` for which there is a rule are `ruled`."""
    lines = [_rule(host, redirect) for redirect in ruled(host, redirects)]
    if host.gone:
        lines += [f"{one.address} {one.address}index.html {host.gone}{host.forced}" for one in tombstones]
    return "".join(f"{line}\n" for line in lines)


def ruled(host: Host, redirects: Iterable[Redirect]) -> list[Redirect]:
    return list(_fitting(host, redirects))[: host.rules]


def _fitting(host: Host, redirects: Iterable[Redirect]) -> Iterator[Redirect]:
    for redirect in redirects:
        if (host.queries or not redirect.has_query) and len(_rule(host, redirect)) <= LONGEST_LINE:
            yield redirect


def _rule(host: Host, redirect: Redirect) -> str:
    path, _, query = redirect.old.partition("?")
    asked = "".join(f" {part}" if "=" in part else f" {part}=" for part in query.split("&")) if query else ""
    return f"{quote(path)}{asked} {redirect.new} 301{host.forced}"
