"""Installs Dask, when a build is first given a cluster.

In: the hashes in requirements-cluster.lock (from the group `cluster` of pyproject.toml). Out: a folder below
`.cache/cluster/` with the packages.
"""

from __future__ import annotations

from pathlib import Path

from plugins.build.extras import install_extra, provide_extra
from plugins.build.settings import CACHE, PROJECT

LOCK = PROJECT / "requirements-cluster.lock"
HOME = CACHE / "cluster"


def provide_dask(home: Path = HOME) -> None:
    """Dask can be imported afterwards; SiteError when pip cannot install it."""
    provide_extra("distributed", "Dask", LOCK, home)


def install_dask(home: Path = HOME) -> Path:
    """The folder with the packages, which the programs of a cluster may be run from; SiteError as above."""
    return install_extra("Dask", LOCK, home)
