"""Mends what is safe to mend, in the files themselves.

In: files of the content. Out: the same files with only marks, spaces, invisible letters and capitals of known names
changed, and a list of what was mended. Comments, order and line ends of a file stay. A text that would say something
else afterwards is left alone, whatever a rule proposed: `essence` and `shape` of head and body must be the same.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from plugins.desk.examination import line_of
from plugins.desk.levels import Levels
from plugins.desk.manuscript import LOADER, Manuscript, read_manuscript
from plugins.desk.rules import RULES
from plugins.desk.rules.letters import INVISIBLE, TWINS
from plugins.desk.rules.rule import Edit, Finding, Rule, Standards
from plugins.model import Fault, Limits, Spread, bound_files, normalise, spelling_key
from plugins.model.limits import MOST_BYTES

MOST_PASSES = 8  # one mending may uncover another; two passes do in practice

_LABEL = "Sửa"
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKS = re.compile('[\\s"“”\\-–—.…/,;:]+')


@dataclass(frozen=True)
class Mended:
    """`done` are the faults that are gone, `refused` says of a file why it could not be mended."""

    done: tuple[Fault, ...] = ()
    refused: tuple[Fault, ...] = ()


def mend_files(
    paths: Iterable[tuple[Path, str]],
    standards: Standards,
    levels: Levels | None = None,
    spread: Spread | None = None,
    limits: Limits | None = None,
) -> Mended:
    """Mend the files, given with the path that faults call them by; codes that are off are left alone.

    Without `spread`, one file follows another.
    """
    levels, files = levels or Levels(), list(paths)
    rules = [rule for rule in RULES if rule.mends and rule.code not in levels.off]
    work = partial(_mend_nth, files, rules, standards)
    bounds = bound_files(files, limits or Limits(), _refuse)
    results = spread(work, len(files), _LABEL, bounds) if spread is not None and files else map(work, range(len(files)))
    done: set[Fault] = set()
    refused: list[Fault] = []
    for mended, refusal in results:
        done.update(mended)
        refused += [refusal] if refusal is not None else []
    return Mended(tuple(sorted(done)), tuple(refused))


def _refuse(fault: Fault) -> tuple[list[Fault], Fault | None]:
    return [], fault


def _mend_nth(
    files: Sequence[tuple[Path, str]], rules: Sequence[Rule], standards: Standards, number: int
) -> tuple[list[Fault], Fault | None]:
    """What was mended in one of the files, or why it could not be."""
    path, name = files[number]
    try:
        return mend_file(path, name, rules, standards), None
    except _RefusedError as error:
        return [], Fault(name, 1, "E-READ", str(error), error.hint)


class _RefusedError(Exception):
    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def mend_file(path: Path, name: str, rules: Iterable[Rule], standards: Standards) -> list[Fault]:
    """Mend one file in place; nothing is written where nothing changes."""
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
            return []
        content = path.read_bytes()
    except FileNotFoundError:
        raise _RefusedError("tệp không còn nữa nên không sửa được", "kiểm tra lại tên tệp và thư mục") from None
    except OSError as error:
        raise _RefusedError(f"không đọc được tệp để sửa: {error.strerror}", "kiểm tra quyền đọc tệp") from None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return []  # the reader tells of it
    ends = _LINE_END.findall(text)
    mended, done = mend_text(_LINE_END.sub("\n", text), name, rules, standards)
    if not done:
        return []
    lines = mended.split("\n")
    whole = "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))
    _replace(path, content, whole.encode(), status)
    return done


def mend_text(text: str, name: str, rules: Iterable[Rule], standards: Standards) -> tuple[str, list[Fault]]:
    """The mended text and what was mended in it, for a text with plain line feeds."""
    rules = list(rules)
    done: list[Fault] = []
    for _ in range(MOST_PASSES):
        before = text
        manuscript = read_manuscript(name, text)
        for rule in rules:
            text, faults = _apply(rule, manuscript, standards)
            if faults:
                done += faults
                manuscript = read_manuscript(name, text)
        if text == before:
            break
    return text, done


def _apply(rule: Rule, manuscript: Manuscript, standards: Standards) -> tuple[str, list[Fault]]:
    assert rule.find is not None
    findings = [finding for finding in rule.find(manuscript, standards) if finding.edits]
    if not findings:
        return manuscript.text, []
    # All at once; where that says something else, each by itself, so that one text does not keep the others.
    for group in ([findings], [[finding] for finding in findings]):
        kept = [findings for findings in group if _is_safe(manuscript.text, findings)]
        if kept:
            break
    chosen = [finding for findings in kept for finding in findings]
    text = _edited(manuscript.text, chosen)
    if not kept or not _says_the_same(manuscript.text, text):
        return manuscript.text, []
    faults = [
        Fault(manuscript.path, line_of(rule, manuscript, finding), rule.code, finding.message) for finding in chosen
    ]
    return text, faults


def _is_safe(text: str, findings: list[Finding]) -> bool:
    return _says_the_same(text, _edited(text, findings))


def _edited(text: str, findings: Iterable[Finding]) -> str:
    """The text with all edits that do not overlap an earlier one."""
    pieces, place = [], 0
    for edit in sorted({edit for finding in findings for edit in finding.edits}, key=_order):
        if edit.start >= place:
            pieces += [text[place : edit.start], edit.text]
            place = edit.end
    return "".join([*pieces, text[place:]])


def _order(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _says_the_same(before: str, after: str) -> bool:
    return before.count("\n") == after.count("\n") and shape(before) == shape(after)


def shape(text: str) -> list[tuple[str, str]]:
    """What a file says: the structure of its head with the essence of each value, and that of each line of the body."""
    end = read_manuscript("", text).head_end
    head, body = text[:end], text[end:]
    lines = [("line", essence(line)) for line in body.split("\n")]
    return [*_head_shape(head), *lines]


def _head_shape(head: str) -> Iterator[tuple[str, str]]:
    inner = re.fullmatch(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*\n?", head, re.DOTALL | re.MULTILINE)
    if inner is None:
        yield from (("header", essence(line)) for line in head.split("\n"))
        return
    try:
        for event in yaml.parse(inner[1], LOADER):
            value = essence(event.value) if isinstance(event, yaml.ScalarEvent) else ""
            yield type(event).__name__, value
    except (yaml.YAMLError, ValueError):
        yield "broken", inner[1]


def essence(text: str) -> str:
    """What is left of a text without marks, spaces and invisible letters, whatever the case and the tone's place."""
    plain = INVISIBLE.sub("", normalise(text)).translate(TWINS)
    return _MARKS.sub("", spelling_key.__wrapped__(plain))


def _replace(path: Path, old: bytes, new: bytes, status: os.stat_result) -> None:
    """Put the new content in place of the old in one step; the file's mode stays."""
    if not status.st_mode & 0o222 or (path.exists() and not os.access(path, os.W_OK)):
        raise _RefusedError("tệp chỉ đọc nên không sửa được", "cho phép ghi tệp này, ví dụ: chmod u+w")
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".check-")
    except OSError as error:
        reason = error.strerror
        raise _RefusedError(f"không ghi được vào thư mục của tệp: {reason}", "kiểm tra quyền ghi thư mục") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(stat.S_IMODE(status.st_mode))
        if path.read_bytes() != old:
            raise _RefusedError("tệp vừa được lưu từ nơi khác nên chưa sửa", "chạy lại lệnh này")
        Path(temporary).replace(path)
    except FileNotFoundError:
        raise _RefusedError("tệp không còn nữa nên không sửa được", "kiểm tra lại tên tệp và thư mục") from None
    except OSError as error:
        raise _RefusedError(f"không ghi được tệp: {error.strerror}", "kiểm tra ổ đĩa và quyền ghi") from None
    finally:
        with contextlib.suppress(OSError):
            Path(temporary).unlink(missing_ok=True)
