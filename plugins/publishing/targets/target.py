"""What every target can do, whichever tool reaches it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol

from ..plan import Plan
from ..record import Record
from ..release import Release

Say = Callable[[str], object]
Advance = Callable[[int], object]  # told how many more files have arrived


def unseen(steps: int) -> None:
    """Progress that nobody looks at."""


class Live(NamedTuple):
    """What is on a target: the live release's record, a release whose deploy broke off, the ids that were live before
    it (newest first), and the target's clock (UTC). `fault` tells why there is no record though there is a site.
    """

    record: Record | None
    begun: Release | None
    previous: tuple[str, ...]
    now: dt.datetime
    fault: str = ""


class Sent(NamedTuple):
    """What a deploy sent: files of the site and their bytes, and the bytes of the record beside them."""

    files: int
    size: int
    record: int


class Target(Protocol):
    """A place that shows one release to readers. Every method raises TargetError where the place cannot be reached.

    `keep` is the number of releases kept, the live one among them. `serves_copies` tells whether readers can be given
    the compressed copies that stand beside files.
    """

    name: str
    keep: int
    serves_copies: bool

    def locked(self, say: Say) -> AbstractContextManager[None]:
        """Keep other deploys away; TargetError names the owner and age of the one at work."""

    def read(self) -> Live:
        """What the target shows."""

    def send(self, output: Path, plan: Plan, live: Live, say: Say, advance: Advance = unseen) -> Sent:
        """Make the plan's release live. Until all is there, readers see the one before, or nothing that breaks it.

        `advance` is told of the files of `plan.sent` as they arrive, where the tool says so.
        """

    def roll_back(self, live: Live, to: str, say: Say) -> Record:
        """Make a release of `live.previous` live again."""

    def lost(self, live: Live) -> Sequence[str]:
        """Files that a look at the target shows to be gone or of another size, so that this deploy sends them again."""

    def differences(self, live: Live, output: Path | None) -> Sequence[str]:
        """The files that are not as the live record says: changed by hand, lost, or put there by others.

        `output` may hold the same release, which some targets need for comparing contents.
        """
