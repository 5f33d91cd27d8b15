"""The ordinary build: read, freeze, compose, render, commit.

In: the site. Out: the output folder as the content says, and a `BuildReport`. Faults are raised before anything is
written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

import msgspec

from plugins.model import NewsItem, edit_corpus, freeze_corpus, publish

from .building import BuildReport, Renderer, Site
from .composing import Outlined, compose_site
from .fingerprints import digest
from .kept_faults import NO_FAULTS
from .reading import read_content
from .rendering import refuse_collisions, refuse_names
from .settled import Settled, sum_marks
from .why import Reasons


class WholeBuild:
    """SiteError when the content has faults, or cannot be composed."""

    def __init__(self, site: Site) -> None:
        self._site = site
        portal, options, memory, output, store = site.portal, site.options, site.memory, site.output, site.store
        config = portal.config
        # What is read from here on is kept though the build may fail, and is then not what the last site is of.
        site.settled.forget()
        content = read_content(portal, store, clean=options.clean, changes=site.changes, files=memory.files)
        memory.files = site.read.files = content.files
        site.read.items, site.read.pages = content.items, content.pages
        site.read.publication = publication = publish(content.items, config.now, everything=config.drafts)
        self._changed, self._notices = content.changed, (store.notice,) if store.notice else ()
        content.refuse_errors()
        self._faults = content.faults
        shown, digests = publication.shown, publication.marked(content.digests)
        self._publication = publication
        self._now = Settled(
            signature=site.signature,
            since=config.now,
            until=None,
            content=sum_marks((path, mark.whole) for path, mark in digests.items()),
            listing=site.scan.listing if site.scan is not None else "",
            items="",
            shown=len(shown),
            standings=dict(publication.standings),
            pages=content.pages,
            languages=(),
            faults=NO_FAULTS,
        )
        site.read.signature, site.read.listing = self._now.whole, self._now.listing
        output.prepare(clean=options.clean)
        self._stands = site.scan is not None and site.last is not None and site.last.whole == self._now.whole
        if self._stands and output.is_as_left(portal.spread, portal.gettext("Xem lại trang")):
            return
        self._stands = False
        portal.turning_points += [*publication.changes, *_turning_points(content.items, config.now)]
        before = memory.corpus(store)
        corpus = edit_corpus(before, shown, content.pages, digests) if before is not None else None
        corpus = corpus or freeze_corpus(shown, content.pages, portal.regions, portal.officials, digests)
        self._corpus = replace(corpus, tombstones=publication.tombstones)
        memory.keep_corpus(store, self._corpus)
        tombstones = map(repr, self._corpus.tombstones)
        self._frame = digest([site.signature, *self._corpus.page_digests, *self._corpus.languages, "", *tombstones])
        last = None if options.clean or options.why else site.outlined.load(self._frame, config.now)
        if last is not None and last.until is not None:
            portal.turning_points.append(last.until)
        self._composition = compose_site(portal, self._corpus, output, last)
        refuse_names(self._composition.jobs)
        refuse_collisions(self._composition.jobs, self._composition.standing)

    def build(self) -> BuildReport:
        site = self._site
        portal, options, output = site.portal, site.options, site.output
        if self._stands:
            assert site.last is not None
            faults = site.faults.save(self._faults)
            site.settle(msgspec.structs.replace(site.last, listing=self._now.listing, faults=faults))
            return self._report(0, output.count, 0)
        composed, corpus = self._composition, self._corpus
        renderer = Renderer(site, corpus)
        reasons = Reasons(output, renderer.prints, self._changed, corpus)
        if options.clean:
            site.pages.forget()
        rendered = renderer.render(composed.jobs, reasons)
        files = {**composed.standing, **rendered.files}
        site.outlined.forget()
        deleted = output.commit(files, rendered.written)
        since, until = portal.config.now, min(portal.turning_points, default=None)
        pages = {file: f"{mark} {files[file]}" for file, mark in composed.pages.items()}
        site.outlined.save(Outlined(self._frame, since, until, composed.outline, composed.files, pages))
        items = "\n".join(item.path for item in corpus.items)
        faults = site.faults.save(self._faults)
        now = msgspec.structs.replace(self._now, until=until, items=items, languages=corpus.languages, faults=faults)
        site.settle(now)
        reasons.note()
        written = set(rendered.written)
        why = reasons.explain(options.why, portal, corpus, composed.jobs, written) if options.why else []
        return replace(self._report(len(written), len(files) - len(written), deleted), why=tuple(why))

    def _report(self, written: int, unchanged: int, deleted: int) -> BuildReport:
        notices = (*self._notices, *self._site.portal.notices)
        report = BuildReport.of(self._now, self._faults, written, unchanged, deleted, notices)
        with_body = self._site.store.with_body
        return replace(report, publication=self._publication, pages=self._now.pages, with_body=with_body)


def _turning_points(items: Iterable[NewsItem], now: dt.datetime) -> Iterator[dt.datetime]:
    """When the last day of an announcement, of its event or of a place on the home page is over."""
    for item in items:
        for day in {item.last_day, item.event_date} if item.last_day else ():
            if day is not None and day >= now.date():
                yield dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), now.tzinfo)
