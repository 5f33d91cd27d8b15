"""Connects to a Dask scheduler and sees to it that its workers can do this build's work.

In: the address an operator gave, and the bundle. Out: a link with a client of Dask, or a SiteError that says what is
wrong and what to do.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from plugins.build.fingerprints import LIBRARIES
from plugins.model import SiteError

from .bundle import Bundle, describe_differences, differences
from .installing import provide_dask

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 10.0  # seconds for a scheduler to answer, and for the first worker to come
RETURN = 60.0  # seconds for a scheduler that was lost, and a first worker, to come again
PAUSE = 0.5  # seconds between two attempts
PORT = 8786  # Dask's own
_ADDRESS = re.compile(r"(dask|tls)://(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?/?")


def read_address(text: str) -> str:
    """Dask's own form of the address; SiteError for what is none."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise SiteError(f"Không hiểu --executor «{text}»; ghi dask://MÁY:CỔNG, ví dụ dask://scheduler:{PORT}.")
    kind, host, port = found.groups()
    return f"{'tcp' if kind == 'dask' else kind}://{host}:{port or PORT}"


class Link:
    """A context: a client whose workers have the bundle, as those will that come later."""

    client: Client

    def __init__(self, address: str, bundle: Bundle) -> None:
        self._address, self._bundle = address, bundle

    def __enter__(self) -> Link:
        provide_dask()
        self._open(PATIENCE)
        sys.stderr.write(f"Dựng trên cụm {self._address}; bảng theo dõi: {self.client.dashboard_link}\n")
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(Exception):  # a scheduler that has gone keeps nothing
            self.client.unregister_worker_plugin(self._bundle.name)
        self._close()

    def reopen(self) -> None:
        """Waits for a scheduler at the same address and its first worker: whoever watches over them starts them anew.

        What was submitted is forgotten. SiteError where nobody comes, or those who come cannot do the work.
        """
        sys.stderr.write(f"Mất liên lạc với bộ điều phối {self._address}; đợi nhiều nhất {RETURN:g} giây…\n")
        until = time.monotonic() + RETURN
        self._close()
        while True:
            try:
                self._open(max(PAUSE, until - time.monotonic()))
            except _AbsentError as error:
                if time.monotonic() > until:
                    raise SiteError(
                        f"Mất liên lạc với bộ điều phối Dask, và đã hơn {RETURN:g} giây chưa nối lại được; "
                        "trang cũ được giữ nguyên. Hãy chạy lại bộ điều phối và các worker rồi dựng lại."
                    ) from error
                time.sleep(PAUSE)
            else:
                sys.stderr.write(f"Đã nối lại với bộ điều phối {self._address}; làm tiếp.\n")
                return

    def _open(self, patience: float) -> None:
        """SiteError says why not; patience in seconds."""
        self.client = _open_client(self._address, min(patience, PATIENCE))
        try:
            _await_workers(self.client, self._address, patience)
            try:
                _refuse_others(self.client)
                from .host import Host

                self.client.register_plugin(Host(*self._bundle), name=self._bundle.name)
            except OSError as error:
                raise _AbsentError(f"Mất liên lạc với bộ điều phối Dask ở {self._address} ({error}).") from error
        except BaseException:
            self._close()
            raise

    def _close(self) -> None:
        with suppress(Exception):
            self.client.close(timeout=2)


class _AbsentError(SiteError):
    """There is no scheduler, or it has no workers."""


def _open_client(address: str, patience: float) -> Client:
    client = _import_client()
    if address.startswith("tls:"):
        _refuse_without_certificates()
    try:
        return client(address, timeout=patience, set_as_default=False)
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        hint = "chạy `dask scheduler` ở đó rồi dựng lại, hoặc dựng không có --executor"
        raise _AbsentError(f"Không nối được với bộ điều phối Dask ở {address} ({error}); {hint}.") from error


def _refuse_without_certificates() -> None:
    from distributed.security import Security

    if Security().get_connection_args("client").get("ssl_context") is None:
        message = "Địa chỉ tls:// cần chứng chỉ: hãy cho Dask biết trong cấu hình của nó (docs/cluster.md nói cách)."
        raise SiteError(message)


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


def _await_workers(client: Client, address: str, patience: float) -> None:
    try:
        client.wait_for_workers(1, timeout=patience)
    except OSError:  # also what tells of the time that is up
        message = f"Bộ điều phối Dask ở {address} không có worker nào; hãy chạy `dask worker {address}` rồi dựng lại."
        raise _AbsentError(message) from None


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
