"""What a target keeps of the release it shows: the release's passport, and the older files that stay for open pages.

In: bytes on the target, whatever they are. Out: a `Record` that fits its name, or a SiteError.
"""

from __future__ import annotations

from collections.abc import Mapping

import brotli
import msgspec

from plugins.model import SiteError
from plugins.model.delivery import kind_of

from .release import DIGITS, Release, ReleasedFile, decode_release, encode_release

QUALITY = 9  # of Brotli: half a second at ten thousand items
BYTES = DIGITS // 2


class Record(msgspec.Struct, frozen=True):
    """`kept` are files of earlier releases that pages still open may ask for, by the last release that had them."""

    release: Release
    kept: Mapping[str, str] = {}


class _Columns(msgspec.Struct):
    """The files by columns, which pack best: on most days the record is the largest file of a deploy."""

    head: bytes  # the passport without its files
    paths: str
    sizes: list[int]
    digests: bytes
    kept: dict[str, str]


def lend_assets(record: Record, newer: Record | None) -> Record:
    """The record as it is after a rollback: pages of the newer release may be open still, and ask for its assets."""
    if newer is None:
        return record
    assets = [path for path in newer.release.files if path not in record.release.files and kind_of(path).rank == 0]
    kept = {**newer.kept, **record.kept, **dict.fromkeys(assets, newer.release.id)}
    return Record(record.release, {path: since for path, since in kept.items() if path not in record.release.files})


def encode_record(record: Record) -> bytes:
    """The record as a target keeps it. The files' times say nothing on another machine and are left out."""
    files = record.release.files
    head = encode_release(msgspec.structs.replace(record.release, files={}))
    sizes = [file.size for file in files.values()]
    digests = bytes.fromhex("".join(file.digest for file in files.values()))
    columns = _Columns(head, "\n".join(files), sizes, digests, dict(record.kept))
    packed: bytes = brotli.compress(msgspec.msgpack.encode(columns), quality=QUALITY, lgwin=24)
    return packed


def decode_record(data: bytes, name: str) -> Record:
    """The record called `name`, the release's id; SiteError where it is damaged, foreign or another's."""
    try:
        columns = msgspec.msgpack.decode(brotli.decompress(data), type=_Columns)
        digests = [columns.digests[start : start + BYTES].hex() for start in range(0, len(columns.digests), BYTES)]
        rows = zip(columns.paths.split("\n"), digests, columns.sizes, strict=True)
        files = {path: ReleasedFile(digest, size) for path, digest, size in rows}
        head = msgspec.json.decode(columns.head)
        release = decode_release(msgspec.json.encode({**head, "files": files}))
    except (brotli.error, msgspec.MsgspecError, ValueError, TypeError):
        raise SiteError(f"Hồ sơ của bản {name} trên đích bị hỏng, không đọc được.") from None
    if release.id != name:
        raise SiteError(f"Hồ sơ trên đích mang tên {name} nhưng là của bản {release.id}: đã có người sửa.")
    return Record(release, columns.kept)
