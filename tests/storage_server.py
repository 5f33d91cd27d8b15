"""An S3 server on loopback with one bucket; where s3fs can be neither found nor installed, its tests are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from plugins.build.storage import connecting
from plugins.build.storage.connecting import install_s3, open_storage, provide_s3
from plugins.model import SiteError
from plugins.publishing.targets.rclone import find_rclone
from tests.publishing_sample import s3_server, tree

KEYS = {"AWS_ACCESS_KEY_ID": "chia-khoa", "AWS_SECRET_ACCESS_KEY": "bi-mat-dai", "AWS_DEFAULT_REGION": "us-east-1"}


@dataclass
class Bucket:
    """`folder` is where the server keeps the objects; what they are is to be changed through the server alone."""

    name: str
    folder: Path
    environment: dict[str, str]

    def __str__(self) -> str:
        return f"s3://{self.name}"

    def tree(self, prefix: str) -> dict[str, bytes]:
        return tree(self.folder / prefix)

    def times(self, prefix: str) -> dict[str, int]:
        return {path: (self.folder / prefix / path).stat().st_mtime_ns for path in self.tree(prefix)}

    def put(self, key: str, content: bytes) -> None:
        open_storage().pipe_file(f"{self.name}/{key}", content)

    def put_tree(self, prefix: str, folder: Path) -> None:
        for path, content in tree(folder).items():
            self.put(f"{prefix}/{path}", content)

    def delete(self, key: str) -> None:
        open_storage().rm_file(f"{self.name}/{key}")


@contextmanager
def running_bucket(folder: Path) -> Iterator[Bucket]:
    try:
        provide_s3()
    except SiteError as error:
        pytest.skip(f"s3fs could not be installed from the package registry: {error}")
    (folder / "kho/thung").mkdir(parents=True)
    with s3_server(folder / "kho", find_rclone()) as port, pytest.MonkeyPatch.context() as patch:
        environment = KEYS | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
        for name, value in environment.items():
            patch.setenv(name, value)
        forget_connection()
        yield Bucket("thung", folder / "kho/thung", environment)
    forget_connection()


def forget_connection() -> None:
    """What is said of keys and places from here on is heeded."""
    from s3fs import S3FileSystem

    connecting._opened.clear()
    S3FileSystem.clear_instance_cache()


def find_s3() -> str:
    """Where s3fs lies; empty where it is among the portal's own libraries."""
    import s3fs

    own = Path(s3fs.__file__).parents[1]
    return "" if own.name == "site-packages" else str(install_s3())
