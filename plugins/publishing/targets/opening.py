"""Reads PORTAL_TARGETS and opens the target of a name.

In: the settings. Out: a target, or a SiteError that names the key that is wrong. Secrets have no place in settings.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from plugins.model import SiteError

from .branch import BranchTarget
from .folders import FolderTarget, SshAddress
from .storage import StorageTarget
from .target import Target

KEEP = 5
MOST_DELETED = 0.2
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SECRET = re.compile(r"pass|secret|token|access_key|account_key|credential", re.IGNORECASE)
_COMMON: dict[str, type] = {"kind": str, "keep": int, "max_deleted": float, "url": str, "after": dict}


class _Kind(NamedTuple):
    meaning: str
    required: tuple[str, ...]
    optional: Mapping[str, type]
    make: Callable[[str, Mapping[str, Any], int], Target]


class TargetSettings(NamedTuple):
    """`max_deleted` is a share of the live site; `url` the live address, empty for the release's own; `after` what is
    to be done after a deploy.
    """

    target: Target
    max_deleted: float
    url: str
    after: Mapping[str, Any]


def _folder(name: str, given: Mapping[str, Any], keep: int) -> Target:
    return FolderTarget(name, str(Path(given["path"]).expanduser().resolve()), keep)


def _ssh(name: str, given: Mapping[str, Any], keep: int) -> Target:
    address = SshAddress(given["host"], given.get("port", 22), given.get("key", ""), given.get("known_hosts", ""))
    if given["host"].startswith("-") or not given["path"].startswith("/"):
        raise SiteError(
            f"PORTAL_TARGETS, đích «{name}»: host dạng người-dùng@máy-chủ, path là đường dẫn từ gốc (/srv/www/…)."
        )
    return FolderTarget(name, given["path"].rstrip("/"), keep, address)


def _rclone(name: str, given: Mapping[str, Any], keep: int) -> Target:
    for key in ("remote", "state"):
        # Without its colon rclone takes a name for a folder of this machine, and deploys there without a word.
        if not re.match(r"(?::\w+(?:,[^:]*)?|[\w.+@-][\w.+@ -]*):.*", given[key]):
            raise SiteError(
                f"PORTAL_TARGETS, đích «{name}»: {key} phải có dạng tên-kho:đường-dẫn, ví dụ «kho:cong-tin»."
            )
    site, state = given["remote"].rstrip("/"), given["state"].rstrip("/")
    if site == state or state.startswith(f"{site}/") or site.startswith(f"{state}/"):
        raise SiteError(f"PORTAL_TARGETS, đích «{name}»: state và remote phải là hai nơi tách nhau, không lồng nhau.")
    return StorageTarget(name, site, state, keep)


def _git(name: str, given: Mapping[str, Any], keep: int) -> Target:
    branch = given["branch"]
    if given["repository"].startswith("-") or not re.fullmatch(r"[\w][\w./-]*", branch) or ".." in branch:
        raise SiteError(f"PORTAL_TARGETS, đích «{name}»: repository hoặc branch không hợp lệ.")
    return BranchTarget(name, given["repository"], branch, given.get("cname", ""), history=given.get("history", False))


KINDS = {
    "folder": _Kind("thư mục trên máy này", ("path",), {}, _folder),
    "ssh": _Kind("máy chủ qua SSH", ("host", "path"), {"port": int, "key": str, "known_hosts": str}, _ssh),
    "rclone": _Kind("kho S3 hoặc kho khác qua rclone", ("remote", "state"), {}, _rclone),
    "git": _Kind("nhánh của kho git", ("repository", "branch"), {"cname": str, "history": bool}, _git),
}


def list_targets(settings: Mapping[str, Any]) -> list[str]:
    """The targets with what they are, a line each."""
    return [
        f"{name}: {KINDS[given['kind']].meaning}" if isinstance(given, dict) and given.get("kind") in KINDS else name
        for name, given in settings.get("PORTAL_TARGETS", {}).items()
    ]


def open_target(settings: Mapping[str, Any], name: str) -> TargetSettings:
    """The target of this name; SiteError where there is none, or what is wrong with its settings."""
    targets = settings.get("PORTAL_TARGETS", {})
    if not targets:
        raise SiteError("Chưa khai báo đích nào: hãy thêm PORTAL_TARGETS vào publishconf.py (xem docs/publishing.md).")
    if name not in targets:
        near = difflib.get_close_matches(name, targets, 1)
        hint = f"Có phải «{near[0]}»?" if near else f"Các đích: {', '.join(targets)}."
        raise SiteError(f"Không có đích «{name}» trong PORTAL_TARGETS. {hint}")
    where, given = f"PORTAL_TARGETS, đích «{name}»", targets[name]
    if not _NAME.fullmatch(name):
        raise SiteError(f"{where}: tên đích chỉ gồm chữ thường không dấu, số và gạch nối.")
    if not isinstance(given, dict) or given.get("kind") not in KINDS:
        raise SiteError(f"{where}: kind phải là một trong: {', '.join(KINDS)}.")
    kind = KINDS[given["kind"]]
    known = _COMMON | dict.fromkeys(kind.required, str) | dict(kind.optional)
    _refuse_secrets(where, given)
    for key, value in given.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            raise SiteError(f"{where}: không có mục «{key}»" + (f"; có phải «{near[0]}»?" if near else "."))
        wanted = (int, float) if known[key] is float else known[key]
        if not isinstance(value, wanted) or (isinstance(value, bool) and known[key] is not bool):
            raise SiteError(f"{where}: mục {key} sai kiểu ({value!r}).")
    if missing := [key for key in kind.required if not given.get(key)]:
        raise SiteError(f"{where}: thiếu mục {', '.join(missing)}.")
    keep, share = given.get("keep", KEEP), given.get("max_deleted", MOST_DELETED)
    if keep < 2 or not 0 <= share <= 1:
        raise SiteError(f"{where}: keep từ 2 trở lên, max_deleted từ 0 đến 1.")
    return TargetSettings(kind.make(name, given, keep), share, given.get("url", "").rstrip("/"), given.get("after", {}))


def _refuse_secrets(where: str, given: Mapping[str, Any]) -> None:
    """Settings lie in the repository, for all to read."""
    for key, value in given.items():
        texts = [key, *re.findall(r"([\w-]+)=", value if isinstance(value, str) else "")]
        has_password = isinstance(value, str) and re.search(r"://[^/\s:@]+:[^/\s@]+@", value)
        if has_password or any(_SECRET.search(text) for text in texts):
            raise SiteError(
                f"{where}: không ghi mật khẩu hay khóa bí mật vào thiết lập (mục «{key}»); hãy đặt trong môi trường, "
                "ssh-agent hoặc cấu hình của rclone."
            )
