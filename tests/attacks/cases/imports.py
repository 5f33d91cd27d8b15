"""Attacks in what is imported: saved pages, Word files, texts, sitemaps. Stock Pelican imports nothing of the kind.

The drafts are published as they come, as if an editor had looked at none of them.
"""

from __future__ import annotations

import base64
import io
import zipfile

from tests.attacks.case import HACK, SECRET, Case
from tests.attacks.cases.text import photograph
from tests.import_samples import PARAGRAPHS, page
from tests.word_files import P, make_docx

READS = (SECRET, "root:x:0:0")
DRAFT = "a draft without it"
LINK = "https://evil.example/"


def _page(name: str, tries: str, *hostile: str, kept: str = DRAFT, marks: tuple[str, ...] = (), **parts: str) -> Case:
    text = page(*hostile, *PARAGRAPHS, **{"headline": f"Ca thử {name}"} | parts)
    return Case(name, tries, {f"{name}.html": text}, marks=marks, kept=kept, way="import")


def _word(name: str, tries: str, *paragraphs: P | str, marks: tuple[str, ...] = (), **extra: bytes) -> Case:
    text = make_docx(P(f"Ca thử {name}", style="Title"), *paragraphs, *PARAGRAPHS, extra=extra)
    return Case(name, tries, {f"{name}.docx": text}, marks=marks, kept=DRAFT, way="import")


def _linked(target: str) -> bytes:
    """A Word file in which a word is a link, and a picture lies elsewhere."""
    made = make_docx(P("Ca thử import-word-link", style="Title"), "Chữ.", *PARAGRAPHS)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "word/document.xml":
                content = content.replace(
                    b'<w:t xml:space="preserve">Ch\xe1\xbb\xaf.</w:t></w:r>',
                    b"<w:t>Chu</w:t></w:r>"
                    b'<w:hyperlink r:id="evil"><w:r><w:t>Xem</w:t></w:r></w:hyperlink>'
                    b'<w:r><w:drawing><wp:inline><wp:docPr id="9" name="x" descr="x"/><a:graphic><a:graphicData '
                    b'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
                    b'<a:blip r:link="far"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>',
                )
            if part == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                added = "".join(
                    f'<Relationship Id="{name}" Type="{kind}/{what}" Target="{address}" TargetMode="External"/>'
                    for name, what, address in (("evil", "hyperlink", target), ("far", "image", "file:///etc/passwd"))
                )
                content = content.replace(b"</Relationships>", added.encode() + b"</Relationships>")
            new.writestr(part, content)
    return file.getvalue()


def _xml_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE w [<!ENTITY e0 "xxxxxxxxxx">{entities}<!ENTITY far SYSTEM "file:///etc/passwd">]>'
    made = make_docx("Chữ.")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            content = old.read(part).decode()
            if part == "word/document.xml":
                content = content.replace("?>", f"?>{declared}", 1).replace("Chữ.", "&e11;&far;")
            new.writestr(part, content)
    return file.getvalue()


SITEMAP = """<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY far SYSTEM "file:///etc/passwd">]>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://cu.example.vn/../../secret.txt</loc></url>
<url><loc>https://cu.example.vn/%2e%2e/%2e%2e/secret.txt</loc></url><url><loc>&far;</loc></url></urlset>"""
PICTURE = f"data:image/jpeg;base64,{base64.b64encode(photograph()).decode()}"

