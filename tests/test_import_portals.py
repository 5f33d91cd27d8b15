"""Whole pages, Word files and texts as offices and papers make them: every fact right, no furniture left.

Articles, names and events are made up; the forms are those that portals and papers of provinces use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from plugins.desk.importing.document import Document
from plugins.desk.importing.facts import find_facts
from plugins.desk.importing.html import read_html
from plugins.desk.importing.pictures import Pictures
from plugins.desk.importing.text import read_txt
from plugins.desk.importing.word import read_docx
from plugins.model import Portal
from plugins.vocabulary import provide_vocabularies
from tests.stand_ins import stand_in_portal
from tests.test_import_files import png
from tests.word_files import P, make_docx

FILLER = (
    "Năm qua, cấp ủy, chính quyền các cấp đã triển khai nhiều phần việc thiết thực ở khu dân cư; đội ngũ cán bộ bám "
    "sát cơ sở, lắng nghe ý kiến của bà con và kịp thời xử lý những vướng mắc phát sinh ngay từ thôn, bản."
)
MORE = (
    "Các đại biểu làm rõ những việc đã làm được và chưa làm được, đồng thời góp ý để phần việc của năm tới sát thực tế "
    "hơn; nhiều ý kiến tập trung vào cách nắm tình hình và cách phối hợp giữa các tổ chức ở cơ sở."
)
OTHERS = (
    "Xã An Phú ra quân làm vệ sinh đường làng ngày chủ nhật", "Đồng chí Lê Văn Bình chủ trì hội nghị giao ban tháng 5",
    "Tập huấn kỹ năng số cho cán bộ cơ sở", "Khai mạc giải bóng chuyền thanh niên huyện năm 2021",
)  # fmt: skip


@dataclass(frozen=True)
class Article:
    """`parts` are (kind, text), a kind being `p`, `lead`, `sub`, `quote` or `caption`."""

    headline: str
    date: str
    parts: tuple[tuple[str, str], ...]
    byline: str
    published: str
    event: str
    regions: tuple[str, ...]
    chairs: tuple[tuple[str, str], ...]
    authors: tuple[str, ...]
    clock: str = "Thứ Hai, ngày 8 tháng 7 năm 2024"

    @property
    def captions(self) -> tuple[str, ...]:
        return tuple(text for kind, text in self.parts if kind == "caption")


ARTICLES = {
    "an agency": Article(
        "Hậu Giang biểu dương các mô hình vận động quần chúng",
        "03/01/2024 19:20",
        (
            ("lead", "Chiều 3/1, Tỉnh ủy Hậu Giang tổ chức hội nghị tổng kết công tác dân vận năm 2023."),
            ("caption", "Đồng chí Phạm Thanh Bình, Phó Bí thư Tỉnh ủy phát biểu tại hội nghị. Ảnh: Minh Tân - TTXVN"),
            (
                "p",
                "Chủ trì hội nghị có đồng chí Phạm Thanh Bình, Phó Bí thư Tỉnh ủy; đồng chí Võ Thị Lan, Trưởng Ban Dân "
                f"vận Tỉnh ủy. {FILLER}",
            ),
            ("p", MORE),
            ("caption", "Các tập thể nhận cờ thi đua tại hội nghị. Ảnh: Minh Tân - TTXVN"),
            ("p", FILLER.replace("Năm qua", "Năm tới")),
        ),
        "Minh Tân (TTXVN)",
        "2024-01-03T19:20:00+07:00",
        "2024-01-03",
        ("Hậu Giang",),
        (("Phạm Thanh Bình", "Phó Bí thư Tỉnh ủy"), ("Võ Thị Lan", "Trưởng Ban Dân vận Tỉnh ủy")),
        ("Minh Tân",),
    ),
    "a city's committee": Article(
        "Đổi mới cách vận động, chăm lo thiết thực cho người dân",
        "Thứ Sáu, 28/06/2024 11:45",
        (
            ("p", f"(Thanhuy.example.vn) - Sáng 28/6, Ban Dân vận Thành ủy TPHCM tổ chức hội nghị sơ kết. {FILLER}"),
            (
                "p",
                "Tham dự có các đồng chí: Trần Quốc Việt, Phó Bí thư Thành ủy; Lê Thị Bình, Phó Chủ tịch HĐND TPHCM. "
                "Đồng chí Đặng Minh Hòa, Ủy viên Ban Thường vụ Thành ủy, Trưởng Ban Dân vận Thành ủy chủ trì hội nghị.",
            ),
            ("caption", "Đồng chí Trần Quốc Việt phát biểu tại hội nghị (Ảnh: Thanh Mai)"),
            ("sub", "Nhiều mô hình gần dân"),
            ("p", MORE),
            ("caption", "Quang cảnh hội nghị"),
            ("quote", "“Việc gì có lợi cho dân thì phải làm cho kỳ được” – đồng chí Đặng Minh Hòa nhấn mạnh."),
            ("p", FILLER.replace("Năm qua", "Sáu tháng qua")),
            ("caption", "Trao tặng bằng khen cho các tập thể, cá nhân"),
            ("p", MORE.replace("Các đại biểu", "Một số đơn vị")),
        ),
        "Thanh Mai",
        "2024-06-28T11:45:00+07:00",
        "2024-06-28",
        ("TP. Hồ Chí Minh",),
        (("Đặng Minh Hòa", "Ủy viên Ban Thường vụ Thành ủy, Trưởng Ban Dân vận Thành ủy"),),
        ("Thanh Mai",),
    ),
    "a district": Article(
        ".Cần Giuộc sơ kết công tác dân vận",
        "Thứ 2, 03/07/2023 | 09:05:12 [GMT +7] A  A",
        (
            (
                "p",
                "Chiều ngày 30/6, Ban Dân vận Huyện ủy Cần Giuộc tổ chức hội nghị sơ kết. Phó Bí thư Thường trực Huyện "
                "ủy - Trần văn Đạt chủ trì hội nghị; Ban giao Phòng Nội vụ chủ trì, phối hợp làm đề án.",
            ),
            ("caption", "Quang cảnh hội nghị"),
            ("p", FILLER),
            ("caption", "Đồng chí Trần Văn Đạt- Phó Bí thư Thường trực Huyện ủy phát biểu chỉ đạo tại hội nghị"),
            ("p", f"{MORE[:-1]}, …./."),
        ),
        "Việt Hà – Kim Anh",
        "2023-07-03T09:05:12+07:00",
        "2023-06-30",
        ("Cần Giuộc, Long An",),
        (("Trần Văn Đạt", "Phó Bí thư Thường trực Huyện ủy"),),
        ("Việt Hà", "Kim Anh"),
    ),
}


def _links(tag: str) -> str:
    return "".join(
        f'<{tag}><a href="/tin/{n}.html">{text}</a> (0{n + 1}/05/2021)</{tag}>' for n, text in enumerate(OTHERS)
    )


SHARE = '<div><a href="#">Chia sẻ</a> <a href="#">Facebook</a> <a href="#">Zalo</a></div>'
COMMENTS = "<div><h3>Ý kiến bạn đọc</h3><p>refresh</p><p>Tổng lượt bình luận</p><p>0 / 500 ký tự</p><p>Guest</p></div>"
FOOT = (
    "<div><p>Cơ quan chủ quản: Đơn vị thử nghiệm, không có thật, số 1 đường Không Tên, phường Không Có</p><p>Bản quyền "
    "thuộc về trang thử nghiệm. Ghi rõ nguồn khi phát hành lại thông tin từ trang này.</p></div><a>Back To Top</a>"
)
FURNITURE = (
    "Chia sẻ", "Facebook", "Ý kiến", "refresh", "Tổng lượt", "ký tự", "Guest", "Cơ quan chủ quản", "Bản quyền",
    "Thống kê", "Back To Top", "Trang chủ", "English", "Lượt xem", "Tin khác", "Từ khóa", "QR Code", "In bài", "Cỡ chữ",
    *OTHERS,
)  # fmt: skip


def _page(article: Article, inner: str) -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>{article.headline.lstrip(".")} - Cổng thử nghiệm</title>
<script>var x = "<p>không phải chữ</p>";</script></head><body>
<div><span>{article.clock}</span> <a href="/en">English</a></div>
<ul><li><a href="/">Trang chủ</a></li><li><a href="/tin">Tin tức</a></li></ul><div>{inner}</div>{FOOT}</body></html>"""


