"""The content's files as a machine has them: all in a folder that it sees, or each from when work there asks for it.

In: a path as the work knows it. Out: a path of this machine, or an OutOfReachError.
"""

from __future__ import annotations

import os
from pathlib import Path

from plugins.model.faults import SiteError


class OutOfReachError(SiteError):
    """Work asks for what its machine cannot have as the one that builds has it: that one is to do it."""


class Files:
    """Of a machine that sees the content's folder."""

    def obtain(self, path: Path, content: bytes | None = None) -> Path:
        """Where the file lies here, if there is one; `content` are its bytes where they came with the work."""
        del content
        return path

    def list_names(self, folder: Path) -> list[str]:
        """Of all that lies in a folder; OSError where it cannot be read."""
        return os.listdir(folder)  # noqa: PTH208 — names alone are wanted


HERE = Files()
