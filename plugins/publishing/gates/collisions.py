"""No two files of the site may be one on another machine: hosts and file systems ignore case or change the form.

In: the names of all files. Out: a fault for each that meets another after NFC and case folding, that is a folder to
another, or that some host cannot hold.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from plugins.model import Fault
from plugins.publishing.built import BuiltSite

from .gate import Verdict

MOST_BYTES, MOST_PART = 1024, 255  # of a whole name in storage of the S3 kind, and of one part on common file systems
NOT_EVERYWHERE = frozenset('\\:*?"<>|')  # letters that Windows and some hosts refuse in names
_HINT = "đổi slug hoặc tên tệp ảnh cho khác hẳn"


def find_collisions(site: BuiltSite) -> Verdict:
    return Verdict(tuple(_find(site.files)), f"{len(site.files)} tên tệp")


def _find(files: Iterable[str]) -> Iterator[Fault]:
    owners: dict[str, str] = {}  # of names and of the folders they lie in, as a file system without case sees them
    folders: dict[str, str] = {}
    for file in files:
        if reason := _unfit(file):
            yield Fault(file, 1, "E-OUTPUT-NAME", f"tên tệp {reason}", "đổi slug hoặc tên tệp ảnh")
        key = unicodedata.normalize("NFC", file).casefold()
        if key in owners:
            yield Fault(file, 1, "E-OUTPUT-NAME", f"trùng với {owners[key]} trên máy không phân biệt hoa thường", _HINT)
        owners.setdefault(key, file)
        folder, spelt = key.rpartition("/")[0], file.rpartition("/")[0]
        while folder and folder not in folders:
            folders[folder] = spelt
            folder, spelt = folder.rpartition("/")[0], spelt.rpartition("/")[0]
        if folder and folders[folder] != spelt:
            yield Fault(file, 1, "E-OUTPUT-NAME", f"thư mục của tệp trùng với {folders[folder]}/", _HINT)
    for key in owners.keys() & folders.keys():
        yield Fault(owners[key], 1, "E-OUTPUT-NAME", f"tệp trùng tên với thư mục {folders[key]}/", _HINT)


def _unfit(file: str) -> str:
    """Why some host cannot hold a file of this name; empty where all can."""
    if file != unicodedata.normalize("NFC", file):
        return "không ở dạng Unicode dựng sẵn (NFC)"
    if any(ord(sign) < 32 or sign in NOT_EVERYWHERE for sign in file):
        return "có ký tự mà nhiều máy chủ không nhận"
    if len(file.encode()) > MOST_BYTES or any(len(part.encode()) > MOST_PART for part in file.split("/")):
        return "quá dài"
    return ""
