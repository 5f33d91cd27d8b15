"""Installs the programs the bench measures against, when they are first needed.

In: the hashes in requirements-bench.lock (from the group `bench` of pyproject.toml). Out: a folder below `.cache/` that
only the bench puts on a path, so that neither the portal nor its tests ever see what is in it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements-bench.lock"
HOME = ROOT / ".cache" / "bench"


def install_peers() -> Path:
    """The folder with the packages, their programs in its `bin/`; CalledProcessError when pip fails."""
    folder = HOME / hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:16]
    if not folder.is_dir():
        temporary = folder.with_suffix(f".{os.getpid()}")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "--target", str(temporary), "-r", str(LOCK)], check=True)
        temporary.rename(folder)
    return folder
