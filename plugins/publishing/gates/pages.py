"""Pages are examined once for two gates: where they lead, and whether their HTML is sound.

In: one page or data file. Out: `Examined`: the internal addresses it names, the anchors it has, what is wrong in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urljoin

from . import markup

DATA = (".xml", ".json", ".txt", ".webmanifest", ".css")
_LINKS = frozenset(["href", "src", "action", "poster", "data-worker", "data-index", "data-script"])
# In data an address stands whole, or root-relative in quotes; texts in it may hold HTML.
_IN_CSS = re.compile(r"""url\(\s*["']?([^)"']+)""")
_QUOTE = r"""(?:["']|&quot;|&#34;|&#39;|\\")"""
_IN_TEXT = rf"""(?:(?:href|src)={_QUOTE}|"(?:url|src|image|start_url|address)": ?")(/[^"'&<>\s\\]*)"""


class Examined(NamedTuple):
    """`links` are (file, anchor) that must be there, the anchor empty where any place will do; `faults` are
    (line, message).
    """

    links: tuple[tuple[str, str], ...]
    anchors: tuple[str, ...] = ()
    faults: tuple[tuple[int, str], ...] = ()


def examine_page(file: str, content: bytes, url: str) -> Examined:
    root, faults = markup.parse(content)
    if root is None:
        return Examined((), (), tuple(faults))
    elements = markup.elements_of(root)
    anchors = [each.attributes["id"] for each in elements if "id" in each.attributes]
    faults += markup.examine(elements, anchors)
    base = f"{url}/{file.removesuffix('index.html')}"
    own = frozenset(anchors)
    links: dict[tuple[str, str], None] = {}
    for line, name, link in _links_in(elements):
        if name == "href" and link.startswith("#"):
            if unquote(link[1:]) not in own and link not in ("#", "#top"):
                faults.append((line, f"liên kết {link} không dẫn tới chỗ nào trong trang"))
        elif target := resolve(link, base, url):
            links[target if name == "href" else (target[0], "")] = None
    named = _addresses_in(content.decode("utf-8", "replace"), url)
    links |= dict.fromkeys((target[0], "") for link in named if (target := resolve(link, base, url)))
    links.pop((file, ""), None)
    return Examined(tuple(links), tuple(own), tuple(faults))


def examine_data(file: str, content: bytes, url: str) -> Examined:
    """Feeds, sitemaps and other data; marks behind `#` in them are no places."""
    faults = markup.examine_data(file, content)
    text = content.decode("utf-8", "replace")
    found = _IN_CSS.findall(text) if file.endswith(".css") else [*_addresses_in(text, url), *re.findall(_IN_TEXT, text)]
    base = f"{url}/{file}"
    links = {(target[0], ""): None for link in found if (target := resolve(link, base, url))}
    return Examined(tuple(links), (), tuple(faults))


def resolve(link: str, base: str, url: str) -> tuple[str, str] | None:
    """The file and the anchor that a link means; None for one that leaves the site or that a script fills in."""
    if not link.startswith("/") or link.startswith("//"):
        if not link.startswith(url) and re.match(r"[a-z][a-z0-9+.-]*:", link, re.IGNORECASE):
            return None
        try:
            link = urljoin(base, link)
        except ValueError:
            return None
        if not f"{link}/".startswith((f"{url}/", f"{url}?", f"{url}#")):
            return None
        link = link[len(url) :]
    return _place(link)


@lru_cache(1 << 16)  # pages of one site name the same addresses again and again
def _place(link: str) -> tuple[str, str] | None:
    path, _, anchor = link.partition("#")
    path = path.partition("?")[0]
    if "{" in path:
        return None
    name = unquote(path).lstrip("/")
    return (f"{name}index.html" if not name or name.endswith("/") else name), unquote(anchor)


def _links_in(elements: Iterable[markup.Element]) -> Iterator[tuple[int, str, str]]:
    """(line, attribute, address)"""
    for element in elements:
        for name, value in element.attributes.items():
            if name in _LINKS:
                yield markup.line_of(element), name, value.strip()
            elif name == "srcset":
                for choice in value.split(","):
                    yield markup.line_of(element), name, choice.strip().split(" ")[0]


def _addresses_in(text: str, url: str) -> Iterator[str]:
    """Every whole address of the site that the text names, as in structured data and metadata."""
    for found in re.finditer(rf"{re.escape(url)}(?=[/\"'<&\s\\]|$)([^\"'<>&\s\\]*)", text):
        # An organisation or an article is named by an address with a mark that is no place.
        yield found[0].partition("#")[0] or url
