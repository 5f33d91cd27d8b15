"""The head of a file: YAML between `---` lines, or Pelican's own `Key: value` header.

In: the file's text. Out: each key with its value and line, and the body with its first line. Every scalar stays the
text that was typed: what it means is for the field's kind to say, so a date keeps its zone and `no` is a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from plugins.model.limits import DEEPEST_VALUES, LONGEST_HEAD, MOST_VALUES
from plugins.reader.codes import Report
from plugins.reader.plain_heads import read_plain_head
from plugins.reader.typed import NULLS, Value

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_HEADER_LINE = re.compile(r"([A-Za-z][\w-]*)[ ]*:(?:[ \t]+(.*)|$)")
_PROBLEMS = (
    ("mapping values are not allowed", "giá trị có dấu «:»", "đặt cả giá trị trong dấu ngoặc kép"),
    ("cannot start any token", "giá trị mở đầu bằng ký tự đặc biệt hoặc phím Tab", "đặt giá trị trong dấu ngoặc kép"),
    ("could not find expected ':'", "thiếu dấu «:» sau tên khoá", "mỗi dòng có dạng «khoá: giá trị»"),
    ("did not find expected key", "dòng này không thành «khoá: giá trị»", "xem lại ngoặc kép và thụt lề ở đây"),
    ("unexpected end of stream", "dấu ngoặc kép chưa đóng", "thêm dấu ngoặc kép ở cuối giá trị"),
    (
        "did not find expected ',' or",
        "danh sách trong ngoặc chưa đóng",
        "thêm «]» hoặc «}», ngăn các mục bằng dấu phẩy",
    ),
    ("unknown escape character", "dấu «\\» trong ngoặc kép không hợp lệ", "dùng ngoặc đơn, hoặc viết «\\\\»"),
)


@dataclass(slots=True)
class FrontMatter:
    """`values` by key as typed; `broken` when the head could not be read, so that absent keys mean nothing.

    `pelican` tells that it was Pelican's own header. `first_line` is the body's first line in the file.
    """

    values: dict[str, Value]
    body: str
    first_line: int
    broken: bool = False
    pelican: bool = False


class _HeadError(Exception):
    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.fault = ("E-YAML", line, message, hint)


def split_front_matter(text: str, report: Report) -> FrontMatter:
    """Read the head, reporting what is wrong with it. The body is given even when the head is broken."""
    if text.startswith("---\n"):
        end = text.find("\n---\n", 3)
        if end >= 0 and text.find("\n---", 3, end) < 0 and text.find("\n...", 3, end) < 0:  # no other end before
            head = text[4:end]
            values, broken = _read_yaml(head, 2, report)
            return FrontMatter(values, text[end + 5 :], text.count("\n", 0, end + 5) + 1, broken)
    lines = text.split("\n")
    first = next(i for i, line in enumerate(lines) if line.strip())
    if lines[first].rstrip() == "---":
        for end in range(first + 1, len(lines)):
            if lines[end].rstrip() in ("---", "..."):
                head, body = "\n".join(lines[first + 1 : end]), "\n".join(lines[end + 1 :])
                values, broken = _read_yaml(head, first + 2, report)
                return FrontMatter(values, body, end + 2, broken)
        report.add(
            "E-HEADER",
            first + 1,
            "phần thông tin đầu tệp không có dòng «---» kết thúc",
            "thêm một dòng «---» sau dòng thông tin cuối cùng",
        )
        return FrontMatter({}, "", len(lines), broken=True)
    if _HEADER_LINE.fullmatch(lines[first]):
        return _read_header(lines, first, report)
    report.add(
        "E-HEADER",
        first + 1,
        "tệp không có phần thông tin đầu tệp",
        "bắt đầu tệp bằng «---», rồi title, date, category, rồi «---»",
    )
    return FrontMatter({}, "\n".join(lines[first:]), first + 1, broken=True)  # fmt: skip


def _read_header(lines: list[str], first: int, report: Report) -> FrontMatter:
    values: dict[str, Value] = {}
    key, i = "", first
    for i in range(first, len(lines) + 1):
        if i == len(lines) or not lines[i].strip():
            break
        match = _HEADER_LINE.fullmatch(lines[i].rstrip())
        if match:
            key = match[1].lower()
            if key in values:
                report.add(
                    "E-KEY-TWICE",
                    i + 1,
                    f"khoá «{match[1]}» ghi hai lần",
                    f"đã có ở dòng {values[key].line}; bỏ một dòng",
                )
            values[key] = Value((match[2] or "").strip() or None, i + 1)
        elif lines[i].startswith((" ", "\t")):
            value = values[key]
            value.data = f"{value.data or ''} {lines[i].strip()}".strip()
        else:
            report.add(
                "E-HEADER", i + 1, "dòng này không thành «Khoá: giá trị»", "để một dòng trống giữa phần đầu và nội dung"
            )
            break
    return FrontMatter(values, "\n".join(lines[i:]), i + 1, pelican=True)  # fmt: skip


def _read_yaml(head: str, first_line: int, report: Report) -> tuple[dict[str, Value], bool]:
    """The top mapping, and whether it is broken."""
    if len(head) > LONGEST_HEAD:
        report.add("E-YAML", first_line - 1, "phần thông tin đầu tệp quá dài", "chuyển nội dung xuống dưới dòng «---»")
        return {}, True
    values = read_plain_head(head, first_line)
    if values is not None:
        return values, False
    try:
        return _Builder(first_line, report).build(head), False
    except _HeadError as error:
        report.add(*error.fault)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message, hint = _explain(error.problem or "")
        report.add("E-YAML", first_line + (mark.line if mark else 0), message, hint)
    except (yaml.YAMLError, RecursionError, ValueError):
        report.add("E-YAML", first_line, "phần thông tin đầu tệp sai cú pháp YAML", "xem lại dấu ngoặc kép và thụt lề")
    return {}, True


def _explain(problem: str) -> tuple[str, str]:
    """Message and hint for what the YAML parser says in English."""
    for part, message, hint in _PROBLEMS:
        if part in problem:
            return message, hint
    return "sai cú pháp YAML", "xem lại dấu ngoặc kép, dấu «:» và thụt lề của dòng này và dòng trên"


@dataclass(slots=True)
class _Open:
    """A list or mapping being filled; `key` waits for its value."""

    value: Value
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Builds values from parser events: in one pass, without recursion, and before any alias could be expanded."""

    first_line: int
    report: Report
    stack: list[_Open] = field(default_factory=list)
    top: Value | None = None
    count: int = 0

    def build(self, head: str) -> dict[str, Value]:
        event: Any  # the stubs do not know the attributes of events
        for event in yaml.parse(head, LOADER):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                data = None if not event.style and event.value in NULLS else event.value
                self._put(event, data)
            elif kind is yaml.MappingStartEvent:
                self.stack.append(_Open(self._put(event, {})))
            elif kind is yaml.SequenceStartEvent:
                self.stack.append(_Open(self._put(event, [])))
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.stack.pop()
            elif kind is yaml.AliasEvent:
                raise self._error(
                    event,
                    "không dùng được tham chiếu «*» của YAML",
                    "chép nguyên giá trị, hoặc đặt nó trong dấu ngoặc kép",
                )
            elif kind is yaml.DocumentStartEvent and self.top:
                raise self._error(
                    event, "phần thông tin đầu tệp có hai đoạn YAML", "chỉ giữ một đoạn giữa hai dòng «---»"
                )
        if self.top is None:
            return {}
        if not isinstance(self.top.data, dict):
            raise _HeadError(
                self.top.line,
                "phần thông tin đầu tệp không phải các dòng «khoá: giá trị»",
                "viết mỗi dòng một khoá, ví dụ «title: …»",
            )
        return self.top.data  # fmt: skip

    def _put(self, event: Any, data: str | list[Value] | dict[str, Value] | None) -> Value:
        line = self.first_line + event.start_mark.line
        if event.anchor is not None:
            raise self._error(event, "không dùng được neo «&» của YAML", "đặt giá trị trong dấu ngoặc kép")
        if event.tag is not None:
            raise self._error(event, "không dùng được nhãn kiểu «!» của YAML", "đặt giá trị trong dấu ngoặc kép")
        self.count += 1
        if len(self.stack) > DEEPEST_VALUES or self.count > MOST_VALUES:
            raise self._error(event, "các giá trị lồng nhau quá sâu hoặc quá nhiều", "viết lại theo mẫu của khoá này")
        value = Value(data, line)
        if not self.stack:
            self.top = value
            return value
        holder = self.stack[-1]
        if isinstance(holder.value.data, list):
            holder.value.data.append(value)
        elif isinstance(holder.value.data, dict):
            self._put_in_mapping(holder, holder.value.data, value, event)
        return value

    def _put_in_mapping(self, holder: _Open, mapping: dict[str, Value], value: Value, event: Any) -> None:
        if holder.key is not None:
            mapping[holder.key] = value
            holder.key = None
        elif not isinstance(value.data, str):
            raise self._error(
                event, "tên khoá phải là một từ", "viết «khoá: giá trị»; giá trị có ngoặc thì đặt trong dấu ngoặc kép"
            )
        else:
            holder.key = value.data
            if holder.key in mapping:
                first = mapping[holder.key].line
                self.report.add(
                    "E-KEY-TWICE", value.line, f"khoá «{value.data}» ghi hai lần", f"đã có ở dòng {first}; bỏ một dòng"
                )

    def _error(self, event: Any, message: str, hint: str) -> _HeadError:
        return _HeadError(self.first_line + event.start_mark.line, message, hint)
