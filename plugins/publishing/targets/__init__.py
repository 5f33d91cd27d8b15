"""Where a release can go: each kind of target is a short adapter over a proven tool."""

from __future__ import annotations

from .folders import FolderTarget
from .opening import list_targets, open_target
from .programs import TargetError
from .target import Live, Target

__all__ = ["FolderTarget", "Live", "Target", "TargetError", "list_targets", "open_target"]
