"""Officials: by id, name or alias, told apart by their positions."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import Official, Position, UnknownNameError
from plugins.vocabulary.officials import OfficialRegister
from tests.vocabulary_sample import NOW, THEN

# Officials

REGISTER = OfficialRegister(
    [
        Official("le-van-a", "Lê Văn Ả", ("Ả Lê",), (Position("Bí thư", dt.date(2020, 1, 1), dt.date(2022, 12, 31)),)),
        Official("tran-hoa", "Trần Hòa", (), (Position("Chủ tịch", dt.date(2020, 1, 1), dt.date(2021, 12, 31)),)),
        Official("tran-hoa-2", "Trần Hòa", (), (Position("Trưởng ban", dt.date(2022, 1, 1)),)),
        Official("nguyen-van-luong", "Nguyễn Văn Lương"),
    ]
)


def test_an_official_is_found_by_id_name_or_alias():
    assert REGISTER["le-van-a"].name == "Lê Văn Ả"
    for name in ("le-van-a", "Lê Văn Ả", "  Lê  Văn Ả", "Le\u0302 Va\u0306n A\u0309", "Ả Lê"):
        assert REGISTER.resolve(name, THEN).id == "le-van-a"
    assert REGISTER.resolve("Lê Văn Ả", THEN).position_on(THEN) == "Bí thư"


def test_an_unregistered_name_gets_an_address_of_its_exact_spelling():
    names = ["Nguyễn Văn Lượng", "Nguyễn Văn Luong", "Nguyễn văn Lương", "Trần Hoà", "NGUYỄN VĂN LƯƠNG"]
    ids = {REGISTER.resolve(name, THEN).id for name in names}
    assert len(ids | {"nguyen-van-luong"}) == 6
    made = REGISTER.resolve("Nguyễn  Văn Lượng ", THEN)
    assert (made.name, made.registered, made.positions) == ("Nguyễn Văn Lượng", False, ())
    assert made == REGISTER.resolve("Nguyễn Văn Lượng", NOW)
    assert made.id.startswith("nguyen-van-luong-")


@given(
    st.text(alphabet="AĂÂaăâàáảãạ nN", min_size=1, max_size=12),
    st.text(alphabet="AĂÂaăâàáảãạ nN", min_size=1, max_size=12),
)
def test_names_share_an_address_only_when_they_are_spelt_alike(first, second):
    if first.strip() and second.strip():
        same = " ".join(first.split()) == " ".join(second.split())
        assert (REGISTER.resolve(first, THEN).id == REGISTER.resolve(second, THEN).id) == same


def test_namesakes_are_told_apart_by_the_position_held_on_the_day():
    assert REGISTER.resolve("Trần Hòa", dt.date(2021, 5, 1)).id == "tran-hoa"
    assert REGISTER.resolve("Trần Hòa", dt.date(2022, 5, 1)).id == "tran-hoa-2"
    with pytest.raises(UnknownNameError) as caught:
        REGISTER.resolve("Trần Hòa", dt.date(2019, 5, 1))
    assert caught.value.candidates == ("tran-hoa", "tran-hoa-2")
    assert "tran-hoa-2" in caught.value.hint


@pytest.mark.parametrize("name", ["", "  ", "???", "le-van-b", "khong-co-ma-nay"])
def test_an_empty_name_or_an_unknown_id_is_an_error(name):
    with pytest.raises(UnknownNameError) as caught:
        REGISTER.resolve(name, THEN)
    assert caught.value.hint
    assert caught.value.candidates == (("le-van-a",) if name == "le-van-b" else ())


def test_look_alikes_come_nearest_first_and_never_include_the_name_itself():
    register = OfficialRegister(
        [
            Official("d", "Dương Văn Ut"),
            Official("c", "Dương Văn Ta"),
            Official("a", "Dương Văn Út"),
            Official("b", "Lò Văn Mừng"),
        ]
    )
    assert register.look_alikes("Dương văn Út") == ("Dương Văn Út", "Dương Văn Ut", "Dương Văn Ta")
    assert register.look_alikes("Dương Văn Út") == ("Dương Văn Ut", "Dương Văn Ta")
    assert register.look_alikes("Lò Văn Mửng") == ("Lò Văn Mừng",)
    assert register.look_alikes("Nguyễn Phước Lộc") == ()
