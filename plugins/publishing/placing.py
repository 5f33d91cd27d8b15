"""Makes the output folder what has passed the gates, and leaves it as it was until then.

In: the folder that was built and examined, and the output folder. Out: the output with just the same files; those that
are the same already, by size and time, are not touched. Each file is copied and takes its place by a rename: a link
would let whoever writes into one folder change the other.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from plugins.model import SiteError

from .built import FileState, list_files
from .release import release_path

MARK = 'name="generator" content="Cổng tin tĩnh"'.encode()  # on every page that the portal makes


class Placed(NamedTuple):
    """How many files were put there anew, and how many were taken away."""

    changed: int
    deleted: int


def refuse_foreign(output: Path) -> None:
    """SiteError when the folder holds what the portal did not make, and so would lose it."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise SiteError(f"{output} không phải là thư mục; hãy chọn chỗ khác sau --output.")
    if not output.is_dir() or not any(output.iterdir()):
        return
    hidden = sorted(path.name for path in output.iterdir() if path.name.startswith("."))
    is_ours = release_path(output).is_file()
    with contextlib.suppress(OSError):
        is_ours = is_ours or MARK in (output / "index.html").read_bytes()
    if not is_ours or hidden:
        named = f" ({', '.join(hidden)})" if hidden else ""
        raise SiteError(
            f"Thư mục {output} có tệp không do cổng tạo ra{named} nên không phát hành vào đó; "
            "hãy chọn một thư mục trống hoặc thư mục mới sau --output."
        )


def place_files(folder: Path, files: Mapping[str, FileState], output: Path) -> Placed:
    """Make the output equal to the folder; SiteError when it cannot be written to."""
    temporary = output.with_name(f".{output.name}.new")
    try:
        output.mkdir(parents=True, exist_ok=True)
        there = list_files(output)
        stale = there.keys() - files.keys()
        for file in stale:
            (output / file).unlink()
        _remove_empty_folders(output, stale)
        changed = [file for file, state in files.items() if there.get(file) != state]
        for parent in {(output / file).parent for file in changed}:
            parent.mkdir(parents=True, exist_ok=True)
        for file in changed:
            shutil.copy2(folder / file, temporary)
            temporary.replace(output / file)
    except OSError as error:
        raise SiteError(
            f"Không ghi được {error.filename or output}: {error.strerror}. Bản ở {output} chưa trọn nên sẽ không được "
            "đưa lên máy chủ; sửa xong hãy chạy lại: python3 tasks.py publish."
        ) from error
    return Placed(len(changed), len(stale))


def _remove_empty_folders(output: Path, files: Iterable[str]) -> None:
    folders = {parent for file in files for parent in PurePosixPath(file).parents if parent.parts}
    for folder in sorted(folders, key=lambda path: len(path.parts), reverse=True):
        with contextlib.suppress(OSError):
            (output / folder).rmdir()
