"""Decap CMS itself, which is not part of this repository: one file from the npm registry, pinned by version and hash.

In: the network, when the file is first needed. Out: a folder below `.cache/cms/` with the script and its licences.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import tarfile
import threading
import urllib.request
from pathlib import Path

from plugins.model import SiteError

NAME, VERSION = "decap-cms", "3.16.3"
# As the registry tells it: `npm view decap-cms@VERSION dist.integrity`.
INTEGRITY = "sha512-hf+dPlCh7TJmWl8+6VRzHYOWhri5xgUknrZbDewaWe4s9B7xJ8PQugp2QHeSldMUKzav6+z0oIpwUYhUJDYtYw=="
REGISTRY = "https://registry.npmjs.org"
HOME = Path(__file__).parents[3] / ".cache" / "cms"
SCRIPT, LICENCES = "decap-cms.js", "decap-cms.js.LICENSE.txt"
MOST_BYTES = 64_000_000
PATIENCE = 30  # seconds without a byte

_fetching = threading.Lock()


class MissingCmsError(SiteError):
    """The desk's program is not there and could not be fetched."""


def find_cms(home: Path = HOME) -> Path | None:
    """The folder of the pinned version, if it was fetched before."""
    folder = home / f"{NAME}-{VERSION}"
    return folder if folder.is_dir() else None


def fetch_cms(home: Path = HOME) -> Path:
    """The folder of the pinned version; MissingCmsError when it is neither there nor to be had."""
    with _fetching:
        return find_cms(home) or _fetch(home)


def _fetch(home: Path) -> Path:
    registry = os.environ.get("NPM_CONFIG_REGISTRY", REGISTRY).rstrip("/")
    address = f"{registry}/{NAME}/-/{NAME}-{VERSION}.tgz"
    folder = home / f"{NAME}-{VERSION}"
    temporary = folder.with_name(f"{folder.name}.{os.getpid()}")
    try:
        packed = _download(address)
        temporary.mkdir(parents=True, exist_ok=True)
        for name, content in _unpack(packed).items():
            (temporary / name).write_bytes(content)
        temporary.rename(folder)
    except (OSError, ValueError, tarfile.TarError, KeyError) as error:
        shutil.rmtree(temporary, ignore_errors=True)
        if (found := find_cms(home)) is not None:
            return found  # another process was faster
        told = getattr(error, "reason", error)  # urllib wraps what the system said
        reason = getattr(told, "strerror", None) or told
        raise MissingCmsError(
            f"Không tải được bàn biên tập ({NAME} {VERSION}) từ {registry}: {reason}. "
            "Mọi việc khác vẫn chạy; nối mạng rồi mở lại /bien-tap/."
        ) from error
    return folder


def _download(address: str) -> bytes:
    """The package's bytes once they have proved to be those that were pinned; ValueError otherwise."""
    if not address.startswith(("https://", "http://127.0.0.1:")):
        raise ValueError("địa chỉ kho npm phải bắt đầu bằng https://")
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - the scheme was looked at
        packed: bytes = answer.read(MOST_BYTES + 1)
    if len(packed) > MOST_BYTES:
        raise ValueError("gói tải về lớn quá mức")
    kind, _, expected = INTEGRITY.partition("-")
    if base64.b64encode(hashlib.new(kind, packed).digest()).decode() != expected:
        raise ValueError("gói tải về không đúng mã băm đã ghim")
    return packed


def _unpack(packed: bytes) -> dict[str, bytes]:
    """The two files of the package that a page needs, by name; no path of the archive is ever written to."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        for name in (SCRIPT, LICENCES):
            member = archive.extractfile(f"package/dist/{name}")
            if member is None:
                raise KeyError(name)
            found[name] = member.read()
    return found
