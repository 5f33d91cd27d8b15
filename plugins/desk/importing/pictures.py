"""Pictures that come with a source: those in a Word file, those saved beside a page, those written into it.

In: bytes or files, by the names a source has for them. Out: files below `images/YEAR/`, each under a name that its
content decides, so that nothing is overwritten and the same picture is there once; notes about those left out.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
import re
import urllib.parse
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from plugins.desk.importing.faults import SourceError
from plugins.desk.importing.looks import absolute
from plugins.desk.importing.parts import part_of
from plugins.model import Portal, slugify
from plugins.model.paths import PathError, confine, is_within

LARGEST = 60_000_000  # bytes
FOLDER = "images"

_KINDS = (
    (re.compile(rb"\xff\xd8\xff"), ".jpg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), ".png"),
    (re.compile(rb"GIF8[79]a"), ".gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), ".webp"),
    (re.compile(rb"....ftyp(?:avif|avis)", re.DOTALL), ".avif"),
)
_ICON = re.compile(
    r"(?:^|[/_.-])(?:icons?|logo|print|share|facebook|zalo|twitter|spacer|blank|pixel|bullet|avatar|loading|btn|button"
    r"|arrow|banner|rss|youtube)(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)
SMALLEST_DATA = 2_000  # characters of a picture written into the page; smaller ones are icons
_DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)


class Pictures:
    """The pictures of one source; `folder` is where files named in it are looked for, and nowhere else."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._found: dict[str, bytes] = {}
        self.notes: list[str] = []

    def resolver(self, address: str) -> Callable[[str], str | None]:
        """What says where the picture of a source in the page at `address` is: below `images/`, or its own address.

        Empty for one that is not at hand, None for what is no picture of the article.
        """

        def resolve(source: str) -> str | None:
            if _is_icon(source):
                return None
            if _DATA.match(source):
                with contextlib.suppress(binascii.Error, ValueError):
                    return self.add(base64.b64decode(source.split(",", 1)[1]), "anh") or None
                return None
            if re.match(r"(?:data|about|javascript):", source, re.IGNORECASE):
                return None
            if re.match(r"(?:file|cid):", source, re.IGNORECASE):
                return ""
            return self._local(source) or absolute(source, address)

        return resolve

    def add(self, data: bytes, name: str) -> str:
        """The path below the content folder that the picture will have, without its year; empty for no usable one."""
        suffix = next((suffix for mark, suffix in _KINDS if mark.match(data)), "")
        if not suffix or len(data) > LARGEST:
            why = "không phải JPEG, PNG, GIF, WebP hay AVIF" if not suffix else "quá lớn"
            self.notes.append(f"bỏ ảnh «{name[:60]}»: {why}")
            return ""
        src = f"{FOLDER}/{slugify(name, 40) or 'anh'}-{hashlib.sha256(data).hexdigest()[:12]}{suffix}"
        self._found[src] = data
        return src

    def _local(self, source: str) -> str:
        """A file that truly lies below the source's folder; whatever a page names, nothing else is read."""
        if self._folder is None or re.match(r"\w+://|//|[/\\]", source):
            return ""
        name = urllib.parse.unquote(source.split("?")[0].split("#")[0])
        try:
            path = self._folder / name
            if not is_within(self._folder, path) or not path.is_file() or path.stat().st_size > LARGEST:
                return ""
            data = path.read_bytes()
        except (OSError, ValueError):
            return ""
        return self.add(data, PurePosixPath(name).stem)

    def store(self, used: Iterable[str], portal: Portal, year: int) -> dict[str, str]:
        """Write those of the `used` that are this source's; their paths below the content folder, with the year.

        One that no page could show is left out, with a note, and maps to nothing. Raises OSError.
        """
        placed: dict[str, str] = {}
        for src in dict.fromkeys(used):
            if src in self._found:
                name = f"{FOLDER}/{year:04}/{PurePosixPath(src).name}"
                target = _place(portal.config.content, name)
                there = target.exists() or _write(self._found[src], target, portal, self.notes)
                placed[src] = name if there else ""
        return placed


def _place(content: Path, name: str) -> Path:
    try:
        return confine(content, name)
    except PathError as error:
        raise SourceError(error.message, error.hint) from None


def _is_icon(source: str) -> bool:
    if source.startswith("data:"):
        return len(source) < SMALLEST_DATA
    name = source.split("?")[0].rsplit("/", 1)[-1]
    return bool(_ICON.search(name)) or name.lower().endswith(".svg")


def _write(data: bytes, target: Path, portal: Portal, notes: list[str]) -> bool:
    """Put the picture in place, whole or not at all, if a page could show it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(target, str(os.getpid()))  # another process may be writing the same picture
    try:
        part.write_bytes(data)
        faults = [fault for fault in portal.inspect_picture(part) if fault[0].startswith("E-")]
        if faults:
            notes.append(f"bỏ ảnh «{target.name}»: {faults[0][1].replace(part.name, target.name)}")
            return False
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return True
