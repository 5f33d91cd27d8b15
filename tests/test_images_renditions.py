"""Renditions: sizes, formats, colours, and nothing of what the camera wrote."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageCms, ImageDraw

from plugins.images import renditions
from plugins.images.inspection import inspect_picture
from plugins.images.renditions import FORMATS, WIDTHS, crop_sizes, develop, rendition_sizes

RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "made").mkdir()
    return tmp_path / "made"


def files_of(folder, source):
    return {file.name.removeprefix(source.stem): file for file in folder.iterdir()}


def opened(folder, source, width, suffix="jpg"):
    with Image.open(folder / f"{source.stem}-{width}.{suffix}") as image:
        image.load()
        return image


# Renditions


def test_a_source_is_shown_in_the_common_widths_below_its_own_and_in_its_own_where_that_is_less():
    assert rendition_sizes(4000, 3000) == [(360, 270), (720, 540), (1080, 810), (1600, 1200)]
    assert rendition_sizes(1600, 800)[-1] == (1600, 800)
    assert rendition_sizes(1000, 500) == [(360, 180), (720, 360), (1000, 500)]
    assert rendition_sizes(200, 100) == [(200, 100)]


def test_every_size_is_made_in_every_format(photograph, folder):
    source = develop(photograph, folder)
    assert (source.width, source.height) == (2000, 1400)
    wanted = {f"-{width}.{suffix}" for width in WIDTHS for suffix in ("avif", "webp", "jpg")}
    assert files_of(folder, source).keys() == wanted
    for width in WIDTHS:
        for suffix in FORMATS:
            assert opened(folder, source, width, suffix).size == (width, round(width * 0.7))


def test_nothing_that_the_camera_wrote_is_published(photograph, folder):
    develop(photograph, folder)
    assert b"SN123456789" in photograph.read_bytes()
    for file in folder.iterdir():
        content = file.read_bytes()
        for secret in (
            b"MAYANHCUATOI",
            b"SN123456789",
            b"GHICHUCUATOI",
            b"Exif",
            b"GPS",
            b"ICC_PROFILE",
            b"<x:xmpmeta",
        ):
            assert secret not in content, (file.name, secret)
        with Image.open(file) as image:
            assert not image.getexif()
            assert not image.info.keys() & {"exif", "icc_profile", "comment", "xmp"}


def test_renditions_are_the_same_bytes_each_time(photograph, folder, tmp_path):
    again = tmp_path / "again"
    again.mkdir()
    develop(photograph, folder)
    develop(photograph, again)
    for file in folder.iterdir():
        assert file.read_bytes() == (again / file.name).read_bytes()


def test_the_name_follows_the_source_s_bytes_and_the_settings(photograph, folder, tmp_path, monkeypatch):
    stem = develop(photograph, folder).stem
    twin = tmp_path / "ten-khac.jpg"
    shutil.copy(photograph, twin)
    assert develop(twin, folder).stem == stem
    twin.write_bytes(twin.read_bytes() + b"\0")
    assert develop(twin, folder).stem != stem
    monkeypatch.setattr(renditions, "_VERSION", b"other")
    assert develop(photograph, folder).stem != stem


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_taken_on_its_side_stands_upright(tmp_path, folder, orientation):
    upright = Image.new("RGB", (400, 600), RED)
    ImageDraw.Draw(upright).rectangle((0, 0, 399, 99), fill=BLUE)  # the sky is at the top
    undone = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # how a camera held so stores it
    stored = upright if orientation == 1 else upright.transpose(Image.Transpose(undone[orientation]))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    stored.save(tmp_path / "a.jpg", exif=exif, quality=95)
    source = develop(tmp_path / "a.jpg", folder)
    assert (source.width, source.height) == (400, 600)
    shown = opened(folder, source, 360)
    assert shown.getpixel((180, 20))[2] > 150
    assert shown.getpixel((180, 500))[0] > 150


def near(colour, other, distance=12):
    return all(abs(a - b) <= distance for a, b in zip(colour, other, strict=True))


def test_every_kind_of_pixel_comes_out_in_srgb(tmp_path, folder):
    plain = Image.new("RGB", (400, 300), RED)
    half = Image.new("RGBA", (400, 300), (*RED, 0))
    palette = plain.quantize(4)
    grey = Image.new("L", (400, 300), 128)
    deep = Image.new("I;16", (400, 300), 128 * 257)
    kinds = {
        "cmyk.jpg": (plain.convert("CMYK"), RED),
        "palette.png": (palette, RED),
        "palette.gif": (palette, RED),
        "clear.png": (half, (255, 255, 255)),
        "clear.webp": (half, (255, 255, 255)),
        "grey.jpg": (grey, (128, 128, 128)),
        "deep.png": (deep, (128, 128, 128)),
        "bits.png": (Image.new("1", (400, 300), 1), (255, 255, 255)),
        "grey-clear.png": (Image.new("LA", (400, 300), (0, 0)), (255, 255, 255)),
        "photo.avif": (plain, RED),
    }
    for name, (image, colour) in kinds.items():
        image.save(tmp_path / name, **({"lossless": True} if name.endswith("webp") else {}))
        assert not [fault for fault in inspect_picture(tmp_path / name) if fault[0].startswith("E-")], name
        source = develop(tmp_path / name, folder)
        for suffix in FORMATS:
            shown = opened(folder, source, 360, suffix).convert("RGB")
            assert near(shown.getpixel((180, 130)), colour), (name, suffix, shown.getpixel((180, 130)))


def test_a_colour_profile_is_applied_and_a_damaged_one_ignored(tmp_path, folder):
    image = Image.new("RGB", (400, 300), (120, 60, 60))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image.save(tmp_path / "damaged.jpg", icc_profile=lab[:200], quality=95)
    shown = opened(folder, develop(tmp_path / "damaged.jpg", folder), 360)
    assert near(shown.getpixel((9, 9)), (120, 60, 60))
    swapped = swap_red_and_blue(lab)
    image.save(tmp_path / "swapped.png", icc_profile=swapped)
    shown = opened(folder, develop(tmp_path / "swapped.png", folder), 360)
    red, _, blue = shown.getpixel((9, 9))
    assert blue > red + 30


def swap_red_and_blue(profile: bytes) -> bytes:
    """The profile with its red and blue colorants exchanged, and called by another name."""
    return (
        profile.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
        .replace("sRGB".encode("utf-16-be"), "aRGB".encode("utf-16-be")).replace(b"sRGB", b"aRGB")
    )  # fmt: skip


def test_a_large_picture_is_shrunk_strip_by_strip_without_a_seam(tmp_path, folder):
    image = Image.linear_gradient("L").resize((6600, 3000)).convert("RGB")
    image.save(tmp_path / "a.png", compress_level=1)
    shown = opened(folder, develop(tmp_path / "a.png", folder), 1600)
    column = [shown.getpixel((800, y))[0] for y in range(shown.height)]
    assert all(abs(after - before) <= 3 for before, after in itertools.pairwise(column))


def test_the_tone_is_one_that_the_style_sheet_knows(photograph, folder):
    styles = (Path(__file__).parents[1] / "theme/static/tones.css").read_text()
    assert f".{develop(photograph, folder).tone} {{" in styles
    assert styles.count(".tone-") == 64


# Crops of covers, in the shapes that search engines show


def test_a_cover_is_cropped_to_three_shapes_but_never_enlarged():
    assert crop_sizes(4000, 2600) == [(1200, 675), (1200, 900), (1040, 1040)]
    assert crop_sizes(1000, 640) == [(992, 558), (852, 639), (640, 640)]
    for width, height in itertools.product((240, 400, 1000, 5000), repeat=2):
        shown_wide, shown_high = rendition_sizes(width, height)[-1]
        for wide, high in crop_sizes(width, height):
            assert wide <= shown_wide
            assert high <= shown_high
            assert wide * high >= 50_000
            assert {wide * 9 == high * 16, wide * 3 == high * 4, wide == high} == {True, False}


def test_a_shape_that_a_source_is_too_small_for_is_left_out():
    assert crop_sizes(250, 180) == []
    assert crop_sizes(300, 225) == [(225, 225)]
    assert crop_sizes(320, 230) == [(320, 180), (304, 228), (230, 230)]


def test_a_shape_that_a_source_has_already_is_not_made_again():
    assert crop_sizes(1600, 1200) == [(1200, 675), (1200, 1200)]
    assert crop_sizes(1600, 901) == [(1200, 900), (901, 901)]
    assert crop_sizes(500, 500) == [(496, 279), (500, 375)]


def test_a_cover_of_any_size_is_cropped_within_its_edges():
    """Sizes are whole and shapes are not: what rounding adds must not lead beyond the picture."""
    for width, height in itertools.product(range(240, 2000, 97), repeat=2):
        shown = Image.new("L", rendition_sizes(width, height)[-1])
        for size in crop_sizes(width, height):
            assert renditions._crop(shown, size).size == size


def test_crops_are_made_of_covers_only(photograph, folder):
    assert not [name for name in files_of(folder, develop(photograph, folder)) if "x" in name]
    source = develop(photograph, folder, is_cropped=True)
    crops = {name: file for name, file in files_of(folder, source).items() if "x" in name}
    assert crops.keys() == {"-1200x675.jpg", "-1200x900.jpg", "-1120x1120.jpg"}
    for name, file in crops.items():
        with Image.open(file) as image:
            assert name == f"-{image.width}x{image.height}.jpg"
            assert not image.getexif()


def test_a_crop_is_the_middle_of_a_wide_picture_and_the_upper_half_of_a_tall_one(tmp_path, folder):
    def colours(size, box):
        image = Image.new("RGB", size, RED)
        image.paste(BLUE, box)
        image.save(tmp_path / "a.png")
        source = develop(tmp_path / "a.png", folder, is_cropped=True)
        with Image.open(next(folder.glob(f"{source.stem}-*x*00.jpg"))) as crop:
            return crop.getpixel((crop.width // 2, 2)), crop.getpixel((crop.width // 2, crop.height - 3))

    top, bottom = colours((1200, 400), (400, 0, 800, 400))
    assert max(abs(a - b) for a, b in zip(top, BLUE, strict=True)) < 20
    assert max(abs(a - b) for a, b in zip(bottom, BLUE, strict=True)) < 20
    top, bottom = colours((400, 1600), (0, 0, 400, 1000))
    assert max(abs(a - b) for a, b in zip(bottom, BLUE, strict=True)) < 20
