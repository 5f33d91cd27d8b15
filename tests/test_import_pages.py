"""A saved page becomes a document: the article whole, and nothing of what surrounds it."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import pytest

from plugins.desk.importing.captions import may_be_caption
from plugins.desk.importing.dates import is_date_line
from plugins.desk.importing.document import Document
from plugins.desk.importing.faults import SourceError
from plugins.desk.importing.furniture import cut_furniture, furniture_kind
from plugins.desk.importing.html import read_html
from plugins.desk.importing.pictures import Pictures
from tests.import_samples import CLOCK, HEADLINE, PARAGRAPHS, page
from tests.photographs import draw_photograph


def read(text: str | bytes, folder: Path | None = None, address: str = "") -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    return read_html(data, "trang.html", Pictures(folder), address)


def texts(document: Document, kind: str = "paragraph") -> list[str]:
    return [block.text for block in document.blocks if block.kind == kind]


def test_headline_and_text_are_found_and_nothing_else():
    document = read(page())
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("heading", HEADLINE),
        *(("paragraph", text) for text in PARAGRAPHS),
    ]


def test_the_date_line_is_kept_without_the_buttons_and_the_clock_is_named_as_dropped():
    document = read(page())
    assert document.date_lines == ("Thứ 2, 16/11/2026 | 08:30",)
    assert any(CLOCK in note and "đồng hồ" in note for note in document.notes)
    told = " ".join(document.notes)
    for kind in ("cỡ chữ", "các nút của trang", "khung ý kiến"):
        assert kind in told


def test_a_headline_without_a_heading_is_known_by_the_page_s_title():
    document = read(page().replace("<h1>", "<div class='t'>").replace("</h1>", "</div>"))
    assert document.blocks[0].kind == "heading"
    assert document.blocks[0].text == HEADLINE


def test_what_the_head_says_is_kept_as_written():
    head = """<meta property="og:title" content="Tiêu đề chia sẻ"><meta name="author" content="Người Viết">
    <meta property="article:published_time" content="2026-11-16T08:30:00+07:00">
    <link rel="canonical" href="https://cong.example.vn/tin/1.html">
    <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Khác", "dateModified": "2026-11-17"}
    </script>"""
    document = read(page(head=head))
    assert document.address == "https://cong.example.vn/tin/1.html"
    assert document.meta == {
        "title": "Tiêu đề chia sẻ",
        "author": "Người Viết",
        "published": "2026-11-16T08:30:00+07:00",
        "modified": "2026-11-17",
        "page_title": f"{HEADLINE} - Cổng thử nghiệm",
    }


@pytest.mark.parametrize(
    "caption",
    [
        "<p align=center><img src='/a.jpg'></p><p style='text-align:center'><em>Quang cảnh buổi đọc</em></p>",
        "<figure><img src='/a.jpg'><figcaption>Quang cảnh buổi đọc</figcaption></figure>",
        "<table><tr><td><img src='/a.jpg'></td></tr><tr><td>Quang cảnh buổi đọc</td></tr></table>",
        "<div class='image'><img src='/a.jpg'><div class='img-caption'>Quang cảnh buổi đọc</div></div>",
        "<p><img src='/a.jpg'><br>Quang cảnh buổi đọc</p>",
    ],
)
def test_a_picture_has_the_words_below_it_for_caption(caption):
    document = read(page(PARAGRAPHS[0], caption, *PARAGRAPHS[1:]), address="https://cong.example.vn/tin/1.html")
    pictures = [block for block in document.blocks if block.kind == "picture"]
    assert [(block.text, block.src) for block in pictures] == [("Quang cảnh buổi đọc", "https://cong.example.vn/a.jpg")]
    assert texts(document) == list(PARAGRAPHS)


def test_lists_tables_headings_quotes_and_links_are_written_as_markdown():
    document = read(
        page(
            PARAGRAPHS[0],
            "<h3>Một mục</h3>",
            "<ul><li>việc một</li><li>việc <b>hai</b><ul><li>phần nhỏ</li></ul></li></ul>",
            "<ol><li>bước một</li><li>bước hai</li></ol>",
            "<table><tr><th>Tên</th><th>Số</th></tr><tr><td>A|B</td><td>12</td></tr></table>",
            "<blockquote><p>Một câu trích dẫn.</p></blockquote>",
            f"{PARAGRAPHS[1]} <a href='/van-ban/5'>văn bản</a>, <a href='javascript:x'>bẫy</a>, <i>nghiêng</i> 2*3",
            PARAGRAPHS[2],
        ),
        address="https://cong.example.vn/tin/1.html",
    )
    written = [block.markdown for block in document.blocks[2:]]
    assert written[0] == "### Một mục"
    assert written[1] == "- việc một\n- việc **hai**\n    - phần nhỏ"
    assert written[2] == "1. bước một\n2. bước hai"
    assert written[3] == "| Tên | Số |\n| --- | --- |\n| A\\|B | 12 |"
    assert written[4] == "> Một câu trích dẫn."
    assert written[5].endswith("[văn bản](https://cong.example.vn/van-ban/5), bẫy, *nghiêng* 2\\*3")


def test_scripts_styles_handlers_and_frames_do_not_survive():
    trap = "<p>Câu có bẫy<script>alert(1)</script> &lt;script&gt;chữ&lt;/script&gt; <img src=x onerror=alert(2)></p>"
    document = read(page(*PARAGRAPHS, trap, "<iframe src='//x.vn'>khung</iframe><svg><text>hình</text></svg>"))
    whole = repr(document)
    for word in ("alert", "onerror", "khung'", "hình", "color: red", "không phải chữ của bài"):
        assert word not in whole
    assert "&lt;script>chữ&lt;/script>" in document.blocks[-1].markdown + document.blocks[-2].markdown


def test_bold_lines_between_paragraphs_are_headings_and_the_last_one_is_a_byline():
    document = read(page(PARAGRAPHS[0], "<b>Việc đã làm</b>", *PARAGRAPHS[1:], "<b>An Bình</b>"))
    assert ("heading", "Việc đã làm") in [(block.kind, block.text) for block in document.blocks]
    assert document.blocks[-1].kind == "paragraph"
    assert document.blocks[-1].text == "An Bình"


def test_line_breaks_part_paragraphs_on_old_pages():
    document = read(page("<div>" + "<br><br>".join(PARAGRAPHS) + "</div>"))
    assert texts(document) == list(PARAGRAPHS)


def test_a_page_in_an_old_encoding_is_converted_and_says_so():
    from tests.test_import_encoding import to_vni

    document = read(page(*(to_vni(text.lower()) for text in PARAGRAPHS)).encode())
    assert texts(document) == [text.lower() for text in PARAGRAPHS]
    assert any("VNI" in note for note in document.notes)


def test_other_news_in_the_middle_of_the_text_does_not_end_it():
    box = "<h4>Tin liên quan</h4><ul><li><a href='/1'>Một tin khác</a></li><li><a href='/2'>Tin nữa</a></li></ul>"
    long = f"{PARAGRAPHS[1]} {PARAGRAPHS[2]}"
    assert texts(read(page(PARAGRAPHS[0], box, long, long + " Hết."))) == [PARAGRAPHS[0], long, long + " Hết."]


def test_headlines_of_other_articles_with_their_summaries_are_left_out_without_a_label():
    others = "".join(f"<p><a href='/{n}'>Tin khác số {n}</a></p><p>{PARAGRAPHS[1]} {n}</p>" for n in range(8))
    assert texts(read(page(PARAGRAPHS[0], after=f"<div>{others}</div>"))) == [PARAGRAPHS[0]]


def test_the_site_s_name_in_a_heading_is_no_headline():
    menu = "".join(f"<li><a href='/{n}'>Mục {n}</a></li>" for n in range(9))
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    document = read(f"<h1>Cổng thử nghiệm</h1><ul>{menu}</ul><div><h3>{HEADLINE}</h3>{text}</div>")
    assert [block.text for block in document.blocks] == [HEADLINE, *PARAGRAPHS]


@pytest.mark.parametrize(
    "lead", ["<p class='sapo'>{}</p>", "<p><strong>{}</strong></p>", "<div class=sapo><b>{}</b></div>"]
)
def test_the_first_paragraph_keeps_the_emphasis_that_marks_it_as_the_standfirst(lead):
    document = read(page(lead.format(PARAGRAPHS[0]), *PARAGRAPHS[1:]))
    assert [block.markdown for block in document.blocks[1:]] == [f"**{PARAGRAPHS[0]}**", *PARAGRAPHS[1:]]


def test_documents_attached_below_the_text_stay():
    document = read(
        page(*PARAGRAPHS, "<ul><li><a href='/ke-hoach.pdf'>Kế hoạch</a></li></ul>"), address="https://cong.example.vn/a"
    )
    assert document.blocks[-1].markdown == "- [Kế hoạch](https://cong.example.vn/ke-hoach.pdf)"


def test_pictures_saved_beside_a_page_are_taken_and_no_others(tmp_path):
    (tmp_path / "trang_files").mkdir()
    draw_photograph(1, (400, 300)).save(tmp_path / "trang_files" / "anh hoi.jpg")
    (tmp_path.parent / "rieng.jpg").write_bytes((tmp_path / "trang_files" / "anh hoi.jpg").read_bytes())
    sources = (
        "trang_files/anh%20hoi.jpg",
        "../rieng.jpg",
        "/etc/passwd",
        "file:///etc/passwd",
        "trang_files/khong-co.jpg",
    )
    document = read(page(*(f"<p><img src='{src}'></p>" for src in sources), *PARAGRAPHS), tmp_path)
    pictures = [block.src for block in document.blocks if block.kind == "picture" and block.src]
    assert len(pictures) == 1
    assert pictures[0].startswith("images/anh-hoi-")


def test_a_picture_written_into_the_page_is_taken(tmp_path):
    draw_photograph(2, (400, 300)).save(tmp_path / "a.png")
    data = base64.b64encode((tmp_path / "a.png").read_bytes()).decode()
    document = read(page(f"<p><img src='data:image/png;base64,{data}'></p>", *PARAGRAPHS))
    assert [block.src[:11] for block in document.blocks if block.kind == "picture"] == ["images/anh-"]


def test_icons_are_no_pictures():
    icons = "<img src='/icon-print.png'><img src='/x.jpg' width='16'><img src='/logo.svg'>"
    document = read(page(f"<p>{icons}</p>", *PARAGRAPHS), address="https://cong.example.vn/")
    assert not [block for block in document.blocks if block.kind == "picture"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html><body></body></html>", "không thấy bài viết"),
        (
            "<ul>" + "".join(f"<li><a href='/{n}'>Tin số {n} của chuyên mục</a></li>" for n in range(60)) + "</ul>",
            "không thấy",
        ),
        ("<p>Trang đang được bảo trì.</p>", "không thấy bài viết"),
        ("\x00\x01\x02" * 500, "không phải một trang web"),
    ],
)
def test_a_page_without_an_article_is_named(text, message):
    with pytest.raises(SourceError, match=message):
        read(text)


@pytest.mark.parametrize("tag", ["div", "article"])
def test_two_articles_on_a_page_are_not_made_one(tag):
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    parts = "".join(f"<{tag}><h1>Bài thứ {n} của một trang có hai bài</h1>{text}</{tag}>" for n in (1, 2))
    with pytest.raises(SourceError, match="hai bài") as caught:
        read(f"<html><body>{parts}</body></html>")
    assert "tách" in caught.value.hint


def test_a_page_of_20_megabytes_is_read_in_bearable_time():
    junk = "".join(f"<div class='hang'><a href='/{n}'>Tin khác số {n}</a></div>" for n in range(30_000))
    heavy = f"<script>{'x' * 8_000_000}</script><img src='data:image/png;base64,{'A' * 11_000_000}'>"
    started = time.process_time()
    document = read(page(*PARAGRAPHS, after=heavy + junk))
    assert time.process_time() - started < 20
    assert texts(document)[:3] == list(PARAGRAPHS)


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td"])
def test_deep_nesting_ends_soon_and_is_an_article_or_a_named_fault(tag):
    try:
        document = read(f"<h1>{HEADLINE}</h1>" + f"<{tag}>" * 3000 + "".join(f"<p>{text}</p>" for text in PARAGRAPHS))
    except SourceError:
        return
    assert document.blocks


@pytest.mark.parametrize(
    "rest", ["<script>" * 50_000, "<script " * 50_000, "[" * 200_000, "<!--" * 50_000, " \n" * 200_000]
)
def test_hostile_ends_of_pages_take_no_more_than_their_length(rest):
    started = time.process_time()
    document = read(f"<h1>{HEADLINE}</h1>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}<p>{rest}")
    assert time.process_time() - started < 5
    assert texts(document)[:3] == list(PARAGRAPHS)


# Furniture


@pytest.mark.parametrize(
    "line",
    [
        "Lượt xem: 5546", "In bài viết", "A A", "A- A+", "Back To Top", "Chia sẻ", "Facebook Zalo", "Ý kiến ()",
        "Ý kiến bạn đọc", "0 / 500 ký tự", "Guest", "Đang tải dữ liệu", "Tổng lượt bình luận", "refresh",
        "Bình luận (3)", "Nghe đọc bài", "Trang chủ > Tin tức > Xã hội", "Lượt xem: 12 In bài viết", "Cỡ chữ:",
        "Xem thêm »", "Gửi bình luận",
    ],
)  # fmt: skip
def test_furniture_is_known(line):
    assert furniture_kind(line)


@pytest.mark.parametrize(
    "line", ["An Bình", "Tin, ảnh: An Bình", "Xem thêm văn bản kèm theo", "In ấn phẩm mới", HEADLINE, ""]
)
def test_what_is_no_furniture(line):
    assert not furniture_kind(line)


def test_a_line_of_repeated_furniture_does_not_take_for_ever():
    started = time.process_time()
    for line in ("bình luận " * 15 + "x", "1" * 150 + "x", "lượt xem: 1 " * 13 + "?!", "thứ 2 " * 26 + "x"):
        furniture_kind(line)
        is_date_line(line)
        cut_furniture(line)
    assert time.process_time() - started < 1


def test_date_lines_are_told_from_sentences():
    for line in (
        "17:59 - Thứ Hai, 09/01/2023",
        "Thứ Năm, ngày 5 tháng 10 năm 2023",
        "Cập nhật lúc: 08:30 | 16/11/2026",
    ):
        assert is_date_line(line)
    for line in ("Chiều 16/11/2026, xã họp", "Ngày hội đọc sách 16/11/2026", "Lượt xem: 5546", "2026"):
        assert not is_date_line(line)
    assert cut_furniture("17:59 - Thứ Hai, 09/01/2023 Lượt xem: 5546 In bài viết") == "17:59 - Thứ Hai, 09/01/2023"


def test_captions_are_told_from_other_short_lines():
    assert may_be_caption("Quang cảnh buổi đọc sách")
    assert may_be_caption("Đồng chí A phát biểu tại hội nghị.")
    assert not may_be_caption("Việc đã làm trong năm")
    assert not may_be_caption("Ban hành văn bản mới")
    assert not may_be_caption("Đại biểu đến đủ. Buổi họp bắt đầu.")
