"""Renders jobs into bytes and stages them.

In: the jobs of all rooms and Pelican's Jinja environment. Out: which files exist now and which will be written. A
template sees its view and the site, and nothing else: a name that neither holds is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import BytecodeCache, Environment, StrictUndefined, TemplateError

from plugins.model import Bounds, Ending, Job, Movable, Portal, SiteError
from plugins.model.limits import RENDERING_MEGABYTES, RENDERING_SECONDS
from plugins.model.paths import is_special, name_fault, same_name
from plugins.model.views import ItemView, SiteView

from .fingerprints import SYNTAX, Fingerprints
from .kept_pages import KeptPages, encode_view
from .output import OutputFolder, write_error
from .place import State
from .templates import PortalEnvironment
from .why import Reasons

COPY, BYTES = Path.read_bytes, "bytes"  # what renders a file of this machine; the renderer of what is there to be kept
FEW = 64  # jobs that this process is done with before it would start others
ITEM = "item.html"  # the template of items' pages
BATCH = 512  # pages whose views are written to the disk together


@dataclass(frozen=True)
class Rendered:
    """The fingerprint of every file of the site, and the states of those that were staged."""

    files: dict[str, str]
    written: dict[str, State]


class Page(NamedTuple):
    """A file to be made: all that is to be known of it where it is made."""

    address: str
    file: str
    renderer: str
    language: str
    view: Any


class Common(NamedTuple):
    """What all pages have in common: the site view of each language, and the output that takes them."""

    sites: Mapping[str, SiteView]
    output: OutputFolder


class Staged(NamedTuple):
    """The file of a job with its compressed copies, each with its state if it was staged; of an item's page what it
    shows.
    """

    files: dict[str, State | None]
    view: bytes


def prepare_environment(environment: Environment, portal: Portal) -> None:
    environment.undefined = StrictUndefined
    environment.autoescape = True  # whatever a project's settings forget: content is not trusted
    environment.filters.update(portal.filters)
    environment.globals.update(portal.globals)


def localise(environment: Environment, portal: Portal, language: str, compiled: BytecodeCache) -> Environment:
    """The environment that pages in a language are rendered in, with texts, dates and numbers of their own.

    It is like the one given, which is Pelican's. An edition has its code as `language`, the site's own pages have none.
    """
    options = {name: getattr(environment, name) for name in (*SYNTAX, "auto_reload", "finalize", "loader", "undefined")}
    other = PortalEnvironment(**options, extensions=list(environment.extensions), bytecode_cache=compiled)
    other.filters, other.tests = {**environment.filters}, {**environment.tests}
    other.globals.update(environment.globals)
    other.speak(portal.interface(language or portal.config.language))
    return other


def refuse_collisions(jobs: Sequence[Job], standing: Collection[str] = ()) -> None:
    """SiteError when two jobs would write one file, also on a file system that ignores case.

    `standing` are files that no job makes anew.
    """
    names = {same_name(file) for file in chain((job.file for job in jobs), standing)}
    folders = set[str]()
    for name in names:
        part = name.rpartition("/")[0]
        while part and part not in folders:
            folders.add(part)
            part = part.rpartition("/")[0]
    both = folders & names
    if len(names) == len(jobs) + len(standing) and not both:
        return
    owners = {same_name(file): f"/{file.removesuffix('index.html')}" for file in standing}
    for job in jobs:
        name = same_name(job.file)
        if name in owners:
            raise SiteError(f"Hai trang cùng muốn địa chỉ {job.address} (trang kia: {owners[name]}).")
        owners[name] = job.address
    if both:
        raise SiteError(f"Địa chỉ {owners[min(both)]} vừa là một tệp vừa là thư mục của các trang khác.")


def refuse_names(jobs: Iterable[Job]) -> None:
    """SiteError for an address that no file may have everywhere, or a page's that means more to a host than a page."""
    for job in jobs:
        file = job.file
        fault = name_fault(file)
        if not fault and job.renderer.endswith(".html") and is_special(file):
            fault = "máy chủ hay trình duyệt dành riêng tên này"
        if fault:
            raise SiteError(f"Không đặt được trang ở địa chỉ {job.address}: {fault}.")


