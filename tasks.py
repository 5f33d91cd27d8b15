#!/usr/bin/env python3
"""The portal's tasks. `python3 tasks.py TASK …` needs nothing but Python 3.11: it makes `.venv`, installs the locked
dependencies when they are missing or changed, and runs the task inside. `python3 tasks.py --list` names the tasks.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
BENCH_LOCK = ROOT / "requirements-bench.lock"
GATES_LOCK = ROOT / "requirements-gates.lock"
DEPLOY_LOCK = ROOT / "requirements-deploy.lock"
AUDIT_LOCK = ROOT / "requirements-audit.lock"
VOICE_LOCK = ROOT / "requirements-voice.lock"
CLUSTER_LOCK = ROOT / "requirements-cluster.lock"
LOCKS = (LOCK, DEPLOY_LOCK, GATES_LOCK, BENCH_LOCK, AUDIT_LOCK, VOICE_LOCK, CLUSTER_LOCK)
STAMP = ENVIRONMENT / "installed-lock"


def enter_environment() -> None:
    """Run this same command inside `.venv`, which is made or brought up to date first."""
    if sys.version_info < (3, 11):  # noqa: UP036 — this file is started by whatever python3 the machine has
        sys.exit("Cần Python 3.11 trở lên; máy này có " + sys.version.split()[0] + ".")
    python = str(ENVIRONMENT / "bin" / "python")
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if not STAMP.is_file() or STAMP.read_text() != wanted:
        if ENVIRONMENT.is_symlink():  # making it anew would delete what others work with
            sys.exit(
                f".venv là liên kết tới {ENVIRONMENT.resolve()}, nơi các thư viện không đúng requirements.lock. "
                "Hãy bỏ liên kết ấy rồi chạy lại; môi trường mới sẽ được lập."
            )
        print("Đang chuẩn bị môi trường trong .venv (chỉ lần đầu, hoặc khi requirements.lock đổi)…", file=sys.stderr)
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        if subprocess.run([*install, "-r", str(LOCK)]).returncode:
            sys.exit("Không cài được các thư viện trong requirements.lock; hãy xem lỗi của pip ở trên.")
        STAMP.write_text(wanted)
    os.execv(python, [python, str(Path(__file__).resolve()), *sys.argv[1:]])


if __name__ == "__main__" and Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
    enter_environment()

# What follows runs inside the environment. What one task alone needs, that task imports: a build is to start at once.
gc.disable()  # there is nothing to collect among modules, and looking takes a sixth of the time
from invoke import Collection, Context, Exit, Program, task  # noqa: E402

sys.path.insert(0, str(ROOT))

from plugins.build import BuildReport, Options, build_site, open_portal  # noqa: E402
from plugins.build.executor import spread  # noqa: E402
from plugins.build.fingerprints import reading_salt  # noqa: E402
from plugins.build.progress import show_progress  # noqa: E402
from plugins.build.settings import CACHE, open_pelican  # noqa: E402
from plugins.desk.formats import FORMATS, format_faults, format_report, locate  # noqa: E402
from plugins.desk.new import new_item  # noqa: E402
from plugins.model import (  # noqa: E402
    STANDING_NAMES,
    Portal,
    ReadItem,
    SiteError,
    bound_files,
    name_file,
    portal_of,
    short_digest,
)

gc.enable()

if TYPE_CHECKING:
    from plugins.desk.desk import Desk
    from plugins.hosting.servers import Backend
    from plugins.model import Fault
    from plugins.model.redirects import Redirect
    from plugins.model.serving import Route
    from plugins.publishing.publishing import Production
    from plugins.publishing.sbom import Component
    from plugins.publishing.targets.opening import TargetSettings

T = TypeVar("T")
SHOWN_WARNINGS = 20
SHOWN_SOURCES = 40  # of an import; of more, the screen shows those that failed and the report all
BENCHES = {
    "build": "tests.bench.build",
    "engine": "tests.bench.engine",
    "pictures": "tests.bench.pictures",
    "scale": "tests.bench.scale",
    "search": "tests.bench.search",
    "views": "tests.bench.views",
}
SIZED = ("engine", "scale")  # parts that take several sizes
# Tasks that take names one after another, and the option of each.
LISTS = {"check": "--path", "import": "--source", "views": "--log"}
CONTENT_HELP = "thư mục nội dung (mặc định: content)"
OUTPUT_HELP = "thư mục kết quả (mặc định: output)"


@task(
    help={
        "content": CONTENT_HELP,
        "output": "thư mục kết quả (mặc định: output)",
        "jobs": "số tiến trình (mặc định: mọi lõi của máy)",
        "executor": "cụm máy Dask để dựng, dạng dask://MÁY:CỔNG (docs/cluster.md; mặc định: BUILD_EXECUTOR)",
        "clean": "dựng lại từ đầu, không dùng gì của lần dựng trước",
        "why": "cho biết vì sao một trang được dựng lại: địa chỉ, tệp kết quả hoặc tệp tin",
    }
)
def build(
    _: Context,
    content: str = "",
    output: str = "",
    jobs: int = 0,
    clean: bool = False,
    why: str = "",
    executor: str = "",
) -> None:
    """Dựng trang tin vào thư mục kết quả."""
    where = Options(content=_path(content), output=_path(output), jobs=jobs, executor=executor)
    options = replace(where, clean=clean, why=why)
    try:
        report: BuildReport = build_site(options)
    except SiteError as error:
        raise _exit(error) from None
    if report.faults:
        print(format_faults(report.faults, most=SHOWN_WARNINGS), file=sys.stderr)
    print(report.account, file=sys.stderr)
    if report.held:
        reasons = (f"{count} {STANDING_NAMES[standing]}" for standing, count in report.standings.items())
        print(f"Giữ lại {report.held} tin: {', '.join(reasons)}.", file=sys.stderr)
    for notice in report.notices:
        print(notice, file=sys.stderr)
    print(report)
    for line in report.why:
        print(line)


@task(
    help={
        "content": CONTENT_HELP,
        "port": "cổng trên máy này",
        "voice": "chạy cả máy chủ ý kiến bạn đọc, cài vào .cache/voice ở lần đầu",
        "log": "log của máy chủ: hiện lượt xem đếm được trong đó, để xem thử",
    }
)
def serve(_: Context, content: str = "", port: int = 8000, voice: bool = False, log: str = "") -> None:
    """Dựng, mở trang ở http://127.0.0.1:8000/ và tự cập nhật khi lưu tệp; hiện cả tin nháp."""
    from plugins.build.serve import serve_site
    from plugins.desk.browser.local import LocalDesk
    from plugins.desk.browser.page import ADDRESS as DESK
    from plugins.desk.margin.answering import ADDRESS as FAULTS
    from plugins.desk.margin.answering import SCRIPT, Margin

    output, url = ROOT / ".cache" / "serve", f"http://127.0.0.1:{port}"
    options = Options(content=_path(content), output=output, drafts=True, voice=voice, url=url)
    say = partial(print, flush=True)
    try:
        if log:
            options = replace(options, views=_sample_views(options, log))
        desk = LocalDesk(partial(open_portal, options), say)
        routes: dict[str, Route] = {FAULTS: Margin(partial(_open_desk, options)).answer, DESK: desk.answer}
        with contextlib.ExitStack() as beside:
            if voice:
                from plugins.voice.comments.local import running_server
                from plugins.voice.comments.setting import read_server

                server = read_server(open_pelican(options).settings)
                routes[server] = beside.enter_context(running_server(port, server, say))
            serve_site(options, port, say, routes, [SCRIPT])
    except SiteError as error:
        raise _exit(error) from None
    except KeyboardInterrupt:
        print()


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
    options = Options(content=_path(content))
    place: Callable[[str], str] = str
    try:
        desk = _open_desk(options)
        place = locate(desk.portal.config)
        paths = [Path(name) for name in path]
        mended = desk.mend(paths) if fix else ()
        outcome = desk.check(paths)
    except SiteError as error:
        if format != "text" and error.faults:
            print(format_report(format, error.faults, place=place))
            raise Exit(message=str(error), code=1) from None
        raise _exit(error) from None
    if faults := format_report(format, outcome.faults, outcome.mendable, mended, place):
        print(faults)
    if any(fault.is_error for fault in outcome.faults):
        raise Exit(code=1)


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

    try:
        portal = open_portal(Options(content=_path(content)))
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
    except SiteError as error:
        raise _exit(error) from None
    except (KeyboardInterrupt, EOFError):
        raise Exit(message="\nĐã dừng, chưa ghi gì.", code=130) from None
    print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


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

    try:
        desk = _open_desk(Options(content=_path(content)))
        file = _path(output) or CACHE / "report" / short_digest(str(desk.portal.config.content), 16) / "bao-cao.html"
        print(write_report(desk, file, months))
    except SiteError as error:
        raise _exit(error) from None


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
    options = Options(content=_path(content))
    try:
        portal = open_portal(options)
        notices = import_sources(portal, source, partial(spread, options.workers), outcomes)
    except SiteError as error:
        raise _exit(error) from None
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

    options = Options(content=_path(content))
    try:
        portal = open_portal(options)
        folder = CACHE / "editors" / short_digest(str(portal.config.content), 16)
        index = EditorsIndex(portal, folder, partial(_read_items, portal, options.workers))
        found = search_items(portal, index, query, limit)
    except QueryError as error:
        raise Exit(message=str(error), code=1) from None
    except SiteError as error:
        raise _exit(error) from None
    for notice in found.notices:
        print(notice, file=sys.stderr)
    print(format_found(found, portal.config.content, bold=sys.stdout.isatty()))


