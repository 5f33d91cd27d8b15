"""What `import` is to read: files, folders of saved pages, and sitemaps with the pages saved beside them.

In: the names an editor gives. Out: a `Source` for each article, in a stable order, some with a fault instead.
"""

from __future__ import annotations

import os
import re
import urllib.parse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lxml import etree

from plugins.desk.importing.faults import SourceError, unreadable
from plugins.model import normalise
from plugins.model.paths import is_within

Kind = Literal["html", "docx", "txt", "sitemap"]

_KINDS: dict[str, Kind] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".shtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".txt": "txt",
    ".text": "txt",
    ".xml": "sitemap",
}
# Pages made by programs are saved under the program's name: `Tin.aspx?id=5`.
_PROGRAMS = re.compile(r"\.(?:aspx?|php\d?|jspx?|cfm|do)\b|\?|^[^.]+$", re.IGNORECASE)
_REMEDIES = {
    ".doc": "mở bằng Word hay LibreOffice rồi lưu lại ở dạng .docx",
    ".rtf": "mở bằng Word hay LibreOffice rồi lưu lại ở dạng .docx",
    ".odt": "mở bằng LibreOffice rồi lưu lại ở dạng .docx",
    ".pdf": "lấy tệp Word gốc, hoặc chép chữ ra một tệp .txt",
    ".mht": "mở bằng trình duyệt rồi lưu lại ở dạng «Trang web, chỉ HTML»",
    ".mhtml": "mở bằng trình duyệt rồi lưu lại ở dạng «Trang web, chỉ HTML»",
}
_COMPANION = re.compile(r"(?:_files|_tệp|-files|\.files)\Z")  # where browsers put what belongs to a saved page
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?", re.IGNORECASE)
_PAGE = re.compile(rb"<!doctype\s+html|<html\b|<body\b", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """One article's file; `name` is as the editor would name it, `address` where the page was, if known.

    `fault` tells why it cannot be read at all.
    """

    name: str
    path: Path
    kind: Kind = "html"
    address: str = ""
    fault: SourceError | None = None


def find_sources(names: Iterable[str]) -> list[Source]:
    """Each file once, in the order given; folders and sitemaps sorted."""
    found: dict[Path, Source] = {}
    for name in names:
        path = Path(name)
        for source in _look_into(name, path):
            # A page that the sitemap lists under two addresses is one source; the fault of a missing one is its own.
            key = Path(source.address or source.name) if source.fault else source.path.absolute()
            known = found.get(key)
            if known is None or (source.address and not known.address):
                found[key] = source
    return list(found.values())


def _look_into(name: str, path: Path) -> Iterator[Source]:
    try:
        if path.is_dir():
            yield from _walk(path)
            return
        path.stat()
    except (OSError, ValueError) as error:
        fault = unreadable(error) if isinstance(error, OSError) else SourceError("tên tệp không hợp lệ", "gõ lại tên")
        yield Source(name, path, fault=fault)
        return
    kind = _kind(path)
    if kind == "sitemap":
        yield from _read_sitemap(name, path)
    elif kind is None:
        suffix = path.suffix.lower()
        hint = _REMEDIES.get(suffix, "các dạng nhập được: .html, .docx, .txt, thư mục, sitemap.xml")
        yield Source(name, path, fault=SourceError(f"không nhập được dạng {suffix or 'tệp này'}", hint))
    else:
        yield Source(name, path, kind)


def _walk(folder: Path) -> Iterator[Source]:
    """The articles below a folder; a part of it that may not be read is one fault."""
    faults: list[OSError] = []
    files: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=faults.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _COMPANION.search(name))
        files += [Path(parent, name) for name in names if not name.startswith((".", "~$"))]
    for error in faults:
        yield Source(str(error.filename), Path(str(error.filename)), fault=unreadable(error))
    for path in sorted(files):
        if not is_within(folder, path):
            fault = SourceError("là liên kết tượng trưng ra ngoài thư mục", "chép chính tệp đó vào thư mục")
            yield Source(str(path), path, fault=fault)
            continue
        kind = _kind(path)
        if kind in ("html", "docx", "txt"):
            yield Source(str(path), path, kind, _mirrored_address(path.relative_to(folder)))
        elif path.suffix.lower() in _REMEDIES and path.suffix.lower() != ".pdf":  # a site's attachments are no articles
            message = f"không nhập được dạng {path.suffix.lower()}"
            yield Source(str(path), path, fault=SourceError(message, _REMEDIES[path.suffix.lower()]))
    if not files and not faults:
        yield Source(str(folder), folder, fault=SourceError("thư mục trống", "kiểm tra lại đường dẫn"))


