"""Renditions: one source decoded once, and from it every size in every format.

In: a picture's file. Out: files named after a digest of the source's bytes and of the settings here, so that an address
never stands for other bytes, and the measures that pages show. Metadata, and so positions and serial numbers, do not
pass: only pixels do, turned upright and in sRGB, on white where the source lets the ground through.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PIL import ExifTags, Image, ImageCms, ImageFile, features
from PIL import __version__ as pillow_version

from plugins.model.limits import LARGE_PICTURE

from .inspection import open_picture

WIDTHS = (360, 720, 1080, 1600)
# Qualities at which the three look alike (SSIM against the source, see tests/bench/pictures.py).
SETTINGS: dict[str, tuple[str, dict[str, object]]] = {
    "avif": ("AVIF", {"quality": 58, "speed": 8, "subsampling": "4:2:0", "max_threads": 1}),
    "webp": ("WEBP", {"quality": 80, "method": 4}),
    "jpg": ("JPEG", {"quality": 74, "optimize": True, "progressive": True}),
}
FORMATS = tuple(name for name in SETTINGS if name != "avif" or features.check("avif"))
# The shapes that search engines ask of the picture of an article, how wide, and of how many pixels at least.
CROPS, CROP_WIDTH, CROP_LEAST = ((16, 9), (4, 3), (1, 1)), 1200, 50_000
STRIP = 256  # rows brought to sRGB at a time, so that a large picture is never in memory twice
TONES = "26ae"  # the levels of red, green and blue that a tone's class is made of

_VERSION = repr(("1", WIDTHS, SETTINGS, FORMATS, pillow_version)).encode()
_SRGB = ImageCms.createProfile("sRGB")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = [_TURNS[number] for number in (5, 6, 7, 8)]


Keep = Callable[[str, bytes], object]  # takes a file's name and content


class Source(NamedTuple):
    """What pages need to know of a source: the stem of its renditions' names, pixels once upright, main colour.

    `is_cropped` tells whether the crops of a cover are among its renditions.
    """

    stem: str
    width: int
    height: int
    tone: str
    is_cropped: bool = False


def settings_mark() -> str:
    """Changes with whatever the renditions' bytes depend on beside the source."""
    return hashlib.blake2b(_VERSION + repr((CROPS, CROP_WIDTH, CROP_LEAST)).encode(), digest_size=8).hexdigest()


def rendition_sizes(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes a source is shown in: the common widths below its own, and its own where that is less than the last."""
    widths = [common for common in WIDTHS if common < width]
    if width <= WIDTHS[-1]:
        widths.append(width)
    return [(wide, max(1, round(height * wide / width))) for wide in widths]


def crop_sizes(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes of a source's crops; a shape that it has already, or is too small for, is left out."""
    wide, high = rendition_sizes(width, height)[-1]
    sizes = []
    for across, down in CROPS:
        unit = min(CROP_WIDTH // across, wide // across, high // down)
        has_shape = abs(wide * down - high * across) <= 0.01 * high * across
        if not has_shape and unit * across * unit * down >= CROP_LEAST:
            sizes.append((unit * across, unit * down))
    return sizes


def rendition_name(stem: str, width: int, suffix: str) -> str:
    return f"{stem}-{width}.{suffix}"


def crop_name(stem: str, width: int, height: int) -> str:
    return f"{stem}-{width}x{height}.jpg"


def rendition_stem(path: Path) -> str:
    """What the names of all renditions of a picture begin with."""
    return hashlib.blake2b(_VERSION + path.read_bytes(), digest_size=10).hexdigest()


def develop(path: Path, folder: Path, is_cropped: bool = False, keep: Keep | None = None) -> Source:
    """Make all renditions of a picture in `folder`, or have them kept elsewhere, by their names.

    BrokenPictureError when the picture cannot be decoded.
    """
    keep = keep or partial(_keep_in, folder)
    stem = rendition_stem(path)
    with open_picture(path) as image:
        turn = _turn(image)
        width, height = image.size if turn not in _SIDEWAYS else image.size[::-1]
        sizes = rendition_sizes(width, height)
        with _alone(folder) if width * height > LARGE_PICTURE else contextlib.nullcontext():
            pixels = _decode(image, max(1.0, width / sizes[-1][0]))
            image.close()
    if turn is not None:
        pixels = pixels.transpose(turn)
    for wide, high in reversed(sizes):
        # Each size from the one above it: as sharp to the eye, in a third of the time.
        pixels = pixels.resize((wide, high), Image.Resampling.LANCZOS, reducing_gap=3.0)
        for suffix in FORMATS:
            keep(rendition_name(stem, wide, suffix), _encode(pixels, suffix))
        if is_cropped and wide == sizes[-1][0]:
            for size in crop_sizes(width, height):
                keep(crop_name(stem, *size), _encode(_crop(pixels, size), "jpg"))
    return Source(stem, width, height, _tone(pixels), is_cropped)


def _keep_in(folder: Path, name: str, content: bytes) -> None:
    write_whole(folder / name, content)


def write_whole(target: Path, content: bytes) -> None:
    """Write a file that is either there with all its bytes or not at all."""
    temporary = target.with_name(f"{target.name}.{os.getpid()}.new")
    temporary.write_bytes(content)
    temporary.replace(target)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from decoding a large picture at the same time: one may want 800 MB."""
    with (folder.parent / "pictures.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How the picture is to be turned to stand upright; a damaged note of the camera counts as none."""
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return None


def _decode(image: ImageFile.ImageFile, shrink: float) -> Image.Image:
    """The pixels in sRGB and without metadata, at most `shrink` times smaller than the source."""
    wanted = int(image.width / shrink), int(image.height / shrink)
    image.draft(image.mode, wanted)  # a JPEG can be decoded at a half, a quarter or an eighth
    image.load()
    # What is left to shrink beyond a factor of two is done by averaging; the resampling after it keeps the rest sharp.
    factor = max(1, image.width // (2 * wanted[0]))
    width, height = image.size
    whole = Image.new("CMYK" if image.mode == "CMYK" else "RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, STRIP * factor):
        strip = _opaque(image.crop((0, top, width, min(top + STRIP * factor, height))))
        whole.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return _to_srgb(whole, image.info.get("icc_profile"))


def _opaque(image: Image.Image) -> Image.Image:
    """In RGB on white; CMYK stays what it is, because its profile is yet to be applied."""
    if image.mode in ("RGB", "CMYK"):
        return image
    if image.mode.startswith("I"):  # 16 bits to a pixel
        return image.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        # A damaged profile counts as none.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileDescription(source):
                converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
                assert converted is not None
                converted.info.clear()  # the profile, which would be written into every file
                return converted
    return image.convert("RGB")


def _crop(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The largest part of the shape of `size`; of a tall picture rather its upper half, where faces are."""
    scale = min(image.width / size[0], image.height / size[1])
    wide, high = min(size[0] * scale, image.width), min(size[1] * scale, image.height)  # rounding must not exceed them
    left, top = (image.width - wide) / 2, (image.height - high) / 3
    return image.resize(size, Image.Resampling.LANCZOS, (left, top, left + wide, top + high), reducing_gap=3.0)


def _encode(image: Image.Image, suffix: str) -> bytes:
    kind, options = SETTINGS[suffix]
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _tone(image: Image.Image) -> str:
    """The class of the mean colour, each of its parts rounded to one of four levels: `tone-6a2`."""
    red, green, blue = image.resize((1, 1), Image.Resampling.BOX).tobytes()
    return "tone-" + "".join(TONES[part // 64] for part in (red, green, blue))