def _text(article: Article, caption: str, paragraph: str = "<p>{}</p>", sub: str = "<h3>{}</h3>") -> str:
    forms = {"caption": caption, "p": paragraph, "sub": sub, "lead": "<p><strong>{}</strong></p>"}
    parts = [forms.get(kind, "<blockquote>{}</blockquote>").format(text) for kind, text in article.parts]
    return "\n".join(parts)


def figures(article: Article) -> str:
    caption = '<figure><img src="data:image/gif;base64,R0lGOD" data-src="/a.jpg"><figcaption>{}</figcaption></figure>'
    date = f'<i class="icon-clock"></i>{article.date} <span>Lượt xem: 55</span> In bài viết'
    top = f"<h1>{article.headline}</h1><div>{date}</div>"
    signed = f'<div class="article__author"><span>{article.byline}</span></div>'
    related = f'<div class="article-relate"><img src="/t.jpg"><h4><a href="/r">{OTHERS[0]}</a></h4></div>'
    head, _, rest = _text(article, caption).partition("</p>\n")
    return _page(
        article, f"{top}{SHARE}<div>{head}</p>{related}{rest}</div>{signed}{COMMENTS}<h3>Tin khác</h3>{_links('div')}"
    )


def tables(article: Article) -> str:
    caption = (
        '<table align="center"><tr><td><img src="/a.jpg"></td></tr><tr><td align="center"><em>{}</em></td></tr></table>'
    )
    lines = f"<h2>{article.headline}</h2><p>{article.date}</p>{_text(article, caption)}"
    signed = f"<p align='right'><b>{article.byline}</b></p>"
    return _page(article, f"{lines}{signed}{SHARE}<h4>Các tin khác</h4><ul>{_links('li')}</ul>{COMMENTS}")


