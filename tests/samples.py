"""Complete views of every page type, ordinary and extreme, and an environment to render them in.

The five events are facts of public record; everything else is made up and says so.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2

from plugins.model.item import Correction, Source
from plugins.model.views import (
    ArchiveView,
    Band,
    Bar,
    BodyPicture,
    CalendarDay,
    CalendarView,
    Chairing,
    Day,
    Event,
    Feed,
    Fresh,
    Head,
    HomeView,
    Html,
    ItemView,
    Link,
    ListingView,
    NotFoundView,
    OfflineView,
    Picture,
    Post,
    RegionHistory,
    RegionIndexView,
    RegionLabel,
    RegionNews,
    Related,
    Rendition,
    SavedView,
    SearchView,
    Shared,
    SiteView,
    StaticPageView,
    Teaser,
    TermCount,
    TermGroup,
    TermIndexView,
    Tile,
)
from plugins.pages.catalogue import load_translations
from plugins.pages.formats import make_filters
from plugins.patterns.examples import distinct_ids

THEME = Path(__file__).parent.parent / "theme"
ZONE = dt.timezone(dt.timedelta(hours=7))


def make_environment(language: str = "vi", url: str = "https://cong.example.vn") -> jinja2.Environment:
    """The theme's templates with the filters and globals that pages rely on."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([THEME / "templates", THEME / "blocks"]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(load_translations(THEME / "locale", language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(make_filters(language, url))
    environment.filters["distinct_ids"] = distinct_ids
    environment.globals["structured_data"] = lambda _view: (json.dumps({"@context": "https://schema.org"}),)
    return environment


def render(template: str, view: Any, site: SiteView | None = None, **options: str) -> str:
    return make_environment(**options).get_template(template).render(view=view, site=site or SITE)


def at(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=ZONE)


FEEDS = (
    Feed("Atom", "/feeds/all.atom.xml", "application/atom+xml"),
    Feed("RSS", "/feeds/all.rss.xml", "application/rss+xml"),
    Feed("JSON Feed", "/feeds/all.json", "application/feed+json"),
)
CIVIL = Link("Dân vận", "/chuyen-muc/dan-van/")
FRONT = Link("Mặt trận – Đoàn thể", "/chuyen-muc/mat-tran-doan-the/")
POLICY = Link("Văn bản – Chính sách", "/chuyen-muc/van-ban-chinh-sach/")
NOTICE = Link("Thông báo", "/chuyen-muc/thong-bao/")
SECTIONS = (CIVIL, FRONT, Link("Dân chủ cơ sở", "/chuyen-muc/dan-chu-co-so/"), POLICY, NOTICE)
SITE = SiteView(
    name="Cổng tin Dân vận",
    tagline="Tin công tác dân vận và dân chủ ở cơ sở từ các địa phương",
    organisation="Cơ quan thử nghiệm",
    url="https://cong.example.vn",
    language="vi",
    sections=SECTIONS,
    pages=(
        Link("Giới thiệu", "/gioi-thieu/"),
        Link("Chính sách đính chính", "/dinh-chinh/"),
        Link("Trợ năng", "/tro-nang/"),
    ),
    feeds=FEEDS,
    styles="/theme/styles.css",
    script="/theme/script.js",
)

HCMC = RegionLabel("Thành phố Hồ Chí Minh", "/dia-phuong/thanh-pho-ho-chi-minh/")
DIEN_BIEN = RegionLabel("Điện Biên", "/dia-phuong/dien-bien/")
HAU_GIANG = RegionLabel("Hậu Giang", "/dia-phuong/hau-giang/", "Cần Thơ", "/dia-phuong/can-tho/")
BEN_LUC = RegionLabel("Bến Lức, Long An", "/dia-phuong/ben-luc-long-an/", "Tây Ninh", "/dia-phuong/tay-ninh/")

STRESS = "Ễ ở ặ Ậ Ỗ Ử Ẫ Ệ Ợ: NHỮNG CHỮ CÓ HAI DẤU CHỒNG NHAU"
LONG_TITLE = (
    "Hội nghị thử nghiệm tổng kết việc thực hiện quy chế dân chủ ở cơ sở, phong trào thi đua “Dân vận khéo”, công tác "
    "tiếp xúc, đối thoại trực tiếp với nhân dân và giải quyết kiến nghị của cử tri giai đoạn thử nghiệm, bàn phương "
    "hướng, nhiệm vụ trọng tâm và ký kết chương trình phối hợp giữa các cơ quan, đơn vị"
)


