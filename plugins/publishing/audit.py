"""Looks all locked libraries up among known weaknesses, and has the bill of materials examined by its format's rules.

In: the locks, and requirements-audit.lock with the programs: pip-audit and CycloneDX's library. Out: for each lock what
was found. Without a network nothing can be looked up: that is told, and is no weakness.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plugins.model import SiteError

PATIENCE = 600  # seconds for one lock
_VALIDATE = (
    "import sys; from cyclonedx.schema import SchemaVersion; from cyclonedx.validation.json import JsonStrictValidator;"
    "error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1], encoding='utf-8').read());"
    "sys.exit(str(error)[:2000] if error else 0)"
)


class MissingProgramsError(SiteError):
    """The programs are not there and could not be installed."""


@dataclass(frozen=True)
class Audit:
    """Of one lock: lines that tell of weaknesses, libraries that could not be looked up, why nothing was examined."""

    lock: str
    weaknesses: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    examined: int = 0
    skipped: str = ""

    def __str__(self) -> str:
        if self.skipped:
            return f"{self.lock}: BỎ QUA, {self.skipped}"
        total = self.examined + len(self.unknown)
        if self.unknown and not self.examined:
            return f"{self.lock}: BỎ QUA, kho thư viện không trả lời về thư viện nào trong {total}"
        lines = [f"{self.lock}: {len(self.weaknesses)} điểm yếu trong {self.examined} thư viện"]
        if self.unknown:
            lines[0] += f"; không tra được {len(self.unknown)}: {', '.join(self.unknown[:10])}"
        return "\n".join([*lines, *(f"  {line}" for line in self.weaknesses)])


class Programs:
    """Programs installed in a folder that nothing else sees."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        # The arguments are ours; the programs are those that the lock pins by hash.
        return subprocess.run(  # noqa: S603
            [sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )


def install_programs(lock: Path, home: Path) -> Programs:
    """The programs of the lock, from `home` or the package registry; MissingProgramsError without either."""
    folder = home / hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:16]
    if not folder.is_dir():
        temporary = folder.with_suffix(f".{os.getpid()}")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        try:
            temporary.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run([*pip, "--target", str(temporary), "-r", str(lock)], check=True, capture_output=True)  # noqa: S603
            temporary.rename(folder)
        except (OSError, subprocess.CalledProcessError) as error:
            raise MissingProgramsError(f"không cài được pip-audit từ {lock.name} (có lẽ không có mạng)") from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return Programs(folder)


def audit_lock(programs: Programs, lock: Path) -> Audit:
    options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    try:
        done = programs.run("-m", "pip_audit", *options, "--requirement", str(lock))
        found = json.loads(done.stdout)["dependencies"]
    except (OSError, subprocess.SubprocessError) as error:
        return Audit(lock.name, skipped=f"pip-audit không chạy được: {type(error).__name__}")
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["không rõ vì sao"])[-1]
        return Audit(lock.name, skipped=f"kho điểm yếu không trả lời: {last[:200]}")
    unknown = tuple(each["name"] for each in found if "skip_reason" in each)
    return Audit(lock.name, tuple(_weaknesses(found)), unknown, len(found) - len(unknown))


def _weaknesses(found: Sequence[dict[str, object]]) -> list[str]:
    lines = []
    for library in found:
        weaknesses = library.get("vulns") or ()
        assert isinstance(weaknesses, list | tuple)
        for weakness in weaknesses:
            mended = ", ".join(weakness.get("fix_versions") or ()) or "chưa có bản sửa"
            lines.append(f"{library['name']} {library['version']}: {weakness['id']} (sửa ở: {mended})")
    return lines


def examine_sbom(programs: Programs, sbom: Path) -> str:
    """What breaks the rules of the format; empty when nothing does."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = programs.run("-c", _VALIDATE, str(sbom))
        return "" if done.returncode == 0 else done.stderr.strip()
    return "không chạy được bộ kiểm CycloneDX"