@task(
    help={
        "action": "việc: config, link, export, import hoặc move (docs/voice.md)",
        "file": "tệp cho export, import; bảng địa chỉ cho move (mặc định: địa chỉ cũ mà cổng biết)",
        "output": "thư mục cho config (mặc định: .cache/voice/y-kien); cho move: chỉ ghi bảng địa chỉ vào tệp này",
        "config": "cấu hình của máy chủ ý kiến (mặc định: của serve --voice)",
        "comment": "số của một ý kiến, cho link: để gỡ một ý kiến đã duyệt (docs/voice.md)",
        "mail": "địa chỉ nhận thư báo ý kiến chờ duyệt, cho config",
        "content": CONTENT_HELP,
    }
)
def comments(
    _: Context,
    action: str,
    file: str = "",
    output: str = "",
    config: str = "",
    comment: int = 0,
    mail: str = "",
    content: str = "",
) -> None:
    """Máy chủ ý kiến bạn đọc: lập cấu hình, lấy liên kết duyệt, xuất, nhập, chuyển ý kiến sang địa chỉ mới."""
    from plugins.voice.comments.operating import operate

    try:
        options = Options(content=_path(content), settings=ROOT / "publishconf.py")
        settings = open_pelican(options).settings
        find = partial(_find_redirects, portal_of(settings), options)
        print(operate(action, settings, _path(file), _path(output), _path(config), mail, find, comment))
    except SiteError as error:
        raise _exit(error) from None


