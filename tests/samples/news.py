"""Views of items, the home page and a static page."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from plugins.model.item import Correction, Source
from plugins.model.views import (
    Band,
    BodyPicture,
    Chairing,
    Fresh,
    Head,
    Hidden,
    HomeView,
    Html,
    ItemView,
    Link,
    RegionLabel,
    RegionNews,
    Related,
    Shared,
    StaticPageView,
    Teaser,
)
from tests.samples.site import (
    BEN_LUC,
    CIVIL,
    DIEN_BIEN,
    FRONT,
    HAU_GIANG,
    HCMC,
    LONG_TITLE,
    NOTICES,
    POLICY,
    SITE,
    STRESS,
    TEASERS,
    at,
    cover,
)

BODY = (
    Html("""
<p>Ngày 30/6, Huyện ủy Bến Lức họp sơ kết công tác dân vận nửa đầu năm 2022. Đồng chí Dương Văn Út, Phó Bí thư Thường
trực Huyện ủy, Chủ tịch HĐND huyện, chủ trì. Đây là đoạn văn thử nghiệm để xem nhịp chữ: những tiếng như Ễnh, ở, ặ, Ậ,
Nguyễn, Thuở, khuỷu phải đứng vững trên dòng, không chạm dòng trên hay dòng dưới.</p>
<p>Đồng chí Thái Văn Quí, Trưởng Ban Dân vận, Chủ tịch Ủy ban MTTQ huyện, cũng phát biểu. Xem
<a href="/tin/2022/06/cum-thi-dua-so-4/">tin về cụm thi đua số 4</a> cùng ngày. Câu tiếp theo chỉ dùng để kéo dài đoạn
văn tới độ dài thường gặp trên báo, sao cho thấy rõ khoảng cách giữa các dòng và các đoạn.</p>
<h2>Việc đã làm trong sáu tháng</h2>
<p>Đoạn này là dữ liệu thử. Danh sách dưới đây cũng vậy:</p>
<ul><li>việc thứ nhất, viết ngắn;</li><li>việc thứ hai, viết dài hơn một dòng để thấy chữ xuống dòng thẳng hàng với chữ,
không thẳng hàng với dấu đầu dòng;</li><li>việc thứ ba.</li></ul>
<figure class="pullquote"><blockquote><p>Dòng trích thử nghiệm: nhịp chữ lớn hơn, đứng riêng giữa hai đường kẻ.</p>
</blockquote><figcaption>Tài liệu thử nghiệm</figcaption></figure>
<h3>Bảng số liệu thử</h3>
<table><thead><tr><th>Đơn vị</th><th>Mô hình</th><th>Ghi chú</th></tr></thead><tbody><tr><td>Đơn vị A</td><td>12</td>
<td>Số liệu thử</td></tr><tr><td>Đơn vị B</td><td>7</td><td>Số liệu thử</td></tr></tbody></table>
<figure>"""),
    BodyPicture(cover(2)),
    Html("""<figcaption>Chú
thích ảnh thứ hai trong bài. <span class="credit">Ảnh: Người thử nghiệm</span></figcaption></figure>
<h2>Việc sẽ làm</h2>
<ol><li>Bước một.</li><li>Bước hai.</li></ol>
<blockquote><p>Đoạn dẫn lại một văn bản thử nghiệm, lùi vào và có đường kẻ bên trái.</p></blockquote>
<div class="gallery"><figure>"""),
    BodyPicture(cover(3), in_gallery=True),
    Html("<figcaption>Chú thích ảnh ba.</figcaption></figure><figure>"),
    BodyPicture(cover(4), in_gallery=True),
    Html("""</figure></div>
