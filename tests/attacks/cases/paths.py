"""Attacks by paths: out of the output, into files of the machine, over files of the site."""

from __future__ import annotations

from tests.attacks.case import HACK, HELD, SECRET, Case, Link, in_body, in_header, item, yaml_item

READS = (SECRET, "root:x:0:0", "root:*:0:0")
UP = "../" * 12

LEAVING = (
    in_header("save-as-up", "to be written above the output", "E-KEY", Save_as="../../evil-save.html"),
    in_header("save-as-prefix", "to be written beside it, past a check of the prefix", "E-KEY", Save_as="../output-evil/x.html"),
    in_header("save-as-absolute", "to be written at an absolute path", "E-KEY", Save_as="/tmp/ca-thu-evil.html"),
    in_header("slug-up", "a slug that leads upwards", "E-SLUG", Slug="../../evil-slug"),
    in_header("slug-prefix", "a slug that leads beside the output", "E-SLUG", Slug="../output-evil/x"),
    in_header("slug-encoded", "a slug with encoded dots", "E-SLUG", Slug="%2e%2e%2fevil"),
    in_header("slug-nul", "a slug with a NUL byte", "E-NUL", Slug="evil\x00x"),
    in_header("slug-script", "a slug that ends an attribute", "E-SLUG", Slug=f'x"onclick="{HACK}'),
    in_header("url-foreign", "an address on another host", "E-KEY", Url="//evil.example/"),
    in_header("url-javascript", "an address that is a script", "E-KEY", Url=f"javascript:{HACK}"),
    in_header("save-as-index", "to take the home page's place", "E-KEY", Save_as="index.html", watch="index.html"),
    in_header("save-as-feed", "to take a feed's place", "E-KEY", Save_as="feeds/all.atom.xml", watch="feeds/all.atom.xml"),
    in_header("save-as-theme", "to take a style sheet's place", "E-KEY", Save_as="theme/css/main.css", watch="theme/css/main.css"),
    in_header("save-as-headers", "to set the host's headers", "E-KEY", Save_as="_headers", watch="_headers"),
    in_header("save-as-htaccess", "to set the server's rules", "E-KEY", Save_as=".htaccess", watch=".htaccess"),
    in_header("slug-index", "the slug of the home page", kept="an address of its own below /tin/", Slug="index", watch="index.html"),
    in_header("date-in-path", "a date that is a path", "E-DATE", Date="../../evil"),
)  # fmt: skip

PAGES = (
    Case("page-takes-home", "a page that takes the home page's place",
         {"pages/page-takes-home.md": "---\ntitle: Ca thử page-takes-home\nslug: index\n---\n\nChữ.\n"}, "E-SLUG"),
    Case("page-takes-search", "a page at the search page's address",
         {"pages/page-takes-search.md": "---\ntitle: Ca thử page-takes-search\nslug: tim-kiem\n---\n\nChữ.\n"}, "E-SLUG"),
    Case("page-takes-headers", "a page called as the host's headers",
         {"pages/page-takes-headers.md": "---\ntitle: Ca thử page-takes-headers\nslug: _headers\n---\n\nChữ.\n"}, "E-SLUG"),
)  # fmt: skip

