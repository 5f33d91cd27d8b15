"""A copy in a folder of what lies at an address, brought up to date with one listing.

In: an address. Out: a folder with the same files; only those that storage calls another version were fetched, and those
that it no longer has are gone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from plugins.build.output import write_error
from plugins.model import SiteError
from plugins.model.paths import is_plain

from .address import Address
from .connecting import each, list_objects, open_storage, telling

FETCHING = "Lấy từ kho"

# The size of an object and the number of its version; the time (ns) its copy then got.
Kept = tuple[int, int, int]


def mirror(address: Address, home: Path) -> Path:
    """The folder, below `home`; SiteError where storage cannot be read, or has nothing there."""
    own = home / hashlib.sha256(str(address).encode()).hexdigest()[:16]
    try:
        with _alone(own):
            _update(address, own)
    except OSError as error:
        raise write_error(own, error) from error
    return own / "tree"


def read_versions(tree: Path) -> dict[str, tuple[int, int]]:
    """The size of each object of which a mirror has a copy, and the number of its version."""
    return {name: kept[:2] for name, kept in _load(_record(tree.parent)).items()}


def _update(address: Address, own: Path) -> None:
    tree, record, fresh = own / "tree", _record(own), own / "new"
    listed = list_objects(address)
    _refuse(address, listed)
    known = _load(record)
    standing = {
        name: kept for name, kept in known.items() if kept[:2] == listed.get(name) and _stands(tree, name, kept)
    }
    _remove(tree, standing)
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    tree.mkdir(exist_ok=True)

    def fetch(name: str) -> Kept:
        draft, path = fresh / hashlib.sha256(name.encode()).hexdigest(), tree / name
        with telling(address):
            open_storage().get_file(f"{address.path}/{name}", str(draft))
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(path)
        return *listed[name], path.stat().st_mtime_ns

    missing = [name for name in listed if name not in standing]
    if missing or standing.keys() != known.keys():
        record.unlink(missing_ok=True)
        _save(record, standing | each(fetch, missing, FETCHING))
    fresh.rmdir()


def _refuse(address: Address, names: Iterable[str]) -> None:
    """SiteError where there is nothing, which is more often a mistake than a portal without news, or a bad name."""
    if not names:
        raise SiteError(f"Không có tệp nào ở {address}; hãy xem lại địa chỉ sau --content.")
    for name in names:
        if not is_plain(name):
            raise SiteError(f"Ở {address} có tệp tên {name!r}, không đặt được trong một thư mục; hãy đổi tên nó.")


def _stands(tree: Path, name: str, kept: Kept) -> bool:
    """Whether the copy is there as it was made."""
    try:
        status = os.lstat(tree / name)
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (kept[0], kept[2])


def _remove(tree: Path, standing: Mapping[str, Kept]) -> None:
    """Everything but these files, with the folders that are empty then."""
    needed = set[str]()
    for folder in {name.rpartition("/")[0] for name in standing}:
        while folder and folder not in needed:
            needed.add(folder)
            folder = folder.rpartition("/")[0]
    root = f"{tree}/"
    for place, folders, files in os.walk(tree):
        prefix = f"{place}/".removeprefix(root)
        for file in files:
            if prefix + file not in standing:
                Path(place, file).unlink()
        for below in [*folders]:
            path = Path(place, below)
            if path.is_symlink():
                path.unlink()
            elif prefix + below not in needed:
                shutil.rmtree(path)
                folders.remove(below)


def _record(own: Path) -> Path:
    return own / "listing"


def _load(record: Path) -> dict[str, Kept]:
    """What is damaged counts as nothing."""
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.msgpack.decode(record.read_bytes(), type=dict[str, Kept])
    return {}


def _save(record: Path, kept: Mapping[str, Kept]) -> None:
    new = record.with_suffix(".new")
    new.write_bytes(msgspec.msgpack.encode(kept))
    new.replace(record)


@contextmanager
def _alone(own: Path) -> Iterator[None]:
    """Builds of the same content wait for one another here."""
    own.mkdir(parents=True, exist_ok=True)
    with (own / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
