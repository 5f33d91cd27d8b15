"""What must hold whatever the input: an outcome that is told, soon, without harm and without a trace elsewhere.

In: a folder to work in, and one input after another. Out: what became of it, as a word; AssertionError, or whatever the
code under trial raises, is a finding.
"""

from __future__ import annotations

import time
from pathlib import Path

import mammoth  # noqa: F401 — with what it needs it takes longer to load than an input may take
import trafilatura  # noqa: F401

from plugins.desk.importing.draft import write_draft
from plugins.desk.importing.faults import SourceError
from plugins.desk.importing.marks import Imported
from plugins.desk.importing.run import read_source
from plugins.desk.importing.sources import Source
from plugins.model import NewsItem, StaticPage, normalise
from plugins.reader.body import BodyReader
from plugins.reader.codes import Report
from plugins.reader.items import ItemReader
from plugins.search.abbreviations import Abbreviations
from plugins.search.analysis import analyse, fold_token
from plugins.search.fields import Fields
from plugins.search.postings import KeyFinder
from tests.attacks.case import SECRET, lay_secrets
from tests.import_samples import import_portal
from tests.test_reader_body import assert_harmless

LONGEST = 2.0  # seconds of work for an input


class Trial:
    """A content folder with secrets beside it, and everything that reads input."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.portal = import_portal(folder)
        lay_secrets(folder)
        lay_secrets(folder / "sources")
        self.reader = ItemReader(self.portal)
        self.slowest = 0.0
        self._bodies = BodyReader(self.portal.config.content, self.portal.inspect_picture)
        self._finder = KeyFinder(Abbreviations({}))
        self._outside = self._listed()

    def _listed(self) -> set[str]:
        content = self.portal.config.content
        return {str(path) for path in self.folder.rglob("*") if content not in path.parents}

    def _clock(self, started: float) -> None:
        spent = time.thread_time() - started
        self.slowest = max(self.slowest, spent)
        assert spent < LONGEST, f"took {spent:.1f} s"

    def read(self, data: bytes, name: str = "news/2022/07/x.md") -> str:
        path = self.portal.config.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        started = time.thread_time()
        result = self.reader.read_item(path)
        self._clock(started)
        errors = [fault for fault in result.faults if fault.is_error]
        assert (result.item is None) == bool(errors), "an item without errors, or errors and no item"
        for fault in result.faults:
            assert fault.line >= 1
            assert "\n" not in str(fault)
        # What is refused is sanitised all the same: that must not hang on another fault's being there.
        text = data.decode("utf-8", "replace").rpartition("---\n")[2]
        assert_harmless(self._bodies.read(text, 1, Report("x.md")).html)
        if result.item is None:
            return "refused"
        self._check(result.item)
        return "read"

    def _check(self, content: NewsItem | StaticPage) -> None:
        assert_harmless(content.body)
        text = content.title + content.body
        assert normalise(text) == text
        assert content.address.startswith("/")
        assert ".." not in content.address
        assert "//" not in content.address
        assert SECRET not in repr(content)
        for picture in content.pictures:
            file = (self.portal.config.content / picture).resolve()
            assert self.portal.config.content.resolve() in file.parents

    def import_(self, data: bytes, ending: str) -> str:
        path = self.folder / "sources" / f"nguon{ending}"
        path.write_bytes(data)
        source = Source(path.name, path, ending[1:])  # type: ignore[arg-type]
        started = time.thread_time()
        draft = read_source(source, self.portal, {})
        if isinstance(draft, Imported):
            raise TypeError("nothing is known yet")
        if isinstance(draft, SourceError):
            self._clock(started)
            assert "không đọc nổi" not in draft.message, draft.message  # the importer tripped, and caught itself
            return "refused"
        written = write_draft(draft, self.portal.config)
        result = self.reader.read_item(written)
        self._clock(started)
        text = written.read_text("utf-8")
        written.unlink()
        assert self.portal.config.content / "news" in written.resolve().parents
        assert SECRET not in text
        codes = {fault.code for fault in result.faults if fault.is_error}
        assert not codes & {"E-YAML", "E-HEADER", "E-KEY", "E-KEY-TWICE", "E-UTF8", "E-NUL"}, str(result.faults)
        if isinstance(result.item, NewsItem):
            assert result.item.status == "draft"
            self._check(result.item)
            return "draft"
        return "draft with faults"

    def analyse(self, text: str) -> str:
        started = time.thread_time()
        for run in analyse(text):
            for token in run.tokens:
                assert token.folded
                assert fold_token(token.folded) == token.folded
        self._finder.find(Fields(text, text, (text,), text))
        self._clock(started)
        return "analysed"

    def check_traces(self) -> None:
        """Nothing was written but below the content folder and where the inputs were put."""
        new = self._listed() - self._outside
        assert {Path(name).name for name in new if "/sources/nguon." not in name} == set()
