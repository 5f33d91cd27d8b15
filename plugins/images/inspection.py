"""What is wrong with a picture's file, told without decoding it where its format allows.

In: the path of a file below the content folder. Out: faults as (code, message, hint) in Vietnamese, none for a sound
file. A decoder meets what an attacker may have made, so only five formats are ever tried and every error it raises is
the file's fault.
"""

from __future__ import annotations

import contextlib
import functools
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageFile

from plugins.model.limits import LARGE_PICTURE, LONGEST_SIDE, MOST_PIXELS, STEEPEST_SHAPE

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
SMALLEST = 320  # pixels of width below which readers see a blurred picture

_SUFFIXES = {
    "JPEG": (".jpg", ".jpeg"),
    "MPO": (".jpg", ".jpeg"),  # a JPEG of a telephone with more pictures behind it
    "PNG": (".png",),
    "WEBP": (".webp",),
    "GIF": (".gif",),
    "AVIF": (".avif",),
}
_END_OF_JPEG = b"\xff\xd9"  # cannot stand within the coded picture

PictureFault = tuple[str, str, str]

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class BrokenPictureError(Exception):
    """A file that cannot be shown as a picture; `fault` says why."""

    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault[1])
        self.fault = fault


@contextlib.contextmanager
def open_picture(path: Path) -> Iterator[ImageFile.ImageFile]:
    """The picture, not yet decoded; BrokenPictureError when it is none, is too large or fails while it is used."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the limits below are ours, and damaged metadata is thrown away
            image = Image.open(path, formats=FORMATS)
    except Image.DecompressionBombError:
        raise BrokenPictureError(_too_many_pixels(path)) from None
    except MemoryError:
        raise
    except Exception:
        raise BrokenPictureError(_no_picture(path)) from None
    with image:
        width, height = image.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise BrokenPictureError(_too_many_pixels(path, width, height))
        if max(width, height) > STEEPEST_SHAPE * min(width, height):
            message = f"ảnh «{path.name}» dài quá mức: {width} × {height} điểm ảnh"
            hint = f"cắt ảnh, cạnh dài không quá {STEEPEST_SHAPE} lần cạnh ngắn"
            raise BrokenPictureError(("E-PICTURE-SIZE", message, hint))
        try:
            yield image
        except (BrokenPictureError, MemoryError):
            raise
        except Exception:
            raise BrokenPictureError(_damaged(path)) from None


def inspect_picture(path: Path) -> tuple[PictureFault, ...]:
    """The faults of the file; looked for again only after its size or time changed."""
    try:
        status = path.stat()
    except OSError:
        return (("E-PICTURE", f"không đọc được ảnh «{path.name}»", "kiểm tra quyền đọc của tệp"),)
    return _inspect(path, status.st_size, status.st_mtime_ns)


@functools.lru_cache(maxsize=1 << 14)
def _inspect(path: Path, size: int, time: int) -> tuple[PictureFault, ...]:
    del time
    try:
        with open_picture(path) as image:
            kind, width = image.format or "", image.width
            frames = getattr(image, "n_frames", 1) if kind != "MPO" else 1
            _verify(image, path, size)
    except BrokenPictureError as error:
        return (error.fault,)
    faults = []
    if path.suffix.lower() not in _SUFFIXES[kind]:
        hint = f"đổi phần đuôi thành {_SUFFIXES[kind][0]} cả ở tệp và trong tin"
        faults.append(("W-PICTURE", f"ảnh «{path.name}» thật ra ở dạng {kind}", hint))
    if frames > 1:
        hint = "chỉ khung hình đầu được đăng; chọn một khung hình rồi lưu ở dạng JPEG hay PNG"
        faults.append(("W-PICTURE", f"ảnh «{path.name}» là ảnh động", hint))
    if width < SMALLEST:
        hint = f"dùng ảnh gốc, rộng từ {SMALLEST} điểm ảnh"
        faults.append(("W-PICTURE", f"ảnh «{path.name}» chỉ rộng {width} điểm ảnh", hint))
    return tuple(faults)


def _verify(image: ImageFile.ImageFile, path: Path, size: int) -> None:
    """Raises when the file stops before the picture does."""
    if image.format in ("JPEG", "MPO"):
        assert image.fp is not None
        start = image.fp.tell()
        with path.open("rb") as file:
            file.seek(max(start, size - 65_536))
            if _END_OF_JPEG not in file.read():
                file.seek(start)  # a telephone's film may follow the picture
                if _END_OF_JPEG not in file.read():
                    raise BrokenPictureError(_damaged(path))
    elif image.format == "PNG":
        image.verify()
    elif image.format == "WEBP":
        with path.open("rb") as file:
            promised = int.from_bytes(file.read(8)[4:], "little")
        if size < promised + 8:
            raise BrokenPictureError(_damaged(path))
    elif image.width * image.height <= LARGE_PICTURE:  # a larger one shows its damage when it is developed
        image.load()


def _no_picture(path: Path) -> PictureFault:
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(1024)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        return "E-PICTURE", f"không đọc được ảnh «{name}»: {reason}", "kiểm tra quyền đọc của tệp"
    if not size:
        return "E-PICTURE-BROKEN", f"ảnh «{name}» rỗng (0 byte)", "chép lại ảnh từ bản gốc"
    if b"<svg" in start.lower() or b"<?xml" in start.lower():
        return "E-PICTURE-BROKEN", f"ảnh «{name}» thật ra là SVG, có thể chứa mã lệnh", "xuất ảnh ra dạng PNG"
    if b"ftyphei" in start[:16] or b"ftypmif1" in start[:16]:
        return "E-PICTURE-BROKEN", f"ảnh «{name}» ở dạng HEIC của điện thoại", "xuất ảnh ra dạng JPEG"
    if any(start.startswith(mark) for mark in (b"\xff\xd8", b"\x89PNG", b"GIF8", b"RIFF")):
        return _damaged(path)
    return "E-PICTURE-BROKEN", f"tệp «{name}» không phải là ảnh", "mở bằng trình xem ảnh rồi lưu lại ở dạng JPEG"


def _damaged(path: Path) -> PictureFault:
    return "E-PICTURE-BROKEN", f"ảnh «{path.name}» bị hỏng hoặc chép thiếu", "chép lại ảnh từ bản gốc"


def _too_many_pixels(path: Path, width: int = 0, height: int = 0) -> PictureFault:
    size = f" ({width} × {height} điểm ảnh)" if width else ""
    return "E-PICTURE-SIZE", f"ảnh «{path.name}» quá lớn{size}", "thu ảnh còn tối đa 6000 điểm ảnh mỗi cạnh"
