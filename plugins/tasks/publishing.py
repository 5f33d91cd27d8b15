"""Tasks that bring the site to its readers: publish, deploy, and what the server is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke import Context, Exit

from plugins.build import build_site
from plugins.build.executor import spread
from plugins.build.progress import show_progress
from plugins.build.settings import CACHE, PROJECT, Options, open_pelican
from plugins.model import portal_of, short_digest

from .joining import find_redirects, open_desk
from .locks import AUDIT_LOCK, LOCK, LOCKS
from .task import CONTENT_HELP, OUTPUT_HELP, path_of, task

if TYPE_CHECKING:
    from plugins.hosting.servers import Backend
    from plugins.model import Fault
    from plugins.publishing.publishing import Production
    from plugins.publishing.sbom import Component
    from plugins.publishing.targets.opening import TargetSettings


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

    options = Options(content=path_of(content), output=path_of(output), jobs=jobs, settings=PROJECT / "publishconf.py")
    print(publish_site(partial(_prepare_release, options), partial(print, flush=True)))


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
        deploy(chosen, path_of(output) or PROJECT / "output", portal_version(PROJECT), say, dry_run=dry_run, word=word,
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
        if not status(chosen, path_of(output) or PROJECT / "output", print):
            raise Exit(code=1)

    _at_target(target, run)


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

    options = Options(content=path_of(content), url=url, settings=PROJECT / "publishconf.py")
    try:
        configure = find_server(server)
        settings = open_pelican(options).settings
        portal = portal_of(settings)
        config = portal.config
        site = Site(config.url, root or USUAL_ROOT, read_hsts(settings), certificate, key, brotli, figures=figures)
        redirects, backend = find_redirects(portal, options), _find_comments(server, settings, config.url)
        log = f"/var/log/{server}/access.log" if config.views else ""
        text = configure(replace(site, redirects=redirects, backend=backend, log=log))
        if output:
            Path(output).write_text(text, "utf-8")
    except OSError as error:
        raise Exit(message=f"Không ghi được {output}: {error.strerror}.", code=1) from None
    print(output or text, end="" if not output else "\n")


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


def _at_target(name: str, work: Callable[[TargetSettings], object]) -> None:
    """Do the work at the target of this name; where none is named, list the targets."""
    from pelican.settings import get_settings_from_file

    from plugins.publishing.targets import list_targets
    from plugins.publishing.targets.opening import open_target

    settings = get_settings_from_file(str(PROJECT / "publishconf.py"))
    if not name:
        listed = "\n".join(list_targets(settings))
        print(listed or "Chưa khai báo đích nào trong PORTAL_TARGETS (xem docs/publishing.md).")
        return
    try:
        work(open_target(settings, name))
    except KeyboardInterrupt:
        raise Exit(message="\nĐã dừng giữa chừng; chạy lại deploy để làm tiếp.", code=130) from None


def _prepare_release(options: Options) -> Production:
    """What a release needs of the other rooms: the settings, the build in a folder of its own, and the check."""
    from plugins.publishing.publishing import SETTING, Production

    pelican = open_pelican(options)
    output = Path(pelican.output_path)
    memory = CACHE / "publish" / short_digest(f"{pelican.settings['PATH']} {output}", 16)

    def check() -> Sequence[Fault]:
        return open_desk(options).check().faults

    portal = portal_of(pelican.settings)
    portal.spread = partial(spread, options.workers)
    build = partial(build_site, replace(options, output=memory / "site", examined=True))
    return Production(output, memory, portal, pelican.settings.get(SETTING, {}), build, check, _components, PROJECT)


def _components() -> Iterator[Component]:
    """All that a release is made and examined with, as the locks pin it."""
    from plugins.desk.browser import package
    from plugins.publishing.sbom import npm_component, read_lock, read_npm_lock

    yield from read_lock(LOCK)
    yield npm_component(package.NAME, package.VERSION, package.INTEGRITY)
    for lock in LOCKS[1:]:
        yield from read_lock(lock, is_needed=False)
    yield from read_npm_lock(PROJECT / "tests" / "gates" / "package-lock.json")


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
