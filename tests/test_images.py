"""Pictures and cards in whole builds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from plugins.images import card_layout
from plugins.images.renditions import FORMATS, WIDTHS
from plugins.model import SiteError
from tests.photographs import draw_photograph


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
    monkeypatch.setattr(card_layout, "draw", lambda card: pytest.fail("a card was drawn"))
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
