"""Authors and sources."""

from __future__ import annotations

import pytest

from plugins.desk.importing.facts import find_facts
from tests.facts.sample import FILLER, HEADLINE, MORE, document

BYLINES = {
    ("Việt Thử – Kim Mẫu",): (["Việt Thử", "Kim Mẫu"], None),
    ("Tin, ảnh: Quang Thử",): (["Quang Thử"], None),
    ("Bài và ảnh: Quang Thử, Lê Mẫu",): (["Quang Thử", "Lê Mẫu"], None),
    ("Tin: Quang Thử; ảnh: Lê Mẫu",): (["Quang Thử", "Lê Mẫu"], None),
    ("Tin: Quang Thử - Ảnh: Lê Mẫu",): (["Quang Thử", "Lê Mẫu"], None),
    ("Tác giả: Nguyễn Thử",): (["Nguyễn Thử"], None),
    ("V.H",): (["V.H"], None),
    ("Nguyễn Thử (tổng hợp)",): (["Nguyễn Thử"], None),
    ("PV: Nguyễn Thử",): (["Nguyễn Thử"], None),
    ("CTV Nguyễn Thử",): (["Nguyễn Thử"], None),
    ("NGUYỄN THỬ",): (["Nguyễn Thử"], None),
    ("(Theo TTXVN)",): ([], "TTXVN"),
    ("Theo Báo Thử Nghiệm",): ([], "Báo Thử Nghiệm"),
    ("Nguồn: Cổng thông tin huyện Thử",): ([], "Cổng thông tin huyện Thử"),
    ("Theo Nguyễn Thử/Báo Mẫu",): (["Nguyễn Thử"], "Báo Mẫu"),
    ("Lê Mẫu", "Nguồn: Báo Thử"): (["Lê Mẫu"], "Báo Thử"),
    ("Lê Mẫu (TTXVN)",): (["Lê Mẫu"], "TTXVN"),
    ("Lê Mẫu/TTXVN",): (["Lê Mẫu"], "TTXVN"),
    ("Theo TTXVN/Vietnam+",): ([], "TTXVN/Vietnam+"),
    ("Lê Mẫu (Trung tâm Văn hóa huyện Thử)",): (["Lê Mẫu"], None),
    ("(Tin, ảnh: Lê Mẫu)",): (["Lê Mẫu"], None),
    ("T.H.",): (["T.H."], None),
    ("Ban Biên tập",): (["Ban Biên tập"], None),
    (MORE + "./. Tin, ảnh: Quang Thử",): (["Quang Thử"], None),
    (MORE + "./. Việt Thử - Kim Mẫu",): (["Việt Thử", "Kim Mẫu"], None),
    (MORE + " (Theo TTXVN)",): ([], "TTXVN"),
    # No byline.
    ("Hội nghị kết thúc tốt đẹp.",): ([], None),
    ("Theo đó, các đơn vị tiếp tục thực hiện.",): ([], None),
    (MORE,): ([], None),
}


@pytest.mark.parametrize("ending", BYLINES)
def test_bylines_and_sources_stand_at_the_end(portal, ending):
    facts = find_facts(document(HEADLINE, "Chiều 30/6/2022, huyện họp.", FILLER, *ending), portal)
    authors, source = BYLINES[ending]
    assert [author.value for author in facts.authors] == authors
    assert (facts.source_name and facts.source_name.value) == source
    text = " ".join(block.text for block in facts.body)
    assert not any(author in text for author in authors)


@pytest.mark.parametrize(
    ("tag", "source"),
    [
        ("(Trangthu.vn) - ", "Trangthu.vn"),
        ("ĐBP - ", "ĐBP"),
        ("(TTXVN) - ", "TTXVN"),
        ("(Báo Thử) – ", "Báo Thử"),
        ("Long An - ", None),
        ("(Long An) - ", None),
    ],
)
def test_the_tag_at_the_beginning_is_the_source_unless_it_is_a_place(portal, tag, source):
    facts = find_facts(document(HEADLINE, tag + "Chiều 30/6/2022, hội nghị diễn ra. " + MORE, FILLER), portal)
    assert (facts.source_name and facts.source_name.value) == source
    assert facts.body[0].text.startswith(tag)


def test_an_abbreviated_source_gets_the_full_name_that_the_page_tells(portal):
    texts = (HEADLINE, "BTN - Chiều 30/6/2022, hội nghị diễn ra. " + MORE, FILLER)
    facts = find_facts(
        document(*texts, meta={"site_name": "Báo Thử Nghiệm"}, address="https://thu.example.vn/a"), portal
    )
    assert facts.source_name.value == "Báo Thử Nghiệm"
    assert facts.source_url.value == "https://thu.example.vn/a"


def test_the_source_is_named_at_the_end_of_the_page_title(portal):
    texts = (HEADLINE, "Chiều 30/6/2022, huyện họp. " + MORE, FILLER)
    told = find_facts(document(*texts, meta={"page_title": f"{HEADLINE} - Tin tức | Báo Thử Nghiệm"}), portal)
    other = find_facts(document(*texts, meta={"page_title": f"{HEADLINE} - những chuyện kể"}), portal)
    assert (told.source_name.value, told.source_name.certainty) == ("Báo Thử Nghiệm", "likely")
    assert other.source_name is None


def test_lines_in_the_margin_and_the_head_name_authors_too(portal):
    texts = (HEADLINE, "Chiều 30/6/2022, huyện họp.", FILLER)
    margin = find_facts(document(*texts, margin=("Tác giả: Lê Mẫu",)), portal)
    head = find_facts(document(*texts, meta={"author": "Lê Mẫu"}), portal)
    admin = find_facts(document(*texts, meta={"author": "admin"}), portal)
    assert [[author.value for author in facts.authors] for facts in (margin, head, admin)] == [
        ["Lê Mẫu"],
        ["Lê Mẫu"],
        [],
    ]
