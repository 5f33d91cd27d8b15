"""What every way of building has: what it is given, what it leaves, and the rendering of jobs.

In: the portal and the places that the settings name. Out: rendered files, staged; and the `BuildReport` of a build.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import Environment

from plugins.model import STANDINGS, Corpus, Fault, Job, NewsItem, Portal, Publication, Standing, StaticPage

from .accounting import Counts, Read
from .composing import Outlined
from .fingerprints import Fingerprints
from .kept_faults import FaultsFile
from .kept_pages import KeptPages
from .memory import CompiledTemplates, Memory
from .output import OutputFolder
from .rendering import Rendered, localise, render_jobs
from .scanning import Changes, Scan, ScanFile
from .settings import Options
from .settled import Settled, SettledFile
from .store import ItemStore
from .why import Reasons


@dataclass(frozen=True)
class BuildReport:
    """Counts of one build: items shown, items that readers do not see by their standing, files, wall seconds.

    `notices` tell what the build had to do without; `why` answers what `Options.why` asks. `accounts` say what
    became of every file of the content, and `account` says it in a line; under `serve` there is none. `publication` and
    `pages` are what the site was made of, for those who examine it (`Options.examined`); `with_body` gives the items
    of the former their bodies.
    """

    items: int
    standings: Mapping[Standing, int]
    written: int
    unchanged: int
    deleted: int
    seconds: float
    faults: Sequence[Fault]
    notices: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    accounts: Counts | None = None
    account: str = ""
    publication: Publication | None = field(default=None, repr=False)
    pages: tuple[StaticPage, ...] = field(default=(), repr=False)
    with_body: Callable[[NewsItem], NewsItem] = field(default=lambda item: item, repr=False)

    @classmethod
    def of(
        cls,
        site: Settled,
        faults: Sequence[Fault],
        written: int,
        unchanged: int,
        deleted: int,
        notices: Iterable[str],
    ) -> BuildReport:
        counts = Counter(site.standings.values())
        standings = {standing: counts[standing] for standing in STANDINGS if counts[standing]}
        return cls(site.shown, standings, written, unchanged, deleted, 0.0, faults, tuple(notices))

    @property
    def held(self) -> int:
        """How many items readers do not see."""
        return sum(self.standings.values())

    def __str__(self) -> str:
        return (
            f"built {self.items} items: {self.written} written, {self.unchanged} unchanged, "
            f"{self.deleted} deleted in {self.seconds:.2f} s"
        )


@dataclass(frozen=True)
class Site:
    """One build's view of all that lies around it.

    `signature` is of all that the site is made from but content and clock. `last` is what the last build left, if a
    build may rely on it. `changes` are those of the content since the store was last saved, None where they are not
    known; `scan` is what the folders hold now, None in a process that is told what changed.
    """

    portal: Portal
    environment: Environment
    options: Options
    output: OutputFolder
    memory: Memory
    store: ItemStore
    read: Read
    signature: str
    last: Settled | None
    changes: Changes | None
    scan: Scan | None

    @property
    def settled(self) -> SettledFile[Settled]:
        return SettledFile(self.output.state / "settled.json", Settled)

    @property
    def outlined(self) -> SettledFile[Outlined]:
        return SettledFile(self.output.state / "outlined.json", Outlined)

    @property
    def faults(self) -> FaultsFile:
        return FaultsFile(self.output.state / "faults")

    @property
    def pages(self) -> KeptPages:
        return KeptPages(self.output.state / "pages.db")

    def settle(self, now: Settled) -> None:
        """Leave word of a build that went well."""
        self.settled.save(now)
        if self.scan is not None:
            ScanFile(self.output.state / "scan").save(self.scan)
        self.memory.settle()


class Renderer:
    """Renders jobs of one corpus, in all its languages."""

    def __init__(self, site: Site, corpus: Corpus) -> None:
        portal, self._site = site.portal, site
        languages = ("", *corpus.languages)
        self._views = {language: portal.describe_site(corpus, language) for language in languages}
        self.prints = Fingerprints(portal.config, site.environment, self._views)
        self._compiled: dict[str, CompiledTemplates] = {code: site.memory.templates[code] for code in languages}

    def render(self, jobs: Sequence[Job], reasons: Reasons) -> Rendered:
        site, portal = self._site, self._site.portal
        for code, templates in self._compiled.items():
            templates.open(self.prints.compiling(code))
        portal.environments = {
            code: localise(site.environment, portal, code, templates) for code, templates in self._compiled.items()
        }
        rendered = render_jobs(jobs, portal, self._views, site.output, self.prints, reasons, site.pages)
        for templates in self._compiled.values():
            templates.keep()
        return rendered
