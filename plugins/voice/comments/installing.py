"""Installs Isso and what it runs with, when comments are first served.

In: the hashes in requirements-voice.lock (from the group `voice` of pyproject.toml). Out: a folder below
`.cache/voice/` that the comment server alone sees.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from plugins.model import SiteError

PROJECT = Path(__file__).resolve().parents[3]
LOCK = PROJECT / "requirements-voice.lock"
HOME = PROJECT / ".cache" / "voice"


def install_isso(home: Path = HOME) -> Path:
    """The folder with the packages; SiteError when pip cannot install them."""
    folder = home / hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:16]
    if not folder.is_dir():
        temporary = folder.with_suffix(f".{os.getpid()}")
        building = temporary / "building"
        building.mkdir(parents=True, exist_ok=True)
        (building / "lock").write_text(builder_lock(), "utf-8")
        steps = (
            ["--target", str(building / "packages"), "-r", str(building / "lock")],
            ["--target", str(temporary / "packages"), "--no-build-isolation", "-r", str(LOCK)],
        )
        # Isso names a renderer that is not used, and that the lock leaves out: the lock is all there is.
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        own = os.environ | {"PYTHONPATH": str(building / "packages")}
        for step in steps:
            if subprocess.run([*pip, "--no-deps", *step], env=own).returncode:  # noqa: S603
                shutil.rmtree(temporary, ignore_errors=True)
                raise SiteError("Không cài được máy chủ ý kiến (requirements-voice.lock); hãy xem lỗi của pip ở trên.")
        shutil.rmtree(building)
        try:
            temporary.rename(folder)
        except OSError:
            shutil.rmtree(temporary, ignore_errors=True)  # another run was first
    return folder / "packages"


def builder_lock() -> str:
    """The part of the lock with what Isso, of which there is its source alone, is packed with: else pip would fetch
    that without hashes.
    """
    found = re.search(r"^setuptools==(?:.*\\\n)*.*\n", LOCK.read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise SiteError(f"{LOCK.name} thiếu setuptools; hãy chạy python3 tasks.py lock.")
    return found[0]
