"""The gate for paths: what content, a request or an import names becomes a path of this machine here and nowhere else.

In: a folder that is trusted and a name that is not. Out: a path below the folder, by its name (`join`) or also in truth
(`confine`, `is_within`); PathError for every other. `name_fault` and `is_reserved` tell which names no file of the site
may have, whatever system it is built or served on.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from plugins.model.taxonomy import TAXONOMIES

LONGEST_PART = 255  # bytes of a file's name, on every file system in use
LONGEST = 1_000  # characters of a whole name

# What hosts, web servers, crawlers and browsers take for more than a page, wherever it stands.
SPECIAL = frozenset((
    "_headers", "_redirects", "_routes.json", "_worker.js", ".git", ".htaccess", ".htpasswd", ".nojekyll", ".user.ini",
    ".well-known", "ads.txt", "app-ads.txt", "cname", "crossdomain.xml", "clientaccesspolicy.xml", "favicon.ico",
    "humans.txt", "manifest.json", "manifest.webmanifest", "netlify.toml", "robots.txt", "security.txt",
    "staticwebapp.config.json", "vercel.json", "web.config", "worker.js",
))  # fmt: skip
# First parts of the addresses that the portal itself uses.
OWN = frozenset((
    "-", "404", "404.html", "bien-tap", "da-luu", "doc-nhieu", "feeds", "images", "index", "index.html", "lich",
    "luot-xem", "luu-tru", "mau", "moi-nhat.json", "news-sitemap", "news-sitemap.xml", "ngoai-tuyen", "robots",
    "search", "sitemap", "sitemap.xml", "sitemaps", "theme", "tim-kiem", "tin", "trang",
    *(taxonomy.root for taxonomy in TAXONOMIES),
))  # fmt: skip

_UNUSABLE = re.compile(r"[\\:\x00-\x1f\x7f]")  # a drive or a stream on Windows, and what no name needs
_UNSHOWABLE = re.compile(r'[<>"|?*]')
_ORDINARY = re.compile(r"[a-z0-9_-]+(?:[./][a-z0-9_-]+)*")
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")))


class PathError(ValueError):
    """A name that leads elsewhere; `message` and `hint` are Vietnamese."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def is_plain(name: str) -> bool:
    """Whether a name in POSIX form can only mean something below the folder it is joined to, on every system."""
    if len(name) <= LONGEST_PART and _ORDINARY.fullmatch(name):
        return True
    if not name or len(name) > LONGEST or _UNUSABLE.search(name):
        return False
    return all(
        part not in ("", ".", "..") and len(part.encode("utf-8", "surrogatepass")) <= LONGEST_PART
        for part in name.split("/")
    )


def join(folder: Path, name: str) -> Path:
    """The path of this name below the folder; the disk is not asked."""
    if not is_plain(name):
        raise PathError(f"đường dẫn «{_shown(name)}» không hợp lệ", "ghi đường dẫn bên trong thư mục, không có «..»")
    return folder / name


def confine(folder: Path, name: str) -> Path:
    """The same, where neither the file, which need not exist, nor a folder on the way is a link."""
    path = join(folder, name)
    try:
        os.fsencode(path)
        if not _passes_link(folder, name):
            return path
    except ValueError:  # a name that this system cannot hold
        raise PathError(f"đường dẫn «{_shown(name)}» không hợp lệ", "đặt tên ngắn, không dấu") from None
    raise PathError(
        f"«{_shown(name)}» là liên kết tượng trưng hoặc nằm sau một liên kết", "chép chính tệp hay thư mục đó vào"
    )


def is_within(folder: Path, path: Path) -> bool:
    """Whether a path, once every link in it is followed, is the folder or lies below it."""
    try:
        root = os.path.realpath(folder)
        return os.path.commonpath((root, os.path.realpath(path))) == root
    except (OSError, ValueError):
        return False


def walk(folder: Path) -> Iterator[tuple[str, bool, bool]]:
    """All files below a folder, each with whether it is a link and whether it is hidden.

    Links to folders and hidden folders are among them and not entered; a folder that cannot be read is left out.
    """
    pending = [str(folder)]
    while pending:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    is_hidden = entry.name.startswith(".")
                    if not is_hidden and entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
                    else:
                        yield entry.path, entry.is_symlink(), is_hidden
        except OSError:
            continue


def find_link(root: Path, folders: Iterable[str]) -> str:
    """The first folder below `root`, among these and those they lie in, that is a link; empty where none is."""
    seen = {""}
    for folder in folders:
        part = folder
        while part not in seen:
            seen.add(part)
            if os.path.islink(f"{root}/{part}"):  # noqa: PTH114 — a build asks for every folder that it writes to
                return part
            part = part.rpartition("/")[0]
    return ""


def same_name(name: str) -> str:
    """Equal for names that some file system or web server takes for one: in other case, or composed otherwise."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def name_fault(file: str) -> str:
    """Why no file of the site may have this name below the output folder, in Vietnamese; empty when it may."""
    is_ordinary = _ORDINARY.fullmatch(file) is not None and len(file) <= LONGEST_PART
    if is_ordinary and _DEVICES.isdisjoint(file.replace(".", "/").split("/")):
        return ""  # as nearly all are, and a site has many
    for part in file.split("/"):
        if part.partition(".")[0].rstrip().lower() in _DEVICES:  # Windows opens the device for `nul.html` too
            return f"«{_shown(part)}» là tên thiết bị của Windows"
    if is_ordinary:
        return ""
    if not is_plain(file):
        return "đường dẫn không hợp lệ, quá dài hoặc dẫn ra ngoài"
    if _UNSHOWABLE.search(file):
        return 'có một trong các dấu < > " | ? *'
    if any(part[-1] in ". " or part[0] == " " for part in file.split("/")):
        return "có tên mở đầu bằng dấu cách, hoặc kết thúc bằng dấu chấm hay dấu cách"
    if not unicodedata.is_normalized("NFC", file) or any(unicodedata.category(letter)[0] == "C" for letter in file):
        return "có ký tự ẩn hoặc chữ có dấu chưa ở dạng dựng sẵn (NFC)"
    return ""


def is_special(file: str) -> bool:
    """Whether a part of the name means more than a page to a host, a server, a crawler or a browser."""
    return any(part[:1] in ("_", ".") or part in SPECIAL for part in same_name(file).split("/"))


def is_reserved(file: str) -> bool:
    """Whether content may not take this name at the top of the site: it is special, or the portal's own."""
    return is_special(file) or same_name(file).partition("/")[0] in OWN


def _passes_link(folder: Path, name: str) -> bool:
    """Whether the file of this name, or a folder on the way to it, is a link; what is not there is none."""
    place = str(folder)
    for part in name.split("/"):
        place = f"{place}/{part}"
        try:
            if stat.S_ISLNK(os.lstat(place).st_mode):
                return True
        except OSError:
            return False  # and nothing lies below it
    return False


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in name[:80])