@task(
    iterable=["log"],
    help={
        "log": "log của máy chủ, cả tệp .gz; nhận mẫu như access.log* (mặc định: PORTAL_VIEWS trong pelicanconf.py)",
        "folder": "nơi giữ sổ lượt xem và số liệu (mặc định: PORTAL_VIEWS, hoặc .cache/views)",
        "public": "ghi thêm số liệu vào thư mục này, nơi máy chủ phát /luot-xem/",
        "site": "trang đã dựng: chỉ đưa ra số liệu của những tin có trong sitemap của nó",
        "content": CONTENT_HELP,
    },
)
def views(_: Context, log: list[str], folder: str = "", public: str = "", site: str = "", content: str = "") -> None:
    """Đếm lượt xem từ log của máy chủ; chạy lại bao nhiêu lần, mỗi dòng cũng chỉ đếm một lần."""
    from plugins.voice.views.running import count_views
    from plugins.voice.views.setting import Setting, read_setting

    try:
        options = Options(content=_path(content), views=_path(folder))
        settings = open_pelican(options).settings
        portal, setting = portal_of(settings), read_setting(settings) or Setting()
        redirects: tuple[Redirect, ...] = ()
        try:
            redirects = _find_redirects(portal, options, refuse=False)
        except SiteError as error:  # logs do not wait until the map is mended
            print(error, file=sys.stderr)
        outcome = count_views(portal, setting, log, show_progress, _path(public), _path(site), redirects)
    except SiteError as error:
        raise _exit(error) from None
    for notice in outcome.notices:
        print(notice, file=sys.stderr)
    print(outcome)
    if outcome.failed:
        raise Exit(code=1)


