"""How a part of a page looks, and where it links to: what its style, class and place tell.

In: an element, how what is around it looks, and the page's address. Out: its own `Look`; whole addresses of links.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from plugins.desk.importing.markdown import NOWHERE

_CAPTION_NAME = re.compile(r"caption|chu-?thich|ghi-?chu-?anh|image-?desc|img-?note|photo-?note", re.IGNORECASE)
_LEAD_NAME = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|chapeau|standfirst|trich-?yeu|tom-?tat|summary|intro)(?:[\s_-]|$)", re.IGNORECASE
)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_HOSTED = re.compile(r"https?://[^\s/]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """What text at a place looks like; `href` is where it links to."""

    bold: bool = False
    italic: bool = False
    centred: bool = False
    caption: bool = False
    lead: bool = False
    href: str = ""
    quoted: bool = False


def absolute(href: str, address: str) -> str:
    """An http(s), mailto or tel address; relative ones completed with the page's; empty when that cannot be."""
    href = re.sub(r"[\x00-\x20\x7f]+", "", href)
    if re.match(r"(?:mailto|tel):[^\s()<>]+\Z", href, re.IGNORECASE):
        return href
    try:
        whole = urllib.parse.urljoin(address, href) if href and not href.startswith("#") else ""
        if not _HOSTED.match(whole) or (re.match(r"\w+:", href) and not _HOSTED.match(href)):
            return ""
        return urllib.parse.quote(whole, safe=":/?#[]@!$&'*+,;=%~")
    except ValueError:
        return ""


def look_of(element: HtmlElement, tag: str, look: Look, link: Callable[[str], str]) -> Look:
    """The look of an element within what looks so; `link` makes a whole address of one as written."""
    if tag in ("b", "strong"):
        return replace(look, bold=True)
    if tag in ("i", "em"):
        return replace(look, italic=True)
    if tag == "a":
        href = element.get("href")
        return replace(look, href=link(href) or NOWHERE) if href else look
    if not element.attrib and tag not in ("center", "figcaption", "caption"):
        return look
    given = element.get("style", "")
    name = f"{element.get('class', '')} {element.get('id', '')}"
    centred = tag == "center" or element.get("align", "").lower() == "center" or bool(_CENTRED.search(given))
    caption = tag in ("figcaption", "caption") or bool(_CAPTION_NAME.search(name))
    lead = bool(_LEAD_NAME.search(name))
    bold, italic = bool(_BOLD.search(given)), bool(_ITALIC.search(given))
    if centred or caption or lead or bold or italic:
        return replace(
            look,
            bold=look.bold or bold,
            italic=look.italic or italic,
            centred=look.centred or centred,
            caption=look.caption or caption,
            lead=look.lead or lead,
        )
    return look
