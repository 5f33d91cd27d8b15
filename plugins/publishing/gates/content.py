"""What `check` finds as errors stops a release: it knows faults that a build lets pass.

In: the desk's check, as the task wires it. Out: its errors; warnings are counted only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plugins.model import Fault
from plugins.publishing.built import BuiltSite

from .gate import Verdict


def check_content(check: Callable[[], Sequence[Fault]], site: BuiltSite) -> Verdict:
    del site
    faults = check()
    errors = tuple(fault for fault in faults if fault.is_error)
    return Verdict(errors, f"{len(faults) - len(errors)} cảnh báo; xem: python3 tasks.py check")
