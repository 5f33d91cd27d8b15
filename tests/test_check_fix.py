"""`check --fix`: what it mends, what it leaves, and that a text says the same afterwards."""

from __future__ import annotations

import html
import os
import re
import stat

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.desk import mending
from plugins.desk.check import check_content
from plugins.desk.desk import open_desk
from plugins.desk.examination import standards_of
from plugins.desk.levels import Levels
from plugins.desk.mending import essence, mend_files, mend_text, shape
from plugins.desk.rules import RULES
from plugins.reader.codes import CODES
from tests.desk_sample import ITEM, make_portal, text_of, write_example

MENDING = [rule for rule in RULES if rule.mends]
HEAD = "title: Tin\ndate: 2022-07-01\ncategory: Dân vận"


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    return make_portal(tmp_path_factory.mktemp("portal"))


@pytest.fixture(scope="module")
def standards(portal):
    return standards_of(portal)


@pytest.fixture(scope="module")
def held(portal):
    """Hypothesis asks each argument what it is, and a portal refuses what no room provided."""
    return [portal]


def mended(text: str, standards) -> str:
    return mend_text(text, "a.md", MENDING, standards)[0]


def put(portal, text: str | bytes, name: str = "news/2022/07/a.md"):
    path = portal.config.content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


# What is mended


@pytest.mark.parametrize("rule", MENDING, ids=lambda rule: rule.code)
def test_the_bad_example_of_a_rule_that_mends_is_mended(rule, tmp_path):
    portal = make_portal(tmp_path)
    name = write_example(portal, rule.bad)[0]
    tone = rule.settings.get("PORTAL_TONE_PLACEMENT", "")
    before = check_content(portal, tone=tone)
    assert ({fault.code for fault in before.mendable if fault.path == name}) == {rule.code}
    done = mend_files([(portal.config.content / name, name)], standards_of(portal, tone)).done
    assert {fault.code for fault in done} == {rule.code}
    after = check_content(portal, tone=tone)
    assert rule.code not in [fault.code for fault in after.faults if fault.path == name]


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.mends], ids=lambda rule: rule.code)
def test_what_needs_an_editor_is_left_to_one(rule, standards):
    text = text_of(rule.bad)
    assert mend_text(text, "a.md", MENDING, standards) == (text, [])


CASES = {
    "Ông Dương văn Út- Phó Bí thư  dự .": "Ông Dương Văn Út - Phó Bí thư dự.",
    'Câu "một" và "hai".': "Câu “một” và “hai”.",
    "Đúng quy định, …./.": "Đúng quy định, …",
    "Đúng quy định./.": "Đúng quy định.",
    "Theo Quyết định 217 -QĐ/TW.": "Theo Quyết định 217-QĐ/TW.",
    "Số 12,5 và a,b; c;d.": "Số 12,5 và a, b; c; d.",
    "Kh\u0300ông\u200b có.": "Kh\u0300ông có.",
    "của uỷ ban nhân dân tỉnh": "của Uỷ ban nhân dân tỉnh",
    "Нà Nội": "Hà Nội",
}


@pytest.mark.parametrize("body", CASES)
def test_marks_spaces_and_capitals_are_mended(body, standards):
    assert mended(ITEM.format(head=HEAD, body=body), standards) == ITEM.format(head=HEAD, body=CASES[body])


UNTOUCHED = [
    'Mã `a  ,b` và `"x"`.',
    "```\nx  ,y ./.\n```",
    '[a](https://example.vn/x,y "tên") và <https://example.vn/a,b>',
    '![Ảnh](images/hoi-nghi.jpg "Chú thích")',
    "Một dòng  \nngắt.",
    'Một dấu " lẻ.',
    "Xem Москва.",
    '| a  | b |\n|---|---|\n| c  | "d" |',
    "    mã  thụt ,vào",
    '<span title="x">chữ</span>',
]


@pytest.mark.parametrize("body", UNTOUCHED)
def test_code_addresses_tables_and_markup_stay(body, standards):
    text = ITEM.format(head=HEAD, body=body)
    assert mended(text, standards) == text


