"""What an operator does with comments from the project: `tasks.py comments ACTION`.

In: the action, the settings and the files it is about. Out: a line or two that tell what was done. The same commands
are those of the server's own program, on the machine where it runs.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plugins.model import Portal, SiteError, portal_of

from .configuring import Server, write_files
from .installing import HOME, install_isso
from .local import ask_program
from .setting import USUAL, read_server

ACTIONS = ("config", "link", "export", "import", "move")
LOCAL = HOME / "serve" / "y-kien.conf"
REDIRECTS = "redirects.csv"


def operate(
    action: str, settings: Mapping[str, Any], file: Path | None, output: Path | None, config: Path | None, mail: str
) -> str:
    """SiteError says what is missing or went wrong."""
    portal = portal_of(settings)
    if action not in ACTIONS:
        raise SiteError(f"Không có việc «{action}»; các việc: {', '.join(ACTIONS)}.")
    if action == "config":
        return _configure(portal, read_server(settings) or USUAL, output or HOME / "y-kien", mail)
    config = config or LOCAL
    if not config.is_file():
        raise SiteError(f"Chưa có cấu hình {config}; hãy chạy serve --voice một lần, hoặc chỉ tệp sau --config.")
    arguments = [action]
    if action == "move":
        arguments.append(str(file or _write_moves(portal, config.with_name("dia-chi-cu.csv"))))
    elif action in {"export", "import"}:
        if file is None:
            raise SiteError(f"Hãy cho biết tệp: python3 tasks.py comments {action} --file y-kien.json.")
        arguments.append(str(file))
    return ask_program(config, install_isso(), *arguments)


def _configure(portal: Portal, path: str, folder: Path, mail: str) -> str:
    if not portal.config.url.startswith(("http://", "https://")):
        raise SiteError("Hãy cho biết địa chỉ công khai của cổng: SITEURL=https://… python3 tasks.py comments config.")
    names = write_files(Server((portal.config.url,), path, mail=mail), folder)
    return f"Đã lập {', '.join(names)} trong {folder}. Các bước tiếp theo: docs/voice.md."


def find_moves(portal: Portal) -> Iterator[tuple[str, str]]:
    """Former addresses of items with those of today: what importing noted, and what items name themselves."""
    try:
        with (portal.config.content / REDIRECTS).open(encoding="utf-8-sig", newline="") as table:
            yield from ((row[0], row[1]) for row in csv.reader(table) if len(row) > 1)
    except FileNotFoundError:
        pass
    for path in portal.find_files().news:
        item = portal.read_item(path).item
        for alias in getattr(item, "aliases", ()):
            if item is not None:
                yield alias, item.address


def _write_moves(portal: Portal, file: Path) -> Path:
    with file.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table, lineterminator="\n").writerows(find_moves(portal))
    return file
