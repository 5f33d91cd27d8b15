"""What a gate is: it looks at a built site and says what keeps it from going live.

In: a `BuiltSite`. Out: a `Verdict`, whose faults name files of the site by their path below the output, or files of the
content.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from plugins.model import Fault
from plugins.publishing.built import BuiltSite


@dataclass(frozen=True)
class Verdict:
    """`told` says in a few words what was examined, or why something was not."""

    faults: tuple[Fault, ...]
    told: str


class Gate(NamedTuple):
    """`name` is what operators are shown."""

    name: str
    examine: Callable[[BuiltSite], Verdict]
