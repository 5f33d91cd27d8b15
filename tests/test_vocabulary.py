"""The vocabulary room: categories, faulty files, and what the portal is given."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import Config, Portal, SiteError, UnknownNameError
from plugins.vocabulary import provide_vocabularies
from plugins.vocabulary.categories import CategoryList, read_categories
from plugins.vocabulary.loading import VocabularyFile
from plugins.vocabulary.names import name_key
from plugins.vocabulary.officials import read_officials
from plugins.vocabulary.region_file import read_regions
from tests.vocabulary_sample import CONTENT, REGIONS, THEN

# Categories


def test_the_categories_stand_in_the_order_of_the_section_bar():
    file = VocabularyFile(CONTENT / "categories.yaml")
    categories = CategoryList(read_categories(file))
    assert file.faults == []
    assert [category.name for category in categories] == [
        "Thời sự", "Dân vận", "Mặt trận - Đoàn thể", "Xây dựng Đảng", "Kinh tế", "Văn hóa - Xã hội", "Thông báo",
    ]  # fmt: skip
    assert [category.id for category in categories if category.notices] == ["thong-bao"]
    assert all(category.description for category in categories)
    for name in ("Văn hóa - Xã hội", "văn hoá – xã hội", "van-hoa-xa-hoi"):
        assert categories.resolve(name) is categories["van-hoa-xa-hoi"]
    with pytest.raises(UnknownNameError) as caught:
        categories.resolve("Dan van")
    assert caught.value.candidates == ("Dân vận",)
    with pytest.raises(UnknownNameError) as caught:
        categories.resolve("Zzz")
    assert len(caught.value.candidates) == 7


# Faulty files


def write(tmp_path: Path, name: str, text: str | bytes) -> VocabularyFile:
    path = tmp_path / "vocabulary" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return VocabularyFile(path)


def codes(file: VocabularyFile) -> list[tuple[int, str]]:
    assert all(str(found).startswith(f"vocabulary/{file.path.name}:") and found.is_error for found in file.faults)
    return sorted((found.line, found.code.removeprefix("E-VOCAB-")) for found in file.faults)


def test_every_fault_of_an_officials_file_is_reported_with_its_line(tmp_path):
    file = write(
        tmp_path,
        "officials.yaml",
        "- id: le-a\n  name: Lê A\n  nam: x\n"
        "- name: Lê B\n"
        "- id: le-a\n  name: Lê C\n  positions:\n"
        "    - title: Bí thư\n      since: 2022-13-01\n      region: Bến Lứt\n"
        "    - since: 2022-01-02\n      until: 2022-01-01\n      region: Long An\n"
        "- Lê D\n"
        "- id: Lê Đ\n  name: Lê Đ\n",
    )
    read_officials(file, REGIONS)
    assert codes(file) == [
        (3, "KEY"), (4, "MISSING"), (5, "DUPLICATE"), (9, "DATE"), (10, "REFERENCE"), (11, "MISSING"), (12, "DATE"),
        (14, "VALUE"), (15, "VALUE"),
    ]  # fmt: skip
    hints = {found.line: found.hint for found in file.faults}
    assert "«name»" in hints[3]
    assert "Bến Lức, Long An" in hints[10]
    assert "le-d" in hints[15]


def test_a_position_names_its_region_as_it_was_called_then_or_by_id(tmp_path):
    text = (
        "- id: le-a\n  name: Lê A\n  positions:\n"
        "    - {title: Bí thư, since: 2020-01-01, region: 'Bến Lức, Long An'}\n"
        "    - {title: Chủ tịch, until: 2021-12-31, region: long-an}\n"
        "    - {title: Trưởng ban, region: huyện Điện Biên}\n"
        "    - {title: Bí thư Đảng ủy, region: 'xã Bến Lức, Tây Ninh'}\n"
        "- id: le-b\n  name: Lê B\n  aliases: Ông B\n"
    )
    file = write(tmp_path, "officials.yaml", text)
    first, second = read_officials(file, REGIONS)
    assert file.faults == []
    assert [post.region for post in first.positions] == [
        "huyen-ben-luc-long-an", "long-an", "huyen-dien-bien-dien-bien", "xa-ben-luc-tay-ninh",
    ]  # fmt: skip
    assert first.position_on(THEN) == "Bí thư, Trưởng ban, Bí thư Đảng ủy"
    assert second.aliases == ("Ông B",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- id: [a\n", (2, "SYNTAX")),
        ("- id: a\n  name: *b\n", (2, "SYNTAX")),
        ("- &a {id: x, name: *a}\n", (1, "SYNTAX")),
        ("- id: a\n  name: !!python/object:os.system x\n  x: 1\n", (3, "KEY")),
        ("id: a\nname: b\n", (1, "VALUE")),
        ("- id: a\n  name: [b, c]\n", (2, "VALUE")),
        ("- id: a\n  name:\n", (1, "MISSING")),
        ("- id: a\n  id: b\n  name: c\n", (2, "DUPLICATE")),
        ("- id: a\n  name: A\n  notices: đúng\n", (3, "VALUE")),
        ("- id: a\n  name: A\n- id: b\n  name: a\n", (3, "DUPLICATE")),
        ("- id: a\n  name: A\n  names: Current affairs\n", (3, "VALUE")),
        ("- id: a\n  name: A\n  names: [en]\n", (3, "VALUE")),
        ("- id: a\n  name: A\n  names: {English: Affairs}\n", (3, "VALUE")),
        ("- id: a\n  name: A\n  names: {en: A, en: B}\n", (3, "DUPLICATE")),
        ("- id: a\n  name: A\n  names: {en: [B]}\n", (3, "VALUE")),
        ("", (1, "MISSING")),
        ("- id: a\n  name: \x00\n", (1, "SYNTAX")),
        (b"- id: a\n  name: \xff\n", (2, "READ")),
        ("[" * 20_000, (1, "SYNTAX")),
    ],
)
def test_a_malformed_yaml_file_is_a_fault_at_its_line_and_nothing_worse(tmp_path, text, expected):
    file = write(tmp_path, "categories.yaml", text)
    read_categories(file)
    assert expected in codes(file)
    assert all(found.message for found in file.faults)


def test_a_category_has_a_name_in_each_language_that_the_file_gives_one_in(tmp_path):
    file = write(tmp_path, "categories.yaml", "- id: a\n  name: A\n  names: {en: ' Current  affairs', fr: ''}\n")
    (category,) = read_categories(file)
    assert (category.name_in("en"), category.name_in("fr"), category.name_in("de")) == ("Current affairs", "", "")
    assert not file.faults


def region_rows(*rows: str) -> str:
    return '{\n "regions": [\n' + ",\n".join(rows) + "\n]}\n"


SOUND = '{"id":"tay-ninh","name":"Tây Ninh","kind":"Tỉnh","level":1,"tile":[0,0]}'


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"sucessors":[]}', "KEY"),
        ('{"name":"A","kind":"Tỉnh","level":1}', "MISSING"),
        ('{"id":"a","name":7,"kind":"Tỉnh","level":1}', "VALUE"),
        ('{"id":"../a","name":"A","kind":"Tỉnh","level":1}', "VALUE"),
        ('{"id":"tay-ninh","name":"A","kind":"Tỉnh","level":1}', "DUPLICATE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":4}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"until":"30/06/2025"}', "DATE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"until":[2025]}', "DATE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"since":"2025-07-01","until":"2025-06-30"}', "DATE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"successors":["b"]}', "REFERENCE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"successors":"tay-ninh"}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"successors":[["b"]]}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Huyện","level":2,"parent":"b"}', "REFERENCE"),
        ('{"id":"a","name":"A","kind":"Huyện","level":2}', "REFERENCE"),
        ('{"id":"a","name":"A","kind":"Huyện","level":2,"parent":["b"]}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"parent":"tay-ninh"}', "REFERENCE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"tile":[0,0]}', "DUPLICATE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"tile":[0]}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"aliases":[7]}', "VALUE"),
        ('{"id":"a","name":"A","kind":"Tỉnh","level":1,"aliases":[{"nam":"x"}]}', "MISSING"),
        ("[]", "VALUE"),
    ],
)
def test_a_faulty_region_is_reported_at_its_own_line(tmp_path, row, code):
    file = write(tmp_path, "regions.json", region_rows(SOUND, row))
    assert read_regions(file) == []
    assert (4, code) in codes(file)
    assert {line for line, _ in codes(file)} == {4}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{\n "regions": [\n{]}', (3, "SYNTAX")),
        ("[]", (1, "MISSING")),
        ('{"regions": 5}', (1, "MISSING")),
        ("", (1, "SYNTAX")),
        (b'{"regions":\n "\xff"}', (2, "READ")),
        ("[" * 100_000, (1, "SYNTAX")),
    ],
)
def test_a_malformed_region_file_is_a_fault_at_its_line(tmp_path, text, expected):
    file = write(tmp_path, "regions.json", text)
    assert read_regions(file) == []
    assert codes(file) == [expected]


# The portal


def portal_at(folder: Path) -> Portal:
    zone = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
    now = dt.datetime(2026, 8, 1, tzinfo=zone)
    return Portal(
        Config(folder.parent, folder.parent, folder, folder, "Cổng", "", "", "", "vi", zone, now)
    )  # fmt: skip


def test_the_project_s_own_vocabulary_is_provided_whole():
    portal = portal_at(CONTENT)
    provide_vocabularies(portal)
    assert portal.regions["tay-ninh"].name == "Tây Ninh"
    assert portal.categories.resolve("Dân vận").id == "dan-van"
    assert portal.officials.resolve("Ai Đó", THEN).registered is False


def test_all_faults_of_all_files_are_raised_together(tmp_path):
    write(tmp_path, "regions.json", region_rows('{"id":"a"}'))
    write(tmp_path, "categories.yaml", "- id: a\n")
    folder = write(tmp_path, "officials.yaml", "- name: Lê A\n").path.parent
    with pytest.raises(SiteError) as caught:
        provide_vocabularies(portal_at(folder))
    assert {found.path for found in caught.value.faults} == {
        "vocabulary/regions.json", "vocabulary/categories.yaml", "vocabulary/officials.yaml",
    }  # fmt: skip


def test_a_missing_register_is_empty_but_missing_regions_are_a_fault(tmp_path):
    with pytest.raises(SiteError) as caught:
        provide_vocabularies(portal_at(tmp_path))
    assert [found.path.rpartition("/")[2] for found in caught.value.faults] == ["categories.yaml", "regions.json"]


@given(st.text(max_size=30))
def test_a_name_key_is_stable_and_ignores_case_and_spacing(name):
    assert name_key(name_key(name)) == name_key(name)
    assert name_key(f"  {name} ") == name_key(name)
