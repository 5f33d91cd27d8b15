"""Faults as a terminal, a program or GitHub reads them.

In: faults, and what was mended. Out: text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from plugins.model import Config, Fault

FORMATS = ("text", "json", "github")


def format_faults(faults: Iterable[Fault], mendable: int = 0) -> str:
    """A line for each fault and a last one with the counts.

    `mendable` is how many of them `--fix` would mend.
    """
    faults = list(faults)
    errors = sum(fault.is_error for fault in faults)
    if not faults:
        return "Không có lỗi nào."
    counts = f"{errors} lỗi, {len(faults) - errors} cảnh báo."
    if mendable:
        counts += f" Tự sửa được {mendable} chỗ: python3 tasks.py check --fix"
    return "\n".join([*map(str, faults), counts])


def format_warnings(warnings: Sequence[Fault], most: int) -> str:
    """A line for each of the first warnings, and the count of all."""
    rest = len(warnings) - most
    more = [f"… và {rest} cảnh báo nữa; xem tất cả: python3 tasks.py check"] if rest > 0 else []
    return "\n".join([*map(str, warnings[:most]), *more, f"0 lỗi, {len(warnings)} cảnh báo."])


def format_report(
    form: str,
    faults: Sequence[Fault],
    mendable: Collection[Fault] = (),
    mended: Sequence[Fault] = (),
    place: Callable[[str], str] = str,
) -> str:
    """A whole report. `place` gives the file of a fault's path, as seen from the folder the task runs in."""
    if form == "json":
        return _json(faults, mendable, mended, place)
    if form == "github":
        return "\n".join(_annotation(fault, place(fault.path)) for fault in faults)
    lines = [f"{fault.path}:{fault.line}: đã sửa {fault.code} {fault.message}" for fault in mended]
    if mended:
        lines.append(f"Đã sửa {len(mended)} chỗ trong {len({fault.path for fault in mended})} tệp.")
    return "\n".join([*lines, format_faults(faults, mendable=len(mendable))])


def locate(config: Config) -> Callable[[str], str]:
    """The function that `format_report` wants as `place`."""

    def place(path: str) -> str:
        folders = {"pages": config.pages.parent, "vocabulary": config.vocabulary.parent}
        file = folders.get(path.split("/")[0], config.content) / path
        return file.relative_to(Path.cwd()).as_posix() if file.is_relative_to(Path.cwd()) else file.as_posix()

    return place


def describe_fault(fault: Fault, place: Callable[[str], str], *, mendable: bool) -> dict[str, object]:
    """A fault for programs; `place` is as in `format_report`."""
    return {
        "path": fault.path,
        "file": place(fault.path),
        "line": fault.line,
        "code": fault.code,
        "level": "error" if fault.is_error else "warning",
        "message": fault.message,
        "hint": fault.hint,
        "mendable": mendable,
    }


def _json(
    faults: Sequence[Fault], mendable: Collection[Fault], mended: Sequence[Fault], place: Callable[[str], str]
) -> str:
    errors = sum(fault.is_error for fault in faults)
    report = {
        "errors": errors,
        "warnings": len(faults) - errors,
        "faults": [describe_fault(fault, place, mendable=fault in mendable) for fault in faults],
        "mended": [
            {
                "path": fault.path,
                "file": place(fault.path),
                "line": fault.line,
                "code": fault.code,
                "message": fault.message,
            }
            for fault in mended
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=1)


def _annotation(fault: Fault, file: str) -> str:
    """A workflow command; GitHub shows it beside the line in a pull request."""
    level = "error" if fault.is_error else "warning"
    hint = f" ({fault.hint})" if fault.hint else ""
    place = f"file={_property(file)},line={fault.line},title={_property(fault.code)}"
    return f"::{level} {place}::{_data(fault.message + hint)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
