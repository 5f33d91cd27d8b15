"""Connects to a Dask scheduler and sees to it that its workers can do this build's work.

In: the address an operator gave, and the bundle. Out: a client of Dask, or a SiteError that says what is wrong and what
to do.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from plugins.build.fingerprints import LIBRARIES
from plugins.model import SiteError

from .bundle import Bundle, describe_differences, differences
from .installing import provide_dask

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 10.0  # seconds for a scheduler to answer, and for the first worker to come
PORT = 8786  # Dask's own
_ADDRESS = re.compile(r"(dask|tls)://(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?/?")


def read_address(text: str) -> str:
    """Dask's own form of the address; SiteError for what is none."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise SiteError(f"Không hiểu --executor «{text}»; ghi dask://MÁY:CỔNG, ví dụ dask://scheduler:{PORT}.")
    kind, host, port = found.groups()
    return f"{'tcp' if kind == 'dask' else kind}://{host}:{port or PORT}"


@contextmanager
def connected(address: str, bundle: Bundle) -> Iterator[Client]:
    """A client whose workers have the bundle, as those will that come later."""
    provide_dask()
    client = _open_client(address)
    try:
        _await_workers(client, address)
        _refuse_others(client)
        from .host import Host

        client.register_plugin(Host(*bundle), name=bundle.name)
        sys.stderr.write(f"Dựng trên cụm {address}; bảng theo dõi: {client.dashboard_link}\n")
        try:
            yield client
        finally:
            with suppress(Exception):  # a scheduler that has gone keeps nothing
                client.unregister_worker_plugin(bundle.name)
    finally:
        with suppress(Exception):
            client.close(timeout=2)


def _open_client(address: str) -> Client:
    client = _import_client()
    try:
        return client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        hint = "chạy `dask scheduler` ở đó rồi dựng lại, hoặc dựng không có --executor"
        if address.startswith("tls:"):
            hint += "; với tls:// còn cần chứng chỉ trong cấu hình của Dask (docs/cluster.md)"
        message = f"Không nối được với bộ điều phối Dask ở {address} ({error}); {hint}."
        raise SiteError(message) from error


def _import_client() -> Callable[..., Client]:
    """Loggers that Dask makes are to be plain ones: Pelican's raise where they tell of an error."""
    kind = logging.getLoggerClass()
    logging.setLoggerClass(logging.Logger)
    try:
        import cloudpickle
        from distributed import Client

        from . import host
    finally:
        logging.setLoggerClass(kind)
    cloudpickle.register_pickle_by_value(host)
    # What goes wrong is told by the build.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    made: Callable[..., Client] = Client
    return made


def _await_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        message = f"Bộ điều phối Dask ở {address} không có worker nào; hãy chạy `dask worker {address}` rồi dựng lại."
        raise SiteError(message) from None


def _refuse_others(client: Client) -> None:
    """SiteError for workers on which the same code may give other bytes."""
    found = client.get_versions(packages=list(LIBRARIES))
    ours = _versions(found["client"])
    for address, theirs in found["workers"].items():
        if others := list(differences(ours, _versions(theirs))):
            raise SiteError(f"Worker {address} {describe_differences(others)}.")


def _versions(found: dict[str, Any]) -> list[str]:
    python = ".".join(found["host"]["python"].split(".")[:3])
    packages = found["packages"]
    return [f"python {python}", *(f"{name} {packages.get(name) or 'không có'}" for name in LIBRARIES)]
