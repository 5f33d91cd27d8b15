"""Random inputs: put together from parts that mean something, or real ones damaged.

In: a source of random numbers, Python's or hypothesis's. Out: bytes of an item, a saved page, a Word file, a text; a text
to be analysed.
"""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from tests.attacks.case import HACK
from tests.attacks.table import CASES
from tests.import_samples import PARAGRAPHS, page
from tests.test_reader_body import SNIPPETS
from tests.word_files import P, make_docx

PROJECT = Path(__file__).parents[2]
LARGEST = 8_000  # bytes of a damaged sample; larger ones are parsed no differently, only longer

KEYS = (
    "title", "date", "event_date", "updated", "region", "category", "chairs", "tags", "summary", "authors", "source",
    "cover", "status", "publish_at", "unpublish_at", "placement", "expires", "corrections", "withdrawn", "slug", "order",
    "Save_as", "Url", "Lang", "Template", "x",
)  # fmt: skip
VALUES = (
    "Sơ kết", "2022-07-01", "2022-07-01T08:00:00+07:00", "2022-02-31", "9999-12-31T23:59:59-23:59", "0001-01-01", "Dân vận",
    "[a, b]", "[[[[", "{name: x, url: 'javascript:x'}", "{src: ../../etc/passwd}", "{src: images/hoi-nghi.jpg, alt: x}", "|",
    ">-", "!!python/object:os.system", "&a [*a]", "*a", "~", "null", "draft", "published", "'", '"', "''", "- a\n- b", "#",
    "%", "@", "`", "{date: 2022-07-02, text: x}", "[{date: x}]", "\\x", "1e999", "0x1f", ".inf", "yes", "Bến Lức, Long An",
    "../../x", "<script>alert(1)</script>", "Dương Văn Út", "{name: Dương Văn Út, position: x}", "\u202e", "a" * 400,
)  # fmt: skip
LETTERS = "aăâđêôơư ẵ\u0301\u0323\u200b\u202e\x00\x01\x1b\x85\u2028\ufeff\ud7ff\ufffe𝐀İß,.-–—/\\'\"<>&;:()[]{}|*_`~#!?0123456789\t\n\r"
PIECES = (*SNIPPETS, "\r\n", "---\n", "&#x202e;", "&#0;", "| a | b |\n|---|---|\n", "1. ", "    - ", "~~~", "![x](images/hoi-nghi.jpg)",
          "217-QĐ/TW", "Nghị quyết số 18-NQ/TW", "“", "http://x.vn", "{static}/../x", "<td colspan=", "<ol start=", "&lt;", "=" * 40)  # fmt: skip
HTML = (
    "<p>", "</p>", "<div class=noi-dung>", "</div>", "<table><tr><td>", "<h1>", "<img src=../../secret.txt>", "<a href='javascript:x'>",
    "<b>", "<article>", "<meta name=author content='", "<script type=application/ld+json>{", "</script>", "<!--", "-->", "<svg>",
    "<title>", "<base href=//evil.vn>", "&nbsp;", "&#xD800;", "01/07/2022", "Thứ Hai, ngày 31/02/2022", "Ảnh: ", "(Theo ", "Nguồn: ",
    "<iframe>", "<time datetime='", "<font face='.VnTime'>", "\x00", "<p>" * 40, "<?xml", "<![CDATA[", "data:image/png;base64,AAAA",
)  # fmt: skip


def _cut(random: Random, data: bytes) -> tuple[int, int]:
    start = random.randint(0, len(data))
    return start, min(len(data), start + random.choice((1, 1, 2, 8, 40, 400)))


def damage(random: Random, data: bytes, pieces: Sequence[str] = PIECES) -> bytes:
    """The data with some bytes turned, taken out, doubled, moved, cut off or put in."""
    for _ in range(random.randint(1, 6)):
        start, end = _cut(random, data)
        way = random.randint(0, 6)
        if way == 0 and data:
            at = random.randrange(len(data))
            data = data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]
        elif way == 1:
            data = data[:start] + data[end:]
        elif way == 2:
            data = data[:start] + data[start:end] * random.choice((2, 3, 50)) + data[end:]
        elif way == 3:
            to = random.randint(0, len(data))
            data = data[:to] + data[start:end] + data[to:]
        elif way == 4:
            data = data[:start]
        elif way == 5:
            data = data[:start] + bytes(random.randrange(256) for _ in range(4)) + data[start:]
        else:
            data = data[:start] + random.choice(pieces).encode("utf-8", "replace") + data[end:]
    return data[: 40 * LARGEST]