@task(help={"keyword": "chỉ chạy các bài kiểm có từ này", "fast": "bỏ các bài kiểm bằng trình duyệt"})
def test(_: Context, keyword: str = "", fast: bool = False) -> None:
    """Chạy mọi kiểm tra mã nguồn: quy tắc, kiểu, bài kiểm, trình duyệt."""
    steps = [
        [sys.executable, "-m", "ruff", "check", "."],
        [sys.executable, "-m", "ruff", "format", "--check", "."],
        [sys.executable, "-m", "mypy"],
    ]
    pytest = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal"]
    pytest += ["-k", keyword] if keyword else []
    pytest += ["--ignore", "tests/browser"] if fast else []
    steps.append([sys.executable, "-m", "tests.programs"])
    if not fast:
        steps.append([sys.executable, "-m", "tests.browser.chromium"])
    for step in steps:
        if subprocess.run(step, cwd=ROOT).returncode:
            raise Exit(code=1)
    if subprocess.run(pytest, cwd=ROOT).returncode:
        # A browser on a busy machine may miss a moment; what is broken fails by itself too.
        print("Chạy lại riêng những bài kiểm không đạt…", flush=True)
        again = [sys.executable, "-m", "pytest", "--last-failed", "--last-failed-no-failures", "none"]
        if subprocess.run(again, cwd=ROOT).returncode:
            raise Exit(code=1)


@task(
    positional=["server"],
    help={
        "server": "nginx hoặc caddy",
        "output": "tệp ghi ra (mặc định: in ra màn hình)",
        "root": "thư mục trang tin trên máy chủ (mặc định: /srv/cong-tin/current, liên kết mà deploy chuyển)",
        "url": "địa chỉ công khai (mặc định: SITEURL của publishconf.py)",
        "certificate": "tệp chứng chỉ trên máy chủ (mặc định: nginx dùng của Let's Encrypt, Caddy tự xin)",
        "key": "tệp khoá của chứng chỉ",
        "figures": "thư mục trên máy chủ mà lệnh views ghi --public, để phát ở /luot-xem/ (khi có PORTAL_VIEWS)",
        "brotli": "nginx có mô-đun brotli_static (Debian: libnginx-mod-http-brotli-static)",
        "content": CONTENT_HELP,
    },
)
def hosting(
    _: Context,
    server: str,
    output: str = "",
    root: str = "",
    url: str = "",
    certificate: str = "",
    key: str = "",
    figures: str = "",
    brotli: bool = False,
    content: str = "",
) -> None:
    """Lập cấu hình nginx hoặc Caddy: tiêu đề bảo mật, bộ nhớ đệm, bản nén sẵn, địa chỉ cũ, ý kiến bạn đọc, lượt xem."""
    from plugins.hosting.configurations import find_server
    from plugins.hosting.headers import read_hsts
    from plugins.hosting.servers import USUAL_ROOT, Site

    options = Options(content=_path(content), url=url, settings=ROOT / "publishconf.py")
    try:
        configure = find_server(server)
        settings = open_pelican(options).settings
        portal = portal_of(settings)
        config = portal.config
        site = Site(config.url, root or USUAL_ROOT, read_hsts(settings), certificate, key, brotli, figures=figures)
        redirects, backend = _find_redirects(portal, options), _find_comments(server, settings, config.url)
        log = f"/var/log/{server}/access.log" if config.views else ""
        text = configure(replace(site, redirects=redirects, backend=backend, log=log))
        if output:
            Path(output).write_text(text, "utf-8")
    except SiteError as error:
        raise _exit(error) from None
    except OSError as error:
        raise Exit(message=f"Không ghi được {output}: {error.strerror}.", code=1) from None
    print(output or text, end="" if not output else "\n")


@task
def gates(_: Context) -> None:
    """Đo các trang bằng Lighthouse và bộ kiểm HTML; cài chương trình cần thiết vào .cache/gates ở lần đầu."""
    pytest = [sys.executable, "-m", "pytest", "-s", "-o", "python_files=gate_*.py", "tests/gates"]
    for step in ([sys.executable, "-m", "tests.browser.chromium"], pytest):
        if subprocess.run(step, cwd=ROOT).returncode:
            raise Exit(code=1)