def render_jobs(
    jobs: Sequence[Job],
    portal: Portal,
    sites: Mapping[str, SiteView],
    output: OutputFolder,
    fingerprints: Fingerprints,
    reasons: Reasons,
    pages: KeptPages,
) -> Rendered:
    """Render every job whose file is not fresh; SiteError names the page that could not be made.

    `pages` keep what items' pages show.
    """
    files = {job.file: fingerprints.of(job) for job in jobs}
    stale = [job for job, (file, mark) in zip(jobs, files.items(), strict=True) if not output.is_fresh(file, mark)]
    reasons.find(stale, files)
    for prepare in dict.fromkeys(job.prepare for job in stale if job.prepare is not None):
        prepare()

    if len(stale) > FEW:
        _load_templates(portal, {(job.language, job.renderer) for job in stale}, fingerprints)

    def describe(index: int) -> Page:
        job = stale[index]
        with _naming(job.address, job.renderer):
            view = job.compose()
            if portal.is_apart and portal.renderers.get(job.renderer) is COPY:  # whose file is on this machine alone
                return Page(job.address, job.file, BYTES, job.language, COPY(view))
            return Page(job.address, job.file, job.renderer, job.language, view)

    def end(index: int, ending: Ending) -> Staged:
        _, words = bounds.told(ending)
        raise SiteError(f"Không dựng được trang {stale[index].address}: trang này {words}; trang cũ được giữ nguyên.")

    def part(index: int) -> str:
        return _folder(stale[index])

    bounds = Bounds(RENDERING_SECONDS, RENDERING_MEGABYTES, end)
    work = Movable(portal, open_rendering, Common(sites, output), describe, part)
    results = portal.spread(work, len(stale), portal.gettext("Dựng trang"), bounds)
    staged = [made.files for made in _keep_views(pages, stale, results)]
    copies = output.copies(files)
    for job, parts in zip(stale, staged, strict=True):
        copies |= dict.fromkeys(list(parts)[1:], files[job.file])
    return Rendered(files | copies, {file: state for parts in staged for file, state in parts.items() if state})


def _folder(job: Job) -> str:
    """Of an item's page that of its month."""
    return job.address.rpartition("/")[0].rpartition("/")[0] if job.renderer == ITEM else ""


def _keep_views(pages: KeptPages, jobs: Sequence[Job], results: Iterable[Staged]) -> Iterator[Staged]:
    """The results, whose views are kept as they come: all of them together would be as large as the corpus."""
    pairs = zip(jobs, results, strict=True)
    while batch := list(islice(pairs, BATCH)):
        if rows := [(job.file, job.inputs or (), made.view) for job, made in batch if made.view]:
            pages.save(rows)
        yield from (made._replace(view=b"") for _, made in batch)


def _load_templates(portal: Portal, renderers: Iterable[tuple[str, str]], fingerprints: Fingerprints) -> None:
    """Compile here what every worker would compile for itself, and no later build would find."""
    for language, renderer in sorted(renderers):
        if renderer.endswith(".html"):
            for name in fingerprints.templates_of(renderer):
                portal.environments[language].get_template(name)


def open_rendering(portal: Portal, common: Common) -> Callable[[Page], Staged]:
    """What makes a page's file and its compressed copies."""
    output = common.output

    def stage(page: Page) -> Staged:
        with _naming(page.address, page.renderer):
            content = _render(portal, common.sites, page)
            copies = portal.compress(page.file, content) if portal.compress else {}
            contents = {page.file: content, **{page.file + end: copy for end, copy in copies.items()}}
            files = {file: output.stage(file, content) for file, content in contents.items()}
            is_item = isinstance(page.view, ItemView) and not page.language
            return Staged(files, encode_view(page.view) if is_item else b"")

    return stage


def _render(portal: Portal, sites: Mapping[str, SiteView], page: Page) -> bytes:
    renderer = portal.renderers.get(page.renderer)
    if renderer is not None:
        return renderer(page.view)
    template = portal.environments[page.language].get_template(page.renderer)
    text: str = template.render(view=page.view, site=sites[page.language])
    return text.encode()


@contextmanager
def _naming(address: str, renderer: str) -> Iterator[None]:
    """Whatever goes wrong is told with the page that it went wrong in."""
    try:
        yield
    except (SiteError, MemoryError):
        raise
    except TemplateError as error:
        place = f" ({error.name}:{error.lineno})" if getattr(error, "lineno", None) else ""  # type: ignore[attr-defined]
        raise SiteError(f"Mẫu {renderer} không dựng được trang {address}: {error.message}{place}") from error
    except OSError as error:
        raise write_error(Path(error.filename or address), error) from error
    except Exception as error:
        raise SiteError(f"Không dựng được trang {address}: {type(error).__name__}: {error}") from error
