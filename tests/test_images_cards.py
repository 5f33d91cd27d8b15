"""The cards of items without a picture: headline, margins, letters, address."""

from __future__ import annotations

import dataclasses
import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from plugins.images import card_layout, cards
from plugins.images.card_layout import set_headline
from plugins.images.cards import Card, draw_card

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
    assert all(face.length(line) <= card_layout.MEASURE for line in lines)
    assert len(lines) * round(face.size * card_layout.LEADING) <= card_layout.BOTTOM - card_layout.TOP
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
    assert left >= card_layout.MARGIN - 8
    assert right <= card_layout.WIDTH - card_layout.MARGIN + 8
    assert top >= 40
    assert bottom <= card_layout.HEIGHT - 30


def test_the_font_has_every_vietnamese_letter():
    face = card_layout.get_face(cards.BOLD, 40)
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    letters = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in tones]
    unknown = face.letter("\U0010ffff").packed[0].tobytes()
    for letter in [*letters, *"đĐ“”–…«»"]:
        assert face.letter(letter).packed[0].tobytes() != unknown, letter
    assert len({face.letter(letter).packed[0].tobytes() for letter in letters}) == len(letters)


def test_a_card_s_address_follows_all_that_it_says():
    card = Card("Tin", "Dân vận", "01/07/2022", "Cổng tin")
    changes = {"title": "Tin khác", "section": "Kinh tế", "date": "02/07/2022", "site": "Cổng"}
    others = [dataclasses.replace(card, **{name: text}) for name, text in changes.items()]
    assert len({each.name for each in (card, *others)}) == 5
    assert draw_card(card) == draw_card(dataclasses.replace(card))


@pytest.mark.parametrize("name", [cards.BOLD, cards.REGULAR])
def test_no_letter_stands_on_the_one_before_it(name):
    face = card_layout.get_face(name, 72)
    letters = "abcdđeghiklmnoôơpqrstuưvxyABCDĐEGHIKLMNOÔƠPQRSTUƯVXY0123456789“”‘’…%«»–—-.,;:!?()\"'/&+"
    assert [letter for letter in letters if face.font.getbbox(letter)[2] > face.length(letter) + 10] == []


def test_threads_draw_the_same_cards_as_one():
    wanted = [Card(f"{title} {number}", "Dân vận", "01/07/2022", "Cổng tin") for title in TITLES for number in range(8)]
    alone = [draw_card(card) for card in wanted]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(draw_card, wanted)) == alone


# Strips, compressed one by one, against the plain way.

WORDS = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựíìỉĩịýỳỷỹỵ0123456789“”…,.%-fjwBCDĐG", min_size=1
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


def draw_plainly(card):
    canvas = Image.new("L", (card_layout.WIDTH, card_layout.HEIGHT), 0)
    bold, regular = (
        card_layout.get_face(cards.BOLD, card_layout.SMALL),
        card_layout.get_face(cards.REGULAR, card_layout.SMALL),
    )
    write(canvas, bold, card_layout.MARGIN, 84, card_layout.fit(bold, card.section))
    canvas = canvas.point([0, 1, 2, 2] + [0] * 252)
    canvas.paste(2, (72, 64, 192, 70))
    face, lines = set_headline(card.title)
    for number, line in enumerate(lines):
        write(canvas, face, 72, 152 + number * round(face.size * card_layout.LEADING), line)
    canvas.paste(3, (72, 522, 1128, 524))
    write(canvas, bold, 72, 540, card_layout.fit(bold, card.site, 1056 - 440 - 32))
    date = card_layout.fit(regular, card.date, 440)
    write(canvas, regular, 1128 - regular.length(date), 540, date)
    return canvas


def write(canvas, face, left, top, text):
    for word in text.split(" "):
        pen = left
        for character in word:
            mask = Image.new("L", (200, 200))
            ImageDraw.Draw(mask).text((50, 50), character, font=face.font, fill=255)
            inked = mask.point([0] * 64 + [1] * 128 + [3] * 64)
            place = (pen - 50, top - 50, pen + 150, top + 150)
            canvas.paste(ImageChops.lighter(canvas.crop(place), inked), place)
            pen += round(face.font.getlength(character))
        left += face.length(word + " ")


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_words_begin_at_every_fourth_pixel_and_are_as_far_apart_in_any_text(before, after):
    face = card_layout.get_face(cards.BOLD, 40)
    space, together = face.length(" "), face.length(f"{before} {after}")
    assert together == face.length(before) + space + face.length(after)
    assert together % 4 == 0
    for word in before.split():
        assert 0 <= face.length(word) - sum(round(face.font.getlength(letter)) for letter in word) < 4


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, TEXTS, TEXTS, TEXTS)
@example("", "", "", "")
@example("Hội nghị tổng kết việc thực hiện quy chế " * 5, "Dân vận", "Thứ Sáu", "Cổng tin")
@example("Hội nghị tổng kết việc thực hiện quy chế " * 3, "Dân vận", "Thứ Sáu", "Cổng tin")
def test_a_card_shows_what_is_drawn_letter_by_letter(title, section, date, site):
    card = Card(title, section, date, site)
    with Image.open(io.BytesIO(draw_card(card))) as image:
        image.load()
        assert image.getpalette()[:3] == [253, 251, 246]
        shown = Image.frombytes("L", image.size, image.tobytes())
        assert ImageChops.difference(shown, draw_plainly(card)).getbbox() is None