def cover(number: int = 1, caption: str = "Tranh minh hoạ thử nghiệm: phòng họp trước giờ khai mạc.") -> Picture:
    renditions = tuple(
        Rendition(width, width * 2 // 3, *(f"/images/{number}-{width}.{suffix}" for suffix in ("avif", "webp", "jpg")))
        for width in (360, 720, 1200)
    )
    return Picture(
        renditions[-1].jpeg,
        "Tranh minh hoạ: phòng họp với các dãy ghế",
        caption,
        "Người thử nghiệm",
        1200,
        800,
        renditions,
        "tone-ae6",
    )


TEASERS = (
    Teaser(
        "Thành phố Hồ Chí Minh đánh giá sáu tháng công tác dân vận, bàn việc nửa cuối năm 2024",
        "/tin/2024/06/tphcm-dan-van-2024/",
        at(2024, 6, 28, 17, 5),
        CIVIL,
        "Thành ủy nhìn lại nửa năm công tác dân vận, giao nhiệm vụ cho các đơn vị trong sáu tháng còn lại.",
        regions=(HCMC,),
        cover=cover(1),
    ),
    Teaser(
        "Hậu Giang tặng cờ ba đơn vị dẫn đầu công tác dân vận năm 2023",
        "/tin/2024/01/hau-giang-dan-van-2023/",
        at(2024, 1, 3, 18, 30),
        FRONT,
        "Hội nghị chiều 3/1 tổng kết năm 2023 và nêu các việc trọng tâm của năm 2024.",
        regions=(HAU_GIANG,),
        cover=cover(2),
    ),
    Teaser(
        "Điện Biên: hơn 200 mô hình “dân vận khéo” được đăng ký trong năm 2022",
        "/tin/2023/01/dien-bien-dan-van-2022/",
        at(2023, 1, 9, 17, 59),
        CIVIL,
        "Tỉnh ủy Điện Biên tổng kết công tác dân vận năm 2022, triển khai nhiệm vụ năm 2023.",
        regions=(DIEN_BIEN,),
        cover=cover(3),
    ),
    Teaser(
        "Huyện ủy Bến Lức sơ kết công tác dân vận sáu tháng đầu năm",
        "/tin/2022/07/ben-luc-so-ket-dan-van/",
        at(2022, 7, 1, 14, 43),
        CIVIL,
        "Hội nghị đánh giá kết quả nửa năm và bàn việc cho nửa năm còn lại.",
        dt.date(2022, 6, 30),
        (BEN_LUC,),
    ),
    Teaser(
        "Cụm thi đua số 4 của TP.HCM kiểm tra công tác dân vận và dân chủ ở cơ sở",
        "/tin/2022/06/cum-thi-dua-so-4/",
        at(2022, 6, 30, 16, 0),
        Link("Dân chủ cơ sở", "/chuyen-muc/dan-chu-co-so/"),
        "Đoàn làm việc với các huyện Cần Giờ, Nhà Bè, Bình Chánh, Hóc Môn và Củ Chi.",
        regions=(HCMC,),
    ),
)
NOTICES = tuple(
    Teaser(title, f"/tin/2026/07/thong-bao-{n}/", at(2026, 7, 20 - n, 9), NOTICE)
    for n, title in enumerate(
        (
            "Tìm tin bằng từ có dấu và không dấu",
            "Theo dõi cổng tin bằng trình đọc tin",
            "In một tin như mẩu báo cắt",
            "Cách gửi yêu cầu đính chính",
            "Đọc cổng tin bằng bàn phím và trình đọc màn hình",
            "Địa danh cũ và mới trên cổng tin từ ngày 01/07/2025",
        )
    )
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
        next=Link(TEASERS[2].title, TEASERS[2].address),
        related=(
            Related(
                TEASERS[4],
                (
                    Shared("official", Link("Dương Văn Út", "/chu-tri/duong-van-ut/")),
                    Shared("region", Link("Long An", "/dia-phuong/long-an/")),
                ),
            ),
            Related(TEASERS[3], (Shared("tag", Link("dân vận khéo", "/the/dan-van-kheo/")),)),
            Related(TEASERS[2], (Shared("category", CIVIL),)),
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
        draft=True,
        held_until=at(2027, 1, 1, 6),
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
    long = replace(TEASERS[3], title=LONG_TITLE[:300], cover=None, draft=True)
    return HomeView(
        Head("", "/"), long, (long, long), (long, *TEASERS), (Band(CIVIL, (long, long, long, long)),), NOTICES[:1]
    )


def home_one() -> HomeView:
    return HomeView(Head("", "/"), TEASERS[0])


def home_empty() -> HomeView:
    return HomeView(Head("", "/"), None)


def days() -> tuple[Day, ...]:
    return tuple(Day(teaser.published.date(), (teaser,)) for teaser in TEASERS)


def region_listing() -> ListingView:
    return ListingView(
        head=Head("Long An", "/dia-phuong/long-an/", feeds=FEEDS, older="/dia-phuong/long-an/trang/2/"),
        crumbs=(Link("Địa phương", "/dia-phuong/"),),
        kind="region",
        title="Long An",
        days=(Day(dt.date(2022, 7, 1), TEASERS[2:5]), *days()),
        total=5546,
        older="/dia-phuong/long-an/trang/2/",
        region=RegionHistory(
            kind="Tỉnh",
            since=dt.date(1976, 2, 1),
            until=dt.date(2025, 6, 30),
            successors=(Link("Tây Ninh", "/dia-phuong/tay-ninh/"),),
            present=Link("Tây Ninh", "/dia-phuong/tay-ninh/"),
            predecessors=(Link("Đơn vị không có trang", ""),),
            parent=Link("Đơn vị cha thử nghiệm", ""),
            districts=tuple(
                Link(name, f"/dia-phuong/{n}/")
                for n, name in enumerate(("Bến Lức", "Cần Đước", "Cần Giuộc", "Đức Hòa"))
            ),
        ),
    )


def official_listing() -> ListingView:
    return ListingView(
        head=Head("Dương Văn Út", "/chu-tri/duong-van-ut/"),
        crumbs=(Link("Người chủ trì", "/chu-tri/"),),
        kind="official",
        title="Dương Văn Út",
        days=days()[3:4],
        total=1,
        posts=(
            Post(
                "Phó Bí thư Thường trực Huyện ủy", dt.date(2020, 8, 1), None, Link("Bến Lức, Long An", BEN_LUC.address)
            ),
            Post("Chức vụ thử nghiệm", dt.date(2015, 1, 1), dt.date(2020, 7, 31), Link("Nơi không có trang", "")),
            Post("Chức vụ thử nghiệm không rõ ngày"),
            Post("Chức vụ thử nghiệm chỉ rõ ngày cuối", until=dt.date(2014, 12, 31)),
        ),
        years=tuple(Bar(str(2015 + n), str(2015 + n), n % 5, n % 5 / 4) for n in range(10)),
        places=(TermCount(Link("Bến Lức, Long An", BEN_LUC.address), 12), TermCount(Link("Nơi không có trang", ""), 1)),
        officials=tuple(TermCount(Link(f"Người Thử Nghiệm {n}", f"/chu-tri/thu-{n}/"), 20 - n) for n in range(1, 14)),
    )


def calendar(month: int = 6) -> CalendarView:
    """June 2022: a day with two events, one with twelve of long headlines."""
    events = {
        28: tuple(
            Event(Link(f"{LONG_TITLE[:90]} {n}", f"/tin/2022/07/thu-{n}/"), "Bến Lức, Long An") for n in range(12)
        ),
        30: (
            Event(Link(TEASERS[3].title, TEASERS[3].address), "Bến Lức, Long An"),
            Event(Link(STRESS, "/tin/2022/06/thu/"), draft=True),
        ),
    }
    weeks = tuple(
        tuple(
            CalendarDay(day, events.get(day.day, ()) if day.month == month else (), outside=day.month != month)
            for day in (dt.date(2022, 5, 30) + dt.timedelta(7 * week + n) for n in range(7))
        )
        for week in range(5)
    )
    return CalendarView(
        head=Head("Lịch sự kiện tháng 6/2022", "/lich/2022/06/"),
        crumbs=(Link("Lịch sự kiện", "/lich/"),),
        title="Lịch sự kiện tháng 6/2022",
        total=14,
        weeks=weeks,
        previous=Link("Tháng 4/2022", "/lich/2022/04/"),
        next=Link("Tháng 7/2022", "/lich/2022/07/"),
    )


def calendar_months() -> TermIndexView:
    groups = tuple(
        TermGroup(
            str(year),
            tuple(TermCount(Link(f"Tháng {n}", f"/lich/{year}/{n:02}/"), 3 * n) for n in range(1, 13, year % 3 + 1)),
        )
        for year in range(2024, 2015, -1)
    )
    return TermIndexView(Head("Lịch sự kiện", "/lich/"), (), "calendar", groups)


def documents() -> TermIndexView:
    groups = tuple(
        TermGroup(kind, tuple(TermCount(Link(symbol, f"/van-ban/{symbol}/"), 3) for symbol in symbols))
        for kind, symbols in {
            "Nghị quyết": ("18-NQ/TW", "15/NQ-CP", "30a/2008/NQ-CP"),
            "Thông tư liên tịch": ("01/2018/TTLT-BCA-BQP-TANDTC-VKSNDTC",),
            "Văn bản khác": ("217-QĐ/TW",),
        }.items()
    )
    return TermIndexView(Head("Văn bản", "/van-ban/"), (), "document", groups)


def older_listing() -> ListingView:
    return ListingView(
        head=Head("Dân vận, trang 12", "/chuyen-muc/dan-van/trang/12/", newer="/x/trang/13/", older="/x/trang/11/"),
        crumbs=(Link("Chuyên mục", "/chuyen-muc/"), CIVIL),
        kind="category",
        title="Dân vận",
        days=days(),
        number=12,
        older="/chuyen-muc/dan-van/trang/11/",
        newer="/chuyen-muc/dan-van/trang/13/",
        front=CIVIL.address,
    )


def listing_empty() -> ListingView:
    return ListingView(
        Head(POLICY.label, POLICY.address), (), "category", POLICY.label, (), description="Văn bản mới và giải thích."
    )


def listing_of(count: int) -> ListingView:
    teasers = tuple(TEASERS[n % 5] for n in range(count))
    return replace(
        older_listing(), days=tuple(Day(dt.date(2024, 6, 28), teasers[n : n + 5]) for n in range(0, count, 5))
    )


def archive() -> ArchiveView:
    counts = (12, 5, 44, 31, 118, 210, 5546, 4871, 2003, 77)
    bars = tuple(
        Bar(str(2017 + n), f"Năm {2017 + n}", count, count / max(counts), f"/luu-tru/{2017 + n}/")
        for n, count in enumerate(counts)
    )
    return ArchiveView(Head("Lưu trữ", "/luu-tru/"), (), 0, sum(counts), bars)


def archive_year() -> ArchiveView:
    counts = (0, 5, 44, 31, 118, 21, 55, 48, 20, 77, 0, 3)
    bars = tuple(
        Bar(str(n), f"Tháng {n}", count, count / max(counts), f"/luu-tru/2022/{n:02}/" if count else "")
        for n, count in enumerate(counts, 1)
    )
    years = tuple(Link(str(year), f"/luu-tru/{year}/") for year in range(2019, 2026))
    return ArchiveView(
        Head("Lưu trữ năm 2022", "/luu-tru/2022/"), (Link("Lưu trữ", "/luu-tru/"),), 2022, sum(counts), bars, years
    )


def archive_empty() -> ArchiveView:
    return ArchiveView(Head("Lưu trữ", "/luu-tru/"), (), 0, 0, ())


# Made up for looking at: 34 tiles in the country's rough outline, with the longest names there are.
_PLACES = """
Lai Châu 0 0, Lào Cai 1 0, Tuyên Quang 2 0, Cao Bằng 3 0, Điện Biên 0 1, Sơn La 1 1, Phú Thọ 2 1, Thái Nguyên 3 1,
Lạng Sơn 4 1, Hà Nội 2 2, Bắc Ninh 3 2, Quảng Ninh 5 2, Hưng Yên 3 3, Hải Phòng 4 3, Thanh Hóa 1 4, Ninh Bình 2 4,
Nghệ An 1 5, Hà Tĩnh 2 5, Quảng Trị 2 6, Huế 3 6, Đà Nẵng 3 7, Quảng Ngãi 4 8, Gia Lai 3 9, Đắk Lắk 4 9, Khánh Hòa 5 9,
Lâm Đồng 4 10, Đồng Nai 3 10, Tây Ninh 2 10, Thành phố Hồ Chí Minh 3 11, Đồng Tháp 2 11, An Giang 0 11, Vĩnh Long 2 12,
Cần Thơ 1 12, Cà Mau 0 13
"""


def regions() -> RegionIndexView:
    places = [place.rsplit(" ", 2) for place in _PLACES.replace("\n", " ").strip().split(", ")]
    tiles = tuple(
        Tile(name.strip(), f"/dia-phuong/{n}/", (n * 37) % 211 * (n % 5), int(column), int(row), n % 5)
        for n, (name, column, row) in enumerate(places)
    )
    former = (
        TermGroup(
            "Tỉnh đến 30/06/2025", (TermCount(Link("Long An", "/dia-phuong/long-an/"), 12, "nay thuộc Tây Ninh"),)
        ),
        TermGroup(
            "Huyện đến 30/06/2025", tuple(TermCount(Link(f"Huyện thử nghiệm {n}", f"/h/{n}/"), n) for n in range(1, 15))
        ),
    )
    return RegionIndexView(Head("Địa phương", "/dia-phuong/"), (), tiles, former)


def officials() -> TermIndexView:
    names = (
        "Dương Văn Út",
        "Lò Văn Mừng",
        "Mùa A Sơn",
        "Ngô Văn Luận",
        "Nguyễn Mạnh Cường",
        "Nguyễn Thị Bạch Mai",
        "Trần Xuân Điền",
    )
    groups = tuple(
        TermGroup(
            letter,
            tuple(
                TermCount(Link(n, f"/chu-tri/{i}/"), 3 + i, "Chức vụ gần nhất, thử nghiệm")
                for i, n in enumerate(names)
                if n[0] == letter
            ),
        )
        for letter in "DLMNT"
    )
    return TermIndexView(Head("Người chủ trì", "/chu-tri/"), (), "official", groups)


def tags() -> TermIndexView:
    groups = tuple(
        TermGroup(
            letter,
            tuple(TermCount(Link(f"{letter.lower()} thẻ thử nghiệm {n}", f"/the/{n}/"), n) for n in range(1, 30)),
        )
        for letter in "ABCDĐGHIKLMNOPQRSTUVXY"
    )
    return TermIndexView(Head("Thẻ", "/the/"), (), "tag", groups)


def sections() -> TermIndexView:
    """One group without a letter."""
    group = TermGroup("", tuple(TermCount(section, 3) for section in SECTIONS))
    return TermIndexView(Head("Chuyên mục", "/chuyen-muc/"), (), "category", (group,))


def sections_empty() -> TermIndexView:
    return TermIndexView(Head("Chuyên mục", "/chuyen-muc/"), (), "category", ())


def static_page() -> StaticPageView:
    return StaticPageView(Head("Giới thiệu cổng tin", "/gioi-thieu/"), (), "Giới thiệu cổng tin", BODY, at(2026, 7, 1))


def search() -> SearchView:
    return SearchView(
        Head("Tìm kiếm", "/tim-kiem/"),
        (),
        "/search/index.json",
        "/search/search.js",
        "/tim-kiem/worker.js",
    )


def not_found() -> NotFoundView:
    return NotFoundView(Head("Không tìm thấy trang", "/404.html", indexed=False))


def saved() -> SavedView:
    return SavedView(Head("Bài đã lưu", "/da-luu/", indexed=False))


def offline() -> OfflineView:
    return OfflineView(Head("Không có mạng", "/ngoai-tuyen/", indexed=False))


PAGES: dict[str, tuple[str, Any]] = {
    "item": ("item.html", item()),
    "item-extreme": ("item.html", item_extreme()),
    "item-plain": ("item.html", item_plain()),
    "home": ("home.html", home()),
    "home-long": ("home.html", home_long()),
    "home-one": ("home.html", home_one()),
    "home-empty": ("home.html", home_empty()),
    "region": ("listing.html", region_listing()),
    "official": ("listing.html", official_listing()),
    "older": ("listing.html", older_listing()),
    "listing-empty": ("listing.html", listing_empty()),
    "archive": ("archive.html", archive()),
    "archive-year": ("archive.html", archive_year()),
    "archive-empty": ("archive.html", archive_empty()),
    "regions": ("region_index.html", regions()),
    "officials": ("term_index.html", officials()),
    "tags": ("term_index.html", tags()),
    "documents": ("term_index.html", documents()),
    "calendar": ("calendar.html", calendar()),
    "calendar-months": ("term_index.html", calendar_months()),
    "sections": ("term_index.html", sections()),
    "sections-empty": ("term_index.html", sections_empty()),
    "page": ("page.html", static_page()),
    "search": ("search.html", search()),
    "saved": ("saved.html", saved()),
    "offline": ("offline.html", offline()),
    "not-found": ("not_found.html", not_found()),
}