<p>Đoạn kết thử nghiệm.</p>
"""),
)


def _related(teaser: Teaser, *reasons: Shared) -> Related:
    return Related(Link(teaser.title, teaser.address), teaser.published, reasons)


def item() -> ItemView:
    """An item with all that one can have."""
    return ItemView(
        head=Head(
            "Huyện ủy Bến Lức sơ kết công tác dân vận sáu tháng đầu năm",
            "/tin/2022/07/ben-luc-so-ket-dan-van/",
            "Hội nghị đánh giá kết quả nửa năm và bàn việc cho nửa năm còn lại.",
            image="/images/1.png",
            kind="article",
        ),
        crumbs=(CIVIL,),
        title="Huyện ủy Bến Lức sơ kết công tác dân vận sáu tháng đầu năm",
        section=CIVIL,
        published=at(2022, 7, 1, 14, 43),
        body=BODY,
        regions=(BEN_LUC,),
        event_date=dt.date(2022, 6, 30),
        updated=at(2022, 7, 2, 8, 0),
        standfirst="Hội nghị ngày 30/6 đánh giá kết quả nửa năm, nêu việc còn chậm và bàn cách làm cho nửa năm tới.",
        cover=cover(1),
        chairs=(
            Chairing("Dương Văn Út", "/chu-tri/duong-van-ut/", "Phó Bí thư Thường trực Huyện ủy, Chủ tịch HĐND huyện"),
        ),
        authors=(Link("Việt Hằng", "/tac-gia/viet-hang/"), Link("Kim Phượng", "/tac-gia/kim-phuong/")),
        source=Source("Trang tin huyện Bến Lức", "https://example.vn/ben-luc/"),
        documents=(Link("217-QĐ/TW", "/van-ban/217-qd-tw/"), Link("Nghị quyết số 15/NQ-CP", "/van-ban/15-nq-cp/")),
        tags=(Link("dân vận khéo", "/the/dan-van-kheo/"), Link("quy chế dân chủ", "/the/quy-che-dan-chu/")),
        corrections=(Correction(dt.date(2022, 7, 2), "Sửa chức vụ của một người phát biểu (đính chính thử nghiệm)."),),
        previous=Link(TEASERS[4].title, TEASERS[4].address),
        related=(
            _related(
                TEASERS[4],
                Shared("official", Link("Dương Văn Út", "/chu-tri/duong-van-ut/")),
                Shared("region", Link("Long An", "/dia-phuong/long-an/")),
            ),
            _related(TEASERS[3], Shared("tag", Link("dân vận khéo", "/the/dan-van-kheo/"))),
            _related(TEASERS[2], Shared("category", CIVIL)),
        ),
        fresh=Fresh(
            "/moi-nhat.json", at(2022, 7, 1, 14, 43), ("duong-van-ut",), ("dan-van-kheo",), ("long-an", "tay-ninh")
        ),
        minutes=3,
    )


def item_extreme() -> ItemView:
    """A headline of 300 characters, twenty chairs, no picture, a draft that is held."""
    return replace(
        item(),
        title=LONG_TITLE[:300],
        head=replace(item().head, title=LONG_TITLE[:300], image="", indexed=False),
        cover=None,
        regions=(
            BEN_LUC,
            HAU_GIANG,
            DIEN_BIEN,
            RegionLabel("Đơn vị thử nghiệm", "/dia-phuong/thu/", "Nơi không trang"),
        ),
        chairs=tuple(
            Chairing(
                f"Người Thử Nghiệm {n}",
                "" if n % 5 == 0 else f"/chu-tri/thu-{n}/",
                "Chức vụ thử nghiệm" if n % 2 else "",
            )
            for n in range(1, 21)
        ),
        hidden=Hidden("embargoed", at(2027, 1, 1, 6)),
    )


def item_plain() -> ItemView:
    """Only what is required, and a headline of stacked accents."""
    return ItemView(
        head=Head(STRESS, "/tin/2022/07/thu/", kind="article"),
        crumbs=(CIVIL,),
        title=STRESS,
        section=CIVIL,
        published=at(2022, 7, 1, 14, 43),
        body=(Html("<p>Một câu thử nghiệm.</p>"),),
    )


def home() -> HomeView:
    return HomeView(
        head=Head("", "/", SITE.tagline),
        lead=TEASERS[0],
        seconds=(TEASERS[1], TEASERS[3]),
        newest=tuple(replace(TEASERS[n % 5], published=at(2024, 6, 28 - n // 3, 17 - n)) for n in range(8)),
        bands=(Band(CIVIL, TEASERS[1:5]), Band(FRONT, TEASERS[3:5]), Band(POLICY, TEASERS[2:3])),
        notices=NOTICES,
        coming=tuple(replace(NOTICES[n], event_date=dt.date(2026, 11, 25 + n), regions=(HCMC,) * n) for n in range(2)),
        regions=tuple(RegionNews(Link(r.label, r.address), TEASERS[:2]) for r in (HCMC, DIEN_BIEN, HAU_GIANG)),
    )


def home_long() -> HomeView:
    """No pictures, headlines of 300 characters."""
    long = replace(TEASERS[3], title=LONG_TITLE[:300], cover=None, standing="draft")
    return HomeView(
        Head("", "/"), long, (long, long), (long, *TEASERS), (Band(CIVIL, (long, long, long, long)),), NOTICES[:1]
    )


def home_one() -> HomeView:
    return HomeView(Head("", "/"), TEASERS[0])


def home_empty() -> HomeView:
    return HomeView(Head("", "/"), None)


def static_page() -> StaticPageView:
    return StaticPageView(Head("Giới thiệu cổng tin", "/gioi-thieu/"), (), "Giới thiệu cổng tin", BODY, at(2026, 7, 1))
