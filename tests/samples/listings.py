"""Views of listings: of regions and officials, the calendar, the archive, and the indexes."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from plugins.model.views import (
    ArchiveView,
    Bar,
    CalendarDay,
    CalendarView,
    Day,
    Event,
    Head,
    Link,
    ListingView,
    Post,
    RegionHistory,
    RegionIndexView,
    TermCount,
    TermGroup,
    TermIndexView,
    Tile,
)
from tests.samples.site import (
    BEN_LUC,
    CIVIL,
    FEEDS,
    LONG_TITLE,
    POLICY,
    SECTIONS,
    STRESS,
    TEASERS,
)


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
            Event(Link(STRESS, "/tin/2022/06/thu/"), standing="draft"),
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
