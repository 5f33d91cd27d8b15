"""Attacks by addresses: hostile queries of the search page, hostile requests to the preview server and to the desk."""

from __future__ import annotations

import json
import urllib.parse

from tests.attacks.case import HACK, SECRET, Case

QUERIES = {
    "query-handler": f"<img src=x onerror={HACK}>",
    "query-script": f"</script><script>{HACK}</script>",
    "query-attribute": f'" autofocus onfocus="{HACK}',
    "query-javascript": f"javascript:{HACK}",
    "query-template": "{{constructor.constructor('alert(1)')()}}",
    "query-title": f"</title><svg onload={HACK}>",
    "query-long": "dân vận " * 2_000,
    "query-letters": "\u202e\u200b\x00\x1b\ud7ff ca\u0300\u0301\u0302 thử",
    "query-words": "__proto__ constructor toString hasOwnProperty",
}
FILTERS = {
    "filter-region": f"q=ca+th%E1%BB%AD&region=%22%3E%3Cscript%3E{HACK}%3C/script%3E",
    "filter-tag": f"q=ca+th%E1%BB%AD&tag=%3Cimg+src=x+onerror={HACK}%3E",
    "filter-dates": "q=ca+th%E1%BB%AD&from=9999-99-99&to=%3Cscript%3E&sort=__proto__",
    "filter-broken": "q=%E0%A4%A&category=%ff%00&&&=&q",
    "filter-prototype": "q=ca&__proto__[x]=1&constructor.prototype.x=1",
}

KEY = "KEY-OF-AN-OPEN-PAGE"  # stands for the key that only a page of the desk itself has
DESK = f"/bien-tap/api?phien={KEY}"


def case_request(line: str, *headers: str, body: str = "") -> str:
    host = () if any(header.startswith("Host:") for header in headers) else ("Host: 127.0.0.1",)
    length = (f"Content-Length: {len(body.encode())}",) if body else ()
    return "\r\n".join([line, *host, "Connection: close", *headers, *length, "", body])


def _write(path: str) -> str:
    entry = {"slug": "x", "path": path, "newPath": path, "raw": f"---\ntitle: {SECRET}\n---\n"}
    params = {"branch": "main", "dataFiles": [entry], "assets": [], "options": {"commitMessage": "x"}}
    return json.dumps({"action": "persistEntry", "params": params})


JSON = "Content-Type: application/json"
OWN = "Origin: http://127.0.0.1"
REQUESTS = {
    "request-up": ("a path that leads upwards", case_request("GET /../secret.txt HTTP/1.1")),
    "request-up-far": ("one that leads to the root", case_request(f"GET /{'../' * 12}etc/passwd HTTP/1.1")),
    "request-encoded": ("encoded dots", case_request("GET /%2e%2e/secret.txt HTTP/1.1")),
    "request-encoded-twice": ("dots encoded twice", case_request("GET /%252e%252e%252fsecret.txt HTTP/1.1")),
    "request-backslash": ("backslashes", case_request("GET /..\\secret.txt HTTP/1.1")),
    "request-nul": ("a NUL byte", case_request("GET /index.html%00.png HTTP/1.1")),
    "request-absolute": ("an absolute path", case_request("GET //etc/passwd HTTP/1.1")),
    "request-foreign-host": ("a foreign name that leads here", case_request("GET / HTTP/1.1", "Host: evil.example")),
    "request-redirect": ("a way to another host", case_request("GET //evil.example/%2e%2e HTTP/1.1")),
    "request-header-break": ("a header in an address", case_request("GET /x%0d%0aSet-Cookie:%20evil=1 HTTP/1.1")),
    "request-script-in-path": ("a script in a missing address", case_request(f"GET /<script>{HACK}</script> HTTP/1.1")),
    "request-method": ("a method to delete with", case_request("DELETE /index.html HTTP/1.1")),
    "request-content": ("a source file of the content", case_request("GET /content/news/2022/07/nhap.md HTTP/1.1")),
    "desk-no-key": ("a writer without the key of an open page", case_request("POST /bien-tap/api HTTP/1.1", OWN, JSON, body=_write("content/news/2022/07/evil.md"))),
    "desk-foreign-origin": ("another site's page that writes", case_request(f"POST {DESK} HTTP/1.1", "Origin: https://evil.example", JSON, body=_write("content/news/2022/07/evil.md"))),
    "desk-up": ("a file above the content", case_request(f"POST {DESK} HTTP/1.1", OWN, JSON, body=_write("content/../evil-desk.md"))),
    "desk-absolute": ("a file at an absolute path", case_request(f"POST {DESK} HTTP/1.1", OWN, JSON, body=_write("/tmp/evil-desk.md"))),
    "desk-theme": ("a template", case_request(f"POST {DESK} HTTP/1.1", OWN, JSON, body=_write("content/theme/templates/base.html"))),
    "desk-broken": ("what is no question", case_request(f"POST {DESK} HTTP/1.1", OWN, JSON, body="[" * 50_000)),
}  # fmt: skip

CASES: tuple[Case, ...] = (
    *(
        Case(name, "a hostile query of the search page", kept="shown as text", way="query", asks=f"q={urllib.parse.quote_plus(query.encode('utf-8', 'replace'))}")
        for name, query in QUERIES.items()
    ),
    *(Case(name, "a hostile filter of the search page", kept="left out", way="query", asks=f"{asks}") for name, asks in FILTERS.items()),
)  # fmt: skip
