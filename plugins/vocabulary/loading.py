"""Reads vocabulary files and collects every fault in them.

In: JSON and YAML files of the vocabulary folder. Out: plain rows with line numbers, and `Fault`s with codes
`E-VOCAB-…`; nothing here raises for what an editor can mend.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

import yaml

from plugins.model import Fault, normalise, slugify
from plugins.model.limits import DEEPEST_VOCABULARY, MOST_VOCABULARY_BYTES, MOST_VOCABULARY_ENTRIES
from plugins.model.paths import name_fault

Loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class VocabularyFile:
    """One file being read. `name` is how faults call it; `faults` grows as reading goes on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = f"{path.parent.name}/{path.name}"
        self.faults: list[Fault] = []

    def report(self, line: int, code: str, message: str, hint: str = "") -> None:
        self.faults.append(Fault(self.name, line, f"E-VOCAB-{code}", message, hint))

    def text(self) -> str | None:
        """The file's text, or None and a fault."""
        try:
            if (size := self.path.stat().st_size) > MOST_VOCABULARY_BYTES:
                most = f"tối đa {MOST_VOCABULARY_BYTES // 1_000_000} MB"
                self.report(1, "SIZE", f"tệp nặng {size / 1e6:.0f} MB", f"{most}; tạo lại tệp theo README.md")
                return None
            return self.path.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self.report(line, "READ", "tệp không phải văn bản UTF-8", "hãy lưu lại bằng bảng mã UTF-8")
        except FileNotFoundError:
            self.report(1, "READ", "không có tệp này", "xem README.md trong thư mục vocabulary")
        except OSError as error:
            self.report(1, "READ", f"không đọc được tệp: {error.strerror}", "kiểm tra quyền đọc tệp")
        return None

    def entries(self, keys: Collection[str], required: Collection[str]) -> list[Entry]:
        """The mappings of a YAML file that holds a list of them; faulty shapes are reported and left out."""
        text = self.text()
        if text is None:
            return []
        try:
            node = self._compose(text)
        except yaml.YAMLError as error:
            mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
            self.report(
                mark.line + 1 if mark else 1,
                "SYNTAX",
                f"sai cú pháp YAML: {getattr(error, 'problem', None) or 'tệp có ký tự điều khiển'}",
                "kiểm tra dấu hai chấm, dấu ngoặc và khoảng thụt đầu dòng",
            )
            return []
        return [] if node is None else self.entries_of(node, keys, required)

    def _compose(self, text: str) -> yaml.Node | None:
        depth = count = 0
        for event in yaml.parse(text, Loader=Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent):
                self.report(line, "SYNTAX", "không dùng bí danh YAML (*)", "hãy ghi lại nội dung đầy đủ")
                return None
            count += isinstance(event, yaml.ScalarEvent)
            if count > MOST_VOCABULARY_ENTRIES:
                self.report(line, "SIZE", f"tệp có hơn {MOST_VOCABULARY_ENTRIES} giá trị", "bỏ bớt mục không dùng")
                return None
            # Deeper YAML than any vocabulary needs would exhaust the composer's stack.
            if depth > DEEPEST_VOCABULARY:
                self.report(
                    line, "SYNTAX", "các danh sách lồng nhau quá sâu", "mỗi mục chỉ gồm các khoá trong README.md"
                )
                return None
        return yaml.compose(text, Loader=Loader)

    def entries_of(self, node: yaml.Node, keys: Collection[str], required: Collection[str]) -> list[Entry]:
        if not isinstance(node, yaml.SequenceNode):
            self.report(line_of(node), "VALUE", "ở đây phải là một danh sách", "mỗi mục bắt đầu bằng dấu gạch «- »")
            return []
        entries = []
        for item in node.value:
            if isinstance(item, yaml.MappingNode):
                entries.append(Entry(self, item, keys, required))
            else:
                self.report(line_of(item), "VALUE", "mỗi mục phải gồm các cặp «khoá: giá trị»", "ví dụ «name: …»")
        return entries

    def check_ids(self, ids: Iterator[tuple[str, int]]) -> None:
        """Reports ids that are no slugs or stand twice. `ids` gives each with its line."""
        seen: dict[str, int] = {}
        for entry_id, line in ids:
            if slugify(entry_id) != entry_id:
                hint = (
                    f"hãy ghi «{slugify(entry_id)}»" if slugify(entry_id) else "chỉ gồm chữ thường không dấu, số và «-»"
                )
                self.report(line, "VALUE", f"mã «{entry_id}» không dùng được trong địa chỉ trang", hint)
            elif fault := name_fault(entry_id):
                self.report(line, "VALUE", f"mã {fault}", f"ghi mã khác, ví dụ {entry_id}-1")
            if entry_id in seen:
                self.report(
                    line, "DUPLICATE", f"mã «{entry_id}» đã có ở dòng {seen[entry_id]}", "mỗi mã chỉ dùng một lần"
                )
            seen.setdefault(entry_id, line)


