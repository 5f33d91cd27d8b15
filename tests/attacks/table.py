"""All cases of the attack table, in its order."""

from __future__ import annotations

from tests.attacks.case import Case
from tests.attacks.cases import addresses, imports, markup, paths, stores, text

CASES: tuple[Case, ...] = (
    *markup.CASES, *paths.CASES, *text.CASES, *stores.CASES, *imports.CASES, *addresses.CASES,
)  # fmt: skip
