"""The kinds of files of the site: which may be kept for how long, and in which order they are sent."""

import pytest

from plugins.model.delivery import (
    CARD,
    COUNTS,
    ENTRY,
    FEED,
    HASHED,
    HOST,
    ITEM,
    KINDS,
    PAGE,
    SHARD,
    SITEMAP,
    STATIC,
    encoding_of,
    is_compressed,
    kind_of,
    media_type_of,
    original_of,
)

FILES = {
    "theme/portal.74cebab7.css": (HASHED, "text/css; charset=utf-8"),
    "theme/comments-loader.4bdc01c2.js": (HASHED, "text/javascript; charset=utf-8"),
    "theme/comments-vi.1f0cd1c0.js": (HASHED, "text/javascript; charset=utf-8"),
    "theme/comments.5b46f2ab.css": (HASHED, "text/css; charset=utf-8"),
    "theme/comment-counts.0b1e3a17.js": (HASHED, "text/javascript; charset=utf-8"),
    "luot-xem/2026-11.json": (COUNTS, "application/json"),
    "doc-nhieu/index.html": (PAGE, "text/html; charset=utf-8"),
    "theme/portal.da9068b4.js": (HASHED, "text/javascript; charset=utf-8"),
    "images/1bc75c4c5b6357e9dbd8-1200x675.jpg": (HASHED, "image/jpeg"),
    "images/d995f3f26aa0246ad55a-1080.avif": (HASHED, "image/avif"),
    "images/cards/f4845b853e46f6c66911.png": (HASHED, "image/png"),
    "search/delta.e68f5a5f.bin": (HASHED, "application/octet-stream"),
    "search/tags.4fec4d49.json": (HASHED, "application/json"),
    "search/narrowing.5ebfd0e9.js": (HASHED, "text/javascript; charset=utf-8"),
    "search/shards/a.79f1ddcc.bin": (SHARD, "application/octet-stream"),
    "search/tails/0.2.79f1ddcc.bin": (SHARD, "application/octet-stream"),
    "search/filters/tag/cay-quyt.1.79f1ddcc.bin": (SHARD, "application/octet-stream"),
    "search/tags/6461.json": (CARD, "application/json"),
    "search/cards/4-1.json": (CARD, "application/json"),
    "search/manifest.json": (ENTRY, "application/json"),
    "tim-kiem/index.html": (ENTRY, "text/html; charset=utf-8"),
    "tim-kiem/worker.js": (ENTRY, "text/javascript; charset=utf-8"),
    "worker.js": (ENTRY, "text/javascript; charset=utf-8"),
    "manifest.webmanifest": (ENTRY, "application/manifest+json"),
    "moi-nhat.json": (ENTRY, "application/json"),
    "ngoai-tuyen/tin.json": (ENTRY, "application/json"),
    "theme/favicon.svg": (STATIC, "image/svg+xml"),
    "theme/icon-192.png": (STATIC, "image/png"),
    "bien-tap/decap-cms.js": (STATIC, "text/javascript; charset=utf-8"),
    "bien-tap/index.html": (ENTRY, "text/html; charset=utf-8"),
    "bien-tap/config.yml": (ENTRY, "text/yaml; charset=utf-8"),
    "tin/2022/07/x/index.html": (ITEM, "text/html; charset=utf-8"),
    "en/tin/2022/07/x/index.html": (ITEM, "text/html; charset=utf-8"),
    "index.html": (PAGE, "text/html; charset=utf-8"),
    "en/index.html": (PAGE, "text/html; charset=utf-8"),
    "ngoai-tuyen/index.html": (PAGE, "text/html; charset=utf-8"),
    "the/dan-van/trang/1/index.html": (PAGE, "text/html; charset=utf-8"),
    "404.html": (PAGE, "text/html; charset=utf-8"),
    "feeds/all.atom.xml": (FEED, "application/atom+xml; charset=utf-8"),
    "feeds/the/dan-van.rss.xml": (FEED, "application/rss+xml; charset=utf-8"),
    "feeds/all.json": (FEED, "application/feed+json"),
    "sitemaps/tin-2022.xml": (SITEMAP, "application/xml; charset=utf-8"),
    "robots.txt": (SITEMAP, "text/plain; charset=utf-8"),
    "_headers": (HOST, "application/octet-stream"),
    "_redirects": (HOST, "application/octet-stream"),
}


@pytest.mark.parametrize("path", FILES)
def test_each_file_of_the_site_has_its_kind_and_its_media_type(path):
    assert (kind_of(path), media_type_of(path)) == FILES[path]


@pytest.mark.parametrize(
    "path",
    [
        "theme/20221231.png",
        "theme/deadbeef.css",
        "images/deadbeefdeadbeefdead.jpg",
        "tin/2022/07/deadbeef-deadbeef.12345678.css/index.html",
        "theme/portal.74cebab7.css.map",
        "x/theme/portal.74cebab7.css",
    ],
)
def test_a_name_that_editors_may_choose_is_never_kept_for_a_year(path):
    assert "immutable" not in kind_of(path).cache


def test_what_names_other_files_is_sent_after_them():
    rank = {path: kind_of(path).rank for path in FILES}
    assert rank["theme/portal.74cebab7.css"] < rank["tin/2022/07/x/index.html"] < rank["index.html"]
    assert rank["index.html"] < rank["feeds/all.json"] < rank["tim-kiem/index.html"]
    assert rank["search/shards/a.79f1ddcc.bin"] < rank["search/cards/4-1.json"] < rank["search/manifest.json"]


def test_kinds_have_names_of_their_own():
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_a_compressed_copy_goes_with_its_file():
    for end, encoding in ((".gz", "gzip"), (".br", "br")):
        assert original_of(f"index.html{end}") == "index.html"
        assert encoding_of(f"index.html{end}") == encoding
        assert kind_of(f"theme/portal.74cebab7.css{end}") is HASHED
        assert media_type_of(f"feeds/all.atom.xml{end}") == "application/atom+xml; charset=utf-8"
    assert encoding_of("index.html") == ""
    assert original_of("theme/data.gz") == "theme/data.gz"


def test_only_texts_of_some_length_are_compressed():
    assert is_compressed("index.html", 5000)
    assert is_compressed("search/tags.4fec4d49.json", 5000)
    assert not is_compressed("index.html", 300)
    assert not is_compressed("images/1bc75c4c5b6357e9dbd8-1200x675.jpg", 50_000)
    assert not is_compressed("search/shards/a.79f1ddcc.bin", 50_000)
    assert not is_compressed("_headers", 5000)