def office(article: Article) -> str:
    caption = '<div align="center"><img src="/documents/a"></div><div align="center"><span><i>{}</i></span></div>'
    before = f"<div><b>TIN MỚI NHẤT</b> <marquee>{_links('span')}</marquee></div>"
    top = f'<div class="title">{article.headline}</div><div>Ngày đăng: {article.date} <span>Cỡ chữ</span></div>'
    text = f"{_text(article, caption)}<p><a href='/x'>&gt;&gt; {OTHERS[2]}</a></p>"
    below = "<div>Từ khóa: <a href='/t'>hội nghị</a></div><p>QR Code</p><p>Thống kê truy cập</p><p>Hôm nay: 1</p>"
    return _page(
        article, f"{before}{top}<div>{text}<p><strong>{article.byline}</strong></p></div>{below}{_links('div')}"
    )


def breaks(article: Article) -> str:
    text = _text(article, "<center><img src='a.jpg'><br><i>{}</i></center><br>", "{}<br><br>", "<b>{}</b><br><br>")
    inner = (
        f"<form><table><tr><td>{article.headline}</td></tr><tr><td>{article.date}</td></tr><tr><td>{text}"
        f"<div align=right><b>{article.byline}</b></div></td></tr>"
        f"<tr><td><b>Tin khác:</b><br>{_links('div')}</td></tr></table></form>"
    )
    return _page(article, inner)


def sections(article: Article) -> str:
    caption = '<figure><img src="/a.jpg"><figcaption>{}</figcaption></figure>'
    head = f'<header><p>Thời sự</p><time class="published">{article.date}</time><h1>{article.headline}</h1></header>'
    foot = f'<footer><p class="byline">{article.byline}</p></footer>'
    other = f"<aside><h2>Tin nổi bật</h2><ul>{_links('li')}</ul></aside>"
    return _page(article, f"<article>{head}{_text(article, caption)}{foot}</article>{SHARE}{other}")


