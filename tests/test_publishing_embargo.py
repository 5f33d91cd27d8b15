"""The embargo proof: a trace of a hidden item is found wherever and however it is written, and nothing else is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import html
import json
import struct
import unicodedata
import zlib
from urllib.parse import quote

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from plugins.build import Options, open_portal
from plugins.model import NewsItem, SiteError, fold
from plugins.model.item import Chair, Correction, Cover, Document, Source, StaticPage, Withdrawal
from plugins.publishing.gates.embargo import prove_embargo
from tests.gates_sample import PAGE, Releases, make_site
from tests.search_sample import make_item
from tests.test_workflow import HELD, SECRETS, draw, write_secret

SENTENCE = "Đoàn kiểm tra sẽ làm việc với ba xã vùng lũ trong tháng tới, theo kế hoạch chưa công bố."
DAY = dt.date(2024, 1, 6)
BODY = f"<p>{SENTENCE}</p><p>Kinh phí được trích từ quỹ dự phòng của tỉnh.</p>"


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    folder = tmp_path_factory.mktemp("embargo")
    (folder / "content/news").mkdir(parents=True)
    return open_portal(Options(content=folder / "content", output=folder / "output"))


@pytest.fixture
def opened(portal):
    """The portal for a property test, which asks values that it is given for attributes."""
    return lambda: portal


def hidden(**fields) -> NewsItem:
    item = make_item(
        "Kế hoạch kiểm tra đột xuất vùng lũ", status="draft", body=BODY, summary="Bản tin kín về kinh phí."
    )
    return replace(item, **fields)


def shown(**fields) -> NewsItem:
    return replace(make_item("Họp giao ban tháng"), **fields)


def leaks(folder, files, portal, items):
    return prove_embargo(make_site(folder, files, portal, items)).faults


def png(text: str) -> bytes:
    packed = b"Comment\0\0" + zlib.compress(text.encode())
    parts = [(b"IHDR", bytes(13)), (b"zTXt", packed), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part)) for kind, part in parts
    )


# How the same text may be written, and in which file
WAYS = {
    "in a page": ("a/index.html", lambda text: PAGE.format(f"<p>{html.escape(text)}</p>")),
    "in an attribute": ("index.html", lambda text: PAGE.format(f'<p title="{html.escape(text)}">x</p>')),
    "as numbers of letters": ("b.html", lambda text: PAGE.format("".join(f"&#{ord(letter)};" for letter in text))),
    "in HTML within a feed": ("feeds/a.xml", lambda text: f"<c>{html.escape(f'<p>{html.escape(text)}</p>')}</c>"),
    "in JSON with escapes": ("search/cards/1.json", lambda text: json.dumps([["/x/", text]])),
    "in JSON as it stands": ("a.json", lambda text: json.dumps({"a": f"x\n{text}\ny"}, ensure_ascii=False)),
    "decomposed": ("a.txt", lambda text: unicodedata.normalize("NFD", text)),
    "in capitals": ("a.txt", str.upper),
    "with soft hyphens": ("c.html", lambda text: PAGE.format("&shy;".join(text))),
    "in an address": ("d.html", lambda text: PAGE.format(f'<a href="/tim/?q={quote(text)}">x</a>')),
    "in a script": ("a.js", lambda text: f"const text = '{text}';"),
    "compressed": ("a.html.gz", lambda text: gzip.compress(text.encode())),
    "compressed by Brotli": ("a.html.br", lambda text: brotli.compress(text.encode())),
    "in a picture": ("images/a.png", png),
    "in a photograph": ("images/a.jpg", lambda text: b"\xff\xd8\xff\xe1\0\0" + text.encode() + b"\0\xff\xd9"),
    "among bytes": ("search/shards/0.bin", lambda text: b"\0\1\2" + text.encode() + b"\0"),
    "in a file without a known ending": ("_headers", lambda text: f"# {text}"),
}


@pytest.mark.parametrize(
    ("way", "text"),
    [
        *((way, SENTENCE) for way in WAYS),
        ("in a page", "Kế hoạch kiểm tra đột xuất vùng lũ"),
        ("in JSON with escapes", "trích từ quỹ dự phòng của"),
    ],
)
def test_a_text_of_a_hidden_item_is_found_however_it_is_written(portal, tmp_path, way, text):
    file, write = WAYS[way]
    item = hidden()
    clean = {"index.html": PAGE.format("Trang nhất"), file: write("Chữ đã công bố từ lâu.")}
    assert leaks(tmp_path, clean, portal, [item, shown()]) == ()
    (fault,) = leaks(tmp_path, {file: write(text)}, portal, [item, shown()])
    assert (fault.path, fault.code) == (file, "E-LEAK")
    assert item.path in fault.message
    assert "(nháp)" in fault.message


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"chairs": (Chair("x", "Trịnh Khuất Kha", "Trưởng đoàn kiểm soát"),)}, "Ông Trịnh Khuất Kha nói."),
        ({"chairs": (Chair("x", "Trịnh Khuất Kha", "Trưởng đoàn kiểm soát"),)}, "/chu-tri/trinh-khuat-kha/"),
        ({"chairs": (Chair("x", "Trịnh Khuất Kha", "Trưởng đoàn kiểm soát"),)}, "Trưởng đoàn kiểm soát"),
        ({"tags": ("khoạch định",)}, "thẻ: khoạch định"),
        ({"tags": ("khoạch định",)}, "/the/khoach-dinh/"),
        ({"authors": ("Lưỡng Hoạch",)}, "Lưỡng Hoạch"),
        ({"source": Source("Cổng Khuếch Trương", "https://khuech.example.vn/")}, "khuech.example.vn"),
        ({"cover": Cover("images/x.jpg", "Ảnh kín", "Chụp ở kho kín", "Thợ Chụp")}, "Chụp ở kho kín"),
        ({"corrections": (Correction(DAY, "Sửa mức kinh phí"),)}, "Sửa mức kinh phí"),
        ({"documents": (Document("987-qd-khoach", "987-QĐ/KHOACH", "Quyết định"),)}, "số 987-QĐ/KHOACH"),
        ({"slug": "ban-tin-mat-so-mot"}, "/tin/2024/01/ban-tin-mat-so-mot/"),
        ({}, fold("Kế hoạch kiểm tra đột xuất vùng lũ")),
        ({"pictures": ("images/khoach-kin.jpg",)}, "images/khoach-kin.jpg"),
        ({"withdrawn": Withdrawal(DAY, "Lý do chưa ai biết")}, "Lý do chưa ai biết"),
    ],
)
def test_a_name_that_only_a_hidden_item_has_is_found(portal, tmp_path, fields, text):
    assert leaks(tmp_path, {"a.html": PAGE.format(text)}, portal, [hidden(**fields), shown()])
    assert not leaks(tmp_path, {"a.html": PAGE.format("Không nói gì.")}, portal, [hidden(**fields), shown()])


def test_what_a_published_item_says_too_is_no_trace(portal, tmp_path):
    chair = Chair("x", "Trịnh Khuất Kha", "Trưởng đoàn")
    secret = hidden(chairs=(chair,), tags=("khoạch định",), authors=("Việt Hằng",))
    public = shown(chairs=(chair,), tags=("khoạch định",), authors=("Việt Hằng",), body=f"<p>Tin nói: {SENTENCE}</p>")
    page = PAGE.format(
        f'{SENTENCE} <a href="/chu-tri/trinh-khuat-kha/">Trịnh Khuất Kha, Trưởng đoàn</a> /the/khoach-dinh/ Việt Hằng'
    )
    assert leaks(tmp_path, {"a.html": page}, portal, [secret, public]) == ()
    assert leaks(tmp_path, {"a.html": page}, portal, [secret, shown()])


def test_a_static_page_may_name_what_a_hidden_item_names_but_not_quote_it(portal, tmp_path):
    office = "Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Điện Biên"
    secret = hidden(body=f"<p>{SENTENCE} {office} dự.</p>")
    for number, (text, quotes) in enumerate(((office, False), (SENTENCE, True))):
        about = StaticPage(path="pages/a.md", title="Giới thiệu", slug="a", body=f"<p>{text}</p>")
        files = {"a/index.html": PAGE.format(text)}
        for items, leaked in (([secret], quotes), ([secret, shown(body=f"<p>{text}</p>")], False)):
            folder = tmp_path / f"{number}-{len(items)}"
            found = prove_embargo(dataclasses.replace(make_site(folder, files, portal, items), pages=(about,))).faults
            assert [fault.path for fault in found] == ["a/index.html"] * leaked
            assert all(secret.path in fault.message for fault in found)


def test_dates_short_words_and_words_of_the_interface_are_no_trace(portal, tmp_path):
    body = "<p>Ngày 30 tháng 6 năm 2026, thứ ba ngày 30 tháng 6 năm 2026.</p><h2>Đọc tiếp</h2>"
    secret = hidden(body=body, tags=("họp", "AI"), summary="")
    page = PAGE.format("Thứ Ba, ngày 30 tháng 6 năm 2026, AI, họp")
    assert leaks(tmp_path, {"a.html": page}, portal, [secret]) == ()


def test_what_was_found_is_told_again_until_it_is_gone_and_new_secrets_are_looked_for_in_old_files(portal, tmp_path):
    files = {"a.html": PAGE.format("Trịnh Khuất Kha"), "b.html": PAGE.format(SENTENCE), "c.html": PAGE.format("x")}
    assert len(leaks(tmp_path, files, portal, [hidden(), shown()])) == 1
    assert len(leaks(tmp_path, {}, portal, [hidden(), shown()])) == 1
    second = make_item("Tin thứ hai", status="review", authors=("Trịnh Khuất Kha",))
    assert {fault.path for fault in leaks(tmp_path, {}, portal, [hidden(), second])} == {"a.html", "b.html"}
    assert leaks(tmp_path, {"b.html": PAGE.format("x")}, portal, [hidden(), shown()]) == ()
    published = make_item("Tin thứ hai", authors=("Trịnh Khuất Kha",))
    assert leaks(tmp_path, {}, portal, [hidden(), published]) == ()
    (tmp_path / "memory/embargo.msgpack").write_bytes(b"\x91")
    assert {fault.path for fault in leaks(tmp_path, {}, portal, [second])} == {"a.html"}


def test_a_picture_or_card_of_a_hidden_item_is_found_by_its_name_and_by_its_bytes(portal, tmp_path):
    draw(portal.config, "kin.png", "red")
    secret, uncovered = hidden(pictures=("images/kin.png",), cover=Cover("images/kin.png")), hidden(slug="khac")
    stem = portal.picture_stem(portal.config.content / "images/kin.png")
    card = portal.social_card(uncovered)[1:]
    bytes_of_it = (portal.config.content / "images/kin.png").read_bytes()
    for name, content in ((f"images/{stem}-360.webp", b"\0"), (card, b"\0"), ("theme/la.png", bytes_of_it)):
        faults = leaks(tmp_path / name, {name: content}, portal, [secret, uncovered])
        assert [fault.path for fault in faults] == [name]
    public = shown(pictures=("images/kin.png",), cover=Cover("images/kin.png"))
    assert leaks(tmp_path / "x", {f"images/{stem}-360.webp": b"\0"}, portal, [secret, public]) == ()


def test_an_index_of_more_items_than_are_published_is_found(portal, tmp_path):
    manifest = "search/manifest.json"
    assert leaks(tmp_path, {manifest: '"1.1.0.0.a.b.c.d.e"'}, portal, [hidden(), shown()]) == ()
    (fault,) = leaks(tmp_path, {manifest: '"1.2.0.0.a.b.c.d.e"'}, portal, [hidden(), shown()])
    assert (fault.path, fault.code) == (manifest, "E-LEAK")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_six_words_of_any_hidden_item_planted_in_any_file_are_found(opened, tmp_path_factory, data):
    portal = opened()
    word = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệ", min_size=2, max_size=6)
    bodies = data.draw(st.lists(st.lists(word, min_size=6, max_size=20), min_size=1, max_size=4))
    items = [
        make_item(f"Tin {number}", status="draft", body=f"<p>{' '.join(body)}.</p>")
        for number, body in enumerate(bodies)
    ]
    planted = data.draw(st.sampled_from(items))
    words = planted.body[3:-5].split()
    start = data.draw(st.integers(0, len(words) - 6))
    file, write = WAYS[data.draw(st.sampled_from(sorted(WAYS)))]
    files = {f"p{number}.html": PAGE.format(f"Trang số {number}") for number in range(3)}
    assert leaks(tmp_path_factory.mktemp("clean"), files, portal, [*items, shown()]) == ()
    files[file] = write(" ".join(words[start : start + 6]))
    faults = leaks(tmp_path_factory.mktemp("planted"), files, portal, [*items, shown()])
    assert {fault.path for fault in faults} == {file}


def test_a_whole_site_with_items_of_each_standing_passes_and_what_leaks_into_a_feed_stops_the_release(site):
    site.write("khac", title="Tin khác", body="Nói chuyện khác.")
    write_secret(site, "withdrawn")
    for number, (name, held) in enumerate(HELD.items()):
        site.write(f"an-{name}", title=f"{SECRETS['title']} lần {number}", body=SENTENCE, **held)
    releases = Releases(site)
    releases.publish()
    assert "Tin giữ lại    đạt (7 tin đang giữ lại" in releases.told[-1]
    before = site.tree()

    def leak(folder):
        feed = folder / "feeds/all.json"
        feed.write_text(feed.read_text("utf-8").replace("Tin khác", f"Tin khác. {SENTENCE}", 1), "utf-8")

    site.write("khac", title="Tin khác", body="Nội dung khác.")
    with pytest.raises(SiteError, match="1 trong 7 cửa không đạt, 1 lỗi"):
        releases.publish(spoil=leak)
    assert "  feeds/all.json:1: E-LEAK" in releases.told[-1]
    assert "news/2022/07/an-draft.md (nháp)" in releases.told[-1]
    assert site.tree() == before
    releases.publish()
