"""What an operator does with comments from the project: `tasks.py comments ACTION`.

In: the action, the settings and the files it is about. Out: a line or two that tell what was done. The same commands
are those of the server's own program, on the machine where it runs.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from plugins.model import Portal, SiteError, portal_of
from plugins.model.redirects import Redirect

from .configuring import Server, write_files
from .installing import HOME, install_isso
from .local import ask_program
from .setting import USUAL, read_server

ACTIONS = ("config", "link", "export", "import", "move")
LOCAL = HOME / "serve" / "y-kien.conf"


def operate(
    action: str,
    settings: Mapping[str, Any],
    file: Path | None,
    output: Path | None,
    config: Path | None,
    mail: str,
    find_redirects: Callable[[], Iterable[Redirect]],
    comment: int = 0,
) -> str:
    """SiteError says what is missing or went wrong. `find_redirects` gives the old addresses that the site knows.

    `comment` is the number of the one to link to; 0 for all that await review.
    """
    portal = portal_of(settings)
    if action not in ACTIONS:
        raise SiteError(f"Không có việc «{action}»; các việc: {', '.join(ACTIONS)}.")
    if action == "config":
        return _configure(portal, read_server(settings) or USUAL, output or HOME / "y-kien", mail)
    if action == "move" and output is not None:
        return f"Đã ghi {write_moves(find_redirects(), output)} địa chỉ cũ vào {output}."
    config = config or LOCAL
    if not config.is_file():
        raise SiteError(f"Chưa có cấu hình {config}; hãy chạy serve --voice một lần, hoặc chỉ tệp sau --config.")
    arguments = [action]
    if action == "link" and comment:
        arguments.append(str(comment))
    elif action == "move":
        if file is None:
            file = config.with_name("dia-chi-cu.csv")
            write_moves(find_redirects(), file)
        arguments.append(str(file))
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


def write_moves(redirects: Iterable[Redirect], file: Path) -> int:
    """The table that the server's program reads, of addresses that comments can be kept under; how many it has."""
    rows = [(redirect.old, redirect.new) for redirect in redirects if not redirect.has_query]
    try:
        with file.open("w", encoding="utf-8", newline="") as table:
            csv.writer(table, lineterminator="\n").writerows([("from", "to"), *rows])
    except OSError as error:
        raise SiteError(f"Không ghi được {file}: {error.strerror}.") from error
    return len(rows)
