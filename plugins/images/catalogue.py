"""What is known of the sources that pages show, kept from one build to the next, and the renditions made of them.

In: paths of sources and the folder a room may keep. Out: a `Source` for each, with all its renditions in that folder.
A source is opened only when it is new, when its size or time changed, or when one of its renditions is gone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from plugins.model import Bounds, Ending, Movable, Portal, SiteError
from plugins.model.limits import PICTURE_MEGABYTES, PICTURE_SECONDS

from .inspection import BrokenPictureError, PictureFault
from .renditions import (
    FORMATS,
    Source,
    crop_name,
    crop_sizes,
    develop,
    rendition_name,
    rendition_sizes,
    settings_mark,
    write_whole,
)

PICTURES_TOGETHER = 4  # a megabyte or two each, where renditions are sent


class Known(NamedTuple):
    """A source, the size and time (ns) its file had when it was developed, and the sizes of its renditions."""

    size: int
    time: int
    source: Source
    made: tuple[int, ...]


class Developed(NamedTuple):
    """A source, or what is wrong with it; with the contents of its renditions where they are not in the folder yet."""

    result: Source | PictureFault
    renditions: Mapping[str, bytes]


class Catalogue:
    """The sources of one output; `folder` holds their renditions, named by content, and the record of them."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._known: dict[str, Known] = {}
        self._loaded = False

    @property
    def folder(self) -> Path:
        return _folder(self._portal)

    def __getitem__(self, path: Path) -> Source:
        """The source at this path, developed now if it was not among those of the last `update`."""
        return self._find(path, is_cover=False)

    def cover(self, path: Path) -> Source:
        """The same, with the crops of a cover."""
        return self._find(path, is_cover=True)

    def _find(self, path: Path, *, is_cover: bool) -> Source:
        self._load()
        known = self._known.get(str(path))
        if known is None or (is_cover and not known.source.is_cropped):
            covers = {Path(name) for name, known in self._known.items() if known.source.is_cropped}
            covers |= {path} if is_cover else set()
            faults = self.update(dict.fromkeys([*map(Path, self._known), path]), covers)
            if path in faults:
                raise SiteError(f"{faults[path][1]}: {path} ({faults[path][2]})")
            known = self._known[str(path)]
        return known.source

    def update(self, paths: Collection[Path], covers: Collection[Path] = ()) -> dict[Path, PictureFault]:
        """Know these sources and no others, and crop the `covers` among them.

        What is wrong with those that cannot be shown, by path.
        """
        self._load()
        self.folder.mkdir(parents=True, exist_ok=True)
        sizes = self._sizes()
        marks = {path: path.stat() for path in paths if path.is_file()}
        kept = {}
        for path, status in marks.items():
            known = self._known.get(str(path))
            mark = (status.st_size, status.st_mtime_ns, path in covers)
            is_same = known and (known.size, known.time, known.source.is_cropped) == mark
            if known and is_same and tuple(map(sizes.get, file_names(known.source))) == known.made:
                kept[str(path)] = known
        stale = [path for path in marks if str(path) not in kept]
        results = self._develop(stale, covers)
        faults = {path: _missing(path) for path in paths if path not in marks}
        faults |= {path: result for path, result in results.items() if not isinstance(result, Source)}
        sizes = self._sizes() if results else sizes
        developed = {
            str(path): Known(
                marks[path].st_size, marks[path].st_mtime_ns, result, tuple(sizes[name] for name in file_names(result))
            )
            for path, result in results.items()
            if isinstance(result, Source)
        }
        if stale or kept.keys() != self._known.keys():
            self._known = kept | developed
            self._save()
        return faults

    def _sizes(self) -> dict[str, int]:
        """The size of each rendition there is; one that was cut short, as by a full disk, is made again."""
        return {file.name: file.stat().st_size for file in self.folder.iterdir()}

    def sweep(self) -> None:
        """Delete every rendition that no known source has."""
        claimed = {name for known in self._known.values() for name in file_names(known.source)}
        for file in self.folder.iterdir():
            if file.name not in claimed:
                file.unlink()

    def _develop(self, paths: list[Path], covers: Collection[Path]) -> dict[Path, Source | PictureFault]:
        if not paths:
            return {}

        def end(index: int, ending: Ending) -> Developed:
            code, words = bounds.told(ending)
            hint = "thu nhỏ ảnh, hoặc mở bằng trình xem ảnh rồi lưu lại"
            return Developed((code, f"ảnh «{paths[index].name}» {words}", hint), {})

        def describe(index: int) -> tuple[Path, bool]:
            return paths[index], paths[index] in covers

        bounds: Bounds[Developed] = Bounds(PICTURE_SECONDS, PICTURE_MEGABYTES, end, lambda _: True)
        work = Movable(self._portal, open_developing, None, describe, together=PICTURES_TOGETHER)
        results = {}
        for path, developed in zip(
            paths, self._portal.spread(work, len(paths), self._portal.gettext("Ảnh"), bounds), strict=True
        ):
            for name, content in developed.renditions.items():
                write_whole(self.folder / name, content)
            results[path] = developed.result
        return results

    def _load(self) -> None:
        """A record that is damaged, or was made with other settings, counts as none."""
        if self._loaded:
            return
        self._loaded = True
        with contextlib.suppress(OSError, ValueError, TypeError):
            mark, _, text = self._record.read_text("utf-8").partition("\n")
            if mark == _mark(text):
                rows = json.loads(text)
                self._known = {
                    path: Known(size, time, Source(*source), tuple(made)) for path, size, time, source, made in rows
                }

    def _save(self) -> None:
        text = json.dumps([[path, *known] for path, known in sorted(self._known.items())], ensure_ascii=False)
        write_whole(self._record, f"{_mark(text)}\n{text}".encode())

    @property
    def _record(self) -> Path:
        return self._portal.state / "pictures.json"


def open_developing(portal: Portal, common: None) -> Callable[[tuple[Path, bool]], Developed]:
    """What develops the source at a path, a cover or not."""
    del common

    def work(task: tuple[Path, bool]) -> Developed:
        path, is_cover = task
        renditions = dict[str, bytes]()
        keep = renditions.__setitem__ if portal.is_apart else None
        try:
            return Developed(develop(portal.files.obtain(path), _folder(portal), is_cover, keep), renditions)
        except BrokenPictureError as error:
            return Developed(error.fault, {})

    return work


def _folder(portal: Portal) -> Path:
    return portal.state / "pictures"


def _missing(path: Path) -> PictureFault:
    return "E-PICTURE", f"không có ảnh «{path.name}»", "đặt lại ảnh vào chỗ cũ, hoặc sửa tin"


def file_names(source: Source) -> list[str]:
    sizes = rendition_sizes(source.width, source.height)
    crops = crop_sizes(source.width, source.height) if source.is_cropped else []
    return [
        *(rendition_name(source.stem, width, suffix) for width, _ in sizes for suffix in FORMATS),
        *(crop_name(source.stem, *size) for size in crops),
    ]


def _mark(text: str) -> str:
    return hashlib.blake2b((settings_mark() + text).encode(), digest_size=16).hexdigest()
