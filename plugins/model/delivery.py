"""How each file of the site is delivered: what kind of file it is, how long it may be kept, when a deploy sends it.

In: a path below the output folder (`tin/2022/07/x/index.html`). Out: its kind, with its caching and its place in a
deploy, its media type, and whether it is sent compressed. Servers' configurations, header files and deploys follow it.

A path tells the kind only where the portal itself made the name: a name that editors may choose is never taken for one
that holds a digest.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Kind(NamedTuple):
    """`cache` is the value of Cache-Control.

    Files of a lower `rank` are sent earlier, so that none names another that is not there yet; files of one rank may be
    sent in any order.
    """

    name: str
    cache: str
    rank: int


# A digest of the content, or of all that it is made from, is in the name.
HASHED = Kind("hashed", "public, max-age=31536000, immutable", 0)
STATIC = Kind("static", "public, max-age=86400", 0)  # icons and other files of the theme, the desk's program
# The base in a shard's name stands for its items and their numbers: a kept shard is at worst an edit behind.
SHARD = Kind("shard", "public, max-age=86400", 0)
ITEM = Kind("item", "public, max-age=60, must-revalidate", 1)
PAGE = Kind("page", "public, max-age=60, must-revalidate", 2)
COUNTS = Kind("counts", "public, max-age=600", 3)  # how often items were read, counted anew each hour
FEED = Kind("feed", "public, max-age=300, must-revalidate", 3)
SITEMAP = Kind("sitemap", "public, max-age=300, must-revalidate", 3)
# Items' numbers move when an older one comes: cards are asked for anew, and sent just before what names them.
CARD = Kind("card", "no-cache", 4)
# What tells of the newest state: the search page with its manifest, service workers, lists that pages fetch.
ENTRY = Kind("entry", "no-cache", 5)
# Read by the host, and by nobody else.
HOST = Kind("host", "no-cache", 6)

KINDS = (HASHED, STATIC, SHARD, ITEM, PAGE, COUNTS, FEED, SITEMAP, CARD, ENTRY, HOST)

HOST_FILES = frozenset({"_headers", "_redirects", ".htaccess", ".nojekyll", "CNAME"})
# Expressions over whole paths, which servers understand as well; the first that fits tells the kind.
PATTERNS: tuple[tuple[str, Kind], ...] = (
    (r"theme/(?:portal|comments?(?:-[a-z-]+)?)\.[0-9a-f]{8}\.(?:css|js)", HASHED),
    (r"images/(?:[0-9a-f]{20}-[0-9]+(?:x[0-9]+)?\.[a-z]+|cards/[0-9a-f]{20}\.png)", HASHED),
    (r"search/[a-z-]+\.[0-9a-f]{8}\.(?:bin|js|json)", HASHED),
    (r"search/(?:shards|tails|filters)/.+\.[0-9a-f]{8}\.bin", SHARD),
    (r"search/(?:cards|tags)/.+\.json", CARD),
    (r"(?:theme|images)/.+", STATIC),
    (r"bien-tap/.+\.(?:js|css|txt)", STATIC),
    (
        r"(?:tim-kiem|bien-tap)/.*|search/.+|worker\.js|manifest\.webmanifest|moi-nhat\.json|ngoai-tuyen/tin\.json",
        ENTRY,
    ),
    (r"luot-xem/.+", COUNTS),
    (r"feeds/.+", FEED),
    (r"sitemap\.xml|news-sitemap\.xml|sitemaps/.+|robots\.txt", SITEMAP),
    (r"(?:[a-z]{2}/)?tin/.+", ITEM),
)
_OFTEN = (HASHED, STATIC, ITEM, ENTRY)
_HOME = re.compile(r"(?:[a-z]{2}/)?index\.html")
_KINDS = tuple((re.compile(pattern), kind) for pattern, kind in PATTERNS)

# By the end of the name; the first that fits.
HTML = "text/html; charset=utf-8"
MEDIA_TYPES: tuple[tuple[str, str], ...] = (
    (".html", HTML),
    (".css", "text/css; charset=utf-8"),
    (".js", "text/javascript; charset=utf-8"),
    (".atom.xml", "application/atom+xml; charset=utf-8"),
    (".rss.xml", "application/rss+xml; charset=utf-8"),
    (".xml", "application/xml; charset=utf-8"),
    (".txt", "text/plain; charset=utf-8"),
    (".svg", "image/svg+xml"),
    (".json", "application/json"),
    (".webmanifest", "application/manifest+json"),
    (".yml", "text/yaml; charset=utf-8"),
    (".bin", "application/octet-stream"),
    (".avif", "image/avif"),
    (".webp", "image/webp"),
    (".jpg", "image/jpeg"),
    (".png", "image/png"),
    (".gif", "image/gif"),
    (".ico", "image/x-icon"),
    (".pdf", "application/pdf"),
    (".woff2", "font/woff2"),
)
FEED_JSON = "application/feed+json"
UNKNOWN = "application/octet-stream"

# Content encodings by the ending of the compressed copy that stands beside a file; the smaller one first.
ENCODINGS = {".br": "br", ".gz": "gzip"}
LEAST_BYTES = 1024  # below it a compressed copy saves no packet
_TEXTS = (".html", ".css", ".js", ".json", ".xml", ".txt", ".svg", ".webmanifest", ".yml")
# What servers that pack on request are to pack.
TEXT_TYPES = tuple(dict.fromkeys([*(kind for end, kind in MEDIA_TYPES if end.endswith(_TEXTS)), FEED_JSON]))
TEXT_PATTERN = rf"\.(?:{'|'.join(end[1:] for end in _TEXTS)})"
COPY_PATTERN = rf".+{TEXT_PATTERN}\.(?:{'|'.join(end[1:] for end in ENCODINGS)})"


def kind_of(path: str) -> Kind:
    """The kind of a file; a compressed copy has that of its file."""
    path = original_of(path)
    if path in HOST_FILES:
        return HOST
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(path)), PAGE)


def media_type_of(path: str) -> str:
    """The value of Content-Type; a compressed copy has that of its file."""
    path = original_of(path)
    if kind_of(path) is FEED and path.endswith(".json"):
        return FEED_JSON
    return next((kind for end, kind in MEDIA_TYPES if path.endswith(end)), UNKNOWN)


def is_compressed(path: str, size: int) -> bool:
    """Whether a file of so many bytes is sent compressed; pictures and the index's shards are packed already."""
    return size >= LEAST_BYTES and path.endswith(_TEXTS) and path not in HOST_FILES


def is_asked_often(path: str) -> bool:
    """Whether a copy is worth storing where the server can also pack on request. A new item changes dozens of listings
    and feeds, and with two copies of each a deploy would send thrice the files.
    """
    return kind_of(path) in _OFTEN or bool(_HOME.fullmatch(path))


def original_of(path: str) -> str:
    """The file that a compressed copy stands for (`x.html` of `x.html.br`), or the path itself."""
    stem, _, end = path.rpartition(".")
    return stem if f".{end}" in ENCODINGS and stem.endswith(_TEXTS) else path


def encoding_of(path: str) -> str:
    """The Content-Encoding of a compressed copy; empty for other files."""
    return ENCODINGS[f".{path.rpartition('.')[2]}"] if original_of(path) != path else ""
