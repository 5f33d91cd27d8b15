"""What the output needs of the place that it stands in: a folder (`folder`), or objects in storage (`storage.objects`).

In: files by their paths below the place, in POSIX form. Out: the same calls, wherever the site stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from plugins.model.limits import Spread

from .manifest import Manifest

# The size of a file and what any writing of it changes: its time (ns), or a number for what storage calls its version.
State = tuple[int, int]
NOWHERE: State = (-1, -1)


class Place(Protocol):
    """OSError, or SiteError where the place knows better what is wrong, when it cannot be read or written."""

    def begin(self) -> None:
        """A build starts: forget what was known of the files."""

    def refuse_others(self, *, is_known: bool, mark: bytes) -> None:
        """SiteError where there is no room for a site.

        Where it is not `is_known` as ours, it must hold nothing, or a front page with this mark.
        """

    def open(self) -> None:
        """Make room for new files."""

    def clear(self) -> None:
        """Throw away what was written and not moved."""

    def write(self, file: str, content: bytes) -> State | None:
        """Keep the content for this file, unless the file has it already.

        The state that the file will have, which `move` tells where it is not known before; None where nothing was kept.
        """

    def state(self, file: str) -> State:
        """NOWHERE where there is no such file."""

    def is_untouched(self, made: Manifest, spread: Spread, label: str) -> bool:
        """Whether all files are as they were made; `label` names that work."""

    def list_files(self) -> Iterable[str]:
        """All files but hidden ones."""

    def make_room(self, stale: Sequence[str], written: Sequence[str]) -> None:
        """Before the first file changes: SiteError where one cannot be deleted or moved into place."""

    def delete(self, files: Sequence[str]) -> int:
        """How many there were."""

    def move(self, files: Sequence[str]) -> Mapping[str, State]:
        """Move what was written into place; the states of those that were not known before."""

    def name_of(self, text: str) -> str:
        """The file that somebody means who names it with its place; empty for what is elsewhere."""