def test_the_head_keeps_comments_order_quotes_and_unknown_lines(portal, standards):
    head = (
        "# ghi chú:  hai dấu cách ở đây\ncategory: Dân vận   # cuối dòng,không sửa\n"
        "title:   '.Tin \"mới\"  về Út- Phó'\ndate: 2022-07-01\nsummary: >-\n  Dòng  một\n  dòng hai\n"
        "cover:\n  src: images/hoi-nghi.jpg\n  alt: \"Hai  người\""
    )  # fmt: skip
    text = mended(ITEM.format(head=head, body="Nội dung."), standards)
    assert text == ITEM.format(
        head=head.replace("'.Tin \"mới\"  về Út- Phó'", "'Tin “mới” về Út - Phó'").replace("Hai  người", "Hai người"),
        body="Nội dung.",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_missing_last_one_stay(end, portal, standards):
    text = ITEM.format(head=HEAD, body="Câu  một .\n\nCâu hai.").rstrip("\n").replace("\n", end)
    path = put(portal, text)
    mend_files([(path, "a.md")], standards)
    assert path.read_bytes().decode() == text.replace("Câu  một .", "Câu một.")


def test_mixed_line_ends_stay_each_as_it_was(portal, standards):
    path = put(portal, ITEM.format(head=HEAD, body="Câu  một.\r\n\r\nCâu  hai."))
    mend_files([(path, "a.md")], standards)
    assert path.read_bytes().decode() == ITEM.format(head=HEAD, body="Câu một.\r\n\r\nCâu hai.")


def test_a_file_without_faults_is_not_written(portal, standards):
    path = put(portal, ITEM.format(head=HEAD, body="Câu một."))
    os.utime(path, ns=(1, 1))
    inode = path.stat().st_ino
    assert mend_files([(path, "a.md")], standards).done == ()
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (1, inode)


def test_the_mode_of_a_file_stays_and_nothing_else_is_left_in_its_folder(portal, standards):
    path = put(portal, ITEM.format(head=HEAD, body="Câu  một."), "news/2022/08/a.md")
    path.chmod(0o640)
    mend_files([(path, "a.md")], standards)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [entry.name for entry in path.parent.iterdir()] == ["a.md"]


def test_codes_that_are_off_are_not_mended(portal, standards):
    path = put(portal, ITEM.format(head=HEAD, body="Câu  một ."))
    mend_files([(path, "a.md")], standards, Levels(off=frozenset({"W-SPACES"})))
    assert "Câu  một.\n" in path.read_text("utf-8")


def test_what_was_mended_names_each_place_once(portal, standards):
    path = put(portal, ITEM.format(head=HEAD, body="Câu  một.\n\nCâu  hai ."))
    done = mend_files([(path, "a.md")], standards).done
    assert [(fault.line, fault.code) for fault in done] == [(6, "W-SPACES"), (8, "W-SPACE-BEFORE"), (8, "W-SPACES")]


# What cannot be mended


def test_a_file_that_may_not_be_written_says_so(portal, standards):
    path = put(portal, ITEM.format(head=HEAD, body="Câu  một."))
    path.chmod(0o444)
    outcome = mend_files([(path, "a.md")], standards)
    assert outcome.done == ()
    assert "chỉ đọc" in str(outcome.refused[0])
    assert "Câu  một." in path.read_text("utf-8")
    path.chmod(0o644)


def test_a_file_that_has_gone_says_so(portal, standards):
    outcome = mend_files([(portal.config.content / "news/khong-co.md", "news/khong-co.md")], standards)
    assert "không còn" in str(outcome.refused[0])


def test_a_file_that_goes_while_it_is_mended_is_not_made_anew(portal, standards, monkeypatch):
    path = put(portal, ITEM.format(head=HEAD, body="Câu  một."))
    real = mending.mend_text
    monkeypatch.setattr(mending, "mend_text", lambda *a: (real(*a), path.unlink())[0])
    assert "không còn" in str(mend_files([(path, "a.md")], standards).refused[0])
    assert not path.exists()
    assert list(path.parent.glob(".check-*")) == []


def test_a_file_that_is_saved_meanwhile_keeps_what_was_saved(portal, standards, monkeypatch):
    path = put(portal, ITEM.format(head=HEAD, body="Câu  một."))
    real = mending.mend_text
    monkeypatch.setattr(mending, "mend_text", lambda *a: (real(*a), path.write_text("khác", "utf-8"))[0])
    assert "vừa được lưu" in str(mend_files([(path, "a.md")], standards).refused[0])
    assert path.read_text("utf-8") == "khác"


def test_a_full_disk_leaves_the_file_as_it_was(portal, standards, monkeypatch):
    path = put(portal, ITEM.format(head=HEAD, body="Câu  một."))

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "không ghi được" in str(mend_files([(path, "a.md")], standards).refused[0])
    assert "Câu  một." in path.read_text("utf-8")
    assert list(path.parent.glob(".check-*")) == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a\x00b", b"\n\n", b"---\n", b"---\ntitle: [\n---\nx  y"])
def test_files_that_the_reader_refuses_are_left_to_it(content, portal, standards):
    path = put(portal, content)
    mend_files([(path, "a.md")], standards)
    assert path.read_bytes() == content.replace(b"x  y", b"x y")


def test_a_link_is_never_followed(portal, standards, tmp_path):
    target = tmp_path / "x.md"
    target.write_text(ITEM.format(head=HEAD, body="Câu  một."), "utf-8")
    link = portal.config.content / "news/link.md"
    link.symlink_to(target)
    mend_files([(link, "a.md")], standards)
    assert "Câu  một." in target.read_text("utf-8")
    assert link.is_symlink()
    link.unlink()


def test_an_edit_that_would_break_the_head_or_change_words_is_not_made(standards, monkeypatch):
    text = ITEM.format(head=HEAD, body="Câu một.")
    from plugins.desk.rules.rule import Edit, Finding, Rule

    for edit in (Edit(4, 9, ""), Edit(text.index("Câu"), text.index("Câu") + 3, "Cậu"), Edit(10, 11, ": [")):
        rogue = Rule("W-X", "", "", None, None, lambda *_, edit=edit: iter([Finding(0, "", "", (edit,))]), mends=True)  # type: ignore[arg-type]
        assert mend_text(text, "a.md", [rogue], standards) == (text, [])


# Through the desk


def test_files_are_mended_side_by_side_and_told_in_order(portal, standards):
    files = []
    for name, body in (("b.md", "Câu  một."), ("a.md", "Câu  một."), ("c.md", "Câu một.")):
        place = f"news/2022/07/{name}"
        files.append((put(portal, ITEM.format(head=HEAD, body=body), place), place))
    spread = []

    def backwards(work, count, label, bounds):
        spread.append((count, label))
        return reversed([work(number) for number in range(count)])

    done = mend_files(files, standards, spread=backwards).done
    assert [fault.path for fault in done] == ["news/2022/07/a.md", "news/2022/07/b.md"]
    assert spread == [(3, "Sửa")]
    assert mend_files((), standards, spread=backwards).done == ()


def test_the_desk_mends_and_then_tells_what_is_left(tmp_path):
    portal = make_portal(tmp_path)
    portal.codes = CODES
    path = put(portal, ITEM.format(head=HEAD, body="Câu  một.\n\nLượt xem: 12"))
    desk = open_desk(portal, {}, tmp_path / "cache", "salt")
    assert [fault.code for fault in desk.check().faults] == ["W-SPACES", "W-LEFTOVER"]
    assert [fault.code for fault in desk.mend([path])] == ["W-SPACES"]
    assert [fault.code for fault in desk.check([path]).faults] == ["W-LEFTOVER"]
    path.write_text(path.read_text("utf-8").replace("Câu", "Câu "), "utf-8")
    path.chmod(0o444)
    assert desk.mend() == ()
    assert [fault.code for fault in desk.check().faults] == ["E-READ", "W-SPACES", "W-LEFTOVER"]


# Properties

FRAGMENTS = [
    "Câu  một", " ,", ",b", '"', "“", "”", "- ", " -", " - ", " – ", "\u200b", "\ufeff", "e\u0301", "ð", "./.",
    "…", ".", "\n", "\n\n", "Dương văn Út", "DƯƠNG VĂN ÚT", "duong van ut", "hoà", "thủy", "217 - QĐ/TW", "Н", "у",
    "`", "```\n", "[a](/x \"t\")", "](", "![a](images/hoi-nghi.jpg \"c\")", "<b>", "|", "    ", "#", "> ", "- a",
    "* ", "**", ":", "'", "\\", "&nbsp;", "https://a.vn/x,y", "Bộ chính trị", "mặt trận tổ quốc", "Út- Phó", "(",
    ")", " )", "1", "2,5", "%", "\t", "---", "title:", "\u00a0",
]  # fmt: skip
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join)
PROPERTY = settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))


