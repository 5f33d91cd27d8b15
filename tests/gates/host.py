"""A host as the portal is published on: HTTP/1.1, compressed text, and names with a digest kept for a year."""

from __future__ import annotations

import gzip
import re
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.browser.conftest import StrictHandler

LEVEL = 6  # what hosts compress with as they send
# A file whose name is a digest of its content never changes: theme bundles, renditions and most of the search data.
DIGEST = re.compile(r"(\.[0-9a-f]{8}\.|/[0-9a-f]{20}[-.])")
COMPRESSED = ("text/", "application/json", "application/xml", "application/manifest+json", "image/svg+xml")


@cache
def compress(content: bytes) -> bytes:
    return gzip.compress(content, LEVEL, mtime=0)


class PublicHandler(StrictHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802 — http.server calls it so
        path = unquote(urlsplit(self.path).path)
        file = Path(self.translate_path(path + ("index.html" if path.endswith("/") else "")))
        status = HTTPStatus.OK if file.is_file() else HTTPStatus.NOT_FOUND
        if status is HTTPStatus.NOT_FOUND:
            file = Path(self.directory) / "404.html"
        content, kind = file.read_bytes(), self.guess_type(str(file))
        is_text = kind.startswith(COMPRESSED) or kind.endswith("javascript")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if DIGEST.search(path) else "no-cache")
        if is_text and "gzip" in self.headers.get("Accept-Encoding", ""):
            content = compress(content)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
