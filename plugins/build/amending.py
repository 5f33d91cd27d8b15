"""Builds an edit of texts without looking at the items that stay as they are, so that its cost does not grow with them.

In: what the last build that went well left, and the files that changed since. Out: the tree that an ordinary build
would make; or nothing, where the change is of another kind: an item that came or went, a headline, a picture, a fault.
Most builds meet just such an edit, or none. Of an edited item its own page shows the text; the search data hold it, and
lists of the newest items may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import msgspec

from plugins.model import BodyEdit, Corpus, Digests, Fault, Job, NewsItem, Portal, freeze_corpus
from plugins.model.paths import join

from .build_report import ReportFile
from .building import BuildReport, Renderer, Site
from .fingerprints import digest_file
from .kept_faults import KeptFaults
from .kept_pages import KeptPage
from .output import OutputFolder
from .reading import SourceFile, digests_of, read_files
from .rendering import Rendered
from .scanning import ScanFile
from .settled import Settled, exchange_mark
from .store import Entry, Row
from .whole import WholeBuild
from .why import Reasons

MOST = 64  # items edited at once; with more an ordinary build is no slower
NEWEST = 16  # items of which some rooms list a mark of their text
SEARCH = "search"  # the composer for which `portal.amend_search` stands in


@dataclass(frozen=True)
class Edit:
    """An item with another text, and its warnings before and after. `mark` is the digest of all that its file and
    pictures say, `position` its place in the corpus.
    """

    before: tuple[Fault, ...]
    after: tuple[Fault, ...]
    item: NewsItem
    row: Row
    mark: str
    page: KeptPage
    position: int

    def job(self, portal: Portal) -> Job:
        compose = partial(portal.change_text, self.page.view, self.item)
        return Job(self.item.address, "item.html", compose, (self.mark, *self.page.inputs[1:]))


class Amendment:
    """A build of some edits and nothing else; of none where the site stands."""

    def __init__(
        self,
        site: Site,
        now: Settled,
        faults: Sequence[Fault],
        edits: Sequence[Edit],
        corpus: Corpus,
        jobs: Sequence[Job],
    ) -> None:
        self._site = site
        self._now = now
        self._faults = faults
        self._edits = edits
        self._corpus = corpus
        self._jobs = jobs

    @classmethod
    def find(cls, site: Site) -> Amendment | None:
        """None where an ordinary build is needed."""
        last, changes, output, portal = site.last, site.changes, site.output, site.portal
        if last is None or changes is None or changes.folders or site.options.examined or not output.recall():
            return None
        # Theme and vocabularies were opened for the signature, which is as it was.
        signed = tuple(f"{folder}/" for folder in (portal.config.theme, portal.config.vocabulary))
        paths = [path for path in changes.paths if not path.startswith(signed)]
        edits, kept = _find_edits(site, last, paths), site.faults.load(last.faults)
        if edits is None or kept is None or not output.is_as_left(portal.spread, portal.gettext("Xem lại trang")):
            return None
        now = _amended(last, edits)
        site.read.signature, site.read.listing = now.whole, now.listing
        if not portal.config.drafts and not ReportFile(output.state).renew(last.whole, site.read):
            return None
        corpus = _small_corpus(site, last, edits)
        if not edits or corpus is None:
            return None if edits else cls(site, now, kept, (), _no_corpus(portal), ())
        jobs = _find_jobs(site, corpus, edits)
        return None if jobs is None else cls(site, now, _amended_faults(kept, edits), edits, corpus, jobs)

    def build(self) -> BuildReport:
        site, output = self._site, self._site.output
        if not self._edits:
            if site.changes is not None and site.changes.paths and site.scan is not None:
                ScanFile(output.state / "scan").save(site.scan)
            site.memory.settle()
            return BuildReport.of(self._now, self._faults, 0, output.count, 0, ())
        renderer = Renderer(site, self._corpus)
        changed = {edit.item.path: "edited" for edit in self._edits}
        reasons = Reasons(output, renderer.prints, changed, self._corpus)
        output.open_staging()
        rendered = renderer.render(self._jobs, reasons)
        if not _have_the_same_files(output, rendered):
            return WholeBuild(site).build()
        site.store.amend(edit.row for edit in self._edits)
        output.amend(rendered.files, rendered.written)
        if not isinstance(self._faults, KeptFaults):
            self._now = msgspec.structs.replace(self._now, faults=site.faults.save(self._faults))
        site.settle(self._now)
        reasons.note()
        written = len(rendered.written)
        return BuildReport.of(self._now, self._faults, written, output.count - written, 0, site.portal.notices)


def _find_edits(site: Site, last: Settled, paths: Collection[str]) -> list[Edit] | None:
    """The edits that these changed files hold; none of files that say what they said. None for any other change."""
    portal, store = site.portal, site.store
    if len(paths) > MOST:
        return None
    known = store.find(paths)
    marks = {path: digest_file(path) for path in paths}
    if known.keys() != set(paths) or not all(marks.values()):
        return None
    edited = sorted(path for path, mark in marks.items() if mark != known[path].digest)
    pages = site.pages.find(_file_of(known[path].entry) for path in edited)
    if len(pages) != len(edited):
        return None
    edits = []
    for file, result in read_files(portal, [SourceFile(path, is_page=False) for path in edited]):
        before, row = known[file.path], result.row
        page, position = pages[_file_of(before.entry)], last.position(before.entry.content.path)
        after = row.record if row is not None else None
        if row is None or after is None or not before.entry.outline or after.entry.outline != before.entry.outline:
            return None
        old, new = (digests_of(portal, record.digest, record.entry).whole for record in (before, after))
        # A standing may follow the digest. What a translation's page shows depends on its original.
        if position is None or not page.inputs[0].startswith(old) or page.view.head.alternates:
            return None
        mark = new + page.inputs[0].removeprefix(old)
        edits.append(Edit(before.entry.faults, after.entry.faults, row.item, row, mark, page, position))
    return edits


def _file_of(entry: Entry) -> str:
    return f"{entry.content.address[1:]}index.html"


def _amended(last: Settled, edits: Sequence[Edit]) -> Settled:
    content = last.content
    for edit in edits:
        content = exchange_mark(content, edit.item.path, edit.page.inputs[0], edit.mark)
    return msgspec.structs.replace(last, content=content)


def _amended_faults(kept: KeptFaults, edits: Sequence[Edit]) -> Sequence[Fault]:
    """All warnings; most edits change none."""
    old = Counter(chain.from_iterable(edit.before for edit in edits))
    new = Counter(chain.from_iterable(edit.after for edit in edits))
    return kept if old == new else sorted((Counter(kept) - old + new).elements())


def _small_corpus(site: Site, last: Settled, edits: Sequence[Edit]) -> Corpus | None:
    """Of the newest items and the edited ones; None where one of them cannot be found."""
    portal = site.portal
    newest = [str(join(portal.config.content, path)) for path in last.newest(NEWEST)]
    records = site.store.find(newest)
    if records.keys() != set(newest):
        return None
    items = {record.entry.content.path: record.entry.item for record in records.values()}
    items |= {edit.item.path: edit.item for edit in edits}
    marks = {edit.item.path: Digests(edit.mark, edit.mark) for edit in edits}
    shown = [item for item in items.values() if item is not None]
    corpus = freeze_corpus(shown, last.pages, portal.regions, portal.officials, marks)
    return replace(corpus, editions=dict.fromkeys(last.languages, _no_corpus(portal)))


def _no_corpus(portal: Portal) -> Corpus:
    return freeze_corpus((), (), portal.regions, portal.officials)


def _find_jobs(site: Site, corpus: Corpus, edits: Sequence[Edit]) -> list[Job] | None:
    """All jobs that the edits may concern; None where a page is not as it was kept, or a room cannot tell.

    What the search room keeps is then up to date.
    """
    portal, output = site.portal, site.output
    others = portal.composers.keys() - portal.outline_composers - portal.tail_composers
    if portal.amend_search is None or others != {SEARCH}:
        return None
    prints = Renderer(site, corpus).prints
    jobs = [edit.job(site.portal) for edit in edits]
    for edit, job in zip(edits, jobs, strict=True):
        made = output.known(job.file)
        if made is None or made.fingerprint != prints.of(job._replace(inputs=edit.page.inputs)):
            return None
    for name in sorted(portal.tail_composers):
        jobs += portal.composers[name](portal, corpus)
    site.settled.forget()  # from here on what is kept is of another site than the one that stands
    bodies = [BodyEdit(edit.position, edit.item, edit.mark) for edit in edits]
    found = portal.amend_search(bodies, lambda job: output.is_fresh(job.file, prints.of(job)))
    return None if found is None else [*jobs, *found]


def _have_the_same_files(output: OutputFolder, rendered: Rendered) -> bool:
    """Whether the build makes no file that was not there, and no compressed copy less."""
    copies = (file + ending for file in rendered.files for ending in output.endings)
    gone = (copy for copy in copies if output.known(copy) is not None and copy not in rendered.files)
    return all(output.known(file) is not None for file in rendered.files) and not any(gone)
