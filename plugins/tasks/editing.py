"""Tasks of editors: start and import items, check them, find them again, see how the work stands."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from invoke import Context, Exit

from plugins.build.executor import spread
from plugins.build.settings import CACHE, Options, open_portal
from plugins.desk.formats import FORMATS, format_report, locate
from plugins.model import Portal, ReadItem, SiteError, bound_files, name_file, short_digest

from .joining import open_desk
from .task import CONTENT_HELP, path_of, task

T = TypeVar("T")
SHOWN_SOURCES = 40  # of an import; of more, the screen shows those that failed and the report all


@task(
    iterable=["region", "chair"],
    auto_shortflags=False,  # --chair would take -h
    help={
        "title": "tiêu đề của tin",
        "category": "tên, mã hoặc số thứ tự của chuyên mục (không hỏi thì mặc định: chuyên mục đầu tiên)",
        "event_date": "ngày diễn ra, dạng 2026-06-30",
        "region": "địa phương; ghi nhiều lần được",
        "chair": "người chủ trì; ghi nhiều lần được",
        "content": CONTENT_HELP,
    },
)
def new(
    _: Context,
    title: str,
    category: str = "",
    content: str = "",
    event_date: str = "",
    region: list[str] | None = None,
    chair: list[str] | None = None,
) -> None:
    """Tạo một tin nháp; ở cửa sổ dòng lệnh thì hỏi từng mục còn thiếu."""
    from plugins.desk.answers import Answers, read_category, read_chair, read_day, read_region, read_title
    from plugins.desk.asking import Conversation
    from plugins.desk.new import new_item

    try:
        portal = open_portal(Options(content=path_of(content)))
        day = _read_option("--event-date", event_date, read_day)
        on = day or portal.config.now.date()
        regions = [_read_option("--region", name, lambda text: read_region(text, portal, on)) for name in region or ()]
        chairs = [_read_option("--chair", name, lambda text: read_chair(text, portal, on)) for name in chair or ()]
        answers = Answers(
            title=_read_option("Tiêu đề", title, read_title) or "",
            category=_read_option("--category", category, lambda text: read_category(text, portal)),
            event_date=day,
            regions=tuple(dict.fromkeys(filter(None, regions))),
            chairs=tuple(dict.fromkeys(filter(None, chairs))),
        )
        if _can_ask() and not (title and category and event_date and region and chair):
            told = Conversation(portal, input, print).hold(answers)
            if told is None:
                raise Exit(message="Chưa ghi gì.", code=1)
            answers = told
        section = answers.category or next(iter(portal.categories))
        path = new_item(answers.title, portal.config, section.name, answers.values())
    except (KeyboardInterrupt, EOFError):
        raise Exit(message="\nĐã dừng, chưa ghi gì.", code=130) from None
    print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


@task(
    iterable=["path"],
    help={
        "path": "tệp hoặc thư mục cần kiểm tra (mặc định: tất cả)",
        "content": CONTENT_HELP,
        "format": f"cách in: {', '.join(FORMATS)}",
        "fix": "tự sửa trong tệp những lỗi sửa được an toàn: dấu câu, dấu cách, ký tự ẩn…",
    },
)
def check(_: Context, path: list[str], content: str = "", format: str = "text", fix: bool = False) -> None:  # noqa: A002
    """Kiểm tra tin: mỗi lỗi một dòng «tệp:dòng: MÃ nội dung (cách sửa)»."""
    if format not in FORMATS:
        raise Exit(message=f"Không có cách in «{format}»; các cách in: {', '.join(FORMATS)}.", code=1)
    options = Options(content=path_of(content))
    place: Callable[[str], str] = str
    try:
        desk = open_desk(options)
        place = locate(desk.portal.config)
        paths = [Path(name) for name in path]
        mended = desk.mend(paths) if fix else ()
        outcome = desk.check(paths)
    except SiteError as error:
        if format != "text" and error.faults:
            print(format_report(format, error.faults, place=place))
            raise Exit(message=str(error), code=1) from None
        raise
    if faults := format_report(format, outcome.faults, outcome.mendable, mended, place):
        print(faults)
    if any(fault.is_error for fault in outcome.faults):
        raise Exit(code=1)


@task(
    help={
        "query": "điều cần tìm, hoặc đường dẫn của một tin để xem các tin trước về cùng sự kiện",
        "limit": "số tin hiện ra (mặc định: 10)",
        "content": CONTENT_HELP,
    }
)
def search(_: Context, query: str, limit: int = 10, content: str = "") -> None:
    """Tìm trong mọi tin, cả tin nháp: AND OR NOT, "cụm từ", từ*, mục:từ (tieu-de:, chu-tri:, ngay:2022-06…)."""
    from plugins.search.editors import EditorsIndex, QueryError, format_found, search_items

    options = Options(content=path_of(content))
    try:
        portal = open_portal(options)
        folder = CACHE / "editors" / short_digest(str(portal.config.content), 16)
        index = EditorsIndex(portal, folder, partial(_read_items, portal, options.workers))
        found = search_items(portal, index, query, limit)
    except QueryError as error:
        raise Exit(message=str(error), code=1) from None
    for notice in found.notices:
        print(notice, file=sys.stderr)
    print(format_found(found, portal.config.content, bold=sys.stdout.isatty()))


@task(
    help={
        "output": "tệp báo cáo (mặc định: một tệp dưới .cache/report)",
        "months": "số tháng gần đây để tìm khoảng trống (mặc định: 6)",
        "content": CONTENT_HELP,
    }
)
def report(_: Context, output: str = "", months: int = 6, content: str = "") -> None:
    """Lập báo cáo: tin theo tháng, chuyên mục, địa phương, người chủ trì; khoảng trống; nháp cũ; lỗi hay gặp."""
    from plugins.desk.report.writing import write_report

    desk = open_desk(Options(content=path_of(content)))
    file = path_of(output) or CACHE / "report" / short_digest(str(desk.portal.config.content), 16) / "bao-cao.html"
    print(write_report(desk, file, months))


@task(
    name="import",
    iterable=["source"],
    help={"source": "trang đã lưu (.html), tệp .docx, tệp .txt, thư mục hoặc sitemap.xml", "content": CONTENT_HELP},
)
def import_(_: Context, source: list[str], content: str = "") -> None:
    """Lập tin nháp từ trang đã lưu, tệp Word và văn bản; chạy lại thì chỉ nhập những nguồn chưa nhập."""
    from plugins.desk.importing.report import count_line, report_lines
    from plugins.desk.importing.run import Outcome, import_sources

    if not source:
        raise Exit(message="Hãy cho biết nguồn: python3 tasks.py import TỆP-HAY-THƯ-MỤC …", code=1)
    started, outcomes, notices, stopped = time.perf_counter(), list[Outcome](), list[str](), False
    options = Options(content=path_of(content))
    portal = open_portal(options)
    try:
        notices = import_sources(portal, source, partial(spread, options.workers), outcomes)
    except KeyboardInterrupt:
        stopped, notices = (
            True,
            ["Đã dừng giữa chừng; chạy lại đúng lệnh này để nhập tiếp, không tin nào nhập hai lần."],
        )
    lines = report_lines(outcomes, portal.config.content)
    counts = count_line(outcomes, time.perf_counter() - started)
    told = [line for line, outcome in zip(lines, outcomes, strict=True) if outcome.fault or len(lines) <= SHOWN_SOURCES]
    print("\n".join([*told, *notices, *_keep_report([*lines, *notices, counts], portal), counts]))
    if stopped or any(outcome.fault for outcome in outcomes):
        raise Exit(code=130 if stopped else 1)


def _can_ask() -> bool:
    """Whether an editor sits at a terminal; the line may then be edited before Enter."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401
    return True


