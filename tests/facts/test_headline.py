"""Headline and standfirst."""

from __future__ import annotations

import pytest

from plugins.desk.importing.document import Block, Document
from plugins.desk.importing.facts import find_facts
from tests.facts.sample import FILLER, HEADLINE, MORE, document, paragraphs


@pytest.mark.parametrize(
    ("line", "headline", "note"),
    [
        (".Huyện Thử sơ kết công tác sáu tháng", "Huyện Thử sơ kết công tác sáu tháng", "đầu tiêu đề"),
        ("Huyện Thử sơ kết công tác sáu tháng.", "Huyện Thử sơ kết công tác sáu tháng", "cuối tiêu đề"),
        ("HUYỆN THỬ SƠ KẾT CÔNG TÁC SÁU THÁNG", "HUYỆN THỬ SƠ KẾT CÔNG TÁC SÁU THÁNG", "viết hoa"),
        ("Huyện Thử sơ kết: được gì?", "Huyện Thử sơ kết: được gì?", ""),
        ("Một ngày dài ở bản…", "Một ngày dài ở bản…", ""),
    ],
)
def test_a_headline_loses_stray_dots_and_nothing_else(portal, line, headline, note):
    facts = find_facts(document(line, "01/07/2022", "Chiều 30/6, huyện họp.", FILLER), portal)
    assert facts.headline.value == headline
    assert not note or any(note in told for told in facts.notes)


def test_a_section_label_over_the_headline_is_no_headline(portal):
    facts = find_facts(document("Tin tức", HEADLINE, "01/07/2022", "Chiều 30/6, huyện họp.", FILLER), portal)
    assert facts.headline.value == HEADLINE
    assert all("Tin tức" not in block.text for block in facts.body)


def test_headings_and_the_head_tell_the_headline(portal):
    blocks = (Block("heading", HEADLINE, level=1), *paragraphs("Chiều 30/6, huyện họp.", FILLER))
    assert find_facts(Document("a", blocks), portal).headline.certainty == "certain"
    meta = {"title": f"{HEADLINE} - Báo Thử Nghiệm", "site_name": "Báo Thử Nghiệm"}
    facts = find_facts(Document("a", paragraphs(FILLER, MORE), meta=meta), portal)
    assert facts.headline.value == HEADLINE
    assert len(facts.body) == 2
    assert find_facts(Document("a", paragraphs(FILLER, MORE)), portal).headline is None


SAPO = "Ba mô hình làm hay vừa được huyện giới thiệu tới các xã, trong đó có cách họp dân buổi tối."


@pytest.mark.parametrize(
    ("blocks", "meta", "standfirst"),
    [
        ((Block("paragraph", SAPO, f"**{SAPO}**"), *paragraphs(FILLER)), {}, SAPO),
        (paragraphs(SAPO, "(TTXVN) - Chiều 30/6/2022, huyện họp. " + FILLER), {}, SAPO),
        (paragraphs(SAPO, FILLER), {"description": SAPO}, SAPO),
        (paragraphs(f"Tóm tắt: {SAPO}", FILLER), {}, SAPO),
        (paragraphs(SAPO, SAPO, "Chiều 30/6/2022, huyện họp. " + FILLER), {"description": SAPO}, SAPO),
        (paragraphs("Chiều 30/6/2022, huyện họp.", FILLER), {}, None),
        (paragraphs(FILLER, MORE), {"description": FILLER[:60] + "..."}, None),
        (
            paragraphs(FILLER, MORE),
            {"description": "Trang thông tin của huyện, nơi có nhiều tin khác hẳn bài này."},
            None,
        ),
    ],
)
def test_the_standfirst_is_what_the_source_marks_and_is_not_repeated(portal, blocks, meta, standfirst):
    facts = find_facts(Document("a", (Block("heading", HEADLINE, level=1), *blocks), meta=meta), portal)
    assert (facts.standfirst and facts.standfirst.value) == standfirst
    assert all(block.text != standfirst for block in facts.body)