class Entry:
    """A YAML mapping whose keys are checked when it is made and whose values are read, and reported, one by one."""

    def __init__(
        self, file: VocabularyFile, node: yaml.MappingNode, keys: Collection[str], required: Collection[str]
    ) -> None:
        self._file = file
        self.line = line_of(node)
        self._nodes: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
            if key not in keys:
                near = get_close_matches(key, keys, 1)
                hint = f"có phải «{near[0]}»?" if near else "các khoá được dùng: " + ", ".join(keys)
                file.report(line_of(key_node), "KEY", f"không có khoá «{key}»", hint)
            elif key in self._nodes:
                file.report(line_of(key_node), "DUPLICATE", f"khoá «{key}» ghi hai lần", "xoá bớt một dòng")
            elif not (isinstance(value, yaml.ScalarNode) and value.value.strip() in ("", "~", "null")):
                self._nodes[key] = value
        for key in required:
            if key not in self._nodes:
                file.report(self.line, "MISSING", f"thiếu «{key}»", f"thêm dòng «{key}: …»")

    def line_of(self, key: str) -> int:
        return line_of(self._nodes[key]) if key in self._nodes else self.line

    def text(self, key: str) -> str:
        """Text in NFC with single spaces; empty when there is none. Numbers and the like are taken as written."""
        node = self._nodes.get(key)
        return "" if node is None else self._scalar(node, key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        node = self._nodes.get(key)
        if node is None:
            return ()
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(text for child in nodes if (text := self._scalar(child, key)))

    def date(self, key: str) -> dt.date | None:
        text = self.text(key)
        if not text:
            return None
        try:
            return iso_date(text)
        except ValueError:
            hint = "ghi năm-tháng-ngày, ví dụ 2022-06-30"
            self._file.report(self.line_of(key), "DATE", f"«{key}: {text}» không phải ngày hợp lệ", hint)
            return None

    def term(self) -> tuple[dt.date | None, dt.date | None]:
        """The dates `since` and `until`, in order."""
        since, until = self.date("since"), self.date("until")
        if since and until and until < since:
            self._file.report(self.line_of("until"), "DATE", "«until» sớm hơn «since»", "kiểm tra lại hai ngày")
        return since, until

    def flag(self, key: str) -> bool:
        text = self.text(key).lower()
        if text not in ("", "true", "false"):
            self._file.report(self.line_of(key), "VALUE", f"«{key}: {text}» không rõ", "ghi true hoặc false")
        return text == "true"

    def number(self, key: str) -> int | None:
        text = self.text(key)
        if text and not (text.isascii() and text.isdigit() and len(text) < 7):
            self._file.report(
                self.line_of(key), "VALUE", f"«{key}: {text}» không phải số", "ghi một số nguyên, ví dụ 1"
            )
            return None
        return int(text) if text else None

    def names(self, key: str) -> tuple[tuple[str, str], ...]:
        """Names in other languages, each with its language's code: `{en: Current affairs}`."""
        node = self._nodes.get(key)
        if node is None:
            return ()
        hint = "ghi mã ngôn ngữ và tên, ví dụ {en: Current affairs}"
        if not isinstance(node, yaml.MappingNode):
            self._file.report(line_of(node), "VALUE", f"«{key}» phải gồm các cặp «mã ngôn ngữ: tên»", hint)
            return ()
        found: dict[str, str] = {}
        for code_node, value in node.value:
            code = code_node.value if isinstance(code_node, yaml.ScalarNode) else ""
            if not _LANGUAGE.fullmatch(code):
                self._file.report(line_of(code_node), "VALUE", f"«{code}» không phải mã ngôn ngữ", hint)
            elif code in found:
                self._file.report(line_of(code_node), "DUPLICATE", f"khoá «{code}» ghi hai lần", "xoá bớt một tên")
            elif name := self._scalar(value, key):
                found[code] = name
        return tuple(found.items())

    def entries(self, key: str, keys: Collection[str], required: Collection[str]) -> list[Entry]:
        node = self._nodes.get(key)
        return [] if node is None else self._file.entries_of(node, keys, required)

    def _scalar(self, node: yaml.Node, key: str) -> str:
        if isinstance(node, yaml.ScalarNode):
            return " ".join(normalise(node.value).split())
        self._file.report(line_of(node), "VALUE", f"«{key}» phải là chữ", "ghi trên một dòng, trong ngoặc kép nếu cần")
        return ""


def iso_date(text: str) -> dt.date:
    """The day of `2022-06-30`; ValueError for anything else, also for the other forms of ISO 8601."""
    if not _ISO_DATE.fullmatch(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def line_of(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
