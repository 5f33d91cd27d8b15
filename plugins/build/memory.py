"""What a long-lived process keeps from one build to the next, so that a build reads and compiles only what changed.

In: the first build. Out: the same values in the next one. Nothing here is trusted further than in a new process: items
are kept by the digests of their files and one salt, templates by their source, files by what the manifest says of them.
A process is to be replaced when code or settings change: nothing here can tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache

from plugins.model import Corpus, SourceFiles

from .output import OutputFolder
from .store import ItemStore

MOST_CHANGES = 1000  # of more at once the file system may not have told all


class CompiledTemplates(BytecodeCache):
    """The code of templates that were compiled in this process, by name and source."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[bucket.key] = bucket.checksum, bucket.code


@dataclass
class Memory:
    templates: CompiledTemplates = field(default_factory=CompiledTemplates)
    # By language: compiling settles what a filter makes of a constant, and filters are those of a language.
    editions: defaultdict[str, CompiledTemplates] = field(default_factory=lambda: defaultdict(CompiledTemplates))
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

    def corpus(self, store: ItemStore) -> Corpus | None:
        """The last one, if it is of the items in this store, and so of the same vocabularies."""
        return self._corpus[1] if self._corpus is not None and self._corpus[0] is store else None

    def keep_corpus(self, store: ItemStore, corpus: Corpus) -> None:
        self._corpus = store, corpus

    def output(self, folder: Path, cache: Path) -> OutputFolder:
        if self._output is None:
            self._output = OutputFolder(folder, cache)
        return self._output


@dataclass(frozen=True)
class Changes:
    """The paths that changed since the last build of this process, as the file system told them.

    A folder stands for all that lies below it.
    """

    paths: frozenset[str]
    folders: tuple[str, ...] = ()

    @classmethod
    def of(cls, paths: Collection[str]) -> Changes:
        return cls(frozenset(paths), tuple(f"{path}/" for path in paths if Path(path).is_dir()))

    def touch(self, path: str) -> bool:
        return path in self.paths or path.startswith(self.folders)

    def only_edit(self, known: Mapping[str, object]) -> bool:
        """Whether they are nothing but new content of known files: none came, went or was renamed."""
        return all(path in known and Path(path).is_file() for path in self.paths)