@st.composite
def items(draw):
    title, summary = draw(texts), draw(texts).replace("\n", " ")
    style = draw(st.sampled_from(['"', "'", "", "|"]))
    title = title.replace("\n", " ")
    if style == '"':
        title = '"' + title.replace("\\", "\\\\").replace('"', '\\"').replace("\t", " ") + '"'
    elif style == "'":
        title = "'" + title.replace("'", "''") + "'"
    elif style == "|":
        title = "|\n  " + title
    return ITEM.format(
        head=f"title: {title}\nsummary: {summary}\ndate: 2022-07-01\ncategory: Dân vận", body=draw(texts)
    )


@PROPERTY
@given(text=items(), tone=st.sampled_from(["", "hòa", "hoà"]))
def test_mending_twice_is_mending_once_and_the_text_says_the_same(text, tone, held):
    standards = standards_of(held[0], tone)
    once, done = mend_text(text, "a.md", MENDING, standards)
    twice, again = mend_text(once, "a.md", MENDING, standards)
    assert twice == once
    assert again == []
    assert essence(once) == essence(text)
    assert shape(once) == shape(text)
    assert once.count("\n") == text.count("\n")
    assert bool(done) == (once != text)


@PROPERTY
@given(body=texts)
def test_the_page_of_a_mended_text_has_the_same_structure_and_words(body, held):
    """The reader's HTML is the same but for marks and links to documents: a mending never makes or breaks markup."""
    portal, standards = held[0], standards_of(held[0])
    text = ITEM.format(head=HEAD, body="A " + body)
    pages = []
    for version in (text, mended(text, standards)):
        result = portal.read_item(put(portal, version))
        # A number that was torn apart or held a foreign letter is known as a document's once it is mended.
        pages.append(re.sub(r'<a href="/van-ban/[^"]*">(.*?)</a>', r"\1", result.item.body) if result.item else None)
    if None in pages:
        assert pages == [None, None]
        return
    tags = [re.findall(r"<[^>]*>", page) for page in pages]
    assert [re.sub(r'"[^"]*"', "", tag) for tag in tags[0]] == [re.sub(r'"[^"]*"', "", tag) for tag in tags[1]]
    first, second = (essence(html.unescape(re.sub(r"<[^>]*>", "", page))) for page in pages)
    assert first == second


@PROPERTY
@given(title=texts.map(lambda text: text.replace("\n", " ")))
def test_a_head_reads_with_the_same_keys_and_values_but_for_marks(title, held):
    text = ITEM.format(head=f"title: {title}\ndate: 2022-07-01\ncategory: Dân vận", body="Nội dung.")
    after = mended(text, standards_of(held[0]))
    try:
        first = yaml.load(re.split("^---\n", text, flags=re.MULTILINE)[1], yaml.BaseLoader)
    except yaml.YAMLError:
        return
    second = yaml.load(re.split("^---\n", after, flags=re.MULTILINE)[1], yaml.BaseLoader)
    if isinstance(first, dict):
        assert list(first) == list(second)
        assert [essence(str(value)) for value in first.values()] == [essence(str(value)) for value in second.values()]


def test_the_essence_tells_words_apart():
    assert essence("hòa") == essence("Hoà")
    assert essence("hòa") != essence("hóa")
    assert essence("a-b") == essence("a – b")
