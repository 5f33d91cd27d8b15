"""What is remembered of pictures, and what views get of them."""

from __future__ import annotations

import datetime as dt
import os
import shutil

import pytest

from plugins.images import catalogue, renditions
from plugins.images.catalogue import Catalogue
from plugins.images.renditions import WIDTHS
from plugins.images.showing import show, show_body
from plugins.model import NewsItem, SiteError
from plugins.model.views import BodyPicture
from tests.photographs import draw_photograph
from tests.stand_ins import ZONE, stand_in_portal

# What the catalogue remembers


@pytest.fixture
def portal(tmp_path):
    portal = stand_in_portal(tmp_path)
    portal.gettext = str
    portal.filters["long_date"] = lambda day: f"{day:%d/%m/%Y}"
    portal.state.mkdir()
    return portal


@pytest.fixture
def picture(portal):
    """Small: what is remembered of it does not depend on its size."""
    file = portal.config.content / "images" / "a.jpg"
    draw_photograph(1, (800, 560)).save(file)
    return file


@pytest.fixture
def large(picture, photograph):
    """The same file, in all widths."""
    shutil.copy(photograph, picture)
    return picture


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
    assert again[picture].width == 800
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
    assert Catalogue(portal)[picture].width == 800
    assert names == ["a.jpg"]


def test_a_record_with_a_changed_figure_is_not_trusted(portal, picture):
    Catalogue(portal).update([picture])
    record = portal.state / "pictures.json"
    record.write_text(record.read_text("utf-8").replace("800", "900"), "utf-8")
    assert Catalogue(portal)[picture].width == 800


def test_a_source_that_is_gone_is_a_fault_and_the_others_are_known(portal, picture):
    gone = picture.with_name("mat.jpg")
    known = Catalogue(portal)
    faults = known.update([picture, gone])
    assert [(path.name, fault[0]) for path, fault in faults.items()] == [("mat.jpg", "E-PICTURE")]
    assert known[picture].width == 800


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


def test_a_cover_met_before_the_others_is_cropped_even_if_a_body_showed_it_first(portal, picture):
    known = Catalogue(portal)
    assert not known[picture].is_cropped
    assert known.cover(picture).is_cropped
    assert Catalogue(portal)[picture].is_cropped


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


def test_a_picture_has_its_sizes_words_and_tone(portal, large):
    shown = show(Catalogue(portal)[large], "Ảnh", "Chú thích.", "Quang Long")
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
