"""Installs Isso and what it runs with, when comments are first served.

In: the hashes in requirements-voice.lock (from the group `voice` of pyproject.toml). Out: a folder below
`.cache/voice/` that the comment server alone sees.
"""

from __future__ import annotations

import hashlib
import os
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
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        # Isso names a renderer that is not used, and that the lock leaves out: the lock is all there is.
        done = subprocess.run([*pip, "--no-deps", "--target", str(temporary), "-r", str(LOCK)])  # noqa: S603
        if done.returncode:
            shutil.rmtree(temporary, ignore_errors=True)
            raise SiteError("Không cài được máy chủ ý kiến (requirements-voice.lock); hãy xem lỗi của pip ở trên.")
        try:
            temporary.rename(folder)
        except OSError:
            shutil.rmtree(temporary, ignore_errors=True)  # another run was first
    return folder
