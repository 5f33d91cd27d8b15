"""How much a file may hold and how much work on it may cost: every limit of the portal, with its unit.

In: nothing; `PORTAL_LIMITS` in pelicanconf.py sets those of `Limits`. Out: constants, and `Bounds`, by which the build
ends work that costs too much and names the file at fault. Sizes are bytes of 10⁶ to the megabyte.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, TypeVar

from plugins.model.faults import Fault

T = TypeVar("T")

# A file of the content, and the front matter in it.
MOST_BYTES = 1_000_000  # of an item or page
LARGE_FILE = 64_000  # bytes from which on a file is read in a process of its own: in a smaller one no step takes long
LONGEST_HEAD = 200_000  # characters of front matter
MOST_VALUES = 5_000  # in the front matter
DEEPEST_VALUES = 8  # lists and mappings in one another
LONGEST_TITLE = 300  # characters
LONG_TITLE = 150  # characters; a warning
LONGEST_NAME = 200  # characters of a tag, author, official or region
LONGEST_TEXT = 3_000  # characters of any other value
LONGEST_SLUG = 100  # characters

# A body. Beyond these the parser's time grows with the square of the text; at each limit alone it takes about a second.
MOST_ANGLES = 2_000  # `<` in a body
MOST_PARAGRAPHS = 5_000
MOST_LINES = 1_000  # in a paragraph
MOST_MARKS = 1_000  # of one of the characters `[*_`&` in a paragraph
DEEPEST_BODY = 10  # quotes and lists in one another

# A picture.
MOST_PIXELS = 80_000_000
LARGE_PICTURE = 20_000_000  # pixels from which on decoding wants hundreds of megabytes
LONGEST_SIDE = 16_000  # pixels; beyond that there is no WebP
STEEPEST_SHAPE = 10  # a side may be so many times the other

# A file of the vocabularies.
MOST_VOCABULARY_BYTES = 20_000_000
MOST_VOCABULARY_ENTRIES = 200_000  # values of a YAML file
MOST_LIST_BYTES = 1_000_000  # of the lists of terms and abbreviations
DEEPEST_VOCABULARY = 12  # lists and mappings in one another

# A source of an import.
MOST_SOURCE_BYTES = 400_000_000
MOST_PAGE_BYTES = 64_000_000  # of a saved page
MOST_SITEMAP_BYTES = 64_000_000
MOST_TEXT_BYTES = 4_000_000  # of a text
MOST_PACKED_BYTES = 400_000_000  # of all that a Word file unpacks to: a small file can hold a flood
MOST_PACKED_TEXT = 60_000_000  # bytes of its largest part of text
MOST_PACKED_FILES = 20_000
MOST_PICTURE_BYTES = 60_000_000  # of a picture that comes with a source
DEEPEST_PAGE = 1_000  # elements in one another

# Seconds of processor time and megabytes of memory, beyond what the process holds already, for one piece of work.
RENDERING_SECONDS, RENDERING_MEGABYTES = 60.0, 2_000  # of one file of the site
PICTURE_SECONDS, PICTURE_MEGABYTES = 60.0, 3_000  # of all renditions of one picture
IMPORT_SECONDS, IMPORT_MEGABYTES = 20.0, 2_000  # of one source


@dataclass(frozen=True, slots=True)
class Limits:
    """What PORTAL_LIMITS may set.

    `seconds` of processor time and `megabytes` of memory for reading or checking one file of the content; `entries` of
    a list in its front matter: tags, chairs, regions, authors, corrections.
    """

    seconds: float = 5.0
    megabytes: int = 512
    entries: int = 50


# Why work was ended: it took too long, wanted too much memory, or the system ended the process that did it.
Ending = Literal["time", "memory", "killed"]


def _none_is_risky(_: int) -> bool:
    return False


@dataclass(frozen=True)
class Bounds(Generic[T]):
    """What one of many pieces of work may cost; 0 is no limit.

    `ended` gives what stands for the work that was ended, or raises. Where `is_risky` says so, the work is done in a
    process of its own: there it can be ended in the middle of a C function too, with no other work beside it.
    """

    seconds: float
    megabytes: int
    ended: Callable[[int, Ending], T]
    is_risky: Callable[[int], bool] = _none_is_risky

    def told(self, ending: Ending) -> tuple[str, str]:
        """The ending as the code of a fault and the Vietnamese words that follow the name of the work."""
        if ending == "time":
            return "E-TIME", f"mất hơn {self.seconds:g} giây, đã bị dừng"
        if ending == "memory":
            return "E-MEMORY", f"cần hơn {self.megabytes} MB bộ nhớ, đã bị dừng"
        return "E-ENDED", "làm tiến trình bị hệ thống ngắt (hết bộ nhớ, hay thư viện gặp lỗi)"


def bound_files(files: Sequence[tuple[Path, str]], limits: Limits, refuse: Callable[[Fault], T]) -> Bounds[T]:
    """Bounds for work on these files, each with the name that faults call it by; `refuse` makes a result of a fault."""

    def end(index: int, ending: Ending) -> T:
        code, words = bounds.told(ending)
        hint = "chia nhỏ nội dung, bỏ bớt dấu và danh sách lồng nhau; nếu tệp quả là thế thì nâng PORTAL_LIMITS"
        if ending == "killed":
            hint = "chạy lại; nếu vẫn vậy thì tìm chỗ lạ trong tệp này, hay trong ảnh mà tệp dùng"
        return refuse(Fault(files[index][1], 1, code, f"đọc tệp này {words}", hint))

    def is_risky(index: int) -> bool:
        try:
            return os.stat(files[index][0]).st_size > LARGE_FILE  # noqa: PTH116 — asked for many files
        except (OSError, ValueError):
            return False

    bounds = Bounds(limits.seconds, limits.megabytes, end, is_risky)
    return bounds


class Spread(Protocol):
    """`work(0)` to `work(count - 1)` in order, spread over processes, with a progress bar named `label`."""

    def __call__(
        self, work: Callable[[int], T], count: int, label: str, bounds: Bounds[T] | None = None, /
    ) -> Iterator[Any]: ...
