"""Whether a page's HTML and a data file's XML or JSON are sound, by rules quick enough for every file of a release.

In: bytes. Out: (line, message). The Nu checker knows all rules of HTML and is asked of one page of each kind; the rules
here are those by which a browser would show something else than was meant, or that help readers who hear the page.
"""

from __future__ import annotations

import codecs
import json
from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree

Found = tuple[int, str]

_REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list", "form")
_PARENTS = {
    "li": {"ul", "ol", "menu"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"table", "thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "figcaption": {"figure"},
    "summary": {"details"},
    "option": {"select", "optgroup", "datalist"},
}
_CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "head": {"meta", "link", "title", "script", "style", "base", "noscript", "template"},
}
# What may not stand within itself or within another of these, however deep.
_INTERACTIVE = {"a", "button", "select", "textarea", "label", "details"}
_NOT_WITHIN = {
    "a": {"a", "button"},
    "button": {"a", "button"},
    "form": {"form"},
    "select": {"a", "button"},
    "input": {"button"},
    "main": {"article", "aside", "footer", "header", "nav", "main"},
}
_PARSER_NOISE = {"HTML_UNKNOWN_TAG"}  # the parser knows no element younger than HTML 4
_SCRIPT_DATA = {"application/ld+json", "application/json", "importmap", "speculationrules"}
_EMPTY_ALLOWED = {"alt", "value", "content", "href", "action"}


def parse(content: bytes) -> tuple[etree._Element | None, list[Found]]:
    """The page, and what the parser had to mend in it."""
    faults: list[Found] = []
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.append((content.count(b"\n", 0, error.start) + 1, "trang không phải UTF-8"))
    if not content.removeprefix(codecs.BOM_UTF8).lstrip()[:15].lower() == b"<!doctype html>":
        faults.append((1, "thiếu <!doctype html> ở đầu trang"))
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return None, [*faults, (1, "trang trống hoặc không phải HTML")]
    faults += [
        (entry.line, f"HTML hỏng: {entry.message}")
        for entry in parser.error_log
        if entry.type_name not in _PARSER_NOISE
    ]
    if b"</html>" not in content[-64:].lower():
        faults.append((content.count(b"\n") + 1, "trang bị cụt: không có </html> ở cuối"))
    return root, faults


def ids(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        if name := element.get("id"):
            yield name


def examine(root: etree._Element, anchors: Sequence[str]) -> list[Found]:
    """The faults of a page, given all its ids as they stand there."""
    own = set(anchors)
    faults: list[Found] = []
    if len(own) < len(anchors):
        twice = sorted(name for name, count in Counter(anchors).items() if count > 1)
        faults.append((1, f"id lặp lại: {', '.join(twice)}"))
    counts: Counter[str] = Counter()
    for element in root.iter(etree.Element):
        tag = element.tag
        counts[tag] += 1
        faults += ((element.sourceline or 1, message) for message in _examine(element, tag, own))
    if not root.get("lang"):
        faults.append((1, "thẻ <html> thiếu lang"))
    faults += [
        (1, f"trang có {counts[tag]} thẻ <{tag}>, phải có đúng một") for tag in ("title", "main") if counts[tag] != 1
    ]
    title = root.find(".//title")
    if title is not None and not "".join(title.itertext()).strip():
        faults.append((title.sourceline or 1, "thẻ <title> trống"))
    return faults


def _examine(element: etree._Element, tag: str, own: set[str]) -> Iterator[str]:
    parent = element.getparent()
    above = parent.tag if parent is not None else ""
    if above not in _PARENTS.get(tag, {above}):
        yield f"<{tag}> nằm trong <{above}>"
    if tag not in _CHILDREN.get(above, {tag}):
        yield f"<{tag}> nằm trực tiếp trong <{above}>"
    if tag in _NOT_WITHIN:
        outer = next((above.tag for above in element.iterancestors(*_NOT_WITHIN[tag])), None)
        if outer:
            yield f"<{tag}> nằm trong <{outer}>"
    for name, value in element.attrib.items():
        if name.startswith("on"):
            yield f"thuộc tính {name} chạy mã trong trang"
        elif name == "style":
            yield "thuộc tính style, mà chính sách bảo mật không cho dùng"
        elif name in _REFERRING:
            lost = [part for part in value.split() if part not in own]
            if lost:
                yield f"{name} chỉ tới id không có: {', '.join(lost)}"
        elif name in ("href", "src", "action") and value.strip().lower().startswith(("javascript:", "vbscript:")):
            yield f"{name} chạy mã: {value[:40]}"
        elif name == "id" and (not value or any(sign.isspace() for sign in value)):
            yield "id trống hoặc có dấu cách"
    if tag == "img" and element.get("alt") is None:
        yield "<img> thiếu alt"
    elif tag in ("a", "area") and element.get("href") == "":
        yield "<a> có href trống"
    elif tag == "style":
        yield "thẻ <style>, mà chính sách bảo mật không cho dùng"
    elif tag == "script":
        yield from _examine_script(element)


def _examine_script(element: etree._Element) -> Iterator[str]:
    if element.get("src") is not None:
        return
    if element.get("type") not in _SCRIPT_DATA:
        yield "mã viết thẳng trong trang, mà chính sách bảo mật không cho chạy"
        return
    try:
        json.loads(element.text or "")
    except ValueError as error:
        yield f"dữ liệu JSON trong trang hỏng: {error}"


def examine_data(file: str, content: bytes) -> list[Found]:
    """What is wrong in a feed, a sitemap or a list."""
    if file.endswith(".xml"):
        try:
            etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        except etree.XMLSyntaxError as error:
            return [(error.lineno or 1, f"XML hỏng: {error.msg}")]
    elif file.endswith((".json", ".webmanifest")):
        try:
            json.loads(content)
        except ValueError as error:
            return [(getattr(error, "lineno", 1), f"JSON hỏng: {error}")]
    return []
