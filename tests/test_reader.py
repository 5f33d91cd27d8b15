"""The reader: one file becomes one item, or every fault in it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.desk.rules import RULES
from plugins.model import FIELDS, NewsItem
from plugins.publishing.gates.codes import CODES as GATE_CODES
from plugins.reader.codes import CODES
from plugins.reader.items import PAGE_FIELDS, ItemReader
from plugins.reader.values import READERS
from tests.reader_sample import HEAD, PROPERTY, Desk, shown
from tests.stand_ins import ZONE

ROOT = Path(__file__).parents[1]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One desk for properties, which read very many files."""
    return Desk(tmp_path_factory.mktemp("shared"))


# Good items


def test_every_field_of_the_list_is_read(desk):
    item = desk.item(
        "event_date: 2022-06-30\nupdated: 2022-07-02T08:00:00+07:00\nregion: Bến Lức, Long An\n"
        "chairs: [Dương Văn Út, {name: Dương Văn Út, position: bỏ qua}]\n"
        'tags: [quy chế dân chủ, dân vận khéo]\nsummary: "Đoạn dẫn."\nauthors: [Việt Hằng, Kim Phượng]\n'
        "source: {name: Báo Điện Biên Phủ, url: https://example.vn/a}\n"
        "cover: {src: images/hoi-nghi.jpg, alt: Quang cảnh, caption: 'Quang cảnh. Ảnh: Quang Long'}\n"
        "status: published\npublish_at: 2022-07-03\ncorrections: [{date: 2022-07-02, text: Sửa tên.}]\nslug: so-ket"
    )
    assert (item.path, item.slug, item.address) == ("news/2022/07/x.md", "so-ket", "/tin/2022/07/so-ket/")
    assert item.date.isoformat() == "2022-07-01T14:43:32+07:00"
    assert item.event_date == dt.date(2022, 6, 30)
    assert item.updated == dt.datetime(2022, 7, 2, 8, tzinfo=ZONE)
    assert item.publish_at == dt.datetime(2022, 7, 3, tzinfo=ZONE)
    assert item.regions == ("ben-luc-long-an",)
    assert [(c.official, c.name, c.position) for c in item.chairs] == [
        ("duong-van-ut", "Dương Văn Út", "Phó Bí thư Huyện ủy")
    ]
    assert item.tags == ("quy chế dân chủ", "dân vận khéo")
    assert item.authors == ("Việt Hằng", "Kim Phượng")
    assert (item.source.name, item.source.url) == ("Báo Điện Biên Phủ", "https://example.vn/a")
    assert (item.cover.caption, item.cover.credit) == ("Quang cảnh.", "Quang Long")
    assert item.pictures == ("images/hoi-nghi.jpg",)
    assert item.corrections[0].text == "Sửa tên."
    assert (item.category, item.summary, item.status) == ("dan-van", "Đoạn dẫn.", "published")
    assert item.body == "<p>Nội dung.</p>"


def test_every_kind_of_field_has_a_reader():
    assert {field.kind for field in (*FIELDS, *PAGE_FIELDS)} <= set(READERS)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_example_of_every_field_reads_without_errors(desk, field):
    others = "".join(
        f"{other.name}: {other.example}\n" for other in FIELDS if other.required and other.name != field.name
    )
    result = desk.read(f"---\n{others}{field.name}: {field.example}\n---\nNội dung.\n")
    assert not [fault for fault in result.faults if fault.is_error]


def test_pelicans_own_header_is_read(desk):
    result = desk.read(
        "Title: Sơ kết: công tác\nDate: 2022-07-01 14:43\nModified: 2022-07-02 08:00\nCategory: Dân vận\n"
        "Tags: dân vận khéo, dân chủ\nRegion: Bến Lức, Long An\nChair: Dương Văn Út; D.V. Út\nSummary: Dòng một\n"
        "    dòng hai\nAuthors: Việt Hằng, Kim Phượng\nSource: Báo A\nSlug: so-ket\nLang: vi\n\nNội dung.\n"
    )
    item = result.item
    assert isinstance(item, NewsItem)
    assert item.title == "Sơ kết: công tác"
    assert item.date == dt.datetime(2022, 7, 1, 14, 43, tzinfo=ZONE)
    assert item.tags == ("dân vận khéo", "dân chủ")
    assert item.regions == ("ben-luc-long-an",)
    assert [chair.official for chair in item.chairs] == ["duong-van-ut"]
    assert item.summary == "Dòng một dòng hai"
    assert item.authors == ("Việt Hằng", "Kim Phượng")
    assert item.source.name == "Báo A"
    assert shown(result) == [("W-KEY", 13)]


