"""Bad picture files: each has one fault, with its remedy."""

from __future__ import annotations

import io
import os
import shutil
import unicodedata

import pytest
from PIL import Image

from plugins.images.inspection import BrokenPictureError, inspect_picture
from plugins.images.renditions import develop
from tests.photographs import draw_photograph

RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "made").mkdir()
    return tmp_path / "made"


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