def _read_option(name: str, text: str, read: Callable[[str], T]) -> T | None:
    """What an option of `new` says, or that it cannot stand; None where it was not given."""
    from plugins.desk.answers import AnswerError

    try:
        return read(text) if text else None
    except AnswerError as error:
        raise Exit(message=f"{name}: {error}.", code=1) from None


def _read_items(portal: Portal, workers: int, paths: Sequence[Path]) -> Iterator[ReadItem]:
    """The items in the files, read on all processors, with a bar on a terminal."""

    def read(index: int) -> ReadItem:
        return portal.read_item(paths[index])

    files = [(path, name_file(path, portal.config)) for path in paths]
    bounds = bound_files(files, portal.config.limits, lambda fault: ReadItem(None, (fault,)))
    yield from spread(workers, read, len(paths), "Lập chỉ mục", bounds)


def _keep_report(lines: Sequence[str], portal: Portal) -> list[str]:
    """Write the report of an import; where it lies, or why it does not."""
    path = CACHE / "import" / short_digest(str(portal.config.content), 16) / f"{portal.config.now:%Y%m%d-%H%M%S}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([*lines, ""]), "utf-8")
    except OSError as error:
        return [f"Không ghi được báo cáo: {error.strerror}."]
    return [f"Báo cáo đầy đủ: {path}"]
