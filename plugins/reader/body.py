"""A body's Markdown as sanitised HTML.

In: Markdown and the line it starts on. Out: HTML made of an allow-list of tags, the pictures it shows, and faults
with the lines they stand on. Whatever the Markdown holds, reading it ends soon and raises nothing.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import markdown
from markdown.preprocessors import HtmlBlockPreprocessor

from plugins.model import HERE, Files, SiteError
from plugins.model.limits import DEEPEST_BODY, MOST_ANGLES, MOST_LINES, MOST_MARKS, MOST_PARAGRAPHS
from plugins.model.paths import join
from plugins.reader.codes import Report
from plugins.reader.figures import Checks, PortalExtension
from plugins.reader.links import link_fault
from plugins.reader.paragraphs import read_paragraphs
from plugins.reader.pictures import (
    Inspect,
    PictureError,
    find_picture,
    is_decorative,
    picture_address,
    report_faults,
)
from plugins.reader.sanitising import ATTRIBUTES, TAGS, Sanitiser
from plugins.reader.source import clean_text

MARKS = "[*_`&"

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
# Begins with the line break before the line: a literal first character makes the search fast.
_DEEP = re.compile(
    rf"\n(?:(?:[ \t]*(?:>|(?:[-*+]|\d{{1,9}}[.)])[ \t])){{{DEEPEST_BODY + 1}}}"
    rf"|[ ]{{{4 * DEEPEST_BODY},}}(?:[-*+]|\d{{1,9}}\.)[ \t])"
)

_INLINE_MARK = re.compile(r"[\\`*_\[<&]|(?:[ \t] |\t)\n")  # what every markup within a paragraph begins with
_COMMENT = re.compile(r"<!--.*?(?:--!?>|\Z)", re.DOTALL)
_RAW_TAG = re.compile(r"<(/?)\s*([a-zA-Z][^\s/>]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)")
_RAW_ATTRIBUTE = re.compile(r"([^\s\"'/>=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")

logging.getLogger("MARKDOWN").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Body:
    html: str
    pictures: tuple[str, ...] = ()


class BodyReader:
    """Reads one body after another; not for several threads at once."""

    def __init__(self, content: Path, inspect: Inspect, files: Files = HERE) -> None:
        self._content = content
        self._inspect = inspect
        self._files = files
        self._make_parsers()
        self._sanitiser = Sanitiser()

    def _make_parsers(self) -> None:
        self._parser = _make_parser()
        self._plain_parser = _make_parser()
        self._plain_parser[0].treeprocessors.deregister("inline")

    def read(self, text: str, first_line: int, report: Report) -> Body:
        """The body as HTML; empty, with a fault, when the parser could not cope."""
        if not text.strip():
            return Body("")
        if not _is_bearable(text, first_line, report):
            return Body("")
        plain = read_paragraphs(text)
        if plain is not None:
            return Body(plain)
        body = _Reading(text, first_line, report, self._content, self._inspect, self._files)
        # Looking for markup within paragraphs takes half of the parser's time, and many texts have none.
        parser, extension = self._parser if _INLINE_MARK.search(text) else self._plain_parser
        extension.figures.checks = checks = Checks(body.picture, body.link)
        try:
            page = parser.reset().convert(text)
            body.check_raw(parser.htmlStash.rawHtmlBlocks, checks)
            page = self._sanitiser.clean(page, body.addresses)
        except BaseException as error:  # whatever the parser trips over is this file's fault, not the build's
            self._make_parsers()  # these may stand within a list or quotation of this body, and so read the next
            if isinstance(error, MemoryError | SiteError) or not isinstance(error, Exception):
                raise
            kind = "lồng nhau quá sâu" if isinstance(error, RecursionError) else "có chỗ bộ đọc Markdown không hiểu"
            report.add("E-MARKDOWN", first_line, f"nội dung {kind}", "chia nhỏ nội dung, bỏ bớt các dấu lồng nhau")
            return Body("")
        body.check_anchors(checks)
        # Character references may have brought in what the file itself may not hold; where a tag was dropped, a letter
        # and a mark may stand together now.
        if "&" in text or "<" in text:
            cleaned = clean_text(page, first_line, report, counted=False)
            # Without what hid in it, an address may be another.
            page = self._sanitiser.clean(cleaned, body.addresses) if cleaned != page else page
        return Body(page, tuple(dict.fromkeys(body.pictures)))


def _make_parser() -> tuple[markdown.Markdown, PortalExtension]:
    extension = PortalExtension()
    parser = markdown.Markdown(
        extensions=["tables", "sane_lists", "fenced_code", extension],
        extension_configs={"tables": {"use_align_attribute": True}},
        output_format="html",
    )
    parser.preprocessors.register(_RawBlocks(parser), "html_block", 20)
    return parser, extension


class _Reading:
    """One body while it is read: reports what is wrong, on the line it stands on."""

    def __init__(
        self, text: str, first_line: int, report: Report, content: Path, inspect: Inspect, files: Files
    ) -> None:
        self.text = text
        self.first_line = first_line
        self.report = report
        self.content = content
        self.inspect = inspect
        self.files = files
        self.pictures: list[str] = []
        self.addresses: dict[str, str] = {}  # a source as written, or its address -> its address
        self._places: dict[str, int] = {}  # where a text was found last

    def line(self, written: str) -> int:
        """The line of the next place where this is written; the body's first when it was typed otherwise."""
        for needle in (f"({written}", written):
            place = self.text.find(needle, self._places.get(needle, -1) + 1)
            if place >= 0:
                self._places[needle] = place
            elif needle in self._places:
                place = self._places[needle]
            if place >= 0:
                return self.first_line + self.text.count("\n", 0, place)
        return self.first_line + self._leading_lines()

    def _leading_lines(self) -> int:
        return self.text[: len(self.text) - len(self.text.lstrip())].count("\n")

    def picture(self, src: str, alt: str, has_words: bool, line: int = 0) -> str | None:
        line = line or self.line(src)
        if not alt.strip():
            hint = "ghi ![tả ngắn điều thấy](…), hoặc ![trang trí](…) nếu ảnh không có nội dung"
            self.report.add("W-ALT", line, f"ảnh «{src[:80]}» thiếu lời mô tả", hint)
        if not has_words and not is_decorative(alt):
            hint = 'ghi ![…](… "Chú thích. Ảnh: Tên người chụp")'
            self.report.add("W-CAPTION", line, f"ảnh «{src[:80]}» thiếu chú thích", hint)
        try:
            name = find_picture(html.unescape(src), self.content, self.files)
        except PictureError as error:
            self.report.add(error.code, line, error.message, error.hint)
            return None
        if report_faults(self.inspect(join(self.content, name)), line, self.report):
            return None
        self.pictures.append(name)
        address = picture_address(name)
        self.addresses[html.unescape(src)] = self.addresses[address] = address
        return address

    def link(self, href: str, line: int = 0) -> bool:
        fault = link_fault(href, self.report.path)
        if fault:
            self.report.add("E-LINK", line or self.line(href), *fault)
        return not fault

    def check_raw(self, blocks: Iterable[object], checks: Checks) -> None:
        """Report what sanitising will take from HTML that the editor wrote; Markdown kept it aside in `blocks`."""
        for block in blocks:
            if not isinstance(block, str):
                continue
            for closing, name, rest in _RAW_TAG.findall(_COMMENT.sub("", block)):
                tag = name.lower()
                if tag not in TAGS:
                    if not closing:
                        self._report_tag(name, tag)
                elif not closing and rest.strip(" /"):
                    self._check_attributes(tag, name, rest, checks)

    def _report_tag(self, name: str, tag: str) -> None:
        hint = "bỏ thẻ này; muốn hiện dấu «<» thì ghi &lt;"
        if tag == "h1":
            hint = "dùng tiêu đề Markdown: ## …"
        elif tag in ("iframe", "video", "audio", "embed", "object"):
            hint = "trang không tải gì từ nơi khác; đặt liên kết tới đó"
        self.report.add("E-HTML", self.line(f"<{name}"), f"không dùng được thẻ <{tag[:40]}>", hint)

    def _check_attributes(self, tag: str, name: str, rest: str, checks: Checks) -> None:
        line = self.line(f"<{name}{rest.rstrip('/')}")
        attributes = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _RAW_ATTRIBUTE.finditer(rest)}
        for attribute in attributes:
            if attribute.startswith("on"):
                hint = "bỏ thuộc tính này; bài không chứa mã lệnh"
                self.report.add("E-HTML", line, f"không dùng được {attribute[:40]}= trong thẻ <{tag}>", hint)
            elif attribute not in ATTRIBUTES.get(tag, set()) | ATTRIBUTES["*"] | {"class"} or attribute == "id":
                hint = "bỏ đi, trang tự trình bày"
                self.report.add("W-HTML", line, f"đã bỏ {attribute[:40]}= trong thẻ <{tag}>", hint)
        if tag == "img":
            self.picture(attributes.get("src", ""), attributes.get("alt", ""), True, line)
        elif tag == "a" and "href" in attributes:
            href = attributes["href"]
            if self.link(href, line) and href.startswith("#"):
                checks.targets.append(href[1:])

    def check_anchors(self, checks: Checks) -> None:
        for target in checks.targets:
            if target and target not in checks.anchors:
                known = ", ".join(f"#{anchor}" for anchor in list(checks.anchors)[:5])
                hint = f"các mục: {known}" if known else "bài chưa có tiêu đề mục nào"
                self.report.add("W-ANCHOR", self.line(f"#{target}"), f"trong bài không có mục «#{target[:60]}»", hint)


