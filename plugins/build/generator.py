"""The portal as a Pelican generator: read, freeze, compose, render, commit.

In: Pelican's settings with the portal in them. Out: the output folder, and a `BuildReport` left on the portal. Pelican
calls `generate_context` of all generators before any `generate_output`, so a fault in the content is raised before
anything is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pelican.generators import Generator

from plugins.model import (
    Digests,
    Fault,
    NewsItem,
    Publication,
    Standing,
    StaticPage,
    edit_corpus,
    freeze_corpus,
    portal_of,
    publish,
)
from plugins.model.delivery import ENCODINGS

from .accounting import Counts, Read
from .composing import Outlined, compose_site
from .fingerprints import Fingerprints, digest, reading_salt
from .memory import Changes, Memory
from .output import OutputFolder
from .reading import read_content
from .rendering import localise, prepare_environment, refuse_collisions, refuse_names, render_jobs
from .settings import Options
from .settled import Settled, SettledFile, sign
from .why import Reasons


@dataclass(frozen=True)
class BuildReport:
    """Counts of one build: items shown, items that readers do not see by their standing, files, wall seconds.

    `notices` tell what the build had to do without; `why` answers what `Options.why` asks. `accounts` say what
    became of every file of the content, and `account` says it in a line; under `serve` there is none. `publication` and
    `pages` are what the site was made of, for those who examine it.
    """

    items: int
    standings: Mapping[Standing, int]
    written: int
    unchanged: int
    deleted: int
    seconds: float
    faults: tuple[Fault, ...]
    notices: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    accounts: Counts | None = None
    account: str = ""
    publication: Publication | None = field(default=None, repr=False)
    pages: tuple[StaticPage, ...] = field(default=(), repr=False)

    @property
    def held(self) -> int:
        """How many items readers do not see."""
        return sum(self.standings.values())

    def __str__(self) -> str:
        return (
            f"built {self.items} items: {self.written} written, {self.unchanged} unchanged, "
            f"{self.deleted} deleted in {self.seconds:.2f} s"
        )


class PortalGenerator(Generator):  # type: ignore[misc]  # Pelican ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portal = portal_of(self.settings)
        self.options: Options = self.settings["BUILD_OPTIONS"]
        self.output: OutputFolder = self.settings["BUILD_OUTPUT"]
        self.memory: Memory = self.settings["BUILD_MEMORY"]
        self.changes: Changes | None = self.settings["BUILD_CHANGES"]
        self.read: Read = self.settings["BUILD_READ"]
        self.settled = SettledFile(self.output.state / "settled.json", Settled)
        self.outlined = SettledFile(self.output.state / "outlined.json", Outlined)
        prepare_environment(self.env, self.portal)

    def generate_context(self) -> None:
        portal, config = self.portal, self.portal.config
        options, memory, output = self.options, self.memory, self.output
        store = memory.store(output.state / "items.db", reading_salt(config))
        content = read_content(portal, store, clean=options.clean, changes=self.changes, files=memory.files)
        memory.files = self.read.files = content.files
        self.read.items, self.read.pages = content.items, content.pages
        self.read.publication = publication = publish(content.items, config.now, everything=config.drafts)
        self.changed, self.notices = content.changed, (store.notice,) if store.notice else ()
        content.refuse_errors()
        shown, digests = publication.shown, publication.marked(content.digests)
        self.faults, self.publication, self.pages = content.faults, publication, content.pages
        output.prepare(clean=options.clean)
        output.endings = tuple(ENCODINGS) if portal.compress else ()
        base = sign(config, self.settings, options.settings)
        self.signature = self.read.signature = self._sign_whole(base, digests)
        self.is_settled = self._is_settled()
        if self.is_settled:
            return
        portal.turning_points += [*publication.changes, *_turning_points(content.items, config.now)]
        before = memory.corpus(store)
        corpus = edit_corpus(before, shown, content.pages, digests) if before is not None else None
        corpus = corpus or freeze_corpus(shown, content.pages, portal.regions, portal.officials, digests)
        self.corpus = replace(corpus, tombstones=publication.tombstones)
        memory.keep_corpus(store, self.corpus)
        self.frame = digest([base, *self.corpus.page_digests, *self.corpus.languages])
        anew = options.clean or options.why
        last = None if anew else self.outlined.load(self.frame, config.now)
        if last is not None and last.until is not None:
            portal.turning_points.append(last.until)
        self.composition = compose_site(portal, self.corpus, output, last)
        refuse_names(self.composition.jobs)
        refuse_collisions(self.composition.jobs, self.composition.standing)

    def _sign_whole(self, base: str, digests: Mapping[str, Digests]) -> str:
        """Of all that the site is made from but the clock, and of how it lets items stand."""
        files = sorted(f"{path} {mark.whole}" for path, mark in digests.items())
        others = sorted(f"{path} {standing}" for path, standing in self.publication.standings.items())
        outside = (part for pair in sorted(self.portal.outside.items()) for part in pair)
        return digest([base, *files, "", *others, "", *outside])

    def _is_settled(self) -> bool:
        """Whether the site stands as a build would make it. A process that built before knows better what changed."""
        return (
            self.changes is None
            and not self.options.clean
            and not self.options.why
            and self.settled.load(self.signature, self.portal.config.now) is not None
            and self.output.is_as_left()
        )

    def generate_output(self, writer: Any) -> None:
        del writer  # Pelican's own writes a page as soon as it is rendered; ours waits until all are
        if self.is_settled:
            self._report(0, self.output.count, 0)
            return
        portal, options, output = self.portal, self.options, self.output
        languages = ("", *self.corpus.languages)
        sites = {language: portal.describe_site(self.corpus, language) for language in languages}
        prints = Fingerprints(portal.config, self.env, sites)
        compiled = {code: self.memory.templates[code] for code in languages}
        for code, templates in compiled.items():
            templates.open(prints.compiling(code))
        portal.environments = {code: localise(self.env, portal, code, compiled[code]) for code in languages}
        reasons = Reasons(output, prints, self.changed, self.corpus)
        jobs, standing = self.composition.jobs, self.composition.standing
        rendered = render_jobs(jobs, portal, sites, output, prints, reasons)
        files = {**standing, **rendered.files}
        for templates in compiled.values():
            templates.keep()
        self.settled.forget()
        self.outlined.forget()
        deleted = output.commit(files, rendered.written)
        since, until = portal.config.now, min(portal.turning_points, default=None)
        self.settled.save(Settled(self.signature, since, until))
        composed = self.composition
        self.outlined.save(Outlined(self.frame, since, until, composed.outline, composed.files, composed.pages))
        reasons.note()
        self.memory.settle()
        written = set(rendered.written)
        why = reasons.explain(options.why, portal, self.corpus, jobs, written) if options.why else []
        self._report(len(rendered.written), len(files) - len(rendered.written), deleted, why)

    def _report(self, written: int, unchanged: int, deleted: int, why: Iterable[str] = ()) -> None:
        self.settings["BUILD_REPORT"] = BuildReport(
            items=len(self.publication.shown),
            standings=self.publication.counts,
            written=written,
            unchanged=unchanged,
            deleted=deleted,
            seconds=0.0,
            faults=self.faults,
            notices=(*self.notices, *self.portal.notices),
            why=tuple(why),
            publication=self.publication,
            pages=self.pages,
        )


def _turning_points(items: Iterable[NewsItem], now: dt.datetime) -> Iterator[dt.datetime]:
    """When the last day of an announcement, of its event or of a place on the home page is over."""
    for item in items:
        for day in {item.last_day, item.event_date} if item.last_day else ():
            if day is not None and day >= now.date():
                yield dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), now.tzinfo)