@functools.cache
def item_samples() -> tuple[bytes, ...]:
    """Items of the sample site, and those of the attack table."""
    files = [path.read_bytes() for path in sorted((PROJECT / "content" / "news").rglob("*.md"))]
    texts = [
        text for case in CASES if case.way == "content" for name, text in case.files.items() if name.endswith(".md")
    ]
    files += [text.encode() if isinstance(text, str) else text for text in texts if isinstance(text, str | bytes)]
    return tuple(data for data in files if len(data) < LARGEST)


@functools.cache
def source_samples(ending: str) -> tuple[bytes, ...]:
    texts = [
        text for case in CASES if case.way == "import" for name, text in case.files.items() if name.endswith(ending)
    ]
    files = [text.encode() if isinstance(text, str) else text for text in texts if isinstance(text, str | bytes)]
    files += {
        ".html": [page().encode(), page(date="").encode("utf-16")],
        ".docx": [make_docx(P("Tiêu đề", style="Title"), P("Ảnh", picture=b"\x89PNG\r\n\x1a\n"), *PARAGRAPHS)],
        ".txt": ["\n\n".join(["TIÊU ĐỀ", "01/07/2022", *PARAGRAPHS]).encode(), "TCVN3 ®µn".encode("latin-1")],
    }[ending]
    return tuple(data for data in files if len(data) < 5 * LARGEST)


def text_of(random: Random, pieces: Sequence[str], most: int = 14) -> str:
    parts = []
    for _ in range(random.randint(0, most)):
        letters = "".join(random.choice(LETTERS) for _ in range(random.randint(0, 6)))
        parts.append(random.choice((letters, random.choice(pieces), random.choice(pieces))))
    return "".join(parts)


def item(random: Random) -> bytes:
    if random.randint(0, 1):
        return damage(random, random.choice(item_samples()))
    lines = [f"{random.choice(KEYS)}: {random.choice((random.choice(VALUES), text_of(random, VALUES, 3)))}"
             for _ in range(random.randint(0, 6))]  # fmt: skip
    if random.randint(0, 3):
        lines = ["title: Tin", "date: 2022-07-01", "category: Dân vận", *lines[: random.choice((0, 0, 1, 2))]]
    mark = random.choice(("---", "---", "---", ""))
    return "\n".join([mark, *lines, mark, "", text_of(random, PIECES)]).encode("utf-8", "surrogatepass")


def saved_page(random: Random) -> bytes:
    if random.randint(0, 2):
        return damage(random, random.choice(source_samples(".html")), HTML)
    parts = [text_of(random, (*HTML, *PARAGRAPHS, f"<p onclick={HACK}>"), 6) for _ in range(3)]
    return page(*parts, *PARAGRAPHS[:1], head=text_of(random, HTML, 4)).encode("utf-8", "replace")


def word_file(random: Random) -> bytes:
    """Damaged as a file, or within its parts."""
    data = random.choice(source_samples(".docx"))
    if not random.randint(0, 3):
        return damage(random, data)
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(make_docx(text_of(random, PIECES), *PARAGRAPHS))) as old,
        zipfile.ZipFile(file, "w") as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if not random.randint(0, 7):
                content = damage(
                    random, content, ("<w:p>", "</w:p>", "<w:tbl>", 'r:id="x"', "<w:hyperlink>", "&lt;", "<mc:x/>")
                )
            if random.randint(0, 20):
                new.writestr(name, content)
    return file.getvalue()


def plain_file(random: Random) -> bytes:
    if random.randint(0, 1):
        return damage(random, random.choice(source_samples(".txt")))
    return text_of(random, (*PIECES, *PARAGRAPHS, "\n\n", "01/07/2022", "Theo TTXVN")).encode("utf-8", "surrogatepass")


def words(random: Random) -> str:
    return text_of(random, (*PIECES, "dân vận", "Bến Lức", "217-QĐ/TW", "TP.HCM", "hoà", "quý", "Đ", "ð", " "), 30)


SOURCES: dict[str, Callable[[Random], bytes]] = {".html": saved_page, ".docx": word_file, ".txt": plain_file}
