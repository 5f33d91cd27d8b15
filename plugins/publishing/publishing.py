"""A release: the production build passes every gate, and only then becomes the output.

In: the built site and the gates. Out: verdicts told as they come, and, where all gates were passed, the output folder
with its passport and its bill of materials. Where one was not, all of them stay as they were.
"""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from plugins.model import Fault, NewsItem, Portal, Publication, SiteError, StaticPage

from .built import BuiltSite, list_files
from .gates.collisions import find_collisions
from .gates.content import check_content
from .gates.embargo import prove_embargo
from .gates.gate import Gate, Verdict
from .gates.html import examine_html
from .gates.links import Examination, find_lost_links
from .gates.preview import find_previews
from .gates.sizes import SETTING, read_limits, weigh_files
from .placing import Placed, place_files, refuse_foreign
from .release import Release, portal_version, write_release
from .sbom import Component, write_sbom

__all__ = ["SETTING", "Production", "Published", "publish_site"]

MOST_SHOWN = 30  # faults of one gate that are told one by one
LOCAL = ("localhost", "0.0.0.0", "::1")  # noqa: S104 — addresses that are refused
EXAMPLE = "SITEURL=https://cong.example.vn python3 tasks.py publish"

Say = Callable[[str], None]


def refuse_local(url: str) -> None:
    """SiteError unless the address is one that readers can open."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if not url:
        raise SiteError(f"Chưa có địa chỉ công khai. Ghi SITEURL trong publishconf.py, hoặc chạy: {EXAMPLE}")
    if host in LOCAL or host.startswith("127.") or host.endswith(".localhost"):
        raise SiteError(f"{url} là địa chỉ của máy này, bạn đọc không mở được. Ghi địa chỉ công khai: {EXAMPLE}")
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise SiteError(f"«{url}» không phải là một địa chỉ trang. Ghi đủ https:// và tên miền: {EXAMPLE}")
    if parts.path.strip("/"):
        raise SiteError(f"{url} có đường dẫn sau tên miền; cổng cần một tên miền riêng: {EXAMPLE}")


class Report(Protocol):
    """What the engine tells of a build, as far as a release wants to know."""

    @property
    def items(self) -> int: ...

    @property
    def publication(self) -> Publication | None: ...

    @property
    def pages(self) -> tuple[StaticPage, ...]: ...

    @property
    def with_body(self) -> Callable[[NewsItem], NewsItem]: ...


@dataclass(frozen=True)
class Production:
    """What a release needs of the other rooms.

    `build` builds the site in `memory / "site"`, `check` is the desk's; `limits` is the setting PORTAL_PUBLISH.
    """

    output: Path
    memory: Path
    portal: Portal
    limits: Mapping[str, int]
    build: Callable[[], Report]
    check: Callable[[], Sequence[Fault]]
    components: Callable[[], Iterable[Component]]
    project: Path


@dataclass(frozen=True)
class Published:
    """Counts of one release, as its last line tells them."""

    release: Release
    placed: Placed
    seconds: float
    output: Path

    def __str__(self) -> str:
        return (
            f"published {self.release.items} items: {len(self.release.files)} files, {self.placed.changed} changed, "
            f"{self.placed.deleted} deleted in {self.seconds:.2f} s: {self.output}"
        )


def publish_site(prepare: Callable[[], Production], say: Say) -> Published:
    """Build, pass all gates, release; SiteError when there is nothing to release, and then the output is as it was."""
    started = time.perf_counter()
    production = prepare()
    config = production.portal.config
    url, limits = config.url, read_limits(production.limits, config.host)
    refuse_local(url)
    refuse_foreign(production.output)
    with publishing_alone(production.memory):
        report = production.build()
        say(str(report))
        publication = report.publication
        assert publication is not None
        folder = production.memory / "site"
        files = list_files(folder)
        made_of, portal = (publication, report.pages), production.portal
        site = BuiltSite(folder, files, url, portal, *made_of, production.memory, limits, report.with_body)
        pass_gates(site, gates_of(site, production.check), say)
        placed = place_files(folder, files, production.output)
        version = portal_version(production.project)
        write_sbom(production.output, "cong-tin", version, production.components())
        release = write_release(production.output, version=version, items=report.items, url=url)
    return Published(release, placed, time.perf_counter() - started, production.output)


@contextlib.contextmanager
def publishing_alone(folder: Path) -> Iterator[None]:
    """SiteError while another release of the same output is being made."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SiteError("Một lệnh publish khác đang chạy; hãy đợi nó xong.") from None
        yield


def gates_of(site: BuiltSite, check: Callable[[], Sequence[Fault]]) -> list[Gate]:
    """All gates, the quick ones first; `check` is the desk's."""
    examined: list[Examination] = []

    def examination() -> Examination:
        if not examined:
            examined.append(Examination(site))
        return examined[0]

    return [
        Gate("Nội dung", partial(check_content, check)),
        Gate("Tên tệp", find_collisions),
        Gate("Dung lượng", weigh_files),
        Gate("Bản xem trước", find_previews),
        Gate("Liên kết", lambda _: find_lost_links(examination())),
        Gate("Mã HTML", lambda site: examine_html(examination(), site)),
        Gate("Tin giữ lại", prove_embargo),
    ]


def pass_gates(site: BuiltSite, gates: Sequence[Gate], say: Say) -> None:
    """Put the site through all gates and tell of each; SiteError when one was not passed."""
    failed, errors = 0, 0
    for gate in gates:
        started = time.perf_counter()
        verdict = gate.examine(site)
        count = sum(fault.is_error for fault in verdict.faults)
        for line in _describe(gate, verdict, count, time.perf_counter() - started):
            say(line)
        failed, errors = failed + bool(count), errors + count
    if errors:
        raise SiteError(
            f"Không phát hành: {failed} trong {len(gates)} cửa không đạt, {errors} lỗi. Bản phát hành trước giữ nguyên."
        )


def _describe(gate: Gate, verdict: Verdict, errors: int, seconds: float) -> Iterator[str]:
    outcome = f"KHÔNG ĐẠT, {errors} lỗi" if errors else "đạt"
    yield f"{gate.name:<14} {outcome} ({verdict.told}; {seconds:.1f} s)"
    shown = sorted(verdict.faults, key=lambda fault: not fault.is_error)[:MOST_SHOWN]
    for fault in shown:
        hint = f" ({fault.hint})" if fault.hint else ""
        yield f"  {fault}" if fault.path else f"  {fault.code} {fault.message}{hint}"
    if len(verdict.faults) > len(shown):
        yield f"  … và {len(verdict.faults) - len(shown)} lỗi nữa"
