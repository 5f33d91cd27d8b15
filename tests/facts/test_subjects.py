"""Category and tags."""

from __future__ import annotations

from plugins.desk.importing.facts import find_facts
from tests.facts.sample import FILLER, MORE, document


def test_category_and_tags_are_proposed_with_evidence(portal):
    text = "Hội nghị bàn công tác dân vận, rồi bàn quy chế dân chủ ở từng xã; mô hình “Dân vận khéo” được nhân rộng."
    facts = find_facts(
        document("Sơ kết công tác dân vận của huyện Thử", text, text + FILLER, MORE), portal, ["dân vận khéo", "y tế"]
    )
    assert facts.category.value == "Dân vận"
    assert facts.category.certainty == "likely"
    assert "dân vận" in facts.category.where
    assert "dân vận khéo" in [tag.value for tag in facts.tags]
    assert "y tế" not in [tag.value for tag in facts.tags]
    assert all(tag.certainty != "certain" for tag in facts.tags)


def test_no_category_where_nothing_fits(portal):
    facts = find_facts(
        document("Mèo con ngủ trưa bên thềm nắng", "Con mèo mướp nằm im. Nắng nhẹ.", "Gió thổi qua sân."), portal
    )
    assert facts.category is None
    assert facts.tags == ()


def test_a_notice_is_known_by_its_headline(portal):
    facts = find_facts(document("Thông báo lịch tiếp công dân tháng 7", FILLER, MORE), portal)
    assert facts.category.value == "Thông báo"