@task(
    help={
        "content": CONTENT_HELP,
        "output": "thư mục phát hành (mặc định: output)",
        "jobs": "số tiến trình (mặc định: mọi lõi của máy)",
    }
)
def publish(_: Context, content: str = "", output: str = "", jobs: int = 0) -> None:
    """Dựng bản phát hành bằng publishconf.py và cho qua mọi cửa kiểm tra; không đạt thì bản trước giữ nguyên."""
    from plugins.publishing.publishing import publish_site

    options = Options(content=_path(content), output=_path(output), jobs=jobs, settings=ROOT / "publishconf.py")
    try:
        print(publish_site(partial(_prepare_release, options), partial(print, flush=True)))
    except SiteError as error:
        raise _exit(error) from None


@task(
    iterable=["part"],
    help={
        "items": "tệp tin mẫu .jsonl(.xz), mỗi dòng một tin {title, abstract, body}",
        "n": "số tin",
        "sizes": "phần engine và scale: nhiều số tin, ví dụ 1000,10000,100000; có biểu đồ ở .cache/bench/",
        "part": f"chỉ đo một phần: {', '.join(BENCHES)} (mặc định: tất cả)",
    },
)
def bench(_: Context, part: list[str], items: str = "", n: int = 10000, sizes: str = "") -> None:
    """Đo bên cạnh các chương trình cùng loại, trên cùng các tin: Pelican nguyên bản, Hugo và Pagefind."""
    unknown = set(part) - set(BENCHES)
    if unknown:
        raise Exit(message=f"Không có phần {', '.join(sorted(unknown))}; các phần: {', '.join(BENCHES)}.", code=1)
    for name in part or BENCHES:
        command = [sys.executable, "-m", BENCHES[name], "--n", str(n), *(["--items", items] if items else [])]
        if subprocess.run([*command, *(["--sizes", sizes] if sizes and name in SIZED else [])], cwd=ROOT).returncode:
            raise Exit(code=1)


@task(
    help={
        "target": "tên đích trong PORTAL_TARGETS của publishconf.py; bỏ trống thì liệt kê các đích",
        "dry_run": "chỉ cho biết sẽ thêm, sửa, xóa những gì",
        "output": OUTPUT_HELP,
        "chap_nhan_xoa": "chấp nhận bản dựng ít tin hơn hẳn, trống, hoặc xóa nhiều tệp của trang đang chạy",
        "ghi_de": "ghi đè lên bản mới hơn, lên nơi bị sửa tay hoặc không do cổng triển khai",
    }
)
def deploy(
    _: Context, target: str, dry_run: bool = False, output: str = "", chap_nhan_xoa: bool = False, ghi_de: bool = False
) -> None:
    """Đưa bản dựng đã qua `publish` lên một đích; không có tên đích thì liệt kê các đích."""
    from plugins.publishing.deploying import Word, deploy
    from plugins.publishing.release import portal_version

    def run(chosen: TargetSettings) -> None:
        word, say = Word(shrink=chap_nhan_xoa, overwrite=ghi_de), partial(print, flush=True)
        deploy(chosen, _path(output) or ROOT / "output", portal_version(ROOT), say, dry_run=dry_run, word=word,
               progress=show_progress)  # fmt: skip

    _at_target(target, run)


@task(help={"target": "tên đích trong PORTAL_TARGETS của publishconf.py"})
def rollback(_: Context, target: str) -> None:
    """Đưa một đích quay về bản trước bản đang chạy."""
    from plugins.publishing.deploying import roll_back

    _at_target(target, lambda chosen: roll_back(chosen, partial(print, flush=True)))


@task(help={"target": "tên đích trong PORTAL_TARGETS của publishconf.py", "output": OUTPUT_HELP})
def status(_: Context, target: str, output: str = "") -> None:
    """So trang đang chạy ở một đích với bản dựng: bản nào đang chạy, khác gì, có ai sửa tay không."""
    from plugins.publishing.deploying import status

    def run(chosen: TargetSettings) -> None:
        if not status(chosen, _path(output) or ROOT / "output", print):
            raise Exit(code=1)

    _at_target(target, run)


@task
def lock(_: Context) -> None:
    """Tính lại requirements.lock và các requirements-….lock khác từ pyproject.toml (cần uv)."""
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
    options += ["--no-emit-find-links", "--no-annotate", "--no-header", "-q", "-o"]
    groups = {
        LOCK: ["pyproject.toml", "--group", "dev"],
        BENCH_LOCK: ["--group", "bench"],
        GATES_LOCK: ["--group", "gates"],
        DEPLOY_LOCK: ["--group", "deploy"],
        AUDIT_LOCK: ["--group", "audit"],
        VOICE_LOCK: ["--group", "voice"],
        # Workers have the portal's own libraries beside Dask: what both need is of one version.
        CLUSTER_LOCK: ["--group", "cluster", "--constraint", str(LOCK)],
    }
    for target, source in groups.items():
        if subprocess.run(["uv", "pip", "compile", *source, *options, str(target)], cwd=ROOT).returncode:
            raise Exit(code=1)