@pytest.mark.parametrize("key", ["Save_as", "Url"])
def test_pelicans_output_paths_are_refused(desk, key):
    result = desk.read(f"Title: A b\nDate: 2022-07-01\nCategory: Dân vận\n{key}: ../output-evil/x\n\nNội dung.\n")
    assert shown(result) == [("E-KEY", 4)]


# Pages


def test_a_static_page_is_read(desk):
    page = desk.page(
        "---\ntitle: Giới thiệu\nsummary: Một câu.\norder: 3\nupdated: 2022-07-02\n---\n# Cổng\n\nChữ.\n"
    ).item
    assert (page.path, page.address, page.order) == ("pages/gioi-thieu.md", "/gioi-thieu/", 3)
    assert page.updated == dt.datetime(2022, 7, 2, tzinfo=ZONE)
    assert '<h2 id="muc-cong">' in page.body


@pytest.mark.parametrize(
    "slug", ["tin", "chuyen-muc", "the", "feeds", "theme", "images", "404", "tim-kiem", "tac-gia", "mau"]
)
def test_a_page_may_not_take_an_address_of_the_portal(desk, slug):
    assert shown(desk.page(f"---\ntitle: A b\nslug: '{slug}'\n---\nC.\n")) == [("E-SLUG", 3)]


def test_a_page_has_keys_of_its_own(desk):
    assert shown(desk.page("---\ntitle: A b\norder: đầu\ncategory: Dân vận\n---\nC.\n")) == [
        ("E-VALUE", 3),
        ("E-KEY", 4),
    ]


def test_pages_outside_the_content_folder_are_named_by_their_own(desk, tmp_path):
    pages = tmp_path / "site-pages"
    pages.mkdir()
    (pages / "a.md").write_text("---\ntitle: A b\n---\nC.\n", "utf-8")
    desk.portal.config = dataclasses.replace(desk.portal.config, pages=pages)
    assert ItemReader(desk.portal).read_page(pages / "a.md").item.path == "pages/a.md"


# Codes


def codes_in_sources() -> set[str]:
    files = [
        *(ROOT / "plugins/reader").glob("*.py"),
        *(ROOT / "plugins/desk").glob("*.py"),
        *(ROOT / "plugins/images").glob("*.py"),
        ROOT / "plugins/model/collisions.py",
        ROOT / "plugins/model/limits.py",
        ROOT / "plugins/model/placements.py",
        ROOT / "plugins/model/translations.py",
    ]
    texts = [path.read_text("utf-8") for path in files if path.name != "codes.py"]
    return {code for text in texts for code in re.findall(r'"([EW]-[A-Z0-9-]+)"', text)}


def test_every_code_in_use_is_in_the_table_and_every_one_in_the_table_is_used():
    assert codes_in_sources() == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_to_editors_with_a_bad_and_a_good_example(code):
    sections = re.split(r"^### ", (ROOT / "docs/faults.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    section = next((section for section in sections if section.startswith(f"`{code}`")), "")
    assert section.startswith(f"`{code}` {CODES[code]}\n")
    assert "Sai:" in section
    assert "Đúng:" in section


def test_the_faults_page_explains_no_code_that_is_gone():
    documented = re.findall(r"^### `([^`]+)`", (ROOT / "docs/faults.md").read_text("utf-8"), flags=re.MULTILINE)
    assert set(documented) == set(CODES) | {rule.code for rule in RULES} | set(GATE_CODES)


# Properties


@PROPERTY
@given(st.text(max_size=400) | st.binary(max_size=400))
def test_any_file_gives_an_item_or_an_error_and_never_raises(shared, data):
    result = shared.read(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
    assert (result.item is None) == any(fault.is_error for fault in result.faults)


FRAGMENTS = st.sampled_from(
    [*[f"{field.name}: " for field in FIELDS], *[field.example for field in FIELDS], "\n", "\n  - ", "[", "]", "{",
     "}", ": ",
     ", ", "&a ", "*a", "!!x ", "|\n  ", '"', "'", "~", "2022-07-01", "T99:99", "+07:00", "\\x00", "Dương văn Út", "#",
     "<<: "]
)  # fmt: skip


@PROPERTY
@given(st.lists(FRAGMENTS | st.text(max_size=6), max_size=20).map("".join))
def test_any_front_matter_gives_an_item_or_an_error_and_never_raises(shared, head):
    for text in (f"---\n{HEAD}{head}\n---\nN.\n", f"---\n{head}\n---\nN.\n", f"Title: A b\n{head}\n\nN.\n"):
        result = shared.read(text.encode("utf-8", "replace"))
        assert (result.item is None) == any(fault.is_error for fault in result.faults)
        assert all(fault.code in CODES and fault.line >= 1 for fault in result.faults)
        assert all("\n" not in str(fault) for fault in result.faults)
