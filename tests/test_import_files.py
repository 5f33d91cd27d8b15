"""Word files and pasted text become documents; what cannot be read is named."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from plugins.desk.importing.document import Document
from plugins.desk.importing.facts import find_facts
from plugins.desk.importing.faults import SourceError
from plugins.desk.importing.pictures import Pictures
from plugins.desk.importing.text import read_txt
from plugins.desk.importing.word import read_docx
from tests.import_samples import CLOCK, HEADLINE, PARAGRAPHS, import_portal
from tests.test_import_encoding import to_tcvn3
from tests.word_files import P, make_docx


def png(colour: str = "navy") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 400), colour).save(file, "PNG")
    return file.getvalue()


def read_word(*paragraphs: P | str) -> Document:
    return read_docx(make_docx(*paragraphs), "bai.docx", Pictures())


def read_text(*lines: str) -> Document:
    return read_txt("\n".join(lines).encode(), "bai.txt")


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks]


TEXT = [("paragraph", text) for text in PARAGRAPHS]


# Word


@pytest.mark.parametrize(
    "headline", [P(HEADLINE, bold=True), P(HEADLINE, style="Title"), P(HEADLINE, style="heading1"), HEADLINE]
)
def test_a_word_file_s_first_line_is_its_headline_however_it_is_set(headline):
    assert kinds(read_word(headline, *PARAGRAPHS)) == [("heading", HEADLINE), *TEXT]


@pytest.mark.parametrize("headline", [P(HEADLINE, bold=True), P(HEADLINE, style="heading1"), HEADLINE])
def test_a_first_paragraph_in_bold_keeps_it_below_any_headline_as_the_standfirst_s_mark(headline):
    document = read_word(headline, P(PARAGRAPHS[0], bold=True), *PARAGRAPHS[1:])
    assert [block.markdown for block in document.blocks[1:]] == [f"**{PARAGRAPHS[0]}**", *PARAGRAPHS[1:]]


def test_a_picture_in_a_word_file_comes_with_its_caption_and_description():
    pictures = Pictures()
    data = make_docx(
        P(HEADLINE, bold=True), PARAGRAPHS[0], P(picture=png(), alt="Hội trường"),
        P("Quang cảnh buổi đọc", italic=True), *PARAGRAPHS[1:],
    )  # fmt: skip
    block = read_docx(data, "Bài số 1.docx", pictures).blocks[2]
    assert (block.kind, block.text, block.alt) == ("picture", "Quang cảnh buổi đọc", "Hội trường")
    assert block.src.startswith("images/bai-so-1-1-")
    assert block.src.endswith(".png")


@pytest.mark.parametrize("place", [0, 1])
def test_a_line_in_italics_that_reads_like_a_caption_is_one_though_no_picture_is_there(place, tmp_path):
    line = "Đồng chí Lê Văn Sáu phát biểu tại buổi đọc sách."
    lines = [PARAGRAPHS[0], "Sáng ấy trời mưa.", *PARAGRAPHS[1:]]
    data = make_docx(P(HEADLINE, bold=True), *lines[:place], P(line, italic=True), *lines[place:])
    facts = find_facts(read_docx(data, "bai.docx", Pictures()), import_portal(tmp_path))
    assert [caption.value for caption in facts.captions] == [line]
    assert facts.standfirst is None
    assert [block.text for block in facts.body if block.kind != "picture"] == lines


def test_subheads_of_a_word_file_stay_subheads():
    document = read_word(P(HEADLINE, bold=True), PARAGRAPHS[0], P("Việc đã làm", bold=True), *PARAGRAPHS[1:])
    assert document.blocks[2].markdown == "## Việc đã làm"


def test_a_word_file_in_tcvn3_is_converted():
    document = read_word(*(to_tcvn3(text.lower()) for text in (HEADLINE, *PARAGRAPHS)))
    assert [block.text for block in document.blocks] == [text.lower() for text in (HEADLINE, *PARAGRAPHS)]
    assert any("TCVN3" in note for note in document.notes)


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        (make_docx(*PARAGRAPHS)[:700], "bị hỏng", "sửa tệp"),
        (b"khong phai zip", "bị hỏng", "sửa tệp"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu", "bỏ mật khẩu"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "dạng cũ", ".docx"),
        (make_docx(), "tệp trống", "bỏ nó ra"),
        (make_docx("Ngắn."), "không thấy bài viết", "phần chữ"),
    ],
)
def test_a_word_file_that_gives_no_draft_is_named_with_its_remedy(data, message, hint):
    with pytest.raises(SourceError, match=message) as caught:
        read_docx(data, "bai.docx", Pictures())
    assert hint in caught.value.hint


def test_a_word_file_that_would_flood_the_memory_is_refused():
    with pytest.raises(SourceError, match="quá lớn"):
        read_docx(make_docx("x", extra={"word/thua.xml": b" " * 61_000_000}), "bai.docx", Pictures())


def test_two_articles_in_one_file_are_not_made_one():
    with pytest.raises(SourceError, match="hai bài"):
        read_word(
            P(HEADLINE, bold=True), *PARAGRAPHS, P("An Bình", bold=True),
            P("Một tiêu đề khác hẳn cho bài thứ hai", bold=True), *PARAGRAPHS, "Minh Hoà",
        )  # fmt: skip


# Text


def test_pasted_text_loses_the_furniture_around_it():
    document = read_text(
        CLOCK, "", HEADLINE, "", "Thứ 2, 16/11/2026 | 08:30:00 [GMT +7] A  A", "",
        *(f"{text}\n" for text in PARAGRAPHS), "An Bình", "",
        "Ý kiến ()", "", "0 / 500 ký tự", "Guest", "Đang tải dữ liệu", "Bình luận", "Tin khác", "Back To Top",
    )  # fmt: skip
    assert kinds(document) == [("heading", HEADLINE), *TEXT, ("paragraph", "An Bình")]
    assert document.date_lines == ("Thứ 2, 16/11/2026 | 08:30:00 [GMT +7]",)
    assert any(CLOCK in note for note in document.notes)


def test_a_date_alone_above_the_headline_is_the_clock_and_no_publication_date():
    document = read_text("Thứ Năm, ngày 5 tháng 11 năm 2026", "", HEADLINE, "", *(f"{text}\n" for text in PARAGRAPHS))
    assert (document.margin, document.date_lines) == ((), ())
    assert document.clocks == ("Thứ Năm, ngày 5 tháng 11 năm 2026",)
    assert any("ngày 5 tháng 11 năm 2026" in note for note in document.notes)


def test_a_lone_short_line_is_a_subhead_unless_it_reads_like_a_caption():
    lines = ["Quang cảnh buổi đọc", "Thêm sách cho thôn xa"]
    text = [PARAGRAPHS[0], "", lines[0], "", PARAGRAPHS[1], "", lines[1], "", PARAGRAPHS[2], ""]
    assert kinds(read_text(HEADLINE, "", *text, "An Bình"))[2::2] == [
        ("paragraph", lines[0]), ("heading", lines[1]), ("paragraph", "An Bình"),
    ]  # fmt: skip


def test_the_headline_is_the_longest_line_above_the_text():
    document = read_text("Chính trị", "", HEADLINE, "", *(f"{text}\n" for text in PARAGRAPHS))
    assert document.blocks[0].text == HEADLINE
    assert document.margin == ("Chính trị",)


def test_lines_broken_for_a_narrow_page_are_joined():
    words, lines = " ".join(PARAGRAPHS).lower().split(), [""]
    for word in words:
        lines[-1:] = [f"{lines[-1]} {word}".strip()] if len(lines[-1]) < 60 else [lines[-1], word]
    assert kinds(read_text(HEADLINE, "", *lines))[1:] == [("paragraph", " ".join(words))]


def test_dashes_at_the_start_of_lines_make_a_list():
    document = read_text(HEADLINE, "", PARAGRAPHS[0], "", "- việc một", "- việc hai", "", PARAGRAPHS[1], "")
    assert [block.markdown for block in document.blocks if block.kind == "list"] == ["- việc một\n- việc hai"]


def test_signs_of_markdown_in_a_text_stay_signs():
    document = read_text(HEADLINE, "", f"1. {PARAGRAPHS[0]} 2*3*4 <b> [x](y) a_b_c &lt; #5", "", PARAGRAPHS[1])
    assert document.blocks[1].markdown.startswith("1\\. Đây")
    assert document.blocks[1].markdown.endswith(r"2\*3\*4 &lt;b> \[x\](y) a\_b\_c &amp;lt; #5")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "tệp trống"),
        (" \n\u00a0\n\ufeff".encode(), "tệp trống"),
        (bytes(range(256)) * 50, "không phải văn bản"),
        ("Tin khác\n\nBack To Top\n".encode(), "không thấy bài viết"),
        (b"x" * 5_000_000, "quá giới hạn"),
    ],
)
def test_a_text_that_gives_no_draft_is_named(data, message):
    with pytest.raises(SourceError, match=message):
        read_txt(data, "bai.txt")