def saved_by_word(article: Article) -> str:
    caption = (
        "<p class=MsoNormal align=center style='text-align:center'><img width=500 src='bai_files/image001.jpg'></p>"
        "<p class=MsoNormal align=center style='text-align:center'><i>{}</i><o:p></o:p></p>"
    )
    text = _text(article, caption, "<p class=MsoNormal>{}<o:p></o:p></p>", "<p class=MsoNormal><b>{}</b></p>")
    return (
        "<html><head><meta charset=utf-8><meta name=Generator content='Microsoft Word 15'><title>bai</title></head>"
        f"<body><p class=MsoNormal align=center><b>{article.headline}</b></p><p>{article.date}</p>{text}"
        f"<p class=MsoNormal align=right><b>{article.byline}</b></p></body></html>"
    )


def _document(article: Article, caption: Callable[[str], list[P]], headline: P) -> bytes:
    looks = {"sub": {"style": "heading2"}, "lead": {"bold": True}}
    parts = [
        made
        for kind, text in article.parts
        for made in (caption(text) if kind == "caption" else [P(text, **looks.get(kind, {}))])
    ]
    return make_docx(headline, article.date, *parts, P(article.byline, bold=True))


WORD = {
    "pictures with the caption style": lambda article: _document(
        article, lambda text: [P(picture=png()), P(text, style="caption")], P(article.headline, style="Title")
    ),
    "pictures with italic lines": lambda article: _document(
        article, lambda text: [P(picture=png()), P(text, italic=True)], P(article.headline, bold=True)
    ),
    "captions without pictures": lambda article: _document(
        article, lambda text: [P(text)], P(article.headline, style="heading1")
    ),
}


def pasted(article: Article) -> str:
    text = "\n\n".join(text for _, text in article.parts)
    date = f"{article.date} Lượt xem: 5546 In bài viết"
    lines = (article.clock, article.headline, date, text, article.byline, "Ý kiến ()", "Tin khác", OTHERS[1])
    return "\n\n".join(lines)


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Portal:
    from plugins.build.settings import PROJECT

    portal = stand_in_portal(tmp_path_factory.mktemp("portals"))
    object.__setattr__(portal.config, "vocabulary", PROJECT / "content" / "vocabulary")
    provide_vocabularies(portal)
    return portal


def judge(document: Document, article: Article, portal: Portal) -> None:
    facts = find_facts(document, portal)
    assert facts.headline.value == article.headline.lstrip(".")
    assert facts.published.value.isoformat() == article.published
    assert facts.event_date.value.isoformat() == article.event
    assert tuple(region.value for region in facts.regions) == article.regions
    assert tuple((chair.value.name, chair.value.position) for chair in facts.chairs) == article.chairs
    assert tuple(caption.value for caption in facts.captions) == article.captions
    assert tuple(author.value for author in facts.authors) == article.authors
    shown = [*facts.body, *([facts.cover] if facts.cover else [])]
    text = "\n".join([*(block.text for block in shown), facts.standfirst.value if facts.standfirst else ""])
    for line in FURNITURE:
        assert line not in text, line
    for kind, part in article.parts:
        assert kind == "caption" or part.rstrip("./…")[-60:] in text, part


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("form", [figures, tables, office, breaks, sections, saved_by_word])
def test_a_page_gives_every_fact_and_no_furniture(form, name, portal):
    article = ARTICLES[name]
    judge(read_html(form(article).encode(), "a.html", Pictures()), article, portal)


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("form", WORD)
def test_a_word_file_gives_every_fact(form, name, portal):
    article = ARTICLES[name]
    judge(read_docx(WORD[form](article), "a.docx", Pictures()), article, portal)


@pytest.mark.parametrize("name", ARTICLES)
def test_a_pasted_text_gives_every_fact_and_no_furniture(name, portal):
    article = ARTICLES[name]
    judge(read_txt(pasted(article).encode(), "a.txt"), article, portal)


@pytest.mark.parametrize("name", ARTICLES)
def test_a_page_without_a_date_line_takes_none_from_its_clock(name, portal):
    article = ARTICLES[name]
    page = tables(article).replace(f"<p>{article.date}</p>", "")
    facts = find_facts(read_html(page.encode(), "a.html", Pictures()), portal)
    assert facts.published is None
    assert facts.event_date is None or facts.event_date.certainty != "certain"
