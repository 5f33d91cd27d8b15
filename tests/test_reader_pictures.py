"""The pictures that an item names: where they lie, what is said of them and how they are shown."""

from __future__ import annotations

import dataclasses

import pytest
from bs4 import BeautifulSoup

from plugins.reader.items import ItemReader
from plugins.reader.pictures import split_credit
from tests.reader_sample import HEAD, Desk, only, shown


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


# Pictures


@pytest.fixture
def secrets(desk, tmp_path):
    """A desk with files that no item may show."""
    (tmp_path / "secret.jpg").write_bytes(b"x")
    (desk.content / "images" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (desk.content / "images" / "away").symlink_to(tmp_path)
    (desk.content / "images" / "drawing.svg").write_text("<svg onload='alert(1)'/>")
    return desk


@pytest.mark.parametrize(
    "src",
    ["images/none.jpg", "../secret.jpg", "images/../../secret.jpg", "images/link.jpg", "images/away/secret.jpg",
     "images/drawing.svg", "/etc/passwd", "/proc/self/environ", "{attach}/proc/self/environ", "{static}/../secret.jpg",
     "{filename}x.jpg", "images/%2e%2e/%2e%2e/secret.jpg", "images", "images\\hoi-nghi.jpg", "images/./hoi-nghi.jpg",
     "{static}.git/config", "C:/x.jpg", "images/" + "a" * 300 + ".jpg"],
)  # fmt: skip
def test_a_picture_that_is_absent_outside_or_no_picture_is_refused_everywhere(secrets, src):
    expected = "E-PICTURE-REMOTE" if src.startswith("C:") else "E-PICTURE"
    assert secrets.faults(f"cover: {{src: '{src}', alt: Ảnh, caption: Lời}}") == [(expected, 5)]
    assert secrets.faults(body=f"Một.\n\n![Ảnh](<{src}> 'Lời')") == [(expected, 9)]
    assert secrets.faults(body=f"Một.\n\n<p><img alt='Ảnh' src='{src}'></p>") == [(expected, 9)]


@pytest.mark.parametrize("src", ["https://a.vn/x.jpg", "//a.vn/x.jpg", "data:image/png;base64,AAAA"])
def test_a_picture_from_elsewhere_is_refused(desk, src):
    assert desk.faults(f"cover: {{src: '{src}', alt: Ảnh, caption: Lời}}") == [("E-PICTURE-REMOTE", 5)]
    assert desk.faults(body=f"![Ảnh]({src} 'Lời')") == [("E-PICTURE-REMOTE", 7)]


def test_a_mistyped_picture_name_gets_the_nearest_as_hint(desk):
    fault = only(desk.read(f"---\n{HEAD}---\n![Ảnh](images/Hoi-nghi.JPG 'Lời')\n"))
    assert "images/hoi-nghi.jpg" in fault.hint


def test_a_picture_without_description_is_a_warning(desk):
    cover = "cover: {src: images/hoi-nghi.jpg, caption: Lời}"
    assert desk.faults(cover, "![](images/hoi-nghi.jpg 'Lời')") == [("W-ALT", 5), ("W-ALT", 7)]


def test_a_picture_without_caption_is_a_warning_unless_it_stands_in_a_sentence(desk):
    cover = "cover: {src: images/hoi-nghi.jpg, alt: Ảnh}"
    picture = "![Ảnh](images/hoi-nghi.jpg)"
    assert desk.faults(cover, f"{picture}\n\nMột {picture} hai.") == [("W-CAPTION", 5), ("W-CAPTION", 7)]


def test_a_decorative_picture_is_marked_as_such_and_wants_no_words(desk):
    item = desk.item("cover: {src: images/hoi-nghi.jpg, alt: Trang trí}", "![trang  trí](images/hoi-nghi.jpg)")
    assert desk.faults("cover: {src: images/hoi-nghi.jpg, alt: trang trí}", "![trang trí](images/hoi-nghi.jpg)") == []
    assert item.cover.alt == ""
    assert BeautifulSoup(item.body, "html.parser").img["alt"] == ""


def test_pictures_in_a_row_become_a_gallery_and_others_do_not(desk):
    def gallery(body):
        soup = BeautifulSoup(desk.item(body=body).body, "html.parser")
        return [len(row.find_all("img")) for row in soup.select(".gallery")]

    picture, decoration = "![Ảnh](images/hoi-nghi.jpg 'Lời')", "![trang trí](images/hoi-nghi.jpg)"
    assert gallery(f"{picture}\n\nMột.\n\n{picture}") == []
    assert gallery(f"{picture}\n{picture}\n\n{picture}\n\nMột.\n\n{picture}\n{picture}") == [3, 2]
    assert gallery(f"{picture}\n\n{decoration}\n\n{picture}") == []
    assert gallery(f"Một {picture} và {picture} hai.") == []


def test_what_is_wrong_with_a_picture_s_file_stands_on_the_line_that_names_it(desk):
    desk.portal.inspect_picture = lambda path: (
        ("E-PICTURE-BROKEN", f"ảnh «{path.name}» bị hỏng", "chép lại"),
        ("W-PICTURE", "nhỏ", "dùng ảnh gốc"),
    )
    result = desk.read(
        f"---\n{HEAD}cover: {{src: images/hoi-nghi.jpg, alt: Ảnh, caption: Lời}}\n---\n\nMột.\n\n"
        "![Ảnh](images/hoi-nghi.jpg 'Lời')\n"
    )
    assert result.item is None
    assert shown(result) == [("E-PICTURE-BROKEN", 5), ("W-PICTURE", 5), ("E-PICTURE-BROKEN", 10), ("W-PICTURE", 10)]


def test_a_page_s_pictures_lie_beside_its_own_folder(tmp_path):
    elsewhere = Desk(tmp_path)
    pages = tmp_path / "project" / "pages"
    (pages.parent / "images").mkdir(parents=True)
    pages.mkdir()
    (pages.parent / "images" / "so-do.png").write_bytes(b"x")
    elsewhere.portal.config = dataclasses.replace(elsewhere.portal.config, pages=pages)
    (pages / "gioi-thieu.md").write_text("---\ntitle: Giới thiệu\n---\n\n![Sơ đồ](images/so-do.png 'Lời')\n", "utf-8")
    result = ItemReader(elsewhere.portal).read_page(pages / "gioi-thieu.md")
    assert result.faults == ()
    assert result.item.pictures == ("images/so-do.png",)


@pytest.mark.parametrize("src", ["images/hoi-nghi.jpg", "/images/hoi-nghi.jpg", "{static}/images/hoi-nghi.jpg"])
def test_a_picture_alone_in_a_paragraph_becomes_a_figure(desk, src):
    item = desk.item(body=f'![Quang cảnh]({src} "Đại biểu dự họp. Ảnh: Quang Long")')
    assert item.body == (
        '<figure><img alt="Quang cảnh" src="/images/hoi-nghi.jpg">'
        '<figcaption>Đại biểu dự họp. <span class="credit">Ảnh: Quang Long</span></figcaption></figure>'
    )
    assert item.pictures == ("images/hoi-nghi.jpg",)


def test_a_picture_within_a_sentence_stays_there(desk):
    picture = "![Ảnh](images/hoi-nghi.jpg)"
    soup = BeautifulSoup(desk.item(body=f"Xem {picture} này.\n\n{picture}\n{picture}").body, "html.parser")
    assert len(soup.find_all("figure")) == 2
    assert soup.p.img is not None


def test_picture_names_are_percent_encoded_in_addresses_only(desk):
    (desk.content / "images" / "hội nghị.jpg").write_bytes(b"x")
    item = desk.item(body="![A](<images/hội nghị.jpg>)\n\n![A](images/h%E1%BB%99i%20ngh%E1%BB%8B.jpg)")
    assert item.body.count('src="/images/h%E1%BB%99i%20ngh%E1%BB%8B.jpg"') == 2
    assert item.pictures == ("images/hội nghị.jpg",)


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Quang cảnh. Ảnh: Quang Long", ("Quang cảnh.", "Quang Long")),
        ("Quang cảnh - Ảnh: Quang Long.", ("Quang cảnh", "Quang Long")),
        ("Quang cảnh (ảnh: TTXVN)", ("Quang cảnh", "TTXVN")),
        ("Ảnh: TTXVN", ("", "TTXVN")),
        ("Hình ảnh: quang cảnh", ("Hình ảnh: quang cảnh", "")),
        ("Quang cảnh hội nghị", ("Quang cảnh hội nghị", "")),
    ],
)
def test_the_credit_is_split_from_the_end_of_a_caption(caption, expected):
    assert split_credit(caption) == expected