def _is_bearable(text: str, first_line: int, report: Report) -> bool:
    """Whether the parser will be done with the text soon; reports where it would not."""
    deep = _DEEP.search("\n" + text)
    if deep:
        line = first_line + text.count("\n", 0, deep.start())
        hint = f"giữ tối đa {DEEPEST_BODY} cấp"
        report.add("E-MARKDOWN", line, "trích dẫn hay danh sách lồng nhau quá sâu", hint)
        return False
    if text.count("<") > MOST_ANGLES:
        hint = "viết bằng Markdown, không dán HTML"
        report.add("E-MARKDOWN", first_line, f"nội dung có hơn {MOST_ANGLES} dấu «<»", hint)
        return False
    if len(text) < MOST_MARKS:
        return True
    paragraphs = _BLANK_LINE.split(text)
    if len(paragraphs) > MOST_PARAGRAPHS:
        hint = "chia thành nhiều tin"
        report.add("E-MARKDOWN", first_line, f"nội dung có hơn {MOST_PARAGRAPHS} đoạn", hint)
        return False
    line = first_line
    for paragraph in paragraphs:
        lines = paragraph.count("\n")
        crowded = len(paragraph) > MOST_MARKS and any(paragraph.count(mark) > MOST_MARKS for mark in MARKS)
        if lines > MOST_LINES or crowded:
            hint = "chia đoạn này thành nhiều đoạn"
            report.add("E-MARKDOWN", line, "một đoạn có quá nhiều dấu hoặc quá nhiều dòng", hint)
            return False
        line += lines + 2
    return True


class _RawBlocks(HtmlBlockPreprocessor):
    """Looks for raw HTML only where there can be some; the look-up costs as much as the rest of a plain body."""

    def run(self, lines: list[str]) -> list[str]:
        return super().run(lines) if any("<" in line for line in lines) else lines
