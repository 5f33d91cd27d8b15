"""Pictures: their renditions, what pages are told of them, bad files, and the cards of items without a picture."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import itertools
import os
import shutil
import unicodedata
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import ExifTags, Image, ImageCms, ImageDraw

from plugins.images import cards, catalogue, renditions
from plugins.images.cards import Card, draw_card, set_headline
from plugins.images.catalogue import Catalogue
from plugins.images.inspection import BrokenPictureError, inspect_picture
from plugins.images.renditions import FORMATS, WIDTHS, crop_sizes, develop, rendition_sizes
from plugins.images.showing import show, show_body
from plugins.model import NewsItem, SiteError
from plugins.model.views import BodyPicture
from tests.photographs import draw_photograph
from tests.stand_ins import ZONE, stand_in_portal

RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture(scope="module")
def photograph(tmp_path_factory):
    """A JPEG of 2000 × 1400 with all that a camera and an editor leave in it."""
    file = tmp_path_factory.mktemp("photographs") / "hội nghị.jpg"
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "MAYANHCUATOI"
    exif[ExifTags.Base.BodySerialNumber] = "SN123456789"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (21.0, 1.0, 30.0)
    draw_photograph(1, (2000, 1400)).save(file, exif=exif, comment=b"GHICHUCUATOI", quality=85)
    return file


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


# What the catalogue remembers


@pytest.fixture
def portal(tmp_path):
    portal = stand_in_portal(tmp_path)
    portal.gettext = str
    portal.filters["long_date"] = lambda day: f"{day:%d/%m/%Y}"
    portal.state.mkdir()
    return portal


@pytest.fixture
def picture(portal, photograph):
    file = portal.config.content / "images" / "a.jpg"
    shutil.copy(photograph, file)
    return file


def developed(monkeypatch):
    """The names of sources that are developed from now on."""
    names = []
    monkeypatch.setattr(
        catalogue, "develop", lambda path, *rest: names.append(path.name) or renditions.develop(path, *rest)
    )
    return names


def test_a_known_source_is_never_opened_again(portal, picture, monkeypatch):
    names = developed(monkeypatch)
    Catalogue(portal).update([picture])
    assert names == ["a.jpg"]
    again = Catalogue(portal)
    assert again.update([picture]) == {}
    assert again[picture].width == 2000
    assert names == ["a.jpg"]


def test_a_source_that_changed_or_lost_a_rendition_is_developed_again(portal, picture, monkeypatch):
    known = Catalogue(portal)
    known.update([picture])
    names = developed(monkeypatch)
    (known.folder / catalogue.file_names(known[picture])[0]).unlink()
    Catalogue(portal).update([picture])
    assert names == ["a.jpg"]
    os.utime(picture, ns=(1, 1))
    Catalogue(portal).update([picture])
    assert names == ["a.jpg", "a.jpg"]


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b"[[1,2],[3]]"])
def test_a_damaged_record_is_not_trusted(portal, picture, monkeypatch, damage):
    Catalogue(portal).update([picture])
    record = portal.state / "pictures.json"
    record.write_bytes(damage)
    names = developed(monkeypatch)
    assert Catalogue(portal)[picture].width == 2000
    assert names == ["a.jpg"]


def test_a_record_with_a_changed_figure_is_not_trusted(portal, picture):
    Catalogue(portal).update([picture])
    record = portal.state / "pictures.json"
    record.write_text(record.read_text("utf-8").replace("2000", "9000"), "utf-8")
    assert Catalogue(portal)[picture].width == 2000


def test_a_source_that_is_gone_is_a_fault_and_the_others_are_known(portal, picture):
    gone = picture.with_name("mat.jpg")
    known = Catalogue(portal)
    faults = known.update([picture, gone])
    assert [(path.name, fault[0]) for path, fault in faults.items()] == [("mat.jpg", "E-PICTURE")]
    assert known[picture].width == 2000


def test_a_source_met_before_the_others_does_not_make_them_unknown(portal, picture, monkeypatch):
    second = picture.with_name("b.jpg")
    draw_photograph(3, (400, 300)).save(second)
    Catalogue(portal).update([picture])
    names = developed(monkeypatch)
    later = Catalogue(portal)
    assert later[second].width == 400
    later.update([picture, second])
    assert names == ["b.jpg"]


def test_a_picture_that_becomes_a_cover_is_cropped_and_one_that_was_a_cover_keeps_no_crop(portal, picture, monkeypatch):
    names = developed(monkeypatch)
    known = Catalogue(portal)
    for covers, crops in (([], 0), ([picture], 3), ([picture], 3), ([], 0)):
        known.update([picture], covers)
        known.sweep()
        assert len(list(known.folder.glob("*x*.jpg"))) == crops
        assert len(show(known[picture], "").crops) == crops
    assert names == ["a.jpg"] * 3


def test_a_lost_crop_is_made_again(portal, picture):
    known = Catalogue(portal)
    known.update([picture], [picture])
    next(known.folder.glob("*x*.jpg")).unlink()
    Catalogue(portal).update([picture], [picture])
    assert len(list(known.folder.glob("*x*.jpg"))) == 3


def test_renditions_that_no_source_claims_are_swept(portal, picture):
    known = Catalogue(portal)
    known.update([picture])
    known.sweep()
    assert list(known.folder.iterdir())
    known.update([])
    known.sweep()
    assert list(known.folder.iterdir()) == []


def test_a_broken_source_is_told_with_its_path_when_it_is_first_met_late(portal, picture):
    picture.write_bytes(b"")
    with pytest.raises(SiteError, match=r"a\.jpg"):
        Catalogue(portal)[picture]


# What views get


def news(**facts):
    return NewsItem(
        **{
            "path": "news/x.md",
            "title": "Tin",
            "slug": "tin",
            "date": dt.datetime(2022, 7, 1, 12, tzinfo=ZONE),
            "category": "dan-van",
            "body": "",
        }
        | facts
    )


def test_a_picture_has_its_sizes_words_and_tone(portal, picture):
    shown = show(Catalogue(portal)[picture], "Ảnh", "Chú thích.", "Quang Long")
    assert (shown.alt, shown.caption, shown.credit) == ("Ảnh", "Chú thích.", "Quang Long")
    assert (shown.width, shown.height) == (1600, 1120)
    assert [rendition.width for rendition in shown.renditions] == list(WIDTHS)
    assert shown.address == shown.renditions[-1].jpeg
    assert shown.thumbnail.endswith("-360.jpg")
    assert shown.tone.startswith("tone-")


def test_a_body_is_parted_at_its_pictures_and_nothing_of_it_is_lost(portal, picture):
    shutil.copy(picture, picture.with_name("hội nghị.jpg"))
    body = (
        '<p>Một &lt;img src="x"&gt; <img alt="a > b &quot;c&quot;" src="/images/a.jpg"> hai.</p><div class="gallery">'
        '<figure><img src="/images/h%E1%BB%99i%20ngh%E1%BB%8B.jpg" class="gallery__picture" alt="b"></figure></div>'
    )
    item = news(body=body, pictures=("images/a.jpg", "images/hội nghị.jpg"))
    parts = show_body(portal, Catalogue(portal), item)
    assert [type(part) is BodyPicture for part in parts] == [False, True, False, True, False]
    assert [part.picture.alt for part in parts if isinstance(part, BodyPicture)] == ['a > b "c"', "b"]
    assert [part.in_gallery for part in parts if isinstance(part, BodyPicture)] == [False, True]
    assert parts[0] == '<p>Một &lt;img src="x"&gt; '
    assert parts[4] == "</figure></div>"


# Bad files


def truncated(path):
    draw_photograph(2, (800, 600)).save(path)
    path.write_bytes(path.read_bytes()[:9000])


def animated(path):
    frames = [Image.new("RGB", (400, 300), colour) for colour in (RED, BLUE)]
    frames[0].save(path, save_all=True, append_images=frames[1:])


def png_bomb(path):
    """A PNG whose header promises 50,000 × 50,000 pixels."""
    file = io.BytesIO()
    Image.new("1", (50_000, 1)).save(file, "PNG")
    content = bytearray(file.getvalue())
    content[20:24] = (50_000).to_bytes(4, "big")
    path.write_bytes(bytes(content))


BAD = {
    "a decompression bomb": ("bom.png", png_bomb, "E-PICTURE-"),
    "a truncated JPEG": ("thieu.jpg", truncated, "E-PICTURE-BROKEN"),
    "a truncated PNG": ("thieu.png", truncated, "E-PICTURE-BROKEN"),
    "a truncated WebP": ("thieu.webp", truncated, "E-PICTURE-BROKEN"),
    "a truncated AVIF": ("thieu.avif", truncated, "E-PICTURE-BROKEN"),
    "a truncated GIF": ("thieu.gif", truncated, "E-PICTURE-BROKEN"),
    "an empty file": ("rong.jpg", lambda path: path.write_bytes(b""), "E-PICTURE-BROKEN"),
    "text": ("chu.jpg", lambda path: path.write_text("không phải ảnh"), "E-PICTURE-BROKEN"),
    "an SVG with a script": ("svg.png", lambda path: path.write_text("<svg onload='alert(1)'/>"), "E-PICTURE-BROKEN"),
    "a telephone's HEIC": (
        "dt.jpg", lambda path: path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0" + b"\0" * 99), "E-PICTURE-BROKEN"
    ),
    "20,000 by 100 pixels": ("dai.png", lambda path: Image.new("L", (20_000, 100)).save(path), "E-PICTURE-SIZE"),
    "100 by 12,000 pixels": ("cao.png", lambda path: Image.new("L", (100, 12_000)).save(path), "E-PICTURE-SIZE"),
    "a format that is not ours": ("la.jpg", lambda path: Image.new("L", (9, 9)).save(path, "TIFF"), "E-PICTURE-BROKEN"),
    "a wrong extension": ("sai.jpg", lambda path: Image.new("L", (400, 300)).save(path, "PNG"), "W-PICTURE"),
    "an animated GIF": ("dong.gif", animated, "W-PICTURE"),
    "an animated WebP": ("dong.webp", animated, "W-PICTURE"),
    "a tiny picture": ("nho.jpg", lambda path: Image.new("L", (60, 40)).save(path), "W-PICTURE"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_has_one_fault_that_names_it_and_the_remedy(tmp_path, folder, kind):
    name, write, code = BAD[kind]
    write(tmp_path / name)
    ((found, message, hint),) = inspect_picture(tmp_path / name)
    assert found.startswith(code)
    assert f"«{name}»" in message
    assert hint
    if found.startswith("E-"):
        with pytest.raises(BrokenPictureError):
            develop(tmp_path / name, folder)
    else:
        assert develop(tmp_path / name, folder).width


def test_a_sound_file_has_no_fault_whatever_its_name(tmp_path, photograph):
    assert inspect_picture(photograph) == ()
    for name in ("có dấu và cách.jpg", unicodedata.normalize("NFD", "Hội nghị.jpg"), "HOI-NGHI.JPG"):
        shutil.copy(photograph, tmp_path / name)
        assert inspect_picture(tmp_path / name) == ()


def test_a_telephone_s_film_behind_the_picture_is_no_fault(tmp_path, photograph):
    file = tmp_path / "a.jpg"
    file.write_bytes(photograph.read_bytes() + os.urandom(200_000).replace(b"\xff\xd9", b"\0\0"))
    assert inspect_picture(file) == ()


def test_a_file_is_looked_into_once_and_again_after_it_changed(tmp_path, photograph, monkeypatch):
    file = tmp_path / "a.jpg"
    shutil.copy(photograph, file)
    assert inspect_picture(file) == ()
    with monkeypatch.context() as patch:
        patch.setattr("plugins.images.inspection.open_picture", lambda path: pytest.fail("opened again"))
        assert inspect_picture(file) == ()
    file.write_bytes(b"")
    assert inspect_picture(file)[0][0] == "E-PICTURE-BROKEN"


# Whole builds


def publish_picture(site, photograph, name="a", **facts):
    (site.content / "images").mkdir(exist_ok=True)
    shutil.copy(photograph, site.content / "images" / f"{name}.jpg")
    cover = {"src": f"images/{name}.jpg", "alt": "Ảnh", "caption": "Chú thích."}
    site.write(name, cover=cover, **facts)


def test_an_unchanged_build_opens_no_picture_and_draws_no_card(site, photograph, monkeypatch):
    publish_picture(site, photograph)
    site.write("khong-anh")
    site.build()
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("a picture was opened"))
    monkeypatch.setattr(cards, "draw_card", lambda card: pytest.fail("a card was drawn"))
    report = site.build()
    assert report.written == 0


def test_an_edit_of_a_body_touches_no_picture_and_no_card(site, photograph):
    publish_picture(site, photograph)
    site.write("khong-anh")
    site.build()
    before = {name: content for name, content in site.tree().items() if name.startswith("images/")}
    times = {name: (site.output / name).stat().st_mtime_ns for name in before}
    publish_picture(site, photograph, body="Nội dung khác.")
    site.write("khong-anh", body="Nội dung khác.")
    site.build()
    after = {name: content for name, content in site.tree().items() if name.startswith("images/")}
    assert after == before
    assert times == {name: (site.output / name).stat().st_mtime_ns for name in before}


def test_only_renditions_of_pictures_in_use_are_published_and_never_the_source(site, photograph):
    publish_picture(site, photograph, "a")
    publish_picture(site, photograph, "b", slug="b")  # the same file under another name
    publish_picture(site, photograph, "nhap", slug="nhap", status="draft")
    shutil.copy(photograph, site.content / "images" / "khong-dung.jpg")
    site.build()
    names = [name for name in site.tree() if name.startswith("images/") and "cards" not in name]
    assert len(names) == len(WIDTHS) * len(FORMATS) + 3  # crops
    assert photograph.read_bytes() not in site.tree().values()
    for name in ("a", "b"):
        (site.content / "news/2022/07" / f"{name}.md").unlink()
    site.write("c")
    site.build()
    assert [name for name in site.tree() if name.startswith("images/") and "cards" not in name] == []


def test_one_process_and_several_make_the_same_files(site, photograph, tmp_path):
    for number in range(20):
        (site.content / "images").mkdir(exist_ok=True)
        draw_photograph(number, (380, 240)).save(site.content / "images" / f"{number}.jpg")
        site.write(f"tin-{number}", cover={"src": f"images/{number}.jpg", "alt": "Ảnh", "caption": "Lời."})
        site.write(f"tron-{number}")
    site.build(jobs=1)
    one = site.tree()
    site.build(jobs=2, clean=True)
    assert site.tree() == one


def test_a_picture_broken_after_its_item_was_read_is_told_with_the_item_and_its_line(site, photograph):
    publish_picture(site, photograph, "a")
    publish_picture(site, photograph, "b", slug="b")
    site.build()
    before = site.tree()
    for name in ("a", "b"):
        (site.content / "images" / f"{name}.jpg").write_bytes(b"")
    with pytest.raises(SiteError) as caught:
        site.build()
    faults = {(fault.path, fault.code) for fault in caught.value.faults}
    assert {("news/2022/07/a.md", "E-PICTURE-BROKEN"), ("news/2022/07/b.md", "E-PICTURE-BROKEN")} <= faults
    assert all(fault.line == 5 for fault in caught.value.faults)
    assert site.tree() == before


def test_an_item_page_offers_every_format_its_size_and_its_words(site, photograph):
    publish_picture(site, photograph, body='![Ảnh hai](images/a.jpg "Lời hai. Ảnh: Quang Long")')
    site.build()
    page = BeautifulSoup(site.page("/tin/2022/07/tin-a/"), "lxml")
    lead, second = page.select("main figure")
    assert [source["type"] for source in lead.select("source")] == ["image/avif", "image/webp"]
    image = lead.img
    assert (image["width"], image["height"], image["alt"]) == ("1600", "1120", "Ảnh")
    assert image["fetchpriority"] == "high"
    assert "loading" not in image.attrs
    assert image["srcset"].count("w,") == len(WIDTHS) - 1
    assert second.img["loading"] == "lazy"
    assert second.img["width"] == "1600"
    assert second.figcaption.get_text(" ", strip=True) == "Lời hai. Ảnh: Quang Long"
    addresses = {part.split()[0] for tag in page.select("[srcset]") for part in tag["srcset"].split(", ")}
    assert all((site.output / address.lstrip("/")).is_file() for address in addresses)
    shared = page.find("meta", property="og:image")["content"]
    assert shared.endswith("-1600.jpg")


def test_a_decorative_picture_reaches_the_page_with_an_empty_text_alternative(site, photograph):
    publish_picture(site, photograph, body="![trang trí](images/a.jpg)")
    site.build()
    page = BeautifulSoup(site.page("/tin/2022/07/tin-a/"), "lxml")
    assert page.select(".body img")[0]["alt"] == ""


# Cards


LONG = "Hội nghị tổng kết việc thực hiện quy chế dân chủ ở cơ sở và phong trào thi đua “Dân vận khéo” " * 4
TITLES = [
    "Họp",
    "Ễ ở ặ ự ẪỄ ĐẢNG BỘ TỈNH ĐỒNG THÁP",
    LONG[:300],
    "a" * 300,
    "Điện Biên tổng kết công tác dân vận năm 2022",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_card_s_headline_is_wrapped_at_words_and_never_overflows(title):
    face, lines = set_headline(title)
    assert lines
    assert all(face.length(line) <= cards.MEASURE for line in lines)
    assert len(lines) * round(face.size * cards.LEADING) <= cards.BOTTOM - cards.TOP
    words = title.split()
    told = " ".join(lines).removesuffix("…").split()
    cut = any(line.endswith("…") for line in lines)
    assert told[:-1] == words[: len(told) - 1] if cut else told == words


@pytest.mark.parametrize("title", TITLES)
def test_nothing_of_a_card_is_drawn_in_its_margins(title):
    card = Card(title, "Xây dựng Đảng và chính quyền" * 3, "Thứ Sáu, 01/07/2022", "Cổng tin địa phương " * 6)
    with Image.open(io.BytesIO(draw_card(card))) as image:
        assert image.size == (1200, 630)
        pixels = image.convert("L").point(lambda value: 255 if value < 200 else 0)
    left, top, right, bottom = pixels.getbbox()
    assert left >= cards.MARGIN - 8
    assert right <= cards.WIDTH - cards.MARGIN + 8
    assert top >= 40
    assert bottom <= cards.HEIGHT - 30


def test_the_font_has_every_vietnamese_letter():
    face = cards._face(cards.BOLD, 40)
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    letters = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in tones]
    unknown = face.letter("\U0010ffff").mask.tobytes()
    for letter in [*letters, *"đĐ“”–…«»"]:
        assert face.letter(letter).mask.tobytes() != unknown, letter
    assert len({face.letter(letter).mask.tobytes() for letter in letters}) == len(letters)


def test_a_card_s_address_follows_all_that_it_says():
    card = Card("Tin", "Dân vận", "01/07/2022", "Cổng tin")
    changes = {"title": "Tin khác", "section": "Kinh tế", "date": "02/07/2022", "site": "Cổng"}
    others = [dataclasses.replace(card, **{name: text}) for name, text in changes.items()]
    assert len({each.name for each in (card, *others)}) == 5
    assert draw_card(card) == draw_card(dataclasses.replace(card))


def test_an_item_without_a_cover_is_shared_with_its_card_and_one_with_a_cover_is_not(site, photograph):
    publish_picture(site, photograph)
    site.write("tron")
    site.build()
    drawn = [name for name in site.tree() if name.startswith("images/cards/")]
    assert len(drawn) == 1
    page = BeautifulSoup(site.page("/tin/2022/07/tin-tron/"), "lxml")
    assert page.find("meta", property="og:image")["content"].endswith(drawn[0])
    site.write("tron", title="Tiêu đề mới", slug="tin-tron")
    site.build()
    assert [name for name in site.tree() if name.startswith("images/cards/")] != drawn


def test_cards_are_left_out_where_the_settings_say_so(site, tmp_path):
    project = Path(__file__).parents[1]
    settings = tmp_path / "conf.py"
    settings.write_text(
        f"from pelicanconf import *\nPORTAL_SOCIAL_CARDS = False\nTHEME = {str(project / 'theme')!r}\n", "utf-8"
    )
    shutil.copytree(project / "content" / "vocabulary", site.content / "vocabulary")
    site.write("tron")
    site.build()
    assert "og:image" in site.page("/tin/2022/07/tin-tron/")
    site.build(settings=settings)
    assert "og:image" not in site.page("/tin/2022/07/tin-tron/")
    assert not [name for name in site.tree() if "cards" in name and name.startswith("images")]
