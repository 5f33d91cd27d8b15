"""Installs libraries that few builds need, when a build first needs them.

In: a lock file with hashes. Out: a folder below `.cache`, which comes last where modules are looked for, so that the
portal's own libraries stay what they are.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from plugins.model import SiteError


def provide_extra(module: str, name: str, lock: Path, home: Path) -> None:
    """The module can be imported afterwards; SiteError when pip cannot install what it is called by, `name`."""
    if importlib.util.find_spec(module) is None:
        sys.path.append(str(install_extra(name, lock, home)))


def install_extra(name: str, lock: Path, home: Path) -> Path:
    """The folder with the packages; SiteError as above."""
    folder = home / hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:16]
    if not folder.is_dir():
        temporary = folder.with_suffix(f".{os.getpid()}")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        if subprocess.run([*pip, "--no-deps", "--target", str(temporary), "-r", str(lock)]).returncode:  # noqa: S603
            shutil.rmtree(temporary, ignore_errors=True)
            raise SiteError(f"Không cài được {name} ({lock.name}); hãy xem lỗi của pip ở trên.")
        try:
            temporary.rename(folder)
        except OSError:
            shutil.rmtree(temporary, ignore_errors=True)  # another run was first
    return folder
