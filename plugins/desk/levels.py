"""Which codes `check` tells of, and how gravely: the setting `PORTAL_CHECKS`.

In: a mapping of codes to `off`, `warning` or `error`. Out: faults without those that are off; a warning that the
setting makes an error begins with `E-`.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec

from plugins.model import Fault, SiteError

SETTING = "PORTAL_CHECKS"
OFF, WARNING, ERROR = "off", "warning", "error"


@dataclass(frozen=True)
class Levels:
    """Warnings that are off, and those that are errors."""

    off: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()

    def apply(self, fault: Fault) -> Fault | None:
        """The fault as it is to be told; None when it is off."""
        if fault.code in self.off:
            return None
        return msgspec.structs.replace(fault, code="E" + fault.code[1:]) if fault.code in self.errors else fault


def read_levels(setting: object, codes: Collection[str]) -> Levels:
    """The levels that a setting asks for; SiteError for codes or levels that there are not.

    What stops a build cannot be turned off here: it would stop the build all the same.
    """
    if not isinstance(setting, Mapping):
        raise SiteError(f'{SETTING} trong pelicanconf.py phải có dạng {{"W-LONG": "off"}}.')
    for code, level in setting.items():
        if code not in codes:
            near = difflib.get_close_matches(str(code), codes, n=1)
            better = f"có phải {near[0]}?" if near else "các mã ở docs/faults.md"
            raise SiteError(f"{SETTING} có mã lạ «{code}» ({better})")
        if level not in (OFF, WARNING, ERROR):
            raise SiteError(f"{SETTING}: mức của {code} là «{level}» (ghi {OFF}, {WARNING} hoặc {ERROR})")
        if code.startswith("E-") and level != ERROR:
            raise SiteError(f"{SETTING}: {code} luôn là lỗi, vì trang không dựng được (bỏ mã này khỏi {SETTING})")
    return Levels(_with(setting, OFF), _with(setting, ERROR))


def _with(setting: Mapping[str, str], level: str) -> frozenset[str]:
    return frozenset(code for code, value in setting.items() if value == level and code.startswith("W-"))
