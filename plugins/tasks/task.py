"""What a task is: its options, and how it ends at what a person can mend.

In: the functions of this package, decorated. Out: Invoke's tasks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import invoke

from plugins.build.settings import Remote
from plugins.build.storage.address import is_address
from plugins.desk.formats import format_faults
from plugins.model import SiteError

CONTENT_HELP = "thư mục nội dung (mặc định: content)"
OUTPUT_HELP = "thư mục kết quả (mặc định: output)"
OR_ADDRESS = ", hoặc s3://BUCKET/THƯ-MỤC (docs/cluster.md; mặc định: {})"


class PortalTask(invoke.Task[Callable[..., None]]):
    """A task that tells a SiteError in words, its faults and notes first, and ends with status 1."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except SiteError as error:
            if error.faults:
                print(format_faults(error.faults), file=sys.stderr)
            for note in getattr(error, "__notes__", ()):
                print(note, file=sys.stderr)
            raise invoke.Exit(message=str(error), code=1) from None


task = partial(invoke.task, klass=PortalTask)


def path_of(text: str) -> Path | None:
    """The path that an option names; None where it was not given, SiteError for an address in storage."""
    if is_address(text):
        raise SiteError("Việc này cần một thư mục: chỉ `build` đọc và ghi được ở s3:// (docs/cluster.md).")
    return Path(text).resolve() if text else None


def places_of(content: str, output: str) -> dict[str, Any]:
    """The options of a build that these two name, each a folder or an address in storage."""
    remote = Remote(*(text if is_address(text) else "" for text in (content, output)))
    folders = {"content": content, "output": output}
    return {"remote": remote} | {name: path_of(text) for name, text in folders.items() if not is_address(text)}
