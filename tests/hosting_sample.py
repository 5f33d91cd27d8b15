"""A small site as it is published, for the tests of servers: an item, its translation, one that was withdrawn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from plugins.build import Options, build_site
from plugins.build.settings import PROJECT
from plugins.model.delivery import HOST, encoding_of, kind_of
from tests.conftest import SiteFolder

SETTINGS = f"""
from pelicanconf import *
THEME = {str(PROJECT / "theme")!r}
SITEURL = "https://tin.example.vn"
PORTAL_HOST = "nginx"
PORTAL_SOCIAL_CARDS = False
"""
ADDRESS, GONE = "/tin/2022/07/mot/", "/tin/2022/07/hai/"


def lay_out(folder: Path) -> None:
    """A site with an item, its translation, one that was withdrawn, and what does not belong on a server."""
    site = SiteFolder(folder)
    site.write("mot", title="Một tin", slug="mot", body="Nội dung dài. " * 200)
    site.write("mot.en", title="One item", slug="one", body="A long text. " * 200, category=None)
    gone = {"date": "2022-08-01", "reason": "Nội dung chưa được xác nhận."}
    site.write("hai", title="Tin đã gỡ", slug="hai", withdrawn=gone)
    shutil.copytree(PROJECT / "content/vocabulary", site.content / "vocabulary")
    (folder / "settings.py").write_text(SETTINGS, "utf-8")
    build_site(Options(content=site.content, output=site.output, jobs=1, settings=folder / "settings.py"))
    for name in (".git/config", "tin/.htpasswd", "_headers", "_redirects"):
        file = site.output / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("bí mật", "utf-8")
    (site.output / "bien-tap").mkdir()
    (site.output / "bien-tap/index.html").write_text("<title>Bàn biên tập</title>", "utf-8")


def files_of(release: Path) -> Iterator[tuple[str, str, Path]]:
    """(address, path, file) of what readers may ask for with success; one province stands for all."""
    for file in sorted(release.rglob("*")):
        path = file.relative_to(release).as_posix()
        is_own = encoding_of(path) or kind_of(path) is HOST or "/." in f"/{path}" or path == "404.html"
        if file.is_file() and not is_own and not path.startswith((GONE[1:], "dia-phuong/")):
            yield f"/{path.removesuffix('index.html')}", path, file
