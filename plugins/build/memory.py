"""What a long-lived process keeps from one build to the next, so that a build reads and compiles only what changed.

In: the first build. Out: the same values in the next one. Nothing here is trusted further than in a new process: items
are kept by the digests of their files and one salt, templates by their source, files by what the manifest says of them.
A process is to be replaced when code or settings change: nothing here can tell.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache

from plugins.model import Corpus, SourceFiles

from .output import OutputFolder
from .scanning import Changes
from .storage.address import Address
from .store import ItemStore

MOST_KEPT = 8  # files of compiled templates: one for each language and state of code and settings
MOST_CHANGES = 1000  # of more at once the file system may not have told all


class CompiledTemplates(BytecodeCache):
    """The code of templates that were compiled in this process or in one before it, by name and source.

    Between processes it is kept where Python keeps the code of this very module, and trusted as that is: it never lies
    among the caches that are handed from machine to machine.
    """

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}
        self._file: Path | None = None
        self._kept = 0

    def open(self, mark: str) -> None:
        """Take what a process before has left; `mark` stands for all but the source that decides on the code."""
        file = Path(cache_from_source(str(Path(__file__).with_name(f"templates-{mark}.py"))))
        if file != self._file:  # at first, and where the texts of the interface were edited
            self._file, self._codes = file, {}
            with contextlib.suppress(OSError, EOFError, ValueError, TypeError):
                self._codes = {**marshal.loads(file.read_bytes())}  # noqa: S302 — see above
            self._kept = len(self._codes)

    def keep(self) -> None:
        """Leave to later processes what is new, beside few others."""
        if self._file is None or len(self._codes) == self._kept or sys.dont_write_bytecode:
            return
        self._kept = len(self._codes)
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new = self._file.with_suffix(f".{os.getpid()}")
            new.write_bytes(marshal.dumps(self._codes))
            new.replace(self._file)
            kept = sorted(self._file.parent.glob("templates-*"), key=lambda file: file.stat().st_mtime)
            for file in kept[:-MOST_KEPT]:
                file.unlink(missing_ok=True)

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[bucket.key] = bucket.checksum, bucket.code


@dataclass
class Memory:
    # By language: compiling settles what a filter makes of a constant, and filters are those of a language.
    templates: defaultdict[str, CompiledTemplates] = field(default_factory=lambda: defaultdict(CompiledTemplates))
    files: SourceFiles | None = None
    _waiting: set[str] | None = None  # paths that changed since the last build that went well; None: there is none
    _store: ItemStore | None = None
    _output: OutputFolder | None = None
    _corpus: tuple[ItemStore, Corpus] | None = None

    def changes(self, paths: Collection[str]) -> Changes | None:
        """With what changed before and has not been built yet; None when everything is to be looked at."""
        if self._waiting is None:
            return None
        self._waiting |= set(paths)
        return Changes.of(self._waiting) if len(self._waiting) <= MOST_CHANGES else None

    def settle(self) -> None:
        """All changes are built."""
        self._waiting = set()

    def store(self, path: Path, salt: str) -> ItemStore:
        """The store of items; another one when code, vocabularies or settings that reading depends on have changed."""
        if self._store is None or not self._store.is_for(salt):
            self._store = ItemStore(path, salt)
        return self._store

    def discard_store(self) -> None:
        """The store has turned out to be damaged: all is to be read anew."""
        if self._store is not None:
            self._store.discard()
        self.files = self._waiting = self._store = self._corpus = None

    def corpus(self, store: ItemStore) -> Corpus | None:
        """The last one, if it is of the items in this store, and so of the same vocabularies."""
        return self._corpus[1] if self._corpus is not None and self._corpus[0] is store else None

    def keep_corpus(self, store: ItemStore, corpus: Corpus) -> None:
        self._corpus = store, corpus

    def output(self, where: Path | Address, cache: Path) -> OutputFolder:
        if self._output is None:
            self._output = OutputFolder(where, cache)
        return self._output