def _kind(path: Path) -> Kind | None:
    kind = _KINDS.get(path.suffix.lower())
    if kind is None and _PROGRAMS.search(path.name):
        try:
            with path.open("rb") as file:
                return "html" if _PAGE.search(file.read(4096)) else None
        except OSError:
            return "html"  # reading it will tell why it cannot be read
    return kind


def _mirrored_address(place: Path) -> str:
    """The address of a page in a mirrored site, whose folders begin with the host: `cong.example.vn/tin/a.html`."""
    if len(place.parts) < 2 or not _HOST.fullmatch(place.parts[0]):
        return ""
    return "https://" + urllib.parse.quote(normalise(place.as_posix()), safe="/:?=&%+,;@")


def _read_sitemap(name: str, path: Path, depth: int = 0) -> Iterator[Source]:
    """The saved page of each address in a sitemap, or in the sitemaps that an index of them names."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(path.read_bytes(), parser)
        kind = etree.QName(root).localname
    except OSError as error:
        yield Source(name, path, fault=unreadable(error))
        return
    except (etree.XMLSyntaxError, ValueError):
        kind = ""
    if kind not in ("urlset", "sitemapindex"):
        fault = SourceError("không phải một sitemap", "đưa tệp sitemap.xml của trang cũ, hoặc thư mục các trang đã lưu")
        yield Source(name, path, fault=fault)
        return
    addresses = [
        text
        for entry in root
        for part in entry
        if isinstance(part.tag, str) and etree.QName(part).localname == "loc" and (text := (part.text or "").strip())
    ]
    for address in addresses:
        saved = _find_saved(address, path.parent)
        if kind == "sitemapindex":
            inner = saved or path.parent / address.rsplit("/", 1)[-1]
            if depth < 2 and inner.is_file() and inner != path and is_within(path.parent, inner):
                yield from _read_sitemap(str(inner), inner, depth + 1)
            else:
                yield _not_saved(name, address, path)
        elif saved is None:
            yield _not_saved(name, address, path)
        else:
            yield Source(str(saved), saved, "html", address)


def _not_saved(name: str, address: str, path: Path) -> Source:
    hint = f"lưu trang này vào {path.parent}, theo đúng đường dẫn của địa chỉ"
    return Source(f"{name}: {address}", path, address=address, fault=SourceError("trang chưa được lưu", hint))


def _find_saved(address: str, folder: Path) -> Path | None:
    """The file of an address, as browsers and mirroring programs name it; never one outside the sitemap's folder."""
    try:
        parts = urllib.parse.urlsplit(address)
    except ValueError:
        return None
    place = urllib.parse.unquote(parts.path).strip("/")
    query = f"?{parts.query}" if parts.query else ""
    stems = [f"{place}{query}", place] if query else [place]
    for root in (folder / (parts.hostname or ""), folder):
        for stem in stems:
            endings = ("", ".html", ".htm", "/index.html", "/index.htm") if stem else ("index.html", "index.htm")
            for ending in endings:
                saved = root / f"{stem}{ending}"
                try:
                    if saved.is_file() and is_within(folder, saved):
                        return saved
                except (OSError, ValueError):
                    continue
    return None
