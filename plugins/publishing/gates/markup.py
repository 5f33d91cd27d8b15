"""Whether a page's HTML and a data file's XML or JSON are sound, by rules quick enough for every file of a release.

In: bytes. Out: (line, message). The Nu checker knows all rules of HTML and is asked of one page of each kind; the rules
here are those by which a browser would show something else than was meant, or that help readers who hear the page.
"""

from __future__ import annotations

import codecs
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from lxml import etree

Found = tuple[int, str]


class Element(NamedTuple):
    node: etree._Element
    tag: str
    attributes: dict[str, str]


_REFERRING = frozenset(
    ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list", "form"]
)
_LEADING = frozenset(["href", "src", "action"])
_WATCHED = _REFERRING | _LEADING | {"id", "style"}
_EXAMINED = frozenset(["a", "img", "script", "style", "title"])
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
# What may not stand within any of these, however deep.
_NOT_WITHIN = {
    "a": {"a", "button"},
    "button": {"a", "button"},
    "form": {"form"},
    "select": {"a", "button"},
    "input": {"button"},
    "main": {"article", "aside", "footer", "header", "nav", "main"},
}
_PLACED = _PARENTS.keys() | _CHILDREN.keys() | _NOT_WITHIN.keys()
_PARSER_NOISE = {"HTML_UNKNOWN_TAG"}  # the parser knows no element younger than HTML 4
_SCRIPT_DATA = {"application/ld+json", "application/json", "importmap", "speculationrules"}


def parse(content: bytes) -> tuple[etree._Element | None, list[Found]]:
    """The page, and what the parser had to mend in it."""
    faults: list[Found] = []
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.append((content.count(b"\n", 0, error.start) + 1, "trang không phải UTF-8"))
    if content.removeprefix(codecs.BOM_UTF8).lstrip()[:15].lower() != b"<!doctype html>":
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


def elements_of(root: etree._Element) -> list[Element]:
    return [Element(each, each.tag, cast("dict[str, str]", dict(each.attrib))) for each in root.iter(etree.Element)]


def line_of(element: Element) -> int:
    return cast("int", element.node.sourceline) or 1


def examine(elements: Sequence[Element], anchors: Sequence[str]) -> list[Found]:
    """The faults of a page, given all its ids as they stand there."""
    own = set(anchors)
    faults: list[Found] = []
    if len(own) < len(anchors):
        twice = sorted(name for name, count in Counter(anchors).items() if count > 1)
        faults.append((1, f"id lặp lại: {', '.join(twice)}"))
    for element in elements:
        node, tag, attributes = element
        found = [*_misplaced(node, tag)] if tag in _PLACED else []
        if not _WATCHED.isdisjoint(attributes) or any(name.startswith("on") for name in attributes):
            found += _wrong_attributes(attributes, own)
        if tag in _EXAMINED:
            found += _examine(element)
        faults += ((line_of(element), message) for message in found)
    counts = Counter(element.tag for element in elements)
    if not elements[0].attributes.get("lang"):
        faults.append((1, "thẻ <html> thiếu lang"))
    if counts["title"] != 1:
        faults.append((1, f"trang có {counts['title']} thẻ <title>, phải có đúng một"))
    if counts["main"] > 1:
        faults.append((1, f"trang có {counts['main']} thẻ <main>, chỉ được một"))
    return faults


def _misplaced(element: etree._Element, tag: str) -> Iterator[str]:
    parent = element.getparent()
    above = parent.tag if parent is not None else ""
    if tag in _PARENTS and above not in _PARENTS[tag]:
        yield f"<{tag}> nằm trong <{above}>"
    if tag in _CHILDREN:
        for child in element.iterchildren(etree.Element):
            if child.tag not in _CHILDREN[tag]:
                yield f"<{child.tag}> nằm trực tiếp trong <{tag}>"
    if tag in _NOT_WITHIN:
        outer = next(element.iterancestors(*_NOT_WITHIN[tag]), None)
        if outer is not None:
            yield f"<{tag}> nằm trong <{outer.tag}>"


def _wrong_attributes(attributes: Mapping[str, str], own: set[str]) -> Iterator[str]:
    for name, value in attributes.items():
        if name in _REFERRING:
            lost = [part for part in value.split() if part not in own]
            if lost:
                yield f"{name} chỉ tới id không có: {', '.join(lost)}"
        elif name in _LEADING and value.strip().lower().startswith(("javascript:", "vbscript:")):
            yield f"{name} chạy mã: {value[:40]}"
        elif name == "id" and value.split() != [value]:
            yield "id trống hoặc có dấu cách"
        elif name == "style" or name.startswith("on"):
            yield f"thuộc tính {name}, mà chính sách bảo mật không cho dùng"


def _examine(element: Element) -> Iterator[str]:
    node, tag, attributes = element
    if tag == "img" and "alt" not in attributes:
        yield "<img> thiếu alt"
    elif tag == "a" and attributes.get("href") == "":
        yield "<a> có href trống"
    elif tag == "title" and not (node.text or "").strip():
        yield "thẻ <title> trống"
    elif tag == "style":
        yield "thẻ <style>, mà chính sách bảo mật không cho dùng"
    elif tag == "script" and "src" not in attributes:
        yield from _examine_script(node, attributes)


def _examine_script(element: etree._Element, attributes: Mapping[str, str]) -> Iterator[str]:
    if attributes.get("type") not in _SCRIPT_DATA:
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