CASES: tuple[Case, ...] = (
    _page("import-script", "scripts in a saved page", f"<script>{HACK}</script>", f"Chữ <script>{HACK}</script> chữ của bài."),
    _page("import-handlers", "handlers in a saved page", f'<p onclick="{HACK}">Đoạn có <b onmouseover={HACK}>chữ</b> của bài viết.</p>'),
    _page("import-title", "a headline with a script", headline=f"Ca thử import-title &lt;script&gt;{HACK}&lt;/script&gt;"),
    _page("import-markup-as-text", "markup that is text in the page", f"Đoạn có &lt;script&gt;{HACK}&lt;/script&gt; và &lt;img src=x onerror={HACK}&gt; là chữ."),
    _page("import-markdown-as-text", "Markdown that is text in the page", f"Đoạn có [chữ](javascript:{HACK}) và ![x](https://evil.example/p.gif) là chữ."),
    _page("import-links", "links with scripts", f'<p>Đoạn có <a href="javascript:{HACK}">chữ</a>, <a href="java&#10;script:{HACK}">chữ</a>, <a href="data:text/html,x">chữ</a> của bài.</p>'),
    _page("import-file-link", "links into the machine", '<p>Đoạn có <a href="file:///etc/passwd">chữ</a> và <a href="../../secret.txt">chữ</a>.</p>', marks=READS),
    _page("import-picture-outside", "pictures that are files of the machine", '<p><img src="../secret.txt" alt="x"><img src="file:///etc/passwd" alt="x"><img src="/etc/passwd" alt="x"></p>', marks=READS),
    _page("import-picture-remote", "a picture that tells who reads", '<p><img src="https://evil.example/p.png" width=600 height=400 alt="Quang cảnh"></p>'),
    _page("import-picture-breaks-out", "a description that ends its place", f'<p><img src="{PICTURE}" alt="x](javascript:{HACK}) &quot; onerror={HACK}"></p>'),
    _page("import-frame", "frames and objects", f'<iframe srcdoc="<script>{HACK}</script>"></iframe><object data="{LINK}"></object><embed src="{LINK}">'),
    _page("import-base", "another base for the links", '<p>Đoạn có <a href="tin.html">chữ</a> trong bài viết.</p>', head=f'<base href="{LINK}">'),
    _page("import-meta", "facts that break out of the front matter", head=f'<meta name="author" content="A&#10;status: published&#10;x: y"><meta name="keywords" content="&quot;]&#10;---&#10;<script>{HACK}</script>"><meta property="og:url" content="javascript:{HACK}">'),
    _page("import-front-matter", "front matter within the text", "---\ntitle: x\nstatus: published\n---"),
    _page("import-json-ld", "hostile structured data", head=f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"<script>{HACK}<\\/script>","author":{{"name":["<img onerror={HACK}>"]}},"url":"javascript:{HACK}","datePublished":"9999-99-99"}}</script>'),
    _page("import-deep", "elements within one another", "<div>" * 3_000 + "chữ" + "</div>" * 3_000),
    _page("import-svg", "a drawing with a script", f"<svg><script>{HACK}</script><a href='javascript:{HACK}'><text>x</text></a></svg>"),
    _word("import-word-markup", "markup in a Word file", f"Đoạn có <script>{HACK}</script> và <img src=x onerror={HACK}> là chữ."),
    _word("import-word-markdown", "Markdown in a Word file", f"Đoạn có [chữ](javascript:{HACK}) và {{: onclick={HACK} }} là chữ."),
    _word("import-word-fake-picture", "a picture that is none", P("", picture=f"<svg><script>{HACK}</script></svg>".encode(), alt="Ảnh")),
    _word("import-word-slip", "parts that lead out of the file", **{"../../../evil-word.txt": b"x", "word/media/../../../evil-word.png": b"x"}),
    Case("import-word-link", "links and pictures elsewhere", {"import-word-link.docx": _linked(f"javascript:{HACK}")}, marks=READS, kept=DRAFT, way="import"),
    Case("import-word-entities", "entities that grow, and one that reads a file", {"import-word-entities.docx": _xml_bomb()}, marks=READS, kept="refused, told in the report", way="import"),
    Case("import-word-broken", "a file that is no Word file", {"import-word-broken.docx": b"PK\x03\x04" + bytes(500)}, kept="refused, told in the report", way="import"),
    Case("import-text-markup", "markup in a text", {"import-text-markup.txt": "\n\n".join(["Ca thử import-text-markup", "01/07/2022", f"Đoạn có <script>{HACK}</script> và [chữ](javascript:{HACK}).", *PARAGRAPHS])}, kept=DRAFT, way="import"),
    Case("import-text-nul", "NUL bytes in a text", {"import-text-nul.txt": b"Ca th\x00\xff\xfe x\n\n" + b"\x00" * 500}, kept="refused or a draft without them", way="import"),
    Case("import-sitemap", "a sitemap of files of the machine", {"sitemap.xml": SITEMAP}, marks=READS, kept="refused, told in the report", way="import"),
)  # fmt: skip