def _at_target(name: str, work: Callable[[TargetSettings], object]) -> None:
    """Do the work at the target of this name; where none is named, list the targets."""
    from pelican.settings import get_settings_from_file

    from plugins.publishing.targets import list_targets
    from plugins.publishing.targets.opening import open_target

    settings = get_settings_from_file(str(ROOT / "publishconf.py"))
    try:
        if name:
            work(open_target(settings, name))
            return
    except SiteError as error:
        raise _exit(error) from None
    except KeyboardInterrupt:
        raise Exit(message="\nĐã dừng giữa chừng; chạy lại deploy để làm tiếp.", code=130) from None
    print("\n".join(list_targets(settings)) or "Chưa khai báo đích nào trong PORTAL_TARGETS (xem docs/publishing.md).")


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


def _path(text: str) -> Path | None:
    return Path(text).resolve() if text else None


def _find_comments(server: str, settings: Mapping[str, Any], url: str) -> Backend | None:
    """The way to the comment server, as `comments config` sets it up; None where comments are off."""
    from plugins.hosting.servers import Backend
    from plugins.voice.comments.configuring import Server, write_caddy, write_nginx, write_nginx_limits
    from plugins.voice.comments.setting import read_server

    path = read_server(settings)
    if not path:
        return None
    comments = Server((url,), path)
    if server == "caddy":
        return Backend(path, write_caddy(comments))
    return Backend(path, write_nginx(comments), write_nginx_limits())


def _find_redirects(portal: Portal, options: Options, *, refuse: bool = True) -> tuple[Redirect, ...]:
    """From old addresses to what readers can open; SiteError while the content has errors, if these are refused."""
    from plugins.build.reading import read_content
    from plugins.build.store import ItemStore
    from plugins.hosting.moved import find_site_redirects
    from plugins.model import publish as publish_items

    config = portal.config
    folder = CACHE / "hosting" / short_digest(str(config.content), 16)
    portal.spread = partial(spread, options.workers)
    found = read_content(portal, ItemStore(folder / "items.db", reading_salt(config)))
    if refuse:
        found.refuse_errors()
    public = publish_items(found.items, config.now)
    return find_site_redirects(config.content, (*public.shown, *found.pages, *public.tombstones))


def _sample_views(options: Options, log: str) -> Path:
    """A folder with the views that one log tells of, and no others."""
    import shutil

    from plugins.voice.views.running import count_views
    from plugins.voice.views.setting import Setting

    folder = CACHE / "serve-views"
    shutil.rmtree(folder, ignore_errors=True)
    outcome = count_views(open_portal(options), Setting(folder, least=1), [log], show_progress)
    print(*outcome.notices, outcome, sep="\n", file=sys.stderr)
    return folder


def _open_desk(options: Options) -> Desk:
    from plugins.desk.desk import open_desk  # the rules take a while to load, and few tasks need them

    pelican = open_pelican(options)
    portal = portal_of(pelican.settings)
    portal.spread = partial(spread, options.workers)
    cache = CACHE / "desk" / short_digest(str(portal.config.content), 16)
    return open_desk(portal, pelican.settings, cache, reading_salt(portal.config))


@task
def audit(_: Context) -> None:
    """Tra mọi thư viện đã khoá trong kho điểm yếu đã biết; không có mạng thì báo bỏ qua."""
    from plugins.publishing.audit import MissingProgramsError, audit_lock, examine_sbom, install_programs
    from plugins.publishing.sbom import write_sbom

    (CACHE / "audit").mkdir(parents=True, exist_ok=True)
    sbom = write_sbom(CACHE / "audit" / "cong-tin", "cong-tin", "audit", _components())
    try:
        programs = install_programs(AUDIT_LOCK, CACHE / "audit")
    except MissingProgramsError as error:
        print(f"BỎ QUA: {error}.")
        return
    weaknesses = 0
    for lock in LOCKS:
        found = audit_lock(programs, lock)
        weaknesses += len(found.weaknesses)
        print(found, flush=True)
    if fault := examine_sbom(programs, sbom):
        raise Exit(message=f"{sbom.name} sai mẫu CycloneDX: {fault}", code=1)
    print(f"Danh mục thành phần {sbom.name} đúng mẫu CycloneDX.")
    if weaknesses:
        raise Exit(message=f"{weaknesses} điểm yếu; nâng thư viện rồi chạy: python3 tasks.py lock", code=1)