READING = (
    in_body("static-etc-passwd", "a link to a system file", f"[Xem]({{static}}/{UP}etc/passwd)", "E-LINK", marks=READS),
    in_body("attach-secret", "a file beside the content, attached", "[Xem]({attach}../../secret.txt)", "E-LINK", marks=READS),
    in_body("attach-git-config", "the repository's settings, attached", "[Xem]({attach}../../.git/config)", "E-LINK", marks=READS),
    in_body("attach-etc-passwd", "a system file, attached", f"[Xem]({{attach}}{UP}etc/passwd)", "E-LINK", marks=READS),
    in_body("attach-environ", "the variables of the process, attached", f"[Xem]({{attach}}{UP}proc/self/environ)", "E-LINK",
            marks=("PATH=",)),
    in_body("static-git-config", "the repository's settings", "[Xem]({static}/../.git/config)", "E-LINK", marks=READS),
    in_body("static-environ", "the variables of the process", f"[Xem]({{static}}/{UP}proc/self/environ)", "E-LINK",
            marks=("PATH=",)),
    in_body("static-bars", "the older form of the link", "[Xem](|static|/../secret.txt)", "E-LINK", marks=READS),
    in_body("picture-static-secret", "a file beside the content as a picture", "![Ảnh]({static}/../secret.txt)", "E-PICTURE", marks=READS),
    in_body("picture-attach-secret", "the same, attached", "![Ảnh]({attach}../../secret.txt)", "E-PICTURE", marks=READS),
    in_body("picture-etc-passwd", "a system file as a picture", f"![Ảnh](/{UP}etc/passwd)", "E-PICTURE", marks=READS),
    in_body("picture-encoded", "a path with encoded dots", "![Ảnh]({static}/%2e%2e/secret.txt)", "E-PICTURE", marks=READS),
    in_body("picture-backslash", "a path with backslashes", "![Ảnh](images\\..\\..\\secret.txt)", "E-PICTURE", marks=READS),
    in_body("html-picture-secret", "a picture in HTML", '<img src="{static}/../secret.txt" alt="x">', "E-PICTURE", marks=READS),
    in_body("include-file", "an include by template", "{% include '../../secret.txt' %}", marks=READS, kept="shown as text"),
    Case("cover-secret", "a cover beside the content",
         {"news/cover-secret.md": yaml_item("cover-secret", "cover: {src: ../secret.txt, alt: Ảnh}")}, "E-PICTURE", READS),
    Case("cover-absolute", "a cover at an absolute path",
         {"news/cover-absolute.md": yaml_item("cover-absolute", "cover: {src: /etc/passwd, alt: Ảnh}")}, "E-PICTURE", READS),
    Case("cover-javascript", "a cover that is a script",
         {"news/cover-javascript.md": yaml_item("cover-javascript", f"cover: {{src: 'javascript:{HACK}', alt: Ảnh}}")},
         "E-PICTURE-REMOTE"),
    Case("source-url-javascript", "a publisher's address that is a script",
         {"news/source-url.md": yaml_item("source-url", f"source: {{name: Báo, url: 'javascript:{HACK}'}}")}, "E-URL"),
)  # fmt: skip

LINKS = (
    Case("symlink-item", "an item that is a link to a file of the machine",
         {"news/symlink-item.md": Link("../../secret.txt")}, "E-READ", READS),
    Case("symlink-picture", "a picture that is a link", {
        "images/symlink-picture.png": Link("../../secret.txt"),
        "news/symlink-picture.md": item("symlink-picture", "![Ảnh]({static}/images/symlink-picture.png)"),
    }, "E-PICTURE", READS),
    Case("symlink-folder", "a folder that is a link to what lies outside",
         {"images/symlink-folder": Link("../../.git")}, "E-READ", READS),
    Case("symlink-loop", "a folder that holds itself",
         {"news/symlink-loop": Link("."), "news/symlink-loop.md": item("symlink-loop")}, "E-READ"),
    Case("symlink-broken", "a link that leads nowhere", {"news/symlink-broken.md": Link("khong-co.md")}, "E-READ"),
)  # fmt: skip

RST = f"""Ca thử rst-include
##################

:date: 2022-07-01
:category: Dân vận

.. include:: ../../secret.txt

.. raw:: html

   <script>{HACK}</script>
"""
HTML = f"""<html><head><title>Ca thử html-file</title><meta name="date" content="2022-07-01" />
<meta name="category" content="Dân vận" /></head><body><script>{HACK}</script></body></html>"""
SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><script>{HACK}</script></svg>'

FILES = (
    Case("rst-include", "a file in another markup that includes and has scripts", {"news/rst-include.rst": RST}, "", READS,
         kept="not published, with W-PLACE"),
    Case("html-file", "a file in HTML", {"news/html-file.html": HTML}, kept="not published, with W-PLACE"),
    Case("html-among-pictures", "a page among the pictures", {"images/html-among-pictures.html": HTML}, "",
         ("Ca thử html-file",), kept="not published"),
    Case("svg-script-picture", "a drawing with a script as a picture", {
        "images/svg-script.svg": SVG, "news/svg-script-picture.md": item("svg-script-picture", "![Ảnh]({static}/images/svg-script.svg)"),
    }, "E-PICTURE"),
    Case("svg-unused", "a drawing with a script that no item shows", {"images/svg-unused.svg": SVG}, "", ("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>",),
         kept="not published"),
    Case("svg-called-png", "a drawing called by another name", {
        "images/svg-called.png": SVG, "news/svg-called-png.md": item("svg-called-png", "![Ảnh]({static}/images/svg-called.png)"),
    }, "E-PICTURE-BROKEN"),
    Case("hidden-file", "a hidden file with a password", {"images/.env": f"PASSWORD={SECRET}"}, "", READS, kept="not published"),
    Case("backup-file", "an editor's backup of a draft", {
        "news/backup-file.md~": item("backup-file", HELD), "news/.backup-file.md.swp": HELD,
    }, "", (HELD,), kept="not published"),
)  # fmt: skip

CASES: tuple[Case, ...] = LEAVING + PAGES + READING + LINKS + FILES
