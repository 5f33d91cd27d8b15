"""The report of a build: what became of every file of the content, in a file beside what else is kept of the output.

In: what a build got to know, and how it ended. Out: `build-report.json`, whole or not at all, and the line that the log
tells of it. It names drafts, so it never lies in the output. A build that would write the same report leaves it alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from plugins.model import STANDING_NAMES, Portal, SiteError, printable

from .accounting import REASONS, STATES, Account, Accountant, Counts, Read, State, count
from .fingerprints import digest

NAME = "build-report.json"
FORMAT = 1

_encode = msgspec.json.Encoder().encode
_STATE_NAMES: Mapping[State, str] = {"published": "được đăng", "held": "giữ lại", "refused": "bị từ chối"}


class _Kept(msgspec.Struct, frozen=True):
    """What the report is of, the size and time (ns) of its file, and its counts: what a build needs that would write
    the same.
    """

    signature: str
    file: tuple[int, int]
    found: int
    states: dict[State, int]
    reasons: dict[State, dict[str, int]]


class ReportFile:
    """The report of one output; `state` is the folder of what is kept of it."""

    def __init__(self, state: Path) -> None:
        self.path = state / NAME
        self._kept = state / "accounted.json"

    def write(self, portal: Portal, read: Read) -> Counts:
        """Of a build that went well."""
        signature = digest([read.signature, read.listing])  # what no room reads is not in the signature of the site
        kept = self._standing(signature)
        if kept is not None:
            return Counts(kept.found, kept.states, kept.reasons)
        accountant = Accountant(portal.config, portal.sources, portal.inspect_picture)
        return self._write(portal, accountant.account(read, ()), signature)

    def renew(self, before: str, now: Read) -> bool:
        """Let the report of a build of signature `before` stand for one that would write the same.

        Whether it is still there.
        """
        kept = self._standing(digest([before, now.listing]))
        if kept is not None:
            kept = msgspec.structs.replace(kept, signature=digest([now.signature, now.listing]))
            with contextlib.suppress(OSError):
                _replace(self._kept, _encode(kept))
        return kept is not None

    def _standing(self, signature: str) -> _Kept | None:
        """What is kept of the report, if it has this signature and nobody has touched it."""
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            kept = msgspec.json.decode(self._kept.read_bytes(), type=_Kept)
            if kept.signature == signature and kept.file == self._state():
                return kept
        return None

    def write_failed(self, portal: Portal, read: Read, error: SiteError) -> Counts:
        """Of a build that was stopped by this error."""
        inspect = portal.inspect_picture if read.files is not None else lambda _: ()
        accounts = Accountant(portal.config, portal.sources, inspect).account(read, error.faults)
        return self._write(portal, accounts, "", str(error))

    def _write(self, portal: Portal, accounts: list[Account], signature: str, failure: str = "") -> Counts:
        """Failing to write it fails no build; the next one writes it."""
        counts = count(accounts)
        head: dict[str, object] = {
            "format": FORMAT,
            "time": portal.config.now.isoformat(timespec="seconds"),
            "built": not failure,
            "failure": failure,
            "found": counts.found,
            **{str(state): number for state, number in counts.states.items()},
            "reasons": counts.reasons,
        }
        lines = [f"  {_text(key)}: {_text(value)}" for key, value in head.items()]
        rows = ",\n".join(f"    {_row(account)}" for account in accounts)
        text = "{\n" + ",\n".join([*lines, f'  "files": [\n{rows}\n  ]']) + "\n}\n"
        with contextlib.suppress(OSError):
            self._kept.unlink(missing_ok=True)  # until the new report stands, nothing is known of it
            _replace(self.path, text.encode())
            reasons = {state: dict(counts.reasons[state]) for state in STATES}
            _replace(self._kept, _encode(_Kept(signature, self._state(), counts.found, dict(counts.states), reasons)))
        return counts

    def _state(self) -> tuple[int, int]:
        status = self.path.stat()
        return status.st_size, status.st_mtime_ns

    def describe(self, counts: Counts) -> str:
        """`Tệp nguồn: 20 = 17 được đăng + 2 giữ lại (2 nháp) + 1 bị từ chối (1 E-YAML); từng tệp: …`."""
        names = dict(REASONS) | {str(standing): name for standing, name in STANDING_NAMES.items()}
        parts = []
        for state in STATES:
            told = ", ".join(
                f"{number} {names.get(reason, reason)}" for reason, number in counts.reasons[state].items()
            )
            reasons = f" ({told})" if told and state != "published" else ""
            parts.append(f"{counts.states[state]} {_STATE_NAMES[state]}{reasons}")
        return f"Tệp nguồn: {counts.found} = {' + '.join(parts)}; từng tệp: {self.path}"


def _row(account: Account) -> str:
    row: dict[str, object] = {
        "path": account.path,
        "kind": account.kind,
        "state": account.state,
        "reason": account.reason,
    }
    if account.faults:
        row["faults"] = [
            {"line": fault.line, "code": fault.code, "message": printable(fault.message), "hint": printable(fault.hint)}
            for fault in account.faults
        ]
    return _text(row)


def _text(value: object) -> str:
    return _encode(value).decode()


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(content)
    new.replace(path)