def _components() -> Iterator[Component]:
    """All that a release is made and examined with, as the locks pin it."""
    from plugins.desk.browser import package
    from plugins.publishing.sbom import npm_component, read_lock, read_npm_lock

    yield from read_lock(LOCK)
    yield npm_component(package.NAME, package.VERSION, package.INTEGRITY)
    for lock in LOCKS[1:]:
        yield from read_lock(lock, is_needed=False)
    yield from read_npm_lock(ROOT / "tests" / "gates" / "package-lock.json")


def _prepare_release(options: Options) -> Production:
    """What a release needs of the other rooms: the settings, the build in a folder of its own, and the check."""
    from plugins.publishing.publishing import SETTING, Production

    pelican = open_pelican(options)
    output = Path(pelican.output_path)
    memory = CACHE / "publish" / short_digest(f"{pelican.settings['PATH']} {output}", 16)

    def check() -> Sequence[Fault]:
        return _open_desk(options).check().faults

    portal = portal_of(pelican.settings)
    portal.spread = partial(spread, options.workers)
    build = partial(build_site, replace(options, output=memory / "site"))
    return Production(output, memory, portal, pelican.settings.get(SETTING, {}), build, check, _components, ROOT)


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


def _exit(error: SiteError) -> Exit:
    if error.faults:
        print(format_faults(error.faults), file=sys.stderr)
    for note in getattr(error, "__notes__", ()):
        print(note, file=sys.stderr)
    return Exit(message=str(error), code=1)


def _spread_paths(arguments: list[str]) -> list[str]:
    """`check A B` as Invoke understands it: `check --path A --path B`; it has no lists of positional arguments."""
    name = next((argument for argument in arguments if not argument.startswith("-")), "")
    if name not in LISTS:
        return arguments
    head, tail = arguments[: arguments.index(name) + 1], arguments[arguments.index(name) + 1 :]
    with_value = {"--content", "-c", "--format", "-f", "--folder", "--public", "-p", "--site", "-s"}
    with_value |= {LISTS[name], LISTS[name][1:3]}
    spelt: list[str] = []
    previous = ""
    for argument in tail:
        is_value = argument.startswith("-") or previous in with_value
        spelt += [argument] if is_value else [LISTS[name], argument]
        previous = argument
    return head + spelt


def _join_words(arguments: list[str]) -> list[str]:
    """`search dân vận` as an editor types it: one query of two words; Invoke would take the second for a task.

    `new` may come without a title, which it then asks for, and `deploy` without a target: all are then listed.
    """
    with_value: dict[str, set[str]] = {
        "search": {"--content", "-c", "--limit", "-l"},
        "new": {"--category", "--content", "--event-date", "--region", "--chair"},
        "deploy": {"--output", "-o"},
        "rollback": set(),
        "status": {"--output", "-o"},
    }
    name = arguments[0] if arguments else ""
    if name not in with_value or "--help" in arguments:
        return arguments
    words: list[str] = []
    options: list[str] = []
    for previous, argument in pairwise(arguments):
        is_option = argument.startswith("-") or previous in with_value[name]
        (options if is_option else words).append(argument)
    return [name, *([" ".join(words)] if words or name != "search" else []), *options]


if __name__ == "__main__":
    program = Program(namespace=Collection.from_module(sys.modules[__name__]), name="tasks.py", binary="tasks.py")
    # Invoke would keep Python from keeping compiled code, and each task would compile the rooms and templates anew.
    first = [] if sys.dont_write_bytecode else ["--write-pyc"]
    try:
        program.run([sys.argv[0], *first, *(_join_words(_spread_paths(sys.argv[1:])) or ["--list"])])
    except ValueError as error:  # Invoke lets a number that is none through to int()
        sys.exit(f"Giá trị không hợp lệ trong lệnh: {error}.")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # taking ten thousand items apart one by one would take longer than reading them
