"""A portal with the sample's vocabularies and a register of made-up officials."""

from __future__ import annotations

import datetime as dt

import pytest

from plugins.build.settings import PROJECT
from plugins.model import Official, Portal, Position
from plugins.vocabulary import provide_vocabularies
from plugins.vocabulary.officials import OfficialRegister
from tests.stand_ins import stand_in_portal


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Portal:
    portal = stand_in_portal(tmp_path_factory.mktemp("facts"))
    object.__setattr__(portal.config, "vocabulary", PROJECT / "content" / "vocabulary")
    provide_vocabularies(portal)
    portal.officials = OfficialRegister(
        [
            Official(
                "tran-van-mau", "Trần Văn Mẫu", positions=(Position("Bí thư Huyện ủy", region="huyen-ben-luc-long-an"),)
            ),
            Official("giang-a-pao", "Giàng A Páo", positions=(Position("Phó Bí thư Tỉnh ủy", region="dien-bien"),)),
            Official("le-thi-dau", "Lê Thị Dậu", positions=(Position("Chủ tịch UBND tỉnh", region="long-an"),)),
            Official(
                "le-thi-dau-2", "Lê Thị Dậu", positions=(Position("Trưởng ban Dân vận Thành ủy", region="ho-chi-minh"),)
            ),
            Official("do-van-cu", "Đỗ Văn Cử", positions=(Position("Chủ tịch HĐND", until=dt.date(2020, 1, 1)),)),
        ]
    )
    return portal


@pytest.fixture(scope="session")
def held(portal) -> tuple[Portal]:
    """The portal in a tuple: Hypothesis asks its arguments for attributes, and a portal answers none it has not."""
    return (portal,)
