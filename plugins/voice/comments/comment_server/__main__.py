"""`python -m comment_server`: runs the server, and what an operator does with the comments it keeps."""

from __future__ import annotations

import argparse
import csv
import json
import logging
import os
import sys
import threading
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from .database import Database, DatabaseError, Waiting
from .letters import Postman, write_letter
from .reviewing import review_link
from .store import ConfigurationError, IssoComments, split_listen

MOST_BODY = 64 * 1024  # bytes of a request
THREADS = 8
CHANNEL_TIMEOUT = 20  # seconds until a slow client is let go


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        comments = IssoComments(options.config)
        message = {"run": run, "link": link, "export": export, "import": load, "move": move}[options.command](
            comments, options
        )
    except OSError as error:
        print(f"Không mở được {error.filename or options.config}: {error.strerror}.", file=sys.stderr)  # noqa: T201
        return 1
    except (ConfigurationError, DatabaseError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 0
    if message:
        print(message)  # noqa: T201
    return 0


def run(comments: IssoComments, options: argparse.Namespace) -> str:
    """Answer requests until ended; with `--attached`, also ended when who started it is gone."""
    import waitress

    from .gate import Gate

    place = split_listen(comments.listen)
    comments.open()
    if options.attached:
        threading.Thread(target=_end_with_input, daemon=True).start()
    mail, queue = comments.mail, partial(review_link, comments)
    postman = Postman(mail) if mail is not None else None

    def tell(waiting: Waiting) -> None:
        if postman is not None and mail is not None:
            postman.post(lambda: write_letter(waiting, queue(waiting.id), queue(), mail))

    print(f"Duyệt ý kiến: {queue()}", flush=True) if sys.stdout.isatty() else None  # noqa: T201 — no key goes to a journal
    waitress.serve(
        Gate(comments, tell),
        **place,
        threads=THREADS,
        ident=None,
        max_request_body_size=MOST_BODY,
        channel_timeout=CHANNEL_TIMEOUT,
        # nginx alone can reach the server, and says where a request came from.
        trusted_proxy="*" if "unix_socket" in place else place["host"],
        trusted_proxy_headers={"x-forwarded-for"},
        clear_untrusted_proxy_headers=True,
    )
    return ""


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def link(comments: IssoComments, options: argparse.Namespace) -> str:
    comments.open()
    if options.comment and comments.database.find(options.comment) is None:
        raise DatabaseError(f"Không có ý kiến số {options.comment}.")
    return review_link(comments, options.comment)


def export(comments: IssoComments, options: argparse.Namespace) -> str:
    exported = comments.database.export()
    text = json.dumps(exported, ensure_ascii=False, indent=1) + "\n"
    if options.file is None:
        return text.rstrip("\n")
    options.file.write_text(text, "utf-8")
    count = sum(len(thread["comments"]) for thread in exported["threads"])
    return f"Đã ghi {count} ý kiến của {len(exported['threads'])} bài vào {options.file}."


def load(comments: IssoComments, options: argparse.Namespace) -> str:
    try:
        exported = json.loads(options.file.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise DatabaseError(f"Tệp {options.file} không phải JSON: {error}.") from error
    comments.open()
    counts = comments.database.load(exported)
    return f"Đã thêm {counts.added} ý kiến; {counts.known} ý kiến đã có từ trước."


def move(comments: IssoComments, options: argparse.Namespace) -> str:
    return move_threads(comments.database, read_moves(options.file))


def move_threads(database: Database, moves: dict[str, str]) -> str:
    return f"Đã chuyển {database.move(moves)} ý kiến sang địa chỉ mới."


def read_moves(file: Path) -> dict[str, str]:
    """Old and new addresses: from a CSV file (`from,to,…`) or lines of `_redirects` (`FROM TO 301`); their paths."""
    text = file.read_text("utf-8-sig")
    rows = (
        csv.reader(text.splitlines())
        if file.suffix == ".csv"
        else (line.split() for line in text.splitlines() if not line.lstrip().startswith("#"))
    )
    # An address that is told from others by its query alone has no comments of its own.
    pairs = ((urlsplit(row[0]).path, urlsplit(row[1]).path) for row in rows if len(row) >= 2 and "?" not in row[0])
    return {old: new for old, new in pairs if old.startswith("/") and new.startswith("/") and old != new}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="comment_server", description="Máy chủ ý kiến bạn đọc của cổng tin.")
    parser.add_argument("-c", "--config", type=Path, default=Path("y-kien.conf"), help="tệp cấu hình (y-kien.conf)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")
    command = commands.add_parser("run", help="chạy máy chủ")
    command.add_argument("--attached", action="store_true", help="dừng khi đầu vào đóng lại")
    command = commands.add_parser("link", help="in một liên kết mới tới trang duyệt, dùng được 30 ngày")
    command.add_argument("comment", type=int, nargs="?", default=0, help="chỉ tới ý kiến có số này, kể cả đã duyệt")
    command = commands.add_parser("export", help="ghi mọi ý kiến ra JSON, không có địa chỉ mạng của người viết")
    command.add_argument("file", type=Path, nargs="?", help="tệp kết quả; không có thì in ra màn hình")
    command = commands.add_parser("import", help="thêm những ý kiến chưa có từ một tệp do lệnh export ghi")
    command.add_argument("file", type=Path, help="tệp JSON")
    command = commands.add_parser("move", help="chuyển ý kiến theo bài sang địa chỉ mới")
    command.add_argument("file", type=Path, help="redirects.csv (from,to,…) hoặc _redirects")
    return parser


if __name__ == "__main__":
    sys.exit(main())
