"""Captions, with and without their pictures."""

from __future__ import annotations

import pytest

from plugins.desk.importing.document import Block, Document
from plugins.desk.importing.facts import find_facts
from tests.facts.sample import FILLER, HEADLINE, MORE, document, paragraphs, people

CAPTIONS = {
    "Quang cảnh hội nghị.": True,
    "Toàn cảnh buổi làm việc": True,
    "Đồng chí Lê Văn Sáu phát biểu tại hội nghị": True,
    "Đại biểu Hội Nông dân huyện tham gia ý kiến về đường nội đồng.": True,
    "Các đại biểu chụp ảnh lưu niệm. Ảnh: Quang Thử": True,
    "Quang cảnh hội nghị. Ảnh: TTXVN phát": True,
    "Trao tặng bằng khen cho các tập thể, cá nhân": True,
    "Thành viên tổ công nghệ số hướng dẫn người dân": True,
    "Bí thư Đảng ủy Lê Văn Sáu trả lời ý kiến của nhân dân": True,
    "Tập thể, cá nhân được khen thưởng": True,
    "Trao quyền cho cơ sở": False,
    "Tại hội nghị, các đại biểu thảo luận sôi nổi.": False,
    "Đồng chí Lê Văn Sáu đã phát biểu, đề nghị các xã khẩn trương.": False,
    "Dự hội nghị có lãnh đạo các phòng, ban.": False,
    "Chủ trì hội nghị có đồng chí Lê Văn Sáu, Bí thư Huyện ủy.": False,
    "Đồng chí Lê Văn Sáu, Bí thư Huyện ủy chủ trì hội nghị.": False,
}


@pytest.mark.parametrize("line", CAPTIONS)
def test_a_short_line_between_paragraphs_may_be_the_caption_of_a_picture_that_is_not_there(portal, line):
    facts = find_facts(document(HEADLINE, "Chiều 30/6/2022, huyện họp. " + FILLER, line, MORE), portal)
    assert [caption.value for caption in facts.captions] == ([line] if CAPTIONS[line] else [])
    assert any("chưa có ảnh" in note for note in facts.notes) == CAPTIONS[line]
    assert (Block("picture", line) in facts.body) == CAPTIONS[line]


def test_a_caption_that_repeats_the_opening_is_no_paragraph(portal):
    line = "Các đồng chí: Lê Văn Sáu, Bí thư Huyện ủy; Vàng A Lử, Phó Bí thư chủ trì hội nghị."
    opening = "Chiều 30/6/2022, đồng chí Lê Văn Sáu, Bí thư Huyện ủy; Vàng A Lử, Phó Bí thư chủ trì hội nghị tổng kết."
    facts = find_facts(document(HEADLINE, opening, line, FILLER), portal)
    assert [caption.value for caption in facts.captions] == [line]
    assert people(facts) == [("Lê Văn Sáu", "Bí thư Huyện ủy"), ("Vàng A Lử", "Phó Bí thư")]


def test_a_line_below_a_picture_is_its_caption_and_the_first_picture_the_cover(portal):
    blocks = paragraphs(HEADLINE, "Chiều 30/6/2022, huyện họp. " + FILLER)
    picture = Block("picture", "", src="images/a.jpg", alt="Hội trường")
    facts = find_facts(Document("a", (*blocks, picture, *paragraphs("Hội trường trước giờ họp", MORE))), portal)
    assert facts.cover == Block("picture", "Hội trường trước giờ họp", src="images/a.jpg", alt="Hội trường")
    assert [block.text for block in facts.body] == ["Chiều 30/6/2022, huyện họp. " + FILLER, MORE]
