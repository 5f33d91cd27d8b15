"""Installs Dask, when a build is first given a cluster.

In: the hashes in requirements-cluster.lock (from the group `cluster` of pyproject.toml). Out: a folder below
`.cache/cluster/`, which comes last where modules are looked for, so that the portal's own libraries stay what they are.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from plugins.build.settings import CACHE, PROJECT
from plugins.model import SiteError

LOCK = PROJECT / "requirements-cluster.lock"
HOME = CACHE / "cluster"


def provide_dask(home: Path = HOME) -> None:
    """Dask can be imported afterwards; SiteError when pip cannot install it."""
    if importlib.util.find_spec("distributed") is None:
        sys.path.append(str(install_dask(home)))


def install_dask(home: Path = HOME) -> Path:
    """The folder with the packages, which the programs of a cluster may be run from; SiteError as above."""
    folder = home / hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:16]
    if not folder.is_dir():
        temporary = folder.with_suffix(f".{os.getpid()}")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        if subprocess.run([*pip, "--no-deps", "--target", str(temporary), "-r", str(LOCK)]).returncode:  # noqa: S603
            shutil.rmtree(temporary, ignore_errors=True)
            raise SiteError(f"Không cài được Dask ({LOCK.name}); hãy xem lỗi của pip ở trên.")
        try:
            temporary.rename(folder)
        except OSError:
            shutil.rmtree(temporary, ignore_errors=True)  # another run was first
    return folder
