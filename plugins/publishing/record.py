"""What a target keeps of the release it shows: the release's passport, and the older files that stay for open pages.

In: bytes on the target, whatever they are. Out: a `Record` that fits its name, or a SiteError.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping

import msgspec

from plugins.model import SiteError

from .release import Release, ReleasedFile, decode_release, encode_release


class Record(msgspec.Struct, frozen=True):
    """`kept` are files of earlier releases that pages still open may ask for, by the last release that had them."""

    release: Release
    kept: Mapping[str, str] = {}


def encode_record(record: Record) -> bytes:
    """Small: on most days it is the largest file of a deploy. The times say nothing on another machine."""
    files = {path: ReleasedFile(file.digest, file.size) for path, file in record.release.files.items()}
    release = msgspec.Raw(encode_release(msgspec.structs.replace(record.release, files=files)))
    return gzip.compress(msgspec.json.encode({"release": release, "kept": record.kept}), 9, mtime=0)


def decode_record(data: bytes, name: str) -> Record:
    """The record called `name`, the release's id; SiteError where it is damaged, foreign or another's."""
    try:
        raw = msgspec.json.decode(gzip.decompress(data), type=_RawRecord)
    except (OSError, EOFError, zlib.error, msgspec.MsgspecError):
        raise SiteError(f"Hồ sơ của bản {name} trên đích bị hỏng, không đọc được.") from None
    release = decode_release(bytes(raw.release))
    if release.id != name:
        raise SiteError(f"Hồ sơ trên đích mang tên {name} nhưng là của bản {release.id}: đã có người sửa.")
    return Record(release, raw.kept)


class _RawRecord(msgspec.Struct):
    release: msgspec.Raw
    kept: dict[str, str] = {}
