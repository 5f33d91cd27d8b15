"""Addresses of places in storage, as an operator writes them: `s3://bucket/prefix`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugins.model import SiteError
from plugins.model.paths import is_plain

SCHEME = "s3://"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True)
class Address:
    """All objects whose keys begin with `prefix`, which may be empty, and a slash."""

    bucket: str
    prefix: str

    def __str__(self) -> str:
        return f"{SCHEME}{self.path}"

    @property
    def path(self) -> str:
        """As fsspec writes it, without the scheme."""
        return f"{self.bucket}/{self.prefix}".rstrip("/")

    @property
    def beside(self) -> Address:
        """Where a build keeps what is not yet in place: in the same bucket, and not below the address itself."""
        folder, _, name = self.prefix.rpartition("/")
        return Address(self.bucket, f"{folder}/.{name}.staging".lstrip("/"))

    def below(self, name: str) -> Address:
        return Address(self.bucket, f"{self.prefix}/{name}".lstrip("/"))

    def holds(self, other: Address) -> bool:
        return f"{other.path}/".startswith(f"{self.path}/")


def is_address(text: str) -> bool:
    return "://" in text


def read_address(text: str, option: str) -> Address:
    """SiteError for what is none; `option` is what it was given with."""
    bucket, _, prefix = text.removeprefix(SCHEME).partition("/")
    prefix = prefix.strip("/")
    is_whole = text.startswith(SCHEME) and _BUCKET.fullmatch(bucket) and (not prefix or is_plain(prefix))
    if not is_whole:
        # Not told as it was written: somebody may have put a key into it.
        raise SiteError(
            f"Không hiểu địa chỉ sau {option}; ghi {SCHEME}BUCKET/THƯ-MỤC, ví dụ {SCHEME}cong-tin/trang. Khoá truy cập "
            "đặt trong biến môi trường (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), không ghi vào địa chỉ."
        )
    return Address(bucket, prefix)
