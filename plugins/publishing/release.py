"""The passport of a published build: what was made, when, by which version, and every file with its digest.

In: an output folder whose gates have all passed. Out: `OUTPUT.release.json` beside the folder, never in it, and the
`Release` read back from it once it is sure that the folder is still what was passed. Files whose size and time are
those of the passport before are not read again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import msgspec

from plugins.model import SiteError
from plugins.model.delivery import encoding_of

FORMAT = 1
KIND = "portal-release"  # tells a passport from other JSON files
DIGITS = 20  # of a file's digest, as in the names of pictures: the record of a large site travels with every deploy
SHOWN = 5  # files named in a message
PROJECT_FILES = ("plugins/**/*.py", "theme/**/*", "*conf.py", "tasks.py", "requirements.lock")


class ReleasedFile(NamedTuple):
    """A file's digest (the first 80 bits of its SHA-256, in hex), its size in bytes, and on the machine that built it
    its time (ns); elsewhere the time says nothing and is 0.
    """

    digest: str
    size: int
    time: int = 0


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """One build that may go live. `files` are by path below the output folder, sorted.

    `version` is a digest of the code and settings that made it; `moment` is UTC, in ISO form; `url` is the public
    address without a trailing slash; `items` are those that readers see.
    """

    format: int = FORMAT
    kind: str = KIND
    version: str
    moment: str
    url: str
    items: int
    files: Mapping[str, ReleasedFile]

    @property
    def id(self) -> str:
        """Of the moment and the content, such as `20260701-074332-1f09c2ab`; sorts by time."""
        return f"{self.moment[:19].replace('-', '').replace(':', '').replace('T', '-')}-{self.digest[:8]}"

    @property
    def digest(self) -> str:
        """Of all paths and contents: two releases with the same one show readers the same site."""
        lines = (f"{path} {file.digest}\n" for path, file in self.files.items())
        return hashlib.sha256("".join(lines).encode()).hexdigest()[:32]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files.values())


def without_copies(release: Release) -> Release:
    """The release as a host gets it that cannot choose between a file and its compressed copies."""
    files = {path: file for path, file in release.files.items() if not encoding_of(path)}
    return msgspec.structs.replace(release, files=files)


def release_path(output: Path) -> Path:
    """Where the passport of an output folder lies."""
    return output.with_name(f"{output.name}.release.json")


def write_release(output: Path, *, version: str, items: int, url: str, moment: dt.datetime | None = None) -> Release:
    """Take down what the output holds, as the last step of `publish`; SiteError when it cannot be read or written."""
    try:
        before = decode_release(release_path(output).read_bytes()).files
    except (OSError, SiteError):
        before = {}
    now = (moment or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)
    files = _digest_files(output, before)
    if not files:
        raise SiteError(f"Thư mục kết quả {output} trống; hãy chạy lại: python3 tasks.py publish.")
    release = Release(version=version, moment=now.isoformat(timespec="seconds"), url=url, items=items, files=files)
    path = release_path(output)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(encode_release(release))
        temporary.replace(path)
    except OSError as error:
        raise SiteError(f"Không ghi được hồ sơ phát hành {path}: {error.strerror}.") from error
    finally:
        temporary.unlink(missing_ok=True)
    return release


def read_release(output: Path, *, version: str = "") -> Release:
    """The passport of this output; SiteError when it is missing, foreign or damaged, when the output has changed since,
    or when another `version` of the portal made it.
    """
    again = "Hãy chạy lại: python3 tasks.py publish."
    if not output.is_dir():
        raise SiteError(f"Chưa có bản dựng ở {output}. {again}")
    try:
        release = decode_release(release_path(output).read_bytes())
    except FileNotFoundError:
        raise SiteError(
            f"Bản dựng ở {output} chưa qua các cửa kiểm tra (không có {release_path(output).name}). {again}"
        ) from None
    except OSError as error:
        raise SiteError(f"Không đọc được {release_path(output)}: {error.strerror}.") from error
    if version and release.version != version:
        raise SiteError(
            f"Bản dựng ở {output} do một phiên bản khác của cổng làm ra (mã nguồn, giao diện hoặc thiết lập đã đổi). "
            + again
        )
    found = _digest_files(output, release.files)
    changed = sorted(
        path
        for path in found.keys() | release.files.keys()
        if path not in found or path not in release.files or found[path][:2] != release.files[path][:2]
    )
    if changed:
        named = ", ".join(changed[:SHOWN]) + ("…" if len(changed) > SHOWN else "")
        raise SiteError(f"Bản dựng ở {output} đã bị thay đổi sau khi kiểm tra: {len(changed)} tệp ({named}). {again}")
    return release


def encode_release(release: Release) -> bytes:
    return msgspec.json.encode(release)


def decode_release(data: bytes) -> Release:
    """A passport from its bytes; SiteError when they are none, or one of another format."""
    try:
        head = msgspec.json.decode(data, type=_Head)
    except msgspec.MsgspecError:
        raise SiteError("Hồ sơ phát hành bị hỏng, không đọc được.") from None
    if head.kind != KIND:
        raise SiteError("Tệp hồ sơ phát hành không phải của cổng này.")
    if head.format != FORMAT:
        raise SiteError(
            f"Hồ sơ phát hành theo mẫu {head.format}, cổng này dùng mẫu {FORMAT}: nó do một phiên bản khác làm ra."
        )
    try:
        release = msgspec.json.decode(data, type=Release)
        dt.datetime.fromisoformat(release.moment)
    except (msgspec.MsgspecError, ValueError):
        raise SiteError("Hồ sơ phát hành bị hỏng, không đọc được.") from None
    if not release.files or not all(map(_is_plain, release.files)):
        raise SiteError("Hồ sơ phát hành bị hỏng: có đường dẫn không hợp lệ.")
    return release


def portal_version(project: Path) -> str:
    """A digest of the code, the theme and the settings that the project builds with."""
    found = hashlib.sha256()
    for path in sorted({path for pattern in PROJECT_FILES for path in project.glob(pattern) if path.is_file()}):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        found.update(f"{path.relative_to(project).as_posix()} {content}\n".encode())
    return found.hexdigest()[:32]


class _Head(msgspec.Struct):
    kind: str = ""
    format: int = 0


def _digest_files(output: Path, known: Mapping[str, ReleasedFile]) -> dict[str, ReleasedFile]:
    found, unread = dict[str, ReleasedFile](), list[tuple[str, int, int]]()
    try:
        for path, entry in _walk(output):
            status, file = entry.stat(follow_symlinks=False), known.get(path)
            if file is not None and file.size == status.st_size and file.time == status.st_mtime_ns:
                found[path] = file
            else:
                unread.append((path, status.st_size, status.st_mtime_ns))
        with ThreadPoolExecutor() as pool:  # reading and hashing leave the interpreter free
            for (path, size, time), digest in zip(
                unread, pool.map(lambda each: digest_file(output / each[0]), unread), strict=True
            ):
                found[path] = ReleasedFile(digest, size, time)
    except OSError as error:
        raise SiteError(f"Không đọc được {error.filename or output}: {error.strerror}.") from error
    return dict(sorted(found.items()))


def digest_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:DIGITS]


def _walk(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file below the folder with its path; SiteError where something is neither file nor folder."""
    waiting = [("", str(folder))]
    while waiting:
        prefix, path = waiting.pop()
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield prefix + entry.name, entry
                else:
                    raise SiteError(f"{entry.path} là liên kết hoặc tệp đặc biệt, không phát hành được.")


def _is_plain(path: str) -> bool:
    return not any(part in {"", ".", ".."} for part in path.split("/")) and not any(ord(sign) < 32 for sign in path)
