"""Tasks of those who work on the portal: build and preview, tests and measurements, locks."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from invoke import Context, Exit

from plugins.build import BuildReport, build_site
from plugins.build.progress import show_progress
from plugins.build.settings import CACHE, PROJECT, SOURCE, TARGET, Options, open_pelican, open_portal
from plugins.desk.formats import format_warnings
from plugins.model import STANDING_NAMES

from .joining import open_desk
from .locks import AUDIT_LOCK, BENCH_LOCK, CLUSTER_LOCK, DEPLOY_LOCK, GATES_LOCK, LOCK, STORAGE_LOCK, VOICE_LOCK
from .task import CONTENT_HELP, OR_ADDRESS, OUTPUT_HELP, path_of, places_of, task

if TYPE_CHECKING:
    from plugins.model.serving import Route

SHOWN_WARNINGS = 20
BENCHES = {
    "build": "tests.bench.build",
    "engine": "tests.bench.engine",
    "lookup": "tests.bench.lookup",
    "pictures": "tests.bench.pictures",
    "scale": "tests.bench.scale",
    "search": "tests.bench.search",
    "views": "tests.bench.views",
}
SIZED = ("engine", "lookup", "scale")  # parts that take several sizes


@task(
    help={
        "content": CONTENT_HELP + OR_ADDRESS.format(SOURCE),
        "output": OUTPUT_HELP + OR_ADDRESS.format(TARGET),
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
    options = Options(**places_of(content, output), jobs=jobs, executor=executor, clean=clean, why=why)
    report: BuildReport = build_site(options)
    if report.faults:
        print(format_warnings(report.faults, SHOWN_WARNINGS), file=sys.stderr)
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

    output, url = CACHE / "serve", f"http://127.0.0.1:{port}"
    options = Options(content=path_of(content), output=output, drafts=True, voice=voice, url=url)
    say = partial(print, flush=True)
    try:
        if log:
            options = replace(options, views=_sample_views(options, log))
        desk = LocalDesk(partial(open_portal, options), say)
        routes: dict[str, Route] = {FAULTS: Margin(partial(open_desk, options)).answer, DESK: desk.answer}
        with contextlib.ExitStack() as beside:
            if voice:
                from plugins.voice.comments.local import running_server
                from plugins.voice.comments.setting import read_server

                server = read_server(open_pelican(options).settings)
                routes[server] = beside.enter_context(running_server(port, server, say))
            serve_site(options, port, say, routes, [SCRIPT])
    except KeyboardInterrupt:
        print()


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
        if subprocess.run(step, cwd=PROJECT).returncode:
            raise Exit(code=1)
    if subprocess.run(pytest, cwd=PROJECT).returncode:
        # A browser on a busy machine may miss a moment; what is broken fails by itself too.
        print("Chạy lại riêng những bài kiểm không đạt…", flush=True)
        again = [sys.executable, "-m", "pytest", "--last-failed", "--last-failed-no-failures", "none"]
        if subprocess.run(again, cwd=PROJECT).returncode:
            raise Exit(code=1)


@task
def gates(_: Context) -> None:
    """Đo các trang bằng Lighthouse và bộ kiểm HTML; cài chương trình cần thiết vào .cache/gates ở lần đầu."""
    pytest = [sys.executable, "-m", "pytest", "-s", "-o", "python_files=gate_*.py", "tests/gates"]
    for step in ([sys.executable, "-m", "tests.browser.chromium"], pytest):
        if subprocess.run(step, cwd=PROJECT).returncode:
            raise Exit(code=1)


@task(
    iterable=["part"],
    help={
        "items": "tệp tin mẫu .jsonl(.xz), mỗi dòng một tin {title, abstract, body}",
        "n": "số tin",
        "sizes": "phần engine, lookup và scale: nhiều số tin, ví dụ 1000,10000,100000; có biểu đồ ở .cache/bench/",
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
        command += ["--sizes", sizes] if sizes and name in SIZED else []
        if subprocess.run(command, cwd=PROJECT).returncode:
            raise Exit(code=1)


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
        STORAGE_LOCK: ["--group", "storage", "--constraint", str(LOCK), "--constraint", str(CLUSTER_LOCK)],
    }
    for target, source in groups.items():
        if subprocess.run(["uv", "pip", "compile", *source, *options, str(target)], cwd=PROJECT).returncode:
            raise Exit(code=1)


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
