"""Speaks to storage through fsspec, and says in words what went wrong there.

In: nothing but what the environment and the AWS configuration of this machine say of keys, region and endpoint. Out:
fsspec's file system, one for each process; a SiteError where storage cannot be used.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from plugins.build.extras import install_extra, provide_extra
from plugins.build.progress import show_progress
from plugins.model import SiteError

from .address import SCHEME, Address

T = TypeVar("T")

PROJECT = Path(__file__).resolve().parents[3]
LOCK = PROJECT / "requirements-storage.lock"
HOME = PROJECT / ".cache" / "storage"
PATIENCE = {"connect_timeout": 15, "read_timeout": 60, "max_pool_connections": 64}  # seconds; connections
AT_ONCE = 32  # requests under way: each waits for the network most of its time
BATCH = 256  # requests after which the progress bar moves on

_opened: dict[int, Any] = {}  # by the number of the process: none may use what another opened


def open_storage() -> Any:
    """The file system of this process; SiteError where s3fs can be neither found nor installed."""
    pid = os.getpid()
    if pid not in _opened:
        _opened.clear()
        _opened[pid] = _open()
    return _opened[pid]


def provide_s3(home: Path = HOME) -> None:
    """s3fs can be imported afterwards; SiteError when pip cannot install it."""
    provide_extra("s3fs", "s3fs", LOCK, home)


def install_s3(home: Path = HOME) -> Path:
    """The folder with the packages; SiteError as above."""
    return install_extra("s3fs", LOCK, home)


def is_provided() -> bool:
    """Whether this machine has what it takes, without installing anything."""
    return importlib.util.find_spec("s3fs") is not None


def _open() -> Any:
    provide_s3()
    # Loggers that are made meanwhile are to be plain ones: Pelican's raise where they tell of an error.
    kind = logging.getLoggerClass()
    logging.setLoggerClass(logging.Logger)
    try:
        from fsspec.core import url_to_fs

        files, _ = url_to_fs(SCHEME, use_listings_cache=False, config_kwargs=PATIENCE)
    finally:
        logging.setLoggerClass(kind)
    for name in ("s3fs", "fsspec", "botocore", "aiobotocore", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is told by the build
    return files


@contextmanager
def telling(address: Address) -> Iterator[None]:
    """Whatever goes wrong with storage within is raised as a SiteError that names the place."""
    try:
        yield
    except (SiteError, MemoryError):
        raise
    except Exception as error:
        raise SiteError(_explain(address, error)) from error


def _explain(address: Address, error: Exception) -> str:
    """None of what storage answers is told where it may speak of keys."""
    kind = type(error).__name__
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "Hết chỗ trên đĩa: hãy giải phóng chỗ rồi dựng lại."
    if "Credential" in kind or kind in {"ProfileNotFound", "TokenRetrievalError"}:
        return (
            f"Không có khoá truy cập {address}: đặt AWS_ACCESS_KEY_ID và AWS_SECRET_ACCESS_KEY trong môi trường, "
            "hoặc khai trong ~/.aws (AWS_PROFILE chọn tên)."
        )
    if isinstance(error, PermissionError):
        return (
            f"Kho từ chối {address}: khoá truy cập sai, hết hạn, hoặc không có quyền liệt kê, đọc, ghi hay xoá ở đó "
            "(docs/cluster.md kể các quyền cần có)."
        )
    if isinstance(error, FileNotFoundError):
        return (
            f"Không có bucket «{address.bucket}» hoặc tệp trong nó vừa mất ({address}); hãy xem lại tên, và "
            "AWS_ENDPOINT_URL nếu kho không phải của AWS."
        )
    if "Connection" in kind or "Timeout" in kind or isinstance(error, ConnectionError | TimeoutError):
        return f"Mất kết nối tới kho ở {address} ({kind}); hãy xem lại mạng và AWS_ENDPOINT_URL rồi dựng lại."
    return f"Kho ở {address} báo lỗi: {kind}: {error}"


def list_objects(address: Address) -> dict[str, tuple[int, int]]:
    """All objects there, by their paths below the address: the size of each, and the number of its version."""
    with telling(address):
        found = open_storage().find(address.path, detail=True)
    root = f"{address.path}/"
    return {path.removeprefix(root): state_of(info) for path, info in found.items()}


def fetch_object(address: Address, name: str, path: Path) -> int | None:
    """Write an object's content to this path; the number of its version, or None where there is no such object.

    Asked for afterwards: an object that was listed with this version before has this content.
    """
    storage, key = open_storage(), f"{address.path}/{name}"
    with telling(address):
        try:
            storage.get_file(key, str(path))
            return state_of(storage.info(key))[1]
        except FileNotFoundError:
            return None


def probe(address: Address) -> None:
    """SiteError where the place may not be listed; what the first request takes is then done."""
    with telling(address):
        open_storage().call_s3("list_objects_v2", Bucket=address.bucket, Prefix=address.prefix, MaxKeys=1)


def state_of(info: Mapping[str, Any]) -> tuple[int, int]:
    return info["size"], number(info["ETag"])


def number(version: str) -> int:
    """One for each version of an object, in quotes or without; of as many bits as the manifest has for a time."""
    return int.from_bytes(hashlib.blake2b(version.strip('"').encode(), digest_size=8).digest(), signed=True)


def each(work: Callable[[str], T], names: Iterable[str], label: str) -> dict[str, T]:
    """What the work gives for each name, many at once, with a progress bar; what it raises first is raised here."""
    names, found = list(names), dict[str, T]()
    with show_progress(label, len(names)) as advance, ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for start in range(0, len(names), BATCH):
                part = names[start : start + BATCH]
                found |= zip(part, pool.map(work, part), strict=True)
                advance(len(part))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return found
